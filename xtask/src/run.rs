//! `cargo xtask run`: the whole product at work on this machine, on data that stays between starts.
//!
//! A centre with sample data on loopback, a device folder enrolled for an inspector, the window on it, and the browser's
//! address with the sign-in names. Everything lives in `.handheld/` of the checkout; delete that folder to begin anew.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{node, packages, shell};

/// Builds and starts everything; returns after Ctrl-C.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("run takes no arguments");
    }
    packages::need(&[packages::BUILD])?;
    node::install("ui")?;
    shell::run(&mut shell::cargo(&[
        "build",
        "-p",
        "handheld-server",
        "-p",
        "handheld-cli",
        "-p",
        "handheld-check",
    ]))?;
    let (end, ended) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The receiver is gone only when the program already ends.
        let _ = end.send(());
    })?;
    let home = Home::at(shell::root().join(".handheld"))?;
    let people = home.sample()?;
    let (mut centre, url) = home.serve()?;
    let outcome = home.open(&people, &url).and_then(|window| {
        tell(&people, &url, window.is_some());
        wait(&mut centre, window, &ended)
    });
    shell::stop(&mut centre);
    outcome
}

/// The folder that keeps the data of `cargo xtask run`.
struct Home {
    centre: PathBuf,
    device: PathBuf,
    port: PathBuf,
    enrolled: PathBuf,
}

impl Home {
    fn at(folder: PathBuf) -> Result<Self> {
        let home = Self {
            centre: folder.join("centre"),
            device: folder.join("device"),
            port: folder.join("port"),
            enrolled: folder.join("enrolled"),
        };
        std::fs::create_dir_all(&folder)?;
        Ok(home)
    }

    /// Loads the sample data, or reads who is there.
    fn sample(&self) -> Result<Vec<Person>> {
        eprintln!("Looking after the sample data ...");
        let mut command = program("handheld-server", &["sample", "--json", "--data"]);
        let answer: Value = serde_json::from_str(&shell::output(command.arg(&self.centre))?)
            .context("`handheld-server sample --json` did not answer with JSON")?;
        let people = answer["people"].as_array().cloned().unwrap_or_default();
        Ok(people.iter().map(Person::read).collect())
    }

    /// The port of last time, since the enrolled device knows the centre by it; a free one the first time.
    fn port(&self) -> Result<u16> {
        let kept = std::fs::read_to_string(&self.port).ok();
        if let Some(port) = kept.and_then(|text| text.trim().parse::<u16>().ok()) {
            if TcpListener::bind(("127.0.0.1", port)).is_err() {
                bail!(
                    "port {port} is taken, perhaps by another `cargo xtask run`. The enrolled device knows the centre by it: \
                     end the other program, or delete .handheld/ to begin anew"
                );
            }
            return Ok(port);
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        std::fs::write(&self.port, format!("{port}\n"))?;
        Ok(port)
    }

    /// Starts the centre and waits for the line that says where it is.
    fn serve(&self) -> Result<(Child, String)> {
        let listen = format!("127.0.0.1:{}", self.port()?);
        let mut command = program("handheld-server", &["serve", "--listen", &listen, "--data"]);
        own_group(&mut command);
        let mut child = command
            .arg(&self.centre)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start handheld-server")?;
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().context("stdout was piped")?);
        out.read_line(&mut line)?;
        if line.is_empty() {
            let status = child.wait()?;
            bail!("handheld-server ended before it was ready ({status})");
        }
        // Read on to the end, so that the centre never stands before a full pipe.
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                eprintln!("{line}");
            }
        });
        Ok((child, format!("http://{listen}")))
    }

    /// Enrols the device folder when it is new, and opens the window when there is a display.
    fn open(&self, people: &[Person], url: &str) -> Result<Option<Child>> {
        if !(self.enrolled.exists() && self.device.exists())
            && let Err(error) = self.enrol(people, url)
        {
            eprintln!("The device is not enrolled, so the window stays closed: {error:#}");
            return Ok(None);
        }
        let display = ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
        if !display {
            return Ok(None);
        }
        let mut window = program("handheld-check", &[]);
        own_group(&mut window);
        let window = window
            .env("HANDHELD_DATA_DIR", &self.device)
            .spawn()
            .context("cannot open the window")?;
        Ok(Some(window))
    }

    /// Enrols the device folder for an inspector, and fetches what that person may see.
    fn enrol(&self, people: &[Person], url: &str) -> Result<()> {
        let code = self.enrol_code(people)?;
        let args = [
            "enrol",
            "--server",
            url,
            "--code",
            &code,
            "--name",
            "cargo xtask run",
        ];
        if let Err(error) = self.handheld(&args) {
            // A start that was cut off after the enrolment has done the work already.
            if !error.to_string().contains("already_enrolled") {
                return Err(error);
            }
        }
        self.handheld(&["sync"])?;
        std::fs::write(&self.enrolled, "")?;
        Ok(())
    }

    fn handheld(&self, args: &[&str]) -> Result<String> {
        let mut command = program("handheld", &["--json", "--data"]);
        shell::output(command.arg(&self.device).args(args))
    }

    /// A code for an inspector: one of the sample data, or a new one when those are used up.
    fn enrol_code(&self, people: &[Person]) -> Result<String> {
        let inspectors = || people.iter().filter(|person| person.role == "inspector");
        if let Some(code) = inspectors().find_map(|person| person.code.clone()) {
            return Ok(code);
        }
        let person = inspectors()
            .next()
            .context("the sample data holds no inspector")?;
        let mut command = program("handheld-server", &["enrol-code", "--json", "--person"]);
        command.arg(&person.login).arg("--data").arg(&self.centre);
        let answer: Value = serde_json::from_str(&shell::output(&mut command)?)?;
        let code = answer["code"].as_str().context("no code in the answer")?;
        Ok(code.to_owned())
    }
}

fn program(name: &str, args: &[&str]) -> Command {
    let path = shell::built(name);
    shell::command(&path.to_string_lossy(), args)
}

/// Keeps Ctrl-C of the terminal to this program, which then ends the others in order.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// Someone of the sample data.
struct Person {
    name: String,
    login: String,
    role: String,
    organisation: String,
    password: String,
    code: Option<String>,
}

impl Person {
    fn read(value: &Value) -> Self {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let login = value["login"].as_str().or(value["name"].as_str());
        Self {
            name: text("name"),
            login: login.unwrap_or_default().to_owned(),
            role: text("role"),
            organisation: text("organisation"),
            password: text("password"),
            code: value["enrol_code"].as_str().map(str::to_owned),
        }
    }
}

/// Prints where everything is: one person of each role is enough to look around.
fn tell(people: &[Person], url: &str, window: bool) {
    println!(
        "\nHandheld Check is running (data in {}).",
        Path::new(".handheld").display()
    );
    if window {
        println!("  Window:  open, enrolled as an inspector.");
    } else {
        println!(
            "  Window:  stays closed: no display here (DISPLAY is not set), or no enrolled device."
        );
        println!("           The centre and its browser view run all the same.");
    }
    println!("  Browser: {url}");
    println!("\n  Sign in as        name                 password             organisation");
    let mut told: Vec<&str> = Vec::new();
    for person in people {
        if told.contains(&person.role.as_str()) {
            continue;
        }
        told.push(&person.role);
        println!(
            "  {:<16}  {:<19}  {:<19}  {} ({})",
            person.role, person.login, person.password, person.organisation, person.name
        );
    }
    println!("\nCtrl-C ends it; the data stays for the next start.");
}

/// Waits for Ctrl-C, or for the centre to fail; a closed window leaves the browser view running.
fn wait(centre: &mut Child, mut window: Option<Child>, ended: &mpsc::Receiver<()>) -> Result<()> {
    loop {
        if ended.recv_timeout(Duration::from_millis(200)).is_ok() {
            if let Some(window) = &mut window {
                shell::stop(window);
            }
            return Ok(());
        }
        if let Some(status) = centre.try_wait()? {
            if let Some(window) = &mut window {
                shell::stop(window);
            }
            bail!("the centre ended by itself ({status})");
        }
        if let Some(child) = &mut window
            && let Some(status) = child.try_wait()?
        {
            println!("The window was closed ({status}); the browser view runs on. Ctrl-C ends it.");
            window = None;
        }
    }
}
