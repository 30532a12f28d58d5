//! The native half of Waybill: builds what the logistics platforms are sent, and sends it.
//!
//! PHP decides *when*; this crate decides *what* and *how*. An order comes in as WooCommerce holds it ([`order`]), a
//! [`connector`] turns it into a platform's request, [`http`] sends it, [`outcome`] says what the reply means, [`retry`]
//! when to try again and [`pace`] how much at once; [`delivery`] and [`call`] bring these together. `php.rs`, behind the feature `php`, is the boundary.

pub mod background;
pub mod boundary;
pub mod call;
pub mod connector;
pub mod delivery;
pub mod device;
pub mod endpoint;
pub mod http;
mod lenient;
pub mod money;
pub mod order;
pub mod outcome;
pub mod pace;
#[cfg(feature = "php")]
mod php;
pub mod retry;
pub mod runtime;
pub mod text;
pub mod vault;

/// The version of the extension, and of the boundary that it speaks.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
