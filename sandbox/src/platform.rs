//! The platforms' side of the contract.

mod logistos;
mod trackingtech;

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::json;
use serde_json_borrow::Value;

use crate::{
    fault::{Fault, abort},
    state::{Received, Shared, name},
    validate::Checker,
};

/// Above the contract's 1 MiB, so that a breach is answered with its reason.
const BODY_BYTES: usize = 16 * 1024 * 1024;

/// Both platforms' routes.
pub fn router(state: Arc<Shared>, address: SocketAddr) -> Router {
    logistos::router(state.clone())
        .merge(trackingtech::router(state, address))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}

/// Whether a path is one of a platform's, and not the sandbox's own.
pub fn serves(path: &str) -> bool {
    path.split('/').nth(1).is_some_and(|first| name(first).is_some())
}

/// A request on its way through: kept, failed on demand, checked, and only then answered by its platform.
pub struct Call<'a> {
    pub platform: &'static str,
    pub endpoint: &'static str,
    pub headers: BTreeMap<String, String>,
    /// It points into the bytes that came.
    pub body: Value<'a>,
    /// The bearer token; no part of what is kept.
    pub token: String,
    /// The order that is rejected on demand, and why.
    pub rejected: Option<(u64, String)>,
}

impl<'a> Call<'a> {
    /// Reads a request.
    pub fn new(platform: &'static str, endpoint: &'static str, headers: &HeaderMap, body: &'a [u8]) -> Self {
        let mut all: BTreeMap<_, _> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let token = all.remove("authorization").unwrap_or_default();
        Self {
            platform,
            endpoint,
            headers: all,
            body: serde_json::from_slice(body).unwrap_or_default(),
            token: token.strip_prefix("Bearer ").unwrap_or_default().to_owned(),
            rejected: None,
        }
    }

    /// The orders that it carries.
    fn order_ids(&self) -> Vec<u64> {
        let single = self.body.get("orderId").as_u64();
        let batch = self.body.get("orders").as_array().unwrap_or_default();
        let batch = batch.iter().filter_map(|order| order.get("id").as_u64());
        single.into_iter().chain(batch).collect()
    }

    /// Takes it through, with `answer` for what keeps the contract.
    pub async fn handle(
        mut self,
        state: &Shared,
        checker: Checker,
        answer: impl FnOnce(&Self) -> Response,
    ) -> Response {
        let _under_way = state.under_way();
        let problems = checker.problems();
        let order_ids = self.order_ids();
        let rule = state.rule_for(self.platform, self.endpoint, &order_ids);
        let wanted = rule
            .as_ref()
            .and_then(|rule| rule.order_id)
            .or(order_ids.first().copied());
        let fault = rule.map(|rule| rule.fault);
        if let (Some(Fault::RejectOrder { message }), Some(id)) = (&fault, wanted) {
            self.rejected = Some((id, message.clone()));
        }
        let seq = state.receive(|| Received {
            seq: 0,
            at: String::new(),
            platform: self.platform,
            endpoint: self.endpoint.to_owned(),
            headers: self.headers.clone(),
            body: without_password(&self.body),
            valid: problems.is_empty(),
            problems: problems.clone(),
            status: None,
            fault: fault.clone(),
        });
        let own = async {
            // A sleep of no length would wait for the next tick of the clock.
            let latency = state.latency();
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            if problems.is_empty() {
                answer(&self)
            } else {
                refuse(&problems)
            }
        };
        let response = match &fault {
            None => own.await,
            Some(Fault::LostReply) => {
                drop(own.await);
                abort()
            }
            Some(fault) if fault.accepts() => {
                drop(own.await);
                fault.answer().await.unwrap_or_else(abort)
            }
            Some(fault) => match fault.answer().await {
                Some(response) => response,
                None => own.await,
            },
        };
        if response.extensions().get::<crate::fault::Abort>().is_none() {
            state.answered(seq, response.status().as_u16());
        }
        response
    }
}

/// 422, with what breaks the contract.
fn refuse(problems: &[String]) -> Response {
    let message = format!(
        "this breaks the contract: {}",
        problems.first().map_or("", String::as_str)
    );
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({"message": message, "problems": problems})),
    )
        .into_response()
}

/// An error with its reason.
fn error(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

fn without_password(body: &Value) -> serde_json::Value {
    let mut body = serde_json::Value::from(body);
    if let Some(password) = body.get_mut("password") {
        *password = "…".into();
    }
    body
}
