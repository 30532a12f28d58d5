//! What TrackingTech is sent.

use std::collections::BTreeMap;

use serde_json_borrow::Value;

use super::{BODY, Checker, Field, Kind, Place, may, must};

const PLATFORM: Field = must("platform", Kind::Is("woocommerce"));
const DEVICE: Field = must("deviceId", Kind::Hex(64));

/// The body of a POST to this endpoint.
pub fn body(checker: &mut Checker, endpoint: &str, body: &Value, headers: &BTreeMap<String, String>) {
    let filled = |name| must(name, Kind::Filled);
    let fields = match endpoint {
        "resolve" => vec![filled("code"), PLATFORM, DEVICE],
        "login" => vec![filled("code"), PLATFORM, DEVICE, filled("email"), filled("password")],
        "link" => vec![filled("storeId"), must("storeUrl", Kind::Url), PLATFORM, DEVICE],
        "status" => vec![filled("customerId"), must("orderIds", Kind::Any)],
        "uninstall" => vec![must("storeUrl", Kind::Url), filled("customerId"), PLATFORM, DEVICE],
        _ => vec![
            must("orderId", Kind::Id),
            filled("customerId"),
            filled("storeId"),
            must("products", Kind::Any),
            must("shippingAddress", Kind::Any),
        ],
    };
    if checker.object(&BODY, body, &fields).is_none() {
        return;
    }
    match endpoint {
        "orders" => order(checker, body, headers),
        "status" => {
            let ids = body.get("orderIds").as_array().unwrap_or_default();
            if !(1..=100).contains(&ids.len()) || !ids.iter().all(|id| id.as_u64().is_some_and(|id| id > 0)) {
                checker.fail(&BODY.key("orderIds"), "holds not 1 to 100 order ids");
            }
        }
        _ => {}
    }
}

fn order(checker: &mut Checker, body: &Value, headers: &BTreeMap<String, String>) {
    let product = [
        must("name", Kind::Text),
        must("sku", Kind::Text),
        must("quantity", Kind::Quantity),
        must("price", Kind::Money),
        may("weight", Kind::Kilograms),
    ];
    checker.list(&BODY.key("products"), body.get("products"), &product);
    let address = [
        "firstName",
        "lastName",
        "address1",
        "address2",
        "city",
        "state",
        "postcode",
        "country",
        "email",
        "phone",
    ];
    checker.object(
        &BODY.key("shippingAddress"),
        body.get("shippingAddress"),
        &address.map(|name| must(name, Kind::Text)),
    );
    let is_key = |key: &String| {
        key.len() == 32
            && key
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    if !headers.get("idempotency-key").is_some_and(is_key) {
        checker.fail(&Place::Top("Idempotency-Key"), "is not 32 lowercase hex digits");
    }
}
