//! A transit router as Terraform sees it, and what it is told from others by.

use serde::{Deserialize, Serialize};

use crate::object;
use crate::tags::Tags;
use cen::transit_router::RouterKey;
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::schema::IdentitySchema;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::value::{Attr, Value};

/// The attributes of `cen_transit_router`; see [`super::schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Router {
    pub(super) id: Attr<String>,
    pub(super) cen_id: Attr<String>,
    pub(super) region: Attr<String>,
    pub(super) name: Attr<String>,
    pub(super) description: Attr<String>,
    pub(super) support_multicast: Attr<bool>,
    pub(super) tags: Attr<Tags>,
    pub(super) tags_all: Attr<Tags>,
    pub(super) r#type: Attr<String>,
    pub(super) status: Attr<String>,
    pub(super) creation_time: Attr<String>,
    pub(super) timeouts: Attr<Timeouts>,
}

/// What a transit router belongs to.
const OWNER: &str = "cen_id";

pub(super) fn import(id: &str) -> Result<Router, Diagnostics> {
    let router = RouterKey::parse(id).map(|key| Router {
        id: key.id.as_str().into(),
        cen_id: key.cen.as_str().into(),
        ..Router::default()
    });
    object::import(router, "CEN:ROUTER")
}

pub(super) fn identity_schema() -> IdentitySchema {
    let owner = (OWNER, "The CEN instance, `cen-...`.");
    object::identity_schema(owner, "Id of the transit router, `tr-...`.")
}

pub(super) fn identity(state: &Router) -> Option<Value> {
    object::identity(state, OWNER)
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Router, Diagnostics> {
    import(&object::import_by_identity(identity, OWNER))
}
