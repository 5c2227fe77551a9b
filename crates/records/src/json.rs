//! Canonical JSON: one spelling for one value, and a check of foreign JSON that cannot be made to recurse.

use serde::Serialize;
use serde_json::Value;

use crate::limits;

/// Why a value cannot be written or is not JSON that a record takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// Nested deeper than the limit (I04).
    #[error("nested deeper than {}", limits::JSON_DEPTH)]
    TooDeep,
    /// A number that is infinite or not a number.
    #[error("not a finite number")]
    NotFinite,
}

/// Writes a value with sorted keys and without spaces.
///
/// # Errors
///
/// [`JsonError`] when the value cannot be JSON. A number that is not finite must be refused before: JSON
/// has no word for it (see [`finite`]).
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Result<String, JsonError> {
    let value = serde_json::to_value(value).map_err(|e| JsonError::Syntax(e.to_string()))?;
    Ok(sorted(value).to_string())
}

/// Passes a finite number on.
///
/// # Errors
///
/// [`JsonError::NotFinite`] for infinities and for what is not a number.
pub fn finite(number: f64) -> Result<f64, JsonError> {
    number
        .is_finite()
        .then_some(number)
        .ok_or(JsonError::NotFinite)
}

/// Sorts the keys of all objects. The depth of `value` is bounded by whoever made it.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.into_iter().collect();
            pairs.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(pairs.into_iter().map(|(k, v)| (k, sorted(v))).collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// Checks foreign text: JSON, and not nested too deeply.
///
/// # Errors
///
/// [`JsonError`] saying which.
pub fn check(text: &str) -> Result<(), JsonError> {
    check_depth(text)?;
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map(|_| ())
        .map_err(|e| JsonError::Syntax(e.to_string()))
}

/// Counts brackets outside of strings, so that no parser ever sees what nests too deeply.
fn check_depth(text: &str) -> Result<(), JsonError> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => in_string = false,
            (true, _) => {}
            (false, b'"') => in_string = true,
            (false, b'[' | b'{') => {
                depth += 1;
                if depth > limits::JSON_DEPTH {
                    return Err(JsonError::TooDeep);
                }
            }
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (false, _) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_level_and_nothing_is_spaced() {
        let value: Value = serde_json::json!({"b": [{"z": 1, "a": "x y"}], "a": 1.5});
        assert_eq!(
            canonical(&value).unwrap(),
            r#"{"a":1.5,"b":[{"a":"x y","z":1}]}"#
        );
    }

    #[test]
    fn json_nested_three_hundred_or_a_hundred_thousand_deep_is_refused_i04() {
        for depth in [33, 300, 100_000] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(check(&text), Err(JsonError::TooDeep));
        }
        assert_eq!(
            check(&format!("{}{}", "[".repeat(32), "]".repeat(32))),
            Ok(())
        );
        assert_eq!(check(&format!("\"{}\"", "[".repeat(300))), Ok(()));
    }

    #[test]
    fn numbers_that_are_not_finite_are_refused() {
        assert_eq!(finite(f64::NAN), Err(JsonError::NotFinite));
        assert_eq!(finite(f64::INFINITY), Err(JsonError::NotFinite));
        assert_eq!(finite(-0.5), Ok(-0.5));
    }
}
