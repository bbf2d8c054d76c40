//! What of the transit routers of a configuration leads nowhere. It is looked for once in a walk, and said once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cen::{AttachmentId, RouteTableId, RouterId};
use tokio::sync::OnceCell;

/// What reads have found, by transit router.
#[derive(Debug, Default)]
pub(crate) struct DeadEnds(BTreeMap<RouterId, Arc<Found>>);

/// What has been found of one transit router. Reads that come at the same time share the calls.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Of its tables; nothing where that could not be found out.
    pub(crate) tables: OnceCell<Option<Tables>>,
    /// The attachments that no table is associated with. Looked for where one of the configuration is among them.
    pub(crate) loose: OnceCell<BTreeSet<AttachmentId>>,
    is_said: AtomicBool,
}

/// The route tables of a transit router.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// The one that it came with.
    pub(crate) system: Option<RouteTableId>,
    /// With which one each attachment is associated.
    pub(crate) of: BTreeMap<AttachmentId, RouteTableId>,
    /// Those that attachments are associated with, and that have no route.
    pub(crate) empty: BTreeSet<RouteTableId>,
}

impl DeadEnds {
    /// What reads have found of `router`, or will find.
    pub(crate) fn of(&mut self, router: &RouterId) -> Arc<Found> {
        Arc::clone(self.0.entry(router.clone()).or_default())
    }
}

impl Found {
    /// Notes that it is said. Whether nobody has said it before.
    pub(crate) fn say(&self) -> bool {
        !self.is_said.swap(true, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_once_for_a_transit_router() {
        let mut dead_ends = DeadEnds::default();
        let mut say = |router| dead_ends.of(&RouterId::parse(router).unwrap()).say();
        assert_eq!([say("tr-a"), say("tr-b"), say("tr-a")], [true, true, false]);
    }
}
