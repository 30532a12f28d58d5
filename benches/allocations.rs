//! How often, and how much, the extension allocates for an order: one line of JSON each, printed and kept in target/criterion/allocations.jsonl.
//! `cargo bench --no-default-features --bench allocations`.
#![allow(clippy::unwrap_used, reason = "a bench ends where it fails")]

mod support;

use std::{alloc::System, fs, path::Path, time::Instant};

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use support::{CONNECTORS, ORDERS, batch, connector, key, order, read, reply, request};
use waybill::boundary::Delivery;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What `work` allocates, for each of the `orders` that it works on.
fn line<T>(what: &str, connector: &str, orders: u64, work: impl Fn() -> T) -> String {
    // Whatever is made once in a process is made now.
    drop(work());
    let region = Region::new(ALLOCATOR);
    let result = work();
    let seen = region.change();
    drop(result);
    let each = |count: usize| count as f64 / orders as f64;
    serde_json::json!({
        "bench": what, "connector": connector, "orders": orders,
        "allocations_per_order": each(seen.allocations), "reallocations_per_order": each(seen.reallocations),
        "bytes_per_order": each(seen.bytes_allocated),
    })
    .to_string()
}

fn main() {
    let mut lines = Vec::new();
    for id in CONNECTORS {
        let (connector, request, reply, order, key) = (connector(id), request(id), reply(id), order(1), key(1));
        let (context, parcels) = read(id);
        let batch = batch(connector, &parcels);
        let orders = batch.len() as u64;
        lines.push(line("payload", id, 1, || connector.payload(&context, &key, &order)));
        lines.push(line("read", id, ORDERS, || Delivery::read(&request, Instant::now())));
        lines.push(line("body", id, orders, || connector.orders_request(&context, &batch)));
        lines.push(line("reply", id, orders, || connector.receipts(&batch, &reply)));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .join("criterion");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("allocations.jsonl"), lines.join("\n") + "\n").unwrap();
    println!("{}", lines.join("\n"));
}
