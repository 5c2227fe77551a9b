//! What a screen is given to draw: plain structs, already judged and counted in Rust; the screen only draws.
//!
//! Text that belongs to the catalogue comes in both languages ([`Text`]); a screen picks. Instants are RFC 3339 UTC,
//! civil dates are `YYYY-MM-DD` in Asia/Shanghai.

pub mod approval;
pub mod centre;
pub mod chart;
pub mod finding;
pub mod inspection;
pub mod interfaces;
pub mod local_system;
pub mod project;
pub mod session;
pub mod survey;
pub mod sync;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text of the catalogue in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonRef {
    /// Who.
    pub id: crate::PersonId,
    /// The name as it was when the act was done.
    pub name: String,
}

/// One of the six construction stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 企业注册
    Registration,
    /// 立项
    Establishment,
    /// 开工
    Commencement,
    /// 建设
    Construction,
    /// 竣工
    Completion,
    /// 投产
    Commissioning,
}

/// What a person is in their organisation (brief.md section 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 检查人员
    Inspector,
    /// 测绘人员
    Surveyor,
    /// 建设单位
    Owner,
    /// 施工单位
    Contractor,
    /// 综合窗口
    Window,
    /// 审批人员
    Approver,
    /// 专属服务专员
    Agent,
    /// 信用管理员
    CreditAdmin,
    /// 领导
    Leader,
    /// 管理员
    Administrator,
}

/// Where a record or photo stands on its way to the centre. Shown as icon, word and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Being worked on; saved on this device (草稿).
    Draft,
    /// Saved here and waiting to be sent (待发送).
    Queued,
    /// On its way now (发送中).
    Sending,
    /// Finished here (完成), something of it still waits for a receipt.
    Finished,
    /// A signed receipt names every change and every photo (已归档).
    Filed,
    /// The centre did not take it, or answers conflict: a person must look (需要处理).
    NeedsAttention,
}
