//! To which transit routers route tables and attachments belong, and which tables are to go, as the plans of a walk have it.

use std::collections::{BTreeMap, BTreeSet};

use cen::{AttachmentId, RouteTableId, RouterId};

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    tables: BTreeMap<RouteTableId, RouterId>,
    attachments: BTreeMap<AttachmentId, BTreeSet<RouterId>>,
    replaced: BTreeSet<RouteTableId>,
}

impl Sides {
    /// Notes that `table` belongs to `router`.
    pub(crate) fn note_table(&mut self, table: &RouteTableId, router: &RouterId) {
        self.tables.insert(table.clone(), router.clone());
    }

    /// Notes that `attachment` belongs to these; a connection to two.
    pub(crate) fn note_attachment<'r>(
        &mut self,
        attachment: &AttachmentId,
        routers: impl IntoIterator<Item = &'r RouterId>,
    ) {
        let routers = routers.into_iter().cloned().collect();
        self.attachments.insert(attachment.clone(), routers);
    }

    /// The transit router of `table`, where it is known that `attachment` belongs to others.
    pub(crate) fn apart(
        &self,
        attachment: &AttachmentId,
        table: &RouteTableId,
    ) -> Option<&RouterId> {
        let router = self.tables.get(table)?;
        let known = self.attachments.get(attachment)?;
        (!known.contains(router)).then_some(router)
    }

    /// Notes that `table` is to be deleted and another one to be created in its place.
    pub(crate) fn note_replaced(&mut self, table: RouteTableId) {
        self.replaced.insert(table);
    }

    /// Whether `table` is to be replaced.
    pub(crate) fn is_replaced(&self, table: &RouteTableId) -> bool {
        self.replaced.contains(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_to_belong_to_others_is_apart() {
        let mut sides = Sides::default();
        let attachment = |id| AttachmentId::parse(id).unwrap();
        let table = |id| RouteTableId::parse(id).unwrap();
        let router = |id| RouterId::parse(id).unwrap();
        let (here, there) = (router("tr-a"), router("tr-b"));
        let (network, connection) = (attachment("tr-attach-a"), attachment("tr-attach-b"));
        let (near, far) = (table("vtb-a"), table("vtb-b"));
        sides.note_attachment(&network, [&here]);
        assert_eq!(sides.apart(&network, &far), None);
        sides.note_table(&near, &here);
        sides.note_table(&far, &there);
        assert_eq!(sides.apart(&network, &near), None);
        assert_eq!(sides.apart(&network, &far), Some(&there));
        assert_eq!(sides.apart(&connection, &far), None);
        sides.note_attachment(&connection, [&here, &there]);
        assert_eq!(sides.apart(&connection, &far), None);
        sides.note_replaced(near.clone());
        assert!(sides.is_replaced(&near) && !sides.is_replaced(&far));
    }
}
