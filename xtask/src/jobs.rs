//! The small commands: each hands over to the program that does the work.

use anyhow::{Result, bail};

use crate::{node, packages, shell};

/// `cargo xtask bench`: the measuring program of testkit, beside the centre that it starts.
pub(crate) fn bench(args: &[String]) -> Result<()> {
    packages::need(&[packages::BUILD, packages::STORIES, packages::BENCH])?;
    node::install("ui")?;
    node::install("tests")?;
    // By itself, so that nothing that only testkit asks for is inside.
    let centre = ["build", "--release", "-p", "handheld-server"];
    shell::run(&mut shell::cargo(&centre))?;
    let words = [
        "run",
        "--release",
        "-p",
        "handheld-testkit",
        "--bin",
        "bench",
        "--",
    ];
    shell::run(shell::cargo(&words).args(args))
}

/// `cargo xtask sim`: the simulated network of testkit.
pub(crate) fn sim(args: &[String]) -> Result<()> {
    let words = [
        "run",
        "--release",
        "-p",
        "handheld-testkit",
        "--bin",
        "sim",
        "--",
    ];
    shell::run(shell::cargo(&words).args(args))
}

/// `cargo xtask codegen`: TypeScript from the contract.
pub(crate) fn codegen(_: &[String]) -> Result<()> {
    let mut command = shell::cargo(&["test", "--quiet", "-p", "handheld-contract"]);
    shell::run(command.env("HANDHELD_CODEGEN", "1"))?;
    if shell::exists("git") {
        shell::run(&mut shell::command(
            "git",
            &["--no-pager", "diff", "--stat", "--", "ui/src/lib/contract"],
        ))?;
    }
    Ok(())
}

/// `cargo xtask bundle`: packages of the window.
pub(crate) fn bundle(args: &[String]) -> Result<()> {
    packages::need(&[packages::BUILD])?;
    node::install("ui")?;
    node::install("src-tauri")?;
    let mut command = node::npx("src-tauri", &["tauri", "build", "--bundles", "deb,rpm"]);
    shell::run(command.args(args))?;
    let profile = if args.iter().any(|arg| arg == "--debug") {
        "debug"
    } else {
        "release"
    };
    let made = shell::target().join(profile).join("bundle");
    println!("\nMade in {}:", made.display());
    for kind in ["deb", "rpm"] {
        for entry in std::fs::read_dir(made.join(kind))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(kind) {
                println!("  {kind}/{name}  {} bytes", entry.metadata()?.len());
            }
        }
    }
    Ok(())
}

/// `cargo xtask deny`: cargo-deny over deny.toml. Advisories need a list from the network, so they are asked for by name.
pub(crate) fn deny(args: &[String]) -> Result<()> {
    let checks: &[&str] = match args {
        [] => &["bans", "licenses", "sources"],
        [one] if one == "--advisories" => &["advisories"],
        _ => bail!("deny takes nothing or --advisories"),
    };
    if shell::output(&mut shell::cargo(&["deny", "--version"])).is_err() {
        bail!(
            "cargo-deny is not installed: `cargo install --locked cargo-deny`. \
             Licences and sources are also held by a test of xtask, without it."
        );
    }
    shell::run(shell::cargo(&["deny", "check"]).args(checks))
}

/// `cargo xtask icons`: draws the app's icons.
pub(crate) fn icons(_: &[String]) -> Result<()> {
    shell::run(&mut shell::command("node", &["src-tauri/icons/draw.mjs"]))
}
