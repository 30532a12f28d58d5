//! Reading what PHP hands over: its empty array is `[]` also where an object is meant, and its numbers come as strings or as
//! numbers.

use std::{fmt, marker::PhantomData};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};

/// A string; a number as its numeral; `null` and `false` as `""`, as PHP turns them into strings.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    read(deserializer, str::to_owned)
}

/// What `with` makes of such a text, without a copy of it.
pub fn read<'de, D: Deserializer<'de>, T>(deserializer: D, with: impl FnOnce(&str) -> T) -> Result<T, D::Error> {
    struct Text<F, T>(F, PhantomData<T>);

    impl<F: FnOnce(&str) -> T, T> Visitor<'_> for Text<F, T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("a string or a number")
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
            Ok(self.0(value))
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
            Ok(self.0(&value.to_string()))
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
            Ok(self.0(&value.to_string()))
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
            Ok(self.0(&value.to_string()))
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
            Ok(self.0(if value { "1" } else { "" }))
        }

        fn visit_unit<E: Error>(self) -> Result<T, E> {
            Ok(self.0(""))
        }
    }

    deserializer.deserialize_any(Text(with, PhantomData))
}

/// An object, or its default where PHP wrote `[]` or `null`.
pub fn object<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
            match list.next_element::<serde::de::IgnoredAny>()? {
                None => Ok(T::default()),
                Some(_) => Err(A::Error::custom("a list where an object is expected")),
            }
        }

        fn visit_unit<E: Error>(self) -> Result<T, E> {
            Ok(T::default())
        }
    }

    deserializer.deserialize_any(Object(PhantomData))
}

/// Why something cannot be read, without the text that stands where it should not: serde quotes it, and it is the customer's, or a secret. Nor does it say where: it
/// is one long line that nobody sees.
pub fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&place).unwrap_or(&said);
    match (said.find('"'), said.rfind('"')) {
        (Some(first), Some(last)) => format!("{}…{}", &said[..first], &said[last + 1..]),
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_the_fault_and_not_the_text() {
        let list = serde_json::from_str::<Vec<u8>>(r#""Ana \"ana@example.com\"""#).unwrap_err();
        assert_eq!(reason(&list), "invalid type: string …, expected a sequence");
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code, reason = "it cannot be read")]
        struct Order {
            total: u8,
        }
        let field = serde_json::from_str::<Order>("{}").unwrap_err();
        assert_eq!(reason(&field), "missing field `total`");
    }
}
