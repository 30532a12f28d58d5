//! Decimal money and quantities, never a float.

use std::{borrow::Cow, fmt};

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lenient;

/// An amount or a quantity, exactly as WooCommerce stores it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amount(Decimal);

/// An amount with a number of decimals: a string, written where it is wanted and not kept.
#[derive(Clone, Copy, Debug)]
pub struct Rounded {
    value: Decimal,
    decimals: u32,
}

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { value, decimals } = self;
        // By hand: rescaled, the digits may be too many for a Decimal, and its own `{:.n}` panics then.
        let point = if value.scale() == 0 && *decimals > 0 { "." } else { "" };
        let zeros = decimals.saturating_sub(value.scale()) as usize;
        write!(f, "{value}{point}{:0<zeros$}", "")
    }
}

impl Serialize for Rounded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A `Decimal` holds any number of so many digits, and so many decimals.
const DIGITS: usize = 28;

impl Amount {
    /// The amount of a decimal numeral, with or without an exponent; `""` is zero. `None` where it is no number, or its whole part has
    /// more digits than 28. What a fraction has beyond that is cut, not rounded: rounded twice, 0.00499…9 would come to 0.01.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::default());
        }
        let (base, exponent) = match text.split_once(['e', 'E']) {
            Some((base, exponent)) => (base, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let unsigned = base.strip_prefix(['-', '+']).unwrap_or(base);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = whole.bytes().chain(fraction.bytes());
        if whole.is_empty() && fraction.is_empty() || !all.clone().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let scale = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
        let amount = decimal(all.skip_while(|byte| *byte == b'0'), scale)?;
        Some(Self(if base.starts_with('-') { -amount } else { amount }))
    }

    /// Rounded half away from zero, as PHP and WooCommerce round, with exactly this many decimals (28 at most): `"12.50"`, `"19990"`.
    pub fn rounded(self, decimals: u32) -> Rounded {
        let decimals = decimals.min(Decimal::MAX_SCALE);
        let mut value = self
            .0
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
        // A rounded "-0.00" is zero.
        if value.is_zero() {
            value.set_sign_positive(true);
        }
        Rounded { value, decimals }
    }

    /// As a JSON number: whole where it is whole.
    pub fn number(self) -> serde_json::Number {
        let value = self.0.normalize();
        match i64::try_from(value) {
            Ok(whole) if value.is_integer() => whole.into(),
            _ => value
                .to_string()
                .parse()
                .ok()
                .and_then(serde_json::Number::from_f64)
                .unwrap_or_else(|| 0.into()),
        }
    }

    /// This amount for one of `quantity`; the amount itself where there is no quantity to divide by.
    pub fn per(self, quantity: Self) -> Self {
        Self(self.0.checked_div(quantity.0).unwrap_or(self.0))
    }

    /// A weight in this unit of WooCommerce's (`kg`, `g`, `lbs`, `oz`), in kilograms: at most four decimals, no trailing
    /// zeros; `None` where there is none. The factors are those of WooCommerce's `wc_get_weight`.
    pub fn kilograms(self, unit: &str) -> Option<String> {
        let factor = match unit {
            "g" => Decimal::new(1, 3),
            "lbs" => Decimal::new(453_592, 6),
            "oz" => Decimal::new(283_495, 7),
            _ => Decimal::ONE,
        };
        let weight = (self.0.checked_mul(factor)?)
            .round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        (weight > Decimal::ZERO).then(|| weight.to_string())
    }
}

/// `digits` · 10^-`scale`, as far as a `Decimal` holds it; `None` where that would cut its whole part. The first digit is not zero.
fn decimal(digits: impl Iterator<Item = u8> + Clone, scale: i64) -> Option<Decimal> {
    let too_many = |count: i64| count.saturating_sub(DIGITS as i64).max(0);
    let length = i64::try_from(digits.clone().count()).ok()?;
    if length == 0 {
        return Some(Decimal::ZERO);
    }
    let cut = too_many(length).max(too_many(scale));
    let scale = scale - cut;
    // A negative scale stands for zeros at the end of a whole number.
    let zeros = usize::try_from((-scale).max(0)).ok()?;
    let kept = usize::try_from((length - cut).max(0)).ok()?;
    if cut > 0 && zeros > 0 || kept + zeros > DIGITS {
        return None;
    }
    let digits = digits.take(kept).chain(std::iter::repeat_n(b'0', zeros));
    let mantissa = digits.fold(0, |number, digit| number * 10 + i128::from(digit - b'0'));
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(scale.max(0)).ok()?).ok()
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(Decimal::ZERO, |sum, amount| sum.saturating_add(amount.0)))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Cow<str> = lenient::text(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a decimal number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn amounts_are_rounded_half_away_from_zero_at_the_stores_decimals() {
        for (text, decimals, expected) in [
            ("19990", 0, "19990"),
            ("12.5", 2, "12.50"),
            ("0.005", 2, "0.01"),
            ("-0.005", 2, "-0.01"),
            ("-0.001", 2, "0.00"),
            ("13.333333333333334", 2, "13.33"),
            ("2.5", 0, "3"),
            ("1.0005", 3, "1.001"),
            ("", 0, "0"),
            ("1e-7", 2, "0.00"),
            ("1.5E+3", 2, "1500.00"),
            ("+.5", 0, "1"),
            // What PHP makes of 0.1 + 0.2 - 0.3, and the like.
            ("-1.1102230246252E-16", 2, "0.00"),
            ("0.00000000000000011102230246251565", 2, "0.00"),
            ("0.00499999999999999999999999999999999", 2, "0.00"),
            ("123456789012345678901234.995", 2, "123456789012345678901235.00"),
            ("9999999999999999999999999999", 2, "9999999999999999999999999999.00"),
            ("1.5", u32::MAX, "1.5000000000000000000000000000"),
        ] {
            assert_eq!(
                amount(text).rounded(decimals).to_string(),
                expected,
                "{text} at {decimals}"
            );
        }
    }

    #[test]
    fn quantities_are_whole_where_they_are_whole() {
        assert_eq!(amount("2").number().to_string(), "2");
        assert_eq!(amount("2.0").number().to_string(), "2");
        assert_eq!(amount("1.5").number().to_string(), "1.5");
    }

    #[test]
    fn a_unit_price_needs_a_quantity() {
        assert_eq!(amount("10").per(amount("3")).rounded(2).to_string(), "3.33");
        assert_eq!(amount("10").per(amount("0")).rounded(2).to_string(), "10.00");
    }

    #[test]
    fn weights_become_kilograms_with_four_decimals_at_most() {
        for (weight, unit, expected) in [
            ("0.35", "kg", Some("0.35")),
            ("350", "g", Some("0.35")),
            ("1", "lbs", Some("0.4536")),
            ("1", "oz", Some("0.0283")),
            ("2.50", "kg", Some("2.5")),
            ("0", "kg", None),
            ("", "kg", None),
            ("0.00001", "kg", None),
        ] {
            assert_eq!(amount(weight).kilograms(unit).as_deref(), expected, "{weight} {unit}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "abc",
            "1,5",
            "--1",
            "1_000",
            ".",
            "-",
            "e5",
            "1e",
            "0x1F",
            "1e28",
            "1e99999999999",
            "99999999999999999999999999999999",
        ] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }
}
