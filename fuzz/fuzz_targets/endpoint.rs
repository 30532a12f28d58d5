//! Addresses that a merchant sets or a platform names: whatever is accepted is HTTPS or this machine, bears no credentials, and lies in
//! no private network.
//!
//! The input is the address; its first 16 bytes are also where in each private range one lies, so that none is too small to be hit.
#![no_main]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use libfuzzer_sys::fuzz_target;
use waybill::endpoint::Endpoint;

/// IANA's special-purpose registry (RFC 6890): what is not "globally reachable", and multicast.
const PRIVATE_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 3),
];
/// The same for IPv6; outside of 2000::/3 nothing is assigned to anybody, but for the translation of IPv4.
const PUBLIC_V6: (u128, u32) = (0x2000 << 112, 3);
const PRIVATE_V6: &[(u128, u32)] = &[(0x2001 << 112, 23), (0x2001_0db8 << 96, 32), (0x3fff << 112, 20)];
/// Prefixes that have an IPv4 address in them, and how many bits are right of it.
const TRANSLATED: &[(u128, u32, u32)] = &[
    (0xffff << 32, 96, 0),
    (0x0064_ff9b << 96, 96, 0),
    (0x2002 << 112, 16, 80),
];

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = str::from_utf8(input) {
        check_text(text);
    }
    let mut place = [0; 16];
    place.iter_mut().zip(input).for_each(|(to, from)| *to = *from);
    check_private(u128::from_be_bytes(place));
});

/// One address of each private range: its last bits are those of `place`.
fn check_private(place: u128) {
    let v4 = |&(network, length): &([u8; 4], u32)| {
        IpAddr::V4(Ipv4Addr::from_bits(
            u32::from_be_bytes(network) | (place as u32) >> length,
        ))
    };
    let v6 = |&(network, length): &(u128, u32)| IpAddr::V6(Ipv6Addr::from_bits(network | place >> length));
    for address in PRIVATE_V4.iter().map(v4).chain(PRIVATE_V6.iter().map(v6)) {
        let text = match address {
            IpAddr::V4(address) => format!("https://{address}/"),
            IpAddr::V6(address) => format!("https://[{address}]/"),
        };
        assert!(Endpoint::parse(&text, false).is_err(), "{text}");
        assert!(Endpoint::parse(&text, true).is_ok(), "{text}");
    }
}

fn check_text(text: &str) {
    let strict = Endpoint::parse(text, false);
    let open = Endpoint::parse(text, true);
    for (endpoint, private_too) in [(&strict, false), (&open, true)] {
        let Ok(endpoint) = endpoint else { continue };
        check(endpoint, private_too);
        let joined = endpoint.join("/orders/status");
        check(&joined, private_too);
        assert_eq!(joined.url().origin(), endpoint.url().origin());
        assert!(joined.url().path().ends_with("/orders/status"), "{joined:?}");
        for endpoint in [endpoint, &joined] {
            assert_eq!(
                Endpoint::parse(endpoint.url().as_str(), private_too).as_ref(),
                Ok(endpoint)
            );
        }
    }
    if let Ok(endpoint) = strict {
        assert_eq!(
            open,
            Ok(endpoint),
            "what is allowed to all is allowed to those who may more"
        );
    }
}

fn check(endpoint: &Endpoint, private_too: bool) {
    let url = endpoint.url().as_str();
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .expect(url);
    let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    assert!(!authority.contains('@') && !url.contains('#'), "{url}");
    let host = match authority.strip_prefix('[') {
        Some(v6) => &v6[..v6.find(']').expect(url)],
        None => authority.split(':').next().unwrap_or_default(),
    };
    assert!(!host.is_empty(), "{url}");
    let address: Option<IpAddr> = host.trim_end_matches('.').parse().ok();
    let here = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    assert!(here || url.starts_with("https://"), "{url}");
    assert!(here || private_too || address.is_none_or(is_public), "{url}");
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let inside =
        |&(network, length): &([u8; 4], u32)| (address.to_bits() ^ u32::from_be_bytes(network)) >> (32 - length) == 0;
    !PRIVATE_V4.iter().any(inside)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    let inside = |network: u128, length: u32| (bits ^ network) >> (128 - length) == 0;
    if let Some((.., right)) = TRANSLATED.iter().find(|(network, length, _)| inside(*network, *length)) {
        return is_public_v4(Ipv4Addr::from_bits((bits >> right) as u32));
    }
    inside(PUBLIC_V6.0, PUBLIC_V6.1) && !PRIVATE_V6.iter().any(|(network, length)| inside(*network, *length))
}
