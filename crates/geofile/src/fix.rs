//! A position from a receiver, and whether it may count as a survey value. Leaves sentences to `nmea`.

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

/// How a position was found (NMEA 0183, GGA, field 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FixQuality {
    /// 0: no position.
    None,
    /// 1: autonomous.
    Gps,
    /// 2: with code corrections.
    Dgps,
    /// 3: precise positioning service.
    Pps,
    /// 4: real-time kinematic with fixed ambiguities: centimetres.
    RtkFixed,
    /// 5: real-time kinematic with floating ambiguities: decimetres.
    RtkFloat,
    /// 6: dead reckoning.
    Estimated,
    /// 7: typed in.
    Manual,
    /// 8: simulated.
    Simulated,
    /// A digit that the standard does not name.
    Other(u8),
}

impl FixQuality {
    pub(crate) fn of(digit: u8) -> Self {
        match digit {
            0 => Self::None,
            1 => Self::Gps,
            2 => Self::Dgps,
            3 => Self::Pps,
            4 => Self::RtkFixed,
            5 => Self::RtkFloat,
            6 => Self::Estimated,
            7 => Self::Manual,
            8 => Self::Simulated,
            other => Self::Other(other),
        }
    }
}

/// One position of a receiver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// Time of day, UTC.
    pub time_utc: NaiveTime,
    /// Date, UTC, where the receiver says it (RMC).
    pub date_utc: Option<NaiveDate>,
    /// Longitude in degrees, positive east, in the system of the correction service.
    pub lon: f64,
    /// Latitude in degrees, positive north.
    pub lat: f64,
    /// Height above the geoid model of the receiver in metres; not the height datum of the project.
    pub altitude_m: Option<f64>,
    /// That geoid above the ellipsoid, in metres; with `altitude_m` it gives the ellipsoidal height.
    pub geoid_separation_m: Option<f64>,
    /// How the position was found.
    pub quality: FixQuality,
    /// Satellites used.
    pub satellites: Option<u32>,
    /// Horizontal dilution of precision.
    pub hdop: Option<f64>,
    /// Age of the corrections in seconds.
    pub age_s: Option<f64>,
    /// Reference station.
    pub station_id: Option<String>,
    /// Standard deviation in the plane in metres, from both axes (GST).
    pub sigma_plan_m: Option<f64>,
}

/// Why a position is no survey value.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum WhyNot {
    /// Not RTK fixed.
    #[error("the position is {quality:?}, not RTK fixed; wait for a fixed solution")]
    NotFixed {
        /// What it is.
        quality: FixQuality,
    },
    /// The receiver does not say its HDOP.
    #[error("the receiver gives no HDOP; turn the full GGA sentence on")]
    NoHdop,
    /// HDOP above the limit.
    #[error("HDOP {hdop} is above {limit}; wait for more satellites or a freer sky")]
    Hdop {
        /// As received.
        hdop: f64,
        /// Limit, inclusive.
        limit: f64,
    },
    /// The receiver does not say how old its corrections are.
    #[error("the receiver does not say how old its corrections are; turn the full GGA sentence on")]
    NoAge,
    /// Corrections older than the limit.
    #[error(
        "the corrections are {age_s} s old, more than {limit_s} s; check the link to the service"
    )]
    TooOld {
        /// As received.
        age_s: f64,
        /// Limit in seconds, inclusive.
        limit_s: f64,
    },
    /// A limit that is no number.
    #[error("a limit is not a number; correct the catalogue")]
    BadLimit,
}

impl WhyNot {
    /// The reason in Chinese, to stand inside a sentence of the contract.
    pub fn why_zh(&self) -> String {
        match self {
            Self::NotFixed { .. } => "不是 RTK 固定解，请等待固定".into(),
            Self::NoHdop => "接收机未给出 HDOP，请打开完整 GGA 语句".into(),
            Self::Hdop { hdop, limit } => format!("HDOP {hdop} 超过 {limit}，请等待更多卫星"),
            Self::NoAge => "接收机未给出差分龄期，请打开完整 GGA 语句".into(),
            Self::TooOld { age_s, limit_s } => {
                format!("差分龄期 {age_s} 秒，超过 {limit_s} 秒，请检查差分连接")
            }
            Self::BadLimit => "限值不是数字，请更正目录数据".into(),
        }
    }
}

impl Fix {
    /// Whether the position counts as a survey value: RTK fixed, HDOP and age of the corrections known and within the limits. The
    /// position of a phone never does; it proves presence.
    ///
    /// # Errors
    ///
    /// [`WhyNot`], the first reason in that order.
    pub fn counts_as_survey_value(&self, max_hdop: f64, max_age_s: f64) -> Result<(), WhyNot> {
        if !max_hdop.is_finite() || !max_age_s.is_finite() {
            return Err(WhyNot::BadLimit);
        }
        if self.quality != FixQuality::RtkFixed {
            let quality = self.quality;
            return Err(WhyNot::NotFixed { quality });
        }
        let hdop = self.hdop.ok_or(WhyNot::NoHdop)?;
        if hdop > max_hdop {
            return Err(WhyNot::Hdop {
                hdop,
                limit: max_hdop,
            });
        }
        let age_s = self.age_s.ok_or(WhyNot::NoAge)?;
        if age_s > max_age_s {
            return Err(WhyNot::TooOld {
                age_s,
                limit_s: max_age_s,
            });
        }
        Ok(())
    }

    /// Height above the ellipsoid in metres, where the receiver gives both parts.
    pub fn ellipsoidal_height_m(&self) -> Option<f64> {
        Some(self.altitude_m? + self.geoid_separation_m?)
    }
}
