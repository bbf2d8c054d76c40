//! Noticing that the host is gone without having said so: killed, crashed, or out of memory.
//!
//! go-plugin leaves such a plugin running for ever, with its socket and its credentials.

use std::time::Duration;

use super::listener::OpenConnections;

/// Time a host has to connect; it is the limit that hosts set for the start of a plugin.
const UNTIL_FIRST_CONNECTION: Duration = Duration::from_secs(60);

/// Time without any connection after which the host counts as gone.
const WITHOUT_CONNECTION: Duration = Duration::from_secs(10);

/// Interval at which the parent process is looked at.
#[cfg(unix)]
const PARENT_INTERVAL: Duration = Duration::from_secs(1);

/// The process that started this one. Taken before the host is told that it may connect: one that dies right after
/// that would otherwise be taken for the process that inherits its children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parent {
    #[cfg(unix)]
    pid: u32,
}

impl Parent {
    /// The parent as it is now.
    pub(crate) fn now() -> Self {
        Self {
            #[cfg(unix)]
            pid: std::os::unix::process::parent_id(),
        }
    }

    /// Returns when that process is gone.
    #[cfg(unix)]
    async fn gone(self) {
        // A child whose parent ends is given to another process, never back to the one that started it.
        let mut ticks = tokio::time::interval(PARENT_INTERVAL);
        while std::os::unix::process::parent_id() == self.pid {
            ticks.tick().await;
        }
    }

    /// Never returns: there is no way to tell.
    #[cfg(not(unix))]
    async fn gone(self) {
        std::future::pending().await
    }
}

/// Returns when the host is gone, with a sentence that says how that was noticed.
pub(crate) async fn host_gone(connections: OpenConnections, parent: Parent) -> &'static str {
    tokio::select! {
        () = disconnected(connections) => "the host's connection is lost and was not made again",
        () = parent.gone() => "the process that started the plugin is gone",
    }
}

async fn disconnected(mut connections: OpenConnections) {
    let mut limit = UNTIL_FIRST_CONNECTION;
    loop {
        let connected = connections.wait_for(|open| *open > 0);
        // An error says that nothing is accepted any more, which is as good as a host that is gone.
        if !matches!(tokio::time::timeout(limit, connected).await, Ok(Ok(_))) {
            return;
        }
        if connections.wait_for(|open| *open == 0).await.is_err() {
            return;
        }
        limit = WITHOUT_CONNECTION;
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::watch;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_host_that_never_connects_is_gone_after_a_minute() {
        let started = Instant::now();
        let (_open, connections) = watch::channel(0);
        disconnected(connections).await;
        assert_eq!(started.elapsed(), UNTIL_FIRST_CONNECTION);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_connection_counts_once_it_is_not_made_again() {
        let started = Instant::now();
        let (open, connections) = watch::channel(1);
        let host = async {
            tokio::time::sleep(Duration::from_secs(600)).await;
            open.send_replace(0);
            tokio::time::sleep(Duration::from_secs(9)).await;
            open.send_replace(1);
            tokio::time::sleep(Duration::from_secs(600)).await;
            open.send_replace(0);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = disconnected(connections) => {}
            () = host => {}
        }
        assert_eq!(started.elapsed(), Duration::from_secs(600 + 9 + 600 + 10));
    }
}
