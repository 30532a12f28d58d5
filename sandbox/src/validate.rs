//! Holding requests to the contract (docs/contract.md): exact keys, types and formats, each breach named with its place.

pub mod logistos;
pub mod trackingtech;

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde_json_borrow::{ObjectAsVec, Value};

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

/// Where in a request a value stands; spelled only where something is wrong there.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// The body itself, or a header.
    Top(&'a str),
    /// A key of the object there.
    Key(&'a Place<'a>, &'a str),
    /// An item of the list there.
    Item(&'a Place<'a>, usize),
}

/// The body.
pub const BODY: Place = Place::Top("");

impl Place<'_> {
    /// A key of the object here.
    pub const fn key<'a>(&'a self, name: &'a str) -> Place<'a> {
        Place::Key(self, name)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Top(name) | Self::Key(Self::Top(""), name) => f.write_str(name),
            Self::Key(object, name) => write!(f, "{object}.{name}"),
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
        }
    }
}

impl Checker {
    /// Notes a problem at a place.
    pub fn fail(&mut self, place: &Place, what: impl fmt::Display) {
        self.problems.push(format!("{place}: {what}"));
    }

    /// What was found.
    pub fn problems(self) -> Vec<String> {
        self.problems
    }

    /// An object with exactly these keys.
    pub fn object<'a>(&mut self, place: &Place, value: &'a Value<'a>, fields: &[Field]) -> Option<&'a ObjectAsVec<'a>> {
        let Some(object) = value.as_object() else {
            self.fail(place, "is no object");
            return None;
        };
        let mut known = 0;
        for (name, kind, optional) in fields {
            let place = place.key(name);
            if let Some(value) = object.get(name) {
                known += 1;
                self.value(&place, value, *kind);
            } else if !optional {
                self.fail(&place, "is missing");
            }
        }
        if known < object.len() {
            for name in object
                .keys()
                .filter(|name| !fields.iter().any(|(known, ..)| known == name))
            {
                self.fail(&place.key(name), "is not in the contract");
            }
        }
        Some(object)
    }

    /// A list of objects with exactly these keys.
    pub fn list<'a>(&mut self, place: &Place, value: &'a Value<'a>, fields: &[Field]) -> &'a [Value<'a>] {
        let Some(list) = value.as_array() else {
            self.fail(place, "is no list");
            return &[];
        };
        for (index, item) in list.iter().enumerate() {
            self.object(&Place::Item(place, index), item, fields);
        }
        list
    }

    fn value(&mut self, place: &Place, value: &Value, kind: Kind) {
        if let Err(what) = check(value, kind) {
            self.fail(place, what);
        }
    }

    /// The headers that every request has (contract, "Rules for both").
    pub fn headers(&mut self, headers: &BTreeMap<String, String>, has_body: bool) {
        let header = |name: &str| headers.get(name).map_or("", String::as_str);
        if has_body && header("content-type").split(';').next() != Some("application/json") {
            self.fail(&Place::Top("Content-Type"), "is not application/json");
        }
        let agent = header("user-agent")
            .strip_prefix("Waybill/")
            .and_then(|rest| rest.split_once("; "));
        if !agent.is_some_and(|(version, url)| version.split('.').count() == 3 && is_url(url)) {
            self.fail(&Place::Top("User-Agent"), "is not \"Waybill/<version>; <store_url>\"");
        }
    }
}

fn check(value: &Value, kind: Kind) -> Result<(), String> {
    let text = value.as_str();
    let good = match kind {
        Kind::Text => text.is_some(),
        Kind::Filled => text.is_some_and(|text| !text.is_empty()),
        Kind::Money => text.is_some_and(is_money),
        Kind::Quantity => value.is_number(),
        Kind::Id => value.as_u64().is_some_and(|id| id > 0),
        Kind::Time => text.is_some_and(is_time),
        Kind::Hex(digits) => text.is_some_and(|text| is_hex(text, digits)),
        Kind::Key(prefix, digits) => text
            .and_then(|text| text.strip_prefix(prefix))
            .is_some_and(|rest| is_hex(rest, digits)),
        Kind::Is(expected) => text == Some(expected),
        Kind::Url => text.is_some_and(is_url),
        Kind::Kilograms => text.is_some_and(is_kilograms),
        Kind::Any => true,
    };
    if good {
        Ok(())
    } else {
        Err(format!("is not {}", name(kind)))
    }
}

/// What a value has to be, in words.
fn name(kind: Kind) -> Cow<'static, str> {
    match kind {
        Kind::Text => "a string".into(),
        Kind::Filled => "a string with something in it".into(),
        Kind::Money => "a decimal string".into(),
        Kind::Quantity => "a number".into(),
        Kind::Id => "a positive whole number".into(),
        Kind::Time => "an RFC 3339 time in UTC".into(),
        Kind::Hex(digits) => format!("{digits} lowercase hex digits").into(),
        Kind::Key(prefix, digits) => format!("{prefix} and {digits} hex digits").into(),
        Kind::Is(expected) => format!("\"{expected}\"").into(),
        Kind::Url => "a web address".into(),
        Kind::Kilograms => "kilograms with at most four decimals and no trailing zeros".into(),
        Kind::Any => "anything".into(),
    }
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
