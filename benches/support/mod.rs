//! The orders that are measured: three line items, a fee and a shipping line each, as PHP hands them over.
#![allow(
    dead_code,
    clippy::unwrap_used,
    missing_docs,
    reason = "each bench uses its own part; a bench ends where it fails"
)]

use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use waybill::{
    boundary::Delivery,
    connector::{self, Connector, Context, Parcel},
    http::Reply,
    order::Order,
};

pub const CONNECTORS: [&str; 2] = ["logistos", "trackingtech"];

/// Of one request of PHP's, and of one batch for Logistos.
pub const ORDERS: u64 = 100;

pub fn connector(id: &str) -> &'static dyn Connector {
    connector::find(id).unwrap()
}

pub fn key(id: u64) -> String {
    format!("{id:032x}")
}

fn order_json(id: u64) -> Value {
    let address = json!({
        "first_name": "María José", "last_name": "Núñez Araya", "company": "", "address_1": "Av. Libertador Bernardo O'Higgins 1449",
        "address_2": "Torre 4, piso 12", "city": "Santiago", "state": "CL-RM", "postcode": "8340518", "country": "CL",
        "email": "maria.jose@example.com", "phone": "+56 2 2345 6789",
    });
    let item = |n: u64| {
        json!({
            "name": format!("Taza de cerámica esmaltada, {n}"), "sku": format!("TAZA-{n:04}"), "quantity": n, "subtotal": "19990",
            "total": "17991", "total_tax": "3418.29", "weight": "0.35",
        })
    };
    json!({
        "id": id, "number": id.to_string(), "status": "processing", "currency": "CLP",
        "date_created": "2026-11-21T09:30:00Z", "date_modified": "2026-11-21T09:31:00Z", "date_paid": "2026-11-21T09:30:05Z",
        "discount_total": "5997", "shipping_total": "3990", "total_tax": "11012.87", "total": "69475.87",
        "billing": address, "shipping": address, "has_shipping_address": true,
        "line_items": [item(1), item(2), item(3)],
        "fee_lines": [{"name": "Embalaje de regalo", "total": "500", "total_tax": "0"}],
        "shipping_lines": [{"method_id": "flat_rate", "method_title": "Despacho a domicilio", "total": "3990", "total_tax": "758.1"}],
        "tax_lines": [{"rate_code": "CL-IVA-1", "label": "IVA", "tax_total": "10254.77", "shipping_tax_total": "758.1"}],
    })
}

pub fn order(id: u64) -> Order<'static> {
    Order::deserialize(order_json(id)).unwrap()
}

/// The text that PHP hands over.
pub fn request(connection: &str) -> String {
    let order = |id| json!({"key": key(id), "attempt": 1, "order": order_json(id)});
    json!({
        "connection": connection, "device_id": "6e22cacd4d2cf01b095fc9576ea191d3a7f0ca60c67ad3ebc35f5d26a8720cdf",
        "store": {"url": "https://shop.example", "name": "My shop", "currency": "CLP", "timezone": "America/Santiago", "decimals": 0, "weight_unit": "kg"},
        "settings": {"customer_id": "c_1", "store_id": "s_1"}, "secrets": {"token": "a-token-of-some-length"},
        "deadline_ms": 20000, "concurrency": 8, "orders": (1..=ORDERS).map(order).collect::<Vec<_>>(),
    })
    .to_string()
}

/// That request, read: the context and the payloads.
pub fn read(connection: &str) -> (Context, Vec<Parcel>) {
    let Delivery { shared, parcels, .. } = Delivery::read(&request(connection), Instant::now()).unwrap();
    assert_eq!(parcels.len() as u64, ORDERS);
    (shared.context, parcels)
}

/// What the platform answers to a batch (Logistos, with one order in a hundred rejected) or to an order (TrackingTech).
pub fn reply(connection: &str) -> Reply {
    let body = match connection {
        "logistos" => json!({"accepted": ORDERS - 1, "rejected": [{"id": 42, "message": "no such sku: TAZA-0001"}]}),
        _ => json!({"id": "tt_0123456789", "orderId": 1, "status": "received"}),
    };
    Reply {
        status: 200,
        body: body.to_string().into_bytes(),
        ..Reply::default()
    }
}

/// The most orders of a request to this platform.
pub fn batch<'a>(connector: &dyn Connector, parcels: &'a [Parcel]) -> Vec<&'a Parcel> {
    parcels.iter().take(connector.max_orders()).collect()
}
