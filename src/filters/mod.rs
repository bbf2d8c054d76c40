//! What a search is for. The same arguments stand in `list` blocks and in the plural data sources.

pub(super) mod attachments;
pub(super) mod instances;
pub(super) mod packages;
pub(super) mod route_entries;
pub(super) mod route_tables;
pub(super) mod router_cidrs;
pub(super) mod transit_routers;

use tf_plugin::value::Attr;

use super::tags::{self, PlainTags, Tags};

/// Whether `actual` holds all tags that are wanted.
fn has_tags(wanted: &Attr<Tags>, actual: &PlainTags) -> bool {
    let wanted = tags::plain(wanted);
    wanted
        .iter()
        .all(|(key, value)| actual.get(key) == Some(value))
}
