//! The values of an approval case: what it is about, acts, the centre's receipts of acts, and files given for it.
//!
//! Each act is one change of an actor of its own that builds on the first change alone, so that refusing one never touches another.

use handheld_contract::views::approval::{CaseActKind, CaseOutcome, Signer};
use handheld_contract::views::session::OrganisationRef;
use handheld_contract::views::{PersonRef, Role};
use handheld_contract::{BlobHash, CaseId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Shaped;

/// What a case is about, inside `m` and fixed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMeta {
    /// Matter code.
    pub matter: String,
    /// Procedure code.
    pub procedure: String,
    /// Version of the catalogue under which it was opened.
    pub catalogue: String,
    /// Id of the form on which it was declared, together with others.
    pub declaration: String,
    /// Key of its group in the procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Handed in with a commitment.
    #[serde(default)]
    pub commitment: bool,
    /// A pre-review.
    #[serde(default)]
    pub pre_review: bool,
    /// On the green channel.
    #[serde(default)]
    pub green_channel: bool,
    /// Promise as `5wd`, green channel and commitment counted in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// Limit of the law as `20wd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal: Option<String>,
    /// Construction unit.
    pub owner: OrganisationRef,
    /// Name of the project at the time.
    pub project_name: String,
}

/// `c:<uuid>`: an act on a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActValue {
    /// What.
    pub act: CaseActKind,
    /// Who.
    pub by: PersonRef,
    /// As what.
    pub role: Role,
    /// Of which organisation.
    pub organisation: OrganisationRef,
    /// Department code acted for; empty for firms.
    #[serde(default)]
    pub office: String,
    /// Civil day from which it counts.
    pub on: String,
    /// When it was entered.
    pub at: String,
    /// Count of the installation.
    #[serde(default)]
    pub seq: u64,
    /// By whose key it is signed.
    pub signer: Signer,
    /// Outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CaseOutcome>,
    /// In words.
    #[serde(default)]
    pub note: String,
    /// Legal basis in words.
    #[serde(default)]
    pub basis: String,
    /// Special procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<String>,
    /// Planned last day of a suspension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Days of an extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// What is to be corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<String>,
    /// Number of the document that it makes, from the installation's own block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The act that it amends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<String>,
    /// Version of the design or survey that it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<u32>,
    /// The promised day as the acceptance notice states it, and the calendar by which it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_due: Option<String>,
    /// Version of the calendar.
    #[serde(default)]
    pub calendar: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `v:<uuid>`: the centre has received the act of that id, as the `n`-th of its case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceivedValue {
    /// Place in the order of the centre, from 1.
    pub n: u64,
    /// When, by the centre's clock.
    pub at: String,
    /// Ed25519 signature of the centre in hex over [`ReceivedValue::signed_text`].
    #[serde(default)]
    pub signature: String,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ReceivedValue {
    /// What the centre signs: case, act, place, time and the act as it is written.
    pub fn signed_text(case: CaseId, act: &str, n: u64, at: &str, written: &str) -> String {
        format!("handheld act\n{case}\n{act}\n{n}\n{at}\n{written}")
    }
}

/// `g:<uuid>`: a file given for a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenValue {
    /// SHA-256 of its bytes.
    pub sha256: BlobHash,
    /// Place among the matter's materials.
    pub material: u32,
    /// File name.
    pub file_name: String,
    /// Media type.
    pub mime: String,
    /// Bytes.
    pub bytes: u64,
    /// Who.
    pub by: PersonRef,
    /// As what.
    pub role: Role,
    /// Of which organisation.
    pub organisation: OrganisationRef,
    /// When.
    pub at: String,
    /// The case for which it was given first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<CaseId>,
    /// Fields of later versions.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Shaped for ActValue {}
impl Shaped for ReceivedValue {}
impl Shaped for GivenValue {}
