//! Builds the screens (`ui/`) with npm and writes a table of the files in `ui/dist` for `lib.rs` to embed.
//!
//! `HANDHELD_SKIP_UI=1` takes what lies in `ui/dist`, and where nothing does, one page that says so.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

use sha2::{Digest, Sha256};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>Handheld Check</title>\
<p>The screens were not built (HANDHELD_SKIP_UI). 页面尚未构建。</p></html>\n";

fn main() {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder");
    let ui = PathBuf::from(manifest).join("../../ui");
    let ui = ui.canonicalize().unwrap_or(ui);
    println!("cargo:rerun-if-env-changed=HANDHELD_SKIP_UI");
    println!("cargo:rerun-if-changed=build.rs");
    let dist = ui.join("dist");
    if env::var_os("HANDHELD_SKIP_UI").is_none() {
        build(&ui);
    } else if dist.exists() {
        // Only here: what this script itself writes would make every build dirty.
        println!("cargo:rerun-if-changed={}", dist.display());
    }
    if !dist.join("index.html").exists() {
        fs::create_dir_all(&dist).expect("ui/dist can be made");
        fs::write(dist.join("index.html"), PLACEHOLDER).expect("ui/dist can be written");
    }
    let mut files = Vec::new();
    collect(&dist, &mut files);
    files.sort();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the output folder"));
    fs::write(
        out.join("files.rs"),
        table(&dist, &out.join("dist"), &files),
    )
    .expect("the output folder can be written");
}

/// `npm ci` when the lock file is newer than what is installed, then `vite build`.
fn build(ui: &Path) {
    // A path that does not exist would make every build dirty, so only those that do are watched.
    for name in [
        "src",
        "public",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "svelte.config.js",
        "tsconfig.json",
    ] {
        let path = ui.join(name);
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    let installed = ui.join("node_modules/.package-lock.json");
    if time(&installed) < time(&ui.join("package-lock.json")) {
        npm(ui, &["ci", "--no-audit", "--no-fund"]);
    }
    npm(ui, &["run", "build"]);
}

fn time(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

fn npm(ui: &Path, args: &[&str]) {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let out = Command::new(npm)
        .args(args)
        .current_dir(ui)
        .output()
        .unwrap_or_else(|error| {
            panic!("the screens need Node 20.19 or newer with npm ({error}); HANDHELD_SKIP_UI=1 leaves them out")
        });
    assert!(
        out.status.success(),
        "npm {} failed:\n{}{}",
        args.join(" "),
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("ui/dist can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The source of a sorted table: path, content type, ETag, whether the name carries a digest, bytes.
///
/// The bytes are taken from copies, so that a build of the screens beside this one cannot pull them away.
fn table(dist: &Path, copies: &Path, files: &[PathBuf]) -> String {
    let _ = fs::remove_dir_all(copies);
    let mut rows = String::from("&[\n");
    for file in files {
        let name = file
            .strip_prefix(dist)
            .expect("collected below dist")
            .to_string_lossy()
            .replace('\\', "/");
        let bytes = fs::read(file).expect("a file of ui/dist can be read");
        let copy = copies.join(&name);
        fs::create_dir_all(copy.parent().expect("a file lies in a folder"))
            .and_then(|()| fs::write(&copy, &bytes))
            .expect("the output folder can be written");
        let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&bytes)[..16]));
        // Vite puts everything whose name carries a digest of its content below assets/.
        let forever = name.starts_with("assets/");
        writeln!(
            rows,
            "    Screen {{ path: {name:?}, content_type: {:?}, etag: {etag:?}, forever: {forever}, bytes: include_bytes!({:?}) }},",
            content_type(&name),
            copy.display().to_string()
        )
        .expect("a string takes text");
    }
    rows.push_str("]\n");
    rows
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
