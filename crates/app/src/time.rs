//! Instants and civil dates in Asia/Shanghai (UTC+8 without daylight saving since 1992), whatever the machine's zone.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, Utc};

const EAST_8_H: i32 = 8 * 3600;

fn local(ms: i64) -> DateTime<FixedOffset> {
    let utc = DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or_default();
    match FixedOffset::east_opt(EAST_8_H) {
        Some(zone) => utc.with_timezone(&zone),
        None => utc.fixed_offset(),
    }
}

/// RFC 3339 with the offset of China, to the millisecond.
pub fn rfc3339(ms: i64) -> String {
    local(ms).to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The civil date in China.
pub fn civil_date(ms: i64) -> NaiveDate {
    local(ms).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_around_midnight_are_those_of_china_t42() {
        // 2026-11-22T15:59:59Z is still the 22nd there, one second later it is the 23rd.
        assert_eq!(civil_date(1_795_363_199_000).to_string(), "2026-11-22");
        assert_eq!(civil_date(1_795_363_200_000).to_string(), "2026-11-23");
        assert_eq!(rfc3339(1_795_363_200_000), "2026-11-23T00:00:00.000+08:00");
    }
}
