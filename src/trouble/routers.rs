//! Codes about transit routers (API pages CreateTransitRouter, DeleteTransitRouter, OpenTransitRouterService).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &[
            "Forbbiden.TransitRouterServiceNotOpen",
            "USER_NOT_OPEN_TR_SERVICE",
        ],
        summary: "The transit router service is not open",
        hint: "Opening it is free: do it once for the account, in the CEN console or by the API action \
            OpenTransitRouterService.",
    },
    Entry {
        codes: &["InvalidTransitRouterId.NotFound"],
        summary: "The transit router does not exist",
        hint: "There is none with this id in the account. Check the id, and that the region is the one it is in.",
    },
    Entry {
        codes: &["AssociationExist.TransitRouter*"],
        summary: "Something of the transit router is still in use",
        hint: "An association with a route table, a propagation or a route still uses it. Remove that first. Where the \
            resource has the argument, set force_delete = true, apply that, and destroy again to have CEN remove it.",
    },
];
