//! The JSON that crosses between PHP and Rust (docs/boundary.md), without PHP: the same functions serve tests, and whoever else may call.

use std::{
    collections::BTreeMap,
    rc::Rc,
    time::{Duration, Instant, SystemTime},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    call,
    connector::{self, Connector, Context, Input, Parcel, Secrets, Setting, StepError, Store},
    delivery::{self, Delivered, Limits, Surroundings},
    http::{Client, ClientError, Network, Request},
    lenient,
    order::Order,
    pace::{Gate, Gates, MOST},
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

/// What every request says: for whom, how to reach it, and until when.
pub struct Shared {
    /// The platform's connector.
    pub connector: &'static dyn Connector,
    /// The store and its connection.
    pub context: Context,
    /// The network to reach it by.
    pub network: Network,
    /// When the answer is due.
    pub deadline: Instant,
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

/// A `deliver` request as it was read, with everything ready that needs no network.
pub struct Delivery {
    /// For whom, and how.
    pub shared: Shared,
    /// The most requests in flight, 1 to [`MOST`].
    pub concurrency: usize,
    /// The orders that can be sent.
    pub parcels: Vec<Parcel>,
    /// One for each order of the request: what is said of an order that cannot be read, `None` where the next parcel is its.
    pub unreadable: Vec<Option<Delivered>>,
}

impl Delivery {
    /// Reads a request, and builds each order's payload. Its time runs from `began`.
    ///
    /// # Errors
    /// [`BoundaryError`] on misuse.
    pub fn read(request: &str, began: Instant) -> Result<Self, BoundaryError> {
        let request: DeliverRequest = serde_json::from_str(request)?;
        let shared = request.common.open(began)?;
        let mut parcels = Vec::with_capacity(request.orders.len());
        let mut unreadable = Vec::with_capacity(request.orders.len());
        for queued in request.orders {
            match prepare(shared.connector, &shared.context, &queued) {
                Ok(parcel) => {
                    parcels.push(parcel);
                    unreadable.push(None);
                }
                Err(error) => unreadable.push(Some(Delivered::unreadable(
                    queued.key,
                    order_id(&queued.order),
                    &lenient::reason(&error),
                ))),
            }
        }
        Ok(Self {
            shared,
            concurrency: request.concurrency.clamp(1, MOST),
            parcels,
            unreadable,
        })
    }

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

/// A `call` request as it was read.
pub struct Call {
    /// For whom, and how.
    pub shared: Shared,
    /// The step.
    pub step: String,
    /// What it is given.
    pub input: Input,
}

impl Call {
    /// Reads a request. Its time runs from now.
    ///
    /// # Errors
    /// [`BoundaryError`] on misuse.
    pub fn read(request: &str) -> Result<Self, BoundaryError> {
        let began = Instant::now();
        let request: CallRequest = serde_json::from_str(request)?;
        Ok(Self {
            shared: request.common.open(began)?,
            step: request.step,
            input: request.input,
        })
    }
}

#[derive(Deserialize)]
struct Common {
    connection: String,
    store: Store,
    #[serde(default, deserialize_with = "lenient::text")]
    device_id: String,
    #[serde(default, deserialize_with = "lenient::object")]
    settings: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "lenient::object")]
    secrets: Secrets,
    #[serde(default, deserialize_with = "lenient::object")]
    http: Network,
    deadline_ms: u64,
}

#[derive(Deserialize)]
struct DeliverRequest {
    #[serde(flatten)]
    common: Common,
    #[serde(default = "one")]
    concurrency: usize,
    orders: Vec<Queued>,
}

#[derive(Deserialize)]
struct Queued {
    key: String,
    attempt: u32,
    /// Read on its own, so that one that cannot be read fails alone.
    order: serde_json::Value,
}

#[derive(Deserialize)]
struct CallRequest {
    #[serde(flatten)]
    common: Common,
    step: String,
    #[serde(default, deserialize_with = "lenient::object")]
    input: Input,
}

fn one() -> usize {
    1
}

impl Common {
    fn open(self, began: Instant) -> Result<Shared, BoundaryError> {
        let connector = connector::find(&self.connection).ok_or(BoundaryError::Connector(self.connection))?;
        let context = Context {
            store: self.store,
            device_id: self.device_id,
            settings: self.settings,
            secrets: self.secrets,
            allow_private_hosts: self.http.allow_private_hosts,
        };
        Ok(Shared {
            connector,
            context,
            network: self.http,
            deadline: began + Duration::from_millis(self.deadline_ms),
        })
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

fn prepare(connector: &dyn Connector, context: &Context, queued: &Queued) -> Result<Parcel, serde_json::Error> {
    let order = Order::deserialize(&queued.order)?;
    let payload: Box<RawValue> = connector.payload(context, &queued.key, &order)?;
    Ok(Parcel {
        key: queued.key.clone(),
        order_id: order.id,
        attempt: queued.attempt,
        payload,
    })
}

/// The id of an order that may be unreadable otherwise; 0 where even that is missing.
fn order_id(order: &serde_json::Value) -> u64 {
    order.get("id").and_then(serde_json::Value::as_u64).unwrap_or_default()
}

fn surroundings(interrupted: &dyn Fn() -> bool) -> Surroundings<'_> {
    Surroundings {
        now: &SystemTime::now,
        chance: &fastrand::f64,
        interrupted,
    }
}
