//! TrackingTech, for two couriers: the second has its interface at an address of its own.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use serde_json_borrow::Value;

use super::{Call, error};
use crate::{
    state::Shared,
    validate::{Checker, trackingtech},
};

const PASSWORD: &str = "sandbox-password";
const EMAIL: &str = "merchant@example.com";
/// An account that has no stores.
const EMAIL_WITHOUT_STORES: &str = "empty@example.com";
const TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Clone)]
struct Platform {
    state: Arc<Shared>,
    address: SocketAddr,
}

/// The routes at `/trackingtech`, and at `/trackingtech-tw`, which `resolve` names for the code TAIWAN-01.
pub fn router(state: Arc<Shared>, address: SocketAddr) -> Router {
    let routes = Router::new()
        .route("/resolve", post(resolve))
        .route("/login", post(login))
        .route("/stores", get(stores))
        .route("/link", post(link))
        .route("/orders", post(orders))
        .route("/orders/status", post(status))
        .route("/uninstall", post(uninstall))
        .with_state(Platform { state, address });
    Router::new()
        .nest("/trackingtech", routes.clone())
        .nest("/trackingtech-tw", routes)
}

async fn resolve(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = |call: &Call| match call.body.get("code").as_str() {
        Some("CHILE-01") => Json(json!({"tenant": {"id": "t_1", "name": "Courier Chile"}})).into_response(),
        Some("TAIWAN-01") => {
            let url = format!("http://{}/trackingtech-tw", platform.address);
            Json(json!({"tenant": {"id": "t_2", "name": "Courier Taiwan", "apiUrl": url}})).into_response()
        }
        Some("CHILE-OFF") => error(StatusCode::FORBIDDEN, "this code is not active"),
        _ => error(StatusCode::NOT_FOUND, "unknown code"),
    };
    handle(&platform.state, "resolve", &headers, &body, answer).await
}

async fn login(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = |call: &Call| {
        let email = call.body.get("email").as_str().unwrap_or_default();
        if ![EMAIL, EMAIL_WITHOUT_STORES].contains(&email) || call.body.get("password").as_str() != Some(PASSWORD) {
            return error(StatusCode::UNAUTHORIZED, "wrong e-mail or password");
        }
        let expires_at = format!("{:.0}", Timestamp::now() + TOKEN_LIFE);
        Json(json!({"token": platform.state.issue_token(email), "expiresAt": expires_at})).into_response()
    };
    handle(&platform.state, "login", &headers, &body, answer).await
}

async fn stores(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let state = &platform.state;
    let answer = |call: &Call| match state.account(&call.token).as_deref() {
        None => unauthorized(),
        Some(EMAIL_WITHOUT_STORES) => Json(json!({"stores": []})).into_response(),
        Some(_) => Json(json!({"stores": [{"id": "s_1", "name": "Santiago"}, {"id": "s_2", "name": "Valparaíso"}]}))
            .into_response(),
    };
    handle(state, "stores", &headers, &body, answer).await
}

async fn link(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    authorized(&platform.state, "link", &headers, &body, |_, body| {
        match body.get("storeId").as_str() {
            Some("s_1" | "s_2") => Json(json!({"customerId": "c_1"})).into_response(),
            _ => error(StatusCode::NOT_FOUND, "unknown store"),
        }
    })
    .await
}

async fn orders(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    authorized(&platform.state, "orders", &headers, &body, |call, body| {
        let id = platform
            .state
            .take_order(call, body.get("orderId").as_u64().unwrap_or_default(), &key, body);
        Json(json!({ "id": id })).into_response()
    })
    .await
}

async fn status(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    authorized(&platform.state, "status", &headers, &body, |_, body| {
        let ids = body.get("orderIds").as_array().unwrap_or_default();
        let ids = ids.iter().filter_map(Value::as_u64);
        let orders: Vec<_> = ids.filter_map(|id| platform.state.shipment(id)).collect();
        Json(json!({ "orders": orders })).into_response()
    })
    .await
}

async fn uninstall(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    let token = Call::new("trackingtech", "uninstall", &headers, &body).token;
    authorized(&platform.state, "uninstall", &headers, &body, |_, _| {
        platform.state.revoke(&token);
        Json(json!({})).into_response()
    })
    .await
}

async fn authorized(
    state: &Shared,
    endpoint: &'static str,
    headers: &HeaderMap,
    body: &Bytes,
    answer: impl FnOnce(&'static str, &Value) -> Response,
) -> Response {
    let checked = |call: &Call| {
        if state.account(&call.token).is_none() {
            unauthorized()
        } else {
            answer(call.platform, &call.body)
        }
    };
    handle(state, endpoint, headers, body, checked).await
}

async fn handle(
    state: &Shared,
    endpoint: &'static str,
    headers: &HeaderMap,
    body: &Bytes,
    answer: impl FnOnce(&Call) -> Response,
) -> Response {
    let call = Call::new("trackingtech", endpoint, headers, body);
    let mut checker = Checker::default();
    checker.headers(&call.headers, endpoint != "stores");
    if endpoint != "stores" {
        trackingtech::body(&mut checker, endpoint, &call.body, &call.headers);
    }
    call.handle(state, checker, answer).await
}

fn unauthorized() -> Response {
    error(StatusCode::UNAUTHORIZED, "the token is not valid")
}
