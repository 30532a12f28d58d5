//! Holding requests to the contract (docs/contract.md): exact keys, types and formats, each breach named with its place.

pub mod logistos;
pub mod trackingtech;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Collects what is wrong with a request.
#[derive(Default)]
pub struct Checker {
    problems: Vec<String>,
}

/// What a value has to be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Any string.
    Text,
    /// A string that is not empty.
    Filled,
    /// A decimal numeral.
    Money,
    /// A number, fractions allowed.
    Quantity,
    /// A whole number above 0.
    Id,
    /// RFC 3339 in UTC to the second: `2026-11-21T09:30:00Z`.
    Time,
    /// So many lowercase hex digits.
    Hex(usize),
    /// A prefix and so many lowercase hex digits.
    Key(&'static str, usize),
    /// Exactly this.
    Is(&'static str),
    /// A web address.
    Url,
    /// A weight in kilograms: at most four decimals, no trailing zeros, above 0.
    Kilograms,
    /// Whatever a check of its own looks at.
    Any,
}

/// A key of an object: its name, its kind, and whether it may be missing.
pub type Field = (&'static str, Kind, bool);

/// A key that must be there.
pub const fn must(name: &'static str, kind: Kind) -> Field {
    (name, kind, false)
}

/// A key that may be missing.
pub const fn may(name: &'static str, kind: Kind) -> Field {
    (name, kind, true)
}

impl Checker {
    /// Notes a problem at a place.
    pub fn fail(&mut self, place: &str, what: impl std::fmt::Display) {
        self.problems.push(format!("{place}: {what}"));
    }

    /// What was found.
    pub fn problems(self) -> Vec<String> {
        self.problems
    }

    /// An object with exactly these keys.
    pub fn object<'a>(&mut self, place: &str, value: &'a Value, fields: &[Field]) -> Option<&'a Map<String, Value>> {
        let Some(object) = value.as_object() else {
            self.fail(place, "is no object");
            return None;
        };
        for (name, kind, optional) in fields {
            let place = join(place, name);
            match object.get(*name) {
                Some(value) => self.value(&place, value, *kind),
                None if *optional => {}
                None => self.fail(&place, "is missing"),
            }
        }
        for name in object
            .keys()
            .filter(|name| !fields.iter().any(|(known, ..)| known == name))
        {
            self.fail(&join(place, name), "is not in the contract");
        }
        Some(object)
    }

    /// A list of objects with exactly these keys.
    pub fn list<'a>(&mut self, place: &str, value: Option<&'a Value>, fields: &[Field]) -> &'a [Value] {
        let Some(list) = value.and_then(Value::as_array) else {
            self.fail(place, "is no list");
            return &[];
        };
        for (index, item) in list.iter().enumerate() {
            self.object(&format!("{place}[{index}]"), item, fields);
        }
        list
    }

    fn value(&mut self, place: &str, value: &Value, kind: Kind) {
        if let Err(what) = check(value, kind) {
            self.fail(place, what);
        }
    }

    /// The headers that every request has (contract, "Rules for both").
    pub fn headers(&mut self, headers: &BTreeMap<String, String>, has_body: bool) {
        let header = |name: &str| headers.get(name).map_or("", String::as_str);
        if has_body && header("content-type").split(';').next() != Some("application/json") {
            self.fail("Content-Type", "is not application/json");
        }
        let agent = header("user-agent")
            .strip_prefix("Waybill/")
            .and_then(|rest| rest.split_once("; "));
        if !agent.is_some_and(|(version, url)| version.split('.').count() == 3 && is_url(url)) {
            self.fail("User-Agent", "is not \"Waybill/<version>; <store_url>\"");
        }
    }
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() {
        name.to_owned()
    } else {
        format!("{place}.{name}")
    }
}

fn check(value: &Value, kind: Kind) -> Result<(), String> {
    let text = value.as_str();
    let (good, what) = match kind {
        Kind::Text => (text.is_some(), "a string".to_owned()),
        Kind::Filled => (
            text.is_some_and(|text| !text.is_empty()),
            "a string with something in it".to_owned(),
        ),
        Kind::Money => (text.is_some_and(is_money), "a decimal string".to_owned()),
        Kind::Quantity => (value.is_number(), "a number".to_owned()),
        Kind::Id => (
            value.as_u64().is_some_and(|id| id > 0),
            "a positive whole number".to_owned(),
        ),
        Kind::Time => (text.is_some_and(is_time), "an RFC 3339 time in UTC".to_owned()),
        Kind::Hex(digits) => (
            text.is_some_and(|text| is_hex(text, digits)),
            format!("{digits} lowercase hex digits"),
        ),
        Kind::Key(prefix, digits) => (
            text.and_then(|text| text.strip_prefix(prefix))
                .is_some_and(|rest| is_hex(rest, digits)),
            format!("{prefix} and {digits} hex digits"),
        ),
        Kind::Is(expected) => (text == Some(expected), format!("\"{expected}\"")),
        Kind::Url => (text.is_some_and(is_url), "a web address".to_owned()),
        Kind::Kilograms => (
            text.is_some_and(is_kilograms),
            "kilograms with at most four decimals and no trailing zeros".to_owned(),
        ),
        Kind::Any => (true, String::new()),
    };
    if good { Ok(()) } else { Err(format!("is not {what}")) }
}

/// How many decimals a money string has.
pub fn decimals(money: &str) -> usize {
    money.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

fn is_money(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = match text.strip_prefix('-') {
        // There is no negative zero.
        Some(rest) if rest.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => rest,
        _ => text,
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

fn is_kilograms(text: &str) -> bool {
    is_money(text)
        && !text.starts_with('-')
        && decimals(text) <= 4
        && !(text.contains('.') && text.ends_with('0'))
        && text != "0"
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn is_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.strip_prefix(scheme)
            .is_some_and(|rest| !rest.is_empty() && !rest.contains(' '))
    })
}

fn is_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>()
        .is_ok_and(|time| format!("{time:.0}") == text)
}
