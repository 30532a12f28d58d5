//! An order as PHP hands it over: as WooCommerce holds it, not yet as any platform wants it (docs/boundary.md, `deliver`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{lenient, money::Amount};

/// One order. Dates are RFC 3339 in UTC, passed on as they are; amounts are unrounded. Its texts point into what PHP handed over.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct Order<'a> {
    pub id: u64,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub number: Cow<'a, str>,
    #[serde(borrow)]
    pub status: Cow<'a, str>,
    #[serde(borrow)]
    pub currency: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "lenient::optional")]
    pub date_created: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "lenient::optional")]
    pub date_modified: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "lenient::optional")]
    pub date_paid: Option<Cow<'a, str>>,
    pub discount_total: Amount,
    pub shipping_total: Amount,
    pub total_tax: Amount,
    pub total: Amount,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    pub billing: Address<'a>,
    #[serde(borrow, default, deserialize_with = "lenient::object")]
    pub shipping: Address<'a>,
    #[serde(default)]
    pub has_shipping_address: bool,
    #[serde(borrow, default)]
    pub line_items: Vec<LineItem<'a>>,
    #[serde(borrow, default)]
    pub fee_lines: Vec<FeeLine<'a>>,
    #[serde(borrow, default)]
    pub shipping_lines: Vec<ShippingLine<'a>>,
    #[serde(borrow, default)]
    pub tax_lines: Vec<TaxLine<'a>>,
}

/// A billing or shipping address; what is absent is `""`. A shipping address has no `email`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct Address<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub first_name: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub last_name: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub company: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub address_1: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub address_2: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub city: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub state: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub postcode: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub country: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub email: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub phone: Cow<'a, str>,
}

/// A product of the order.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct LineItem<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    pub sku: Cow<'a, str>,
    pub quantity: Amount,
    pub subtotal: Amount,
    pub total: Amount,
    pub total_tax: Amount,
    /// One unit's, in the store's unit; not a number in some stores, and then no weight at all.
    #[serde(borrow, default, deserialize_with = "lenient::text")]
    pub weight: Cow<'a, str>,
}

/// A fee; its total may be negative.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct FeeLine<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub name: Cow<'a, str>,
    pub total: Amount,
    pub total_tax: Amount,
}

/// A way of shipping.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct ShippingLine<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub method_id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub method_title: Cow<'a, str>,
    pub total: Amount,
    pub total_tax: Amount,
}

/// A tax rate, and what it came to.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs, reason = "the fields are WooCommerce's own, by their own names")]
pub struct TaxLine<'a> {
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub rate_code: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "lenient::text")]
    pub label: Cow<'a, str>,
    pub tax_total: Amount,
    pub shipping_tax_total: Amount,
}
