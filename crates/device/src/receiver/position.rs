//! A position of a receiver as records and screens know it, and how accurate it is. Leaves the grid of a survey to `app`.

use std::time::Duration;

use handheld_contract::views::Text;
use handheld_contract::views::survey::{FixQuality, FixView};
use handheld_domain::survey::kind::SurveyRules;
use handheld_geofile::{Fix, FixQuality as Said, WhyNot};
use handheld_records::shape::FixValue;

// What a receiver that says no deviations (GST) may be trusted with at HDOP 1, in the plane, m: round figures on the careful side of
// what makers state for open sky. They only steer the guide; whether a position counts is never decided by them.

/// Fixed ambiguities: makers state 8 mm + 1 ppm; with the pole held by hand 2 cm. A good HDOP does not make it better than that.
const RTK_FIXED_M: f64 = 0.02;
/// Floating ambiguities: decimetres.
const RTK_FLOAT_M: f64 = 0.5;
/// Code corrections.
const DIFFERENTIAL_M: f64 = 1.0;
/// Autonomous, and whatever else.
const SINGLE_M: f64 = 5.0;

fn quality(said: Said) -> FixQuality {
    match said {
        Said::None => FixQuality::None,
        Said::Gps | Said::Pps => FixQuality::Single,
        Said::Dgps => FixQuality::Differential,
        Said::RtkFixed => FixQuality::RtkFixed,
        Said::RtkFloat => FixQuality::RtkFloat,
        Said::Estimated | Said::Manual | Said::Simulated | Said::Other(_) => FixQuality::Other,
    }
}

/// As the receiver says it, else estimated from quality and HDOP, m.
fn accuracy_m(fix: &Fix) -> f64 {
    if let Some(sigma) = fix.sigma_plan_m {
        return sigma;
    }
    let hdop = fix.hdop.unwrap_or(1.0);
    match fix.quality {
        Said::RtkFixed => RTK_FIXED_M * hdop.max(1.0),
        Said::RtkFloat => RTK_FLOAT_M * hdop,
        Said::Dgps => DIFFERENTIAL_M * hdop,
        _ => SINGLE_M * hdop,
    }
}

fn time(fix: &Fix) -> String {
    fix.time_utc.format("%H:%M:%S%.3f").to_string()
}

/// A position as a record keeps it.
pub(super) fn value(fix: &Fix) -> FixValue {
    FixValue {
        quality: quality(fix.quality),
        lon: fix.lon,
        lat: fix.lat,
        altitude_m: fix.altitude_m,
        separation_m: fix.geoid_separation_m,
        satellites: fix.satellites,
        hdop: fix.hdop,
        age_s: fix.age_s,
        station: fix.station_id.clone(),
        accuracy_m: accuracy_m(fix),
        time_utc: time(fix),
    }
}

/// What the catalogue asks of a position before it is a survey value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    max_hdop: f64,
    /// Also the longest silence of a receiver whose last position may still be taken.
    max_age_s: f64,
}

impl Limits {
    pub(super) fn of(rules: &SurveyRules) -> Self {
        Self {
            max_hdop: rules.max_hdop.to_f64(),
            max_age_s: rules.max_age_s.to_f64(),
        }
    }

    fn check(self, fix: &Fix) -> Result<(), WhyNot> {
        fix.counts_as_survey_value(self.max_hdop, self.max_age_s)
    }

    /// The key under which the reason is kept with an observation; none when the position counts.
    pub(super) fn why_not(self, fix: &Fix) -> Option<&'static str> {
        let why = self.check(fix).err()?;
        Some(match why {
            WhyNot::NotFixed { .. } => "not_rtk_fixed",
            WhyNot::NoHdop | WhyNot::Hdop { .. } => "hdop",
            WhyNot::NoAge | WhyNot::TooOld { .. } => "age",
            WhyNot::BadLimit => "limit",
        })
    }

    /// Whether a position that came so long ago is too old to be taken, however good it was.
    pub(super) fn is_stale(self, since: Duration) -> bool {
        since.as_secs_f64() > self.max_age_s
    }

    /// A position as it is shown without a survey: no grid.
    pub(super) fn view(self, fix: &Fix, since: Duration) -> FixView {
        let why_not = if self.is_stale(since) {
            silent_words(since)
        } else {
            self.check(fix)
                .err()
                .map_or_else(Text::default, |why| Text {
                    zh: why.why_zh(),
                    en: why.to_string(),
                })
        };
        FixView {
            quality: quality(fix.quality),
            lon: fix.lon,
            lat: fix.lat,
            x_north: None,
            y_east: None,
            altitude_m: fix.altitude_m,
            satellites: fix.satellites,
            hdop: fix.hdop,
            age_s: fix.age_s,
            accuracy_m: accuracy_m(fix),
            time_utc: time(fix),
            counts: why_not == Text::default(),
            why_not,
        }
    }
}

/// That the receiver says nothing any more.
pub(super) fn silent_words(since: Duration) -> Text {
    let seconds = since.as_secs();
    Text {
        zh: format!("接收机已有 {seconds} 秒没有新的定位，请检查接收机和连接"),
        en: format!(
            "the receiver has given no position for {seconds} s; check the receiver and its connection"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(quality: u8, hdop: &str, age: &str) -> Fix {
        let body = format!(
            "GNGGA,021500.50,3045.74,N,12045.03,E,{quality},27,{hdop},6.4,M,10.8,M,{age},0417"
        );
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        let line = format!("${body}*{sum:02X}\r\n");
        handheld_geofile::replay(line.as_bytes()).remove(0)
    }

    const LIMITS: Limits = Limits {
        max_hdop: 2.0,
        max_age_s: 10.0,
    };

    #[test]
    fn only_a_fixed_position_with_small_dilution_and_fresh_corrections_counts() {
        let why = |q, hdop, age| LIMITS.why_not(&fix(q, hdop, age));
        assert_eq!(why(4, "0.6", "1.0"), None);
        assert_eq!(why(5, "0.6", "1.0"), Some("not_rtk_fixed"));
        assert_eq!(why(1, "0.6", ""), Some("not_rtk_fixed"));
        assert_eq!(why(4, "2.1", "1.0"), Some("hdop"));
        assert_eq!(why(4, "", "1.0"), Some("hdop"));
        assert_eq!(why(4, "0.6", "11"), Some("age"));
        assert_eq!(why(4, "0.6", ""), Some("age"));
    }

    #[test]
    fn accuracy_is_what_the_receiver_says_else_estimated_from_its_quality() {
        let estimate = |q, hdop| accuracy_m(&fix(q, hdop, "1.0"));
        assert!((estimate(4, "0.6") - 0.02).abs() < 1e-12);
        assert!((estimate(4, "2.0") - 0.04).abs() < 1e-12);
        assert!((estimate(5, "0.8") - 0.4).abs() < 1e-12);
        assert!((estimate(2, "1.5") - 1.5).abs() < 1e-12);
        assert!((estimate(1, "") - 5.0).abs() < 1e-12);
        let mut said = fix(4, "0.6", "1.0");
        said.sigma_plan_m = Some(0.013);
        assert!((accuracy_m(&said) - 0.013).abs() < 1e-12);
    }

    #[test]
    fn a_position_of_a_silent_receiver_does_not_count_however_good_it_was() {
        let good = fix(4, "0.6", "1.0");
        assert!(LIMITS.view(&good, Duration::from_secs(10)).counts);
        let old = LIMITS.view(&good, Duration::from_secs(11));
        assert!(!old.counts);
        assert!(old.why_not.en.contains("11 s"), "{:?}", old.why_not);
        assert_eq!(old.time_utc, "02:15:00.500");
        assert_eq!((old.x_north, old.y_east), (None, None));
    }
}
