//! What may be typed. Help is in both languages at once, Chinese first.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::device::DeviceCommand;
use crate::photo::PhotoCommand;
use crate::pure::PureCommand;

/// 掌上查命令行 | Handheld Check on the command line
#[derive(Debug, Parser)]
#[command(
    name = "handheld",
    version,
    propagate_version = true,
    max_term_width = 110
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes, before or after its name.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Global {
    /// 以 JSON 回答 | Answer as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 回答所用语言 | Language of answers [default: from HANDHELD_LANG, LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangArgument>,
    /// 数据文件夹 | Folder of the device store
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// 目录数据文件夹，代替内置的 | Folder of a catalogue to use instead of the bundled one
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) catalogue: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArgument {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Pure(PureCommand),
    #[command(flatten)]
    Device(DeviceCommand),
    /// 照片 | Photos
    Photo {
        #[command(subcommand)]
        command: PhotoCommand,
    },
}
