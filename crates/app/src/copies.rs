//! Copies of a photo that screens show, the same on a device and at the centre: how large, how they are named, how they are made.

use handheld_photo::{PhotoError, StampOptions};
use handheld_store::blobs::Variant;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Longest side of a thumbnail.
pub const THUMBNAIL: u32 = 480;
/// Longest side of a stamped copy.
const STAMPED: u32 = 2048;

/// The variant named in an address.
pub fn variant(name: &str) -> Option<Variant> {
    match name {
        "original" => Some(Variant::Original),
        "thumbnail" => Some(Variant::Thumbnail),
        "stamped" => Some(Variant::Stamped),
        _ => None,
    }
}

/// The name under which a copy is kept. The words of a stamp can change (a photo is put to another item), so they name the copy.
pub fn name(variant: Variant, lines: &[String]) -> String {
    match variant {
        Variant::Stamped => hex::encode(&Sha256::digest(lines.join("\n"))[..8]),
        Variant::Original | Variant::Thumbnail => THUMBNAIL.to_string(),
    }
}

/// Makes a copy. Takes the time of decoding a photo: not for a thread that answers others.
///
/// # Errors
///
/// What is wrong with the photo.
pub fn make(original: &[u8], variant: Variant, lines: &[String]) -> Result<Vec<u8>, PhotoError> {
    match variant {
        Variant::Stamped => {
            let options = StampOptions {
                max_side: Some(STAMPED),
                ..StampOptions::default()
            };
            Ok(handheld_photo::stamped(original, lines, options)?
                .jpeg
                .bytes)
        }
        Variant::Thumbnail | Variant::Original => {
            Ok(handheld_photo::thumbnail(original, THUMBNAIL)?.bytes)
        }
    }
}

/// Media type of an original.
pub fn media_type(original: &[u8]) -> &'static str {
    if original.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    }
}

/// Every photo in a view, wherever it stands: only the host knows whether its bytes are here.
pub fn photos_in(view: &mut Value) -> Vec<&mut Map<String, Value>> {
    let mut found = Vec::new();
    collect(view, &mut found);
    found
}

fn collect<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Map<String, Value>>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| collect(one, found)),
        Value::Object(map) => {
            if map.contains_key("sha256") && map.contains_key("here") {
                found.push(map);
            } else {
                map.values_mut().for_each(|one| collect(one, found));
            }
        }
        _ => {}
    }
}
