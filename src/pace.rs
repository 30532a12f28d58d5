//! How much a platform is asked at once: it rises while the platform answers well and halves in trouble, and a rest that it asks for is kept.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// The most requests in flight that a caller may ask for (docs/boundary.md, `deliver`).
pub const MOST: usize = 64;

/// So many at a time, until something is known of a platform.
const START: usize = 4;

/// The platforms that are remembered; a process knows a handful.
const PLATFORMS: usize = 64;

/// What is known of one platform. Pure: the time is handed in.
#[derive(Debug)]
pub struct Pace {
    limit: usize,
    in_flight: usize,
    /// Until the first trouble it rises with every answer, and so doubles each round trip; after it, by one each round trip.
    untroubled: bool,
    /// Good answers since it last rose.
    answered: usize,
    slowed_at: Option<Instant>,
    rest_until: Option<Instant>,
    usual: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            limit: START,
            in_flight: 0,
            untroubled: true,
            answered: 0,
            slowed_at: None,
            rest_until: None,
            usual: Duration::ZERO,
        }
    }
}

impl Pace {
    /// The requests that may be in flight, of the caller's ceiling.
    pub fn limit(&self, ceiling: usize) -> usize {
        self.limit.min(ceiling).max(1)
    }

    /// How long nothing may be begun.
    pub fn rest(&self, now: Instant) -> Option<Duration> {
        self.rest_until
            .map(|until| until.saturating_duration_since(now))
            .filter(|rest| !rest.is_zero())
    }

    /// Begins a request, where one may be begun.
    pub fn begin(&mut self, ceiling: usize, now: Instant) -> bool {
        let may = self.in_flight < self.limit(ceiling) && self.rest(now).is_none();
        self.in_flight += usize::from(may);
        may
    }

    /// A request that was begun is over.
    pub fn end(&mut self) {
        self.in_flight -= 1;
    }

    /// It was answered well. Only a limit that was used up says anything of a higher one.
    pub fn went_well(&mut self, ceiling: usize) {
        if self.in_flight < self.limit || self.limit >= ceiling.min(MOST) {
            return;
        }
        self.answered += 1;
        if self.untroubled || self.answered >= self.limit {
            self.limit += 1;
            self.answered = 0;
        }
    }

    /// A good answer took so long. A slower one counts at once, quicker ones little by little.
    pub fn took(&mut self, duration: Duration) {
        self.usual = duration.max(self.usual * 7 / 8);
    }

    /// It was not: the platform is strained. Whatever was begun before the last slowing down has met the same trouble.
    pub fn met_trouble(&mut self, ceiling: usize, began: Instant, now: Instant) {
        if self.slowed_at.is_some_and(|slowed_at| began <= slowed_at) {
            return;
        }
        self.limit = (self.limit(ceiling) / 2).max(1);
        self.untroubled = false;
        self.answered = 0;
        self.slowed_at = Some(now);
    }

    /// It asked for a rest. A shorter one does not end a longer one.
    pub fn was_asked_to_rest(&mut self, rest: Duration, now: Instant) {
        self.rest_until = self.rest_until.max(Some(now + rest));
    }
}

/// What all of this process's deliveries to one platform pass through.
#[derive(Debug, Default)]
pub struct Gate {
    pace: RefCell<Pace>,
    changed: Notify,
}

impl Gate {
    /// Lets one request through, where there is room for it.
    pub fn pass(&self, ceiling: usize) -> Option<Passage<'_>> {
        let began = Instant::now();
        let may = self.pace.borrow_mut().begin(ceiling, began);
        // Made only where it may pass: dropped, it ends a request.
        may.then(|| Passage {
            gate: self,
            ceiling,
            began,
        })
    }

    /// Waits until there may be room.
    pub async fn room(&self) {
        let rest = self.rest();
        match rest {
            Some(rest) => tokio::time::sleep(rest).await,
            None => self.changed.notified().await,
        }
    }

    /// A request that was begun then tells of trouble: the platform is strained, and may ask for a rest.
    pub fn met_trouble(&self, ceiling: usize, began: Instant, rest: Option<Duration>) {
        let now = Instant::now();
        let mut pace = self.pace.borrow_mut();
        pace.met_trouble(ceiling, began, now);
        if let Some(rest) = rest {
            pace.was_asked_to_rest(rest, now);
        }
    }

    /// The requests that may be in flight, of the caller's ceiling.
    pub fn limit(&self, ceiling: usize) -> usize {
        self.pace.borrow().limit(ceiling)
    }

    /// How long nothing may be begun.
    pub fn rest(&self) -> Option<Duration> {
        self.pace.borrow().rest(Instant::now())
    }

    /// How long good answers take of late, the slowest of them; zero while none is known.
    pub fn usual(&self) -> Duration {
        self.pace.borrow().usual
    }
}

/// A request in flight, until it is dropped.
#[derive(Debug)]
pub struct Passage<'a> {
    gate: &'a Gate,
    ceiling: usize,
    began: Instant,
}

impl Passage<'_> {
    /// How long it is under way.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// It was answered well.
    pub fn went_well(&self) {
        let mut pace = self.gate.pace.borrow_mut();
        pace.went_well(self.ceiling);
        pace.took(self.elapsed());
    }

    /// The platform is strained, and may ask for a rest.
    pub fn met_trouble(&self, rest: Option<Duration>) {
        self.gate.met_trouble(self.ceiling, self.began, rest);
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        self.gate.pace.borrow_mut().end();
        self.gate.changed.notify_waiters();
    }
}

/// A gate for each connector and host.
#[derive(Debug, Default)]
pub struct Gates(RefCell<HashMap<(&'static str, String), Rc<Gate>>>);

impl Gates {
    /// The gate to this connector's platform at this host.
    pub fn to(&self, connector: &'static str, host: &str) -> Rc<Gate> {
        let mut gates = self.0.borrow_mut();
        if gates.len() >= PLATFORMS {
            gates.retain(|_, gate| Rc::strong_count(gate) > 1);
        }
        gates.entry((connector, host.to_owned())).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CEILING: usize = 32;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// As many requests as are let through.
    fn fill(pace: &mut Pace, ceiling: usize, now: Instant) -> usize {
        std::iter::from_fn(|| pace.begin(ceiling, now).then_some(())).count()
    }

    /// So many requests are answered well, one after the other, and others take their places.
    fn answer(pace: &mut Pace, count: usize, now: Instant) {
        for _ in 0..count {
            fill(pace, CEILING, now);
            pace.went_well(CEILING);
            pace.end();
        }
    }

    #[test]
    fn it_begins_modestly_and_below_the_ceiling() {
        let now = Instant::now();
        assert_eq!(fill(&mut Pace::default(), CEILING, now), 4);
        assert_eq!(fill(&mut Pace::default(), 2, now), 2);
    }

    #[test]
    fn it_rises_with_every_answer_until_the_first_trouble_and_then_by_one_a_round() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        answer(&mut pace, 6, now);
        assert_eq!(pace.limit(CEILING), 10);
        pace.met_trouble(CEILING, now, now);
        assert_eq!(pace.limit(CEILING), 5);
        pace.in_flight = 0;
        answer(&mut pace, 4, now);
        assert_eq!(pace.limit(CEILING), 5);
        answer(&mut pace, 1, now);
        assert_eq!(pace.limit(CEILING), 6);
        answer(&mut pace, 6, now);
        assert_eq!(pace.limit(CEILING), 7);
    }

    #[test]
    fn what_is_not_used_does_not_rise() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for _ in 0..100 {
            assert!(pace.begin(CEILING, now));
            pace.went_well(CEILING);
            pace.end();
        }
        assert_eq!(pace.limit(CEILING), 4);
    }

    #[test]
    fn a_burst_of_failures_halves_once_and_the_next_one_again() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        answer(&mut pace, 12, now);
        for later in 1..=16 {
            pace.met_trouble(CEILING, now, now + seconds(later));
        }
        assert_eq!(pace.limit(CEILING), 8);
        pace.met_trouble(CEILING, now + seconds(2), now + seconds(3));
        assert_eq!(pace.limit(CEILING), 4);
        for later in (4..20).step_by(2) {
            pace.met_trouble(CEILING, now + seconds(later), now + seconds(later + 1));
        }
        assert_eq!(pace.limit(CEILING), 1, "and never to nothing");
    }

    #[test]
    fn half_of_a_lower_ceiling_is_half_of_what_was_in_flight() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        answer(&mut pace, CEILING, now);
        pace.met_trouble(8, now, now);
        assert_eq!(pace.limit(CEILING), 4);
    }

    #[test]
    fn a_rest_lets_nothing_through_until_it_is_over_and_a_shorter_one_does_not_end_it() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.was_asked_to_rest(seconds(10), now);
        pace.was_asked_to_rest(seconds(1), now);
        assert_eq!(pace.rest(now), Some(seconds(10)));
        assert!(!pace.begin(CEILING, now + seconds(9)));
        assert_eq!(pace.rest(now + seconds(10)), None);
        assert!(pace.begin(CEILING, now + seconds(10)));
    }

    #[test]
    fn whatever_happens_the_limit_stays_within_its_bounds_and_so_does_what_is_in_flight() {
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..200 {
            let (mut pace, mut now) = (Pace::default(), Instant::now());
            let ceiling = random.usize(1..=MOST);
            let mut begun = Vec::new();
            for _ in 0..500 {
                now += Duration::from_millis(random.u64(0..50));
                let before = pace.limit(ceiling);
                if random.bool() {
                    let resting = pace.rest(now).is_some();
                    if pace.begin(ceiling, now) {
                        begun.push(now);
                        assert!(!resting && begun.len() <= before);
                    } else {
                        assert!(resting || begun.len() >= before);
                    }
                } else if !begun.is_empty() {
                    let began = begun.swap_remove(random.usize(..begun.len()));
                    match random.u8(..20) {
                        0 => {
                            pace.met_trouble(ceiling, began, now);
                            assert!(pace.limit(ceiling) >= before / 2);
                        }
                        1 => pace.was_asked_to_rest(Duration::from_millis(random.u64(0..100)), now),
                        _ => {
                            pace.went_well(ceiling);
                            assert!((before..=before + 1).contains(&pace.limit(ceiling)));
                        }
                    }
                    pace.end();
                }
                assert_eq!(pace.in_flight, begun.len());
                assert!((1..=ceiling).contains(&pace.limit(ceiling)));
            }
        }
    }

    #[test]
    fn platforms_are_told_apart_and_forgotten_only_where_too_many_are_known() {
        let gates = Gates::default();
        let one = gates.to("acme", "one.example");
        let passage = one.pass(1).unwrap();
        assert!(gates.to("acme", "one.example").pass(1).is_none());
        assert!(gates.to("acme", "two.example").pass(1).is_some());
        assert!(gates.to("other", "one.example").pass(1).is_some());
        for host in 0..2 * PLATFORMS {
            gates.to("acme", &host.to_string());
        }
        assert!(gates.0.borrow().len() <= PLATFORMS);
        assert!(gates.to("acme", "one.example").pass(1).is_none(), "it is in use");
        drop(passage);
        assert!(gates.to("acme", "one.example").pass(1).is_some());
    }
}
