//! Admission in a process of its own: the questions and answers, and the loop that answers them.
//!
//! Whoever hosts the process gives it limits of memory and time and starts another one when it dies; here is
//! only what goes through its standard input and output. The host never reads foreign bytes itself: what
//! comes back are verdicts, plain facts of the accepted changes, and a snapshot that was proven to load.
//!
//! A message is `length u32 | header length u32 | header (JSON) | bytes`, integers big-endian; `length`
//! counts what follows it. The bytes are the snapshot and the changes, one after the other, as long as the
//! header says.

use std::io::{self, Read, Write};

use handheld_contract::ChangeHash;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::admission::{AdmissionRules, Verdict, admit};
use crate::document::contained;
use crate::{ActorId, Document, limits};

/// Bytes of one message: a document, all its changes and a full batch.
pub const MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Why a message cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The other side is gone, or the pipe is broken.
    #[error(transparent)]
    Pipe(#[from] io::Error),
    /// The message is not one.
    #[error("not a message of the admission worker: {0}")]
    Message(String),
    /// The worker could not do what was asked; the document is as before.
    #[error("the admission worker refused: {0}")]
    Refused(String),
}

/// The question: may these changes come into this document?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmitRequest {
    /// Snapshot of the document, where there is one.
    pub snapshot: Option<Vec<u8>>,
    /// Changes that the document has beside those in the snapshot, in any order; repetition does no harm.
    pub known: Vec<Vec<u8>>,
    /// Foreign changes.
    pub candidates: Vec<Vec<u8>>,
    /// The rules.
    pub rules: AdmissionRules,
}

/// Facts of an accepted change, for its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeFacts {
    /// Its name.
    pub hash: ChangeHash,
    /// Its author.
    pub actor: ActorId,
    /// The author's sequence number.
    pub seq: u64,
    /// What it builds on.
    pub deps: Vec<ChangeHash>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdmitResponse {
    /// One verdict for each candidate, in their order.
    pub verdicts: Vec<Verdict>,
    /// Facts of the accepted changes, each after those that it builds on.
    pub accepted: Vec<ChangeFacts>,
    /// Heads of the document now.
    pub heads: Vec<ChangeHash>,
    /// The document now, saved; empty when nothing was accepted.
    pub snapshot: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RequestHeader {
    snapshot: Option<usize>,
    known: Vec<usize>,
    candidates: Vec<usize>,
    rules: AdmissionRules,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ResponseHeader {
    Done {
        verdicts: Vec<Verdict>,
        accepted: Vec<ChangeFacts>,
        heads: Vec<ChangeHash>,
    },
    Refused(String),
}

impl AdmitRequest {
    /// Writes the request as one message.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Message`] when it is larger than a message may be.
    pub fn encode(&self) -> Result<Vec<u8>, WorkerError> {
        let header = RequestHeader {
            snapshot: self.snapshot.as_ref().map(Vec::len),
            known: self.known.iter().map(Vec::len).collect(),
            candidates: self.candidates.iter().map(Vec::len).collect(),
            rules: self.rules.clone(),
        };
        let bytes = self
            .snapshot
            .iter()
            .chain(&self.known)
            .chain(&self.candidates);
        message(&header, bytes.map(Vec::as_slice))
    }

    /// Answers in this process. Hosts that are not servers may do with this.
    ///
    /// # Errors
    ///
    /// [`WorkerError::Refused`] when the document itself cannot be built.
    pub fn answer(&self) -> Result<AdmitResponse, WorkerError> {
        let known = self.known.iter().map(Vec::as_slice);
        let mut document = Document::load(self.snapshot.as_deref(), known)
            .map_err(|e| WorkerError::Refused(e.to_string()))?;
        let before = document.heads();
        let candidates: Vec<&[u8]> = self.candidates.iter().map(Vec::as_slice).collect();
        let verdicts = contained(|| Ok(admit(&mut document, &candidates, &self.rules)))
            .map_err(WorkerError::Refused)?;
        let accepted = facts(&document, &before);
        let snapshot = if accepted.is_empty() {
            Vec::new()
        } else {
            document.save()
        };
        Ok(AdmitResponse {
            verdicts,
            accepted,
            heads: document.heads(),
            snapshot,
        })
    }
}

fn facts(document: &Document, before: &[ChangeHash]) -> Vec<ChangeFacts> {
    let new = document.changes_since(before);
    new.into_iter()
        .map(|c| ChangeFacts {
            hash: c.hash,
            actor: ActorId(c.actor),
            seq: c.seq,
            deps: c.deps,
        })
        .collect()
}

impl AdmitResponse {
    /// Reads a response from what follows the length of its message.
    ///
    /// # Errors
    ///
    /// [`WorkerError`]: not a response, or the worker's refusal.
    pub fn decode(message: &[u8]) -> Result<Self, WorkerError> {
        let (header, bytes) = parts(message)?;
        match header {
            ResponseHeader::Done {
                verdicts,
                accepted,
                heads,
            } => Ok(Self {
                verdicts,
                accepted,
                heads,
                snapshot: bytes.to_vec(),
            }),
            ResponseHeader::Refused(why) => Err(WorkerError::Refused(why)),
        }
    }
}

/// Asks a worker over its pipes and waits for the answer.
///
/// # Errors
///
/// [`WorkerError`]; after [`WorkerError::Pipe`] the worker is to be replaced.
pub fn ask(
    to: &mut impl Write,
    from: &mut impl Read,
    request: &AdmitRequest,
) -> Result<AdmitResponse, WorkerError> {
    to.write_all(&request.encode()?)?;
    to.flush()?;
    match read_message(from)? {
        Some(message) => AdmitResponse::decode(&message),
        None => Err(WorkerError::Pipe(io::ErrorKind::UnexpectedEof.into())),
    }
}

/// Answers requests until the input ends: the whole life of a worker process.
///
/// # Errors
///
/// [`WorkerError`] when the pipe breaks or the host does not speak this protocol.
pub fn serve(mut input: impl Read, mut output: impl Write) -> Result<(), WorkerError> {
    while let Some(bytes) = read_message(&mut input)? {
        let answer = decode_request(&bytes).and_then(|request| {
            drop(bytes);
            request.answer()
        });
        let (header, snapshot) = match answer {
            Ok(AdmitResponse {
                verdicts,
                accepted,
                heads,
                snapshot,
            }) => (
                ResponseHeader::Done {
                    verdicts,
                    accepted,
                    heads,
                },
                snapshot,
            ),
            Err(error) => (ResponseHeader::Refused(error.to_string()), Vec::new()),
        };
        output.write_all(&message(&header, std::iter::once(snapshot.as_slice()))?)?;
        output.flush()?;
    }
    Ok(())
}

fn decode_request(bytes: &[u8]) -> Result<AdmitRequest, WorkerError> {
    let (header, mut rest): (RequestHeader, &[u8]) = parts(bytes)?;
    if header.candidates.len() > limits::CANDIDATES {
        return Err(WorkerError::Message("too many candidates".into()));
    }
    let mut take = |length: usize| {
        let (taken, left) = rest
            .split_at_checked(length)
            .ok_or_else(|| WorkerError::Message("shorter than its header says".into()))?;
        rest = left;
        Ok::<_, WorkerError>(taken.to_vec())
    };
    Ok(AdmitRequest {
        snapshot: header.snapshot.map(&mut take).transpose()?,
        known: header
            .known
            .into_iter()
            .map(&mut take)
            .collect::<Result<_, _>>()?,
        candidates: header
            .candidates
            .into_iter()
            .map(&mut take)
            .collect::<Result<_, _>>()?,
        rules: header.rules,
    })
}

fn message<'a>(
    header: &impl Serialize,
    bytes: impl Iterator<Item = &'a [u8]>,
) -> Result<Vec<u8>, WorkerError> {
    let not_written = |e: serde_json::Error| WorkerError::Message(e.to_string());
    let header = serde_json::to_vec(header).map_err(not_written)?;
    let too_large = || WorkerError::Message("larger than a message may be".into());
    let header_length = u32::try_from(header.len()).map_err(|_| too_large())?;
    let mut message = vec![0; 4];
    message.extend(header_length.to_be_bytes());
    message.extend(header);
    for part in bytes {
        message.extend_from_slice(part);
    }
    if message.len() > MESSAGE_BYTES {
        return Err(too_large());
    }
    let length = u32::try_from(message.len() - 4).map_err(|_| too_large())?;
    message[..4].copy_from_slice(&length.to_be_bytes());
    Ok(message)
}

fn read_message(input: &mut impl Read) -> Result<Option<Vec<u8>>, WorkerError> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e.into()),
    }
    let length = u32::from_be_bytes(length) as usize;
    if length > MESSAGE_BYTES {
        return Err(WorkerError::Message("larger than a message may be".into()));
    }
    let mut message = vec![0; length];
    input.read_exact(&mut message)?;
    Ok(Some(message))
}

fn parts<H: DeserializeOwned>(message: &[u8]) -> Result<(H, &[u8]), WorkerError> {
    let short = || WorkerError::Message("shorter than its header says".into());
    let (length, rest) = message.split_at_checked(4).ok_or_else(short)?;
    let length = length
        .try_into()
        .map(u32::from_be_bytes)
        .map_err(|_| short())?;
    let (header, bytes) = rest.split_at_checked(length as usize).ok_or_else(short)?;
    let header = serde_json::from_slice(header).map_err(|e| WorkerError::Message(e.to_string()))?;
    Ok((header, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Edit;
    use crate::admission::AllowedActors;

    fn request() -> AdmitRequest {
        let mut document = Document::new();
        let first = document
            .commit(&[Edit::set("a:1", "1")], ActorId([1; 16]), 0)
            .unwrap();
        let snapshot = document.save();
        let second = document
            .commit(&[Edit::set("a:1", "2")], ActorId([1; 16]), 0)
            .unwrap();
        AdmitRequest {
            snapshot: Some(snapshot),
            known: first.into_iter().map(|c| c.bytes).collect(),
            candidates: vec![second[0].bytes.clone(), vec![1, 2, 3]],
            rules: AdmissionRules::new(AllowedActors::Only([ActorId([1; 16])].into())),
        }
    }

    #[test]
    fn a_worker_answers_until_its_input_ends() {
        let request = request();
        let one = request.encode().unwrap();
        let mut output = Vec::new();
        serve([one.clone(), one].concat().as_slice(), &mut output).unwrap();
        let mut from = output.as_slice();
        for _ in 0..2 {
            let message = read_message(&mut from).unwrap().unwrap();
            let response = AdmitResponse::decode(&message).unwrap();
            assert_eq!(response, request.answer().unwrap());
            assert!(response.verdicts[0].is_in() && !response.verdicts[1].is_in());
            assert_eq!((response.accepted.len(), response.accepted[0].seq), (1, 2));
            let document = Document::from_snapshot(&response.snapshot).unwrap();
            assert_eq!(document.heads(), response.heads);
        }
        assert!(read_message(&mut from).unwrap().is_none());
    }

    #[test]
    fn a_message_that_is_none_is_refused_and_the_worker_goes_on() {
        let mut input = vec![0, 0, 0, 5, 0, 0, 0, 1, b'{'];
        input.extend(request().encode().unwrap());
        let mut output = Vec::new();
        serve(input.as_slice(), &mut output).unwrap();
        let mut from = output.as_slice();
        let first = read_message(&mut from).unwrap().unwrap();
        assert!(matches!(
            AdmitResponse::decode(&first),
            Err(WorkerError::Refused(_))
        ));
        let second = read_message(&mut from).unwrap().unwrap();
        assert!(AdmitResponse::decode(&second).is_ok());
        assert!(serve([0xff; 8].as_slice(), Vec::new()).is_err());
    }
}
