//! Both logistics platforms on loopback: they hold what they received, refuse what breaks the contract and say why, and fail on
//! demand. Rust tests start one in their own process; everything else starts the binary (README.md beside this folder).

mod control;
pub mod fault;
mod platform;
pub mod state;
mod validate;

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::Request, response::Response};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tower::ServiceExt;

use crate::{
    fault::{Abort, Rule},
    state::{Received, Shared},
};

const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A running sandbox; dropped, it stops.
pub struct Sandbox {
    address: SocketAddr,
    state: Arc<Shared>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where the port cannot be bound.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(SocketAddr::from(([127, 0, 0, 1], 0)), Arc::default()).await
    }

    /// Starts one at this address, with what `state` remembers.
    ///
    /// # Errors
    /// Where the address is not this machine's own, or cannot be bound.
    pub async fn start_on(address: SocketAddr, state: Arc<Shared>) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the sandbox listens on loopback only",
            ));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let router = platform::router(state.clone(), address).merge(control::router(state.clone()));
        let server = tokio::spawn(accept(listener, router, state.clone()));
        Ok(Self { address, state, server })
    }

    /// Its address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it received of this platform, oldest first.
    pub fn requests(&self, platform: &str) -> Vec<Received> {
        self.state.requests(Some(platform), None, 0)
    }

    /// The orders that this platform holds, by order id: how often and under which keys each came, and its last content.
    pub fn orders(&self, platform: &str) -> Vec<Value> {
        self.state.orders(Some(platform), None)
    }

    /// Has requests fail from now on; a rule is `{"platform"?, "endpoint"?, "orderId"?, "times"?, "probability"?, "fault": {…}}`.
    ///
    /// # Errors
    /// Where the rule is not one.
    pub fn add_fault(&self, rule: Value) -> Result<(), serde_json::Error> {
        let rule: Rule = serde_json::from_value(rule)?;
        self.state.add_fault(rule);
        Ok(())
    }

    /// Lets everything through again.
    pub fn clear_faults(&self) {
        self.state.set_faults(Vec::new());
    }

    /// The most requests that were under way at one time.
    pub fn most_at_once(&self) -> usize {
        self.state.most_at_once()
    }

    /// Waits until it stops, which is never by itself.
    pub async fn run(mut self) {
        // The task ends only when it is aborted.
        (&mut self.server).await.ok();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves until it is aborted, and its open connections with it.
async fn accept(listener: TcpListener, router: Router, state: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(serve(stream, router.clone(), state.clone()))),
                // Out of file descriptors, say: a connection that ends gives one back.
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one connection. A response that bears [`Abort`] is not sent: the connection ends instead.
async fn serve(stream: TcpStream, router: Router, state: Arc<Shared>) {
    stream.set_nodelay(true).ok();
    let counted = AtomicBool::new(false);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        if platform::serves(request.uri().path()) && !counted.swap(true, Ordering::Relaxed) {
            state.connected();
        }
        let answer = router.clone().oneshot(request.map(axum::body::Body::new) as Request);
        async move {
            let response: Response = answer.await.unwrap_or_else(|never: Infallible| match never {});
            if response.extensions().get::<Abort>().is_some() {
                return Err(io::Error::other("aborted on demand"));
            }
            Ok(response)
        }
    });
    // How a client leaves is its own affair.
    http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await
        .ok();
}
