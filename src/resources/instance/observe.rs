//! From the API's instance to Terraform's.
//!
//! Create, read, update and import all end here, so that an import plans clean.

use crate::client::Client;
use crate::observed::{moment, optional, text};
use crate::tags;
use tf_plugin::value::Attr;

use super::model::Instance;

/// `known` with everything that the API says of `actual`. Where both mean the same, the known form stays.
pub(super) fn observe(actual: &cen::Instance, known: &Instance, client: &Client) -> Instance {
    let noted = tags::Known {
        own: &known.tags,
        all: &known.tags_all,
    };
    let (own_tags, tags_all) = tags::observe(&actual.tags, &noted, &client.default_tags);
    Instance {
        id: Attr::Known(actual.id.to_string()),
        name: text(&actual.name, &known.name),
        description: text(&actual.description, &known.description),
        protection_level: optional(&actual.protection_level),
        resource_group_id: optional(&actual.resource_group_id),
        tags: own_tags,
        tags_all,
        status: actual.status.as_str().into(),
        creation_time: moment(actual.creation_time.as_ref()),
        timeouts: known.timeouts.clone(),
    }
}
