//! What the sandbox remembers.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::fault::{Fault, Rule};

/// Requests kept with their bodies; orders are never forgotten.
const REQUESTS: usize = 10_000;

const PLATFORMS: [&str; 2] = ["logistos", "trackingtech"];

/// One request as it came, and what was answered.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// Counts from 1.
    pub seq: u64,
    /// RFC 3339, UTC.
    pub at: String,
    /// `logistos` or `trackingtech`.
    pub platform: &'static str,
    /// `credentials`, `orders`, `resolve`, …
    pub endpoint: String,
    /// By lower-case name. The authorization is left out.
    pub headers: BTreeMap<String, String>,
    /// The JSON body; a password in it is replaced.
    pub body: Value,
    /// Whether it kept the contract.
    pub valid: bool,
    /// Where it did not.
    pub problems: Vec<String>,
    /// The status answered; `None` where there was no answer.
    pub status: Option<u16>,
    /// The fault that was applied.
    pub fault: Option<Fault>,
}

#[derive(Clone, Debug)]
struct HeldOrder {
    remote_id: String,
    deliveries: BTreeMap<String, u64>,
    first: String,
    last: String,
    content: Value,
    status: String,
    tracking_number: String,
}

#[derive(Default)]
struct Inner {
    seq: u64,
    requests: VecDeque<Received>,
    orders: BTreeMap<(&'static str, u64), HeldOrder>,
    faults: Vec<Rule>,
    /// Draws which requests fail.
    chance: fastrand::Rng,
    tokens: HashMap<String, String>,
    next_id: u64,
    journal: Option<PathBuf>,
}

impl Inner {
    /// Adds a line to the journal. One that cannot be written must not fail the platform: it is for the demo.
    fn note(&self, entry: impl FnOnce() -> Value) {
        if let Some(path) = &self.journal
            && let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path)
        {
            writeln!(file, "{}", entry()).ok();
        }
    }
}

/// The state, shared by all connections.
#[derive(Default)]
pub struct Shared {
    inner: Mutex<Inner>,
    under_way: AtomicUsize,
    most: AtomicUsize,
    connections: AtomicUsize,
    latency_ms: AtomicU64,
    without_contents: AtomicBool,
}

/// Counts a request as under way until it is dropped.
pub(crate) struct UnderWay<'a>(&'a Shared);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Shared {
    /// One that writes every order it takes, and every token it issues, into a file, a line each, and begins with what the file holds.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn with_journal(path: &Path) -> std::io::Result<Self> {
        let shared = Self::default();
        if path.exists() {
            for line in std::fs::read_to_string(path)?.lines() {
                let Ok(entry) = serde_json::from_str::<Value>(line) else {
                    continue;
                };
                if let (Some(token), Some(email)) = (entry["token"].as_str(), entry["email"].as_str()) {
                    shared.lock().tokens.insert(token.to_owned(), email.to_owned());
                } else if let Some(platform) = name(entry["platform"].as_str().unwrap_or_default()) {
                    let id = entry["orderId"].as_u64().unwrap_or_default();
                    shared.take_order(
                        platform,
                        id,
                        entry["key"].as_str().unwrap_or_default(),
                        &(&entry["content"]).into(),
                    );
                }
            }
        }
        shared.lock().journal = Some(path.to_owned());
        Ok(shared)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere leaves data that is still worth showing.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn under_way(&self) -> UnderWay<'_> {
        let now = self.under_way.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
        UnderWay(self)
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    /// Notes a TCP connection over which a platform is called.
    pub(crate) fn connected(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were since the start.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Has both platforms answer so many milliseconds late from now on, as those do that are far away.
    pub fn set_latency(&self, ms: u64) {
        self.latency_ms.store(ms, Ordering::Relaxed);
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }

    /// From now on, requests are counted and not kept, and orders without what they hold: for a million of them.
    pub fn keep_no_contents(&self) {
        self.without_contents.store(true, Ordering::Relaxed);
    }

    pub(crate) fn keeps_contents(&self) -> bool {
        !self.without_contents.load(Ordering::Relaxed)
    }

    /// Keeps a request and gives its number.
    pub(crate) fn receive(&self, received: impl FnOnce() -> Received) -> u64 {
        let mut inner = self.lock();
        inner.seq += 1;
        if !self.keeps_contents() {
            return inner.seq;
        }
        let mut received = received();
        received.seq = inner.seq;
        received.at = now();
        inner.requests.push_back(received);
        if inner.requests.len() > REQUESTS {
            inner.requests.pop_front();
        }
        inner.seq
    }

    /// Notes what a request was answered.
    pub(crate) fn answered(&self, seq: u64, status: u16) {
        if let Some(request) = self.lock().requests.iter_mut().rfind(|request| request.seq == seq) {
            request.status = Some(status);
        }
    }

    pub(crate) fn requests(&self, platform: Option<&str>, endpoint: Option<&str>, since: u64) -> Vec<Received> {
        let inner = self.lock();
        let wanted = |request: &&Received| {
            request.seq > since
                && platform.is_none_or(|p| request.platform == p)
                && endpoint.is_none_or(|e| request.endpoint == e)
        };
        inner.requests.iter().filter(wanted).cloned().collect()
    }

    pub(crate) fn orders(&self, platform: Option<&str>, order_id: Option<u64>) -> Vec<Value> {
        let inner = self.lock();
        let wanted = inner
            .orders
            .iter()
            .filter(|((of, id), _)| platform.is_none_or(|p| p == *of) && order_id.is_none_or(|o| o == *id));
        wanted
            .map(|((platform, id), order)| {
                json!({
                    "platform": platform, "orderId": id, "id": order.remote_id, "deliveries": order.deliveries,
                    "received": order.deliveries.values().sum::<u64>(), "first": order.first, "last": order.last,
                    "status": order.status, "trackingNumber": order.tracking_number, "content": order.content,
                })
            })
            .collect()
    }

    /// How many orders each platform holds, and how often they came.
    pub(crate) fn counts(&self) -> Value {
        let mut counts = json!({});
        for platform in PLATFORMS {
            counts[platform] = json!({"orders": 0, "deliveries": 0});
        }
        for ((platform, _), order) in &self.lock().orders {
            let deliveries: u64 = order.deliveries.values().sum();
            for (what, more) in [("orders", 1), ("deliveries", deliveries)] {
                counts[platform][what] = (counts[platform][what].as_u64().unwrap_or_default() + more).into();
            }
        }
        counts
    }

    /// Takes an order and gives the platform's id for it: the same for every repeat.
    pub(crate) fn take_order(
        &self,
        platform: &'static str,
        order_id: u64,
        key: &str,
        content: &serde_json_borrow::Value,
    ) -> String {
        let mut inner = self.lock();
        inner.next_id += 1;
        let fresh = format!("tt_{}", inner.next_id);
        let at = now();
        let order = inner.orders.entry((platform, order_id)).or_insert_with(|| HeldOrder {
            remote_id: fresh,
            deliveries: BTreeMap::new(),
            first: at.clone(),
            last: String::new(),
            content: Value::Null,
            status: "pending".into(),
            tracking_number: String::new(),
        });
        *order.deliveries.entry(key.to_owned()).or_default() += 1;
        order.last = at;
        if self.keeps_contents() {
            order.content = content.into();
        }
        let remote_id = order.remote_id.clone();
        inner.note(|| json!({"platform": platform, "orderId": order_id, "key": key, "content": Value::from(content)}));
        remote_id
    }

    pub(crate) fn shipment(&self, order_id: u64) -> Option<Value> {
        let inner = self.lock();
        let order = inner.orders.get(&("trackingtech", order_id))?;
        let mut shipment = json!({"orderId": order_id, "status": order.status});
        if !order.tracking_number.is_empty() {
            shipment["trackingNumber"] = order.tracking_number.clone().into();
            shipment["trackingUrl"] = format!("https://trackingtech.example/{}", order.tracking_number).into();
        }
        Some(shipment)
    }

    pub(crate) fn set_shipment(&self, order_id: u64, status: &str, tracking_number: &str) -> bool {
        match self.lock().orders.get_mut(&("trackingtech", order_id)) {
            Some(order) => {
                status.clone_into(&mut order.status);
                tracking_number.clone_into(&mut order.tracking_number);
                true
            }
            None => false,
        }
    }

    /// A new token for this account.
    pub(crate) fn issue_token(&self, email: &str) -> String {
        let token: String = std::iter::repeat_with(fastrand::alphanumeric).take(40).collect();
        let mut inner = self.lock();
        inner.tokens.insert(token.clone(), email.to_owned());
        inner.note(|| json!({"token": token, "email": email}));
        token
    }

    /// The account of a token.
    pub(crate) fn account(&self, token: &str) -> Option<String> {
        self.lock().tokens.get(token).cloned()
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.lock().tokens.remove(token);
    }

    pub(crate) fn add_fault(&self, rule: Rule) {
        self.lock().faults.push(rule);
    }

    pub(crate) fn faults(&self) -> Vec<Rule> {
        self.lock().faults.clone()
    }

    /// These rules in the place of all there are.
    pub(crate) fn set_faults(&self, rules: Vec<Rule>) {
        self.lock().faults = rules;
    }

    /// Begins the draws of the faults anew: the same seed and the same requests give the same faults.
    pub fn seed(&self, seed: u64) {
        self.lock().chance = fastrand::Rng::with_seed(seed);
    }

    /// The rule by which this request fails, if any; one for a number of times is used up.
    pub(crate) fn rule_for(&self, platform: &str, endpoint: &str, order_ids: &[u64]) -> Option<Rule> {
        let mut inner = self.lock();
        let Inner { faults, chance, .. } = &mut *inner;
        let hit = faults
            .iter_mut()
            .find(|rule| rule.times != Some(0) && rule.hits(platform, endpoint, order_ids, chance))?;
        if let Some(times) = &mut hit.times {
            *times -= 1;
        }
        let rule = hit.clone();
        inner.faults.retain(|rule| rule.times != Some(0));
        Some(rule)
    }

    /// Forgets requests and orders; connections stay.
    pub(crate) fn clear(&self) {
        let mut inner = self.lock();
        inner.requests.clear();
        inner.orders.clear();
        if let Some(path) = &inner.journal {
            std::fs::remove_file(path).ok();
            inner
                .tokens
                .iter()
                .for_each(|(token, email)| inner.note(|| json!({"token": token, "email": email})));
        }
        self.most.store(0, Ordering::Relaxed);
    }
}

/// The platform's name as a constant.
pub(crate) fn name(platform: &str) -> Option<&'static str> {
    PLATFORMS.into_iter().find(|name| *name == platform)
}

/// RFC 3339 in UTC, with milliseconds.
pub(crate) fn now() -> String {
    format!("{:.3}", Timestamp::now())
}
