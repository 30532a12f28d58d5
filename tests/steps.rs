//! Each step of both connections against the sandbox, and each way in which it can go wrong.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{call, call_within, connected, connector, context, deliver, parcels};
use waybill::connector::Problem;
use waybill_sandbox::Sandbox;

#[tokio::test]
async fn trackingtech_is_connected_read_back_and_left_by_its_steps() {
    let sandbox = Sandbox::start().await.unwrap();
    let start = context(&sandbox.url());
    let tenant = call("trackingtech", &start, "resolve", json!({"code": "CHILE-01"}))
        .await
        .unwrap();
    assert_eq!(tenant, json!({"tenant": {"id": "t_1", "name": "Courier Chile"}}));

    let context = connected(&sandbox.url()).await;
    let stores = call("trackingtech", &context, "stores", json!({})).await.unwrap();
    assert_eq!(
        stores,
        json!({"stores": [{"id": "s_1", "name": "Santiago"}, {"id": "s_2", "name": "Valparaíso"}]})
    );
    let link = call("trackingtech", &context, "link", json!({"store_id": "s_1"}))
        .await
        .unwrap();
    assert_eq!(link, json!({"customer_id": "c_1"}));

    let trackingtech = connector("trackingtech");
    deliver(trackingtech, &context, &parcels(trackingtech, &context, [5, 6]), 2).await;
    let status = call("trackingtech", &context, "status", json!({"order_ids": [5, 6, 7]}))
        .await
        .unwrap();
    assert_eq!(
        status,
        json!({"orders": [{"order_id": 5, "status": "pending"}, {"order_id": 6, "status": "pending"}]})
    );

    assert_eq!(
        call("trackingtech", &context, "uninstall", json!({})).await.unwrap(),
        json!({})
    );
    let error = call("trackingtech", &context, "stores", json!({})).await.unwrap_err();
    assert_eq!((error.kind, error.http_status), (Problem::Refused, Some(401)));
    let requests = sandbox.requests("trackingtech");
    assert!(requests.iter().all(|request| request.valid), "{requests:?}");
    let kept = serde_json::to_string(&requests).unwrap();
    assert!(!kept.contains("sandbox-password"));
}

#[tokio::test]
async fn a_tenants_own_address_is_used_from_login_on() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut context = context(&sandbox.url());
    let data = call("trackingtech", &context, "resolve", json!({"code": "TAIWAN-01"}))
        .await
        .unwrap();
    let api_url = data["tenant"]["api_url"].as_str().unwrap().to_owned();
    assert_eq!(api_url, format!("{}/trackingtech-tw", sandbox.url()));
    context.settings.insert("api_url".into(), api_url);
    context.settings.insert("base_url".into(), "http://127.0.0.1:1".into());
    let login = json!({"code": "TAIWAN-01", "email": "merchant@example.com", "password": "sandbox-password"});
    assert!(call("trackingtech", &context, "login", login).await.unwrap()["token"].is_string());
}

#[tokio::test]
async fn logistos_takes_the_stores_key() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = context(&sandbox.url());
    let input = json!({"consumer_key": format!("ck_{}", "a".repeat(40)), "consumer_secret": format!("cs_{}", "b".repeat(40)), "attempt": 1});
    assert_eq!(
        call("logistos", &context, "credentials", input.clone()).await.unwrap(),
        json!({})
    );
    assert!(sandbox.requests("logistos")[0].valid);

    sandbox
        .add_fault(json!({"fault": {"kind": "status", "status": 503, "retryAfter": "60"}}))
        .unwrap();
    let error = call("logistos", &context, "credentials", input).await.unwrap_err();
    assert_eq!((error.kind, error.retry_in_s), (Problem::Unavailable, Some(60)));
}

#[tokio::test]
async fn each_wrong_input_is_told_from_the_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = connected(&sandbox.url()).await;
    let login = |email: &str, password: &str| json!({"code": "CHILE-01", "email": email, "password": password});
    for (step, input, kind, field) in [
        ("resolve", json!({"code": "NOWHERE"}), Problem::UnknownCode, None),
        ("resolve", json!({"code": "CHILE-OFF"}), Problem::InactiveCode, None),
        ("resolve", json!({"code": ""}), Problem::MissingInput, Some("code")),
        (
            "login",
            login("merchant@example.com", "wrong"),
            Problem::WrongCredentials,
            None,
        ),
        (
            "login",
            login("merchant@example.com", ""),
            Problem::MissingInput,
            Some("password"),
        ),
        ("link", json!({"store_id": "s_9"}), Problem::Rejected, None),
        (
            "status",
            json!({"order_ids": []}),
            Problem::MissingInput,
            Some("order_ids"),
        ),
        (
            "status",
            json!({"order_ids": (1..=101).collect::<Vec<_>>()}),
            Problem::MissingInput,
            Some("order_ids"),
        ),
        ("dance", json!({}), Problem::MissingInput, None),
    ] {
        let error = call("trackingtech", &context, step, input).await.unwrap_err();
        assert_eq!((error.kind, error.field), (kind, field), "{step}: {error}");
    }
}

#[tokio::test]
async fn each_failure_of_the_platform_is_told_from_the_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = connected(&sandbox.url()).await;
    let status = |status: u16| json!({"kind": "status", "status": status});
    for (fault, kind) in [
        (json!({"kind": "html"}), Problem::BadReply),
        (json!({"kind": "garbage"}), Problem::BadReply),
        (json!({"kind": "endless_body"}), Problem::BadReply),
        (json!({"kind": "bomb"}), Problem::BadReply),
        (
            json!({"kind": "status", "status": 200, "body": "{\"stores\": [{\"id\": 5}]}"}),
            Problem::BadReply,
        ),
        (
            json!({"kind": "status", "status": 200, "body": "[".repeat(60_000)}),
            Problem::BadReply,
        ),
        (json!({"kind": "reset"}), Problem::BadReply),
        (json!({"kind": "hang"}), Problem::Timeout),
        (json!({"kind": "slow_body"}), Problem::Timeout),
        (json!({"kind": "redirect"}), Problem::Unavailable),
        (status(500), Problem::Unavailable),
        (status(403), Problem::Refused),
        (status(410), Problem::Refused),
        (status(422), Problem::Rejected),
    ] {
        sandbox.add_fault(json!({"fault": fault})).unwrap();
        let (began, within) = (Instant::now(), Duration::from_millis(600));
        let error = call_within("trackingtech", &context, "stores", json!({}), within)
            .await
            .unwrap_err();
        assert_eq!(error.kind, kind, "{fault}");
        assert!(
            began.elapsed() < within + support::OVERRUN,
            "{fault}: {:?}",
            began.elapsed()
        );
        sandbox.clear_faults();
    }
    assert_eq!(sandbox.requests("trap").len(), 0);
}

#[tokio::test]
async fn a_probe_takes_any_answer_and_sends_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut context = context(&sandbox.url());
    let data = call("logistos", &context, "probe", json!({})).await.unwrap();
    assert_eq!(
        data,
        json!({"hosts": [{"host": "127.0.0.1", "http_status": 405}]}),
        "both addresses are at one host"
    );
    let other = Sandbox::start().await.unwrap();
    let elsewhere = format!("{}/nowhere", other.url());
    context.settings.insert("orders_url".into(), elsewhere);
    let data = call("logistos", &context, "probe", json!({})).await.unwrap();
    assert_eq!(data["hosts"][1], json!({"host": "127.0.0.1", "http_status": 404}));
    assert!(sandbox.requests("logistos").is_empty());
}

#[tokio::test]
async fn a_probe_says_where_the_way_ends() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/", silent.local_addr().unwrap());
    for (url, kind) in [
        ("https://no-such-host.invalid/", Problem::UnknownHost),
        ("http://127.0.0.1:1/", Problem::ConnectionRefused),
        (silent.as_str(), Problem::Timeout),
        ("https://10.0.0.1/", Problem::InvalidUrl),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let mut context = context(&sandbox.url());
        context.settings.insert("orders_url".into(), url.into());
        let within = Duration::from_millis(600);
        let error = call_within("logistos", &context, "probe", json!({}), within)
            .await
            .unwrap_err();
        assert_eq!((error.kind, error.field), (kind, Some("orders_url")), "{url}: {error}");
    }
}

#[tokio::test]
async fn a_login_that_gives_no_usable_token_gives_none() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = context(&sandbox.url());
    let input = json!({"code": "CHILE-01", "email": "merchant@example.com", "password": "sandbox-password"});
    for body in [
        json!({"token": ""}),
        json!({"token": "a b"}),
        json!({"token": "a\r\nX-Evil: 1"}),
        json!({"token": "é"}),
        json!({"token": 5}),
        json!({}),
    ] {
        sandbox
            .add_fault(json!({"fault": {"kind": "status", "status": 200, "body": body.to_string()}}))
            .unwrap();
        let error = call("trackingtech", &context, "login", input.clone())
            .await
            .unwrap_err();
        assert_eq!(error.kind, Problem::BadReply, "{body}");
        sandbox.clear_faults();
    }
}

#[tokio::test]
async fn a_tenants_address_that_a_merchant_could_not_set_is_not_taken() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = context(&sandbox.url());
    for url in [
        "http://api.example/",
        "https://169.254.169.254/",
        "https://user:pw@api.example/",
        "javascript:alert(1)",
    ] {
        let body = json!({"tenant": {"id": "t", "name": "T", "apiUrl": url}}).to_string();
        sandbox
            .add_fault(json!({"fault": {"kind": "status", "status": 200, "body": body}}))
            .unwrap();
        let error = call("trackingtech", &context, "resolve", json!({"code": "X"}))
            .await
            .unwrap_err();
        assert_eq!(error.kind, Problem::BadReply, "{url}");
        sandbox.clear_faults();
    }
}

#[tokio::test]
async fn an_address_that_may_not_be_sent_to_is_named_before_anything_is_sent() {
    for (url, problem) in [
        ("http://api.example", "the address must begin with https://"),
        ("nonsense", "this is not a web address"),
        ("https://10.0.0.1", "the address lies in a private network"),
        (
            "https://me:secret@api.example",
            "the address must not hold a user name or password",
        ),
    ] {
        let mut context = context("http://127.0.0.1:1");
        context.settings.insert("base_url".into(), url.into());
        let error = call("trackingtech", &context, "resolve", json!({"code": "X"}))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind, error.field, error.message.as_str()),
            (Problem::InvalidUrl, Some("base_url"), problem)
        );
    }
}

#[tokio::test]
async fn a_public_name_that_leads_into_a_private_network_is_not_sent_to() {
    // The machine's own name resolves to one of its own addresses: loopback, or its network's.
    let name = std::fs::read_to_string("/etc/hostname").unwrap();
    let mut context = context("http://127.0.0.1:1");
    context
        .settings
        .insert("base_url".into(), format!("https://{}:9/", name.trim()));
    let error = call("trackingtech", &context, "resolve", json!({"code": "X"}))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (Problem::InvalidUrl, "the address lies in a private network")
    );
}

#[tokio::test]
async fn markup_in_a_reply_arrives_as_text_of_one_line() {
    let sandbox = Sandbox::start().await.unwrap();
    let context = context(&sandbox.url());
    let body: Value = json!({"message": format!("<script>alert(1)</script>\u{0}\n{}", "x".repeat(1000))});
    sandbox
        .add_fault(json!({"fault": {"kind": "status", "status": 422, "body": body.to_string()}}))
        .unwrap();
    let error = call("trackingtech", &context, "resolve", json!({"code": "X"}))
        .await
        .unwrap_err();
    assert_eq!(error.message.chars().count(), 300);
    assert!(!error.message.chars().any(char::is_control));
}
