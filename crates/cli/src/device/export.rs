//! `export inspection`: the ending of the file says what is written.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use handheld_contract::{Code, InspectionId, Problem};
use handheld_device::Device;
use serde_json::json;

use super::id;
use crate::output::{Answer, Context, Failure};
use crate::photo::write;

#[derive(Debug, Subcommand)]
pub(crate) enum ExportCommand {
    /// 一次检查 | One inspection
    Inspection(ExportArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// 检查编号 | Inspection
    #[arg(value_name = "ID")]
    id: String,
    /// 写到的文件：.zip 或 .geojson | The file to write: .zip or .geojson
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) async fn run(
    device: &Device,
    command: ExportCommand,
    context: &Context,
) -> Result<Answer, Failure> {
    let ExportCommand::Inspection(ExportArguments { id: named, out }) = command;
    let inspection: InspectionId = id(&named)?;
    let ending = out
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_lowercase);
    let bytes = match ending.as_deref() {
        Some("zip") => device.export_zip(inspection, context.lang).await?,
        Some("geojson") => {
            let value = device.export_geojson(inspection, context.lang).await?;
            format!("{value:#}\n").into_bytes()
        }
        _ => {
            let problem = Problem::new(Code::Usage);
            let (zh, en) = (
                "--out 的文件名应以 .zip 或 .geojson 结尾",
                "--out must end in .zip or .geojson",
            );
            return Err(Failure::because(
                problem,
                "ending",
                zh.to_owned(),
                en.to_owned(),
            ));
        }
    };
    write(&out, &bytes)?;
    let shown = out.display();
    let answer = json!({
        "file": shown.to_string(),
        "bytes": bytes.len(),
        "sha256": handheld_photo::sha256_hex(&bytes),
    });
    let text = context
        .lang
        .pick(format!("已写入 {shown}"), format!("Written to {shown}"));
    Answer::new(answer, text)
}
