//! `handheld`: the command line of Handheld Check.
//!
//! Its commands, keys and exit codes are a public contract: they may be added to, not renamed. This file
//! parses and turns an outcome into an exit code; `pure` computes on the catalogue alone, `photo` works
//! on single files, `device` on the device store.

mod arguments;
mod device;
mod output;
mod photo;
mod pure;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use handheld_contract::{Code, Problem};
use tracing_subscriber::EnvFilter;

use crate::arguments::{Cli, Command};
use crate::output::{Answer, Context, Failure};

fn main() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    // Until parsing has succeeded, and inside a panic, only the bare arguments tell how to answer.
    let fallback = Context::from_raw(&arguments);
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_from_env("HANDHELD_LOG").unwrap_or_else(|_| "off".into()))
        .init();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = catch_unwind(AssertUnwindSafe(|| start(&arguments, &fallback)));
    let code = outcome.unwrap_or_else(|panic| {
        let why = panic_words(panic.as_ref());
        fallback.fail(&Failure::from(
            Problem::new(Code::Internal).with("why", why),
        ))
    });
    ExitCode::from(code)
}

/// Parses, runs and answers; returns the exit code.
fn start(arguments: &[std::ffi::OsString], fallback: &Context) -> u8 {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => {
            let context = Context::new(cli.global);
            match run(cli.command, &context) {
                Ok(answer) => context.answer(&answer),
                Err(failure) => context.fail(&failure),
            }
        }
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                output::print(&error.render().to_string());
                0
            }
            _ => fallback.usage(&error),
        },
    }
}

fn run(command: Command, context: &Context) -> Result<Answer, Failure> {
    match command {
        Command::Pure(command) => pure::run(command, context),
        Command::Device(command) => device::run(command, context),
        Command::Photo { command } => photo::run(command, context),
    }
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn a_defect_of_ours_keeps_its_words() {
        let panic = catch_unwind(|| panic!("invariant {}", 7)).unwrap_err();
        assert_eq!(panic_words(panic.as_ref()), "invariant 7");
        assert_eq!(Code::Internal.exit_code(), 70);
    }
}
