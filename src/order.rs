//! An order as PHP hands it over: as WooCommerce holds it, not yet as any platform wants it (docs/boundary.md, `deliver`).

use serde::{Deserialize, Serialize};

use crate::{lenient, money::Amount};

/// One order. Dates are RFC 3339 in UTC, passed on as they are; amounts are unrounded.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct Order {
    pub id: u64,
    #[serde(deserialize_with = "lenient::text")]
    pub number: String,
    pub status: String,
    pub currency: String,
    #[serde(default)]
    pub date_created: Option<String>,
    #[serde(default)]
    pub date_modified: Option<String>,
    #[serde(default)]
    pub date_paid: Option<String>,
    pub discount_total: Amount,
    pub shipping_total: Amount,
    pub total_tax: Amount,
    pub total: Amount,
    #[serde(default, deserialize_with = "lenient::object")]
    pub billing: Address,
    #[serde(default, deserialize_with = "lenient::object")]
    pub shipping: Address,
    #[serde(default)]
    pub has_shipping_address: bool,
    #[serde(default)]
    pub line_items: Vec<LineItem>,
    #[serde(default)]
    pub fee_lines: Vec<FeeLine>,
    #[serde(default)]
    pub shipping_lines: Vec<ShippingLine>,
    #[serde(default)]
    pub tax_lines: Vec<TaxLine>,
}

/// A billing or shipping address; what is absent is `""`. A shipping address has no `email`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct Address {
    #[serde(deserialize_with = "lenient::text")]
    pub first_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub last_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub company: String,
    #[serde(deserialize_with = "lenient::text")]
    pub address_1: String,
    #[serde(deserialize_with = "lenient::text")]
    pub address_2: String,
    #[serde(deserialize_with = "lenient::text")]
    pub city: String,
    #[serde(deserialize_with = "lenient::text")]
    pub state: String,
    #[serde(deserialize_with = "lenient::text")]
    pub postcode: String,
    #[serde(deserialize_with = "lenient::text")]
    pub country: String,
    #[serde(deserialize_with = "lenient::text")]
    pub email: String,
    #[serde(deserialize_with = "lenient::text")]
    pub phone: String,
}

/// A product of the order.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct LineItem {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(default, deserialize_with = "lenient::text")]
    pub sku: String,
    pub quantity: Amount,
    pub subtotal: Amount,
    pub total: Amount,
    pub total_tax: Amount,
    /// One unit's, in the store's unit; not a number in some stores, and then no weight at all.
    #[serde(default, deserialize_with = "lenient::text")]
    pub weight: String,
}

/// A fee; its total may be negative.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct FeeLine {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    pub total: Amount,
    pub total_tax: Amount,
}

/// A way of shipping.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct ShippingLine {
    #[serde(deserialize_with = "lenient::text")]
    pub method_id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub method_title: String,
    pub total: Amount,
    pub total_tax: Amount,
}

/// A tax rate, and what it came to.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct TaxLine {
    #[serde(deserialize_with = "lenient::text")]
    pub rate_code: String,
    #[serde(deserialize_with = "lenient::text")]
    pub label: String,
    pub tax_total: Amount,
    pub shipping_tax_total: Amount,
}
