//! Sentences of a receiver as they arrive, in pieces of any size (NMEA 0183, GGA, RMC and GST of any talker). Leaves the verdict about a
//! position to `fix` and the serial or Bluetooth line to the host.
//!
//! Our own parser: the `nmea` crate has no age of the corrections and no reference station in its GGA, and keeps heights as f32.
//! A sentence counts only with a right checksum. Garbage, overlong and cut sentences are counted and passed over.

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use crate::fix::{Fix, FixQuality};
use crate::limits::MAX_SENTENCE_BYTES;

/// What has gone by so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Sentences with a right checksum, of any kind.
    pub sentences: u64,
    /// Sentences with a wrong checksum or none.
    pub bad_checksum: u64,
    /// Sentences longer than [`MAX_SENTENCE_BYTES`], or ended by the start of the next one.
    pub broken: u64,
    /// GGA, RMC and GST with a right checksum whose fields contradict the standard.
    pub bad_fields: u64,
    /// Bytes outside any sentence, line ends left out.
    pub garbage_bytes: u64,
}

/// Deviations in the plane of one epoch.
#[derive(Debug, Clone, Copy)]
struct Sigma {
    time: NaiveTime,
    plan_m: f64,
}

/// Puts sentences together from what arrives and gives positions.
///
/// A position is given once its GGA, RMC and GST have come, or with the first sentence of the next epoch, whichever is first.
#[derive(Debug, Default)]
pub struct SentenceReader {
    /// From the dollar sign on; nothing while outside a sentence.
    line: Option<Vec<u8>>,
    tally: Tally,
    pending: Option<Fix>,
    sigma: Option<Sigma>,
    date: Option<(NaiveTime, NaiveDate)>,
}

impl SentenceReader {
    /// A reader at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// What has gone by so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes the next bytes and gives the positions they complete, in order.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for byte in bytes {
            self.byte(*byte, &mut fixes);
        }
        fixes
    }

    /// Gives the last position at the end of a stream.
    pub fn finish(&mut self) -> Option<Fix> {
        if self.line.take().is_some() {
            self.tally.broken += 1;
        }
        self.pending.take()
    }

    fn byte(&mut self, byte: u8, fixes: &mut Vec<Fix>) {
        match (byte, self.line.as_mut()) {
            (b'$', open) => {
                // A new start inside a sentence: the old one lost its end.
                if open.is_some() {
                    self.tally.broken += 1;
                }
                self.line = Some(Vec::with_capacity(MAX_SENTENCE_BYTES));
            }
            (b'\r' | b'\n', Some(_)) => {
                let line = self.line.take().unwrap_or_default();
                self.sentence(&line, fixes);
            }
            (b'\r' | b'\n', None) => {}
            (_, None) => self.tally.garbage_bytes += 1,
            // The dollar sign and the line end count as well.
            (_, Some(line)) if line.len() + 3 >= MAX_SENTENCE_BYTES => {
                self.line = None;
                self.tally.broken += 1;
            }
            (byte, Some(line)) => line.push(byte),
        }
    }

    fn sentence(&mut self, line: &[u8], fixes: &mut Vec<Fix>) {
        let Some(body) = checked(line) else {
            self.tally.bad_checksum += 1;
            return;
        };
        self.tally.sentences += 1;
        let mut fields = body.split(',');
        let address = fields.next().unwrap_or_default();
        // Two letters of the talker (GP, GN, BD, GB, GL ...) and three of the sentence.
        let Some(kind) = address.get(2..).filter(|_| address.len() == 5) else {
            return;
        };
        let fields: Vec<&str> = fields.collect();
        let understood = match kind {
            "GGA" => gga(&fields).map(|fix| self.gga(fix, fixes)),
            "RMC" => rmc(&fields).map(|(time, date)| self.rmc(time, date, fixes)),
            "GST" => gst(&fields).map(|sigma| self.gst(sigma, fixes)),
            _ => Some(()),
        };
        if understood.is_none() {
            self.tally.bad_fields += 1;
        }
    }

    /// Gives the position of an epoch that is over.
    fn close(&mut self, time: NaiveTime, fixes: &mut Vec<Fix>) {
        if self.pending.as_ref().is_some_and(|f| f.time_utc != time) {
            fixes.extend(self.pending.take());
        }
    }

    fn gga(&mut self, fix: Option<Fix>, fixes: &mut Vec<Fix>) {
        let Some(mut fix) = fix else {
            // A sentence without a position ends the epoch before it.
            fixes.extend(self.pending.take());
            return;
        };
        let time = fix.time_utc;
        self.close(time, fixes);
        // Twice in one epoch, as by two talkers: the first is given on its own.
        fixes.extend(self.pending.take());
        fix.sigma_plan_m = self.sigma.filter(|s| s.time == time).map(|s| s.plan_m);
        fix.date_utc = self.date.filter(|(at, _)| *at == time).map(|(_, d)| d);
        self.pending = Some(fix);
        self.complete(fixes);
    }

    fn rmc(&mut self, time: NaiveTime, date: NaiveDate, fixes: &mut Vec<Fix>) {
        self.close(time, fixes);
        self.date = Some((time, date));
        if let Some(fix) = &mut self.pending {
            fix.date_utc = Some(date);
        }
        self.complete(fixes);
    }

    fn gst(&mut self, sigma: Option<Sigma>, fixes: &mut Vec<Fix>) {
        let Some(sigma) = sigma else {
            return;
        };
        self.close(sigma.time, fixes);
        self.sigma = Some(sigma);
        if let Some(fix) = &mut self.pending {
            fix.sigma_plan_m = Some(sigma.plan_m);
        }
        self.complete(fixes);
    }

    fn complete(&mut self, fixes: &mut Vec<Fix>) {
        let full = |f: &Fix| f.date_utc.is_some() && f.sigma_plan_m.is_some();
        if self.pending.as_ref().is_some_and(full) {
            fixes.extend(self.pending.take());
        }
    }
}

/// The positions of a recorded stream in order, the same each time.
pub fn replay(log: &[u8]) -> Vec<Fix> {
    let mut reader = SentenceReader::new();
    let mut fixes = reader.feed(log);
    fixes.extend(reader.finish());
    fixes
}

/// The body of a sentence between the dollar sign and the star, when its checksum is right.
fn checked(line: &[u8]) -> Option<&str> {
    let (body, sum) = line.split_last_chunk::<3>()?;
    let [b'*', digits @ ..] = sum else {
        return None;
    };
    if !digits.iter().all(u8::is_ascii_hexdigit) || !body.is_ascii() {
        return None;
    }
    let said = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let found = body.iter().fold(0, |sum, byte| sum ^ byte);
    (found == said).then(|| std::str::from_utf8(body).ok())?
}

/// A number without words, signs of infinity or exponents.
fn number(text: &str) -> Option<f64> {
    let plain = |(at, b): (usize, u8)| b.is_ascii_digit() || b == b'.' || (b == b'-' && at == 0);
    let plain = !text.is_empty() && text.bytes().enumerate().all(plain);
    text.parse().ok().filter(|v: &f64| plain && v.is_finite())
}

/// An empty field is no value; a field that is no number makes the whole sentence wrong.
#[allow(clippy::option_option, reason = "outer: understood; inner: there")]
fn maybe(text: &str, range: std::ops::RangeInclusive<f64>) -> Option<Option<f64>> {
    if text.is_empty() {
        return Some(None);
    }
    number(text).filter(|v| range.contains(v)).map(Some)
}

/// `hhmmss.ss`
fn time(text: &str) -> Option<NaiveTime> {
    let part = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let (hour, minute, second) = (part(0..2)?, part(2..4)?, part(4..6)?);
    let mut nanos = 0;
    if let Some(rest) = text.get(6..).filter(|rest| !rest.is_empty()) {
        let digits = rest.strip_prefix('.')?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let nine: String = digits
            .chars()
            .chain(std::iter::repeat('0'))
            .take(9)
            .collect();
        nanos = nine.parse().ok()?;
    }
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

/// `dddmm.mmmm` and a hemisphere, in degrees.
fn angle(text: &str, side: &str, [plus, minus]: [&str; 2], digits: usize) -> Option<f64> {
    let (degrees, minutes) = text.split_at_checked(digits)?;
    let whole = degrees.bytes().all(|b| b.is_ascii_digit());
    let degrees: f64 = degrees.parse().ok().filter(|_| whole)?;
    // The minutes have two digits before the point; fewer or more would be another number of degrees.
    let shape = minutes.find('.').unwrap_or(minutes.len()) == 2;
    let minutes = number(minutes).filter(|m| shape && (0.0..60.0).contains(m))?;
    let most = if digits == 2 { 90.0 } else { 180.0 };
    let value = degrees + minutes / 60.0;
    let sign = match side {
        s if s == plus => 1.0,
        s if s == minus => -1.0,
        _ => return None,
    };
    (value <= most).then_some(sign * value)
}

/// GGA: outer nothing when it is wrong, inner nothing when it holds no position.
#[allow(clippy::option_option, reason = "outer: understood; inner: there")]
fn gga(fields: &[&str]) -> Option<Option<Fix>> {
    let [
        at,
        lat,
        ns,
        lon,
        ew,
        quality,
        satellites,
        hdop,
        altitude,
        metres,
        separation,
        metres_too,
        age,
        station,
        ..,
    ] = *fields
    else {
        return None;
    };
    let [digit @ b'0'..=b'9'] = *quality.as_bytes() else {
        return None;
    };
    let quality = FixQuality::of(digit - b'0');
    if quality == FixQuality::None {
        return Some(None);
    }
    if !matches!(metres, "M" | "") || !matches!(metres_too, "M" | "") {
        return None;
    }
    let satellites = if satellites.is_empty() {
        None
    } else {
        Some(satellites.parse().ok().filter(|n| *n < 200)?)
    };
    Some(Some(Fix {
        time_utc: time(at)?,
        date_utc: None,
        lat: angle(lat, ns, ["N", "S"], 2)?,
        lon: angle(lon, ew, ["E", "W"], 3)?,
        altitude_m: maybe(altitude, -1e4..=1e5)?,
        geoid_separation_m: maybe(separation, -500.0..=500.0)?,
        quality,
        satellites,
        hdop: maybe(hdop, 0.0..=1e3)?,
        age_s: maybe(age, 0.0..=1e6)?,
        station_id: (!station.is_empty()).then(|| station.chars().take(16).collect()),
        sigma_plan_m: None,
    }))
}

/// RMC: time and date, whether it holds a position or not.
fn rmc(fields: &[&str]) -> Option<(NaiveTime, NaiveDate)> {
    let [at, _, _, _, _, _, _, _, date, ..] = *fields else {
        return None;
    };
    if date.len() != 6 || !date.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| date.get(from..from + 2)?.parse::<u32>().ok();
    // Receivers of this century; NMEA 0183 has two digits for the year.
    let year = 2000 + i32::try_from(part(4)?).ok()?;
    Some((
        time(at)?,
        NaiveDate::from_ymd_opt(year, part(2)?, part(0)?)?,
    ))
}

/// GST: standard deviations of latitude and longitude in metres.
#[allow(clippy::option_option, reason = "outer: understood; inner: there")]
fn gst(fields: &[&str]) -> Option<Option<Sigma>> {
    let [at, _, _, _, _, lat, lon, ..] = *fields else {
        return None;
    };
    let (lat, lon) = (maybe(lat, 0.0..=1e6)?, maybe(lon, 0.0..=1e6)?);
    let (Some(lat), Some(lon)) = (lat, lon) else {
        return Some(None);
    };
    Some(Some(Sigma {
        time: time(at)?,
        plan_m: lat.hypot(lon),
    }))
}
