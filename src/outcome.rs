//! What a reply means: the contract's table, in one place.

use std::time::{Duration, SystemTime};

/// No platform is waited for longer than this (contract, "Rules for both").
const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// What a reply means for the orders that it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The platform has them.
    Accepted,
    /// A temporary failure: try again by the schedule.
    Temporary,
    /// The platform refuses the connection: it pauses.
    Refused,
    /// The platform will not have the order, or one of the batch.
    Rejected,
}

/// The meaning of an HTTP status (contract, "Rules for both").
pub fn meaning(status: u16) -> Meaning {
    match status {
        200..=299 => Meaning::Accepted,
        401 | 403 | 410 => Meaning::Refused,
        408 | 425 | 429 => Meaning::Temporary,
        400..=499 => Meaning::Rejected,
        // 3xx (redirects are never followed), 5xx, and whatever is no status at all.
        _ => Meaning::Temporary,
    }
}

/// Whether a status says that the platform has more to do than it can: too much was asked of it at once, or it did not come to an answer.
pub fn is_strained(status: u16) -> bool {
    matches!(status, 408 | 429 | 503 | 504)
}

/// How long the header `Retry-After` asks to wait: seconds, or an HTTP date (RFC 9110, 10.2.3); 24 h at most.
pub fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    let wait = match header.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(header)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(wait.min(RETRY_AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contracts_table_holds() {
        for (statuses, expected) in [
            (&[200, 201, 202, 204, 299][..], Meaning::Accepted),
            (&[408, 425, 429, 500, 502, 503, 504], Meaning::Temporary),
            (&[401, 403, 410], Meaning::Refused),
            (&[400, 404, 405, 409, 413, 415, 422, 451, 499], Meaning::Rejected),
            (&[301, 302, 304, 307, 308, 501, 505, 521, 599], Meaning::Temporary),
        ] {
            for status in statuses {
                assert_eq!(meaning(*status), expected, "{status}");
            }
        }
    }

    #[test]
    fn a_strained_platform_fails_temporarily() {
        let strained: Vec<_> = (100..1000).filter(|status| is_strained(*status)).collect();
        assert_eq!(strained, [408, 429, 503, 504]);
        assert!(strained.into_iter().all(|status| meaning(status) == Meaning::Temporary));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_a_day_at_most() {
        let now = httpdate::parse_http_date("Sat, 21 Nov 2026 09:30:00 GMT").unwrap();
        for (header, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sat, 21 Nov 2026 09:31:30 GMT", Some(90)),
            ("Sat, 21 Nov 2026 09:29:00 GMT", Some(0)),
            ("999999999", Some(86_400)),
            ("Sat, 21 Nov 2099 09:29:00 GMT", Some(86_400)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(header, now), expected.map(Duration::from_secs), "{header}");
        }
    }
}
