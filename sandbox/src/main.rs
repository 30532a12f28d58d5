//! The sandbox as a program: `waybill-sandbox --listen 127.0.0.1:8199 [--journal FILE] [--seed N] [--latency MS] [--contents no]`.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use tokio::signal::unix::{SignalKind, signal};
use waybill_sandbox::{Sandbox, state::Shared};

/// Bodies are read into many small pieces, and the sandbox is to weigh little beside what it measures.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str =
    "usage: waybill-sandbox [--listen 127.0.0.1:8199] [--journal FILE] [--seed N] [--latency MS] [--contents no]";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("waybill-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 8199));
    let mut state = Arc::<Shared>::default();
    let (mut seed, mut latency, mut contents) = (None, 0, true);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--listen" => listen = value.parse()?,
            "--journal" => state = Arc::new(Shared::with_journal(&PathBuf::from(value))?),
            "--seed" => seed = Some(value.parse()?),
            "--latency" => latency = value.parse()?,
            "--contents" => contents = value != "no",
            _ => return Err(USAGE.into()),
        }
    }
    if let Some(seed) = seed {
        state.seed(seed);
    }
    state.set_latency(latency);
    if !contents {
        state.keep_no_contents();
    }
    let sandbox = Sandbox::start_on(listen, state)
        .await
        .map_err(|error| format!("{listen}: {error}"))?;
    println!("{}", sandbox.url());
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        () = sandbox.run() => {}
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}
