//! Writes reports of surveys in both languages into a folder, to be looked at: `cargo run --example survey -p handheld-reports -- FOLDER`.

use std::path::PathBuf;

use handheld_domain::{Lang, Text};
use handheld_reports::survey::{self, Standing};

#[path = "../tests/fixtures/surveys.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod surveys;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or("name a folder")?;
    std::fs::create_dir_all(&folder)?;
    let mut stale = surveys::report();
    stale.stale = Some(Text::new(
        "设计数据于2026年10月15日换为第4版。",
        "the design data were replaced by version 4 on 15 Oct 2026.",
    ));
    stale.standing = Standing::Returned {
        by: "嘉兴市自然资源和规划局".to_owned(),
        on: surveys::day(10, 14),
        reason: "A3点应当重新放样后复测。".to_owned(),
    };
    let all = [
        ("signed", surveys::report()),
        ("stale", stale),
        ("many", surveys::many(400, 50)),
        ("5000", surveys::many(5_000, 500)),
    ];
    for (name, report) in &all {
        for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let begun = std::time::Instant::now();
            let pdf = survey::pdf(report, lang)?;
            let path = folder.join(format!("{name}-{tag}.pdf"));
            std::fs::write(&path, &pdf.bytes)?;
            println!(
                "{} {} bytes, {:?}, missing {:?}",
                path.display(),
                pdf.bytes.len(),
                begun.elapsed(),
                pdf.missing
            );
        }
    }
    Ok(())
}
