//! A recorded log of a receiver, given again one position at a time: by the clock, or one each time somebody asks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use handheld_contract::{Code, Problem};
use handheld_geofile::{Fix, MAX_BYTES, SentenceReader, Tally};

use super::heard::Heard;
use super::words;

/// Fastest and slowest replay, positions per second.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.01..=1_000.0;

/// What is left of a log.
pub(super) struct Recording(Mutex<VecDeque<Fix>>);

impl Recording {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// [`Code::TooLarge`]; [`Code::BadInput`] for a log without a position.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, Tally), Problem> {
        if bytes.len() > MAX_BYTES {
            let limit = format!("{} MiB", MAX_BYTES / (1024 * 1024));
            return Err(Problem::new(Code::TooLarge).with("limit", limit));
        }
        let mut reader = SentenceReader::new();
        let mut fixes: VecDeque<Fix> = reader.feed(bytes).into();
        fixes.extend(reader.finish());
        if fixes.is_empty() {
            return Err(Problem::new(Code::BadInput)
                .with("what", "log")
                .with("why", "it holds no position of a receiver (GGA)"));
        }
        Ok((Self(Mutex::new(fixes)), reader.tally()))
    }

    /// Gives the next position; false when there is none left.
    pub(super) fn step(&self, heard: &Heard) -> bool {
        let next = {
            let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            left.pop_front()
        };
        match next {
            Some(fix) => {
                heard.give(fix, Instant::now());
                true
            }
            None => {
                heard.lost(words::log_ended());
                false
            }
        }
    }
}

/// The time between two positions; none when they are given as they are asked for.
///
/// # Errors
///
/// [`Code::BadInput`] for a speed that is out of range.
pub(super) fn every(speed: f64) -> Result<Option<Duration>, Problem> {
    if speed == 0.0 {
        return Ok(None);
    }
    if !SPEEDS.contains(&speed) {
        return Err(Problem::new(Code::BadInput)
            .with("what", "speed")
            .with("why", "0, or 0.01 to 1000 positions per second"));
    }
    Ok(Some(Duration::from_secs_f64(1.0 / speed)))
}

/// Gives one position after the other until the log is over or the task is aborted.
pub(super) async fn play(recording: Recording, heard: Arc<Heard>, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    loop {
        ticks.tick().await;
        if !recording.step(&heard) {
            return;
        }
    }
}
