//! The network between devices and the centre: it cuts, loses, doubles and delays, and devices crash between two steps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use handheld_contract::{BlobHash, ChangeHash, DocId};
use handheld_sync::centre::{Answer, ExchangeError};
use handheld_sync::device::drive::{Host, Stopped};
use handheld_sync::device::{Effect, Failure, Report};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What answers an exchange.
#[async_trait]
pub(crate) trait Exchanges: Sync {
    /// Answers an exchange.
    async fn exchange(&self, body: &[u8]) -> Result<Answer, ExchangeError>;

    /// The clock of the centre.
    fn now_ms(&self) -> i64;
}

/// The network.
pub(crate) struct Net {
    rng: ChaCha8Rng,
    pub(crate) on: bool,
    late: Vec<Vec<u8>>,
    pub(crate) faults: BTreeMap<&'static str, u64>,
}

impl Net {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            on: true,
            late: Vec::new(),
            faults: BTreeMap::new(),
        }
    }

    /// What is still under way.
    pub(crate) fn take_late(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.late)
    }
}

/// One device's way to the centre.
pub(crate) struct Way<'a> {
    pub(crate) centre: &'a dyn Exchanges,
    pub(crate) net: &'a Mutex<Net>,
    /// Changes for which the centre gave a receipt.
    pub(crate) confirmed: &'a mut BTreeSet<(DocId, ChangeHash)>,
    /// Something was refused, so that the device needs a new actor.
    pub(crate) refused: &'a mut bool,
}

impl Way<'_> {
    fn fault(&self) -> Option<&'static str> {
        const FAULTS: [&str; 5] = [
            "request cut",
            "answer lost",
            "answer cut",
            "duplicate",
            "late",
        ];
        let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
        if !net.on || !net.rng.random_bool(0.3) {
            return None;
        }
        let fault = FAULTS[net.rng.random_range(0..FAULTS.len())];
        *net.faults.entry(fault).or_default() += 1;
        Some(fault)
    }
}

fn answered(answer: Result<Answer, ExchangeError>) -> Result<Vec<u8>, Failure> {
    answer
        .map(|answer| answer.body)
        .map_err(|error| Failure::Refused(error.code()))
}

#[async_trait]
impl Host for Way<'_> {
    fn now_ms(&self) -> i64 {
        self.centre.now_ms()
    }

    async fn post(&mut self, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        match self.fault() {
            None => {
                let answer = answered(self.centre.exchange(&body).await);
                // What was under way of anybody arrives now, behind what was sent later.
                let late = {
                    let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                    net.take_late()
                };
                for body in late {
                    let _ = self.centre.exchange(&body).await;
                }
                answer
            }
            Some("answer lost") => {
                let _ = self.centre.exchange(&body).await;
                Err(Failure::Network)
            }
            Some("answer cut") => {
                let mut answer = answered(self.centre.exchange(&body).await)?;
                let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                let at = net.rng.random_range(0..=answer.len());
                answer.truncate(at);
                Ok(answer)
            }
            Some("duplicate") => {
                let first = self.centre.exchange(&body).await;
                let second = self.centre.exchange(&body).await;
                answered(second.or(first))
            }
            Some("late") => {
                let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
                net.late.push(body);
                Err(Failure::Network)
            }
            Some(_) => Err(Failure::Network),
        }
    }

    async fn put(&mut self, _: BlobHash, _: Vec<u8>) -> Result<Vec<u8>, Failure> {
        Err(Failure::Network)
    }

    async fn report(&mut self, report: Report) {
        *self.refused |= matches!(report, Report::Forked);
    }

    async fn before(&mut self, effect: &Effect) -> Result<(), Stopped> {
        let mut net = self.net.lock().unwrap_or_else(PoisonError::into_inner);
        let writes = matches!(
            effect,
            Effect::Apply(_) | Effect::Acknowledge(_) | Effect::Refuse(_) | Effect::SaveState(_)
        );
        if net.on && writes && net.rng.random_bool(0.03) {
            *net.faults.entry("device crash").or_default() += 1;
            return Err(Stopped);
        }
        if let Effect::Acknowledge(receipt) = effect {
            self.confirmed.extend(receipt.changes.iter().copied());
        }
        *self.refused |= matches!(effect, Effect::Refuse(_));
        Ok(())
    }
}
