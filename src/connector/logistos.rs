//! Logistos: the store's REST API key, and orders in batches (contract, "Logistos"). All of its keys are in this file.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use super::{Connector, Context, Input, Parcel, Problem, Receipt, Setting, StepError};
use crate::{
    device,
    endpoint::Endpoint,
    http::{Reply, Request},
    money::{Amount, Rounded},
    order::{Address, Order},
    text,
};

const CREDENTIALS_URL: Setting = Setting {
    key: "credentials_url",
    kind: "url",
    default: "https://admin.logistos.in/integration/integrate_woo_commerce",
};
const ORDERS_URL: Setting = Setting {
    key: "orders_url",
    kind: "url",
    default: "https://admin.logistos.in/integration/woo_commerce_orders",
};

/// The connector.
pub struct Logistos;

impl Connector for Logistos {
    fn id(&self) -> &'static str {
        "logistos"
    }

    fn label(&self) -> &'static str {
        "Logistos"
    }

    fn settings(&self) -> &'static [Setting] {
        &[CREDENTIALS_URL, ORDERS_URL]
    }

    fn steps(&self) -> &'static [&'static str] {
        &["credentials"]
    }

    fn max_orders(&self) -> usize {
        100
    }

    fn max_bytes(&self) -> usize {
        1024 * 1024
    }

    fn payload(&self, context: &Context, key: &str, order: &Order) -> Result<Box<RawValue>, serde_json::Error> {
        to_raw_value(&OrderBody::of(order, key, context.store.decimals))
    }

    fn orders_endpoint(&self, context: &Context) -> Result<Endpoint, StepError> {
        context.endpoint(ORDERS_URL.key, ORDERS_URL.default)
    }

    fn orders_request(&self, context: &Context, parcels: &[&Parcel]) -> Result<Request, StepError> {
        let store = &context.store;
        let body = OrdersBody {
            store: StoreBody {
                url: &store.url,
                name: &store.name,
                currency: &store.currency,
                timezone: &store.timezone,
            },
            orders: parcels.iter().map(|parcel| &*parcel.payload).collect(),
        };
        Ok(Request {
            endpoint: self.orders_endpoint(context)?,
            body: Some(to_json(&body)?),
            bearer: None,
            idempotency_key: Some(device::batch_key(parcels.iter().map(|parcel| parcel.key.as_str()))),
        })
    }

    fn receipts(&self, parcels: &[&Parcel], reply: &Reply) -> Vec<Receipt> {
        let said: OrdersReply = serde_json::from_slice(&reply.body).unwrap_or_default();
        let mut rejected: HashMap<u64, String> = said
            .rejected
            .into_iter()
            .map(|order| (order.id, order.message))
            .collect();
        let receipt = |parcel: &&Parcel| match rejected.remove(&parcel.order_id) {
            Some(message) => Receipt::Rejected {
                message: text::line(&message, text::MESSAGE_CHARS),
            },
            None => Receipt::Delivered { remote_id: None },
        };
        parcels.iter().map(receipt).collect()
    }

    fn step_request(&self, context: &Context, step: &str, input: &Input) -> Result<Request, StepError> {
        if step != "credentials" {
            return Err(StepError::new(Problem::MissingInput, "Logistos has no such step"));
        }
        let body = CredentialsBody {
            store_url: &context.store.url,
            consumer_key: input.text("consumer_key")?,
            consumer_secret: input.text("consumer_secret")?,
        };
        Ok(Request {
            endpoint: context.endpoint(CREDENTIALS_URL.key, CREDENTIALS_URL.default)?,
            body: Some(to_json(&body)?),
            bearer: None,
            idempotency_key: None,
        })
    }

    fn step_data(&self, _context: &Context, _step: &str, _reply: &Reply) -> Result<serde_json::Value, StepError> {
        Ok(serde_json::json!({}))
    }
}

fn to_json(body: &impl Serialize) -> Result<Vec<u8>, StepError> {
    serde_json::to_vec(body).map_err(|error| StepError::new(Problem::MissingInput, error.to_string()))
}

#[derive(Serialize)]
struct CredentialsBody<'a> {
    store_url: &'a str,
    consumer_key: &'a str,
    consumer_secret: &'a str,
}

#[derive(Serialize)]
struct OrdersBody<'a> {
    store: StoreBody<'a>,
    orders: Vec<&'a RawValue>,
}

#[derive(Serialize)]
struct StoreBody<'a> {
    url: &'a str,
    name: &'a str,
    currency: &'a str,
    timezone: &'a str,
}

#[derive(Default, Deserialize)]
struct OrdersReply {
    #[serde(default)]
    rejected: Vec<RejectedOrder>,
}

#[derive(Deserialize)]
struct RejectedOrder {
    id: u64,
    #[serde(default)]
    message: String,
}

#[derive(Serialize)]
struct OrderBody<'a> {
    delivery_id: &'a str,
    id: u64,
    number: &'a str,
    status: &'a str,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_created: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_paid: Option<&'a str>,
    subtotal: Rounded,
    discount_total: Rounded,
    shipping_total: Rounded,
    fee_total: Rounded,
    total_tax: Rounded,
    total: Rounded,
    billing: AddressBody<'a>,
    shipping: AddressBody<'a>,
    line_items: Vec<LineItemBody<'a>>,
    fee_lines: Vec<FeeLineBody<'a>>,
    shipping_lines: Vec<ShippingLineBody<'a>>,
    tax_lines: Vec<TaxLineBody<'a>>,
}

#[derive(Serialize)]
struct AddressBody<'a> {
    first_name: &'a str,
    last_name: &'a str,
    company: &'a str,
    address_1: &'a str,
    address_2: &'a str,
    city: &'a str,
    state: &'a str,
    postcode: &'a str,
    country: &'a str,
    /// Of the billing address only.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    phone: &'a str,
}

#[derive(Serialize)]
struct LineItemBody<'a> {
    name: &'a str,
    sku: &'a str,
    quantity: serde_json::Number,
    subtotal: Rounded,
    total: Rounded,
    total_tax: Rounded,
}

#[derive(Serialize)]
struct FeeLineBody<'a> {
    name: &'a str,
    total: Rounded,
    total_tax: Rounded,
}

#[derive(Serialize)]
struct ShippingLineBody<'a> {
    method_id: &'a str,
    method_title: &'a str,
    total: Rounded,
    total_tax: Rounded,
}

#[derive(Serialize)]
struct TaxLineBody<'a> {
    rate_code: &'a str,
    label: &'a str,
    tax_total: Rounded,
    shipping_tax_total: Rounded,
}

impl<'a> OrderBody<'a> {
    fn of(order: &'a Order<'_>, key: &'a str, decimals: u32) -> Self {
        let money = |amount: Amount| amount.rounded(decimals);
        Self {
            delivery_id: key,
            id: order.id,
            number: &order.number,
            status: order.status.strip_prefix("wc-").unwrap_or(&order.status),
            currency: &order.currency,
            date_created: order.date_created.as_deref(),
            date_modified: order.date_modified.as_deref(),
            date_paid: order.date_paid.as_deref(),
            subtotal: money(order.line_items.iter().map(|item| item.subtotal).sum()),
            discount_total: money(order.discount_total),
            shipping_total: money(order.shipping_total),
            fee_total: money(order.fee_lines.iter().map(|fee| fee.total).sum()),
            total_tax: money(order.total_tax),
            total: money(order.total),
            billing: AddressBody::of(&order.billing, Some(&order.billing.email)),
            shipping: AddressBody::of(&order.shipping, None),
            line_items: order
                .line_items
                .iter()
                .map(|item| LineItemBody {
                    name: &item.name,
                    sku: &item.sku,
                    quantity: item.quantity.number(),
                    subtotal: money(item.subtotal),
                    total: money(item.total),
                    total_tax: money(item.total_tax),
                })
                .collect(),
            fee_lines: order
                .fee_lines
                .iter()
                .map(|fee| FeeLineBody {
                    name: &fee.name,
                    total: money(fee.total),
                    total_tax: money(fee.total_tax),
                })
                .collect(),
            shipping_lines: order
                .shipping_lines
                .iter()
                .map(|line| ShippingLineBody {
                    method_id: &line.method_id,
                    method_title: &line.method_title,
                    total: money(line.total),
                    total_tax: money(line.total_tax),
                })
                .collect(),
            tax_lines: order
                .tax_lines
                .iter()
                .map(|tax| TaxLineBody {
                    rate_code: &tax.rate_code,
                    label: &tax.label,
                    tax_total: money(tax.tax_total),
                    shipping_tax_total: money(tax.shipping_tax_total),
                })
                .collect(),
        }
    }
}

impl<'a> AddressBody<'a> {
    fn of(address: &'a Address<'_>, email: Option<&'a str>) -> Self {
        Self {
            first_name: &address.first_name,
            last_name: &address.last_name,
            company: &address.company,
            address_1: &address.address_1,
            address_2: &address.address_2,
            city: &address.city,
            state: &address.state,
            postcode: &address.postcode,
            country: &address.country,
            email,
            phone: &address.phone,
        }
    }
}
