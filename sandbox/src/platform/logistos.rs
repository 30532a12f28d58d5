//! Logistos.

use std::sync::Arc;

use axum::{
    Json, Router, body::Bytes, extract::State, http::HeaderMap, response::IntoResponse, response::Response,
    routing::post,
};
use serde_json::json;

use super::Call;
use crate::{
    state::Shared,
    validate::{Checker, logistos},
};

/// Its two addresses.
pub fn router(state: Arc<Shared>) -> Router {
    Router::new()
        .route("/logistos/integration/integrate_woo_commerce", post(credentials))
        .route("/logistos/integration/woo_commerce_orders", post(orders))
        .with_state(state)
}

async fn credentials(State(state): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let call = Call::new("logistos", "credentials", &headers, &body);
    let mut checker = Checker::default();
    checker.headers(&call.headers, true);
    logistos::credentials(&mut checker, &call.body);
    call.handle(&state, checker, |_| Json(json!({"status": "ok"})).into_response())
        .await
}

async fn orders(State(state): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let call = Call::new("logistos", "orders", &headers, &body);
    let mut checker = Checker::default();
    checker.headers(&call.headers, true);
    logistos::orders(&mut checker, &call.body, body.len(), &call.headers);
    let answer = |call: &Call| {
        let mut rejected = Vec::new();
        for order in call.body.get("orders").as_array().unwrap_or_default() {
            let id = order.get("id").as_u64().unwrap_or_default();
            match &call.rejected {
                Some((rejects, message)) if *rejects == id => rejected.push(json!({"id": id, "message": message})),
                _ => drop(state.take_order(
                    "logistos",
                    id,
                    order.get("delivery_id").as_str().unwrap_or_default(),
                    order,
                )),
            }
        }
        Json(json!({"status": "ok", "rejected": rejected})).into_response()
    };
    call.handle(&state, checker, answer).await
}
