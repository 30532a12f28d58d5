//! What the integration tests share: a context that points at the sandbox, parcels, and a clock and chance of their own.
#![allow(
    dead_code,
    clippy::unwrap_used,
    missing_docs,
    reason = "each test binary uses its own part, and fails by it"
)]

use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;
use serde_json::{Value, json};
use waybill::{
    connector::{self, Connector, Context, Input, Parcel, StepError, Store},
    delivery::{self, Delivered, Limits, Surroundings},
    http::{Client, Network},
    order::Order,
    pace::Gate,
};

pub const SITE: &str = "https://shop.example";
pub const DEVICE_ID: &str = "6e22cacd4d2cf01b095fc9576ea191d3a7f0ca60c67ad3ebc35f5d26a8720cdf";
/// Of every delivery, unless the test sets one.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// A deadline that is kept is told from one that is not: 100 ms are promised (docs/boundary.md), but the machine runs other tests meanwhile.
pub const OVERRUN: Duration = Duration::from_secs(1);

pub fn connector(id: &str) -> &'static dyn Connector {
    connector::find(id).unwrap()
}

/// Both platforms' settings for a sandbox at this address.
pub fn context(url: &str) -> Context {
    let settings = json!({
        "credentials_url": format!("{url}/logistos/integration/integrate_woo_commerce"),
        "orders_url": format!("{url}/logistos/integration/woo_commerce_orders"),
        "base_url": format!("{url}/trackingtech"), "customer_id": "c_1", "store_id": "s_1",
    });
    Context {
        store: Store {
            url: SITE.into(),
            name: "My shop".into(),
            currency: "CLP".into(),
            timezone: "America/Santiago".into(),
            decimals: 0,
            weight_unit: "kg".into(),
        },
        device_id: DEVICE_ID.into(),
        settings: serde_json::from_value(settings).unwrap(),
        ..Context::default()
    }
}

pub fn order(id: u64) -> Value {
    json!({
        "id": id, "number": id.to_string(), "status": "processing", "currency": "CLP",
        "date_created": "2026-11-21T09:30:00Z", "date_modified": "2026-11-21T09:31:00Z", "date_paid": null,
        "discount_total": "0", "shipping_total": "3990", "total_tax": "0", "total": "43970",
        "billing": {"first_name": "Ana", "email": "ana@example.com"}, "shipping": {"first_name": "Ana"}, "has_shipping_address": true,
        "line_items": [{"name": "Mug", "sku": "MUG-1", "quantity": 2, "subtotal": "39980", "total": "39980", "total_tax": "0", "weight": "0.35"}],
        "shipping_lines": [{"method_id": "flat_rate", "method_title": "Flat rate", "total": "3990", "total_tax": "0"}],
    })
}

pub fn key(id: u64) -> String {
    format!("{id:032x}")
}

pub fn parcel(connector: &dyn Connector, context: &Context, id: u64) -> Parcel {
    let order = Order::deserialize(order(id)).unwrap();
    let payload = connector.payload(context, &key(id), &order).unwrap();
    Parcel {
        key: key(id),
        order_id: id,
        attempt: 1,
        payload,
    }
}

pub fn parcels(connector: &dyn Connector, context: &Context, ids: impl IntoIterator<Item = u64>) -> Vec<Parcel> {
    ids.into_iter().map(|id| parcel(connector, context, id)).collect()
}

pub fn client() -> Client {
    Client::new(&Network::default()).unwrap()
}

/// One wall clock, chance at the middle of its range, no interruption.
pub fn surroundings() -> Surroundings<'static> {
    Surroundings {
        now: &SystemTime::now,
        chance: &|| 0.5,
        interrupted: &|| false,
    }
}

pub async fn deliver(
    connector: &dyn Connector,
    context: &Context,
    parcels: &[Parcel],
    concurrency: usize,
) -> Vec<Delivered> {
    deliver_within(connector, context, parcels, concurrency, DEADLINE).await
}

pub async fn deliver_within(
    connector: &dyn Connector,
    context: &Context,
    parcels: &[Parcel],
    concurrency: usize,
    within: Duration,
) -> Vec<Delivered> {
    delivery::deliver(
        connector,
        context,
        &client(),
        parcels,
        &Limits {
            concurrency,
            gate: &Gate::default(),
            deadline: Instant::now() + within,
        },
        &surroundings(),
    )
    .await
}

pub async fn call(connection: &str, context: &Context, step: &str, input: Value) -> Result<Value, StepError> {
    call_within(connection, context, step, input, DEADLINE).await
}

pub async fn call_within(
    connection: &str,
    context: &Context,
    step: &str,
    input: Value,
    within: Duration,
) -> Result<Value, StepError> {
    let input: Input = serde_json::from_value(input).unwrap();
    waybill::call::call(
        connector(connection),
        context,
        &client(),
        step,
        &input,
        Instant::now() + within,
        &surroundings(),
    )
    .await
}

/// A context with a token that the sandbox issued.
pub async fn connected(url: &str) -> Context {
    let mut context = context(url);
    let login = json!({"code": "CHILE-01", "email": "merchant@example.com", "password": "sandbox-password"});
    let data = call("trackingtech", &context, "login", login).await.unwrap();
    context.secrets = serde_json::from_value(json!({"token": data["token"]})).unwrap();
    context
}
