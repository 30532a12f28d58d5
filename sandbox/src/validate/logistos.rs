//! What Logistos is sent.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Checker, Kind, decimals, may, must};

const ADDRESS: [&str; 10] = [
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
];
const MONEY: [&str; 6] = [
    "subtotal",
    "discount_total",
    "shipping_total",
    "fee_total",
    "total_tax",
    "total",
];
const BODY_BYTES: usize = 1024 * 1024;

/// POST credentials.
pub fn credentials(checker: &mut Checker, body: &Value) {
    checker.object(
        "",
        body,
        &[
            must("store_url", Kind::Url),
            must("consumer_key", Kind::Key("ck_", 40)),
            must("consumer_secret", Kind::Key("cs_", 40)),
        ],
    );
}

/// POST orders.
pub fn orders(checker: &mut Checker, body: &Value, bytes: usize, headers: &BTreeMap<String, String>) {
    if checker
        .object("", body, &[must("store", Kind::Any), must("orders", Kind::Any)])
        .is_none()
    {
        return;
    }
    let store = [
        must("url", Kind::Url),
        must("name", Kind::Text),
        must("currency", Kind::Filled),
        must("timezone", Kind::Filled),
    ];
    checker.object("store", &body["store"], &store);
    let orders = body["orders"].as_array().map_or(&[][..], Vec::as_slice);
    if !(1..=100).contains(&orders.len()) {
        checker.fail("orders", "holds not 1 to 100 orders");
    }
    if bytes > BODY_BYTES && orders.len() > 1 {
        checker.fail("body", "is larger than 1 MiB");
    }
    let mut places = None;
    for (index, order) in orders.iter().enumerate() {
        self::order(checker, &format!("orders[{index}]"), order, &mut places);
    }
    let keys: Vec<_> = orders
        .iter()
        .filter_map(|order| order["delivery_id"].as_str())
        .collect();
    let expected: String = Sha256::digest(keys.join("\n"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if headers.get("idempotency-key") != Some(&expected) {
        checker.fail("Idempotency-Key", "is not the SHA-256 of the orders' delivery ids");
    }
}

fn order(checker: &mut Checker, place: &str, order: &Value, places: &mut Option<usize>) {
    let mut fields = vec![
        must("delivery_id", Kind::Hex(32)),
        must("id", Kind::Id),
        must("number", Kind::Filled),
        must("status", Kind::Filled),
        must("currency", Kind::Filled),
        may("date_created", Kind::Time),
        may("date_modified", Kind::Time),
        may("date_paid", Kind::Time),
    ];
    fields.extend(MONEY.map(|name| must(name, Kind::Money)));
    fields.extend(
        [
            "billing",
            "shipping",
            "line_items",
            "fee_lines",
            "shipping_lines",
            "tax_lines",
        ]
        .map(|name| must(name, Kind::Any)),
    );
    if checker.object(place, order, &fields).is_none() {
        return;
    }
    if order["status"].as_str().is_some_and(|status| status.starts_with("wc-")) {
        checker.fail(&format!("{place}.status"), "has the prefix wc-");
    }
    let shipping: Vec<_> = ADDRESS.iter().map(|name| must(name, Kind::Text)).collect();
    let billing: Vec<_> = shipping.iter().copied().chain([must("email", Kind::Text)]).collect();
    checker.object(&format!("{place}.billing"), &order["billing"], &billing);
    checker.object(&format!("{place}.shipping"), &order["shipping"], &shipping);
    let (text, money) = (Kind::Text, Kind::Money);
    for (name, fields) in [
        (
            "line_items",
            &[
                must("name", text),
                must("sku", text),
                must("quantity", Kind::Quantity),
                must("subtotal", money),
                must("total", money),
                must("total_tax", money),
            ][..],
        ),
        (
            "fee_lines",
            &[must("name", text), must("total", money), must("total_tax", money)],
        ),
        (
            "shipping_lines",
            &[
                must("method_id", text),
                must("method_title", text),
                must("total", money),
                must("total_tax", money),
            ],
        ),
        (
            "tax_lines",
            &[
                must("rate_code", text),
                must("label", text),
                must("tax_total", money),
                must("shipping_tax_total", money),
            ],
        ),
    ] {
        for line in checker.list(&format!("{place}.{name}"), order.get(name), fields) {
            let amounts = fields
                .iter()
                .filter(|(_, kind, _)| matches!(kind, Kind::Money))
                .map(|(field, ..)| &line[*field]);
            amounts.for_each(|amount| same_decimals(checker, place, amount, places));
        }
    }
    MONEY
        .iter()
        .for_each(|name| same_decimals(checker, place, &order[*name], places));
}

/// All amounts of a request have the store's decimals.
fn same_decimals(checker: &mut Checker, place: &str, amount: &Value, places: &mut Option<usize>) {
    let Some(amount) = amount.as_str() else { return };
    if *places.get_or_insert(decimals(amount)) != decimals(amount) {
        checker.fail(place, format!("{amount} has other decimals than the amounts before it"));
    }
}
