//! The keys of a document.

use std::fmt;

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
        let id = || {
            Uuid::parse_str(rest)
                .ok()
                .filter(|id| id.as_hyphenated().to_string() == rest)
        };
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
            _ => None,
        }
    }
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
        ];
        for key in keys {
            assert_eq!(Key::parse(&key.to_string()), Some(key));
        }
    }

    #[test]
    fn unknown_keys_and_other_spellings_of_an_id_are_not_read() {
        let upper = "e:01980000-0000-7000-8000-00000000000A";
        let plain = "e:0198000000007000800000000000000a";
        for key in ["", "m:", "x:1", "a:", "e:1", "answer", upper, plain] {
            assert_eq!(Key::parse(key), None, "{key}");
        }
    }
}
