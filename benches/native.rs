//! How long the extension works on an order, without the network: `cargo bench --no-default-features`. Criterion keeps the figures in target/criterion,
//! `<group>/<connector>/new/estimates.json`.
#![allow(missing_docs, reason = "criterion's macros write none")]

mod support;

use std::{hint::black_box, time::Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use support::{CONNECTORS, ORDERS, batch, connector, key, order, read, reply, request};
use waybill::boundary::Delivery;

/// One order as the platform wants it.
fn payload(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("payload");
    for id in CONNECTORS {
        let (connector, order, key) = (connector(id), order(1), key(1));
        let (context, _) = read(id);
        group.throughput(Throughput::Elements(1));
        group.bench_function(id, |bencher| {
            bencher.iter(|| connector.payload(&context, &key, black_box(&order)))
        });
    }
}

/// What PHP hands over, with every payload built.
fn boundary(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for id in CONNECTORS {
        let request = request(id);
        group.throughput(Throughput::Elements(ORDERS));
        group.bench_function(id, |bencher| {
            bencher.iter(|| Delivery::read(black_box(&request), Instant::now()));
        });
    }
}

/// A request's body of payloads, with its address and keys.
fn body(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("body");
    for id in CONNECTORS {
        let (connector, (context, parcels)) = (connector(id), read(id));
        let batch = batch(connector, &parcels);
        group.throughput(Throughput::Elements(batch.len() as u64));
        group.bench_function(id, |bencher| {
            bencher.iter(|| connector.orders_request(&context, black_box(&batch)))
        });
    }
}

/// What a reply says of each order.
fn replies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reply");
    for id in CONNECTORS {
        let (connector, (_, parcels), reply) = (connector(id), read(id), reply(id));
        let batch = batch(connector, &parcels);
        group.throughput(Throughput::Elements(batch.len() as u64));
        group.bench_function(id, |bencher| {
            bencher.iter(|| connector.receipts(&batch, black_box(&reply)))
        });
    }
}

criterion_group!(native, payload, boundary, body, replies);
criterion_main!(native);
