//! When to try again: the contract's schedule, with jitter.

use std::time::Duration;

/// After the first attempt, the second, … (contract, "Retry schedule"): ten attempts in about 76 hours.
const SCHEDULE: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// ±20 %, so that orders that failed together do not come again together.
const JITTER: f64 = 0.2;

/// How long to wait after this attempt (from 1); `None` after the last. The platform's own `Retry-After` is never undercut.
///
/// `chance` is uniform in `0.0..1.0`.
pub fn delay(attempt: u32, retry_after: Option<Duration>, chance: f64) -> Option<Duration> {
    let step = SCHEDULE.get(usize::try_from(attempt.max(1) - 1).ok()?)?;
    let jittered = step.mul_f64(1.0 - JITTER + 2.0 * JITTER * chance.clamp(0.0, 1.0));
    Some(jittered.max(retry_after.unwrap_or_default()))
}

/// Whole seconds, rounded up: never earlier than asked.
pub fn seconds(delay: Duration) -> u64 {
    delay.as_secs() + u64::from(delay.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_ten_attempts_in_about_76_hours() {
        let delays: Vec<_> = (1..=12).map_while(|attempt| delay(attempt, None, 0.5)).collect();
        assert_eq!(delays.len(), 9);
        assert_eq!(delays[0], Duration::from_secs(5));
        let hours = delays.iter().sum::<Duration>().as_secs_f64() / 3600.0;
        assert!((75.0..77.0).contains(&hours), "{hours}");
        assert_eq!(
            delay(10, Some(Duration::from_secs(1)), 0.5),
            None,
            "the platform's wish makes no eleventh attempt"
        );
    }

    #[test]
    fn jitter_is_twenty_percent_either_way() {
        assert_eq!(delay(2, None, 0.0), Some(Duration::from_secs(240)));
        assert_eq!(delay(2, None, 1.0), Some(Duration::from_secs(360)));
    }

    #[test]
    fn the_platforms_wish_is_never_undercut() {
        let wish = Duration::from_secs(3600);
        assert_eq!(delay(1, Some(wish), 0.0), Some(wish));
        assert_eq!(delay(9, Some(wish), 0.5), Some(Duration::from_hours(24)));
    }

    #[test]
    fn seconds_are_rounded_up() {
        assert_eq!(seconds(Duration::from_millis(4200)), 5);
        assert_eq!(seconds(Duration::from_secs(5)), 5);
    }
}
