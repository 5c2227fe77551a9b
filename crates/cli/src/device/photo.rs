//! `photo add`.

use std::path::{Path, PathBuf};

use clap::Args;
use handheld_contract::command::AddPhoto;
use handheld_contract::views::inspection::PhotoSource;
use handheld_device::Device;
use serde_json::json;

use super::id;
use crate::output::{Answer, Context, Failure};
use crate::photo::read;

#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// 照片文件 | The photo
    pub(crate) file: PathBuf,
    /// 检查编号 | Inspection
    #[arg(long, value_name = "ID")]
    inspection: String,
    /// 检查项；不写则待归类 | Item; without it the photo waits to be sorted
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
}

pub(super) async fn add(
    device: &Device,
    arguments: &AddArguments,
    context: &Context,
) -> Result<Answer, Failure> {
    let asked = AddPhoto {
        inspection: id(&arguments.inspection)?,
        item: arguments.item.clone(),
        source: PhotoSource::Imported,
        file_name: name(&arguments.file),
        position: None,
    };
    let bytes = read(&arguments.file)?;
    let view = device.add_photo(asked, bytes, context.lang).await?;
    device.flush().await?;
    let answer = json!({
        "photo": view.id,
        "sha256": view.sha256,
        "item": view.item,
        "width": view.width,
        "height": view.height,
        "bytes": view.bytes,
    });
    let text = context.lang.pick(
        format!("已保存照片 {}（{} × {}）", view.id, view.width, view.height),
        format!("Saved photo {} ({} x {})", view.id, view.width, view.height),
    );
    Answer::new(answer, text)
}

fn name(file: &Path) -> Option<String> {
    Some(file.file_name()?.to_string_lossy().into_owned())
}
