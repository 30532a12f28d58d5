//! Reading what PHP hands over: its empty array is `[]` also where an object is meant, and its numbers come as strings or as
//! numbers.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize,
    de::{Deserializer, Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// A string; a number as its numeral; `null` and `false` as `""`, as PHP turns them into strings. As a `Cow` it points into what is read, where that has no
/// escapes.
pub fn text<'de, D: Deserializer<'de>, T: From<Cow<'de, str>>>(deserializer: D) -> Result<T, D::Error> {
    struct Text;

    impl<'de> Visitor<'de> for Text {
        type Value = Cow<'de, str>;

        fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
            formatter.write_str("a string or a number")
        }

        fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
            Ok(value.into())
        }

        fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
            Ok(value.to_owned().into())
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
            Ok(value.to_string().into())
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
            Ok(value.to_string().into())
        }

        fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
            Ok(value.to_string().into())
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
            Ok(if value { "1" } else { "" }.into())
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok("".into())
        }
    }

    deserializer.deserialize_any(Text).map(T::from)
}

/// A string, or none where PHP wrote `null`; it points into what is read, which serde's own does not.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

    Ok(Option::<Text>::deserialize(deserializer)?.map(|Text(text)| text))
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
