//! The key of local systems in a real keystore: gnome-keyring on a session bus of its own, which `cargo xtask test` installs.
//!
//! The device is this crate's example `keystore`, in a process of its own for each step.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn example() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.parent().and_then(Path::parent).unwrap().to_owned();
    let name = format!("keystore{}", std::env::consts::EXE_SUFFIX);
    target.join("examples").join(name)
}

/// Runs a shell script with a home of its own and without the session of whoever runs the tests.
fn run(home: &Path, program: &[&str], script: &str) -> Vec<String> {
    let mut child = Command::new(program[0])
        .args(&program[1..])
        .args(["sh", "-ec", script, "sh"])
        .arg(example())
        .arg(home.join("device"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo xtask test installs dbus and gnome-keyring");
    // The password of the login keyring, which a desktop session would give.
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"correct horse battery").unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

const SESSION: &[&str] = &["dbus-run-session", "--"];
const UNLOCK: &str = "gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

#[test]
fn the_key_stands_in_the_keystore_of_a_session_and_is_asked_for_in_vain_without_one() {
    let home = tempfile::tempdir().unwrap();
    for folder in ["data", "run", "device"] {
        std::fs::create_dir(home.path().join(folder)).unwrap();
    }
    let begin = r#""$1" "$2" use; "$1" "$2" put; "$1" "$2" use"#;
    let told = run(home.path(), SESSION, &format!("{UNLOCK}; {begin}"));
    assert_eq!(told, ["not_found", "Keystore", "Keystore"]);

    // As on a tablet without a session: refused by name, within seconds, and nothing is lost.
    let told = run(home.path(), &["env"], r#""$1" "$2" use"#);
    assert_eq!(told, ["keystore_silent"]);

    std::fs::remove_dir_all(home.path().join("run")).unwrap();
    std::fs::create_dir(home.path().join("run")).unwrap();
    let again = r#""$1" "$2" use; "$1" "$2" remove; "$1" "$2" use"#;
    let told = run(home.path(), SESSION, &format!("{UNLOCK}; {again}"));
    assert_eq!(told, ["Keystore", "None", "not_found"]);

    let told = run(home.path(), &["env"], r#""$1" "$2" put"#);
    assert_eq!(told, ["passphrase_needed"]);
}
