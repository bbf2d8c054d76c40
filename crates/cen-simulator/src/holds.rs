//! Calls that a fault holds until they are released.

use tokio::sync::watch;

/// The calls of one simulator that are held.
pub(crate) struct Holds {
    count: watch::Sender<usize>,
    releases: watch::Sender<u64>,
}

/// The releases since a call has arrived.
pub(crate) struct Releases(watch::Receiver<u64>);

impl Holds {
    pub(crate) fn new() -> Self {
        Self {
            count: watch::Sender::new(0),
            releases: watch::Sender::new(0),
        }
    }

    /// To be called before a call can be noticed, so that no release between its arrival and its hold is missed.
    pub(crate) fn arrive(&self) -> Releases {
        Releases(self.releases.subscribe())
    }

    /// Resolves with the first release since the call has arrived.
    pub(crate) async fn hold(&self, releases: &mut Releases) {
        let _held = Held::new(&self.count);
        // The sender lives as long as this does, so it ends with a release and in no other way.
        let _ = releases.0.changed().await;
    }

    /// Lets every call go on that is held now or has arrived and will be.
    pub(crate) fn release(&self) {
        self.releases.send_modify(|count| *count += 1);
    }

    /// How many calls are being held.
    pub(crate) fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Resolves when at least `count` calls are being held.
    pub(crate) async fn wait_for(&self, count: usize) {
        let mut held = self.count.subscribe();
        // The sender lives as long as this does, so it cannot be gone.
        let _ = held.wait_for(|held| *held >= count).await;
    }
}

/// Counts a call as held until it is dropped.
struct Held<'a>(&'a watch::Sender<usize>);

impl<'a> Held<'a> {
    fn new(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|held| *held += 1);
        Self(count)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held = held.saturating_sub(1));
    }
}
