//! TrackingTech: the guided connection, one order a request, and the status read back (contract, "TrackingTech"). All of its
//! keys are in this file.

use serde::{Deserialize, Serialize};
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use super::{Connector, Context, Input, Parcel, Problem, Receipt, Setting, StepError, json};
use crate::{
    endpoint::Endpoint,
    http::{Reply, Request},
    money::{Amount, Rounded},
    order::{Address, LineItem, Order},
    text,
};

const BASE_URL: Setting = Setting {
    key: "base_url",
    kind: "url",
    default: "https://api.trackingtech.cl",
};

/// Contract, "TrackingTech".
const PLATFORM: &str = "woocommerce";

/// Ids and names of a reply are cut to what the store keeps of them.
const TEXT_CHARS: usize = 191;
const TOKEN_CHARS: usize = 8192;
const URL_CHARS: usize = 500;
/// The most orders that one status request asks for (contract, "status").
const STATUS_ORDERS: usize = 100;

/// The connector.
pub struct TrackingTech;

impl Connector for TrackingTech {
    fn id(&self) -> &'static str {
        "trackingtech"
    }

    fn label(&self) -> &'static str {
        "TrackingTech"
    }

    fn settings(&self) -> &'static [Setting] {
        &[BASE_URL]
    }

    fn steps(&self) -> &'static [&'static str] {
        &["resolve", "login", "stores", "link", "status", "uninstall"]
    }

    fn max_orders(&self) -> usize {
        1
    }

    fn payload(&self, context: &Context, _key: &str, order: &Order) -> Result<Box<RawValue>, serde_json::Error> {
        to_raw_value(&OrderBody::of(order, context))
    }

    fn orders_endpoint(&self, context: &Context) -> Result<Endpoint, StepError> {
        Ok(base(context)?.join("/orders"))
    }

    fn orders_request(&self, context: &Context, parcels: &[&Parcel]) -> Result<Request, StepError> {
        let parcel = parcels.first();
        Ok(Request {
            body: parcel.map(|parcel| parcel.payload.get().as_bytes().to_vec()),
            idempotency_key: parcel.map(|parcel| parcel.key.clone()),
            ..authorized(context, "/orders", None)?
        })
    }

    fn receipts(&self, parcels: &[&Parcel], reply: &Reply) -> Vec<Receipt> {
        let said: OrderReply = serde_json::from_slice(&reply.body).unwrap_or_default();
        let remote_id = said
            .id
            .map(|id| text::line(&id, TEXT_CHARS))
            .filter(|id| !id.is_empty());
        parcels
            .iter()
            .map(|_| Receipt::Delivered {
                remote_id: remote_id.clone(),
            })
            .collect()
    }

    fn step_request(&self, context: &Context, step: &str, input: &Input) -> Result<Request, StepError> {
        let device_id = &context.device_id;
        match step {
            "resolve" => {
                let body = json!({"code": input.text("code")?, "platform": PLATFORM, "deviceId": device_id});
                Ok(post(
                    context.endpoint(BASE_URL.key, BASE_URL.default)?.join("/resolve"),
                    &body,
                ))
            }
            "login" => {
                let body = json!({
                    "code": input.text("code")?, "platform": PLATFORM, "deviceId": device_id,
                    "email": input.text("email")?, "password": input.text("password")?,
                });
                Ok(post(base(context)?.join("/login"), &body))
            }
            "stores" => authorized(context, "/stores", None),
            "link" => {
                let body = json!({
                    "storeId": input.text("store_id")?, "storeUrl": context.store.url,
                    "platform": PLATFORM, "deviceId": device_id,
                });
                authorized(context, "/link", Some(&body))
            }
            "status" => {
                let ids: Vec<u64> = input
                    .get("order_ids")
                    .and_then(|ids| serde_json::from_value(ids.clone()).ok())
                    .unwrap_or_default();
                if !(1..=STATUS_ORDERS).contains(&ids.len()) {
                    return Err(StepError::field(
                        Problem::MissingInput,
                        "order_ids",
                        "1 to 100 order ids are asked for at a time",
                    ));
                }
                let body = json!({"customerId": context.setting("customer_id"), "orderIds": ids});
                authorized(context, "/orders/status", Some(&body))
            }
            "uninstall" => {
                let body = json!({
                    "storeUrl": context.store.url, "customerId": context.setting("customer_id"),
                    "platform": PLATFORM, "deviceId": device_id,
                });
                authorized(context, "/uninstall", Some(&body))
            }
            _ => Err(StepError::new(Problem::MissingInput, "TrackingTech has no such step")),
        }
    }

    fn step_data(&self, context: &Context, step: &str, reply: &Reply) -> Result<Value, StepError> {
        match step {
            "resolve" => {
                let ResolveReply { tenant } = json(reply)?;
                let mut data = json!({"id": line(&tenant.id)?, "name": text::line(&tenant.name, TEXT_CHARS)});
                if let Some(url) = tenant.api_url.filter(|url| !url.is_empty()) {
                    // A platform's reply is no reason to send orders to an address that a merchant could not set.
                    let endpoint = Endpoint::parse(&url, context.allow_private_hosts)
                        .map_err(|error| StepError::new(Problem::BadReply, format!("apiUrl: {error}")))?;
                    if endpoint.url().as_str().len() > URL_CHARS {
                        return Err(StepError::new(Problem::BadReply, "apiUrl: the address is too long"));
                    }
                    data["api_url"] = endpoint.url().as_str().into();
                }
                Ok(json!({"tenant": data}))
            }
            "login" => {
                let login: LoginReply = json(reply)?;
                // It becomes a header: visible ASCII only (RFC 6750, 2.1).
                if login.token.is_empty()
                    || login.token.len() > TOKEN_CHARS
                    || !login.token.bytes().all(|b| b.is_ascii_graphic())
                {
                    return Err(StepError::new(Problem::BadReply, "the token cannot be used"));
                }
                let mut data = json!({"token": login.token});
                if let Some(expires_at) = login.expires_at {
                    data["expires_at"] = text::line(&expires_at, TEXT_CHARS).into();
                }
                Ok(data)
            }
            "stores" => {
                let StoresReply { stores } = json(reply)?;
                let store =
                    |store: Named| Ok(json!({"id": line(&store.id)?, "name": text::line(&store.name, TEXT_CHARS)}));
                Ok(json!({"stores": stores.into_iter().map(store).collect::<Result<Vec<_>, StepError>>()?}))
            }
            "link" => {
                let LinkReply { customer_id } = json(reply)?;
                Ok(json!({"customer_id": line(&customer_id)?}))
            }
            "status" => {
                let StatusReply { orders } = json(reply)?;
                Ok(json!({"orders": orders.into_iter().map(shipment).collect::<Vec<_>>()}))
            }
            _ => Ok(json!({})),
        }
    }

    fn step_problem(&self, step: &str, status: u16) -> Option<Problem> {
        match (step, status) {
            ("resolve", 404) => Some(Problem::UnknownCode),
            ("resolve", 403) => Some(Problem::InactiveCode),
            ("login", 401) => Some(Problem::WrongCredentials),
            _ => None,
        }
    }
}

/// Where all calls but `resolve` go: what `resolve` answered, else the setting.
fn base(context: &Context) -> Result<Endpoint, StepError> {
    if context.setting("api_url").is_empty() {
        context.endpoint(BASE_URL.key, BASE_URL.default)
    } else {
        context.endpoint("api_url", "")
    }
}

fn post(endpoint: Endpoint, body: &Value) -> Request {
    Request {
        endpoint,
        body: Some(body.to_string().into_bytes()),
        bearer: None,
        idempotency_key: None,
    }
}

fn authorized(context: &Context, path: &str, body: Option<&Value>) -> Result<Request, StepError> {
    let token = context.secrets.get("token");
    let token = token.ok_or_else(|| {
        StepError::field(
            Problem::Refused,
            "token",
            "there is no token: the connection has to be made again",
        )
    })?;
    Ok(Request {
        endpoint: base(context)?.join(path),
        body: body.map(|body| body.to_string().into_bytes()),
        bearer: Some(token.to_owned()),
        idempotency_key: None,
    })
}

/// An id of a reply: one line, not empty.
fn line(id: &str) -> Result<String, StepError> {
    let id = text::line(id, TEXT_CHARS);
    if id.is_empty() {
        Err(StepError::new(Problem::BadReply, "an id is missing in the answer"))
    } else {
        Ok(id)
    }
}

fn shipment(order: ShipmentReply) -> Value {
    let mut data = json!({"order_id": order.order_id, "status": text::line(&order.status, 64)});
    if let Some(number) = order.tracking_number {
        data["tracking_number"] = text::line(&number, TEXT_CHARS).into();
    }
    // It becomes a link: nothing but the web, whatever the platform writes.
    if let Some(url) = order
        .tracking_url
        .and_then(|url| url::Url::parse(&url).ok())
        && matches!(url.scheme(), "https" | "http")
        // Only now: what is percent-encoded is longer than what came.
        && url.as_str().len() <= URL_CHARS
    {
        data["tracking_url"] = url.as_str().into();
    }
    data
}

#[derive(Deserialize)]
struct ResolveReply {
    tenant: Tenant,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tenant {
    id: String,
    name: String,
    api_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LoginReply {
    token: String,
    expires_at: Option<String>,
}

#[derive(Deserialize)]
struct StoresReply {
    stores: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LinkReply {
    customer_id: String,
}

#[derive(Default, Deserialize)]
struct OrderReply {
    #[serde(default)]
    id: Option<String>,
}

#[derive(Deserialize)]
struct StatusReply {
    orders: Vec<ShipmentReply>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShipmentReply {
    order_id: u64,
    status: String,
    tracking_number: Option<String>,
    tracking_url: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderBody<'a> {
    order_id: u64,
    customer_id: &'a str,
    store_id: &'a str,
    products: Vec<ProductBody<'a>>,
    shipping_address: AddressBody<'a>,
}

#[derive(Serialize)]
struct ProductBody<'a> {
    name: &'a str,
    sku: &'a str,
    quantity: serde_json::Number,
    price: Rounded,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressBody<'a> {
    first_name: &'a str,
    last_name: &'a str,
    // serde's camelCase would write "address1" as well; named, so that nobody has to know.
    #[serde(rename = "address1")]
    address_1: &'a str,
    #[serde(rename = "address2")]
    address_2: &'a str,
    city: &'a str,
    state: &'a str,
    postcode: &'a str,
    country: &'a str,
    email: &'a str,
    phone: &'a str,
}

impl<'a> OrderBody<'a> {
    fn of(order: &'a Order<'_>, context: &'a Context) -> Self {
        let store = &context.store;
        let product = |item: &'a LineItem<'_>| ProductBody {
            name: &item.name,
            sku: &item.sku,
            quantity: item.quantity.number(),
            price: item.total.per(item.quantity).rounded(store.decimals),
            weight: Amount::parse(&item.weight).and_then(|weight| weight.kilograms(&store.weight_unit)),
        };
        let address = if order.has_shipping_address {
            &order.shipping
        } else {
            &order.billing
        };
        Self {
            order_id: order.id,
            customer_id: context.setting("customer_id"),
            store_id: context.setting("store_id"),
            products: order.line_items.iter().map(product).collect(),
            shipping_address: AddressBody::of(address, &order.billing),
        }
    }
}

impl<'a> AddressBody<'a> {
    fn of(address: &'a Address<'_>, billing: &'a Address<'_>) -> Self {
        Self {
            first_name: &address.first_name,
            last_name: &address.last_name,
            address_1: &address.address_1,
            address_2: &address.address_2,
            city: &address.city,
            state: &address.state,
            postcode: &address.postcode,
            country: &address.country,
            email: &billing.email,
            phone: &billing.phone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step_data(step: &str, body: &Value) -> Result<Value, StepError> {
        let reply = Reply {
            status: 200,
            body: body.to_string().into_bytes(),
            ..Reply::default()
        };
        TrackingTech.step_data(&Context::default(), step, &reply)
    }

    #[test]
    fn an_address_that_grows_past_its_bound_as_it_is_encoded_is_left_out() {
        let address = |signs| format!("https://track.example/{}", "€".repeat(signs));
        let link_of = |signs| {
            let order = json!({"orderId": 1, "status": "in_transit", "trackingUrl": address(signs)});
            step_data("status", &json!({"orders": [order]})).unwrap()["orders"][0]["tracking_url"].clone()
        };
        assert!(link_of(50).is_string());
        assert_eq!(link_of(130), Value::Null);

        let base_of = |signs| {
            let tenant = json!({"id": "t_1", "name": "Courier", "apiUrl": address(signs)});
            step_data("resolve", &json!({"tenant": tenant}))
        };
        assert!(base_of(50).unwrap()["tenant"]["api_url"].is_string());
        assert_eq!(base_of(130).unwrap_err().kind, Problem::BadReply);
    }
}
