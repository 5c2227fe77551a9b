//! `cargo xtask test`: everything there is to test, from formatting to the real window and the browser.
//!
//! All parts run even when one fails; at the end stand the summary lines of the runners, in their own words.

use anyhow::{Result, bail};

use crate::{check, node, packages, shell};

/// Runs everything, or only the tests whose name holds the filter.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let filter = match args {
        [] => None,
        [one] => Some(one.as_str()),
        _ => bail!("test takes one filter at most"),
    };
    packages::need(&[packages::BUILD, packages::STORIES])?;
    node::install("ui")?;
    node::install("tests")?;
    let mut seen = Seen::default();
    if filter.is_none() {
        let verdict = check::lints();
        if let Err(error) = &verdict {
            eprintln!("{error:#}");
        }
        seen.part("lints", Vec::new(), verdict.is_ok());
    }
    seen.runner(
        "rooms (cargo test)",
        shell::cargo(&["test", "--workspace", "--no-fail-fast"]).args(filter),
        |line| line.starts_with("test result:"),
    )?;
    for (name, folder) in [("screens (vitest)", "ui"), ("stories (vitest)", "tests")] {
        if folder == "tests" {
            shell::run(&mut programs())?;
        }
        let mut vitest = node::npx(folder, &["vitest", "run"]);
        if let Some(filter) = filter {
            vitest.args(["--passWithNoTests", "-t", filter]);
        }
        seen.runner(name, &mut vitest, |line| {
            let line = line.trim_start();
            line.starts_with("Test Files ") || line.starts_with("Tests ")
        })?;
    }
    seen.end()
}

/// The programs that the stories drive.
fn programs() -> std::process::Command {
    shell::cargo(&[
        "build",
        "-p",
        "handheld-cli",
        "-p",
        "handheld-server",
        "-p",
        "handheld-check",
    ])
}

/// What the runners said.
#[derive(Default)]
struct Seen {
    lines: Vec<String>,
    failed: Vec<&'static str>,
}

impl Seen {
    fn runner(
        &mut self,
        name: &'static str,
        command: &mut std::process::Command,
        keep: fn(&str) -> bool,
    ) -> Result<()> {
        let (lines, good) = shell::run_keeping(command, keep)?;
        self.part(name, lines, good);
        Ok(())
    }

    fn part(&mut self, name: &'static str, lines: Vec<String>, good: bool) {
        self.lines
            .push(format!("== {name}: {}", if good { "ok" } else { "FAILED" }));
        self.lines.extend(lines.into_iter().filter(|line| {
            // Binaries without a single test (or without one that the filter wants) say nothing worth repeating.
            !line.contains(" 0 passed; 0 failed; 0 ignored")
        }));
        if !good {
            self.failed.push(name);
        }
    }

    fn end(self) -> Result<()> {
        println!();
        for line in &self.lines {
            println!("{line}");
        }
        if !self.failed.is_empty() {
            bail!("failed: {}", self.failed.join(", "));
        }
        Ok(())
    }
}
