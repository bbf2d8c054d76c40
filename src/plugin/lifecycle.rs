//! From the first connection to the end of the process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use super::listener::{self, Listener};
use super::tls::Security;
use super::{Plugin, ServeError, services};

/// Hosts wait two seconds after Shutdown and then kill.
const FAREWELL: Duration = Duration::from_millis(500);
/// Changes that are running get this long to write down what they know when the host is gone or asks for an end.
const DRAIN: Duration = Duration::from_secs(30);
/// Without any connection for this long, the host is taken for gone.
const ALONE: Duration = Duration::from_secs(10);
/// How often to look whether the parent process is still the one that started us.
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// HTTP/2 windows that let state of many megabytes through without waiting for acknowledgements.
const WINDOW: u32 = 8 * 1024 * 1024;

/// Who ends the process.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Supervision {
    /// The host that started it: Shutdown, or the host's own end. Ctrl-C is the host's business.
    ByHost,
    /// A person at a terminal: Ctrl-C. Hosts come and go.
    ByPerson,
}

/// Serves until somebody ends it.
pub(super) async fn run(
    listener: Listener,
    security: Option<Security>,
    plugin: Plugin,
    supervision: Supervision,
) -> Result<(), ServeError> {
    let shutdown = CancellationToken::new();
    let (open, connected) = watch::channel(0);
    let incoming = listener::connections(listener, security, Arc::new(open), shutdown.clone());
    let routes = services::add(plugin.routes, &shutdown);
    let server = tonic::transport::Server::builder()
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_concurrent_streams(100_000)
        .add_routes(routes)
        .serve_with_incoming_shutdown(
            ReceiverStream::new(incoming),
            shutdown.clone().cancelled_owned(),
        );
    let mut server = tokio::spawn(server);

    let end = tokio::select! {
        served = &mut server => {
            return served.map_or(Ok(()), |served| served.map_err(ServeError::Server));
        }
        () = shutdown.cancelled() => End::Asked,
        end = interruption(supervision) => end,
        () = host_gone(connected), if supervision == Supervision::ByHost => End::HostGone,
    };
    let patience = match end {
        End::Asked => FAREWELL,
        End::Interrupted | End::HostGone => {
            (plugin.stop)();
            DRAIN
        }
    };
    drain(&*plugin.in_flight, patience).await;
    shutdown.cancel();
    // Open streams end with the token; a connection that lingers is cut.
    let _ = timeout(FAREWELL, server).await;
    Ok(())
}

/// Why the process ends.
enum End {
    /// The host called Shutdown.
    Asked,
    /// SIGTERM, or Ctrl-C where a person supervises.
    Interrupted,
    /// Nobody is there any more.
    HostGone,
}

async fn drain(in_flight: &(dyn Fn() -> usize + Send + Sync), patience: Duration) {
    let deadline = Instant::now() + patience;
    while in_flight() > 0 && Instant::now() < deadline {
        sleep(Duration::from_millis(10)).await;
    }
}

/// Waits for a signal that ends the process.
#[cfg(unix)]
async fn interruption(supervision: Supervision) -> End {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        // Without handlers the platform's defaults stay in force.
        return std::future::pending().await;
    };
    loop {
        tokio::select! {
            _ = terminate.recv() => return End::Interrupted,
            _ = interrupt.recv() => match supervision {
                Supervision::ByPerson => return End::Interrupted,
                // Ctrl-C reaches the whole process group; the host sends StopProvider if it wants a stop.
                Supervision::ByHost => tracing::trace!("Ignoring an interrupt; the host decides"),
            },
        }
    }
}

#[cfg(not(unix))]
async fn interruption(supervision: Supervision) -> End {
    loop {
        match tokio::signal::ctrl_c().await {
            Ok(()) if supervision == Supervision::ByHost => {}
            Ok(()) => return End::Interrupted,
            Err(_) => return std::future::pending().await,
        }
    }
}

/// Waits until the host is gone: another parent, or no connection for some time after there was one.
async fn host_gone(mut connected: watch::Receiver<usize>) {
    let alone = async {
        if connected.wait_for(|open| *open > 0).await.is_err() {
            return;
        }
        loop {
            if connected.wait_for(|open| *open == 0).await.is_err() {
                return;
            }
            if timeout(ALONE, connected.wait_for(|open| *open > 0))
                .await
                .is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = alone => {}
        () = parent_changed() => {}
    }
}

#[cfg(unix)]
async fn parent_changed() {
    let parent = std::os::unix::process::parent_id();
    while std::os::unix::process::parent_id() == parent {
        sleep(PARENT_CHECK).await;
    }
}

#[cfg(not(unix))]
async fn parent_changed() {
    std::future::pending().await
}
