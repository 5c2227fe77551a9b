//! Passwords: argon2id, the same work for unknown names, rules against trivial ones, and first passwords made by the program.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use handheld_contract::{Code, Problem};

use crate::chance;

/// Fewest characters of a password.
pub const MIN_CHARACTERS: usize = 10;
/// Most characters: more would only be work for the hash.
const MAX_CHARACTERS: usize = 256;
/// Characters of first passwords and enrolment codes: none that look alike on paper.
pub(crate) const READABLE: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Beginnings that everyone tries first; compared without case, digits at the end and punctuation.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "qwertyuiop",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "admin",
    "woaini",
    "mima",
    "changeme",
    "handheld",
    "zhangshangcha",
    "abcdefghij",
    "asdfghjkl",
];

fn argon2() -> Argon2<'static> {
    // OWASP's second choice: 19 MiB, two passes, one lane; about 30 ms on a small machine.
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with a salt of its own.
///
/// # Errors
///
/// [`Code::Internal`] when the hash cannot be made.
pub fn hash(password: &str) -> Result<String, Problem> {
    hash_with(password, &chance::bytes::<16>()?)
}

/// Hashes with a given salt; for sample data, which is the same every time.
pub(crate) fn hash_with(password: &str, salt: &[u8; 16]) -> Result<String, Problem> {
    let failed =
        |e: argon2::password_hash::Error| Problem::new(Code::Internal).with("why", e.to_string());
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let hash = argon2()
        .hash_password(password.as_bytes(), &salt)
        .map_err(failed)?;
    Ok(hash.to_string())
}

/// A hash that no password has, for names that nobody has: the work is the same (A01).
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hash_with("nobody has this password", b"not a real salt!").unwrap_or_default()
});

/// Checks a password. Without a stored hash the same work is done and the answer is no.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let long = password.chars().count() > MAX_CHARACTERS;
    let password = if long { "" } else { password };
    let parsed = PasswordHash::new(stored.unwrap_or(&NOBODY));
    let matches =
        parsed.is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
    matches && stored.is_some() && !long
}

/// Refuses passwords that are too short, too long or among the first that anyone tries.
///
/// # Errors
///
/// [`Code::WeakPassword`] with the reason.
pub fn check(password: &str, login: &str) -> Result<(), Problem> {
    let weak = |why: &str| Err(Problem::new(Code::WeakPassword).with("why", why));
    let count = password.chars().count();
    if count < MIN_CHARACTERS {
        return weak("too_short");
    }
    if count > MAX_CHARACTERS {
        return weak("too_long");
    }
    let lower = password.to_lowercase();
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 {
        return weak("too_few_different_characters");
    }
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let runs = |digits: &str| {
        "01234567890123456789".contains(digits) || "98765432109876543210".contains(digits)
    };
    let common = COMMON.contains(&letters.as_str()) || runs(&lower);
    let own = !login.is_empty()
        && lower.contains(&login.to_lowercase())
        && count < login.chars().count() + 6;
    if common || own {
        return weak("common");
    }
    Ok(())
}

/// Makes a first password: twelve readable characters, 60 bits.
///
/// # Errors
///
/// [`Code::Internal`] when the system gives no random bytes.
pub fn first() -> Result<String, Problem> {
    Ok(readable(&chance::bytes::<12>()?, 4))
}

/// Bytes as readable characters in groups.
pub(crate) fn readable(bytes: &[u8], group: usize) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index % group == 0 {
            text.push('-');
        }
        text.push(char::from(READABLE[usize::from(byte % 32)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_checked_against_its_hash_alone() {
        let stored = hash("一二三 four five").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("一二三 four five", Some(&stored)));
        assert!(!verify("一二三 four fiv", Some(&stored)));
        assert!(!verify("一二三 four five", None));
        assert!(!verify("nobody has this password", None));
        assert!(!verify("x", Some("not a hash")));
        assert_ne!(
            hash("same password").unwrap(),
            hash("same password").unwrap()
        );
    }

    #[test]
    fn short_and_trivial_passwords_are_refused() {
        for weak in [
            "short",
            "aaaaaaaaaaaa",
            "1234567890",
            "password123456",
            "Passw0rd!",
            "zhangwei2026!",
        ] {
            assert!(check(weak, "zhangwei2026").is_err(), "{weak}");
        }
        for good in [
            "three wet boots",
            &first().unwrap(),
            "西湖龙井配月饼真好吃呀",
        ] {
            assert!(check(good, "zhangwei").is_ok(), "{good}");
        }
    }
}
