//! How a command answers: JSON or words on standard output, errors on standard error, and exit codes.
//!
//! With `--json` nothing but `message` and `next` depends on the language.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use handheld_catalogue::Catalogue;
use handheld_contract::{Code, Lang, Problem};
use handheld_domain::Text;
use serde::Serialize;
use serde_json::{Value, json};

use crate::arguments::{Global, LangArgument};

/// Exit code of an answer that is "no".
const EXIT_NO: u8 = 1;

/// What a command found.
#[derive(Debug)]
pub(crate) struct Answer {
    json: Value,
    text: String,
    yes: bool,
}

impl Answer {
    /// Makes an answer from its JSON form and its words.
    pub(crate) fn new(json: impl Serialize, text: impl Into<String>) -> Result<Self, Failure> {
        let json = serde_json::to_value(json)
            .map_err(|error| Problem::new(Code::Internal).with("why", error.to_string()))?;
        Ok(Self {
            json,
            text: text.into(),
            yes: true,
        })
    }
}

impl Answer {
    /// The same answer, but "no" unless this holds.
    pub(crate) fn only_if(mut self, yes: bool) -> Self {
        self.yes = yes;
        self
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) struct Failure {
    problem: Problem,
    /// The reason in both languages, where `params.why` is a word for scripts.
    why: Option<Text>,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem, why: None }
    }
}

impl Failure {
    /// Makes a failure whose reason is a stable word for scripts and a phrase in each language for people.
    pub(crate) fn because(problem: Problem, word: &str, zh: String, en: String) -> Self {
        Self {
            problem: problem.with("why", word),
            why: Some(Text::new(zh, en)),
        }
    }

    fn view(&self, lang: Lang) -> handheld_contract::error::ProblemView {
        let Some(why) = &self.why else {
            return self.problem.view(lang);
        };
        let spoken = self
            .problem
            .clone()
            .with("why", lang.pick(&*why.zh, &*why.en));
        let mut view = spoken.view(lang);
        view.params.clone_from(&self.problem.params);
        view
    }
}

/// What every command knows of how it was called.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) json: bool,
    pub(crate) lang: Lang,
    pub(crate) data: Option<PathBuf>,
    catalogue_dir: Option<PathBuf>,
    catalogue: OnceLock<Catalogue>,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let lang = match global.lang {
            Some(LangArgument::Zh) => Lang::Zh,
            Some(LangArgument::En) => Lang::En,
            None => lang_of(|name| std::env::var(name).ok()),
        };
        Self {
            json: global.json,
            lang,
            data: global.data,
            catalogue_dir: global.catalogue,
            catalogue: OnceLock::new(),
        }
    }

    /// Reads `--json` and `--lang` without parsing, for answers about arguments that do not parse.
    pub(crate) fn from_raw(arguments: &[OsString]) -> Self {
        let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
        let after = |name: &str| words.iter().skip_while(|w| **w != name).nth(1).copied();
        let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
        let lang = match after("--lang").or(joined) {
            Some("zh") => Some(LangArgument::Zh),
            Some("en") => Some(LangArgument::En),
            _ => None,
        };
        let json = words
            .iter()
            .take_while(|word| **word != "--")
            .any(|word| *word == "--json");
        Self::new(Global {
            json,
            lang,
            ..Global::default()
        })
    }

    /// Returns the bundled catalogue, or the one named by `--catalogue`.
    pub(crate) fn catalogue(&self) -> Result<&Catalogue, Failure> {
        let Some(dir) = &self.catalogue_dir else {
            return Ok(Catalogue::bundled());
        };
        if let Some(loaded) = self.catalogue.get() {
            return Ok(loaded);
        }
        let loaded = Catalogue::from_dir(dir).map_err(|errors| catalogue_failure(&errors))?;
        Ok(self.catalogue.get_or_init(|| loaded))
    }

    /// Prints an answer and returns the exit code.
    pub(crate) fn answer(&self, answer: &Answer) -> u8 {
        if self.json {
            print(&format!("{:#}\n", answer.json));
        } else {
            print(&format!("{}\n", answer.text.trim_end()));
        }
        if answer.yes { 0 } else { EXIT_NO }
    }

    /// Prints an answer of a command that goes on: with `--json` one line each.
    pub(crate) fn show(&self, answer: &Answer) {
        if self.json {
            print(&format!("{}\n", answer.json));
        } else {
            print(&format!("{}\n", answer.text.trim_end()));
        }
    }

    /// Prints a failure and returns its exit code.
    pub(crate) fn fail(&self, failure: &Failure) -> u8 {
        let view = failure.view(self.lang);
        if self.json {
            print_error(&format!("{}\n", json!({ "error": view })));
        } else {
            print_error(&format!("{}\n{}\n", view.message, view.next));
        }
        view.code.exit_code()
    }

    /// Prints what clap found wrong, and returns the exit code for wrong usage.
    pub(crate) fn usage(&self, error: &clap::Error) -> u8 {
        let text = error.render().to_string();
        if !self.json {
            print_error(&text);
            return Code::Usage.exit_code();
        }
        let first = text.lines().next().unwrap_or_default();
        let why = first.strip_prefix("error: ").unwrap_or(first);
        self.fail(&Failure::from(Problem::new(Code::Usage).with("why", why)))
    }
}

/// All problems stand in `params.problems`; the sentence names the first.
fn catalogue_failure(errors: &handheld_catalogue::CatalogueErrors) -> Failure {
    let all: Vec<Value> = errors
        .0
        .iter()
        .map(|p| json!({ "file": p.file, "key": p.key, "message": p.message, "remedy": p.remedy }))
        .collect();
    let mut problem = Problem::new(Code::Catalogue).with("problems", all);
    if let Some(first) = errors.0.first() {
        let why = format!("{}; {}", first.message, first.remedy);
        problem = problem
            .with("file", &*first.file)
            .with("key", &*first.key)
            .with("why", why);
    }
    Failure::from(problem)
}

/// Chooses the language by the first variable that is set; anything but Chinese is English.
fn lang_of(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let named = ["HANDHELD_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()));
    match named {
        Some(value) if value.to_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Writes to standard output; a reader that has gone away is no defect.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn print_error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_the_language() {
        let lang = |set: &[(&str, &str)]| {
            lang_of(|name| {
                set.iter()
                    .find(|(n, _)| *n == name)
                    .map(|(_, v)| (*v).to_owned())
            })
        };
        assert_eq!(lang(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(
            lang(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "en_GB.UTF-8")]),
            Lang::En
        );
        assert_eq!(lang(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")]), Lang::Zh);
        assert_eq!(lang(&[("HANDHELD_LANG", "zh"), ("LC_ALL", "C")]), Lang::Zh);
        assert_eq!(lang(&[]), Lang::En);
    }

    #[test]
    fn only_message_and_next_depend_on_the_language() {
        let problem = Problem::new(Code::BadInput).with("what", "score.json");
        let failure = Failure::because(
            problem,
            "negative",
            "扣分为负数".into(),
            "negative deduction".into(),
        );
        let (zh, en) = (failure.view(Lang::Zh), failure.view(Lang::En));
        assert_eq!(zh.params, en.params);
        assert!(zh.message.contains("扣分为负数"), "{}", zh.message);
        assert!(en.message.contains("negative deduction"), "{}", en.message);
    }
}
