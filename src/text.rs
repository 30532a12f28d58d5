//! Strings of a platform's reply, before anyone sees them.

/// The longest message that is kept, in characters.
pub const MESSAGE_CHARS: usize = 300;

/// One line, without what is unseen or turns what follows (Unicode's control and bidirectional formatting characters), at most `chars` long. What it holds is still the platform's: whoever shows it escapes it.
pub fn line(text: &str, chars: usize) -> String {
    text.replace(is_unseen, " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(chars)
        .collect()
}

/// Controls, separators of lines, and the formatting characters of UAX #9 and zero width with which a text can look like another.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
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
    fn a_message_does_not_turn_what_follows() {
        assert_eq!(line("paid \u{202E}gnp.exe\u{202C} a\u{200B}b", 300), "paid gnp.exe a b");
        assert_eq!(line("שלום \u{2066}x\u{2069}", 300), "שלום x");
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
