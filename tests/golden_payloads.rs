//! What each platform is sent of thirteen odd orders, against payloads that WooCommerce's own REST API vouches for (tests/fixtures/README.md).
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::{fs, path::Path};

use serde_json::{Value, json};
use waybill::{
    connector::{self, Context, Store},
    order::Order,
};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

fn read(path: impl AsRef<Path>) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn context() -> Context {
    let settings = json!({"customer_id": "c_1", "store_id": "s_1"});
    Context {
        store: Store {
            decimals: 2,
            weight_unit: "lbs".into(),
            ..Store::default()
        },
        settings: serde_json::from_value(settings).unwrap(),
        ..Context::default()
    }
}

fn compare(connection: &str, key_of: impl Fn(&Value) -> String) {
    let connector = connector::find(connection).unwrap();
    let mut compared = 0;
    for entry in fs::read_dir(format!("{FIXTURES}/orders")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let expected = read(format!("{FIXTURES}/payloads/{connection}/{name}"));
        let text = fs::read_to_string(&path).unwrap();
        let order: Order = serde_json::from_str(&text).unwrap();
        let payload = connector.payload(&context(), &key_of(&expected), &order).unwrap();
        assert_eq!(
            serde_json::from_str::<Value>(payload.get()).unwrap(),
            expected,
            "{name}"
        );
        compared += 1;
    }
    assert_eq!(compared, 13);
}

#[test]
fn logistos_is_sent_what_woocommerce_says_of_the_order() {
    compare("logistos", |expected| {
        expected["delivery_id"].as_str().unwrap().to_owned()
    });
}

#[test]
fn trackingtech_is_sent_what_woocommerce_says_of_the_order() {
    compare("trackingtech", |_| String::new());
}
