//! Signatures of devices over records, as they are made and proven: Ed25519 over a text, in hex.

use ed25519_dalek::{Signature, VerifyingKey};

/// A signature with the key that proves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// Public key.
    pub key: [u8; 32],
    /// Signature.
    pub signature: [u8; 64],
}

/// Whether a signature is by this key over this text. What is not hex of the right length proves nothing.
pub(crate) fn verify(key: &str, signature: &str, text: &[u8]) -> bool {
    let (mut by, mut made) = ([0u8; 32], [0u8; 64]);
    if hex::decode_to_slice(key, &mut by).is_err()
        || hex::decode_to_slice(signature, &mut made).is_err()
    {
        return false;
    }
    VerifyingKey::from_bytes(&by).is_ok_and(|by| {
        by.verify_strict(text, &Signature::from_bytes(&made))
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    #[test]
    fn a_signature_is_proven_by_its_key_and_text_alone() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let by = hex::encode(key.verifying_key().to_bytes());
        let made = hex::encode(key.sign(b"record").to_bytes());
        assert!(verify(&by, &made, b"record"));
        assert!(!verify(&by, &made, b"another"));
        let other = hex::encode(SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes());
        assert!(!verify(&other, &made, b"record"));
        assert!(!verify(&by, "zz", b"record") && !verify("", "", b"record"));
    }
}
