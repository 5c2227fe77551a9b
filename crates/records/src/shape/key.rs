//! The keys of a document.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handheld_contract::PhotoId;
use uuid::Uuid;

/// A key, by what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `m`: what the document is.
    Meta,
    /// `a:<item>`: the answer to an item.
    Answer(String),
    /// `p:<photo>`: the capture record of a photo.
    Photo(PhotoId),
    /// `r:<photo>`: whether a photo was deleted.
    Removed(PhotoId),
    /// `e:<uuid>`: an entry, written once.
    Entry(Uuid),
    /// `f:<field>`: a field of a project.
    Field(String),
    /// `c:<uuid>`: an act on a case, written once.
    Act(Uuid),
    /// `v:<uuid>`: the centre's receipt of that act, written once and by the centre alone.
    Received(Uuid),
    /// `g:<uuid>`: a file given for a case, written once.
    Given(Uuid),
    /// `s:<target>`: what was measured at a target of a survey. Names are people's own (`东`, `2#`): one that is not plain ASCII stands
    /// as `~` and its base64url.
    Measured(String),
    /// `d:<uuid>`: a version of the design data, written once.
    Design(Uuid),
    /// `t:<uuid>.<part>`: a part of a design version, written once.
    DesignPart(Uuid, u32),
    /// `o:<uuid>`: an observation that is no survey value, written once.
    Observation(Uuid),
    /// `i:<uuid>`: an instrument, written once.
    Instrument(Uuid),
    /// `l:<uuid>`: a raw file, written once.
    RawFile(Uuid),
    /// `q:<uuid>`: an act on a survey, written once.
    SurveyAct(Uuid),
    /// `u:<uuid>`: the assignment of an organisation or a person.
    Assignment(Uuid),
}

impl Key {
    /// Reads a key; none for one that this version does not know.
    pub fn parse(key: &str) -> Option<Self> {
        if key == "m" {
            return Some(Self::Meta);
        }
        let (kind, rest) = key.split_once(':')?;
        if rest.is_empty() {
            return None;
        }
        // One spelling for one id: hyphenated and lowercase, so that no id has two registers.
        let id_of = |text: &str| {
            Uuid::parse_str(text)
                .ok()
                .filter(|id| id.as_hyphenated().to_string() == text)
        };
        let id = || id_of(rest);
        match kind {
            "a" => Some(Self::Answer(rest.to_owned())),
            "p" => id().map(|id| Self::Photo(PhotoId(id))),
            "r" => id().map(|id| Self::Removed(PhotoId(id))),
            "e" => id().map(Self::Entry),
            "c" => id().map(Self::Act),
            "v" => id().map(Self::Received),
            "g" => id().map(Self::Given),
            "f" => Some(Self::Field(rest.to_owned())),
            "u" => id().map(Self::Assignment),
            "s" => name_of(rest).map(Self::Measured),
            "d" => id().map(Self::Design),
            "t" => {
                let (id, part) = rest.split_once('.')?;
                let number = part.parse().ok();
                let number = number.filter(|number: &u32| number.to_string() == part)?;
                id_of(id).map(|id| Self::DesignPart(id, number))
            }
            "o" => id().map(Self::Observation),
            "i" => id().map(Self::Instrument),
            "l" => id().map(Self::RawFile),
            "q" => id().map(Self::SurveyAct),
            _ => None,
        }
    }
}

/// Whether a name can stand in a key as it is.
fn is_plain(name: &str) -> bool {
    !name.starts_with('~') && name.bytes().all(|b| b.is_ascii_graphic())
}

/// A name as it stands in a key.
fn written(name: &str) -> std::borrow::Cow<'_, str> {
    if is_plain(name) {
        name.into()
    } else {
        format!("~{}", URL_SAFE_NO_PAD.encode(name)).into()
    }
}

/// The name that stands in a key; none for another spelling of it, so that no name has two registers.
fn name_of(written: &str) -> Option<String> {
    let Some(coded) = written.strip_prefix('~') else {
        return is_plain(written).then(|| written.to_owned());
    };
    let name = String::from_utf8(URL_SAFE_NO_PAD.decode(coded).ok()?).ok()?;
    (!is_plain(&name)).then_some(name)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meta => f.write_str("m"),
            Self::Answer(item) => write!(f, "a:{item}"),
            Self::Photo(id) => write!(f, "p:{id}"),
            Self::Removed(id) => write!(f, "r:{id}"),
            Self::Entry(id) => write!(f, "e:{id}"),
            Self::Act(id) => write!(f, "c:{id}"),
            Self::Received(id) => write!(f, "v:{id}"),
            Self::Given(id) => write!(f, "g:{id}"),
            Self::Field(name) => write!(f, "f:{name}"),
            Self::Assignment(id) => write!(f, "u:{id}"),
            Self::Measured(target) => write!(f, "s:{}", written(target)),
            Self::Design(id) => write!(f, "d:{id}"),
            Self::DesignPart(id, part) => write!(f, "t:{id}.{part}"),
            Self::Observation(id) => write!(f, "o:{id}"),
            Self::Instrument(id) => write!(f, "i:{id}"),
            Self::RawFile(id) => write!(f, "l:{id}"),
            Self::SurveyAct(id) => write!(f, "q:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_as_it_is_written() {
        let id = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001);
        let keys = [
            Key::Meta,
            Key::Answer("B14-02".into()),
            Key::Photo(PhotoId(id)),
            Key::Removed(PhotoId(id)),
            Key::Entry(id),
            Key::Act(id),
            Key::Received(id),
            Key::Given(id),
            Key::Field("name".into()),
            Key::Assignment(id),
            Key::Measured("A1".into()),
            Key::Measured("东 2#".into()),
            Key::Measured("~A1".into()),
            Key::Design(id),
            Key::DesignPart(id, 3),
            Key::Observation(id),
            Key::Instrument(id),
            Key::RawFile(id),
            Key::SurveyAct(id),
        ];
        for key in keys {
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
    }

    #[test]
    fn unknown_keys_and_other_spellings_of_an_id_are_not_read() {
        let upper = "e:01980000-0000-7000-8000-00000000000A";
        let plain = "e:0198000000007000800000000000000a";
        let part = "t:01980000-0000-7000-8000-000000000001.01";
        // The plain name A1, written as if it were not.
        let coded = "s:~QTE";
        for key in [
            "", "m:", "x:1", "a:", "e:1", "answer", upper, plain, part, coded, "s:东",
        ] {
            assert_eq!(Key::parse(key), None, "{key}");
        }
    }
}
