//! What tests and people ask of the sandbox itself: `/_sandbox/…`, and the page.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::Html,
    routing::{delete, get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    fault::Rule,
    state::{Received, Shared},
};

/// README.md lists these.
pub fn router(state: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route("/_sandbox", delete(clear))
        .route("/_sandbox/health", get(|| async { Json(json!({"status": "ok"})) }))
        .route("/_sandbox/requests", get(requests))
        .route("/_sandbox/orders", get(orders))
        .route("/_sandbox/counts", get(counts))
        .route("/_sandbox/anything", post(anything))
        .route("/_sandbox/connections", get(connections))
        .route(
            "/_sandbox/faults",
            get(faults).post(add_fault).put(set_faults).delete(clear_faults),
        )
        .route("/_sandbox/seed", post(seed))
        .route("/_sandbox/latency", put(latency))
        .route("/_sandbox/trackingtech/status", post(set_status))
        .route("/_sandbox/trap", get(trap).post(trap))
        .with_state(state)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Which {
    platform: Option<String>,
    endpoint: Option<String>,
    #[serde(default)]
    since: u64,
    order_id: Option<u64>,
}

async fn requests(State(state): State<Arc<Shared>>, Query(which): Query<Which>) -> Json<Vec<Received>> {
    Json(state.requests(which.platform.as_deref(), which.endpoint.as_deref(), which.since))
}

async fn orders(State(state): State<Arc<Shared>>, Query(which): Query<Which>) -> Json<Vec<Value>> {
    Json(state.orders(which.platform.as_deref(), which.order_id))
}

async fn counts(State(state): State<Arc<Shared>>) -> Json<Value> {
    Json(state.counts())
}

/// A platform that takes whatever it is sent, as late as the others.
async fn anything(State(state): State<Arc<Shared>>, body: Bytes) -> Json<Value> {
    tokio::time::sleep(state.latency()).await;
    Json(json!({"bytes": body.len()}))
}

async fn connections(State(state): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"accepted": state.connections()}))
}

async fn faults(State(state): State<Arc<Shared>>) -> Json<Vec<Rule>> {
    Json(state.faults())
}

async fn add_fault(State(state): State<Arc<Shared>>, Json(rule): Json<Rule>) -> StatusCode {
    state.add_fault(rule);
    StatusCode::NO_CONTENT
}

async fn set_faults(State(state): State<Arc<Shared>>, Json(rules): Json<Vec<Rule>>) -> StatusCode {
    state.set_faults(rules);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(state): State<Arc<Shared>>) -> StatusCode {
    state.set_faults(Vec::new());
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Seed {
    seed: u64,
}

async fn seed(State(state): State<Arc<Shared>>, Json(Seed { seed }): Json<Seed>) -> StatusCode {
    state.seed(seed);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Latency {
    ms: u64,
}

async fn latency(State(state): State<Arc<Shared>>, Json(Latency { ms }): Json<Latency>) -> StatusCode {
    state.set_latency(ms);
    StatusCode::NO_CONTENT
}

async fn clear(State(state): State<Arc<Shared>>) -> StatusCode {
    state.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shipment {
    order_id: u64,
    status: String,
    #[serde(default)]
    tracking_number: String,
}

async fn set_status(State(state): State<Arc<Shared>>, Json(shipment): Json<Shipment>) -> StatusCode {
    if state.set_shipment(shipment.order_id, &shipment.status, &shipment.tracking_number) {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::NOT_FOUND
    }
}

/// Where the redirects lead: whoever comes here followed one.
async fn trap(State(state): State<Arc<Shared>>) -> StatusCode {
    state.receive(|| Received {
        seq: 0,
        at: String::new(),
        platform: "trap",
        endpoint: "redirect".into(),
        headers: Default::default(),
        body: Value::Null,
        valid: false,
        problems: vec!["a redirect was followed".into()],
        status: Some(200),
        fault: None,
    });
    StatusCode::OK
}
