//! What the fuzz targets share.

/// Holds a string to what every page and column may rely on: one line, no control characters, at most `chars` long.
pub fn check_line(line: &str, chars: usize) {
    let length = line.chars().count();
    assert!(
        length <= chars,
        "{length} characters where {chars} are the most: {line:?}"
    );
    let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    assert!(!line.contains(breaks), "a control character or a second line: {line:?}");
}
