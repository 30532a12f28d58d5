//! What a connector is, and the list of them. Adding one: docs/adding-a-connector.md.

pub mod logistos;
pub mod trackingtech;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{
    endpoint::Endpoint,
    http::{Reply, Request},
    lenient,
    order::Order,
};

/// Every connector there is.
pub const ALL: &[&dyn Connector] = &[&logistos::Logistos, &trackingtech::TrackingTech];

/// The connector of this id.
pub fn find(id: &str) -> Option<&'static dyn Connector> {
    ALL.iter().copied().find(|connector| connector.id() == id)
}

/// One platform: what it is sent, and what it answers. Pure: a connector never sees a socket, a clock, chance or PHP.
pub trait Connector: Sync {
    /// Its id: in the outbox, in settings, in delivery keys.
    fn id(&self) -> &'static str;

    /// Its name, as the platform writes it.
    fn label(&self) -> &'static str;

    /// Its settings; those of kind `url` are checked before anything is sent.
    fn settings(&self) -> &'static [Setting];

    /// The steps of its connection, in their order.
    fn steps(&self) -> &'static [&'static str];

    /// The most orders of one request.
    fn max_orders(&self) -> usize;

    /// The most bytes of one request's body; one order alone may be larger.
    fn max_bytes(&self) -> usize {
        usize::MAX
    }

    /// One order as the platform wants it.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    fn payload(&self, context: &Context, key: &str, order: &Order) -> Result<Box<RawValue>, serde_json::Error>;

    /// Where orders are sent to.
    ///
    /// # Errors
    /// [`StepError`] where its setting is wrong.
    fn orders_endpoint(&self, context: &Context) -> Result<Endpoint, StepError>;

    /// The request that carries these orders, 1 to [`Connector::max_orders`].
    ///
    /// # Errors
    /// [`StepError`] where a setting or secret is missing or wrong.
    fn orders_request(&self, context: &Context, parcels: &[&Parcel]) -> Result<Request, StepError>;

    /// What an accepting (2xx) reply says of each order, in their order.
    fn receipts(&self, parcels: &[&Parcel], reply: &Reply) -> Vec<Receipt>;

    /// The request of one step of the connection.
    ///
    /// # Errors
    /// [`StepError`] where the step is unknown, or an input, setting or secret is missing or wrong.
    fn step_request(&self, context: &Context, step: &str, input: &Input) -> Result<Request, StepError>;

    /// What an accepting (2xx) reply to a step says, as `data` of the answer.
    ///
    /// # Errors
    /// [`StepError`] where it is not what the contract promises.
    fn step_data(&self, context: &Context, step: &str, reply: &Reply) -> Result<serde_json::Value, StepError>;

    /// What a platform means by a refusing or rejecting status in a step, where it has a meaning of its own.
    fn step_problem(&self, _step: &str, _status: u16) -> Option<Problem> {
        None
    }
}

/// A setting of a connector.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Setting {
    /// Its name in `settings`.
    pub key: &'static str,
    /// What it is; so far all are `url`.
    pub kind: &'static str,
    /// Its value where the merchant sets none.
    pub default: &'static str,
}

/// What a connector knows of the store and of its connection.
#[derive(Debug, Default)]
pub struct Context {
    /// The store.
    pub store: Store,
    /// Which installation speaks ([`crate::device`]).
    pub device_id: String,
    /// The connector's settings, and what its steps gave.
    pub settings: BTreeMap<String, String>,
    /// Its secrets.
    pub secrets: Secrets,
    /// Whether addresses in private networks may be used.
    pub allow_private_hosts: bool,
}

/// The store (docs/boundary.md).
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "see the boundary")]
pub struct Store {
    #[serde(deserialize_with = "lenient::text")]
    pub url: String,
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub currency: String,
    #[serde(deserialize_with = "lenient::text")]
    pub timezone: String,
    /// Of an amount; WooCommerce's setting "Number of decimals".
    pub decimals: u32,
    #[serde(deserialize_with = "lenient::text")]
    pub weight_unit: String,
}

impl Default for Store {
    fn default() -> Self {
        let empty = String::new;
        Self {
            url: empty(),
            name: empty(),
            currency: empty(),
            timezone: empty(),
            decimals: 2,
            weight_unit: "kg".into(),
        }
    }
}

/// Named secrets; nothing of them is ever printed.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secrets(BTreeMap<String, String>);

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl Secrets {
    /// The secret of this name; `None` where there is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|secret| !secret.is_empty())
    }
}

/// What a step is given: strings, numbers, lists, by name. Passwords pass through here, so it does not print itself.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Input(serde_json::Map<String, serde_json::Value>);

impl Input {
    /// A string that must be there.
    ///
    /// # Errors
    /// [`StepError`] of kind `missing_input`, naming the field.
    pub fn text(&self, name: &'static str) -> Result<&str, StepError> {
        match self.0.get(name).and_then(serde_json::Value::as_str) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(StepError::field(
                Problem::MissingInput,
                name,
                format!("{name} is missing"),
            )),
        }
    }

    /// Any value.
    pub fn get(&self, name: &str) -> Option<&serde_json::Value> {
        self.0.get(name)
    }
}

/// One order on its way, prepared.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The delivery key.
    pub key: String,
    /// WooCommerce's id of the order.
    pub order_id: u64,
    /// This attempt's number, from 1.
    pub attempt: u32,
    /// The order as the platform wants it ([`Connector::payload`]).
    pub payload: Box<RawValue>,
}

/// What an accepting reply says of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// The platform has it, under its own id where it gives one.
    Delivered {
        /// The platform's id.
        remote_id: Option<String>,
    },
    /// It accepts the others, and not this one.
    Rejected {
        /// Why, in its own words.
        message: String,
    },
}

/// What went wrong with a step (docs/boundary.md, `call`): `error.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "see the boundary")]
pub enum Problem {
    InvalidUrl,
    MissingInput,
    UnknownCode,
    InactiveCode,
    WrongCredentials,
    UnknownHost,
    ConnectionRefused,
    Unreachable,
    Timeout,
    CertificateExpired,
    CertificateOfAnotherHost,
    CertificateUntrusted,
    Tls,
    BadReply,
    Unavailable,
    Refused,
    Rejected,
    Interrupted,
}

/// A step that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct StepError {
    /// What went wrong.
    pub kind: Problem,
    /// The input or setting concerned, where it is one.
    pub field: Option<&'static str>,
    /// One line, without secrets or personal data of ours.
    pub message: String,
    /// The reply's status, where there was a reply.
    pub http_status: Option<u16>,
    /// Seconds until the schedule's next attempt, where one makes sense.
    pub retry_in_s: Option<u64>,
}

impl StepError {
    /// A problem of no particular field.
    pub fn new(kind: Problem, message: impl Into<String>) -> Self {
        Self {
            kind,
            field: None,
            message: message.into(),
            http_status: None,
            retry_in_s: None,
        }
    }

    /// A problem with an input or a setting.
    pub fn field(kind: Problem, field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field: Some(field),
            ..Self::new(kind, message)
        }
    }
}

impl Context {
    /// The setting as an address that may be sent to; its default where it is empty.
    ///
    /// # Errors
    /// [`StepError`] of kind `invalid_url`, naming the setting.
    pub fn endpoint(&self, key: &'static str, default: &str) -> Result<Endpoint, StepError> {
        let value = self.settings.get(key).map_or("", |value| value.trim());
        Endpoint::parse(if value.is_empty() { default } else { value }, self.allow_private_hosts)
            .map_err(|error| StepError::field(Problem::InvalidUrl, key, error.to_string()))
    }

    /// A setting, `""` where there is none.
    pub fn setting(&self, key: &str) -> &str {
        self.settings.get(key).map_or("", String::as_str)
    }
}

/// The reply's body as JSON of this shape.
///
/// # Errors
/// [`StepError`] of kind `bad_reply` where it is anything else.
pub fn json<T: serde::de::DeserializeOwned>(reply: &Reply) -> Result<T, StepError> {
    serde_json::from_slice(&reply.body).map_err(|_| StepError {
        http_status: Some(reply.status),
        ..StepError::new(
            Problem::BadReply,
            "the answer is not the JSON that the contract promises",
        )
    })
}
