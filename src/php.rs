//! The boundary as PHP sees it: ten functions in the namespace `Waybill\Native`. The only file that names ext_php_rs.
#![allow(unsafe_code, reason = "the Zend API")]

use ext_php_rs::{
    exception::PhpException,
    prelude::*,
    zend::{ExecutorGlobals, ce},
};

use crate::{
    background,
    boundary::{self, BoundaryError},
    device, runtime, vault,
};

/// The extension's version.
#[php_function]
#[php(name = "Waybill\\Native\\version")]
pub fn version() -> &'static str {
    crate::VERSION
}

/// The device id of a site.
#[php_function]
#[php(name = "Waybill\\Native\\device_id")]
pub fn device_id(site_url: &str, auth_salt: &str) -> String {
    device::device_id(site_url, auth_salt)
}

/// What each connector is, as JSON.
#[php_function]
#[php(name = "Waybill\\Native\\connectors")]
pub fn connectors() -> PhpResult<String> {
    boundary::connectors().map_err(misuse)
}

/// Sends orders; JSON in and out.
#[php_function]
#[php(name = "Waybill\\Native\\deliver")]
pub fn deliver(request: &str) -> PhpResult<String> {
    boundary::deliver(request, &interrupted).map_err(misuse)
}

/// Begins what `deliver` does, in the background; JSON in, and a ticket out.
#[php_function]
#[php(name = "Waybill\\Native\\deliver_start")]
pub fn deliver_start(request: String) -> PhpResult<i64> {
    background::start(request).map_err(misuse)
}

/// Whether what a ticket stands for is over.
#[php_function]
#[php(name = "Waybill\\Native\\deliver_is_done")]
pub fn deliver_is_done(ticket: i64) -> PhpResult<bool> {
    background::is_done(ticket).map_err(misuse)
}

/// Waits for what a ticket stands for; JSON out.
#[php_function]
#[php(name = "Waybill\\Native\\deliver_finish")]
pub fn deliver_finish(ticket: i64) -> PhpResult<String> {
    background::finish(ticket, &interrupted).map_err(|error| match error {
        // As a panic on this thread would be told.
        BoundaryError::Lost => PhpException::new(error.to_string(), 0, ce::error()),
        _ => misuse(error),
    })
}

/// What `deliver` would send; JSON in and out.
#[php_function]
#[php(name = "Waybill\\Native\\preview")]
pub fn preview(request: &str) -> PhpResult<String> {
    boundary::preview(request).map_err(misuse)
}

/// Takes one step of a connection; JSON in and out.
#[php_function]
#[php(name = "Waybill\\Native\\call")]
pub fn call(request: &str) -> PhpResult<String> {
    boundary::call(request, &interrupted).map_err(misuse)
}

/// Seals a secret.
#[php_function]
#[php(name = "Waybill\\Native\\seal")]
pub fn seal(secret: &str, salt: &str, context: &str) -> PhpResult<String> {
    vault::seal(secret, salt, context).map_err(misuse)
}

/// Opens a sealed secret; `null` where it cannot be opened.
#[php_function]
#[php(name = "Waybill\\Native\\open")]
pub fn open(sealed: &str, salt: &str, context: &str) -> Option<String> {
    vault::open(sealed, salt, context)
}

fn misuse(error: impl std::fmt::Display) -> PhpException {
    PhpException::new(error.to_string(), 0, ce::value_error())
}

/// Whether a signal or PHP's time limit waits to be heard: PHP hears it when this call returns.
fn interrupted() -> bool {
    // SAFETY: an atomic flag of this thread's executor, which lives as long as PHP does.
    let globals = ExecutorGlobals::get();
    unsafe { std::ptr::read_volatile(&raw const globals.vm_interrupt.value) }
}

// A panic in one of these would end PHP; there is nothing left to say anyway.

extern "C" fn request_ends(_type: i32, _module: i32) -> i32 {
    drop(std::panic::catch_unwind(background::give_up));
    0
}

extern "C" fn shut_down(_type: i32, _module: i32) -> i32 {
    drop(std::panic::catch_unwind(background::shut_down));
    drop(std::panic::catch_unwind(runtime::shut_down));
    0
}

/// The module.
#[php_module]
pub fn get_module(module: ModuleBuilder) -> ModuleBuilder {
    module
        .name("waybill")
        .version(crate::VERSION)
        .request_shutdown_function(request_ends)
        .shutdown_function(shut_down)
        .function(wrap_function!(version))
        .function(wrap_function!(device_id))
        .function(wrap_function!(connectors))
        .function(wrap_function!(deliver))
        .function(wrap_function!(deliver_start))
        .function(wrap_function!(deliver_is_done))
        .function(wrap_function!(deliver_finish))
        .function(wrap_function!(preview))
        .function(wrap_function!(call))
        .function(wrap_function!(seal))
        .function(wrap_function!(open))
}
