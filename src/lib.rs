//! The native half of Waybill.
