//! The JSON that PHP hands over and gets back (docs/boundary.md), with nothing of PHP.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use serde_json::{Value, json};
use waybill::boundary;
use waybill_sandbox::Sandbox;

/// The boundary blocks its thread, as PHP does; the sandbox runs on the others.
fn ask(
    function: fn(&str, &dyn Fn() -> bool) -> Result<String, boundary::BoundaryError>,
    request: Value,
) -> Result<Value, String> {
    let request = request.to_string();
    let answer = std::thread::spawn(move || function(&request, &|| false).map_err(|error| error.to_string()));
    answer
        .join()
        .unwrap()
        .map(|answer| serde_json::from_str(&answer).unwrap())
}

fn request(url: &str) -> Value {
    json!({
        "connection": "logistos", "store": {"url": support::SITE, "name": "My shop", "currency": "CLP", "timezone": "UTC", "decimals": 0, "weight_unit": "kg"},
        "device_id": support::DEVICE_ID, "settings": {"orders_url": format!("{url}/logistos/integration/woo_commerce_orders")},
        "deadline_ms": 5000, "concurrency": 2,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_read_fails_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut request = request(&sandbox.url());
    let mut broken = support::order(2);
    broken["total"] = "12,50".into();
    request["orders"] = json!([
        {"key": support::key(1), "attempt": 1, "order": support::order(1)},
        {"key": support::key(2), "attempt": 1, "order": broken},
        {"key": support::key(3), "attempt": 1, "order": "no order at all"},
        {"key": support::key(4), "attempt": 1, "order": support::order(4)},
    ]);

    let answer = ask(boundary::deliver, request).unwrap();

    let results = answer["results"].as_array().unwrap();
    let states: Vec<_> = results.iter().map(|result| result["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["delivered", "failed", "failed", "delivered"]);
    assert_eq!(results[1]["order_id"], 2);
    assert_eq!(results[1]["key"], support::key(2));
    assert!(
        results[1]["message"]
            .as_str()
            .unwrap()
            .starts_with("the order cannot be read: ")
    );
    assert_eq!(sandbox.orders("logistos").len(), 2);
}

/// A request for orders 1 to 3 of either platform, the second of which cannot be read.
async fn three_orders(connection: &str, url: &str) -> Value {
    let context = support::connected(url).await;
    let mut broken = support::order(2);
    broken["total"] = "12,50".into();
    let mut request = request(url);
    request["connection"] = connection.into();
    // One after the other, so that they arrive in their order.
    request["concurrency"] = 1.into();
    request["settings"] = json!(context.settings);
    request["secrets"] = json!({"token": context.secrets.get("token")});
    request["orders"] = json!([
        {"key": support::key(1), "attempt": 1, "order": support::order(1)},
        {"key": support::key(2), "attempt": 1, "order": broken},
        {"key": support::key(3), "attempt": 1, "order": support::order(3)},
    ]);
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_what_the_platform_then_receives_and_sends_nothing() {
    for (connection, requests) in [("logistos", 1), ("trackingtech", 2)] {
        let sandbox = Sandbox::start().await.unwrap();
        let request = three_orders(connection, &sandbox.url()).await;
        let before = sandbox.requests(connection).len();

        let preview = ask(|request, _| boundary::preview(request), request.clone()).unwrap();
        assert_eq!(sandbox.requests(connection).len(), before, "nothing was sent");
        let sent = ask(boundary::deliver, request).unwrap();

        assert_eq!(preview["ok"], true);
        assert_eq!(preview["data"]["unreadable"], json!([sent["results"][1]]));
        let received = sandbox.requests(connection).split_off(before);
        let previews = preview["data"]["requests"].as_array().unwrap();
        assert_eq!((previews.len(), received.len()), (requests, requests));
        for (preview, received) in previews.iter().zip(&received) {
            let body: Value = serde_json::from_str(preview["body"].as_str().unwrap()).unwrap();
            assert_eq!(body, received.body);
            assert_eq!(preview["method"], "POST");
            assert!(preview["url"].as_str().unwrap().ends_with("orders"), "{preview}");
            let headers = preview["headers"].as_object().unwrap();
            assert_eq!(headers.len(), 3);
            for (name, value) in headers {
                assert_eq!(value, &received.headers[name], "{name}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_tells_no_secret_and_says_what_is_missing() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut request = three_orders("trackingtech", &sandbox.url()).await;
    let token = request["secrets"]["token"].as_str().unwrap().to_owned();
    let preview = |request| ask(|request, _| boundary::preview(request), request).unwrap();
    assert!(!preview(request.clone()).to_string().contains(&token));

    request["secrets"] = json!({});
    let answer = preview(request);
    assert_eq!(
        (&answer["ok"], &answer["error"]["kind"]),
        (&json!(false), &json!("refused"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_kept_between_calls_and_made_anew_for_another_network() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut request = request(&sandbox.url());
    request["orders"] = json!([{"key": support::key(1), "attempt": 1, "order": support::order(1)}]);
    let answers = tokio::task::spawn_blocking(move || {
        let mut answers = Vec::new();
        for proxy in ["", "", "http://127.0.0.1:1"] {
            request["http"] = json!({"proxy": proxy});
            answers.push(boundary::deliver(&request.to_string(), &|| false).unwrap());
        }
        answers
    });
    for answer in answers.await.unwrap() {
        // Loopback is reached without the proxy.
        assert!(answer.contains("\"delivered\""), "{answer}");
    }
}

#[test]
fn misuse_is_an_error_and_names_what_is_wrong() {
    for (request, expected) in [
        (json!([]), "the request is not what the boundary asks for"),
        (json!({"connection": "logistos"}), "missing field"),
        (
            json!({"connection": "acme", "store": {}, "deadline_ms": 1, "orders": []}),
            "there is no connector \"acme\"",
        ),
        (
            json!({"connection": "a".repeat(1000), "store": {}, "deadline_ms": 1, "orders": []}),
            "there is no connector \"aaaaaaaaaaaaaaaaaaaa\"",
        ),
    ] {
        let error = ask(boundary::deliver, request).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn nothing_that_prints_itself_for_debugging_tells_a_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = support::connected(&sandbox.url()).await;
    let token = context.secrets.get("token").unwrap().to_owned();
    assert_eq!(token.len(), 40);
    let printed = format!("{context:?} {:?} {:?}", context.secrets, support::client());
    assert!(printed.contains("token") && !printed.contains(&token));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_tells_what_the_platform_bears_and_a_process_keeps_its_rest_for_that_platform_alone() {
    let (resting, other) = (Sandbox::start().await.unwrap(), Sandbox::start().await.unwrap());
    let busy = json!({"kind": "status", "status": 503, "retryAfter": "60"});
    resting
        .add_fault(json!({"endpoint": "orders", "times": 1, "fault": busy}))
        .unwrap();
    let deliver = |sandbox: &Sandbox| {
        let mut request = request(&sandbox.url());
        request["orders"] = json!([{"key": support::key(1), "attempt": 1, "order": support::order(1)}]);
        request.to_string()
    };
    let requests = [deliver(&other), deliver(&resting), deliver(&resting), deliver(&other)];
    let answers = std::thread::spawn(move || {
        let answer = |request: String| boundary::deliver(&request, &|| false).unwrap();
        requests.map(|request| serde_json::from_str::<Value>(&answer(request)).unwrap())
    });
    let answers = answers.join().unwrap();

    let outcomes = answers.each_ref().map(|answer| answer["results"][0]["outcome"].clone());
    assert_eq!(outcomes, ["delivered", "retry", "unsent", "delivered"]);
    assert_eq!(
        answers.each_ref().map(|answer| answer["concurrency"].clone()),
        [2, 1, 1, 2]
    );
    for resting in &answers[1..=2] {
        assert!((40..=60).contains(&resting["rest_s"].as_u64().unwrap()), "{resting}");
    }
    assert_eq!(
        (&answers[0]["rest_s"], &answers[3]["rest_s"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn no_orders_give_no_results() {
    let mut request = request("http://127.0.0.1:1");
    request["orders"] = json!([]);
    assert_eq!(
        ask(boundary::deliver, request).unwrap(),
        json!({"results": [], "concurrency": 2, "rest_s": null})
    );
}

#[test]
fn a_checked_setting_is_named_with_what_is_wrong_with_it() {
    let mut request = request("http://127.0.0.1:1");
    request["step"] = "check".into();
    request["settings"]["orders_url"] = "http://admin.logistos.in/".into();
    let answer = ask(boundary::call, request).unwrap();
    assert_eq!(answer["ok"], false);
    assert_eq!(answer["error"]["kind"], "invalid_url");
    assert_eq!(answer["error"]["field"], "orders_url");
}

#[test]
fn each_connector_says_what_it_is() {
    let connectors: Value = serde_json::from_str(&boundary::connectors().unwrap()).unwrap();
    assert_eq!(connectors[0]["id"], "logistos");
    assert_eq!(connectors[0]["max_orders"], 100);
    assert_eq!(
        connectors[1]["steps"],
        json!(["resolve", "login", "stores", "link", "status", "uninstall"])
    );
}
