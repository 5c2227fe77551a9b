//! `store check|rebuild|stats`.

use clap::Subcommand;
use handheld_device::Device;
use serde_json::json;

use crate::output::{Answer, Context, Failure};

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// 检查有无损坏 | Look for damage
    Check,
    /// 仅凭修改记录重建索引 | Make the index again from changes alone
    Rebuild,
    /// 数量和大小 | Counts and bytes
    Stats,
}

pub(super) async fn run(
    device: &Device,
    command: StoreCommand,
    context: &Context,
) -> Result<Answer, Failure> {
    match command {
        StoreCommand::Check => {
            let checked = device.check().await?;
            let (documents, photos) = (checked.documents, checked.photos);
            let mut text = context.lang.pick(
                format!("查了 {documents} 条记录、{photos} 张照片"),
                format!("{documents} records and {photos} photos checked"),
            );
            if checked.ok {
                text += context.lang.pick("，没有损坏", ": nothing is wrong");
            }
            for line in &checked.found {
                text += &format!("\n{line}");
            }
            Ok(Answer::new(&checked, text)?.only_if(checked.ok))
        }
        StoreCommand::Rebuild => {
            let documents = device.rebuild().await?;
            let text = context.lang.pick(
                format!("已重建 {documents} 条记录的索引"),
                format!("The index of {documents} records is made again"),
            );
            Answer::new(json!({ "documents": documents }), text)
        }
        StoreCommand::Stats => {
            let stats = device.stats().await?;
            let lines: Vec<String> = stats
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, n)| format!("{name} {n}"))
                .collect();
            Answer::new(&stats, lines.join("\n"))
        }
    }
}
