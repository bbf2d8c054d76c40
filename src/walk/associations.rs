//! Which route table each attachment is to be associated with, by the plans of a walk.
//!
//! An attachment has one association, which an argument of it or a resource of its own may stand for. Only one that connects
//! two transit routers has two: with a table of each.

use std::collections::{BTreeMap, BTreeSet};

use cen::transit_router::RelationKey;
use cen::{AttachmentId, RouteTableId, RouterId};

use super::claims::Claims;

/// What is planned, and what tells which associations exclude each other.
#[derive(Debug, Default)]
pub(crate) struct Associations {
    claims: Claims<AttachmentId, RouteTableId>,
    /// Attachments of networks, which have one side.
    networks: BTreeSet<AttachmentId>,
    /// The transit routers of tables.
    routers: BTreeMap<RouteTableId, RouterId>,
}

impl Associations {
    /// Notes that `attachment` attaches a network.
    pub(crate) fn note_network(&mut self, attachment: &AttachmentId) {
        self.networks.insert(attachment.clone());
    }

    /// Notes that `table` belongs to `router`.
    pub(crate) fn note_table(&mut self, table: &RouteTableId, router: &RouterId) {
        self.routers.insert(table.clone(), router.clone());
    }

    /// Notes that the two are to be associated; another table that the attachment is to be associated with, where it is known
    /// that there can be only one.
    pub(crate) fn note(&mut self, key: &RelationKey) -> Option<RouteTableId> {
        let RelationKey { attachment, table } = key;
        let has_one_side = self.networks.contains(attachment);
        let router = self.routers.get(table);
        let contradicts = |other: &RouteTableId| {
            let is_of_same = router.is_some() && self.routers.get(other) == router;
            other != table && (has_one_side || is_of_same)
        };
        self.claims.note(attachment, table, |_| false, contradicts)
    }

    /// Whether `attachment` is to be associated with a table that may be of `router`.
    pub(crate) fn has(&self, attachment: &AttachmentId, router: &RouterId) -> bool {
        self.with(attachment, router).next().is_some()
    }

    /// Whether `attachment` is to be associated with another table of `router` than this one.
    pub(crate) fn moves(
        &self,
        attachment: &AttachmentId,
        table: &RouteTableId,
        router: &RouterId,
    ) -> bool {
        self.with(attachment, router).any(|other| other != table)
    }

    fn with(
        &self,
        attachment: &AttachmentId,
        router: &RouterId,
    ) -> impl Iterator<Item = &RouteTableId> {
        let may_be_there =
            move |table: &&RouteTableId| self.routers.get(*table).is_none_or(|of| of == router);
        self.claims.of(attachment).filter(may_be_there)
    }

    /// Drops what is said of an attachment, of which a plan is about to be carried out.
    pub(crate) fn forget(&mut self, attachment: &AttachmentId) {
        self.claims.forget(attachment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(attachment: &str, table: &str) -> RelationKey {
        RelationKey {
            attachment: AttachmentId::parse(attachment).unwrap(),
            table: RouteTableId::parse(table).unwrap(),
        }
    }

    #[test]
    fn a_network_has_one_association() {
        let mut all = Associations::default();
        let (first, second) = (key("tr-attach-a", "vtb-a"), key("tr-attach-a", "vtb-b"));
        all.note_network(&first.attachment);
        assert_eq!(all.note(&first), None);
        assert_eq!(all.note(&first), None);
        assert_eq!(all.note(&second), Some(first.table.clone()));
        assert_eq!(all.note(&key("tr-attach-b", "vtb-b")), None);
        all.forget(&first.attachment);
        assert_eq!(all.note(&second), None);
    }

    #[test]
    fn a_connection_has_one_for_each_transit_router() {
        let mut all = Associations::default();
        let (here, there) = (key("tr-attach-a", "vtb-a"), key("tr-attach-a", "vtb-b"));
        let third = key("tr-attach-a", "vtb-c");
        let router = |id| RouterId::parse(id).unwrap();
        // What is not known speaks for whoever has written it.
        assert_eq!((all.note(&here), all.note(&there)), (None, None));
        all.note_table(&here.table, &router("tr-a"));
        all.note_table(&there.table, &router("tr-b"));
        assert_eq!((all.note(&here), all.note(&there)), (None, None));
        all.note_table(&third.table, &router("tr-b"));
        assert_eq!(all.note(&third), Some(there.table));
    }
}
