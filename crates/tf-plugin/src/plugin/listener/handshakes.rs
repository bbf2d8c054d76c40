//! TLS handshakes that are under way, so few that they cost nothing and so arranged that nobody can keep the host out.

use std::collections::VecDeque;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::AbortHandle;

/// How many may be under way at once; a host makes one.
pub(super) const AT_ONCE: usize = 64;

/// The handshakes under way, the oldest first.
///
/// Anybody who can open the socket can connect and say nothing, so whoever comes is let in at once, and where there are too
/// many, the oldest that has not said hello is cut off: a host speaks first, and at once.
#[derive(Default)]
pub(super) struct Handshakes(VecDeque<Handshake>);

struct Handshake {
    task: AbortHandle,
    progress: Progress,
}

/// How far a handshake is.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<AtomicBool>);

impl Progress {
    /// The peer has sent its whole ClientHello.
    pub(super) fn peer_has_spoken(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_spoken(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Handshakes {
    /// Begins another one, in a task of its own.
    pub(super) fn begin<F>(&mut self, handshake: impl FnOnce(Progress) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.make_room();
        let progress = Progress::default();
        let task = tokio::spawn(handshake(progress.clone())).abort_handle();
        self.0.push_back(Handshake { task, progress });
    }

    fn make_room(&mut self) {
        self.0.retain(|one| !one.task.is_finished());
        if self.0.len() < AT_ONCE {
            return;
        }
        let silent = self.0.iter().position(|one| !one.progress.has_spoken());
        if let Some(one) = self.0.remove(silent.unwrap_or(0)) {
            tracing::warn!(target: "sdk.plugin", "a connection was closed to make room for another one");
            one.task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    /// A handshake that never ends; resolves when it is cut off.
    fn hanging(handshakes: &mut Handshakes, speaks: bool) -> oneshot::Receiver<()> {
        let (alive, cut_off) = oneshot::channel();
        handshakes.begin(|progress| {
            if speaks {
                progress.peer_has_spoken();
            }
            async move {
                let _alive = alive;
                std::future::pending().await
            }
        });
        cut_off
    }

    #[tokio::test]
    async fn the_oldest_that_has_said_nothing_makes_room() {
        let mut handshakes = Handshakes::default();
        let mut first = hanging(&mut handshakes, true);
        let silent = hanging(&mut handshakes, false);
        let mut others: Vec<_> = (2..AT_ONCE)
            .map(|_| hanging(&mut handshakes, true))
            .collect();
        others.push(hanging(&mut handshakes, true));
        silent.await.unwrap_err();
        // Where all have spoken, the oldest goes.
        others.push(hanging(&mut handshakes, true));
        assert!((&mut first).await.is_err());
        let is_alive = |one: &mut oneshot::Receiver<()>| {
            one.try_recv() == Err(oneshot::error::TryRecvError::Empty)
        };
        assert!(others.iter_mut().all(is_alive));
        assert_eq!(handshakes.0.len(), AT_ONCE);
    }

    #[tokio::test]
    async fn what_has_ended_takes_no_room() {
        let mut handshakes = Handshakes::default();
        let mut alive = hanging(&mut handshakes, false);
        for _ in 0..2 * AT_ONCE {
            let (done, ended) = oneshot::channel();
            handshakes.begin(|_| async move {
                done.send(()).ok();
            });
            ended.await.unwrap();
            tokio::task::yield_now().await;
        }
        assert_eq!(alive.try_recv(), Err(oneshot::error::TryRecvError::Empty));
    }
}
