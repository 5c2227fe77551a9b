//! `cargo xtask android-check`: type-checks the whole app for aarch64-linux-android without an Android SDK.
//!
//! Debian carries a compiler with the sources of the standard library (for its browsers). It is unpacked privately below the
//! target folder, nothing is installed, and `-Z build-std` checks everything for the phone. Nothing links, so C code is not
//! compiled: the compiler for it is a stub that writes empty objects.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{node, packages, shell};

const TARGET: &str = "aarch64-linux-android";
const DEBIAN: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "libstd-rust-web-dev",
];

/// Fetches the compiler when it is not there, then checks.
pub(crate) fn run(args: &[String]) -> Result<()> {
    packages::need(&[packages::BUILD])?;
    node::install("ui")?;
    let home = shell::target().join("android-check");
    let toolchain = home.join("toolchain");
    if !toolchain.join("usr/bin/rustc").exists() {
        fetch(&home, &toolchain).context(
            "not possible here: it needs the Debian packages rustc-web, cargo-web and rust-web-src \
             (bookworm-security); on other systems use `npx tauri android build` with an Android SDK",
        )?;
    }
    let stub = stub_compiler(&home)?;
    let library = library_folder(&toolchain)?;
    let mut check = Command::new(toolchain.join("usr/bin/cargo"));
    check
        .current_dir(shell::root())
        .args([
            "check",
            "-Z",
            "build-std=std,panic_abort",
            "--target",
            TARGET,
        ])
        .args(["-p", "handheld-check", "--lib"])
        .args(args)
        .env("LD_LIBRARY_PATH", library)
        .env("RUSTC", toolchain.join("usr/bin/rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", home.join("target"))
        .env("CC_aarch64_linux_android", stub.join("cc"))
        .env("AR_aarch64_linux_android", stub.join("ar"))
        .env("OPENSSL_NO_VENDOR", "1")
        .env("AARCH64_LINUX_ANDROID_OPENSSL_LIB_DIR", &stub)
        .env(
            "AARCH64_LINUX_ANDROID_OPENSSL_INCLUDE_DIR",
            stub.join("include"),
        );
    for name in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "CARGO_MANIFEST_DIR",
        "CARGO_PKG_NAME",
    ] {
        check.env_remove(name);
    }
    shell::run(&mut check)?;
    println!("The app type-checks for {TARGET}. Nothing was linked, and C code was left out.");
    Ok(())
}

/// Downloads the packages with what they depend on, and unpacks them below `toolchain`.
fn fetch(home: &Path, toolchain: &Path) -> Result<()> {
    if !shell::exists("apt-get") {
        bail!("there is no apt here");
    }
    let archives = home.join("archives");
    std::fs::create_dir_all(archives.join("partial"))?;
    let names = needed_packages()?;
    let mut download = shell::command("apt-get", &["download"]);
    // apt may hand over its sandbox user; that one cannot write here, and a plain download does not need it.
    download
        .args(["-o", "APT::Sandbox::User=root"])
        .args(&names)
        .current_dir(&archives);
    shell::run(&mut download)?;
    for entry in std::fs::read_dir(&archives)?.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|end| end == "deb") {
            let mut unpack = shell::command("dpkg", &["-x"]);
            shell::run(unpack.arg(&path).arg(toolchain))?;
        }
    }
    std::fs::remove_dir_all(archives)?;
    Ok(())
}

/// The packages and the libraries they run with, by the names that Debian gives them today.
fn needed_packages() -> Result<Vec<String>> {
    let options = ["depends", "--recurse", "--no-recommends", "--no-suggests"];
    let rest = [
        "--no-conflicts",
        "--no-breaks",
        "--no-replaces",
        "--no-enhances",
    ];
    let mut list = shell::command("apt-cache", &options);
    let text = shell::output(list.args(rest).args(DEBIAN))?;
    let wanted = |name: &&str| {
        DEBIAN.contains(name)
            || [
                "libstd-rust-web",
                "libllvm2",
                "libgit2-",
                "libhttp-parser",
                "libmbed",
                "libssh2-",
                "libz3-",
            ]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let names: Vec<String> = text
        .lines()
        .filter(|line| !line.starts_with([' ', '|', '<']))
        .map(str::trim)
        .filter(wanted)
        .map(str::to_owned)
        .collect();
    if DEBIAN.iter().any(|name| !names.iter().any(|n| n == name)) {
        bail!("apt knows no {}", DEBIAN.join(", "));
    }
    Ok(names)
}

fn library_folder(toolchain: &Path) -> Result<PathBuf> {
    let lib = toolchain.join("usr/lib");
    std::fs::read_dir(&lib)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.to_string_lossy().ends_with("-linux-gnu"))
        .context("the unpacked compiler has no library folder")
}

/// A C compiler that only pretends: preprocessing is real (build scripts read versions), objects are empty.
fn stub_compiler(home: &Path) -> Result<PathBuf> {
    let stub = home.join("stub");
    std::fs::create_dir_all(stub.join("include/openssl"))?;
    let version = "#define OPENSSL_VERSION_NUMBER 0x30000000L\n#define OPENSSL_VERSION_TEXT \"OpenSSL 3.0.0\"\n";
    std::fs::write(stub.join("include/openssl/opensslv.h"), version)?;
    std::fs::write(stub.join("include/openssl/opensslconf.h"), "")?;
    for name in ["libssl.a", "libcrypto.a"] {
        std::fs::write(stub.join(name), "!<arch>\n")?;
    }
    // Whoever takes `-?` is held for Microsoft's compiler and gets its flags.
    let cc = "#!/bin/sh\nfor a; do [ \"$a\" = '-?' ] && exit 1; done\nfor a; do [ \"$a\" = -E ] && { shift 0; exec cc -E $(printf '%s\\n' \"$@\" | grep -vE '^(-E|--target=.*)$'); }; done\n\
              while [ $# -gt 0 ]; do [ \"$1\" = -o ] && : > \"$2\"; shift; done\nexit 0\n";
    let ar =
        "#!/bin/sh\nfor a; do case $a in *.a) printf '!<arch>\\n' > \"$a\";; esac; done\nexit 0\n";
    for (name, text) in [("cc", cc), ("ar", ar)] {
        let path = stub.join(name);
        std::fs::write(&path, text)?;
        shell::output(shell::command("chmod", &["+x"]).arg(&path))?;
    }
    Ok(stub)
}
