//! Strings of a platform's reply, before anyone sees them.

/// The longest message that is kept, in characters.
pub const MESSAGE_CHARS: usize = 300;

/// One line, without control characters, at most `chars` long. What it holds is still the platform's: whoever shows it escapes it.
pub fn line(text: &str, chars: usize) -> String {
    let spaced = text.chars().map(|c| {
        if c.is_control() || c == '\u{2028}' || c == '\u{2029}' {
            ' '
        } else {
            c
        }
    });
    spaced
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(chars)
        .collect()
}

/// What a reply says of itself: `message` or `error` of a JSON object, else nothing. Anything but JSON (an HTML page, say) is no message.
pub fn message(body: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let message = value.get("message").or_else(|| value.get("error"))?.as_str()?;
    Some(line(message, MESSAGE_CHARS)).filter(|message| !message.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_short_line() {
        assert_eq!(line("a\r\n\tb\u{7}  c\0", 300), "a b c");
        assert_eq!(line(&"é".repeat(400), 300).chars().count(), 300);
    }

    #[test]
    fn only_json_has_a_message() {
        assert_eq!(
            message(br#"{"message": "no such\nsku"}"#).as_deref(),
            Some("no such sku")
        );
        assert_eq!(message(br#"{"error": "bad"}"#).as_deref(), Some("bad"));
        for body in [
            &b"<html>no</html>"[..],
            b"",
            b"[]",
            br#"{"message": 5}"#,
            br#"{"message": ""}"#,
            b"\xff\xfe",
        ] {
            assert_eq!(message(body), None);
        }
    }
}
