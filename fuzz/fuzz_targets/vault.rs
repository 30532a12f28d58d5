//! Sealed secrets: what was sealed opens again, and nothing else does, whatever the text, the salt and the context.
//!
//! The input is lines: a text, a salt, a context, and how to damage what is sealed (a position, a character).
#![no_main]

use libfuzzer_sys::fuzz_target;
use waybill::vault;

fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let [text, salt, context, damage] = std::array::from_fn(|_| lines.next().unwrap_or_default());

    // Nobody sealed these: a secret that came out of them would be forged.
    assert_eq!(vault::open(text, salt, context), None);
    assert_eq!(vault::open(&format!("wb1:{text}"), salt, context), None);

    // No line has a line feed: nothing that is sealed here could come back as an input above, however well the fuzzer remembers.
    let salt = &format!("{salt}\n");
    let sealed = vault::seal(text, salt, context).expect("there are random bytes");
    assert_eq!(vault::open(&sealed, salt, context).as_deref(), Some(text));
    assert_eq!(vault::open(&sealed, &format!("{salt}x"), context), None);
    assert_eq!(vault::open(&sealed, salt, &format!("{context}x")), None);
    // One more character moved from one to the other is another pair, too.
    if let Some(first) = context.chars().next() {
        let (salt, context) = (format!("{salt}{first}"), &context[first.len_utf8()..]);
        assert_eq!(vault::open(&sealed, &salt, context), None);
    }

    let damaged = damaged(&sealed, damage);
    if damaged != sealed {
        assert_eq!(vault::open(&damaged, salt, context), None, "{sealed} as {damaged}");
    }
});

/// The text with the damage's first character in the place that its length names.
fn damaged(sealed: &str, damage: &str) -> String {
    let place = damage.len() % sealed.len();
    let by = damage.chars().next().unwrap_or('A');
    format!("{}{by}{}", &sealed[..place], &sealed[place + 1..])
}
