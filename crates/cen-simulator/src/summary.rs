//! What happened so far.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::package::{Purchase, admin::purchases};
use crate::cloud::Cloud;

/// What was called and what was bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How often each action was called; calls of unknown actions are counted under `(unknown)`.
    pub calls: BTreeMap<String, usize>,
    /// Every purchase, those still there first.
    pub purchases: Vec<Purchase>,
}

impl Summary {
    pub(crate) fn of(cloud: &Cloud) -> Self {
        Self {
            calls: cloud.journal.counts(),
            purchases: cloud.look(|context| purchases(context.state)),
        }
    }
}
