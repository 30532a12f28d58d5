//! What Logistos is sent.

use std::collections::BTreeMap;

use serde_json_borrow::Value;
use sha2::{Digest, Sha256};

use super::{BODY, Checker, Field, Kind, Place, decimals, may, must};

const ORDER: [Field; 20] = [
    must("delivery_id", Kind::Hex(32)),
    must("id", Kind::Id),
    must("number", Kind::Filled),
    must("status", Kind::Filled),
    must("currency", Kind::Filled),
    may("date_created", Kind::Time),
    may("date_modified", Kind::Time),
    may("date_paid", Kind::Time),
    must("subtotal", Kind::Money),
    must("discount_total", Kind::Money),
    must("shipping_total", Kind::Money),
    must("fee_total", Kind::Money),
    must("total_tax", Kind::Money),
    must("total", Kind::Money),
    must("billing", Kind::Any),
    must("shipping", Kind::Any),
    must("line_items", Kind::Any),
    must("fee_lines", Kind::Any),
    must("shipping_lines", Kind::Any),
    must("tax_lines", Kind::Any),
];
const ADDRESS: [Field; 10] = [
    must("first_name", Kind::Text),
    must("last_name", Kind::Text),
    must("company", Kind::Text),
    must("address_1", Kind::Text),
    must("address_2", Kind::Text),
    must("city", Kind::Text),
    must("state", Kind::Text),
    must("postcode", Kind::Text),
    must("country", Kind::Text),
    must("phone", Kind::Text),
];
const BILLING: [Field; 11] = {
    let mut fields = [must("email", Kind::Text); 11];
    let mut index = 0;
    while index < ADDRESS.len() {
        fields[index] = ADDRESS[index];
        index += 1;
    }
    fields
};
const LINES: [(&str, &[Field]); 4] = [
    (
        "line_items",
        &[
            must("name", Kind::Text),
            must("sku", Kind::Text),
            must("quantity", Kind::Quantity),
            must("subtotal", Kind::Money),
            must("total", Kind::Money),
            must("total_tax", Kind::Money),
        ],
    ),
    (
        "fee_lines",
        &[
            must("name", Kind::Text),
            must("total", Kind::Money),
            must("total_tax", Kind::Money),
        ],
    ),
    (
        "shipping_lines",
        &[
            must("method_id", Kind::Text),
            must("method_title", Kind::Text),
            must("total", Kind::Money),
            must("total_tax", Kind::Money),
        ],
    ),
    (
        "tax_lines",
        &[
            must("rate_code", Kind::Text),
            must("label", Kind::Text),
            must("tax_total", Kind::Money),
            must("shipping_tax_total", Kind::Money),
        ],
    ),
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
        &BODY,
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
        .object(&BODY, body, &[must("store", Kind::Any), must("orders", Kind::Any)])
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
    checker.object(&BODY.key("store"), body.get("store"), &store);
    let orders = body.get("orders").as_array().unwrap_or_default();
    if !(1..=100).contains(&orders.len()) {
        checker.fail(&BODY.key("orders"), "holds not 1 to 100 orders");
    }
    if bytes > BODY_BYTES && orders.len() > 1 {
        checker.fail(&Place::Top("body"), "is larger than 1 MiB");
    }
    let mut places = None;
    for (index, order) in orders.iter().enumerate() {
        self::order(checker, &Place::Item(&BODY.key("orders"), index), order, &mut places);
    }
    let keys: Vec<_> = orders
        .iter()
        .filter_map(|order| order.get("delivery_id").as_str())
        .collect();
    let expected: String = Sha256::digest(keys.join("\n"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if headers.get("idempotency-key") != Some(&expected) {
        checker.fail(
            &Place::Top("Idempotency-Key"),
            "is not the SHA-256 of the orders' delivery ids",
        );
    }
}

fn order(checker: &mut Checker, place: &Place, order: &Value, places: &mut Option<usize>) {
    if checker.object(place, order, &ORDER).is_none() {
        return;
    }
    if order
        .get("status")
        .as_str()
        .is_some_and(|status| status.starts_with("wc-"))
    {
        checker.fail(&place.key("status"), "has the prefix wc-");
    }
    checker.object(&place.key("billing"), order.get("billing"), &BILLING);
    checker.object(&place.key("shipping"), order.get("shipping"), &ADDRESS);
    for (name, fields) in LINES {
        for line in checker.list(&place.key(name), order.get(name), fields) {
            let amounts = fields
                .iter()
                .filter(|(_, kind, _)| matches!(kind, Kind::Money))
                .map(|(field, ..)| line.get(*field));
            amounts.for_each(|amount| same_decimals(checker, place, amount, places));
        }
    }
    MONEY
        .iter()
        .for_each(|name| same_decimals(checker, place, order.get(*name), places));
}

/// All amounts of a request have the store's decimals.
fn same_decimals(checker: &mut Checker, place: &Place, amount: &Value, places: &mut Option<usize>) {
    let Some(amount) = amount.as_str() else { return };
    if *places.get_or_insert(decimals(amount)) != decimals(amount) {
        checker.fail(place, format!("{amount} has other decimals than the amounts before it"));
    }
}
