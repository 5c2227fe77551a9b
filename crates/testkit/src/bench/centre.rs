//! A centre as its own process: made with the commands that an operator would use, filled through its store, served on loopback.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use handheld_contract::ProjectId;
use handheld_contract::views::PersonRef;
use handheld_records::ActorId;
use handheld_store::SqliteCentre;
use serde::Deserialize;
use serde_json::Value;

use super::cpu;
use super::documents::{self, Writer};

const ORGANISATION: &str = "示例市住房和城乡建设局";
/// The centre's database in its folder.
const DATABASE: &str = "centre.sqlite";

/// A centre that is not served yet.
pub struct Folder {
    server: PathBuf,
    path: PathBuf,
}

/// What a centre is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Filling {
    /// Inspections.
    pub inspections: usize,
    /// Projects among which they lie.
    pub projects: usize,
    /// Answers of each inspection.
    pub answers: usize,
    /// Photos that each refers to.
    pub photos: usize,
}

impl Folder {
    /// A centre with an organisation and nobody but its administrator.
    ///
    /// # Errors
    ///
    /// What the program says.
    pub fn init(server: &Path, path: &Path) -> Result<Self> {
        let folder = Self {
            server: server.to_owned(),
            path: path.to_owned(),
        };
        let init = ["init", "--organisation", ORGANISATION, "--person", "管理员"];
        folder.ask(&init)?;
        Ok(folder)
    }

    /// A centre with the sample data.
    ///
    /// # Errors
    ///
    /// What the program says.
    pub fn sample(server: &Path, path: &Path) -> Result<Sampled> {
        let folder = Self {
            server: server.to_owned(),
            path: path.to_owned(),
        };
        let made = folder.ask(&["sample"])?;
        let people = serde_json::from_value(made["people"].clone())?;
        Ok(Sampled { folder, people })
    }

    fn ask(&self, args: &[&str]) -> Result<Value> {
        let mut command = Command::new(&self.server);
        let said = command
            .args(args)
            .arg("--json")
            .arg("--data")
            .arg(&self.path)
            .output()
            .with_context(|| format!("cannot start {}", self.server.display()))?;
        if !said.status.success() {
            bail!("{args:?}: {}", String::from_utf8_lossy(&said.stderr).trim());
        }
        Ok(serde_json::from_slice(&said.stdout)?)
    }

    /// Adds an inspector.
    ///
    /// # Errors
    ///
    /// What the program says.
    pub fn inspector(&self, name: &str, login: &str) -> Result<PersonRef> {
        let added = self.ask(&[
            "person",
            "add",
            "--name",
            name,
            "--login",
            login,
            "--role",
            "inspector",
            "--organisation",
            ORGANISATION,
        ])?;
        let id = added["person"]["id"].as_str().context("no id")?;
        Ok(PersonRef {
            id: id.parse()?,
            name: name.to_owned(),
        })
    }

    /// An enrolment code, also while the centre is served.
    ///
    /// # Errors
    ///
    /// What the program says.
    pub fn code(&self, person: &PersonRef) -> Result<String> {
        let made = self.ask(&["enrol-code", "--person", &person.id.to_string()])?;
        Ok(made["code"].as_str().context("no code")?.to_owned())
    }

    /// Projects with these people, and inspections in them that a colleague has made on another device.
    ///
    /// # Errors
    ///
    /// What the store refuses.
    pub async fn fill(&self, people: &[PersonRef], filling: Filling) -> Result<Vec<ProjectId>> {
        let store = SqliteCentre::open(&self.path.join(DATABASE)).await?;
        let colleague = people.last().context("nobody")?.clone();
        let actor = ActorId::derive(&[9; 32], colleague.id, 1);
        let writer = Writer::new(colleague, actor);
        let projects = documents::store_projects(&store, &writer, filling.projects, people).await?;
        let each = (filling.answers, filling.photos);
        documents::store_inspections(&store, &writer, &projects, filling.inspections, each).await?;
        Ok(projects)
    }

    /// Serves it until the answer is dropped.
    ///
    /// # Errors
    ///
    /// When the program does not say where it listens.
    pub fn serve(&self) -> Result<Serving> {
        let mut child = Command::new(&self.server)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&self.path)
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().context("stdout was piped")?;
        let mut serving = Serving {
            child,
            address: String::new(),
        };
        BufReader::new(out).read_line(&mut serving.address)?;
        serving.address.truncate(serving.address.trim_end().len());
        if serving.address.is_empty() {
            bail!("the centre ended before it was ready");
        }
        Ok(serving)
    }
}

/// A centre with the sample data.
pub struct Sampled {
    /// Its folder.
    pub folder: Folder,
    people: Vec<SignIn>,
}

/// How somebody of the sample signs in.
#[derive(Debug, Clone, Deserialize)]
pub struct SignIn {
    /// Login; the same as the name where it is not given.
    #[serde(default)]
    pub login: String,
    /// Password.
    pub password: String,
    role: String,
}

impl Sampled {
    /// Somebody who sees every project.
    ///
    /// # Errors
    ///
    /// When the sample has no leader.
    pub fn leader(&self) -> Result<&SignIn> {
        let leads = |person: &&SignIn| person.role == "leader";
        self.people
            .iter()
            .find(leads)
            .context("no leader in the sample")
    }
}

/// A centre at work.
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Serving {
    /// Processor time so far, with the workers that look at foreign bytes.
    ///
    /// # Errors
    ///
    /// When the centre has ended.
    pub fn cpu(&self) -> Result<Duration> {
        cpu::of_tree(self.child.id())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Its folder goes away with it; there is nothing to end in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
