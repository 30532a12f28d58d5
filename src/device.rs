//! The device id: which installation of the store speaks.

use sha2::{Digest, Sha256};

/// The lowercase hex SHA-256 of the site URL followed by WordPress' auth salt, with nothing between them
/// (contract, "TrackingTech").
pub fn device_id(site_url: &str, auth_salt: &str) -> String {
    hex(Sha256::new()
        .chain_update(site_url)
        .chain_update(auth_salt)
        .finalize()
        .as_slice())
}

/// The idempotency key of a batch: the SHA-256 (hex) of its members' keys joined with `\n` (contract, "Delivery key").
pub fn batch_key<'a>(keys: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for (index, key) in keys.into_iter().enumerate() {
        if index > 0 {
            hash.update(b"\n");
        }
        hash.update(key);
    }
    hex(hash.finalize().as_slice())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_test_vector_holds() {
        assert_eq!(
            device_id("https://shop.example", "0123456789abcdef"),
            "6e22cacd4d2cf01b095fc9576ea191d3a7f0ca60c67ad3ebc35f5d26a8720cdf"
        );
    }

    #[test]
    fn a_batch_key_depends_on_every_member_and_their_order() {
        let key = batch_key(["a", "b"]);
        assert_eq!(key, device_id("a\n", "b"));
        assert_ne!(key, batch_key(["b", "a"]));
        assert_ne!(key, batch_key(["ab"]));
    }
}
