//! Figures over many decided cases (J15): how long they took, how many were on time and went through at the first attempt.

/// One decided case as the figures see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// Days used.
    pub used: u32,
    /// Decided by the promised day.
    pub on_time: bool,
    /// A correction was asked for.
    pub corrected: bool,
    /// Refused.
    pub refused: bool,
}

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Decided cases.
    pub decided: u32,
    /// Median of the days used; of an even number the mean of the middle two.
    pub median: f64,
    /// 90th percentile by nearest rank.
    pub p90: f64,
    /// Share on time, 0 to 1.
    pub on_time: f64,
    /// Share without a correction, 0 to 1.
    pub first_pass: f64,
    /// Corrections.
    pub corrections: u32,
    /// Refusals.
    pub refused: u32,
}

/// Computes the figures; all zero when nothing is decided.
pub fn figures(samples: &[Sample]) -> Figures {
    let count = |test: fn(&Sample) -> bool| {
        u32::try_from(samples.iter().filter(|s| test(s)).count()).unwrap_or(u32::MAX)
    };
    let decided = count(|_| true);
    if decided == 0 {
        return Figures::default();
    }
    let mut days: Vec<u32> = samples.iter().map(|s| s.used).collect();
    days.sort_unstable();
    let middle = days.len() / 2;
    let median = if days.len() % 2 == 1 {
        f64::from(days[middle])
    } else {
        f64::midpoint(f64::from(days[middle - 1]), f64::from(days[middle]))
    };
    let rank = (days.len() * 9).div_ceil(10).max(1) - 1;
    let share = |part: u32| f64::from(part) / f64::from(decided);
    let corrections = count(|s| s.corrected);
    Figures {
        decided,
        median,
        p90: f64::from(days[rank]),
        on_time: share(count(|s| s.on_time)),
        first_pass: share(decided - corrections),
        corrections,
        refused: count(|s| s.refused),
    }
}
