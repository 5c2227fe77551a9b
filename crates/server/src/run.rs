//! What the commands do.

mod interfaces;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use handheld_contract::command::{AddOrganisation, AddPerson};
use handheld_contract::views::centre::OrganisationKind;
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{Code, OrganisationId, PersonId, Problem};
use handheld_server::admission::AdmissionPool;
use handheld_server::authorize::{Via, Who};
use handheld_server::centre::{Centre, Reach, is_empty, open_store_beside};
use handheld_server::webhooks::Outgoing;
use handheld_server::webhooks::address::Allowed;
use handheld_server::{backup, chance, enrol, sample, serve};
use handheld_store::centre::Directory;
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};
use uuid::Uuid;

use crate::Answer;
use crate::arguments::{Command, DeviceCommand, Global, PersonCommand, Serve};

type Outcome = Result<Answer, Problem>;

fn answer(json: Value, text: String) -> Outcome {
    Ok(Answer {
        json,
        text,
        yes: true,
    })
}

fn usage(why: impl Into<Value>) -> Problem {
    Problem::new(Code::Usage).with("why", why)
}

pub(crate) async fn run(command: Command, global: &Global) -> Outcome {
    let folder = folder(global)?;
    match command {
        Command::Serve(asked) => serve_until_stopped(&folder, asked, global.json).await,
        Command::Sample => {
            let made = sample::sample(&folder).await?;
            let lines = made.people.iter().map(|p| {
                let role = json!(p.role);
                let role = role.as_str().unwrap_or_default();
                format!(
                    "{}\t{role}\t{}\t{}\t{}\t{}\n",
                    p.login,
                    p.password,
                    p.enrol_code.as_deref().unwrap_or("-"),
                    p.name,
                    p.organisation
                )
            });
            let text = lines.collect();
            answer(
                json!({ "people": made.people, "created": made.created }),
                text,
            )
        }
        Command::Init {
            organisation,
            person,
            login,
        } => init(&folder, organisation, person, login).await,
        Command::Person {
            command:
                PersonCommand::Add {
                    name,
                    login,
                    role,
                    organisation,
                },
        } => {
            let centre = open(&folder).await?;
            let organisation = organisation_of(&centre, &organisation).await?;
            let added = centre
                .add_person(
                    &operator(),
                    AddPerson {
                        name,
                        login,
                        role,
                        organisation,
                    },
                )
                .await?;
            let text = format!("{}\t{}\n", added.person.login, added.password);
            answer(
                json!({ "person": added.person, "password": added.password }),
                text,
            )
        }
        Command::EnrolCode { person } => {
            let centre = open(&folder).await?;
            let person = person_of(&centre, &person).await?;
            let (code, ends_ms) =
                enrol::new_code(&*centre.store, person.id, chance::now_ms()).await?;
            let text = format!("{code}\n");
            answer(
                json!({ "person": person, "code": code, "expires_at": chance::rfc3339(ends_ms) }),
                text,
            )
        }
        Command::Device {
            command: DeviceCommand::Revoke { device },
        } => {
            let centre = open(&folder).await?;
            let id = device
                .parse()
                .map_err(|_| Problem::new(Code::NotFound).with("what", "device"))?;
            let row = centre.revoke_device(None, id).await?;
            let text = format!(
                "{} {}\n",
                row.id,
                row.revoked_at.as_deref().unwrap_or_default()
            );
            answer(json!({ "device": row }), text)
        }
        Command::System { command } => interfaces::system(&folder, command).await,
        Command::Webhook { command } => interfaces::webhook(&folder, command).await,
        Command::Backup { out } => {
            let made = backup::make(&folder, &out)?;
            let text = format!("{} ({} bytes)\n", made.file, made.bytes);
            answer(json!(made), text)
        }
        Command::Restore { from } => {
            backup::restore(&from, &folder).await?;
            answer(
                json!({ "data": folder.display().to_string() }),
                format!("{}\n", folder.display()),
            )
        }
        Command::Check => {
            let found = backup::check(&folder).await?;
            let mut text = format!("{} documents, {} photos\n", found.documents, found.photos);
            for problem in &found.problems {
                text.push_str(problem);
                text.push('\n');
            }
            Ok(Answer {
                yes: found.ok,
                json: json!(found),
                text,
            })
        }
    }
}

fn folder(global: &Global) -> Result<PathBuf, Problem> {
    global.data.clone().ok_or_else(|| usage("--data DIR"))
}

async fn open(folder: &Path) -> Result<Centre, Problem> {
    Centre::over(
        open_store_beside(folder).await?,
        folder,
        pool()?,
        Reach::default(),
    )
    .await
}

fn pool() -> Result<AdmissionPool, Problem> {
    AdmissionPool::of_this_program(2)
        .map_err(|e| Problem::new(Code::Internal).with("why", e.to_string()))
}

/// Whoever may read the data folder is in charge of it; the audit names nobody.
fn operator() -> Who {
    Who {
        person: PersonRef {
            id: PersonId(Uuid::nil()),
            name: "handheld-server".to_owned(),
        },
        role: Role::Administrator,
        organisation: OrganisationRef {
            id: OrganisationId(Uuid::nil()),
            name: String::new(),
            departments: Vec::new(),
        },
        via: Via::Browser([0; 32]),
        must_change_password: false,
    }
}

async fn init(folder: &Path, organisation: String, person: String, login: String) -> Outcome {
    let centre = open(folder).await?;
    if !is_empty(&centre.store).await? {
        return Err(Problem::new(Code::Refused).with("rule", "centre_is_not_empty"));
    }
    handheld_server::directory::checked_name("person", &person)?;
    handheld_server::directory::checked_login(&login)?;
    let asked = AddOrganisation {
        name: organisation,
        kind: OrganisationKind::Authority,
        uscc: String::new(),
        departments: None,
    };
    let organisation = centre.add_organisation(&operator(), asked).await?;
    let asked = AddPerson {
        name: person,
        login,
        role: Role::Administrator,
        organisation: organisation.id,
    };
    let added = centre.add_person(&operator(), asked).await?;
    let text = format!("{}\t{}\n", added.person.login, added.password);
    answer(
        json!({ "organisation": organisation, "person": added.person, "login": added.person.login, "password": added.password }),
        text,
    )
}

async fn organisation_of(centre: &Centre, given: &str) -> Result<OrganisationId, Problem> {
    let all = centre.store.organisations().await?;
    let found = all
        .iter()
        .find(|o| o.name == given || o.id.to_string() == given);
    found
        .map(|o| o.id)
        .ok_or_else(|| Problem::new(Code::NotFound).with("what", "organisation"))
}

async fn person_of(centre: &Centre, given: &str) -> Result<PersonRef, Problem> {
    let all = centre.store.people().await?;
    let exact = all
        .iter()
        .find(|p| p.login == given || p.id.to_string() == given);
    let mut named = all.iter().filter(|p| p.name == given);
    let found = exact.or_else(|| named.next().filter(|_| named.next().is_none()));
    found
        .map(|p| PersonRef {
            id: p.id,
            name: p.name.clone(),
        })
        .ok_or_else(|| Problem::new(Code::NotFound).with("what", "person"))
}

async fn serve_until_stopped(folder: &Path, asked: Serve, as_json: bool) -> Outcome {
    for (name, given) in [
        ("--database", &asked.database),
        ("--objects", &asked.objects),
    ] {
        if given.is_some() {
            return Err(usage(format!(
                "{name}: only SQLite and files in the data folder in this version"
            )));
        }
    }
    let tls = match (&asked.tls_cert, &asked.tls_key) {
        (Some(certificate), Some(key)) => Some(serve::tls(certificate, key)?),
        _ => None,
    };
    let (listener, local) = serve::bind(&asked.listen).await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", shown(local));
    let public_url = asked
        .public_url
        .as_deref()
        .unwrap_or(&address)
        .trim_end_matches('/')
        .to_owned();
    let reach = Reach {
        secure: public_url.starts_with("https://"),
        public_url,
        behind_proxy: asked.behind_proxy,
    };
    let outgoing = Outgoing::allowing(Allowed::new(asked.webhook_allow));
    let centre = Centre::open(folder, pool()?, reach)
        .await?
        .with_entries(handheld_server::cases::desk())
        .with_outgoing(outgoing);
    if centre.sample && !local.ip().is_loopback() && !asked.allow_sample {
        return Err(Problem::new(Code::Refused)
            .with("rule", "sample_listens_on_loopback_only (--allow-sample)"));
    }
    let failed = |e: std::io::Error| Problem::new(Code::Internal).with("why", e.to_string());
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let line = if as_json {
        json!({ "address": address }).to_string()
    } else {
        address
    };
    crate::print(&format!("{line}\n"));
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    serve::serve(Arc::new(centre), listener, tls, stop)
        .await
        .map_err(failed)?;
    // Already said everything: the one line.
    std::process::exit(0)
}

/// The address as one can open it: the unspecified address is reached by the loopback one.
fn shown(local: SocketAddr) -> SocketAddr {
    let mut shown = local;
    if local.ip().is_unspecified() {
        shown.set_ip(if local.is_ipv4() {
            [127, 0, 0, 1].into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    shown
}
