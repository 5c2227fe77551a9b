//! Node packages: installed from the committed lock files when those are newer than what lies there.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// An npm command in a folder of the checkout.
pub(crate) fn npm(folder: &str, args: &[&str]) -> Command {
    let mut command = shell::command("npm", args);
    command.current_dir(shell::root().join(folder));
    command
}

/// A tool installed in a folder of the checkout, never fetched on the fly.
pub(crate) fn npx(folder: &str, args: &[&str]) -> Command {
    let mut command = shell::command("npx", &["--no-install"]);
    command.args(args).current_dir(shell::root().join(folder));
    command
}

/// Brings `node_modules` of a folder to what its lock file says.
pub(crate) fn install(folder: &str) -> Result<()> {
    if !shell::exists("npm") {
        bail!("Node 20.19 or newer with npm is needed; see README.md");
    }
    let at = shell::root().join(folder);
    if fresh(
        &at.join("package-lock.json"),
        &at.join("node_modules/.package-lock.json"),
    ) {
        return Ok(());
    }
    shell::run(&mut npm(folder, &["ci", "--no-audit", "--no-fund"]))
}

/// Whether `made` is at least as new as `from`.
fn fresh(from: &Path, made: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|meta| meta.modified()).ok();
    matches!((time(from), time(made)), (Some(from), Some(made)) if from <= made)
}
