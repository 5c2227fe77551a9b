//! `handheld-server`: the centre on the command line. Its commands, keys and exit codes are a public contract (cli.md).

mod arguments;
mod run;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use handheld_contract::{Code, Lang, Problem};
use serde_json::{Value, json};

use crate::arguments::Arguments;

/// What a command found: JSON for programs, words for people, and whether the answer is yes.
pub(crate) struct Answer {
    json: Value,
    text: String,
    yes: bool,
}

fn main() -> ExitCode {
    let raw: Vec<String> = std::env::args().collect();
    if raw
        .get(1)
        .is_some_and(|first| first == handheld_server::admission::COMMAND)
    {
        return match handheld_server::admission::be_a_worker() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(70),
        };
    }
    let (json, lang) = (raw.iter().any(|a| a == "--json"), raw_lang(&raw));
    let parsed = match Arguments::try_parse() {
        Ok(parsed) => parsed,
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            print(&error.render().to_string());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let why = error.render().to_string();
            return fail(
                &Problem::new(Code::Usage).with("why", why.trim()),
                json,
                lang,
            );
        }
    };
    let quiet = tracing_subscriber::EnvFilter::try_from_env("HANDHELD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(quiet)
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run::run(parsed.command, &parsed.global)),
        Err(error) => Err(Problem::new(Code::Internal).with("why", error.to_string())),
    };
    match outcome {
        Ok(answer) => {
            if !answer.text.is_empty() || json {
                print(&if json {
                    format!("{}\n", answer.json)
                } else {
                    answer.text
                });
            }
            ExitCode::from(u8::from(!answer.yes))
        }
        Err(problem) => fail(&problem, json, lang),
    }
}

fn raw_lang(raw: &[String]) -> Lang {
    let given = raw
        .iter()
        .zip(raw.iter().skip(1))
        .find(|(flag, _)| *flag == "--lang")
        .map(|(_, l)| l.clone());
    let given = given.or_else(|| {
        raw.iter()
            .find_map(|a| a.strip_prefix("--lang=").map(str::to_owned))
    });
    let environment = || {
        ["HANDHELD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
    };
    match given.or_else(environment) {
        Some(word) if word.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away is no reason to fail.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn fail(problem: &Problem, json: bool, lang: Lang) -> ExitCode {
    let view = problem.view(lang);
    let text = if json {
        json!({ "error": view }).to_string()
    } else {
        format!("{}\n{}", view.message, view.next)
    };
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(problem.code.exit_code())
}
