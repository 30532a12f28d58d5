//! Decimal money, against an exact and slow reference of whole numbers without bound.
//!
//! The input is lines: an amount, the store's decimals, a quantity, a unit of weight.
#![no_main]

use std::iter::repeat_n;

use libfuzzer_sys::fuzz_target;
use num_bigint::BigUint;
use waybill::money::Amount;

/// What an amount holds for certain (`Amount::parse`): digits in all, and decimals among them.
const DIGITS: usize = 28;
/// No exponent of an amount is larger; without a bound the reference would write gigabytes of zeros.
const EXPONENT: i64 = 1000;

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let [text, decimals, quantity, unit] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let decimals: u32 = decimals.parse().unwrap_or(2);

    let amount = Amount::parse(text);
    let trimmed = text.trim();
    assert!(
        amount.is_none() || trimmed.is_empty() || numeral(trimmed).is_some(),
        "{text:?} is no number"
    );
    if let Some(exact) = Exact::parse(trimmed).filter(|exact| exact.fits(decimals)) {
        let amount = amount.expect("an amount in range is read");
        assert_eq!(
            amount.rounded(decimals).to_string(),
            exact.rounded(decimals),
            "{text} at {decimals}"
        );
    }

    let Some(amount) = amount else { return };
    check_form(&amount.rounded(decimals).to_string(), decimals);
    let quantity = Amount::parse(quantity).unwrap_or_default();
    check_form(&amount.per(quantity).rounded(decimals).to_string(), decimals);
    // Ten of the largest are more than a Decimal holds.
    let sum: Amount = repeat_n(amount, 10).chain([quantity]).sum();
    check_form(&sum.rounded(decimals).to_string(), decimals);
    let _ = quantity.number();
    if let Some(weight) = amount.kilograms(unit) {
        let decimals = weight.split_once('.').map_or("", |(_, decimals)| decimals);
        assert!(decimals.len() <= 4 && !decimals.ends_with('0'), "{weight}");
    }
});

/// `-12.50`: the decimals asked for, no more and no fewer, and no negative zero.
fn check_form(rounded: &str, decimals: u32) {
    let (whole, fraction) = rounded.split_once('.').unwrap_or((rounded, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    assert!(
        !digits.is_empty() && digits.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()),
        "{rounded}"
    );
    assert_eq!(
        fraction.len(),
        decimals.min(DIGITS as u32) as usize,
        "{rounded} at {decimals}"
    );
    assert!(
        !rounded.starts_with('-') || rounded.contains(|c: char| ('1'..='9').contains(&c)),
        "{rounded}"
    );
}

/// Sign, whole part, fraction and exponent of a decimal numeral.
fn numeral(text: &str) -> Option<(bool, &str, &str, &str)> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (base, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = base.split_once('.').unwrap_or((base, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_one =
        digits(whole) && digits(fraction) && digits(power) && !base.is_empty() && base != "." && !power.is_empty();
    is_one.then_some((negative, whole, fraction, exponent))
}

/// `digits` · 10^-`scale`.
struct Exact {
    negative: bool,
    digits: BigUint,
    scale: i64,
}

impl Exact {
    fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self {
                negative: false,
                digits: BigUint::ZERO,
                scale: 0,
            });
        }
        let (negative, whole, fraction, exponent) = numeral(text)?;
        let exponent: i64 = exponent
            .parse()
            .ok()
            .filter(|exponent| (-EXPONENT..=EXPONENT).contains(exponent))?;
        Some(Self {
            negative,
            digits: format!("{whole}{fraction}").parse().ok()?,
            scale: i64::try_from(fraction.len()).ok()? - exponent,
        })
    }

    /// Whether all of its digits down to the one that decides the rounding are among those that an amount holds.
    fn fits(&self, decimals: u32) -> bool {
        let below = i64::from(decimals) + 1;
        below <= DIGITS as i64 && self.shifted(below).to_string().len() <= DIGITS
    }

    /// Half away from zero.
    fn rounded(&self, decimals: u32) -> String {
        let rounded = (self.shifted(i64::from(decimals) + 1) + 5u32) / 10u32;
        let places = decimals as usize;
        let digits = format!("{rounded:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if self.negative && rounded != BigUint::ZERO {
            "-"
        } else {
            ""
        };
        let point = if places > 0 { "." } else { "" };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// Its digits down to this many decimals; those below are cut.
    fn shifted(&self, decimals: i64) -> BigUint {
        let places = decimals - self.scale;
        let power = BigUint::from(10u32).pow(u32::try_from(places.unsigned_abs()).expect("exponents are bounded"));
        if places >= 0 {
            &self.digits * power
        } else {
            &self.digits / power
        }
    }
}
