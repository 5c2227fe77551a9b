//! Tells the diary of the sample's approvals through the use cases, day by day, each act by whoever would have done it.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use chrono::NaiveDate;
use handheld_app::FileFacts;
use handheld_contract::command::{AttachMaterial, ChooseProcedure};
use handheld_contract::views::Role;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::{BlobHash, CaseId, Problem, ProjectId};
use handheld_domain::procedure::Matter;
use handheld_store::blobs::Blobs;
use handheld_store::centre::CentreLog;
use handheld_store::index::{ProjectApprovals, PromiseFacts};
use serde_json::{Value, json};

use super::build::{Builder, DAY, MINUTE, by_login, departments_of, organisation_id, who};
use super::diary::{Chapter, DIARY};
use super::entries::{Entry, What, act_of, day, whole, words_of, wrong};
use super::firms::{DISTRICTS, FIRMS, PROJECTS};
use super::people::{BEGIN_MS, PEOPLE, Person};
use crate::centre::catalogue;
use crate::chance;

/// Between two entries of a day.
const PAUSE: i64 = 2 * MINUTE;

/// A page that says what it stands for: a PDF of a few lines, the same every time.
fn paper(text: &str) -> Vec<u8> {
    let stream = format!("BT /F1 14 Tf 60 760 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = pdf.len();
    pdf.push_str("xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

/// Whether an organisation of this key serves the projects of the first region.
fn first_region(key: &str) -> bool {
    !key.ends_with("-b")
}

/// The departments of a region, as the hall knows them when a procedure is chosen.
fn offices(first: bool) -> Vec<OrganisationRef> {
    FIRMS
        .iter()
        .filter(|firm| !firm.departments().is_empty() && first_region(firm.key) == first)
        .map(|firm| OrganisationRef {
            id: organisation_id(firm.key),
            name: firm.name.to_owned(),
            departments: firm.departments(),
        })
        .collect()
}

/// What was told so far.
#[derive(Default)]
struct Told {
    /// The latest case of a matter, by chapter.
    cases: BTreeMap<(usize, &'static str), CaseId>,
    /// Files given in a project, by the name of the material.
    files: BTreeMap<(usize, String), BlobHash>,
}

/// The people of a chapter.
struct Cast {
    chapter: &'static Chapter,
    project: ProjectId,
    first: bool,
    clerk: &'static Person,
}

impl Cast {
    fn of(chapter: &'static Chapter, projects: &[ProjectId]) -> Option<Self> {
        Some(Self {
            chapter,
            project: *projects.get(chapter.project)?,
            first: DISTRICTS[PROJECTS[chapter.project].3].4,
            clerk: by_login("fangxiaochuang")?,
        })
    }

    /// Whoever hands in: the construction unit's own person, else the clerk for it.
    fn applicant(&self) -> &'static Person {
        let owner = PROJECTS[self.chapter.project].2;
        PEOPLE
            .iter()
            .find(|p| p.role == Role::Owner && p.organisation == owner)
            .unwrap_or(self.clerk)
    }

    /// The approver of the office that decides a matter: that of a delegation before that of the department.
    fn approver(&self, matter: &Matter, on: NaiveDate) -> Option<&'static Person> {
        let delegations = &catalogue().approvals.delegations;
        let covers = delegations.iter().find(|d| {
            d.from == matter.department
                && d.matters.contains(&matter.code)
                && d.procedures.iter().any(|p| p == self.chapter.procedure)
                && d.since <= on
                && d.until.is_none_or(|until| on <= until)
        });
        let office = covers.map_or(&matter.department, |d| &d.to);
        PEOPLE.iter().find(|p| {
            p.role == Role::Approver
                && first_region(p.organisation) == self.first
                && departments_of(p.organisation).contains(office)
        })
    }
}

impl Builder<'_> {
    /// Tells the diary.
    pub(super) async fn approvals(&self, projects: &[ProjectId]) -> Result<(), Problem> {
        let mut told = Told::default();
        let mut today = None;
        for entry in whole()? {
            let cast = Cast::of(&DIARY[entry.chapter], projects);
            let cast = cast.ok_or_else(|| wrong(entry.line, "no such project"))?;
            if today != Some(entry.on) {
                today = Some(entry.on);
                let begin = handheld_app::civil_date(BEGIN_MS);
                let nine = (entry.on - begin).num_days() * DAY + 9 * 60 * MINUTE;
                self.script.now.store(BEGIN_MS + nine, Ordering::Relaxed);
            }
            let done = Box::pin(self.tell(&cast, &entry, &mut told)).await;
            done.map_err(|problem| {
                let at = format!("sample diary, {} {}", entry.on, entry.line);
                problem.with("at", at)
            })?;
            self.script.now.fetch_add(PAUSE, Ordering::Relaxed);
        }
        Ok(())
    }

    async fn tell(&self, cast: &Cast, entry: &Entry, told: &mut Told) -> Result<(), Problem> {
        match &entry.what {
            What::Begin => self.begin(cast).await,
            What::Declare {
                matters,
                commitment,
                lacks,
            } => {
                let asked = (&**matters, &**commitment, *lacks);
                self.declare(cast, entry, asked, told).await
            }
            What::Act {
                matter,
                letter,
                rest,
            } => {
                let id = told.cases.get(&(entry.chapter, *matter));
                let id = *id.ok_or_else(|| wrong(entry.line, "was not declared"))?;
                if *letter == 'b' {
                    let matter = catalogue().matter(matter);
                    let matter = matter.ok_or_else(|| wrong(entry.line, "no such matter"))?;
                    let last = matter.materials.len().saturating_sub(1);
                    self.give(cast, entry.chapter, (id, matter, last), told)
                        .await?;
                }
                self.act(cast, entry, (id, matter, *letter, rest)).await
            }
            What::Milestone(key) => {
                let dates = [json!({"key": key, "on": entry.on})];
                let asked = json!({"project": cast.project, "dates": dates});
                self.call(cast.clerk, "record_dates", asked)
                    .await
                    .map(|_| ())
            }
            What::Facts => self.facts(cast).await,
        }
    }

    async fn begin(&self, cast: &Cast) -> Result<(), Problem> {
        let clerk = who(cast.clerk);
        let asked = ChooseProcedure {
            project: cast.project,
            procedure: cast.chapter.procedure.to_owned(),
            conditions: cast
                .chapter
                .conditions
                .iter()
                .map(|c| (*c).to_owned())
                .collect(),
        };
        let offices = offices(cast.first);
        Box::pin(self.app.choose_procedure(&clerk, asked, &offices)).await?;
        if !cast.chapter.key_project.is_empty() {
            let asked = json!({"project": cast.project, "reason": cast.chapter.key_project});
            self.call(cast.clerk, "set_green_channel", asked).await?;
        }
        let facts = ProjectApprovals {
            design: cast.chapter.design,
            ..ProjectApprovals::default()
        };
        if facts.design.is_some() {
            self.app.set_facts(&clerk, cast.project, &facts).await?;
        }
        Ok(())
    }

    async fn facts(&self, cast: &Cast) -> Result<(), Problem> {
        let Chapter { park, promises, .. } = cast.chapter;
        if park.is_empty() && promises.is_empty() {
            return Ok(());
        }
        let mut facts = ProjectApprovals {
            design: cast.chapter.design,
            ..ProjectApprovals::default()
        };
        for (key, on) in *park {
            let on = day(on, None).ok_or_else(|| wrong(key, "no day"))?;
            facts.park.insert((*key).to_owned(), on.to_string());
        }
        facts.promises = promises
            .iter()
            .map(|(clause, matter, target, penalty)| PromiseFacts {
                clause: (*clause).to_owned(),
                matter: (*matter).to_owned(),
                target: *target,
                penalty: (*penalty).to_owned(),
            })
            .collect();
        self.app
            .set_facts(&who(cast.clerk), cast.project, &facts)
            .await
    }

    /// Declares matters on one form. What was given in the project before is given again, everything else is given now.
    async fn declare(
        &self,
        cast: &Cast,
        entry: &Entry,
        (matters, commitment, lacks): (&[&'static str], &[&str], bool),
        told: &mut Told,
    ) -> Result<(), Problem> {
        let mut known = Vec::new();
        let mut wanted = Vec::new();
        for code in matters {
            let matter = catalogue().matter(code);
            let matter = matter.ok_or_else(|| wrong(entry.line, "no such matter"))?;
            wanted.push(matter);
            let given = matter.materials.len() - usize::from(lacks && !matter.materials.is_empty());
            for material in &matter.materials[..given] {
                let key = (entry.chapter, material.zh.clone());
                let fresh = |known: &Vec<Value>| known.iter().all(|f| f["material"] != material.zh);
                if let Some(sha256) = told.files.get(&key).filter(|_| fresh(&known)) {
                    known.push(json!({"sha256": sha256, "material": material.zh}));
                }
            }
        }
        let asked = json!({
            "project": cast.project, "matters": matters, "commitment": commitment, "files": known, "note": "",
        });
        let person = cast.applicant();
        let answer = self.call(person, "declare_matters", asked).await?;
        for (place, matter) in wanted.into_iter().enumerate() {
            let id = answer["cases"][place]["id"].clone();
            let id: CaseId = serde_json::from_value(id)
                .map_err(|e| wrong(entry.line, &format!("declare_matters: {e}")))?;
            told.cases.insert((entry.chapter, matters[place]), id);
            let given = matter.materials.len() - usize::from(lacks && !matter.materials.is_empty());
            // Nothing is given to what was recorded: it is done.
            for at in 0..given {
                let again = known
                    .iter()
                    .any(|file| file["material"] == matter.materials[at].zh);
                let kept = at == 0 || cast.chapter.every_file || !entry.line.contains(" d");
                if !again && kept && matter.kind.is_government() {
                    self.give(cast, entry.chapter, (id, matter, at), told)
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn give(
        &self,
        cast: &Cast,
        chapter: usize,
        (case, matter, at): (CaseId, &Matter, usize),
        told: &mut Told,
    ) -> Result<(), Problem> {
        let name = &matter.materials[at].zh;
        let key = (chapter, name.clone());
        let place = u32::try_from(at).unwrap_or(0);
        let person = cast.applicant();
        if let Some(sha256) = told.files.get(&key) {
            let asked = json!({"case": case, "material": place, "sha256": sha256});
            return self.call(person, "share_material", asked).await.map(|_| ());
        }
        let text = format!(
            "Sample document {}-{}-{}",
            cast.chapter.project + 1,
            matter.code,
            at + 1
        );
        let bytes = paper(&text);
        let facts = FileFacts {
            sha256: BlobHash(chance::sha256(&bytes)),
            bytes: bytes.len() as u64,
            mime: "application/pdf".to_owned(),
        };
        self.photos.put(facts.sha256, bytes).await?;
        self.app.store().photo_arrived(facts.sha256).await?;
        told.files.insert(key, facts.sha256);
        let asked = AttachMaterial {
            case,
            material: place,
            file_name: format!("{name}.pdf"),
        };
        self.app
            .record_file(&who(person), asked, facts)
            .await
            .map(|_| ())
    }

    async fn act(
        &self,
        cast: &Cast,
        entry: &Entry,
        (id, code, letter, rest): (CaseId, &str, char, &str),
    ) -> Result<(), Problem> {
        let matter = catalogue().matter(code);
        let matter = matter.ok_or_else(|| wrong(entry.line, "no such matter"))?;
        let (act, outcome) = act_of(letter).ok_or_else(|| wrong(entry.line, "no such act"))?;
        let person = match letter {
            'a' | 'c' | 'd' => Some(cast.clerk),
            'b' | 'v' => Some(cast.applicant()),
            _ => cast.approver(matter, entry.on),
        };
        let person = person.ok_or_else(|| wrong(entry.line, "nobody decides it"))?;
        let (special, until) = rest.split_once('/').unwrap_or((rest, ""));
        let last = matter.materials.last();
        let list: Vec<String> = last
            .filter(|_| letter == 'c')
            .map(|m| format!("请补交“{}”，并加盖公章", m.zh))
            .into_iter()
            .collect();
        let (note, basis) = words_of(letter);
        let asked = json!({
            "id": id, "act": act, "on": entry.on, "outcome": outcome, "note": note, "basis": basis,
            "special": (letter == 'p').then_some(special), "until": day(until, None), "days": null,
            "list": list, "amends": null,
        });
        self.call(person, "act_on_case", asked).await.map(|_| ())
    }
}
