//! Orders → requests → replies → what became of each order: batching, halving, concurrency, deadline.

use std::{
    collections::VecDeque,
    time::{Duration, Instant, SystemTime},
};

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use serde::Serialize;

use crate::{
    connector::{Connector, Context, Parcel, Receipt, StepError},
    http::{Client, Reply, Request, SendError},
    outcome::{self, Meaning},
    pace::{Gate, Passage},
    retry, runtime, text,
};

/// A request that has less time than this is not begun: it would hardly be answered, and might still arrive.
const WORTHWHILE: Duration = Duration::from_millis(100);

/// A platform that has not answered for so long is taken to be strained; a request may have less time than that because its caller has no more.
const PATIENCE: Duration = Duration::from_secs(2);

/// What comes from outside: the time, chance, and whether PHP was interrupted. Handed in, so that tests decide.
pub struct Surroundings<'a> {
    /// The wall clock, for `Retry-After` dates.
    pub now: &'a dyn Fn() -> SystemTime,
    /// Uniform in `0.0..1.0`.
    pub chance: &'a dyn Fn() -> f64,
    /// Whether the caller wants the wait to end.
    pub interrupted: &'a dyn Fn() -> bool,
}

impl Surroundings<'_> {
    /// How long the platform wishes to be left alone.
    pub fn wish(&self, reply: &Reply) -> Option<Duration> {
        outcome::retry_after(reply.retry_after.as_deref()?, (self.now)())
    }
}

/// How much is sent, and until when.
pub struct Limits<'a> {
    /// The most requests in flight, over all that pass the gate.
    pub concurrency: usize,
    /// How many of them the platform bears at the moment.
    pub gate: &'a Gate,
    /// When everything is over.
    pub deadline: Instant,
}

/// What became of one order (docs/boundary.md, `deliver`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "see the boundary")]
pub struct Delivered {
    pub key: String,
    pub order_id: u64,
    pub outcome: Outcome,
    pub state: State,
    pub retry_in_s: Option<u64>,
    pub http_status: Option<u16>,
    pub message: Option<String>,
    pub remote_id: Option<String>,
    pub duration_ms: u64,
}

/// What the attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "see the boundary")]
pub enum Outcome {
    Delivered,
    Retry,
    Rejected,
    Refused,
    Unsent,
}

/// The outbox's state that follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "see the boundary")]
pub enum State {
    Delivered,
    Pending,
    Failed,
    Held,
}

impl Delivered {
    /// An order that cannot be read: it waits for the merchant, alone.
    pub fn unreadable(key: String, order_id: u64, why: &str) -> Self {
        Self {
            outcome: Outcome::Rejected,
            state: State::Failed,
            retry_in_s: None,
            message: Some(text::line(
                &format!("the order cannot be read: {why}"),
                text::MESSAGE_CHARS,
            )),
            ..Self::unsent(key, order_id)
        }
    }

    fn unsent(key: String, order_id: u64) -> Self {
        Self {
            key,
            order_id,
            outcome: Outcome::Unsent,
            state: State::Pending,
            retry_in_s: Some(0),
            http_status: None,
            message: None,
            remote_id: None,
            duration_ms: 0,
        }
    }
}

/// Sends the parcels and says what became of each, in their order, within the time given.
///
/// What was not begun in time, as far as the platform's answers of late say what that is, or while the platform rests, is `unsent`; what was begun and not answered counts as an attempt, because the platform may have it.
pub async fn deliver(
    connector: &dyn Connector,
    context: &Context,
    client: &Client,
    parcels: &[Parcel],
    limits: &Limits<'_>,
    surroundings: &Surroundings<'_>,
) -> Vec<Delivered> {
    let Limits { gate, deadline, .. } = *limits;
    let mut results: Vec<_> = parcels
        .iter()
        .map(|parcel| Delivered::unsent(parcel.key.clone(), parcel.order_id))
        .collect();
    let mut waiting: VecDeque<Vec<usize>> = chunks(connector, parcels);
    let mut in_flight = FuturesUnordered::new();
    let mut sent: Vec<Option<Instant>> = vec![None; parcels.len()];
    let mut refused = false;
    let mut has_begun = false;

    let stop = async {
        let time_is_over = tokio::time::sleep_until(deadline.into());
        tokio::select! {
            () = time_is_over => {}
            () = runtime::until(surroundings.interrupted) => {}
        }
    }
    .fuse();
    futures_util::pin_mut!(stop);

    loop {
        while !waiting.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            // An answer that comes too late costs an attempt, and the platform a repeat. Only the first is tried whatever the platform takes as a rule: that may have changed.
            if refused || left <= WORTHWHILE || has_begun && left <= gate.usual() {
                waiting.clear();
            } else if let Some(passage) = gate.pass(limits.concurrency)
                && let Some(chunk) = waiting.pop_front()
            {
                has_begun = true;
                chunk.iter().for_each(|&index| sent[index] = Some(Instant::now()));
                in_flight.push(attempt(connector, context, client, parcels, chunk, passage, deadline));
            } else {
                break;
            }
        }
        let rests_too_long = || {
            gate.rest()
                .is_some_and(|rest| Instant::now() + rest + WORTHWHILE > deadline)
        };
        if in_flight.is_empty() && (waiting.is_empty() || rests_too_long()) {
            return results;
        }
        let (chunk, answer, passage) = tokio::select! {
            biased;
            Some(answered) = in_flight.next() => answered,
            () = &mut stop => break,
            () = gate.room(), if !waiting.is_empty() => continue,
        };
        learn(&passage, &answer, surroundings);
        let duration = passage.elapsed();
        drop(passage);
        let members: Vec<_> = chunk.iter().map(|&index| &parcels[index]).collect();
        for &index in &chunk {
            sent[index] = None;
            results[index].duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        }
        match answer {
            Ok(reply) => match outcome::meaning(reply.status) {
                Meaning::Rejected if chunk.len() > 1 => {
                    // Somebody in this batch is at fault: halves, until it stands alone.
                    let (left, right) = chunk.split_at(chunk.len() / 2);
                    waiting.push_front(right.to_vec());
                    waiting.push_front(left.to_vec());
                }
                meaning => {
                    refused |= meaning == Meaning::Refused;
                    let receipts = (meaning == Meaning::Accepted).then(|| connector.receipts(&members, &reply));
                    for (position, &index) in chunk.iter().enumerate() {
                        let receipt = receipts.as_ref().and_then(|receipts| receipts.get(position));
                        settle(
                            &mut results[index],
                            &parcels[index],
                            &reply,
                            meaning,
                            receipt,
                            surroundings,
                        );
                    }
                }
            },
            Err(Failure::Send(error)) => {
                for &index in &chunk {
                    try_again(
                        &mut results[index],
                        parcels[index].attempt,
                        None,
                        &error.to_string(),
                        surroundings,
                    );
                }
            }
            Err(Failure::Refused(message)) => {
                refused = true;
                for &index in &chunk {
                    refuse(&mut results[index], &message);
                }
            }
        }
    }

    for (index, since) in sent.iter().enumerate() {
        if let Some(since) = since {
            if since.elapsed() >= PATIENCE {
                gate.met_trouble(limits.concurrency, *since, None);
            }
            results[index].duration_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            try_again(
                &mut results[index],
                parcels[index].attempt,
                None,
                &SendError::Timeout.to_string(),
                surroundings,
            );
        }
    }
    results
}

/// The requests with which [`deliver`] would begin, in their order; nothing is sent.
///
/// # Errors
/// [`StepError`] where a setting or secret is missing or wrong.
pub fn requests(connector: &dyn Connector, context: &Context, parcels: &[Parcel]) -> Result<Vec<Request>, StepError> {
    chunks(connector, parcels)
        .iter()
        .map(|chunk| request(connector, context, parcels, chunk))
        .collect()
}

enum Failure {
    /// There was no reply.
    Send(SendError),
    /// There can be no request: a setting or a secret is missing or wrong. Nothing was sent, and the merchant has to act.
    Refused(String),
}

async fn attempt<'a>(
    connector: &dyn Connector,
    context: &Context,
    client: &Client,
    parcels: &[Parcel],
    chunk: Vec<usize>,
    passage: Passage<'a>,
    deadline: Instant,
) -> (Vec<usize>, Result<Reply, Failure>, Passage<'a>) {
    let answer = match request(connector, context, parcels, &chunk) {
        Ok(request) => {
            let remaining = deadline.saturating_duration_since(Instant::now());
            client
                .send(request, &context.store.url, remaining)
                .await
                .map_err(Failure::Send)
        }
        Err(error) => Err(Failure::Refused(error.to_string())),
    };
    (chunk, answer, passage)
}

/// What an answer says of how much the platform bears.
fn learn(passage: &Passage, answer: &Result<Reply, Failure>, surroundings: &Surroundings) {
    match answer {
        Ok(reply) if outcome::is_strained(reply.status) => passage.met_trouble(surroundings.wish(reply)),
        Ok(reply) if outcome::meaning(reply.status) != Meaning::Temporary => passage.went_well(),
        Err(Failure::Send(SendError::Timeout)) if passage.elapsed() >= PATIENCE => passage.met_trouble(None),
        Ok(_) | Err(_) => {}
    }
}

fn request(
    connector: &dyn Connector,
    context: &Context,
    parcels: &[Parcel],
    chunk: &[usize],
) -> Result<Request, StepError> {
    let members: Vec<_> = chunk.iter().map(|&index| &parcels[index]).collect();
    connector.orders_request(context, &members)
}

/// Requests of at most the connector's orders and bytes.
fn chunks(connector: &dyn Connector, parcels: &[Parcel]) -> VecDeque<Vec<usize>> {
    // What surrounds the orders in the body: the store, and punctuation.
    const ENVELOPE_BYTES: usize = 4096;
    let room = connector.max_bytes().saturating_sub(ENVELOPE_BYTES);
    let mut chunks: VecDeque<Vec<usize>> = VecDeque::new();
    let mut bytes = 0;
    for (index, parcel) in parcels.iter().enumerate() {
        let size = parcel.payload.get().len() + 1;
        match chunks.back_mut() {
            Some(chunk) if chunk.len() < connector.max_orders() && bytes + size <= room => {
                chunk.push(index);
                bytes += size;
            }
            _ => {
                chunks.push_back(vec![index]);
                bytes = size;
            }
        }
    }
    chunks
}

fn settle(
    result: &mut Delivered,
    parcel: &Parcel,
    reply: &Reply,
    meaning: Meaning,
    receipt: Option<&Receipt>,
    surroundings: &Surroundings,
) {
    result.http_status = Some(reply.status);
    let said = || text::message(&reply.body).unwrap_or_else(|| format!("HTTP {}", reply.status));
    match (meaning, receipt) {
        (Meaning::Accepted, Some(Receipt::Rejected { message })) => reject(result, message.clone()),
        (Meaning::Accepted, receipt) => {
            result.outcome = Outcome::Delivered;
            result.state = State::Delivered;
            result.retry_in_s = None;
            if let Some(Receipt::Delivered { remote_id }) = receipt {
                result.remote_id.clone_from(remote_id);
            }
        }
        (Meaning::Temporary, _) => {
            try_again(result, parcel.attempt, surroundings.wish(reply), &said(), surroundings);
        }
        (Meaning::Refused, _) => refuse(result, &said()),
        (Meaning::Rejected, _) => reject(result, said()),
    }
}

fn try_again(result: &mut Delivered, attempt: u32, wish: Option<Duration>, message: &str, surroundings: &Surroundings) {
    let delay = retry::delay(attempt, wish, (surroundings.chance)());
    result.outcome = Outcome::Retry;
    result.state = if delay.is_some() { State::Pending } else { State::Failed };
    result.retry_in_s = delay.map(retry::seconds);
    result.message = Some(message.to_owned());
}

fn refuse(result: &mut Delivered, message: &str) {
    result.outcome = Outcome::Refused;
    result.state = State::Held;
    result.retry_in_s = None;
    result.message = Some(message.to_owned());
}

fn reject(result: &mut Delivered, message: String) {
    result.outcome = Outcome::Rejected;
    result.state = State::Failed;
    result.retry_in_s = None;
    result.message = Some(message);
}
