//! What one file under `api/` adds to the simulator.

use crate::action::Action;
use crate::admin::{Handler, Route};
use crate::state::{Kind, TableKind};

/// A kind of object, the actions about it and the paths of the control API that lead to it; any of them may be missing.
pub(crate) struct Family {
    pub(crate) kind: Option<TableKind>,
    pub(crate) actions: &'static [Action],
    pub(crate) routes: &'static [Route<Handler>],
}

impl Family {
    /// A kind of object.
    pub(crate) const fn of<T: Kind>() -> Self {
        Self {
            kind: Some(TableKind::of::<T>()),
            actions: &[],
            routes: &[],
        }
    }

    /// Actions that are about several kinds of objects, or about none.
    pub(crate) const fn of_actions(actions: &'static [Action]) -> Self {
        Self {
            kind: None,
            actions,
            routes: &[],
        }
    }

    pub(crate) const fn actions(mut self, actions: &'static [Action]) -> Self {
        self.actions = actions;
        self
    }

    pub(crate) const fn routes(mut self, routes: &'static [Route<Handler>]) -> Self {
        self.routes = routes;
        self
    }
}
