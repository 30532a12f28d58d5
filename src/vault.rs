//! Sealing of secrets at rest: XChaCha20-Poly1305 under a key derived by HKDF-SHA256 (RFC 5869) from WordPress' salt.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

/// Says which format follows, so that a later one can be told from it.
const PREFIX: &str = "wb1:";

/// Binds the derived key to this use of the salt.
const KEY_INFO: &[u8] = b"waybill vault 1";

const NONCE_BYTES: usize = 24;

/// A secret could not be sealed: the system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the secret could not be sealed")]
pub struct SealError;

/// The secret, sealed: `wb1:` and base64url of nonce and ciphertext. Only the same salt and context open it.
///
/// # Errors
/// [`SealError`] where the operating system has no random bytes to give.
pub fn seal(secret: &str, salt: &str, context: &str) -> Result<String, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| SealError)?;
    let payload = Payload {
        msg: secret.as_bytes(),
        aad: context.as_bytes(),
    };
    let sealed = cipher(salt)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| SealError)?;
    Ok(format!(
        "{PREFIX}{}",
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    ))
}

/// The secret; `None` where it cannot be opened: another salt or context, damaged, or of an unknown format.
pub fn open(sealed: &str, salt: &str, context: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(PREFIX)?).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES)?;
    let nonce = XNonce::from(<[u8; NONCE_BYTES]>::try_from(nonce).ok()?);
    let secret = cipher(salt)
        .ok()?
        .decrypt(
            &nonce,
            Payload {
                msg: sealed,
                aad: context.as_bytes(),
            },
        )
        .ok()?;
    String::from_utf8(secret).ok()
}

fn cipher(salt: &str) -> Result<XChaCha20Poly1305, SealError> {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, salt.as_bytes())
        .expand(KEY_INFO, &mut key)
        .map_err(|_| SealError)?;
    Ok(XChaCha20Poly1305::new(&key.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_with_its_salt_and_context_only() {
        let sealed = seal("the token", "salt", "1|trackingtech|token").unwrap();
        assert!(sealed.starts_with("wb1:") && !sealed.contains("token"));
        assert_eq!(
            open(&sealed, "salt", "1|trackingtech|token").as_deref(),
            Some("the token")
        );
        assert_eq!(open(&sealed, "other", "1|trackingtech|token"), None);
        assert_eq!(open(&sealed, "salt", "2|trackingtech|token"), None);
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        assert_ne!(seal("x", "salt", "c").unwrap(), seal("x", "salt", "c").unwrap());
    }

    #[test]
    fn what_is_damaged_or_unknown_does_not_open() {
        let sealed = seal("the token", "salt", "c").unwrap();
        let mut damaged = sealed.clone().into_bytes();
        let last = damaged.len() - 2;
        damaged[last] = if damaged[last] == b'A' { b'B' } else { b'A' };
        for text in [
            String::from_utf8(damaged).unwrap(),
            sealed[..10].into(),
            sealed.replace("wb1:", "wb2:"),
            String::new(),
        ] {
            assert_eq!(open(&text, "salt", "c"), None, "{text}");
        }
    }
}
