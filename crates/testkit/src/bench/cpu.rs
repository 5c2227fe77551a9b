//! Processor time of this process, of children that have ended, and of another process with its workers, as Linux counts it.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result};

/// What Linux counts in, whatever the machine.
const TICKS_A_SECOND: u64 = 100;

/// The fields of `/proc/PID/stat` that are of use here.
struct Stat {
    parent: u32,
    own: u64,
    ended_children: u64,
}

impl Stat {
    fn read(process: &str) -> Option<Self> {
        let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in brackets and may hold anything; behind it everything is in a fixed order.
        let (_, rest) = text.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
        Some(Self {
            parent: u32::try_from(number(1)?).ok()?,
            own: number(11)? + number(12)?,
            ended_children: number(13)? + number(14)?,
        })
    }
}

fn time(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND)
}

fn this_process() -> Result<Stat> {
    Stat::read("self")
        .context("/proc/self/stat cannot be read: processor time is measured on Linux only")
}

/// Processor time of this process so far.
///
/// # Errors
///
/// Where there is no `/proc`.
pub fn own() -> Result<Duration> {
    Ok(time(this_process()?.own))
}

/// Processor time of all children that have ended and were waited for.
///
/// # Errors
///
/// Where there is no `/proc`.
pub fn of_ended_children() -> Result<Duration> {
    Ok(time(this_process()?.ended_children))
}

/// Processor time of a process, its children and theirs.
///
/// # Errors
///
/// Where there is no `/proc`, or no such process.
pub fn of_tree(root: u32) -> Result<Duration> {
    let mut all = HashMap::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // Processes come and go while this is read.
        if let (Ok(id), Some(stat)) = (name.parse::<u32>(), Stat::read(&name)) {
            all.insert(id, stat);
        }
    }
    all.get(&root).context("the process has ended")?;
    let belongs = |id: u32| {
        let mut at = id;
        while at != root {
            match all.get(&at) {
                Some(stat) if stat.parent != 0 => at = stat.parent,
                _ => return false,
            }
        }
        true
    };
    let ticks = all
        .iter()
        .filter(|(id, _)| belongs(**id))
        .map(|(_, stat)| stat.own + stat.ended_children)
        .sum();
    Ok(time(ticks))
}
