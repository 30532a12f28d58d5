//! The sender against the sandbox: what becomes of orders, whatever the platform does.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use support::{connected, connector, context, deliver, deliver_within, key, parcel, parcels};
use waybill::{
    delivery::{Limits, Outcome, State},
    pace::Gate,
};
use waybill_sandbox::Sandbox;

fn fault(endpoint: &str, fault: Value) -> Value {
    json!({"endpoint": endpoint, "fault": fault})
}

#[tokio::test]
async fn two_hundred_and_fifty_orders_reach_logistos_in_three_requests_each_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    let parcels = parcels(logistos, &context, 1..=250);

    let results = deliver(logistos, &context, &parcels, 4).await;

    assert!(
        results
            .iter()
            .all(|result| result.outcome == Outcome::Delivered && result.http_status == Some(200))
    );
    assert_eq!(
        results.iter().map(|result| result.order_id).collect::<Vec<_>>(),
        (1..=250).collect::<Vec<_>>()
    );
    let requests = sandbox.requests("logistos");
    assert_eq!(requests.len(), 3);
    assert!(
        requests.iter().all(|request| request.valid),
        "{:?}",
        requests[0].problems
    );
    let orders = sandbox.orders("logistos");
    assert_eq!(orders.len(), 250);
    assert!(orders.iter().all(|order| order["received"] == 1));
}

#[tokio::test]
async fn trackingtech_is_sent_one_order_a_request_and_gives_its_id() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    let parcels = parcels(trackingtech, &context, [7]);

    let results = deliver(trackingtech, &context, &parcels, 1).await;

    assert_eq!(
        (results[0].outcome, results[0].state),
        (Outcome::Delivered, State::Delivered)
    );
    assert_eq!(
        results[0].remote_id.as_deref(),
        sandbox.orders("trackingtech")[0]["id"].as_str()
    );
    let request = sandbox.requests("trackingtech").pop().unwrap();
    assert!(request.valid, "{:?}", request.problems);
    assert_eq!(request.headers["idempotency-key"], key(7));
    assert_eq!(
        request.headers["user-agent"],
        format!("Waybill/{}; https://shop.example", waybill::VERSION)
    );
}

#[tokio::test]
async fn the_contracts_table_of_replies_holds() {
    for (status, outcome, state) in [
        (200, Outcome::Delivered, State::Delivered),
        (204, Outcome::Delivered, State::Delivered),
        (301, Outcome::Retry, State::Pending),
        (400, Outcome::Rejected, State::Failed),
        (401, Outcome::Refused, State::Held),
        (403, Outcome::Refused, State::Held),
        (404, Outcome::Rejected, State::Failed),
        (408, Outcome::Retry, State::Pending),
        (409, Outcome::Rejected, State::Failed),
        (410, Outcome::Refused, State::Held),
        (413, Outcome::Rejected, State::Failed),
        (418, Outcome::Rejected, State::Failed),
        (422, Outcome::Rejected, State::Failed),
        (425, Outcome::Retry, State::Pending),
        (429, Outcome::Retry, State::Pending),
        (500, Outcome::Retry, State::Pending),
        (502, Outcome::Retry, State::Pending),
        (503, Outcome::Retry, State::Pending),
        (504, Outcome::Retry, State::Pending),
        (507, Outcome::Retry, State::Pending),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        for id in ["logistos", "trackingtech"] {
            let (connector, context) = (connector(id), connected(&sandbox.url()).await);
            sandbox
                .add_fault(fault("orders", json!({"kind": "status", "status": status})))
                .unwrap();
            let result = deliver(connector, &context, &[parcel(connector, &context, 1)], 1)
                .await
                .remove(0);
            assert_eq!((result.outcome, result.state), (outcome, state), "{id} {status}");
            assert_eq!(result.http_status, Some(status), "{id} {status}");
            assert_eq!(result.retry_in_s.is_some(), outcome == Outcome::Retry, "{id} {status}");
            sandbox.clear_faults();
        }
    }
}

#[tokio::test]
async fn what_brings_no_reply_is_tried_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    for (kind, message) in [
        ("reset", "the connection broke, or the answer was no HTTP"),
        ("lost_reply", "the connection broke, or the answer was no HTTP"),
        ("hang", "no answer in time"),
        ("slow_body", "no answer in time"),
    ] {
        sandbox.add_fault(fault("orders", json!({"kind": kind}))).unwrap();
        let began = Instant::now();
        let within = Duration::from_millis(700);
        let result = deliver_within(trackingtech, &context, &[parcel(trackingtech, &context, 1)], 1, within)
            .await
            .remove(0);
        assert!(
            began.elapsed() < within + support::OVERRUN,
            "{kind} took {:?}",
            began.elapsed()
        );
        assert_eq!(
            (result.outcome, result.state, result.retry_in_s),
            (Outcome::Retry, State::Pending, Some(5)),
            "{kind}"
        );
        assert_eq!(
            (result.http_status, result.message.as_deref()),
            (None, Some(message)),
            "{kind}"
        );
        sandbox.clear_faults();
    }
}

#[tokio::test]
async fn an_order_whose_reply_was_lost_is_repeated_under_the_same_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    sandbox
        .add_fault(json!({"endpoint": "orders", "times": 1, "fault": {"kind": "lost_reply"}}))
        .unwrap();
    let parcel = parcel(trackingtech, &context, 1);

    let first = deliver(trackingtech, &context, std::slice::from_ref(&parcel), 1)
        .await
        .remove(0);
    let second = deliver(trackingtech, &context, std::slice::from_ref(&parcel), 1)
        .await
        .remove(0);

    assert_eq!((first.outcome, second.outcome), (Outcome::Retry, Outcome::Delivered));
    let orders = sandbox.orders("trackingtech");
    assert_eq!(orders[0]["deliveries"], json!({ key(1): 2 }));
}

#[tokio::test]
async fn nothing_listens_where_the_platform_should_be() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let context = context(&format!("http://127.0.0.1:{port}"));
    let logistos = connector("logistos");
    let result = deliver(logistos, &context, &[parcel(logistos, &context, 1)], 1)
        .await
        .remove(0);
    assert_eq!((result.outcome, result.state), (Outcome::Retry, State::Pending));
    assert_eq!(result.message.as_deref(), Some("the host refuses the connection"));
}

#[tokio::test]
async fn what_is_no_answer_of_the_platforms_is_accepted_with_its_status_alone() {
    // The contract: 2xx accepts, whatever the body; it is read to 64 KiB and no further.
    let sandbox = Sandbox::start().await.unwrap();
    for kind in ["garbage", "html", "endless_body", "bomb"] {
        for id in ["logistos", "trackingtech"] {
            let (connector, context) = (connector(id), connected(&sandbox.url()).await);
            sandbox.add_fault(fault("orders", json!({"kind": kind}))).unwrap();
            let result = deliver(connector, &context, &[parcel(connector, &context, 1)], 1)
                .await
                .remove(0);
            assert_eq!(
                (result.outcome, result.remote_id, result.message),
                (Outcome::Delivered, None, None),
                "{id} {kind}"
            );
            sandbox.clear_faults();
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    sandbox.add_fault(fault("orders", json!({"kind": "redirect"}))).unwrap();
    let result = deliver(logistos, &context, &[parcel(logistos, &context, 1)], 1)
        .await
        .remove(0);
    assert_eq!((result.outcome, result.http_status), (Outcome::Retry, Some(302)));
    assert_eq!(sandbox.requests("trap").len(), 0);
}

#[tokio::test]
async fn a_rate_limited_reply_is_retried_after_its_header() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    for (header, attempt, seconds) in [
        ("120", 1, 120),
        ("1", 1, 5),
        ("120", 2, 300),
        ("999999", 1, 86_400),
        ("soon", 1, 5),
    ] {
        let reply =
            json!({"kind": "status", "status": 429, "retryAfter": header, "body": "{\"message\": \"slow\\ndown\"}"});
        sandbox.add_fault(fault("orders", reply)).unwrap();
        let parcel = waybill::connector::Parcel {
            attempt,
            ..parcel(logistos, &context, 1)
        };
        let result = deliver(logistos, &context, &[parcel], 1).await.remove(0);
        assert_eq!(result.retry_in_s, Some(seconds), "{header}, attempt {attempt}");
        assert_eq!(result.message.as_deref(), Some("slow down"));
        sandbox.clear_faults();
    }
}

#[tokio::test]
async fn after_the_tenth_attempt_the_order_waits_for_the_merchant() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    sandbox
        .add_fault(fault(
            "orders",
            json!({"kind": "status", "status": 503, "retryAfter": "60"}),
        ))
        .unwrap();
    let parcel = waybill::connector::Parcel {
        attempt: 10,
        ..parcel(logistos, &context, 1)
    };
    let result = deliver(logistos, &context, &[parcel], 1).await.remove(0);
    assert_eq!(
        (result.outcome, result.state, result.retry_in_s),
        (Outcome::Retry, State::Failed, None)
    );
}

#[tokio::test]
async fn a_rejected_batch_is_halved_until_the_order_at_fault_stands_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    for bad in [13, 77] {
        sandbox
            .add_fault(json!({"orderId": bad, "fault": {"kind": "reject_batch"}}))
            .unwrap();
    }
    let parcels = parcels(logistos, &context, 1..=100);

    let results = deliver(logistos, &context, &parcels, 2).await;

    let rejected: Vec<_> = results
        .iter()
        .filter(|result| result.outcome == Outcome::Rejected)
        .collect();
    assert_eq!(
        rejected.iter().map(|result| result.order_id).collect::<Vec<_>>(),
        [13, 77]
    );
    assert!(
        rejected
            .iter()
            .all(|result| result.state == State::Failed && result.message.as_deref() == Some("rejected on demand"))
    );
    assert_eq!(
        results
            .iter()
            .filter(|result| result.outcome == Outcome::Delivered)
            .count(),
        98
    );
    let held = sandbox.orders("logistos");
    assert_eq!(held.len(), 98);
    assert!(held.iter().all(|order| order["received"] == 1), "an order came twice");
}

#[tokio::test]
async fn an_order_that_an_accepting_reply_rejects_fails_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    let fault = json!({"kind": "reject_order", "message": "no such\u{7} sku <b>"});
    sandbox.add_fault(json!({"orderId": 3, "fault": fault})).unwrap();
    let parcels = parcels(logistos, &context, 1..=5);

    let results = deliver(logistos, &context, &parcels, 1).await;

    let states: Vec<_> = results.iter().map(|result| result.state).collect();
    assert_eq!(
        states,
        [
            State::Delivered,
            State::Delivered,
            State::Failed,
            State::Delivered,
            State::Delivered
        ]
    );
    assert_eq!(results[2].message.as_deref(), Some("no such sku <b>"));
    assert_eq!(sandbox.requests("logistos").len(), 1);
}

#[tokio::test]
async fn a_refusal_stops_what_has_not_begun() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    sandbox
        .add_fault(fault("orders", json!({"kind": "status", "status": 401})))
        .unwrap();
    let parcels = parcels(trackingtech, &context, 1..=10);

    let results = deliver(trackingtech, &context, &parcels, 2).await;

    let held = results.iter().filter(|result| result.state == State::Held).count();
    assert!(
        (1..=2).contains(&held),
        "{held} were refused with two requests in flight"
    );
    assert!(
        results[2..]
            .iter()
            .all(|result| result.outcome == Outcome::Unsent && result.retry_in_s == Some(0))
    );
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_and_the_connection_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), context(&sandbox.url()));
    let result = deliver(trackingtech, &context, &[parcel(trackingtech, &context, 1)], 1)
        .await
        .remove(0);
    assert_eq!((result.outcome, result.state), (Outcome::Refused, State::Held));
    assert_eq!(sandbox.requests("trackingtech").len(), 0);
}

#[tokio::test]
async fn as_many_requests_are_in_flight_as_are_allowed_and_no_more() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    sandbox
        .add_fault(fault("orders", json!({"kind": "latency", "ms": 50})))
        .unwrap();
    let parcels = parcels(trackingtech, &context, 1..=32);

    let results = deliver(trackingtech, &context, &parcels, 8).await;

    assert!(results.iter().all(|result| result.outcome == Outcome::Delivered));
    assert_eq!(sandbox.most_at_once(), 8);
}

#[tokio::test]
async fn at_the_deadline_what_was_begun_counts_and_what_was_not_is_unsent() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    sandbox.add_fault(fault("orders", json!({"kind": "hang"}))).unwrap();
    let parcels = parcels(trackingtech, &context, 1..=5);
    let (began, within) = (Instant::now(), Duration::from_millis(500));

    let results = deliver_within(trackingtech, &context, &parcels, 2, within).await;

    assert!(began.elapsed() < within + support::OVERRUN, "{:?}", began.elapsed());
    let outcomes: Vec<_> = results.iter().map(|result| result.outcome).collect();
    assert_eq!(
        outcomes,
        [
            Outcome::Retry,
            Outcome::Retry,
            Outcome::Unsent,
            Outcome::Unsent,
            Outcome::Unsent
        ]
    );
    assert!(results[0].duration_ms >= 400, "{} ms", results[0].duration_ms);
}

#[tokio::test]
async fn an_interruption_ends_the_wait() {
    let sandbox = Sandbox::start().await.unwrap();
    let (trackingtech, context) = (connector("trackingtech"), connected(&sandbox.url()).await);
    sandbox.add_fault(fault("orders", json!({"kind": "hang"}))).unwrap();
    let began = Instant::now();
    let surroundings = waybill::delivery::Surroundings {
        interrupted: &|| began.elapsed() > Duration::from_millis(200),
        ..support::surroundings()
    };
    let parcels = parcels(trackingtech, &context, 1..=3);

    let results = waybill::delivery::deliver(
        trackingtech,
        &context,
        &support::client(),
        &parcels,
        &Limits {
            concurrency: 1,
            gate: &Gate::default(),
            deadline: began + support::DEADLINE,
        },
        &surroundings,
    )
    .await;

    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(results[0].outcome, Outcome::Retry);
    assert_eq!(results[2].outcome, Outcome::Unsent);
}

#[tokio::test]
async fn a_batch_never_exceeds_the_bytes_that_the_platform_takes() {
    let sandbox = Sandbox::start().await.unwrap();
    let (logistos, context) = (connector("logistos"), context(&sandbox.url()));
    let big = |id| {
        let mut order = support::order(id);
        order["line_items"][0]["name"] = "ü".repeat(20_000).into();
        let order = waybill::order::Order::deserialize(order).unwrap();
        let payload = logistos.payload(&context, &key(id), &order).unwrap();
        waybill::connector::Parcel {
            key: key(id),
            order_id: id,
            attempt: 1,
            payload,
        }
    };
    let parcels: Vec<_> = (1..=60).map(big).collect();

    let results = deliver(logistos, &context, &parcels, 1).await;

    assert!(
        results.iter().all(|result| result.outcome == Outcome::Delivered),
        "{:?}",
        results[0]
    );
    let requests = sandbox.requests("logistos");
    assert!(
        requests.len() > 1
            && requests
                .iter()
                .all(|request| request.body.to_string().len() <= 1024 * 1024)
    );
}
