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
    seen.vitest("screens (vitest)", "ui", filter)?;
    match shell::run(&mut programs()) {
        Ok(()) => seen.vitest("stories (vitest)", "tests", filter)?,
        Err(error) => {
            eprintln!("{error:#}");
            seen.part("stories (their programs do not build)", Vec::new(), false);
        }
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

    fn vitest(&mut self, name: &'static str, folder: &str, filter: Option<&str>) -> Result<()> {
        let mut vitest = node::npx(folder, &["vitest", "run"]);
        // Colours would hide the summary lines that are kept.
        vitest.env("NO_COLOR", "1");
        if let Some(filter) = filter {
            vitest.args(["--passWithNoTests", "-t", filter]);
        }
        self.runner(name, &mut vitest, |line| {
            let line = line.trim_start();
            line.starts_with("Test Files ") || line.starts_with("Tests ")
        })
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
