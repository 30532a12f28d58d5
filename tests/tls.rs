//! Certificates: only one that is valid, for this host, from a trusted authority lets a request through.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::{io::Write as _, net::SocketAddr, sync::Arc, time::Duration};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use waybill::{
    connector::Problem,
    http::{Client, Network},
};

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, as the setting `ca_file` wants it.
    file: std::path::PathBuf,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let file = std::env::temp_dir().join(format!("waybill-tls-{}-{name}.pem", std::process::id()));
        let pem = params.self_signed(&key).unwrap().pem();
        std::fs::File::create(&file).unwrap().write_all(pem.as_bytes()).unwrap();
        Self {
            issuer: Issuer::new(params, key),
            file,
        }
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        std::fs::remove_file(&self.file).ok();
    }
}

enum Certificate {
    Good,
    Expired,
    OfAnotherHost,
    SelfSigned,
}

/// Serves one canned reply over TLS, and counts the requests that it was sent.
async fn serve(authority: &Authority, certificate: Certificate) -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    let host = if matches!(certificate, Certificate::OfAnotherHost) {
        "other.example"
    } else {
        "localhost"
    };
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if matches!(certificate, Certificate::Expired) {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let issued = match certificate {
        Certificate::SelfSigned => params.self_signed(&key).unwrap(),
        _ => params.signed_by(&key, &authority.issuer).unwrap(),
    };
    let config = ServerConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(issued.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = Arc::<std::sync::atomic::AtomicUsize>::default();
    let count = served.clone();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut buffer = [0; 4096];
            if stream.read(&mut buffer).await.is_ok_and(|bytes| bytes > 0) {
                count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let reply = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"stores\": []}";
                stream.write_all(reply).await.ok();
                stream.shutdown().await.ok();
            }
        }
    });
    (address, served)
}

async fn ask(address: SocketAddr, ca_file: &str) -> Result<serde_json::Value, waybill::connector::StepError> {
    let mut context = support::context("http://127.0.0.1:1");
    context
        .settings
        .insert("base_url".into(), format!("https://localhost:{}", address.port()));
    context.secrets = serde_json::from_value(json!({"token": "t"})).unwrap();
    let client = Client::new(&Network {
        ca_file: ca_file.into(),
        ..Network::default()
    })
    .unwrap();
    let deadline = std::time::Instant::now() + Duration::from_secs(5);
    let (trackingtech, input) = (
        support::connector("trackingtech"),
        serde_json::from_value(json!({})).unwrap(),
    );
    waybill::call::call(
        trackingtech,
        &context,
        &client,
        "stores",
        &input,
        deadline,
        &support::surroundings(),
    )
    .await
}

#[tokio::test]
async fn a_certificate_of_a_trusted_authority_lets_the_request_through() {
    let authority = Authority::new("good");
    let (address, served) = serve(&authority, Certificate::Good).await;
    assert_eq!(
        ask(address, authority.file.to_str().unwrap()).await.unwrap(),
        json!({"stores": []})
    );
    assert_eq!(served.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[tokio::test]
async fn any_other_certificate_is_refused_before_a_byte_of_the_request_is_sent() {
    let authority = Authority::new("bad");
    let trusted = authority.file.to_str().unwrap();
    for (certificate, ca_file, kind, message) in [
        (
            Certificate::Expired,
            trusted,
            Problem::CertificateExpired,
            "the certificate has expired, or is not valid yet",
        ),
        (
            Certificate::OfAnotherHost,
            trusted,
            Problem::CertificateOfAnotherHost,
            "the certificate is another host's",
        ),
        (
            Certificate::SelfSigned,
            trusted,
            Problem::CertificateUntrusted,
            "the certificate is self-signed, or of an authority that this server does not trust",
        ),
        (
            Certificate::Good,
            "",
            Problem::CertificateUntrusted,
            "the certificate is self-signed, or of an authority that this server does not trust",
        ),
    ] {
        let (address, served) = serve(&authority, certificate).await;
        let error = ask(address, ca_file).await.unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (kind, message));
        assert_eq!(served.load(std::sync::atomic::Ordering::Relaxed), 0, "{message}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_told_from_one_with_a_wrong_certificate() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok();
        }
    });
    assert_eq!(ask(address, "").await.unwrap_err().kind, Problem::Tls);
}
