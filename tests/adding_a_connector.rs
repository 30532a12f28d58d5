//! A third connector, written against the public interface alone: what docs/adding-a-connector.md says holds.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use serde_json::{Value, json, value::RawValue, value::to_raw_value};
use waybill::{
    connector::{self, Connector, Context, Input, Parcel, Problem, Receipt, Setting, StepError},
    delivery::{Outcome, State},
    endpoint::Endpoint,
    http::{Reply, Request},
    order::Order,
};
use waybill_sandbox::Sandbox;

const URL: Setting = Setting {
    key: "url",
    kind: "url",
    default: "https://api.acme.example/v1",
};

/// Takes up to two orders a request, and answers with an id for each.
struct Acme;

impl Connector for Acme {
    fn id(&self) -> &'static str {
        "acme"
    }

    fn label(&self) -> &'static str {
        "Acme"
    }

    fn settings(&self) -> &'static [Setting] {
        &[URL]
    }

    fn steps(&self) -> &'static [&'static str] {
        &["ping"]
    }

    fn max_orders(&self) -> usize {
        2
    }

    fn payload(&self, context: &Context, key: &str, order: &Order) -> Result<Box<RawValue>, serde_json::Error> {
        to_raw_value(
            &json!({"key": key, "reference": order.number, "total": order.total.rounded(context.store.decimals)}),
        )
    }

    fn orders_endpoint(&self, context: &Context) -> Result<Endpoint, StepError> {
        context.endpoint(URL.key, URL.default)
    }

    fn orders_request(&self, context: &Context, parcels: &[&Parcel]) -> Result<Request, StepError> {
        let parcels: Vec<_> = parcels.iter().map(|parcel| &*parcel.payload).collect();
        let body =
            serde_json::to_vec(&parcels).map_err(|error| StepError::new(Problem::MissingInput, error.to_string()))?;
        Ok(Request {
            endpoint: self.orders_endpoint(context)?,
            body: Some(body),
            bearer: context.secrets.get("key").map(str::to_owned),
            idempotency_key: None,
        })
    }

    fn receipts(&self, parcels: &[&Parcel], reply: &Reply) -> Vec<Receipt> {
        let ids: Vec<String> = serde_json::from_slice(&reply.body).unwrap_or_default();
        parcels
            .iter()
            .enumerate()
            .map(|(index, _)| Receipt::Delivered {
                remote_id: ids.get(index).cloned(),
            })
            .collect()
    }

    fn step_request(&self, context: &Context, _step: &str, _input: &Input) -> Result<Request, StepError> {
        Ok(Request {
            endpoint: context.endpoint(URL.key, URL.default)?.join("/health"),
            body: None,
            bearer: None,
            idempotency_key: None,
        })
    }

    fn step_data(&self, _context: &Context, _step: &str, reply: &Reply) -> Result<Value, StepError> {
        connector::json(reply)
    }
}

#[tokio::test]
async fn its_orders_are_batched_sent_and_receipted() {
    let sandbox = Sandbox::start().await.unwrap();
    // Acme speaks no contract that the sandbox knows: a fault plays its answer.
    let answer = json!({"kind": "status", "status": 200, "body": "[\"a1\", \"a2\"]"});
    sandbox
        .add_fault(json!({"platform": "logistos", "endpoint": "orders", "fault": answer}))
        .unwrap();
    let mut context = support::context(&sandbox.url());
    context
        .settings
        .insert("url".into(), context.settings["orders_url"].clone());

    let parcels = support::parcels(&Acme, &context, [1, 2, 3]);
    let results = support::deliver(&Acme, &context, &parcels, 1).await;

    assert!(
        results
            .iter()
            .all(|result| (result.outcome, result.state) == (Outcome::Delivered, State::Delivered))
    );
    let ids: Vec<_> = results
        .iter()
        .map(|result| result.remote_id.as_deref().unwrap())
        .collect();
    assert_eq!(ids, ["a1", "a2", "a1"]);
    let bodies: Vec<_> = sandbox
        .requests("logistos")
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(
        bodies[0][1],
        json!({"key": support::key(2), "reference": "2", "total": "43970"})
    );
    assert_eq!(bodies[1].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn its_steps_answer_and_its_settings_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut context = support::context(&sandbox.url());
    context.settings.insert("url".into(), "ftp://api.acme.example".into());
    let input = serde_json::from_value(json!({})).unwrap();
    let deadline = || std::time::Instant::now() + support::DEADLINE;
    let client = support::client();
    let error = waybill::call::call(
        &Acme,
        &context,
        &client,
        "check",
        &input,
        deadline(),
        &support::surroundings(),
    )
    .await
    .unwrap_err();
    assert_eq!((error.kind, error.field), (Problem::InvalidUrl, Some("url")));

    context
        .settings
        .insert("url".into(), format!("{}/_sandbox", sandbox.url()));
    let data = waybill::call::call(
        &Acme,
        &context,
        &client,
        "ping",
        &input,
        deadline(),
        &support::surroundings(),
    )
    .await;
    assert_eq!(data.unwrap(), json!({"status": "ok"}));
}
