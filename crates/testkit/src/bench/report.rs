//! Rows, as a table for people and as JSON for programs.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

/// What a value is held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// A limit, or whose figure.
    pub what: String,
    /// Its value, in the unit of the row.
    pub value: f64,
    /// The most that the ratio may be; none where the figure only stands beside.
    pub at_most: Option<f64>,
}

impl Beside {
    /// A limit that the value itself must not pass.
    pub fn limit(value: f64) -> Self {
        Self {
            what: "limit".to_owned(),
            value,
            at_most: Some(1.0),
        }
    }

    /// A figure of something else.
    pub fn figure(what: impl Into<String>, value: f64) -> Self {
        Self {
            what: what.into(),
            value,
            at_most: None,
        }
    }

    /// The most that the ratio to it may be.
    pub fn at_most(mut self, ratio: f64) -> Self {
        self.at_most = Some(ratio);
        self
    }
}

/// One measured value.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// What it is held against.
    pub beside: Option<Beside>,
}

impl Row {
    /// The value in parts of what is beside it.
    pub fn ratio(&self) -> Option<f64> {
        let beside = self.beside.as_ref()?;
        (beside.value > 0.0).then(|| self.value / beside.value)
    }

    /// Whether it is within what it may be; none where nothing is asked of it.
    pub fn holds(&self) -> Option<bool> {
        let most = self.beside.as_ref()?.at_most?;
        Some(self.ratio()? <= most)
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "beside": self.beside.as_ref().map(|b| &b.what),
            "beside_value": self.beside.as_ref().map(|b| rounded(b.value)),
            "ratio": self.ratio().map(rounded),
            "ratio_at_most": self.beside.as_ref().and_then(|b| b.at_most),
            "holds": self.holds(),
        })
    }

    fn cells(&self) -> [String; 6] {
        let beside = self.beside.as_ref();
        let holds = match self.holds() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        [
            self.name.clone(),
            format!("{} {}", shown(self.value), self.unit),
            beside.map_or_else(String::new, |b| {
                format!("{}: {} {}", b.what, shown(b.value), self.unit)
            }),
            self.ratio()
                .map_or_else(String::new, |ratio| format!("{ratio:.3}")),
            beside
                .and_then(|b| b.at_most)
                .map_or_else(String::new, |most| format!("{most}")),
            holds.to_owned(),
        ]
    }
}

/// Everything that was measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Report {
    /// Adds a value.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        beside: impl Into<Option<Beside>>,
    ) {
        self.rows.push(Row {
            name: name.into(),
            value,
            unit,
            beside: beside.into(),
        });
    }

    /// Adds a count of bytes, requests or changes.
    pub fn count(
        &mut self,
        name: impl Into<String>,
        value: u64,
        unit: &'static str,
        beside: impl Into<Option<Beside>>,
    ) {
        self.add(name, value as f64, unit, beside);
    }

    /// Adds a time in milliseconds.
    pub fn time(
        &mut self,
        name: impl Into<String>,
        value: Duration,
        beside: impl Into<Option<Beside>>,
    ) {
        self.add(name, milliseconds(value), "ms", beside);
    }

    /// All rows for programs.
    pub fn json(&self) -> Value {
        json!({ "rows": self.rows.iter().map(Row::json).collect::<Vec<_>>() })
    }

    /// All rows for people.
    pub fn table(&self) -> String {
        let head = ["", "measured", "beside", "ratio", "at most", "holds"];
        let mut lines = vec![head.map(str::to_owned)];
        lines.extend(self.rows.iter().map(Row::cells));
        let mut widths = [0; 6];
        for line in &lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut text = String::new();
        for line in &lines {
            for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
                let pad = " ".repeat(width - cell.chars().count());
                // Words begin at the left, numbers end at the right.
                let padded = if matches!(column, 0 | 2 | 5) {
                    format!("{cell}{pad}")
                } else {
                    format!("{pad}{cell}")
                };
                text.push_str(&padded);
                text.push_str("  ");
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

/// A duration as milliseconds.
pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn shown(value: f64) -> String {
    if value >= 1_000.0 || value.fract() == 0.0 {
        let digits = format!("{value:.0}");
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// Times of the same thing done many times.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Takes one more.
    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time that this part of all stays within: 0.5 is the median.
    pub fn within(&mut self, part: f64) -> Duration {
        self.0.sort_unstable();
        let last = self.0.len().saturating_sub(1);
        let at = (part * last as f64).ceil() as usize;
        self.0.get(at.min(last)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_within_its_limit_and_says_nothing_where_nothing_is_asked() {
        let mut report = Report::default();
        report.count(
            "push",
            500,
            "B",
            Beside::figure("peer", 3_000.0).at_most(0.2),
        );
        report.count("idle", 2_049, "B", Beside::limit(2_048.0));
        report.time(
            "wall",
            Duration::from_millis(12),
            Beside::figure("peer", 6.0),
        );
        report.time("cold", Duration::from_micros(12_340), None);
        let holds: Vec<_> = report.rows.iter().map(Row::holds).collect();
        assert_eq!(holds, [Some(true), Some(false), None, None]);
        let json = report.json();
        assert_eq!(json["rows"][0]["ratio"], 0.167);
        assert_eq!(json["rows"][3]["beside"], Value::Null);
        let table = report.table();
        assert!(table.contains("2,049 B") && table.contains("NO"), "{table}");
    }

    #[test]
    fn times_are_told_by_the_part_that_stays_within() {
        let mut times = Times::default();
        assert_eq!(times.within(0.5), Duration::ZERO);
        (1..=101)
            .rev()
            .for_each(|n| times.push(Duration::from_millis(n)));
        assert_eq!(times.within(0.5), Duration::from_millis(51));
        assert_eq!(times.within(0.95), Duration::from_millis(96));
        assert_eq!(times.within(1.0), Duration::from_millis(101));
    }
}
