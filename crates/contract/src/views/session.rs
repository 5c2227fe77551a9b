//! Who is at this screen, on which host, with which preferences.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PersonRef, Role};
use crate::{DeviceId, Lang, OrganisationId};

/// Which host serves the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// The app's own window: records are on this machine.
    Window,
    /// A browser at the centre.
    Browser,
}

/// The theme of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Strong contrast for sunlight.
    Sun,
}

/// What a person chose for their screens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preferences {
    /// Language of the screens.
    pub lang: Lang,
    /// Theme.
    pub theme: Theme,
    /// Text size in percent, 100 to 200.
    pub text_percent: u16,
    /// Photos are sent over Wi-Fi only.
    pub photos_wifi_only: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            theme: Theme::System,
            text_percent: 100,
            photos_wifi_only: false,
        }
    }
}

/// The organisation a person acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrganisationRef {
    /// Which.
    pub id: OrganisationId,
    /// Name.
    pub name: String,
    /// Codes of the departments that it is; empty for firms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
}

/// Who is at this screen; `person` is empty before enrolment (window) or sign-in (browser).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionView {
    /// Window or browser.
    pub host: Host,
    /// The person, when there is one.
    pub person: Option<PersonRef>,
    /// Their role.
    pub role: Option<Role>,
    /// Their organisation.
    pub organisation: Option<OrganisationRef>,
    /// The device, in a window.
    pub device: Option<DeviceId>,
    /// The device's name, in a window.
    pub device_name: Option<String>,
    /// Address of the centre, in a window.
    pub centre: Option<String>,
    /// The password must be changed before anything else (browser).
    pub must_change_password: bool,
    /// The centre holds sample data.
    pub sample: bool,
    /// Whether the device's answers reach the centre: last exchange was answered.
    pub online: bool,
    /// Difference of the device clock to the centre's at the last exchange, in seconds; positive = device ahead.
    pub clock_offset_s: Option<i32>,
    /// Preferences.
    pub preferences: Preferences,
    /// Version of the program.
    pub version: String,
    /// Today's civil date in Asia/Shanghai.
    pub today: String,
}

/// A third-party licence, for the about screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LicenceRow {
    /// Name and version.
    pub name: String,
    /// SPDX expression.
    pub licence: String,
}
