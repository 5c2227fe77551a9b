//! A server with the sample, and people who sign in to it.

use std::path::PathBuf;
use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey};
use handheld_contract::door::{self, EnrolDevice, EnrolledDevice};
use handheld_server::admission::{AdmissionPool, COMMAND, WorkerProgram};
use handheld_server::centre::{Centre, Reach};
use handheld_server::{sample, serve};
use reqwest::StatusCode;
use serde_json::{Value, json};

pub(crate) struct Rig {
    pub(crate) centre: Arc<Centre>,
    pub(crate) url: String,
    pub(crate) people: Vec<sample::SamplePerson>,
    _folder: tempfile::TempDir,
}

/// A browser: keeps its cookie, sends our header unless told otherwise.
pub(crate) struct Browser {
    client: reqwest::Client,
    url: String,
    pub(crate) cookie: Option<String>,
}

/// Workers of the real program.
pub(crate) fn pool() -> AdmissionPool {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_handheld-server"));
    let worker = WorkerProgram {
        program,
        arguments: vec![COMMAND.to_owned()],
    };
    AdmissionPool::new(worker, 2)
}

/// The sample is made once for all tests of a run; each works on a copy.
pub(crate) async fn sample_into(folder: &std::path::Path) -> Vec<sample::SamplePerson> {
    static MADE: tokio::sync::OnceCell<(tempfile::TempDir, Vec<sample::SamplePerson>)> =
        tokio::sync::OnceCell::const_new();
    let make = || async {
        let made = tempfile::tempdir().unwrap();
        let people = sample::sample(made.path()).await.unwrap().people;
        (made, people)
    };
    let (made, people) = MADE.get_or_init(make).await;
    copy(made.path(), folder);
    people.clone()
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let people = sample_into(folder.path()).await;
        let pool = pool();
        let (listener, local) = serve::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{local}");
        let reach = Reach {
            public_url: url.clone(),
            ..Reach::default()
        };
        let centre = Centre::open(folder.path(), pool, reach).await.unwrap();
        let centre = Arc::new(centre.with_entries(handheld_server::cases::desk()));
        tokio::spawn(serve::serve(
            Arc::clone(&centre),
            listener,
            None,
            std::future::pending(),
        ));
        Self {
            centre,
            url,
            people,
            _folder: folder,
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            client: reqwest::Client::new(),
            url: self.url.clone(),
            cookie: None,
        }
    }

    pub(crate) fn person(&self, login: &str) -> &sample::SamplePerson {
        self.people.iter().find(|p| p.login == login).unwrap()
    }

    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        let mut browser = self.browser();
        let asked = json!({"login": login, "password": self.person(login).password});
        let (status, answer) = browser.call("sign_in", asked).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        browser
    }

    /// Enrols a device with this code; the status and, when it is enrolled, who it is.
    pub(crate) async fn enrol(
        &self,
        code: &str,
        key: &SigningKey,
    ) -> (StatusCode, Option<EnrolledDevice>) {
        let public = hex::encode(key.verifying_key().to_bytes());
        let text = door::enrol_text(code, "tablet", &public);
        let asked = EnrolDevice {
            code: code.to_owned(),
            name: "tablet".to_owned(),
            key: public,
            signature: hex::encode(key.sign(text.as_bytes()).to_bytes()),
            lang: handheld_contract::Lang::En,
        };
        let body = serde_json::to_vec(&asked).unwrap();
        let url = format!("{}/api/v1/enrol", self.url);
        let response = reqwest::Client::new()
            .post(url)
            .body(body)
            .send()
            .await
            .unwrap();
        let status = response.status();
        (
            status,
            serde_json::from_slice(&response.bytes().await.unwrap()).ok(),
        )
    }
}

impl Browser {
    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    pub(crate) async fn call(&mut self, name: &str, request: Value) -> (StatusCode, Value) {
        let mut asked = self
            .client
            .post(format!("{}/api/v1/commands/{name}", self.url))
            .header("x-handheld", "1")
            .header("x-lang", "en")
            .body(request.to_string());
        if let Some(cookie) = &self.cookie {
            asked = asked.header("cookie", cookie);
        }
        let response = asked.send().await.unwrap();
        let status = response.status();
        if let Some(set) = response.headers().get("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(
                set.contains("HttpOnly") && set.contains("SameSite=Strict"),
                "{set}"
            );
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
        let bytes = response.bytes().await.unwrap();
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        let mut asked = self.client.get(format!("{}{path}", self.url));
        if let Some(cookie) = &self.cookie {
            asked = asked.header("cookie", cookie);
        }
        asked.send().await.unwrap()
    }
}
