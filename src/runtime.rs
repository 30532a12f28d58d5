//! The asynchronous runtime and the HTTP client of this process, made on first use.

use std::{cell::RefCell, time::Duration};

use tokio::runtime::{Builder, Runtime};

use crate::{
    http::{Client, ClientError, Network},
    pace::Gates,
};

/// How often a waiting call looks whether PHP was interrupted: PHP's own time limit and signals do not stop native code.
pub const INTERRUPT_INTERVAL: Duration = Duration::from_millis(20);

/// A runtime could not be made.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "each says what it is")]
pub enum RuntimeError {
    #[error("the asynchronous runtime could not be made")]
    Runtime(#[from] std::io::Error),
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// The client of the network that was asked for last.
#[derive(Default)]
pub struct Kept(Option<(Network, Client)>);

impl Kept {
    /// The client for this network, with the connections that it holds; made anew where the last one was for another.
    ///
    /// # Errors
    /// [`ClientError`] where it cannot be made.
    pub fn client(&mut self, network: &Network) -> Result<Client, ClientError> {
        let (_, client) = match self.0.take() {
            Some(kept) if kept.0 == *network => self.0.insert(kept),
            _ => self.0.insert((network.clone(), Client::new(network)?)),
        };
        Ok(client.clone())
    }
}

struct Process {
    pid: u32,
    runtime: Runtime,
    kept: Kept,
    gates: Gates,
}

thread_local! {
    static PROCESS: RefCell<Option<Process>> = const { RefCell::new(None) };
}

/// A runtime that does everything on the thread that waits for it.
///
/// # Errors
/// Where the system refuses it.
pub fn current_thread() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_io().enable_time().build()
}

/// Runs `work` with this process's client, and what it knows of the platforms, to its end.
///
/// Runtime, pool and knowledge outlive the call. A forked child makes its own: its parent's are forgotten, not dropped, because dropping would shut the parent's
/// connections.
///
/// # Errors
/// [`RuntimeError`] where runtime or client cannot be made.
pub fn run<T>(network: &Network, work: impl AsyncFnOnce(Client, &Gates) -> T) -> Result<T, RuntimeError> {
    PROCESS.with_borrow_mut(|slot| {
        let pid = std::process::id();
        if let Some(inherited) = slot.take_if(|process| process.pid != pid) {
            std::mem::forget(inherited);
        }
        let process = match slot {
            Some(process) => process,
            None => slot.insert(Process {
                pid,
                runtime: current_thread()?,
                kept: Kept::default(),
                gates: Gates::default(),
            }),
        };
        let client = process.kept.client(network)?;
        Ok(process.runtime.block_on(work(client, &process.gates)))
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
