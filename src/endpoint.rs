//! Where a request may go: HTTPS only (plain HTTP to this machine), no credentials in the address, no private network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// An address that was checked; only these are ever sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why an address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum EndpointError {
    #[error("this is not a web address")]
    Malformed,
    #[error("the address must begin with https://")]
    NotHttps,
    #[error("the address must not hold a user name or password")]
    Credentials,
    #[error("the address must not hold a fragment (#…)")]
    Fragment,
    #[error("the address lies in a private network")]
    Private,
}

impl Endpoint {
    /// Checks an address. A host name is checked again when it is resolved, on each connection ([`crate::http`]).
    ///
    /// # Errors
    /// [`EndpointError`] says what is wrong with it.
    pub fn parse(text: &str, allow_private: bool) -> Result<Self, EndpointError> {
        let url = Url::parse(text.trim()).map_err(|_| EndpointError::Malformed)?;
        let host = url.host().ok_or(EndpointError::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            _ => return Err(EndpointError::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(EndpointError::Fragment);
        }
        let address = match host {
            Host::Ipv4(address) => Some(IpAddr::V4(address)),
            Host::Ipv6(address) => Some(IpAddr::V6(address)),
            Host::Domain(_) => None,
        };
        match address {
            Some(address) if !address.is_loopback() && !allow_private && !is_public(address) => {
                Err(EndpointError::Private)
            }
            _ => Ok(Self(url)),
        }
    }

    /// This address with a path appended: `https://api.example/v1` and `/orders` give `https://api.example/v1/orders`.
    pub fn join(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path().trim_end_matches('/')));
        Self(url)
    }

    /// The address as a URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whether it names this machine: what a loopback name resolves to needs no further check.
    pub fn is_loopback(&self) -> bool {
        self.0.host().is_some_and(|host| is_loopback(&host))
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// Whether an address belongs to the public internet (IANA's special-purpose registries, RFC 6890 and its successors).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded_v4(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local() // 169.254.169.254, the clouds' metadata, among them
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Documentation (2001:db8::/32, 3fff::/20), and what belongs to protocols (2001::/23: Teredo, benchmarks, …).
    let reserved = (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) || (first == 0x3fff && second < 0x1000);
    // Outside of 2000::/3 nobody has an address: this machine, unique and link-local, multicast, private translation (64:ff9b:1::/48), …
    (first & 0xe000) == 0x2000 && !reserved
}

/// The IPv4 address inside a mapped, translated (NAT64) or 6to4 address, which would be reached through it.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_without_credentials_to_public_addresses_is_allowed() {
        use EndpointError::{Credentials, Fragment, Malformed, NotHttps, Private};
        for (text, expected) in [
            ("https://api.example/v1", None),
            ("http://127.0.0.1:8199/x", None),
            ("http://localhost/x", None),
            ("http://[::1]:8080/", None),
            ("http://api.example/", Some(NotHttps)),
            ("ftp://api.example/", Some(NotHttps)),
            ("https://user@api.example/", Some(Credentials)),
            ("https://user:pass@api.example/", Some(Credentials)),
            ("https://api.example/#x", Some(Fragment)),
            ("not a url", Some(Malformed)),
            ("https://", Some(Malformed)),
            ("https://10.0.0.1/", Some(Private)),
            ("https://192.168.1.1/", Some(Private)),
            ("https://169.254.169.254/latest/meta-data", Some(Private)),
            ("https://0x0a000001/", Some(Private)),
            ("https://100.64.0.1/", Some(Private)),
            ("https://[fd00::1]/", Some(Private)),
            ("https://[fe80::1]/", Some(Private)),
            ("https://[::ffff:10.0.0.1]/", Some(Private)),
            ("https://[64:ff9b::a00:1]/", Some(Private)),
            ("https://[2002:a00:1::]/", Some(Private)),
            ("https://[64:ff9b:1::a00:1]/", Some(Private)),
            ("https://[::10.0.0.1]/", Some(Private)),
            ("https://[2001::1]/", Some(Private)),
            ("https://[2001:db8::1]/", Some(Private)),
            ("https://[3fff::1]/", Some(Private)),
            ("https://[5f00::1]/", Some(Private)),
            ("https://0.0.0.0/", Some(Private)),
            ("https://8.8.8.8/", None),
            ("https://[2606:4700::1111]/", None),
            ("https://[64:ff9b::808:808]/", None),
        ] {
            assert_eq!(Endpoint::parse(text, false).err(), expected, "{text}");
        }
        assert!(Endpoint::parse("https://10.0.0.1/", true).is_ok());
        assert!(
            Endpoint::parse("http://10.0.0.1/", true).is_err(),
            "a private host needs HTTPS too"
        );
    }

    #[test]
    fn a_path_is_appended_to_the_base() {
        for (base, expected) in [
            ("https://api.example", "https://api.example/orders/status"),
            ("https://api.example/", "https://api.example/orders/status"),
            ("https://api.example/v1/", "https://api.example/v1/orders/status"),
        ] {
            let endpoint = Endpoint::parse(base, false).unwrap().join("/orders/status");
            assert_eq!(endpoint.url().as_str(), expected);
        }
    }
}
