//! The sandbox takes the contract's own examples, and names each single breach of them.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use waybill_sandbox::Sandbox;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const DEVICE_ID: &str = "6e22cacd4d2cf01b095fc9576ea191d3a7f0ca60c67ad3ebc35f5d26a8720cdf";

fn logistos_order() -> Value {
    let address = json!({"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "", "state": "", "postcode": "", "country": "", "phone": ""});
    let mut billing = address.clone();
    billing["email"] = "".into();
    json!({
        "store": {"url": "https://shop.example", "name": "My shop", "currency": "CLP", "timezone": "America/Santiago"},
        "orders": [{
            "delivery_id": KEY, "id": 1234, "number": "1234", "status": "processing", "currency": "CLP",
            "date_created": "2026-11-21T09:30:00Z", "date_modified": "2026-11-21T09:31:00Z", "date_paid": "2026-11-21T09:31:00Z",
            "subtotal": "39980", "discount_total": "0", "shipping_total": "3990", "fee_total": "500", "total_tax": "7096", "total": "51566",
            "billing": billing, "shipping": address,
            "line_items": [{"name": "Mug", "sku": "MUG-1", "quantity": 2, "subtotal": "39980", "total": "39980", "total_tax": "7096"}],
            "fee_lines": [{"name": "Handling", "total": "500", "total_tax": "0"}],
            "shipping_lines": [{"method_id": "flat_rate", "method_title": "Flat rate", "total": "3990", "total_tax": "0"}],
            "tax_lines": [{"rate_code": "CL-IVA-1", "label": "IVA", "tax_total": "7096", "shipping_tax_total": "0"}],
        }],
    })
}

fn trackingtech_order() -> Value {
    json!({
        "orderId": 1234, "customerId": "c_1", "storeId": "s_1",
        "products": [{"name": "Mug", "sku": "MUG-1", "quantity": 2, "price": "19990", "weight": "0.35"}],
        "shippingAddress": {"firstName": "", "lastName": "", "address1": "", "address2": "", "city": "", "state": "", "postcode": "", "country": "", "email": "", "phone": ""},
    })
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn send(sandbox: &Sandbox, path: &str, token: &str, key: &str, body: &Value) -> Response {
    // Built without a default: the first installed serves all tests of this process.
    rustls::crypto::ring::default_provider().install_default().ok();
    Client::new()
        .post(format!("{}{path}", sandbox.url()))
        .header("user-agent", "Waybill/0.1.0; https://shop.example")
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", key)
        .timeout(Duration::from_secs(5))
        .json(body)
        .send()
        .await
        .unwrap()
}

async fn to_logistos(sandbox: &Sandbox, body: &Value) -> Response {
    send(
        sandbox,
        "/logistos/integration/woo_commerce_orders",
        "",
        &hash(KEY),
        body,
    )
    .await
}

async fn token(sandbox: &Sandbox) -> String {
    let login = json!({"code": "CHILE-01", "platform": "woocommerce", "deviceId": DEVICE_ID, "email": "merchant@example.com", "password": "sandbox-password"});
    let reply: Value = send(sandbox, "/trackingtech/login", "", "", &login)
        .await
        .json()
        .await
        .unwrap();
    reply["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_contracts_examples_are_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = json!({"store_url": "https://shop.example", "consumer_key": format!("ck_{}", "a".repeat(40)), "consumer_secret": format!("cs_{}", "b".repeat(40))});
    assert_eq!(
        send(
            &sandbox,
            "/logistos/integration/integrate_woo_commerce",
            "",
            "",
            &credentials
        )
        .await
        .status(),
        StatusCode::OK
    );
    assert_eq!(to_logistos(&sandbox, &logistos_order()).await.status(), StatusCode::OK);

    let token = token(&sandbox).await;
    let id = json!({"platform": "woocommerce", "deviceId": DEVICE_ID});
    let with = |more: Value| {
        let mut body = id.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (step, body) in [
        ("resolve", with(json!({"code": "CHILE-01"}))),
        (
            "link",
            with(json!({"storeId": "s_1", "storeUrl": "https://shop.example"})),
        ),
        ("orders", trackingtech_order()),
        ("orders/status", json!({"customerId": "c_1", "orderIds": [1234]})),
        (
            "uninstall",
            with(json!({"storeUrl": "https://shop.example", "customerId": "c_1"})),
        ),
    ] {
        let reply = send(&sandbox, &format!("/trackingtech/{step}"), &token, KEY, &body).await;
        assert_eq!(
            reply.status(),
            StatusCode::OK,
            "{step}: {}",
            reply.text().await.unwrap()
        );
    }
    assert!(
        sandbox
            .requests("logistos")
            .iter()
            .chain(&sandbox.requests("trackingtech"))
            .all(|request| request.valid)
    );
}

#[tokio::test]
async fn each_single_breach_of_a_logistos_order_is_named() {
    let sandbox = Sandbox::start().await.unwrap();
    for (pointer, value, place) in [
        ("/orders/0/delivery_id", json!("short"), "orders[0].delivery_id"),
        ("/orders/0/id", json!("1234"), "orders[0].id"),
        ("/orders/0/id", json!(0), "orders[0].id"),
        ("/orders/0/status", json!("wc-processing"), "orders[0].status"),
        ("/orders/0/total", json!(51566), "orders[0].total"),
        ("/orders/0/total", json!("51566.00"), "orders[0]"),
        ("/orders/0/total", json!("-0"), "orders[0].total"),
        ("/orders/0/total", json!("1e3"), "orders[0].total"),
        (
            "/orders/0/date_created",
            json!("2026-11-21T09:30:00+00:00"),
            "orders[0].date_created",
        ),
        (
            "/orders/0/date_created",
            json!("2026-99-21T09:30:00Z"),
            "orders[0].date_created",
        ),
        ("/orders/0/date_paid", Value::Null, "orders[0].date_paid"),
        (
            "/orders/0/line_items/0/quantity",
            json!("2"),
            "orders[0].line_items[0].quantity",
        ),
        ("/orders/0/payment_method", json!("bacs"), "orders[0].payment_method"),
        ("/orders/0/shipping/email", json!(""), "orders[0].shipping.email"),
        ("/orders/0/billing/note", json!(""), "orders[0].billing.note"),
        ("/orders", json!([]), "orders"),
        ("/store/url", json!("shop.example"), "store.url"),
        ("/extra", json!(1), "extra"),
    ] {
        let mut body = logistos_order();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        let reply = to_logistos(&sandbox, &body).await;
        assert_eq!(reply.status(), StatusCode::UNPROCESSABLE_ENTITY, "{pointer}");
        let reply: Value = reply.json().await.unwrap();
        let named = reply["problems"]
            .as_array()
            .unwrap()
            .iter()
            .any(|problem| problem.as_str().unwrap().starts_with(&format!("{place}: ")));
        assert!(named, "{pointer}: {reply}");
    }
    assert!(sandbox.orders("logistos").is_empty());
}

#[tokio::test]
async fn each_single_breach_of_a_trackingtech_order_is_named() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    for (pointer, value, place) in [
        ("/orderId", json!("1234"), "orderId"),
        ("/customerId", json!(""), "customerId"),
        ("/products/0/price", json!(19990), "products[0].price"),
        ("/products/0/weight", json!("0.350"), "products[0].weight"),
        ("/products/0/weight", json!("0"), "products[0].weight"),
        ("/products/0/weight", json!("0.12345"), "products[0].weight"),
        ("/products/0/tax", json!("1"), "products[0].tax"),
        ("/shippingAddress/company", json!(""), "shippingAddress.company"),
        ("/shippingAddress/phone", json!(5), "shippingAddress.phone"),
    ] {
        let mut body = trackingtech_order();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        let reply = send(&sandbox, "/trackingtech/orders", &token, KEY, &body).await;
        assert_eq!(reply.status(), StatusCode::UNPROCESSABLE_ENTITY, "{pointer}");
        let reply: Value = reply.json().await.unwrap();
        assert!(
            reply["message"].as_str().unwrap().contains(&format!("{place}: ")),
            "{pointer}: {reply}"
        );
    }
    let reply = send(
        &sandbox,
        "/trackingtech/orders",
        &token,
        "no key",
        &trackingtech_order(),
    )
    .await;
    assert_eq!(reply.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sandbox.orders("trackingtech").is_empty());
}

#[tokio::test]
async fn a_repeat_keeps_its_id_and_is_counted_under_its_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let reply: Value = send(&sandbox, "/trackingtech/orders", &token, KEY, &trackingtech_order())
            .await
            .json()
            .await
            .unwrap();
        ids.push(reply["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(sandbox.orders("trackingtech")[0]["deliveries"], json!({KEY: 2}));
}

#[tokio::test]
async fn without_a_token_nothing_is_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(&sandbox, "/trackingtech/orders", "guessed", KEY, &trackingtech_order()).await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    assert!(sandbox.orders("trackingtech").is_empty());
}

#[tokio::test]
async fn a_rule_is_used_up_and_an_unknown_one_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"platform": "logistos", "times": 2, "fault": {"kind": "status", "status": 503}}))
        .unwrap();
    sandbox
        .add_fault(json!({"times": 0, "fault": {"kind": "status", "status": 500}}))
        .unwrap();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(to_logistos(&sandbox, &logistos_order()).await.status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 200]);
    for rule in [
        json!({"fault": {"kind": "earthquake"}}),
        json!({"fault": {"kind": "hang"}, "tmes": 1}),
        json!({"fault": {"kind": "latency", "ms": 1, "s": 1}}),
    ] {
        assert!(sandbox.add_fault(rule.clone()).is_err(), "{rule}");
    }
}

/// Which of fifty requests fail, at a probability of a half, after this seed.
async fn draws(seed: u64) -> Vec<bool> {
    let sandbox = Sandbox::start().await.unwrap();
    let seeded = Client::new()
        .post(format!("{}/_sandbox/seed", sandbox.url()))
        .json(&json!({ "seed": seed }))
        .send()
        .await
        .unwrap();
    assert_eq!(seeded.status(), StatusCode::NO_CONTENT);
    sandbox
        .add_fault(json!({"probability": 0.5, "fault": {"kind": "status", "status": 503}}))
        .unwrap();
    let mut draws = Vec::new();
    for _ in 0..50 {
        draws.push(to_logistos(&sandbox, &logistos_order()).await.status() == StatusCode::SERVICE_UNAVAILABLE);
    }
    draws
}

#[tokio::test]
async fn the_same_seed_draws_the_same_faults() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let first = draws(7).await;
    assert!(first.contains(&true) && first.contains(&false));
    assert_eq!(draws(7).await, first);
    assert_ne!(draws(8).await, first);
}

#[tokio::test]
async fn what_is_answered_with_200_is_taken_whatever_the_body() {
    for kind in ["garbage", "html", "slow_body", "endless_body"] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.add_fault(json!({"fault": {"kind": kind}})).unwrap();
        let answer = to_logistos(&sandbox, &logistos_order()).await;
        assert_eq!(answer.status(), StatusCode::OK, "{kind}");
        assert_eq!(sandbox.orders("logistos").len(), 1, "{kind}");
    }
}

#[tokio::test]
async fn only_connections_to_a_platform_are_counted_and_each_once() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let sandbox = Sandbox::start().await.unwrap();
    let accepted = async |client: &Client| {
        let url = format!("{}/_sandbox/connections", sandbox.url());
        let reply: Value = client.get(url).send().await.unwrap().json().await.unwrap();
        reply["accepted"].as_u64().unwrap()
    };
    let pooled = Client::new();
    assert_eq!(accepted(&pooled).await, 0);
    for platform in ["logistos/integration/woo_commerce_orders", "trackingtech/orders"] {
        let url = format!("{}/{platform}", sandbox.url());
        let reply = pooled.post(url).json(&json!({})).send().await.unwrap();
        reply.bytes().await.unwrap();
    }
    assert_eq!(accepted(&pooled).await, 1);
    token(&sandbox).await;
    assert_eq!(accepted(&Client::new()).await, 2);
}

#[tokio::test]
async fn what_a_journal_holds_is_there_after_a_restart() {
    let path = std::env::temp_dir().join(format!("waybill-sandbox-{}.journal", std::process::id()));
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let state = || std::sync::Arc::new(waybill_sandbox::state::Shared::with_journal(&path).unwrap());
    let first = Sandbox::start_on(address, state()).await.unwrap();
    let token = token(&first).await;
    send(&first, "/trackingtech/orders", &token, KEY, &trackingtech_order()).await;
    drop(first);

    let second = Sandbox::start_on(address, state()).await.unwrap();
    assert_eq!(second.orders("trackingtech")[0]["content"], trackingtech_order());
    let reply = send(&second, "/trackingtech/orders", &token, KEY, &trackingtech_order()).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_answer_takes_the_latency_that_is_set() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = format!("{}/_sandbox/latency", sandbox.url());
    rustls::crypto::ring::default_provider().install_default().ok();
    let reply = Client::new().put(url).json(&json!({"ms": 150})).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);

    let began = std::time::Instant::now();
    assert_eq!(to_logistos(&sandbox, &logistos_order()).await.status(), StatusCode::OK);
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn without_contents_orders_are_held_to_the_contract_and_counted() {
    let state = std::sync::Arc::<waybill_sandbox::state::Shared>::default();
    state.keep_no_contents();
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let sandbox = Sandbox::start_on(address, state).await.unwrap();
    to_logistos(&sandbox, &logistos_order()).await;
    to_logistos(&sandbox, &logistos_order()).await;
    let mut broken = logistos_order();
    broken["orders"][0]["total"] = "many".into();
    assert_eq!(to_logistos(&sandbox, &broken).await.status(), 422);

    let orders = sandbox.orders("logistos");
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0]["deliveries"], json!({ KEY: 2 }));
    assert_eq!(orders[0]["content"], Value::Null);
    assert!(sandbox.requests("logistos").is_empty());
    let counts: Value = Client::new()
        .get(format!("{}/_sandbox/counts", sandbox.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(counts["logistos"], json!({"orders": 1, "deliveries": 2}));
    assert_eq!(counts["trackingtech"], json!({"orders": 0, "deliveries": 0}));
}
