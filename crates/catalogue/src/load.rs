//! From files to a [`Catalogue`]: parse each file, check everything, then build.

mod build;

pub(crate) use build::civil;

use std::path::Path;
use std::sync::LazyLock;

use handheld_domain::calendar::WorkingCalendar;
use handheld_domain::checklist::Template;
use handheld_domain::procedure::{Condition, Department, Gate, Landmarks, Matter, Procedure};
use handheld_domain::survey::field_readings::{FloorRule, ReadingLimit};
use handheld_domain::survey::kind::{SurveyKind, SurveyRules};
use handheld_domain::survey::tolerance::Tolerance;
use serde::de::DeserializeOwned;

use crate::check;
use crate::files::{self, Files};
use crate::problem::{CatalogueErrors, Problems};
use crate::shape::Shapes;
use crate::terms::{
    Credit, DocumentForm, DocumentKind, Milestone, Parameters, Park, Phase, Source, StageEntry,
    TermGroup,
};

/// The form of the files that this program reads.
const FORMAT: u32 = 1;

/// Everything the catalogue says, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Version of the data as a whole.
    pub version: String,
    /// SHA-256 digest of its files: two catalogues with the same one are the same.
    pub digest: [u8; 32],
    /// Where facts come from.
    pub sources: Vec<Source>,
    /// Departments and other parties.
    pub departments: Vec<Department>,
    /// The six stages.
    pub stages: Vec<StageEntry>,
    /// Phases of approval.
    pub phases: Vec<Phase>,
    /// Milestones that gates ask for.
    pub milestones: Vec<Milestone>,
    /// Promises of parks.
    pub park: Park,
    /// What a project needs before it leaves each stage.
    pub gates: Vec<Gate>,
    /// Matters from and to which figures are counted.
    pub landmarks: Landmarks,
    /// Conditions under which matters belong to a procedure.
    pub conditions: Vec<Condition>,
    /// Matters in the order of their files.
    pub matters: Vec<Matter>,
    /// Procedures by code: their reference flows.
    pub procedures: Vec<Procedure>,
    /// The same with the further matters that only some projects have.
    pub(crate) whole: Vec<Procedure>,
    /// Templates by code and version.
    pub templates: Vec<Template>,
    /// The working-day calendar.
    pub calendar: WorkingCalendar,
    /// Credit figures.
    pub credit: Credit,
    /// Survey tolerances.
    pub tolerances: Vec<Tolerance>,
    /// Kinds of surveys.
    pub surveys: Vec<SurveyKind>,
    /// What is common to all surveys.
    pub survey_rules: SurveyRules,
    /// Limits for readings of which a value is computed; what is not named has none.
    pub reading_limits: Vec<ReadingLimit>,
    /// Heights from which floor area counts; without them none is computed.
    pub floor_rule: Option<FloorRule>,
    /// Figures that each locality may set.
    pub parameters: Parameters,
    /// Rules of approval cases.
    pub approvals: handheld_domain::approval::ApprovalRules,
    /// Documents that go out of cases.
    pub documents: Vec<DocumentForm>,
    /// Terms of the trade.
    pub glossary: Vec<TermGroup>,
}

impl Catalogue {
    /// Returns the catalogue embedded in the program.
    ///
    /// # Panics
    ///
    /// Never in a program that passed its tests: a test loads the embedded files.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Catalogue> = LazyLock::new(|| {
            let mut problems = Problems::default();
            let files = files::bundled(&mut problems);
            match Catalogue::from_files(&files, problems) {
                Ok(catalogue) => catalogue,
                Err(errors) => panic!("the embedded catalogue is checked by a test: {errors}"),
            }
        });
        &BUNDLED
    }

    /// Loads and checks the catalogue in a folder.
    ///
    /// # Errors
    ///
    /// [`CatalogueErrors`] with everything that is wrong.
    pub fn from_dir(root: &Path) -> Result<Self, CatalogueErrors> {
        let mut problems = Problems::default();
        let files = files::from_dir(root, &mut problems);
        Self::from_files(&files, problems)
    }

    /// Checks a catalogue given as the texts of its TOML files by their paths within it.
    ///
    /// # Errors
    ///
    /// [`CatalogueErrors`] with everything that is wrong.
    pub fn from_texts(
        texts: &std::collections::BTreeMap<String, String>,
    ) -> Result<Self, CatalogueErrors> {
        Self::from_files(texts, Problems::default())
    }

    fn from_files(files: &Files, mut problems: Problems) -> Result<Self, CatalogueErrors> {
        let shapes = parse_all(files, &mut problems);
        check::all(&shapes, &mut problems);
        let built = build::catalogue(files::digest(files), &shapes, &mut problems);
        problems.into_result()?;
        built.ok_or_else(|| CatalogueErrors(Vec::new()))
    }

    /// Returns the survey tolerance with this key.
    pub fn tolerance(&self, key: &str) -> Option<&Tolerance> {
        self.tolerances.iter().find(|t| t.key == key)
    }

    /// Returns the newest version of a template.
    pub fn template(&self, code: &str) -> Option<&Template> {
        self.templates
            .iter()
            .filter(|t| t.code == code)
            .max_by_key(|t| t.version)
    }

    /// Returns the version of a template that a record pins.
    pub fn template_version(&self, code: &str, version: u32) -> Option<&Template> {
        self.templates
            .iter()
            .find(|t| t.code == code && t.version == version)
    }

    /// Returns the procedure with this code.
    pub fn procedure(&self, code: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|p| p.code == code)
    }

    /// Returns the procedure with this code as a project chooses from it: beside the reference flow it has matters under conditions that
    /// hold for few (`further`), so a condition that nobody named has to count as not holding.
    pub fn whole_procedure(&self, code: &str) -> Option<&Procedure> {
        self.whole.iter().find(|p| p.code == code)
    }

    /// Returns the matter with this code.
    pub fn matter(&self, code: &str) -> Option<&Matter> {
        self.matters.iter().find(|m| m.code == code)
    }

    /// Returns the department with this code.
    pub fn department(&self, code: &str) -> Option<&Department> {
        self.departments.iter().find(|d| d.code == code)
    }

    /// Returns the condition with this key.
    pub fn condition(&self, key: &str) -> Option<&Condition> {
        self.conditions.iter().find(|c| c.key == key)
    }

    /// Returns the gate through which a project leaves `stage`.
    pub fn gate(&self, stage: handheld_domain::Stage) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.from == stage)
    }

    /// Returns the kind of survey with this key.
    pub fn survey(&self, key: &str) -> Option<&SurveyKind> {
        self.surveys.iter().find(|kind| kind.key == key)
    }

    /// Returns the form of a document.
    pub fn document(&self, kind: DocumentKind) -> Option<&DocumentForm> {
        self.documents.iter().find(|form| form.kind == kind)
    }

    /// Returns the source with this key.
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }
}

fn parse_all(files: &Files, problems: &mut Problems) -> Shapes {
    let mut shapes = Shapes::default();
    for (file, text) in files {
        let shapes = &mut shapes;
        match file.as_str() {
            "catalogue.toml" => shapes.catalogue = parse(file, text, problems),
            "sources.toml" => shapes.sources = parse(file, text, problems),
            "departments.toml" => shapes.departments = parse(file, text, problems),
            "stages.toml" => shapes.stages = parse(file, text, problems),
            "conditions.toml" => shapes.conditions = parse(file, text, problems),
            "credit.toml" => shapes.credit = parse(file, text, problems),
            "tolerances.toml" => shapes.tolerances = parse(file, text, problems),
            "surveys.toml" => shapes.surveys = parse(file, text, problems),
            "parameters.toml" => shapes.parameters = parse(file, text, problems),
            "approvals.toml" => shapes.approvals = parse(file, text, problems),
            "glossary.toml" => shapes.glossary = parse(file, text, problems),
            other => match other.split_once('/').map(|(folder, _)| folder) {
                Some("matters") => keep(&mut shapes.matters, file, parse(file, text, problems)),
                Some("procedures") => {
                    keep(&mut shapes.procedures, file, parse(file, text, problems));
                }
                Some("templates") => keep(&mut shapes.templates, file, parse(file, text, problems)),
                Some("calendars") => keep(&mut shapes.calendars, file, parse(file, text, problems)),
                _ => problems.add(
                    file,
                    "",
                    "nothing reads this file",
                    "move it to the folder of its kind, or remove it",
                ),
            },
        }
    }
    // An empty folder is one problem, told where it was read.
    if !files.is_empty() {
        missing_files(files, problems);
    }
    if let Some(head) = &shapes.catalogue
        && head.format != FORMAT
    {
        let message = format!("format {} is not known to this program", head.format);
        problems.add(
            "catalogue.toml",
            "format",
            message,
            format!("write format = {FORMAT}"),
        );
    }
    shapes
}

fn missing_files(files: &Files, problems: &mut Problems) {
    const SINGLE: [&str; 11] = [
        "catalogue.toml",
        "sources.toml",
        "departments.toml",
        "stages.toml",
        "conditions.toml",
        "credit.toml",
        "tolerances.toml",
        "surveys.toml",
        "parameters.toml",
        "approvals.toml",
        "glossary.toml",
    ];
    for file in SINGLE {
        if !files.contains_key(file) {
            problems.add(file, "", "the file is missing", "add it");
        }
    }
    for folder in ["matters/", "procedures/", "templates/", "calendars/"] {
        if !files.keys().any(|file| file.starts_with(folder)) {
            problems.add(folder, "", "the folder has no files", "add at least one");
        }
    }
}

fn keep<T>(into: &mut std::collections::BTreeMap<String, T>, file: &str, shape: Option<T>) {
    if let Some(shape) = shape {
        into.insert(file.to_owned(), shape);
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str, problems: &mut Problems) -> Option<T> {
    match toml::from_str(text) {
        Ok(shape) => Some(shape),
        Err(error) => {
            let key = error
                .span()
                .map_or_else(String::new, |span| place(text, span.start));
            problems.add(
                file,
                key,
                error.message(),
                "correct it; see the README of the catalogue",
            );
            None
        }
    }
}

/// Names a place in a file: the table it is in, the key on its line, and the line.
fn place(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or_default();
    let line_number = before.matches('\n').count() + 1;
    let table = before.lines().rev().find(|line| line.starts_with('['));
    let table = table
        .map(|line| line.trim_matches(['[', ']']))
        .unwrap_or_default();
    let line = text.lines().nth(line_number - 1).unwrap_or_default();
    let key = line
        .split_once('=')
        .map(|(key, _)| key.trim())
        .unwrap_or_default();
    let dot = if table.is_empty() || key.is_empty() || line.starts_with('[') {
        ""
    } else {
        "."
    };
    let key = if line.starts_with('[') {
        line.trim_matches(['[', ']'])
    } else {
        key
    };
    let table = if line.starts_with('[') { "" } else { table };
    format!("{table}{dot}{key} (line {line_number})")
}
