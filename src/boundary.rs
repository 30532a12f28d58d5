//! The JSON that crosses between PHP and Rust (docs/boundary.md), without PHP: the same functions serve tests, and whoever else may call.

mod request;

use std::{
    collections::BTreeMap,
    rc::Rc,
    time::{Instant, SystemTime},
};

use serde::Serialize;

pub use self::request::{Call, Delivery, Shared};
use crate::{
    call,
    connector::{self, Connector, Setting, StepError},
    delivery::{self, Delivered, Limits, Surroundings},
    http::{Client, ClientError, Request},
    lenient,
    pace::{Gate, Gates},
    retry,
    runtime::{self, RuntimeError},
    text,
};

/// Of an id that is repeated in an error: no connector's is longer (docs/adding-a-connector.md).
const ID_CHARS: usize = 20;

/// Misuse, or a machine on which nothing can be sent at all. Whatever else goes wrong is a value in the answer.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum BoundaryError {
    #[error("the request is not what the boundary asks for: {}", lenient::reason(.0))]
    Request(#[from] serde_json::Error),
    #[error("there is no connector \"{}\"", text::line(.0, ID_CHARS))]
    Connector(String),
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    #[error("there is no ticket {0}: it was finished or given up, or is another process's")]
    Ticket(i64),
    #[error("the thread that sends in the background gave no answer: what it was sending counts as begun")]
    Lost,
}

impl From<ClientError> for BoundaryError {
    fn from(error: ClientError) -> Self {
        Self::Runtime(error.into())
    }
}

/// What each connector is: the answer of `connectors()`.
///
/// # Errors
/// [`BoundaryError`] where it cannot be written as JSON.
pub fn connectors() -> Result<String, BoundaryError> {
    #[derive(Serialize)]
    struct Description {
        id: &'static str,
        label: &'static str,
        max_orders: usize,
        settings: &'static [Setting],
        steps: &'static [&'static str],
    }
    let describe = |connector: &&dyn Connector| Description {
        id: connector.id(),
        label: connector.label(),
        max_orders: connector.max_orders(),
        settings: connector.settings(),
        steps: connector.steps(),
    };
    Ok(serde_json::to_string(
        &connector::ALL.iter().map(describe).collect::<Vec<_>>(),
    )?)
}

/// Sends orders: `deliver(request)`.
///
/// # Errors
/// [`BoundaryError`] on misuse.
pub fn deliver(request: &str, interrupted: &dyn Fn() -> bool) -> Result<String, BoundaryError> {
    let delivery = Delivery::read(request, Instant::now())?;
    let network = delivery.shared.network.clone();
    runtime::run(&network, async |client, gates| {
        delivery.send(&client, gates, interrupted).await
    })?
}

/// What `deliver` would send, and where to: `preview(request)`.
///
/// # Errors
/// [`BoundaryError`] on misuse.
pub fn preview(request: &str) -> Result<String, BoundaryError> {
    let Delivery {
        shared,
        parcels,
        unreadable,
        ..
    } = Delivery::read(request, Instant::now())?;
    let Shared { connector, context, .. } = shared;
    let show = |request: &Request| {
        let headers = request.headers(&context.store.url);
        let headers: BTreeMap<String, String> = headers
            .into_iter()
            .map(|(name, value)| (name.to_string(), value))
            .collect();
        serde_json::json!({
            "method": request.method().as_str(),
            "url": request.endpoint.url().as_str(),
            "headers": headers,
            "body": request.body.as_deref().map(String::from_utf8_lossy),
        })
    };
    let requests = delivery::requests(connector, &context, &parcels);
    answer(requests.map(|requests| {
        serde_json::json!({
            "requests": requests.iter().map(show).collect::<Vec<_>>(),
            "unreadable": unreadable.into_iter().flatten().collect::<Vec<_>>(),
        })
    }))
}

/// Takes one step of a connection: `call(request)`.
///
/// # Errors
/// [`BoundaryError`] on misuse.
pub fn call(request: &str, interrupted: &dyn Fn() -> bool) -> Result<String, BoundaryError> {
    let Call { shared, step, input } = Call::read(request)?;
    let surroundings = surroundings(interrupted);
    let taken = runtime::run(&shared.network, async |client, _| {
        call::call(
            shared.connector,
            &shared.context,
            &client,
            &step,
            &input,
            shared.deadline,
            &surroundings,
        )
        .await
    })?;
    answer(taken)
}

impl Shared {
    /// The gate to the platform; where no address leads there, nothing passes it either.
    fn gate(&self, gates: &Gates) -> Rc<Gate> {
        match self.connector.orders_endpoint(&self.context) {
            Ok(endpoint) => gates.to(self.connector.id(), endpoint.url().authority()),
            Err(_) => Rc::default(),
        }
    }
}

impl Delivery {
    /// Sends what can be sent, and gives the answer of `deliver`.
    ///
    /// # Errors
    /// [`BoundaryError`] where it cannot be written as JSON.
    pub async fn send(
        self,
        client: &Client,
        gates: &Gates,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<String, BoundaryError> {
        #[derive(Serialize)]
        struct Answer {
            results: Vec<Delivered>,
            concurrency: usize,
            rest_s: Option<u64>,
        }
        let gate = self.shared.gate(gates);
        let limits = Limits {
            concurrency: self.concurrency,
            gate: &gate,
            deadline: self.shared.deadline,
        };
        let Shared { connector, context, .. } = &self.shared;
        let surroundings = surroundings(interrupted);
        let sent = delivery::deliver(*connector, context, client, &self.parcels, &limits, &surroundings).await;
        let mut sent = sent.into_iter();
        Ok(serde_json::to_string(&Answer {
            results: self
                .unreadable
                .into_iter()
                .filter_map(|known| known.or_else(|| sent.next()))
                .collect(),
            concurrency: gate.limit(self.concurrency),
            rest_s: gate.rest().map(retry::seconds),
        })?)
    }
}

/// What was asked for, or what stood in its way.
fn answer(done: Result<serde_json::Value, StepError>) -> Result<String, BoundaryError> {
    let answer = match done {
        Ok(data) => serde_json::json!({ "ok": true, "data": data }),
        Err(error) => serde_json::json!({ "ok": false, "error": error }),
    };
    Ok(serde_json::to_string(&answer)?)
}

fn surroundings(interrupted: &dyn Fn() -> bool) -> Surroundings<'_> {
    Surroundings {
        now: &SystemTime::now,
        chance: &fastrand::f64,
        interrupted,
    }
}
