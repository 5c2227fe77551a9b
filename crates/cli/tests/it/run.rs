//! Runs the program with a bare environment and keeps what it said.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `handheld` with these arguments.
pub(crate) fn handheld(arguments: &[&str]) -> Run {
    handheld_with(arguments, &[], "")
}

/// Runs `handheld` with these arguments, variables and standard input.
pub(crate) fn handheld_with(arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handheld"))
        .args(arguments)
        .env_clear()
        // The keystore of whoever runs the tests is none of theirs.
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input closes the pipe, which is none of our business.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Run {
    /// Returns the JSON answer of a run that went well.
    pub(crate) fn json(&self) -> Value {
        assert_eq!((self.code, &*self.err), (0, ""), "{}", self.out);
        serde_json::from_str(&self.out).unwrap()
    }

    /// Returns the error of a run that failed with this exit code.
    pub(crate) fn error(&self, code: i32) -> Value {
        assert_eq!((self.code, &*self.out), (code, ""), "{}", self.err);
        let answer: Value = serde_json::from_str(&self.err).unwrap();
        let error = &answer["error"];
        for key in ["code", "message", "next"] {
            assert!(
                error[key].as_str().is_some_and(|text| !text.is_empty()),
                "{key}: {error}"
            );
        }
        assert!(error["params"].is_object(), "{error}");
        error.clone()
    }
}
