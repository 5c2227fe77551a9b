//! What Debian packages each job needs, and installing the ones that are missing.
//!
//! On a system without apt the list is printed and the job goes on: the build says soon enough what it lacks.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::shell;

/// To compile everything and to open the window.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "perl",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "fonts-noto-cjk",
];

/// To drive the real window and the browser without a screen, to read what is exported as a survey unit would, and to keep a key in a
/// real keystore.
pub(crate) const STORIES: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "chromium",
    "openssl",
    "gdal-bin",
    "dbus",
    "gnome-keyring",
];

/// What the photo figures are measured beside.
pub(crate) const BENCH: &[&str] = &["libvips-tools"];

/// Installs what is missing of these, with sudo when not root.
pub(crate) fn need(sets: &[&[&str]]) -> Result<()> {
    let wanted: Vec<&str> = sets.iter().copied().flatten().copied().collect();
    if !shell::exists("dpkg-query") || !shell::exists("apt-get") {
        eprintln!(
            "This is no Debian: please see to it that the equivalent of these is installed: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing {} ...", missing.join(" "));
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-y", "--no-install-recommends", "-qq"];
    install.extend(&missing);
    apt(&install).with_context(|| format!("install by hand: {}", missing.join(" ")))
}

fn installed(package: &str) -> bool {
    let status = Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output();
    status.is_ok_and(|out| out.stdout == b"installed")
}

fn apt(args: &[&str]) -> Result<()> {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    words.extend(args);
    if !is_root() {
        words.insert(0, "sudo");
    }
    let (program, rest) = words.split_first().context("words start with a program")?;
    shell::run(shell::command(program, rest).stdin(Stdio::inherit()))
}

fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_ok_and(|out| out.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_package_is_named_twice_or_with_a_space() {
        let all: Vec<&str> = [BUILD, STORIES, BENCH].concat();
        for (at, name) in all.iter().enumerate() {
            assert!(!name.contains(' '), "{name}");
            assert!(!all[at + 1..].contains(name), "{name} is there twice");
        }
    }
}
