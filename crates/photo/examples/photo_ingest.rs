//! Does for each file named what taking in a photo does: the facts, the hash and a copy of 2,048 pixels. For measuring beside other programs;
//! `--out DIR` keeps the copies, and the last line says how long the work took.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mut out: Option<PathBuf> = None;
    let mut files = Vec::new();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--out" {
            out = arguments.next().map(PathBuf::from);
        } else {
            files.push(PathBuf::from(argument));
        }
    }
    let started = Instant::now();
    for file in &files {
        if let Err(why) = ingest(file, out.as_ref()) {
            eprintln!("{}: {why}", file.display());
            return ExitCode::from(3);
        }
    }
    println!(
        "{} photos, {} ms",
        files.len(),
        started.elapsed().as_millis()
    );
    ExitCode::SUCCESS
}

fn ingest(file: &PathBuf, out: Option<&PathBuf>) -> Result<(), String> {
    let bytes = std::fs::read(file).map_err(|e| e.to_string())?;
    let facts = handheld_photo::inspect(&bytes).map_err(|e| e.to_string())?;
    let copy = handheld_photo::thumbnail(&bytes, 2048).map_err(|e| e.to_string())?;
    if let Some(folder) = out {
        let target = folder.join(format!("{}.jpg", &facts.sha256[..16]));
        std::fs::write(target, &copy.bytes).map_err(|e| e.to_string())?;
    }
    Ok(())
}
