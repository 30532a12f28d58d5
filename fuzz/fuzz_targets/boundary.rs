//! What PHP hands over: a request of `deliver` or of `call` is read, and everything is built that would be sent, but nothing is sent.
//!
//! The input is the request's JSON; it is read as both.
#![no_main]

use std::time::Instant;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use waybill::{
    boundary::{BoundaryError, Call, Delivery, Shared},
    connector::{Parcel, StepError},
    endpoint::Endpoint,
    http::Request,
    text,
};
use waybill_fuzz::check_line;

fuzz_target!(|input: &str| {
    match Delivery::read(input, Instant::now()) {
        Ok(delivery) => check_delivery(&delivery),
        Err(error) => check_error(&error),
    }
    match Call::read(input) {
        Ok(call) => check_call(&call),
        Err(error) => check_error(&error),
    }
});

/// No value of the request stands in it, where serde would quote one.
fn check_error(error: &BoundaryError) {
    let said = error.to_string();
    assert!(
        matches!(error, BoundaryError::Connector(_)) || !said.contains('"'),
        "{said}"
    );
}

fn check_delivery(delivery: &Delivery) {
    let Delivery {
        shared,
        concurrency,
        parcels,
        unreadable,
    } = delivery;
    assert!((1..=64).contains(concurrency));
    assert_eq!(
        parcels.len(),
        unreadable.iter().filter(|known| known.is_none()).count(),
        "one result for each order"
    );
    for known in unreadable.iter().flatten() {
        let message = known.message.as_deref().expect("an unreadable order has a reason");
        check_line(message, text::MESSAGE_CHARS);
        assert!(!message.contains('"'), "a value of the order is quoted: {message}");
    }
    for parcel in parcels {
        check_payload(shared, parcel);
    }
    for chunk in parcels.chunks(shared.connector.max_orders()) {
        let members: Vec<_> = chunk.iter().collect();
        check_request(shared, shared.connector.orders_request(&shared.context, &members));
    }
}

fn check_call(call: &Call) {
    let Call { shared, step, input } = call;
    for step in shared.connector.steps().iter().copied().chain([step.as_str()]) {
        check_request(shared, shared.connector.step_request(&shared.context, step, input));
    }
    for setting in shared.connector.settings() {
        if let Err(error) = shared.context.endpoint(setting.key, setting.default) {
            check_line(&error.message, text::MESSAGE_CHARS);
        }
    }
}

/// The order's id is in it, and every amount is a decimal numeral at the store's decimals.
fn check_payload(shared: &Shared, parcel: &Parcel) {
    let payload: Value = serde_json::from_str(parcel.payload.get()).expect("a payload is JSON");
    let logistos = shared.connector.id() == "logistos";
    assert_eq!(payload[if logistos { "id" } else { "orderId" }], parcel.order_id);
    let mut amounts = Vec::new();
    if logistos {
        assert_eq!(payload["delivery_id"], parcel.key);
        amounts.extend(
            [
                "subtotal",
                "discount_total",
                "shipping_total",
                "fee_total",
                "total_tax",
                "total",
            ]
            .map(|key| &payload[key]),
        );
        for (list, keys) in [
            ("line_items", &["subtotal", "total", "total_tax"][..]),
            ("fee_lines", &["total", "total_tax"]),
            ("shipping_lines", &["total", "total_tax"]),
            ("tax_lines", &["tax_total", "shipping_tax_total"]),
        ] {
            let lines = payload[list].as_array().expect("lines are a list");
            amounts.extend(lines.iter().flat_map(|line| keys.iter().map(move |key| &line[key])));
        }
    } else {
        let products = payload["products"].as_array().expect("products are a list");
        amounts.extend(products.iter().map(|product| &product["price"]));
    }
    for amount in amounts {
        let amount = amount.as_str().expect("an amount is a string");
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        let digits = whole.strip_prefix('-').unwrap_or(whole);
        assert!(
            !digits.is_empty() && digits.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()),
            "{amount}"
        );
        assert_eq!(
            fraction.len(),
            shared.context.store.decimals.min(28) as usize,
            "{amount}"
        );
    }
}

/// It goes where an address may lead, and carries JSON; or one line says why there is none.
fn check_request(shared: &Shared, request: Result<Request, StepError>) {
    match request {
        Ok(request) => {
            let url = request.endpoint.url().as_str();
            assert!(
                Endpoint::parse(url, shared.context.allow_private_hosts).is_ok(),
                "{url}"
            );
            if let Some(body) = &request.body {
                serde_json::from_slice::<Value>(body).expect("a body is JSON");
            }
        }
        Err(error) => check_line(&error.message, text::MESSAGE_CHARS),
    }
}
