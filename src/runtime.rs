//! The asynchronous runtime and the HTTP client of this process, made on first use.

use std::{cell::RefCell, time::Duration};

use tokio::runtime::{Builder, Runtime};

use crate::http::{Client, ClientError, Network};

/// How often a waiting call looks whether PHP was interrupted: PHP's own time limit and signals do not stop native code.
const INTERRUPT_INTERVAL: Duration = Duration::from_millis(20);

/// A runtime could not be made.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum RuntimeError {
    #[error("the asynchronous runtime could not be made")]
    Runtime(#[from] std::io::Error),
    #[error(transparent)]
    Client(#[from] ClientError),
}

struct Process {
    pid: u32,
    runtime: Runtime,
    client: Client,
    network: Network,
}

thread_local! {
    static PROCESS: RefCell<Option<Process>> = const { RefCell::new(None) };
}

/// Runs `work` with this process's client to its end.
///
/// The runtime and the pool outlive the call. A forked child makes its own: its parent's are forgotten, not dropped, because dropping would shut the parent's
/// connections.
///
/// # Errors
/// [`RuntimeError`] where runtime or client cannot be made.
pub fn run<T>(network: &Network, work: impl AsyncFnOnce(Client) -> T) -> Result<T, RuntimeError> {
    PROCESS.with_borrow_mut(|slot| {
        let pid = std::process::id();
        if let Some(inherited) = slot.take_if(|process| process.pid != pid) {
            std::mem::forget(inherited);
        }
        let process = match slot.take() {
            Some(process) if process.network == *network => process,
            Some(process) => Process {
                client: Client::new(network)?,
                network: network.clone(),
                ..process
            },
            None => Process {
                pid,
                runtime: Builder::new_current_thread().enable_io().enable_time().build()?,
                client: Client::new(network)?,
                network: network.clone(),
            },
        };
        let process = slot.insert(process);
        Ok(process.runtime.block_on(work(process.client.clone())))
    })
}

/// Ends the runtime without waiting for anything.
pub fn shut_down() {
    let ended = PROCESS.try_with(|slot| slot.try_borrow_mut().ok().and_then(|mut slot| slot.take()));
    if let Ok(Some(process)) = ended {
        if process.pid == std::process::id() {
            process.runtime.shutdown_background();
        } else {
            std::mem::forget(process);
        }
    }
}

/// Resolves once `interrupted` says so.
pub async fn until(interrupted: &dyn Fn() -> bool) {
    while !interrupted() {
        tokio::time::sleep(INTERRUPT_INTERVAL).await;
    }
}
