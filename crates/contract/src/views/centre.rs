//! Screens of the centre alone: organisations, people, devices, enrolment codes, import.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::session::OrganisationRef;
use super::{PersonRef, Role};
use crate::{DeviceId, OrganisationId, PersonId, ProjectId};

/// What an organisation is in construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 建设单位
    ConstructionUnit,
    /// 测绘单位
    SurveyingUnit,
    /// 施工单位
    Contractor,
    /// 监理单位
    Supervision,
    /// An authority or its station.
    Authority,
    /// Park management committee or approval bureau.
    Park,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OrganisationRow {
    /// Which.
    pub id: OrganisationId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: OrganisationKind,
    /// Unified social credit code; may be empty for a department.
    pub uscc: String,
    /// Codes of the departments that it is.
    pub departments: Vec<String>,
    /// People in it.
    pub people: u32,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonRow {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Name to sign in with.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub organisation: OrganisationRef,
    /// May sign in and sync.
    pub active: bool,
    /// Devices in use.
    pub devices: u32,
}

/// A person just added, with the password shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonAdded {
    /// The person.
    pub person: PersonRow,
    /// First password, to be changed at the first sign-in.
    pub password: String,
}

/// A one-time enrolment code, shown once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EnrolCodeView {
    /// For whom.
    pub person: PersonRef,
    /// The code.
    pub code: String,
    /// `handheld://enrol?...` link in the QR.
    pub link: String,
    /// The QR as SVG markup without scripts.
    pub qr_svg: String,
    /// RFC 3339.
    pub expires_at: String,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeviceRow {
    /// Which.
    pub id: DeviceId,
    /// Name that was given.
    pub name: String,
    /// Enrolled for.
    pub person: PersonRef,
    /// RFC 3339.
    pub enrolled_at: String,
    /// Last exchange, RFC 3339.
    pub last_seen: Option<String>,
    /// Revoked when.
    pub revoked_at: Option<String>,
}

/// A row of an import that was not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportProblem {
    /// Row in the file, counted from 1 with the heading.
    pub row: u32,
    /// Column by its heading.
    pub column: String,
    /// What is wrong, in the language of the request.
    pub message: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportResult {
    /// Projects made.
    pub created: Vec<ProjectId>,
    /// Bad rows; when there is one, nothing was created.
    pub problems: Vec<ImportProblem>,
}
