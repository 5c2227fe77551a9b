//! `cargo xtask check`: formatting, lints, types and unit tests, for every commit.

use anyhow::{Result, bail};

use crate::{node, packages, shell};

/// Runs all of it.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("check takes no arguments");
    }
    packages::need(&[packages::BUILD])?;
    lints()?;
    // Unit tests only: integration tests of the rooms, the simulation and the stories belong to `cargo xtask test`.
    shell::run(&mut shell::cargo(&[
        "test",
        "--workspace",
        "--lib",
        "--bins",
        "--quiet",
    ]))?;
    shell::run(&mut node::npx("ui", &["vitest", "run"]))
}

/// What both `check` and `test` begin with.
pub(crate) fn lints() -> Result<()> {
    node::install("ui")?;
    node::install("tests")?;
    shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))?;
    shell::run(&mut shell::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    shell::run(&mut node::npm("ui", &["run", "--silent", "check"]))?;
    shell::run(&mut node::npm("ui", &["run", "--silent", "lint"]))?;
    shell::run(&mut node::npx("tests", &["tsc", "--noEmit"]))
}
