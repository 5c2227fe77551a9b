//! Signatures after Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body` with the bytes behind `whsec_…`.
//!
//! Used both ways: webhooks that leave are signed by it, and so are the requests of other systems.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handheld_contract::Problem;
use handheld_store::interfaces::Secret;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::chance;

/// Header with the id of the message.
pub const ID: &str = "webhook-id";
/// Header with the seconds since 1970 UTC.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// Header with the signatures, separated by blanks.
pub const SIGNATURE: &str = "webhook-signature";

const PREFIX: &str = "whsec_";
const VERSION: &str = "v1,";
/// Signatures looked at; a sender that changes its key sends two.
const SIGNATURES: usize = 8;

/// A new key.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn new_secret() -> Result<Secret, Problem> {
    Ok(Secret(chance::bytes::<32>()?.to_vec()))
}

/// A key as it is given to the other side.
pub fn shown(secret: &Secret) -> String {
    format!("{PREFIX}{}", STANDARD.encode(&secret.0))
}

fn mac(secret: &Secret, id: &str, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(&secret.0).expect("HMAC takes a key of any length");
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    mac
}

/// The signature header of a message.
pub fn sign(secret: &Secret, id: &str, seconds: i64, body: &[u8]) -> String {
    let code = mac(secret, id, seconds, body).finalize().into_bytes();
    format!("{VERSION}{}", STANDARD.encode(code))
}

/// Whether one of the signatures is right; compared without telling how far it was.
pub fn verifies(secret: &Secret, id: &str, seconds: i64, body: &[u8], header: &str) -> bool {
    let given = header.split(' ').take(SIGNATURES);
    given
        .filter_map(|one| STANDARD.decode(one.strip_prefix(VERSION)?).ok())
        .any(|code| mac(secret, id, seconds, body).verify_slice(&code).is_ok())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// The example of the Standard Webhooks specification.
    const EXAMPLE_KEY: &str = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const EXAMPLE_ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const EXAMPLE_SECONDS: i64 = 1_614_265_330;
    const EXAMPLE_BODY: &[u8] = br#"{"test": 2432232314}"#;
    const EXAMPLE_SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn example_key() -> Secret {
        Secret(STANDARD.decode(EXAMPLE_KEY).unwrap())
    }

    /// HMAC as RFC 2104 writes it, without the library that the code uses.
    fn by_hand(key: &[u8], message: &[u8]) -> Vec<u8> {
        let pad = |with: u8| -> Vec<u8> {
            (0..64)
                .map(|i| key.get(i).copied().unwrap_or(0) ^ with)
                .collect()
        };
        let inner = Sha256::digest([pad(0x36), message.to_vec()].concat());
        Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
    }

    #[test]
    fn the_example_of_the_specification_is_signed_as_it_says() {
        let signature = sign(&example_key(), EXAMPLE_ID, EXAMPLE_SECONDS, EXAMPLE_BODY);
        assert_eq!(signature, EXAMPLE_SIGNATURE);
        let text = [
            format!("{EXAMPLE_ID}.{EXAMPLE_SECONDS}.").as_bytes(),
            EXAMPLE_BODY,
        ]
        .concat();
        let independent = STANDARD.encode(by_hand(&example_key().0, &text));
        assert_eq!(signature, format!("v1,{independent}"));
        assert_eq!(shown(&example_key()), format!("whsec_{EXAMPLE_KEY}"));
    }

    #[test]
    fn a_signature_covers_id_time_body_and_key() {
        let key = example_key();
        let checks = |id: &str, seconds, body: &[u8], header: &str| {
            verifies(&key, id, seconds, body, header)
        };
        let (id, at, body, right) = (EXAMPLE_ID, EXAMPLE_SECONDS, EXAMPLE_BODY, EXAMPLE_SIGNATURE);
        assert!(checks(id, at, body, right));
        assert!(checks(id, at, body, &format!("v1,AAAA v1a,x {right}")));
        assert!(!checks("msg_other", at, body, right));
        assert!(!checks(id, at + 1, body, right));
        assert!(!checks(id, at, b"{}", right));
        assert!(!checks(id, at, body, ""));
        assert!(!checks(id, at, body, right.trim_start_matches("v1,")));
        assert!(!verifies(&Secret(vec![1; 32]), id, at, body, right));
    }
}
