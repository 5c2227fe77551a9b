//! The network of the model: cuts, loses, doubles, delays, reorders and falsifies; the centre crashes as well.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use handheld_contract::BlobHash;
use handheld_sync::centre::ExchangeError;
use handheld_sync::device::drive::{Host, Stopped};
use handheld_sync::device::{Effect, Failure, Report};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::world::CentreSide;

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The request is cut; the centre takes nothing.
    RequestCut,
    /// The answer is lost after the centre has committed.
    AnswerLost,
    /// The answer is cut at some byte.
    AnswerCut,
    /// The request arrives twice.
    Duplicate,
    /// The request arrives after a later one of the same device.
    Reorder,
    /// The centre crashes after it has committed and starts again.
    CentreCrash,
    /// The device crashes between two effects.
    DeviceCrash,
    /// Somebody else answers, with 200.
    Portal,
    /// A byte of the request is another one.
    Flip,
    /// A photo is cut after its first part.
    PhotoCut,
}

impl Fault {
    /// Those that happen in every seed.
    pub const EACH: [Fault; 6] = [
        Fault::AnswerLost,
        Fault::Duplicate,
        Fault::Reorder,
        Fault::CentreCrash,
        Fault::DeviceCrash,
        Fault::PhotoCut,
    ];
    const OF_REQUESTS: [Fault; 8] = [
        Fault::RequestCut,
        Fault::AnswerLost,
        Fault::AnswerCut,
        Fault::Duplicate,
        Fault::Reorder,
        Fault::CentreCrash,
        Fault::Portal,
        Fault::Flip,
    ];
}

/// State of the network.
pub(super) struct Net {
    /// Randomness.
    pub rng: ChaCha8Rng,
    /// Faults happen.
    pub on: bool,
    /// Faults that have still to happen in this seed.
    pub due: Vec<Fault>,
    /// Requests under way, with their device.
    pub delayed: Vec<(usize, Vec<u8>)>,
    /// Counts.
    pub happened: BTreeMap<Fault, u64>,
    /// What devices reported.
    pub reports: Vec<(usize, Report)>,
    /// Requests and bytes in both directions.
    pub traffic: (u64, u64, u64),
}

impl Net {
    fn happens(&mut self, fault: Fault) {
        *self.happened.entry(fault).or_default() += 1;
        self.due.retain(|due| *due != fault);
    }

    fn pick(&mut self) -> Option<Fault> {
        if !self.on {
            return None;
        }
        let due: Vec<_> = self
            .due
            .iter()
            .copied()
            .filter(|f| Fault::OF_REQUESTS.contains(f))
            .collect();
        if !due.is_empty() && self.rng.random_bool(0.5) {
            return Some(due[self.rng.random_range(0..due.len())]);
        }
        let all = Fault::OF_REQUESTS;
        self.rng
            .random_bool(0.35)
            .then(|| all[self.rng.random_range(0..all.len())])
    }
}

/// One device's way to the centre.
pub(super) struct SimHost<'a> {
    /// Which device.
    pub index: usize,
    /// The centre.
    pub centre: &'a CentreSide,
    /// The network.
    pub net: &'a Mutex<Net>,
    /// Offset of the part about to be sent.
    pub part: u64,
}

impl SimHost<'_> {
    fn net(&self) -> std::sync::MutexGuard<'_, Net> {
        self.net.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answered(result: Result<Vec<u8>, ExchangeError>) -> Result<Vec<u8>, Failure> {
        result.map_err(|e| Failure::Refused(e.code()))
    }

    async fn with_fault(&self, fault: Fault, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        match fault {
            Fault::RequestCut => self.net().happens(fault),
            Fault::Portal => {
                self.net().happens(fault);
                return Ok(b"<html>Please sign in to this network</html>".to_vec());
            }
            Fault::Reorder => self.net().delayed.push((self.index, body)),
            Fault::Flip => {
                let mut body = body;
                let at = self.net().rng.random_range(0..body.len());
                body[at] ^= 0x10;
                self.net().happens(fault);
                return Self::answered(self.centre.exchange(&body).await.map(|a| a.body));
            }
            Fault::AnswerCut => {
                let answer = Self::answered(self.centre.exchange(&body).await.map(|a| a.body))?;
                let at = self.net().rng.random_range(0..=answer.len());
                self.net().happens(fault);
                return Ok(answer[..at].to_vec());
            }
            Fault::Duplicate => {
                let first = self.centre.exchange(&body).await;
                if first.as_ref().is_ok_and(|a| !a.touched.is_empty()) {
                    self.net().happens(fault);
                }
                let second = self.centre.exchange(&body).await;
                return Self::answered(second.or(first).map(|a| a.body));
            }
            Fault::AnswerLost | Fault::CentreCrash => {
                let answer = self.centre.exchange(&body).await;
                if answer.is_ok_and(|a| !a.touched.is_empty()) {
                    self.net().happens(fault);
                }
            }
            Fault::DeviceCrash | Fault::PhotoCut => {}
        }
        Err(Failure::Network)
    }
}

#[async_trait]
impl Host for SimHost<'_> {
    fn now_ms(&self) -> i64 {
        self.centre.now_ms()
    }

    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.centre.passes(40);
        let fault = self.net().pick();
        self.net().traffic.1 += body.len() as u64;
        let answer = match fault {
            Some(fault) => self.with_fault(fault, body).await,
            None => {
                let answer = Self::answered(self.centre.exchange(&body).await.map(|a| a.body));
                // What was sent before arrives only now.
                let late: Vec<_> = {
                    let mut net = self.net();
                    let (late, other) = net
                        .delayed
                        .drain(..)
                        .partition(|(index, _)| *index == self.index);
                    net.delayed = other;
                    late
                };
                for (_, body) in late {
                    let _ = self.centre.exchange(&body).await;
                    self.net().happens(Fault::Reorder);
                }
                answer
            }
        };
        let mut net = self.net();
        net.traffic.0 += 1;
        net.traffic.2 += answer.as_ref().map_or(0, |a| a.len() as u64);
        answer
    }

    async fn put(&mut self, _: BlobHash, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.centre.passes(40);
        let cut = {
            let mut net = self.net();
            let due = net.due.contains(&Fault::PhotoCut);
            net.on && self.part > 0 && (due || net.rng.random_bool(0.15))
        };
        if cut {
            let processed = self.net().rng.random_bool(0.5);
            if processed {
                let _ = self.centre.put_part(&body).await;
            }
            self.net().happens(Fault::PhotoCut);
            return Err(Failure::Network);
        }
        Self::answered(self.centre.put_part(&body).await)
    }

    async fn report(&mut self, report: Report) {
        let index = self.index;
        self.net().reports.push((index, report));
    }

    async fn before(&mut self, effect: &Effect) -> Result<(), Stopped> {
        if let Effect::PutPart { offset, .. } = effect {
            self.part = *offset;
        }
        let writes = matches!(
            effect,
            Effect::Apply(_) | Effect::Acknowledge(_) | Effect::SaveState(_) | Effect::Confirm
        );
        let mut net = self.net();
        let due = net.due.contains(&Fault::DeviceCrash) && net.rng.random_bool(0.2);
        if net.on && writes && (due || net.rng.random_bool(0.03)) {
            net.happens(Fault::DeviceCrash);
            return Err(Stopped);
        }
        Ok(())
    }
}
