//! Sending in the background: the answers of `deliver`, whatever the caller does meanwhile.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use waybill::{background, boundary, boundary::BoundaryError};
use waybill_sandbox::Sandbox;

/// Far longer than anything here takes on any machine.
const LONG: Duration = Duration::from_secs(20);

/// Tickets are those of a thread, which waits as PHP does; the sandbox runs on the others.
async fn as_php<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, answer) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || drop(sender.send(work())));
    let answer = answer.await;
    thread.join().unwrap();
    answer.unwrap()
}

/// Orders of these ids, for TrackingTech: one a request, one after the other.
async fn request(sandbox: &Sandbox, ids: impl IntoIterator<Item = u64>) -> Value {
    let context = support::connected(&sandbox.url()).await;
    let order = |id| json!({"key": support::key(id), "attempt": 1, "order": support::order(id)});
    json!({
        "connection": "trackingtech", "store": {"url": support::SITE}, "device_id": support::DEVICE_ID,
        "settings": context.settings, "secrets": {"token": context.secrets.get("token")},
        "deadline_ms": LONG.as_millis() as u64, "concurrency": 1, "orders": ids.into_iter().map(order).collect::<Vec<_>>(),
    })
}

fn start(request: &Value) -> i64 {
    background::start(request.to_string()).unwrap()
}

fn finish(ticket: i64) -> Value {
    read(&background::finish(ticket, &|| false).unwrap())
}

fn read(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

fn outcomes(answer: &Value) -> Vec<&str> {
    let results = answer["results"].as_array().unwrap();
    results
        .iter()
        .map(|result| result["outcome"].as_str().unwrap())
        .collect()
}

/// Waits until so many orders have arrived.
fn await_orders(sandbox: &Sandbox, count: usize) {
    let began = Instant::now();
    while sandbox
        .requests("trackingtech")
        .iter()
        .filter(|request| request.endpoint == "orders")
        .count()
        < count
    {
        assert!(began.elapsed() < LONG, "{count} orders have not arrived");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_that_of_deliver() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut request = request(&sandbox, 1..=3).await;
    request["orders"][1]["order"]["total"] = "12,50".into();
    sandbox
        .add_fault(json!({"orderId": 3, "fault": {"kind": "status", "status": 422}}))
        .unwrap();

    let (background, foreground) = as_php(move || {
        let background = finish(start(&request));
        (
            background,
            read(&boundary::deliver(&request.to_string(), &|| false).unwrap()),
        )
    })
    .await;

    assert_eq!(outcomes(&background), ["delivered", "rejected", "rejected"]);
    let timeless = |mut answer: Value| {
        for result in answer["results"].as_array_mut().unwrap() {
            result["duration_ms"] = 0.into();
        }
        answer
    };
    assert_eq!(timeless(background), timeless(foreground));
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_sent_while_nobody_waits_and_the_answer_is_there_when_it_is_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = request(&sandbox, 1..=5).await;
    let answer = as_php(move || {
        let ticket = start(&request);
        await_orders(&sandbox, 5);
        finish(ticket)
    })
    .await;
    assert_eq!(outcomes(&answer), ["delivered"; 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_an_answer_is_there_can_be_asked_without_waiting_for_it() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"endpoint": "orders", "fault": {"kind": "latency", "ms": 500}}))
        .unwrap();
    let request = request(&sandbox, [1]).await;
    as_php(move || {
        let (right, wrong) = (start(&request), background::start("no JSON".into()).unwrap());
        assert!(!background::is_done(right).unwrap(), "It has hardly begun.");
        for ticket in [right, wrong] {
            let began = Instant::now();
            while !background::is_done(ticket).unwrap() {
                assert!(began.elapsed() < LONG, "{ticket} is never done");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        assert!(background::is_done(right).unwrap(), "And stays so.");
        assert_eq!(outcomes(&finish(right)), ["delivered"]);
        assert!(matches!(
            background::finish(wrong, &|| false),
            Err(BoundaryError::Request(_))
        ));
        assert!(matches!(background::is_done(right), Err(BoundaryError::Ticket(number)) if number == right));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_tickets_are_served_at_once_and_finished_in_any_order() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"endpoint": "orders", "fault": {"kind": "latency", "ms": 300}}))
        .unwrap();
    let mut requests = Vec::new();
    for id in 1..=4 {
        let mut request = request(&sandbox, [id]).await;
        request["concurrency"] = 4.into();
        requests.push(request);
    }
    let most_at_once = as_php(move || {
        let tickets: Vec<_> = requests.iter().map(start).collect();
        for (id, ticket) in [1, 2, 3, 4].into_iter().zip(tickets).rev() {
            let answer = finish(ticket);
            assert_eq!(answer["results"][0]["order_id"], id);
            assert_eq!(outcomes(&answer), ["delivered"]);
        }
        sandbox.most_at_once()
    })
    .await;
    assert_eq!(most_at_once, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interruption_ends_the_wait_and_what_was_begun_counts() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"endpoint": "orders", "fault": {"kind": "hang"}}))
        .unwrap();
    let request = request(&sandbox, 1..=2).await;
    let answer = as_php(move || {
        let ticket = start(&request);
        await_orders(&sandbox, 1);
        let began = Instant::now();
        let answer = background::finish(ticket, &|| true).unwrap();
        assert!(began.elapsed() < LONG / 2, "{:?}", began.elapsed());
        read(&answer)
    })
    .await;
    assert_eq!(outcomes(&answer), ["retry", "unsent"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_deadline_runs_from_the_start() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"endpoint": "orders", "fault": {"kind": "hang"}}))
        .unwrap();
    let mut request = request(&sandbox, 1..=2).await;
    request["deadline_ms"] = 1500.into();
    let answer = as_php(move || {
        let ticket = start(&request);
        std::thread::sleep(Duration::from_millis(2500));
        finish(ticket)
    })
    .await;
    assert_eq!(outcomes(&answer), ["retry", "unsent"]);
    let duration = answer["results"][0]["duration_ms"].as_u64().unwrap();
    assert!(duration < 2500, "{duration} ms: it ends before it is asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn misuse_is_told_by_finish_and_leaves_other_tickets_alone() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = request(&sandbox, [1]).await;
    as_php(move || {
        let (wrong, right) = (background::start("no JSON".into()).unwrap(), start(&request));
        assert!(matches!(
            background::finish(wrong, &|| false),
            Err(BoundaryError::Request(_))
        ));
        assert_eq!(outcomes(&finish(right)), ["delivered"]);
        for unknown in [wrong, right, 0, -1, i64::MAX] {
            assert!(
                matches!(background::finish(unknown, &|| false), Err(BoundaryError::Ticket(number)) if number == unknown),
                "{unknown}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_begins_nothing_more() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_fault(json!({"endpoint": "orders", "fault": {"kind": "latency", "ms": 200}}))
        .unwrap();
    let request = request(&sandbox, 1..=10).await;
    let sandbox = as_php(move || {
        let ticket = start(&request);
        await_orders(&sandbox, 1);
        background::give_up();
        assert!(matches!(
            background::finish(ticket, &|| false),
            Err(BoundaryError::Ticket(_))
        ));
        std::thread::sleep(Duration::from_secs(1));
        sandbox
    })
    .await;
    let orders = sandbox.requests("trackingtech");
    assert!(
        orders.iter().filter(|request| request.endpoint == "orders").count() < 3,
        "it went on"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_too_many_has_the_oldest_given_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = request(&sandbox, [1]).await;
    as_php(move || {
        let tickets: Vec<_> = (0..=background::TICKETS).map(|_| start(&request)).collect();
        assert!(matches!(
            background::finish(tickets[0], &|| false),
            Err(BoundaryError::Ticket(_))
        ));
        for ticket in &tickets[1..] {
            assert_eq!(outcomes(&finish(*ticket)), ["delivered"]);
        }
    })
    .await;
}

/// A process's signals go to any of its threads that does not block them.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn no_signal_is_handled_on_the_thread_and_its_maker_hears_them_still() {
    fn blocked(task: &std::path::Path) -> u64 {
        let status = std::fs::read_to_string(task.join("status")).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigBlk:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap()
    }
    let bit = |signal: nix::sys::signal::Signal| 1_u64 << (signal as u64 - 1);
    let sandbox = Sandbox::start().await.unwrap();
    let request = request(&sandbox, [1]).await;
    as_php(move || {
        let before = blocked("/proc/thread-self".as_ref());
        finish(start(&request));
        assert_eq!(blocked("/proc/thread-self".as_ref()), before);

        let threads: Vec<_> = std::fs::read_dir("/proc/self/task")
            .unwrap()
            .map(|task| task.unwrap().path())
            .filter(|task| std::fs::read_to_string(task.join("comm")).unwrap().trim() == "waybill")
            .collect();
        assert!(!threads.is_empty());
        use nix::sys::signal::Signal::{SIGALRM, SIGCHLD, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
        for signal in [
            SIGALRM, SIGCHLD, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
        ] {
            for thread in &threads {
                assert_ne!(blocked(thread) & bit(signal), 0, "{signal}");
            }
        }
    })
    .await;
}
