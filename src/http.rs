//! The only file that opens sockets.

use std::{
    error::Error as _,
    net::SocketAddr,
    sync::{Arc, Once},
    time::Duration,
};

use futures_util::StreamExt;
use reqwest::{
    Certificate, Method, NoProxy, Proxy, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT},
    redirect::Policy,
};
use serde::Deserialize;

use crate::{VERSION, endpoint, endpoint::Endpoint, lenient};

/// Contract, "Rules for both".
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Contract, "Rules for both".
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);
/// At most this much of a reply is read (contract, "Rules for both").
pub const REPLY_BYTES: usize = 64 * 1024;
/// PHP freezes the runtime between calls; a server may close an idle connection meanwhile.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// How to reach the network; a client is made for one of these (docs/boundary.md, "What `deliver` and `call` share").
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
#[allow(missing_docs, reason = "see the boundary")]
pub struct Network {
    #[serde(deserialize_with = "lenient::text")]
    pub proxy: String,
    #[serde(deserialize_with = "lenient::text")]
    pub no_proxy: String,
    #[serde(deserialize_with = "lenient::text")]
    pub ca_file: String,
    pub allow_private_hosts: bool,
}

/// A request, ready to be sent.
#[derive(Clone)]
pub struct Request {
    /// Where to.
    pub endpoint: Endpoint,
    /// The JSON body of a POST; `None` makes it a GET.
    pub body: Option<Vec<u8>>,
    /// The bearer token, where the platform wants one.
    pub bearer: Option<String>,
    /// The header `Idempotency-Key`.
    pub idempotency_key: Option<String>,
}

impl Request {
    /// `POST` where it carries a body.
    pub fn method(&self) -> Method {
        if self.body.is_some() { Method::POST } else { Method::GET }
    }

    /// All of its headers that are no secret.
    pub fn headers(&self, store_url: &str) -> Vec<(HeaderName, String)> {
        let mut headers = vec![(USER_AGENT, user_agent(store_url))];
        if self.body.is_some() {
            headers.push((CONTENT_TYPE, "application/json".to_owned()));
        }
        if let Some(key) = &self.idempotency_key {
            headers.push((HeaderName::from_static("idempotency-key"), key.clone()));
        }
        headers
    }
}

/// A platform's reply: never more than [`REPLY_BYTES`] of its body.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The body; cut where it was longer.
    pub body: Vec<u8>,
}

/// Why there is no reply. None of them names more of the address than its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum SendError {
    #[error("the host's name is not known to this server")]
    UnknownHost,
    #[error("the host refuses the connection")]
    ConnectionRefused,
    #[error("no connection could be made")]
    Unreachable,
    #[error("the address lies in a private network")]
    Private,
    #[error("no answer in time")]
    Timeout,
    #[error("the certificate has expired, or is not valid yet")]
    CertificateExpired,
    #[error("the certificate is another host's")]
    CertificateOfAnotherHost,
    #[error("the certificate is self-signed, or of an authority that this server does not trust")]
    CertificateUntrusted,
    #[error("no secure connection could be made")]
    Tls,
    #[error("the connection broke, or the answer was no HTTP")]
    Broken,
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made")]
pub struct ClientError(#[from] reqwest::Error);

/// An HTTP client with its pool of connections.
#[derive(Clone, Debug)]
pub struct Client(reqwest::Client);

impl Client {
    /// A client for this network. A proxy or CA file that cannot be read is left out: the connection then fails, and says so.
    ///
    /// # Errors
    /// [`ClientError`] where the TLS library refuses its configuration.
    pub fn new(network: &Network) -> Result<Self, ClientError> {
        static PROVIDER: Once = Once::new();
        // Already installed by another user of rustls in this process: just as well.
        PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));

        let mut builder = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .redirect(Policy::none())
            .referer(false)
            .dns_resolver(Arc::new(Resolver {
                allow_private: network.allow_private_hosts,
            }));
        if let Some(proxy) = proxy(network) {
            builder = builder.proxy(proxy);
        }
        if let Ok(pem) = std::fs::read(&network.ca_file)
            && let Ok(certificates) = Certificate::from_pem_bundle(&pem)
        {
            builder = builder.tls_certs_merge(certificates);
        }
        Ok(Self(builder.build()?))
    }

    /// Sends a request and reads the reply.
    ///
    /// # Errors
    /// [`SendError`] where there is none within `timeout` (30 s at most).
    pub async fn send(&self, request: Request, store_url: &str, timeout: Duration) -> Result<Reply, SendError> {
        let mut builder = self
            .0
            .request(request.method(), request.endpoint.url().clone())
            .timeout(timeout.min(TOTAL_TIMEOUT));
        for (name, value) in request.headers(store_url) {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        if let Some(token) = request.bearer {
            let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| SendError::Broken)?;
            value.set_sensitive(true);
            builder = builder.header(AUTHORIZATION, value);
        }
        let response = builder.send().await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = read(response).await?;
        Ok(Reply {
            status,
            retry_after,
            body,
        })
    }

    /// Asks an address for its head alone, and gives the status of whatever answers. Of the store it says no more than the header `User-Agent`.
    ///
    /// # Errors
    /// [`SendError`] where nothing answers within `timeout` (30 s at most).
    pub async fn head(&self, endpoint: &Endpoint, store_url: &str, timeout: Duration) -> Result<u16, SendError> {
        let request = self
            .0
            .head(endpoint.url().clone())
            .timeout(timeout.min(TOTAL_TIMEOUT))
            .header(USER_AGENT, user_agent(store_url));
        let response = request.send().await.map_err(|error| classify(&error))?;
        Ok(response.status().as_u16())
    }
}

/// `Waybill/<version>; <store_url>` (contract, "Rules for both"), as far as a header may hold it.
fn user_agent(store_url: &str) -> String {
    let store_url: String = store_url.chars().filter(char::is_ascii_graphic).take(500).collect();
    format!("Waybill/{VERSION}; {store_url}")
}

async fn read(response: reqwest::Response) -> Result<Vec<u8>, SendError> {
    let mut body = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| classify(&error))?;
        body.extend_from_slice(&chunk[..chunk.len().min(REPLY_BYTES - body.len())]);
        if body.len() == REPLY_BYTES {
            break;
        }
    }
    Ok(body)
}

fn proxy(network: &Network) -> Option<Proxy> {
    if network.proxy.is_empty() {
        return None;
    }
    // WordPress writes "*.example.com", reqwest ".example.com".
    let bypass = network.no_proxy.replace("*.", ".");
    let proxy = Proxy::all(network.proxy.parse::<Url>().ok()?).ok()?;
    Some(proxy.no_proxy(NoProxy::from_string(&format!("localhost,127.0.0.0/8,::1,{bypass}"))))
}

/// The innermost cause tells: reqwest's own words would name the whole address.
fn classify(error: &reqwest::Error) -> SendError {
    if error.is_timeout() {
        return SendError::Timeout;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<PrivateAddress>() {
            return SendError::Private;
        }
        if inner.is::<UnknownHost>() {
            return SendError::UnknownHost;
        }
        if let Some(error) = inner.downcast_ref::<rustls::Error>() {
            return of_tls(error);
        }
        cause = match inner.downcast_ref::<std::io::Error>() {
            Some(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                return SendError::ConnectionRefused;
            }
            // As its source it names its content's source; the content itself is asked for.
            Some(error) => error.get_ref().map(|content| content as &dyn std::error::Error),
            None => inner.source(),
        };
    }
    if error.is_connect() {
        SendError::Unreachable
    } else {
        SendError::Broken
    }
}

fn of_tls(error: &rustls::Error) -> SendError {
    use rustls::CertificateError as Fault;
    match error {
        rustls::Error::InvalidCertificate(
            Fault::Expired | Fault::ExpiredContext { .. } | Fault::NotValidYet | Fault::NotValidYetContext { .. },
        ) => SendError::CertificateExpired,
        rustls::Error::InvalidCertificate(Fault::NotValidForName | Fault::NotValidForNameContext { .. }) => {
            SendError::CertificateOfAnotherHost
        }
        rustls::Error::InvalidCertificate(_) => SendError::CertificateUntrusted,
        _ => SendError::Tls,
    }
}

/// No address is known for a name.
#[derive(Debug, thiserror::Error)]
#[error("the name is not known")]
struct UnknownHost;

/// A public name that resolved into a private network: a setting, or a platform's reply, would make the store knock on its neighbours' doors.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to an address in a private network")]
struct PrivateAddress;

/// The system's resolver, with the check of every address that it gives, on each connection.
struct Resolver {
    allow_private: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allow_private || name.as_str() == "localhost";
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|_| UnknownHost)?;
            let found: Vec<SocketAddr> = found.collect();
            if !allowed && !found.iter().all(|address| endpoint::is_public(address.ip())) {
                return Err(PrivateAddress.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
