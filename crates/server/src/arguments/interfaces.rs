//! What may be typed about other systems and webhooks.

use clap::Subcommand;
use handheld_contract::views::Role;
use handheld_contract::views::interfaces::{DeliveryState, EventType};
use handheld_server::webhooks::address;
use ipnet::IpNet;
use serde_json::Value;

use super::role;

#[derive(Debug, Subcommand)]
pub(crate) enum SystemCommand {
    /// 添加系统，令牌与签名密钥只显示一次 | Add a system; token and signing secret are shown once
    Add {
        /// 名称 | Name
        #[arg(long)]
        name: String,
        /// 单位名称或编号 | Organisation by name or id
        #[arg(long)]
        organisation: String,
        /// 代表的人员（缺省为专设的服务人员）| Person for whom it acts [default: a service person of its own]
        #[arg(long)]
        person: Option<String>,
        /// 服务人员的角色 | Role of the service person
        #[arg(long, value_parser = role, default_value = "approver", conflicts_with = "person")]
        role: Role,
    },
    /// 系统列表 | All systems
    List,
    /// 停用系统 | Take a system out of use
    Revoke {
        /// 系统编号 | Id of the system
        system: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum WebhookCommand {
    /// 添加通知地址，签名密钥只显示一次 | Add an address; its signing secret is shown once
    Add {
        /// 地址 (https) | Address
        #[arg(long)]
        url: String,
        /// 只要此类事件（可重复，缺省全部）| Only events of this type; repeatable [default: all]
        #[arg(long = "event", value_name = "TYPE", value_parser = event)]
        events: Vec<EventType>,
        /// 只要此单位可见项目的事件 | Only of projects that this organisation sees
        #[arg(long)]
        organisation: Option<String>,
        /// 地址可在此网段（服务时也须指定）| The address may be in this network; `serve` must be told too
        #[arg(long, value_name = "CIDR", value_parser = address::network)]
        webhook_allow: Vec<IpNet>,
    },
    /// 通知地址列表 | All addresses
    List,
    /// 发送记录，最新在前 | Deliveries, newest first
    Log {
        /// 只看此地址 | Only of this webhook
        #[arg(long)]
        webhook: Option<String>,
        /// 只看此状态：pending、delivered、failed、refused | Only in this state
        #[arg(long, value_parser = state)]
        state: Option<DeliveryState>,
        /// 略过行数 | Rows to leave out at the start
        #[arg(long, default_value_t = 0)]
        offset: u32,
        /// 行数 | Rows, at most 500
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// 重新发送 | Send a delivery again
    Resend {
        /// 发送编号 | Id of the delivery
        delivery: String,
    },
    /// 移除通知地址 | Remove an address
    Remove {
        /// 通知编号 | Id of the webhook
        webhook: String,
    },
}

fn event(word: &str) -> Result<EventType, String> {
    serde_json::from_value(Value::from(word)).map_err(|e| e.to_string())
}

fn state(word: &str) -> Result<DeliveryState, String> {
    serde_json::from_value(Value::from(word)).map_err(|e| e.to_string())
}
