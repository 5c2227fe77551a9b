//! Writes one notice of every kind in both languages into a folder, to be looked at: `cargo run --example notices -p handheld-reports -- FOLDER`.

use std::path::PathBuf;

use handheld_domain::Lang;
use handheld_reports::notice;

#[path = "../tests/fixtures/samples.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or("name a folder")?;
    std::fs::create_dir_all(&folder)?;
    let mut all = samples::all();
    let mut draft = samples::correction();
    draft.pending = true;
    draft.applicant = "𠮷林建设有限公司（法定代表人：李㐂）".to_owned();
    if let notice::NoticeBody::Correction(body) = &mut draft.body {
        body.list = body.list.iter().cycle().take(60).cloned().collect();
    }
    all.push(("draft", draft));
    for (name, notice) in &all {
        for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let pdf = notice::pdf(notice, lang)?;
            let path = folder.join(format!("{name}-{tag}.pdf"));
            std::fs::write(&path, &pdf.bytes)?;
            println!(
                "{} {} bytes, missing {:?}",
                path.display(),
                pdf.bytes.len(),
                pdf.missing
            );
        }
    }
    Ok(())
}
