//! A request as PHP writes it, read: with everything ready that needs no network.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde::{Deserialize, de::Error as _};
use serde_json::value::RawValue;

use super::BoundaryError;
use crate::{
    connector::{self, Connector, Context, Input, Parcel, Secrets, Store},
    delivery::Delivered,
    http::Network,
    lenient,
    order::Order,
    pace::MOST,
};

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

/// A `deliver` request as it was read, with every payload built.
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
        let mut request: Request = serde_json::from_str(request)?;
        let orders = request.orders.take().ok_or_else(|| missing("orders"))?;
        let concurrency = request.concurrency.clamp(1, MOST);
        let shared = request.open(began)?;
        let mut parcels = Vec::with_capacity(orders.len());
        let mut unreadable = Vec::with_capacity(orders.len());
        for queued in orders {
            match prepare(shared.connector, &shared.context, &queued) {
                Ok(parcel) => {
                    parcels.push(parcel);
                    unreadable.push(None);
                }
                Err(error) => unreadable.push(Some(Delivered::unreadable(
                    queued.key,
                    order_id(queued.order),
                    &lenient::reason(&error),
                ))),
            }
        }
        Ok(Self {
            shared,
            concurrency,
            parcels,
            unreadable,
        })
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
        let mut request: Request = serde_json::from_str(request)?;
        Ok(Self {
            step: request.step.take().ok_or_else(|| missing("step"))?,
            input: std::mem::take(&mut request.input),
            shared: request.open(began)?,
        })
    }
}

/// Of either function. One struct for both: flattened into two, serde would copy the whole text into a tree of its own first.
#[derive(Deserialize)]
struct Request<'a> {
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
    #[serde(default = "one")]
    concurrency: usize,
    #[serde(borrow)]
    orders: Option<Vec<Queued<'a>>>,
    step: Option<String>,
    #[serde(default, deserialize_with = "lenient::object")]
    input: Input,
}

#[derive(Deserialize)]
struct Queued<'a> {
    key: String,
    attempt: u32,
    /// Read on its own, so that one that cannot be read fails alone.
    #[serde(borrow)]
    order: &'a RawValue,
}

fn one() -> usize {
    1
}

fn missing(field: &'static str) -> BoundaryError {
    serde_json::Error::missing_field(field).into()
}

impl Request<'_> {
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

fn prepare(connector: &dyn Connector, context: &Context, queued: &Queued) -> Result<Parcel, serde_json::Error> {
    let order: Order = serde_json::from_str(queued.order.get())?;
    Ok(Parcel {
        key: queued.key.clone(),
        order_id: order.id,
        attempt: queued.attempt,
        payload: connector.payload(context, &queued.key, &order)?,
    })
}

/// The id of an order that may be unreadable otherwise; 0 where even that is missing.
fn order_id(order: &RawValue) -> u64 {
    #[derive(Deserialize)]
    struct Identified {
        id: u64,
    }
    serde_json::from_str(order.get()).map_or(0, |Identified { id }| id)
}
