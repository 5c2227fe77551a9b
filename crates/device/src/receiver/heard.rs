//! What a receiver has said: its last position with the moment at which it came, and lines that could not be read. Leaves the way the
//! bytes take to `network`, `serial` and `recording`.
//!
//! Moments are arguments: the age of a position is what keeps a silent receiver from being measured with.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use handheld_contract::views::Text;
use handheld_geofile::{Fix, SentenceReader, Tally};
use tokio::sync::{broadcast, watch};

/// Without bytes for so long the receiver is no longer shown as live; receivers speak once a second or more.
const LIVE_FOR: Duration = Duration::from_secs(5);
/// After such a gap an epoch that was still waiting for more sentences is over. It keeps the moment at which it came: with the first
/// sentence after the gap it would otherwise look new.
const GAP: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Inner {
    reader: SentenceReader,
    /// Lines of earlier readers that could not be read.
    bad_before: u64,
    last: Option<(Fix, Instant)>,
    bytes_at: Option<Instant>,
    open: bool,
    problem: Text,
}

/// What a receiver has said so far.
pub(crate) struct Heard {
    inner: Mutex<Inner>,
    fixes: watch::Sender<u64>,
    /// Told when the line opens or breaks, not with every position.
    news: broadcast::Sender<()>,
}

/// How it stands at a moment.
pub(crate) struct Standing {
    /// The line is open.
    pub(crate) open: bool,
    /// The line is open and bytes came lately.
    pub(crate) live: bool,
    /// The last position, and how long ago it came.
    pub(crate) last: Option<(Fix, Duration)>,
    pub(crate) problem: Text,
    pub(crate) bad_lines: u32,
}

fn bad(tally: Tally) -> u64 {
    tally.bad_checksum + tally.broken + tally.bad_fields
}

impl Heard {
    pub(crate) fn new(news: broadcast::Sender<()>) -> Self {
        Self {
            inner: Mutex::default(),
            fixes: watch::Sender::new(0),
            news,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self) {
        // Nobody listening is fine: a command line has no screen.
        let _ = self.news.send(());
    }

    /// How many positions have come; changes with each.
    pub(crate) fn fixes(&self) -> watch::Receiver<u64> {
        self.fixes.subscribe()
    }

    /// The line is open.
    pub(crate) fn opened(&self) {
        {
            let mut inner = self.inner();
            inner.open = true;
            inner.problem = Text::default();
        }
        self.tell();
    }

    /// Bytes came.
    pub(crate) fn feed(&self, bytes: &[u8], now: Instant) {
        let given = {
            let mut inner = self.inner();
            let silent = inner
                .bytes_at
                .filter(|at| now.saturating_duration_since(*at) > GAP);
            let mut given = silent.map_or(0, |at| inner.close(at));
            inner.bytes_at = Some(now);
            let fixes = inner.reader.feed(bytes);
            given += inner.keep(fixes, now);
            given
        };
        self.count(given);
    }

    /// A position came that had been read before.
    pub(crate) fn give(&self, fix: Fix, now: Instant) {
        let given = {
            let mut inner = self.inner();
            inner.bytes_at = Some(now);
            inner.keep(vec![fix], now)
        };
        self.count(given);
    }

    /// Lines that could not be read, of bytes that had been read before.
    pub(crate) fn count_bad(&self, tally: Tally) {
        self.inner().bad_before += bad(tally);
    }

    /// The line broke or came to its end. The last position stays, with its age.
    pub(crate) fn lost(&self, problem: Text) {
        let (given, news) = {
            let mut inner = self.inner();
            let given = inner.bytes_at.map_or(0, |at| inner.close(at));
            let news = inner.open || inner.problem != problem;
            inner.open = false;
            inner.problem = problem;
            (given, news)
        };
        self.count(given);
        if news {
            self.tell();
        }
    }

    fn count(&self, given: u64) {
        if given > 0 {
            self.fixes.send_modify(|count| *count += given);
        }
    }

    pub(crate) fn standing(&self, now: Instant) -> Standing {
        let inner = self.inner();
        let since = |at: Instant| now.saturating_duration_since(at);
        let lines = inner.bad_before + bad(inner.reader.tally());
        Standing {
            open: inner.open,
            live: inner.open && inner.bytes_at.is_some_and(|at| since(at) <= LIVE_FOR),
            last: inner.last.clone().map(|(fix, at)| (fix, since(at))),
            problem: inner.problem.clone(),
            bad_lines: u32::try_from(lines).unwrap_or(u32::MAX),
        }
    }
}

impl Inner {
    /// Ends the stream of the reader at the moment of its last bytes, and begins anew.
    fn close(&mut self, at: Instant) -> u64 {
        let mut reader = std::mem::take(&mut self.reader);
        let left = reader.finish();
        self.bad_before += bad(reader.tally());
        self.keep(left.into_iter().collect(), at)
    }

    fn keep(&mut self, fixes: Vec<Fix>, at: Instant) -> u64 {
        let given = u64::try_from(fixes.len()).unwrap_or(u64::MAX);
        if let Some(fix) = fixes.into_iter().next_back() {
            self.last = Some((fix, at));
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(body: &str) -> Vec<u8> {
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        format!("${body}*{sum:02X}\r\n").into_bytes()
    }

    fn gga(time: &str) -> Vec<u8> {
        sentence(&format!(
            "GNGGA,{time},3045.7427626,N,12045.0372941,E,4,27,0.6,6.4,M,10.8,M,1.0,0417"
        ))
    }

    fn heard() -> Heard {
        Heard::new(broadcast::Sender::new(4))
    }

    #[test]
    fn an_epoch_that_waited_through_a_silence_keeps_the_moment_at_which_it_came() {
        let heard = heard();
        let start = Instant::now();
        heard.feed(&gga("021500.00"), start);
        assert!(heard.standing(start).last.is_none());
        let later = start + Duration::from_secs(60);
        heard.feed(&gga("021600.00"), later);
        let (_, age) = heard.standing(later).last.unwrap();
        assert_eq!(age, Duration::from_secs(60));
        let next = later + Duration::from_secs(1);
        heard.feed(&gga("021601.00"), next);
        let (fix, age) = heard.standing(next).last.unwrap();
        assert_eq!(
            (fix.time_utc.to_string().as_str(), age),
            ("02:16:00", Duration::ZERO)
        );
    }

    #[test]
    fn a_line_that_breaks_gives_what_was_waiting_and_says_why_it_stopped() {
        let heard = heard();
        let mut news = heard.news.subscribe();
        let start = Instant::now();
        heard.opened();
        heard.feed(&gga("021500.00"), start);
        heard.feed(b"$GNGGA,0215", start);
        assert!(heard.standing(start).live);
        let why = Text {
            zh: "断开".into(),
            en: "closed".into(),
        };
        heard.lost(why.clone());
        let later = start + Duration::from_secs(3);
        let standing = heard.standing(later);
        assert!(!standing.open && !standing.live);
        assert_eq!(standing.problem, why);
        assert_eq!(standing.last.map(|(_, age)| age.as_secs()), Some(3));
        assert_eq!(standing.bad_lines, 1);
        assert_eq!(*heard.fixes().borrow(), 1);
        assert!(news.try_recv().is_ok() && news.try_recv().is_ok());
        heard.lost(why);
        assert!(news.try_recv().is_err(), "the same again is no news");
    }
}
