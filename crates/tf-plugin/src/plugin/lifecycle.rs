//! From the first connection to the end of the process: serving, the reasons to end, and the time left to finish.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::Server;

use super::listener::Incoming;
use super::services;

/// Calls that may be under way on one connection. Hosts run as many as the user's `-parallelism` allows.
const CONCURRENT_CALLS: u32 = 4096;

/// Bytes that may be on the way for one call. Messages reach 256 MiB, and a wider window means fewer pauses.
const CALL_WINDOW: u32 = 4 * 1024 * 1024;

/// Bytes that may be on the way on one connection.
const CONNECTION_WINDOW: u32 = 16 * 1024 * 1024;

/// Time that the last answers have to leave once the work is done.
const LAST_ANSWERS: Duration = Duration::from_millis(250);

/// What a plugin serves: made by [`serve::services`](crate::serve::services).
#[derive(Clone, Debug)]
pub struct Services {
    pub(crate) routes: Routes,
    pub(crate) hooks: Hooks,
}

/// What the plugin can be asked, and told, while it is served.
#[derive(Clone)]
pub(crate) struct Hooks {
    /// Asks running work to wind down. It returns at once and may be called more than once.
    pub(crate) on_stop: Arc<dyn Fn() + Send + Sync>,
    /// Number of pieces of work that should not be cut off, such as a purchase on its way.
    ///
    /// It counts work and not calls: work can outlive a call whose connection was lost.
    pub(crate) in_flight: watch::Receiver<usize>,
    /// Told when the host asks for the end while no work is running.
    pub(crate) on_leave: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks")
            .field("in_flight", &*self.in_flight.borrow())
            .finish_non_exhaustive()
    }
}

/// Why the plugin ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The host called Shutdown.
    Asked,
    /// SIGTERM, or Ctrl-C for a plugin that a person started.
    Signal,
    /// The host is gone; the text says how that was noticed.
    HostGone(&'static str),
}

impl End {
    /// Time that running work has to finish.
    fn patience(self) -> Duration {
        match self {
            // The host kills the plugin two seconds after Shutdown.
            Self::Asked => Duration::from_millis(1500),
            // Supervisors commonly allow ten seconds between SIGTERM and SIGKILL.
            Self::Signal => Duration::from_secs(8),
            // Nobody is waiting, and what a running purchase brings is worth knowing: it ends up in the log.
            Self::HostGone(_) => Duration::from_secs(60),
        }
    }
}

/// Serves until the host asks for the end or `other_end` gives a reason, then lets running work finish within limits.
pub(crate) async fn serve(
    incoming: Incoming,
    Services { routes, hooks }: Services,
    other_end: impl Future<Output = End>,
) -> Result<(), tonic::transport::Error> {
    let asked_to_end = CancellationToken::new();
    let ending = CancellationToken::new();
    let server = Server::builder()
        .max_concurrent_streams(CONCURRENT_CALLS)
        .initial_stream_window_size(CALL_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .add_routes(services::add_to(routes, &asked_to_end, &ending))
        .serve_with_incoming_shutdown(incoming, ending.clone().cancelled_owned());
    tokio::pin!(server);

    let end = async {
        let end = tokio::select! {
            () = asked_to_end.cancelled() => End::Asked,
            end = other_end => end,
        };
        tracing::debug!(target: "sdk.plugin", reason = ?end, "the plugin ends");
        finish_work(end, hooks).await;
    };
    tokio::select! {
        outcome = &mut server => return outcome,
        () = end => {}
    }
    // Closes the endless streams and the listener; the server returns when the last answer is out.
    ending.cancel();
    tokio::time::timeout(LAST_ANSWERS, server)
        .await
        .unwrap_or(Ok(()))
}

async fn finish_work(end: End, mut hooks: Hooks) {
    if end == End::Asked && *hooks.in_flight.borrow() == 0 {
        (hooks.on_leave)();
    }
    (hooks.on_stop)();
    let idle = hooks.in_flight.wait_for(|running| *running == 0);
    // Whoever drops the counter has nothing running any more, so that outcome counts as idle.
    if tokio::time::timeout(end.patience(), idle).await.is_err() {
        let running = *hooks.in_flight.borrow();
        tracing::error!(
            target: "sdk.plugin",
            running,
            reason = ?end,
            "the plugin ends although work is still running"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::Instant;

    use super::*;

    fn hooks(running: usize) -> (watch::Sender<usize>, Arc<AtomicUsize>, Hooks) {
        let (counter, stops, _, hooks) = observed(running);
        (counter, stops, hooks)
    }

    /// The same with the number of good ends.
    fn observed(
        running: usize,
    ) -> (
        watch::Sender<usize>,
        Arc<AtomicUsize>,
        Arc<AtomicUsize>,
        Hooks,
    ) {
        let (counter, in_flight) = watch::channel(running);
        let stops = Arc::new(AtomicUsize::new(0));
        let counted = stops.clone();
        let on_stop = Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let leaves = Arc::new(AtomicUsize::new(0));
        let counted = leaves.clone();
        let on_leave = Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let hooks = Hooks {
            on_stop,
            in_flight,
            on_leave,
        };
        (counter, stops, leaves, hooks)
    }

    #[tokio::test(start_paused = true)]
    async fn a_good_end_is_one_that_the_host_asks_for_while_nothing_runs() {
        for (end, running, expected) in [
            (End::Asked, 0, 1),
            (End::Asked, 1, 0),
            (End::Signal, 0, 0),
            (End::HostGone("killed"), 0, 0),
        ] {
            let (_counter, _, leaves, hooks) = observed(running);
            finish_work(end, hooks).await;
            assert_eq!(leaves.load(Ordering::Relaxed), expected, "{end:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn without_work_the_end_comes_at_once() {
        let started = Instant::now();
        let (_counter, stops, hooks) = hooks(0);
        finish_work(End::Asked, hooks).await;
        assert_eq!(
            (started.elapsed(), stops.load(Ordering::Relaxed)),
            (Duration::ZERO, 1)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn running_work_is_told_to_stop_and_waited_for() {
        let started = Instant::now();
        let (counter, stops, hooks) = hooks(2);
        let work = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            counter.send_replace(0);
        };
        tokio::join!(finish_work(End::Signal, hooks), work);
        assert_eq!(
            (started.elapsed(), stops.load(Ordering::Relaxed)),
            (Duration::from_secs(3), 1)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn patience_depends_on_who_is_waiting() {
        for (end, seconds) in [
            (End::Asked, 1.5),
            (End::Signal, 8.0),
            (End::HostGone("killed"), 60.0),
        ] {
            let started = Instant::now();
            let (_counter, _stops, hooks) = hooks(1);
            finish_work(end, hooks).await;
            assert_eq!(started.elapsed(), Duration::from_secs_f64(seconds));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_counter_means_that_nothing_runs() {
        let started = Instant::now();
        let (counter, _stops, hooks) = hooks(1);
        drop(counter);
        finish_work(End::Signal, hooks).await;
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
