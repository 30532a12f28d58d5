//! How much a platform is asked at once, against the sandbox.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{connected, connector, parcels, surroundings};
use waybill::{
    connector::Context,
    delivery::{self, Delivered, Limits, Outcome},
    pace::Gate,
};
use waybill_sandbox::Sandbox;

/// Sends orders of these ids to TrackingTech, one a request, through this gate.
async fn deliver(
    context: &Context,
    gate: &Gate,
    ids: impl IntoIterator<Item = u64>,
    concurrency: usize,
    within: Duration,
) -> Vec<Delivered> {
    let trackingtech = connector("trackingtech");
    let limits = Limits {
        concurrency,
        gate,
        deadline: Instant::now() + within,
    };
    let parcels = parcels(trackingtech, context, ids);
    delivery::deliver(
        trackingtech,
        context,
        &support::client(),
        &parcels,
        &limits,
        &surroundings(),
    )
    .await
}

fn outcomes(results: &[Delivered]) -> Vec<Outcome> {
    results.iter().map(|result| result.outcome).collect()
}

fn orders(sandbox: &Sandbox) -> usize {
    let requests = sandbox.requests("trackingtech");
    requests.iter().filter(|request| request.endpoint == "orders").count()
}

fn add_fault(sandbox: &Sandbox, times: Option<u64>, fault: Value) {
    sandbox
        .add_fault(json!({"endpoint": "orders", "times": times, "fault": fault}))
        .unwrap();
}

#[tokio::test]
async fn the_requests_in_flight_rise_to_the_ceiling_while_the_platform_answers_well() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    add_fault(&sandbox, None, json!({"kind": "latency", "ms": 100}));

    let results = deliver(&context, &gate, 1..=4, 32, support::DEADLINE).await;
    assert!(results.iter().all(|result| result.outcome == Outcome::Delivered));
    assert_eq!(sandbox.most_at_once(), 4, "it begins modestly");
    let results = deliver(&context, &gate, 5..=150, 32, support::DEADLINE).await;

    assert!(results.iter().all(|result| result.outcome == Outcome::Delivered));
    assert_eq!(gate.limit(64), 32);
    let most = sandbox.most_at_once();
    assert!((17..=32).contains(&most), "{most}");
}

#[tokio::test]
async fn a_burst_of_failures_halves_them_once_and_good_answers_raise_them_slowly_again() {
    for status in [429, 503] {
        let sandbox = Sandbox::start().await.unwrap();
        let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
        add_fault(&sandbox, Some(4), json!({"kind": "status", "status": status}));

        let results = deliver(&context, &gate, 1..=4, 32, support::DEADLINE).await;
        assert_eq!(outcomes(&results), [Outcome::Retry; 4]);
        assert_eq!(gate.limit(32), 2, "{status}");

        let results = deliver(&context, &gate, 5..=9, 32, support::DEADLINE).await;
        assert_eq!(outcomes(&results), [Outcome::Delivered; 5]);
        assert_eq!(gate.limit(32), 3, "{status}");
    }
}

#[tokio::test]
async fn a_platform_that_does_not_answer_is_asked_half_as_much() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    add_fault(&sandbox, None, json!({"kind": "hang"}));

    let hurried = deliver(&context, &gate, 1..=4, 32, Duration::from_millis(500)).await;
    assert_eq!(outcomes(&hurried), [Outcome::Retry; 4]);
    assert_eq!(gate.limit(32), 4, "its caller had no time for it");

    let patient = deliver(&context, &gate, 1..=4, 32, Duration::from_millis(2500)).await;
    assert_eq!(outcomes(&patient), [Outcome::Retry; 4]);
    assert_eq!(gate.limit(32), 2);
}

#[tokio::test]
async fn other_failures_change_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    for fault in [json!({"kind": "status", "status": 500}), json!({"kind": "reset"})] {
        add_fault(&sandbox, Some(4), fault);
        let results = deliver(&context, &gate, 1..=4, 32, support::DEADLINE).await;
        assert_eq!(outcomes(&results), [Outcome::Retry; 4]);
        assert_eq!(gate.limit(32), 4);
    }
}

#[tokio::test]
async fn a_rest_that_outlasts_the_deadline_leaves_the_others_unsent_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    let busy = json!({"kind": "status", "status": 429, "retryAfter": "60"});
    add_fault(&sandbox, Some(1), busy);
    let began = Instant::now();

    let results = deliver(&context, &gate, 1..=3, 1, Duration::from_secs(30)).await;
    assert_eq!(outcomes(&results), [Outcome::Retry, Outcome::Unsent, Outcome::Unsent]);
    let results = deliver(&context, &gate, 4..=5, 1, Duration::from_secs(30)).await;
    assert_eq!(outcomes(&results), [Outcome::Unsent; 2]);

    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert_eq!(orders(&sandbox), 1);
    assert!(gate.rest().unwrap() > Duration::from_secs(40), "{:?}", gate.rest());
}

#[tokio::test]
async fn a_rest_that_ends_in_time_is_waited_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    let busy = json!({"kind": "status", "status": 503, "retryAfter": "1"});
    add_fault(&sandbox, Some(1), busy);
    let began = Instant::now();

    let results = deliver(&context, &gate, 1..=3, 1, support::DEADLINE).await;

    assert_eq!(
        outcomes(&results),
        [Outcome::Retry, Outcome::Delivered, Outcome::Delivered]
    );
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(gate.rest(), None);
}

#[tokio::test]
async fn deliveries_to_one_platform_share_what_it_bears() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    add_fault(&sandbox, None, json!({"kind": "latency", "ms": 50}));

    let (one, two) = tokio::join!(
        deliver(&context, &gate, 1..=6, 3, support::DEADLINE),
        deliver(&context, &gate, 7..=12, 3, support::DEADLINE),
    );

    assert_eq!(outcomes(&one), [Outcome::Delivered; 6]);
    assert_eq!(outcomes(&two), [Outcome::Delivered; 6]);
    assert_eq!(sandbox.most_at_once(), 3);
}

#[tokio::test]
async fn what_would_not_be_answered_in_time_is_not_begun() {
    let sandbox = Sandbox::start().await.unwrap();
    let (context, gate) = (connected(&sandbox.url()).await, Gate::default());
    add_fault(&sandbox, None, json!({"kind": "latency", "ms": 500}));
    let results = deliver(&context, &gate, 1..=1, 1, support::DEADLINE).await;
    assert_eq!(outcomes(&results), [Outcome::Delivered]);

    let results = deliver(&context, &gate, 2..=5, 1, Duration::from_millis(1_400)).await;
    assert_eq!(
        outcomes(&results),
        [Outcome::Delivered, Outcome::Delivered, Outcome::Unsent, Outcome::Unsent]
    );
    assert_eq!(orders(&sandbox), 3);

    let results = deliver(&context, &gate, 6..=7, 1, Duration::from_millis(400)).await;
    assert_eq!(
        outcomes(&results),
        [Outcome::Retry, Outcome::Unsent],
        "one is tried all the same"
    );

    let results = deliver(&context, &gate, 8..=11, 4, Duration::from_millis(400)).await;
    assert_eq!(
        outcomes(&results),
        [Outcome::Retry, Outcome::Unsent, Outcome::Unsent, Outcome::Unsent],
        "one, however many there is room for"
    );
}
