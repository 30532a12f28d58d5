//! What a platform answers: any status, `Retry-After` and body, through everything that reads a reply, for both connectors.
//!
//! The input is the status, a line feed, the header `Retry-After`, a line feed, and the body.
#![no_main]

use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, value::RawValue};
use waybill::{
    connector::{self, Connector, Context, Parcel, Receipt},
    endpoint::Endpoint,
    http::{REPLY_BYTES, Reply},
    outcome, text,
};
use waybill_fuzz::check_line;

/// The outbox's columns, and what stands for one there (docs/boundary.md).
const ID_CHARS: usize = 191;
const STATUS_CHARS: usize = 64;
const URL_CHARS: usize = 500;
const TOKEN_CHARS: usize = 8192;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fuzz_target!(|input: &[u8]| {
    let reply = reply(input);
    if let Some(message) = text::message(&reply.body) {
        assert!(!message.is_empty());
        check_line(&message, text::MESSAGE_CHARS);
    }
    if let Some(header) = &reply.retry_after {
        for now in [SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + 20_000 * DAY] {
            assert!(
                outcome::retry_after(header, now).is_none_or(|wait| wait <= DAY),
                "{header}"
            );
        }
    }
    let _ = outcome::meaning(reply.status);
    for connector in connector::ALL {
        check_receipts(*connector, &reply);
        for step in connector.steps().iter().chain(&["no such step"]) {
            let _ = connector.step_problem(step, reply.status);
            check_step(*connector, step, &reply);
        }
    }
});

/// As `http.rs` hands it on: never more of a body than its bound, and visible characters in a header.
fn reply(input: &[u8]) -> Reply {
    let mut parts = input.splitn(3, |byte| *byte == b'\n');
    let [status, header, body] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let header = str::from_utf8(header).ok().filter(|header| !header.is_empty());
    Reply {
        status: str::from_utf8(status)
            .ok()
            .and_then(|status| status.parse().ok())
            .unwrap_or(200),
        retry_after: header.map(str::to_owned),
        body: body[..body.len().min(REPLY_BYTES)].to_vec(),
    }
}

fn check_receipts(connector: &dyn Connector, reply: &Reply) {
    let parcels = [1234, 2, u64::MAX].map(|order_id| Parcel {
        key: format!("{order_id:032x}"),
        order_id,
        attempt: 1,
        payload: RawValue::NULL.to_owned(),
    });
    let receipts = connector.receipts(&parcels.each_ref(), reply);
    assert_eq!(receipts.len(), parcels.len(), "one receipt for each order");
    for receipt in receipts {
        match receipt {
            Receipt::Delivered { remote_id: Some(id) } => check_line(&id, ID_CHARS),
            Receipt::Delivered { remote_id: None } => {}
            Receipt::Rejected { message } => check_line(&message, text::MESSAGE_CHARS),
        }
    }
}

fn check_step(connector: &dyn Connector, step: &str, reply: &Reply) {
    for allow_private_hosts in [false, true] {
        let context = Context {
            allow_private_hosts,
            ..Context::default()
        };
        match connector.step_data(&context, step, reply) {
            Ok(data) => check_data("", &data, allow_private_hosts),
            Err(error) => check_line(&error.message, text::MESSAGE_CHARS),
        }
    }
}

/// Every string of a step's data, by its key; one that has no bound here is a finding.
fn check_data(key: &str, data: &Value, allow_private_hosts: bool) {
    match data {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| check_data(key, value, allow_private_hosts)),
        Value::Array(values) => values
            .iter()
            .for_each(|value| check_data(key, value, allow_private_hosts)),
        Value::String(text) => match key {
            "id" | "customer_id" => {
                assert!(!text.is_empty(), "{key} is empty");
                check_line(text, ID_CHARS);
            }
            "name" | "expires_at" | "tracking_number" => check_line(text, ID_CHARS),
            "status" => check_line(text, STATUS_CHARS),
            "token" => {
                assert!(
                    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()),
                    "{text:?}"
                );
                check_line(text, TOKEN_CHARS);
            }
            "api_url" => {
                let endpoint = Endpoint::parse(text, allow_private_hosts).expect("an API's address may be sent to");
                assert_eq!(endpoint.url().as_str(), text, "an address is kept as it is read");
                check_line(text, URL_CHARS);
            }
            "tracking_url" => {
                assert!(text.starts_with("https://") || text.starts_with("http://"), "{text:?}");
                check_line(text, URL_CHARS);
            }
            _ => panic!("{key} has no bound: {text:?}"),
        },
        Value::Number(_) => assert_eq!(key, "order_id"),
        Value::Null | Value::Bool(_) => panic!("{key} is {data}"),
    }
}
