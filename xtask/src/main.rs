//! `cargo xtask`: the one entry point to everything that is done with this checkout, so that a machine needs nothing but Rust and Node.
//!
//! Each command lives in a module of its own; what the commands build and test belongs to the rooms.

mod android;
mod check;
mod jobs;
mod licences;
mod node;
mod packages;
mod run;
mod shell;
mod test;

use std::process::ExitCode;

use anyhow::Result;

/// A command of `cargo xtask`.
struct Job {
    name: &'static str,
    usage: &'static str,
    says: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const JOBS: &[Job] = &[
    Job {
        name: "run",
        usage: "",
        says: "see it at work: centre with sample data, the window already enrolled, the browser view",
        run: run::run,
    },
    Job {
        name: "test",
        usage: "[FILTER]",
        says: "every test, with the real window and the browser; installs what is missing",
        run: test::run,
    },
    Job {
        name: "check",
        usage: "",
        says: "formatting, lints, types and unit tests: quick enough for every commit",
        run: check::run,
    },
    Job {
        name: "bench",
        usage: "[--quick] [--json]",
        says: "measures what matters in the field, as a table and as JSON",
        run: jobs::bench,
    },
    Job {
        name: "sim",
        usage: "[--seeds N] [--seed S] [--approvals | --surveys]",
        says: "the simulation of sync, of approvals or of surveys; a seed that fails is printed and replays",
        run: jobs::sim,
    },
    Job {
        name: "codegen",
        usage: "",
        says: "writes the TypeScript side of the contract from crates/contract",
        run: jobs::codegen,
    },
    Job {
        name: "bundle",
        usage: "",
        says: "makes the .deb and the .rpm",
        run: jobs::bundle,
    },
    Job {
        name: "deny",
        usage: "[--advisories]",
        says: "bans, licences and sources of dependencies; advisories where the list can be reached",
        run: jobs::deny,
    },
    Job {
        name: "android-check",
        usage: "",
        says: "type-checks the whole app for aarch64-linux-android",
        run: android::run,
    },
    Job {
        name: "licences",
        usage: "",
        says: "writes down the licences of everything inside, for the about screen",
        run: licences::run,
    },
    Job {
        name: "icons",
        usage: "",
        says: "draws the app's icons again",
        run: jobs::icons,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = args.split_first() else {
        list();
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        list();
        return ExitCode::SUCCESS;
    }
    let Some(job) = JOBS.iter().find(|job| job.name == name) else {
        eprintln!("cargo xtask knows no command \"{name}\".\n");
        list();
        return ExitCode::from(2);
    };
    match (job.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn list() {
    println!("cargo xtask COMMAND\n");
    for job in JOBS {
        let call = format!("{} {}", job.name, job.usage);
        println!("  {call:<30} {}", job.says);
    }
}
