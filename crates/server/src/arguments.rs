//! What may be typed. Help is in both languages at once, Chinese first.

mod interfaces;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use handheld_contract::views::Role;
use handheld_server::webhooks::address;
use ipnet::IpNet;

pub(crate) use interfaces::{SystemCommand, WebhookCommand};

/// 掌上查中心 | The centre of Handheld Check
#[derive(Debug, Parser)]
#[command(
    name = "handheld-server",
    version,
    propagate_version = true,
    max_term_width = 110
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that every command takes, before or after its name.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// 以 JSON 回答 | Answer as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 回答所用语言 | Language of answers [default: from HANDHELD_LANG, LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<LangArgument>,
    /// 数据文件夹 | Data folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// 目录数据文件夹（中心使用内置目录）| Folder of a catalogue; the centre serves the bundled one
    #[arg(long, global = true, value_name = "DIR", hide = true)]
    pub(crate) catalogue: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArgument {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 提供服务直到停止 | Serve until stopped
    Serve(Serve),
    /// 装入示例数据 | Load the sample data
    Sample,
    /// 空中心的第一位管理员 | The first administrator of an empty centre
    Init {
        /// 单位名称 | Organisation
        #[arg(long)]
        organisation: String,
        /// 姓名 | Name
        #[arg(long)]
        person: String,
        /// 登录名 | Sign-in name
        #[arg(long, default_value = "admin")]
        login: String,
    },
    /// 人员 | People
    Person {
        #[command(subcommand)]
        command: PersonCommand,
    },
    /// 一次性注册码 | A one-time enrolment code
    EnrolCode {
        /// 人员编号、登录名或姓名 | Id, sign-in name or name
        #[arg(long)]
        person: String,
    },
    /// 设备 | Devices
    Device {
        #[command(subcommand)]
        command: DeviceCommand,
    },
    /// 其他系统（以自己的凭证办理）| Other systems, with credentials of their own
    System {
        #[command(subcommand)]
        command: SystemCommand,
    },
    /// 事件通知 | Webhooks: addresses that are told of events
    Webhook {
        #[command(subcommand)]
        command: WebhookCommand,
    },
    /// 备份，服务中亦可 | Backup, also while serving
    Backup {
        /// 备份文件 | File to write
        #[arg(long)]
        out: PathBuf,
    },
    /// 从备份恢复到空文件夹 | Restore a backup into an empty folder
    Restore {
        /// 备份文件 | The backup
        #[arg(long, visible_alias = "file")]
        from: PathBuf,
    },
    /// 检查数据库、记录与照片 | Check database, records and photos
    Check,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// 监听地址，端口 0 为任意空闲端口 | Address; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8480", value_name = "ADDR")]
    pub(crate) listen: String,
    /// 证书链 (PEM) | Certificate chain
    #[arg(long, requires = "tls_key", value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// 私钥 (PEM) | Private key
    #[arg(long, requires = "tls_cert", value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
    /// 示例数据也对外监听 | Listen beyond loopback also with sample data
    #[arg(long)]
    pub(crate) allow_sample: bool,
    /// 对外网址（在代理之后时）| Address for people and devices, behind a proxy
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// 信任代理的 x-forwarded-for | Trust x-forwarded-for of the proxy in front
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// 事件通知也可发往此网段（可重复）| Webhooks may also go to this network, also by http; repeatable
    #[arg(long, value_name = "CIDR", value_parser = address::network)]
    pub(crate) webhook_allow: Vec<IpNet>,
    /// 数据库 | Database [default: SQLite in the data folder]
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// 照片存储 | Photos [default: files in the data folder]
    #[arg(long, value_name = "URL")]
    pub(crate) objects: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// 添加人员 | Add a person
    Add {
        /// 姓名 | Name
        #[arg(long)]
        name: String,
        /// 登录名 | Sign-in name
        #[arg(long)]
        login: String,
        /// 角色 | Role
        #[arg(long, value_parser = role)]
        role: Role,
        /// 单位名称或编号 | Organisation by name or id
        #[arg(long)]
        organisation: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// 停用设备 | Take a device out of use
    Revoke {
        /// 设备编号 | Id of the device
        device: String,
    },
}

pub(crate) fn role(word: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|e| e.to_string())
}
