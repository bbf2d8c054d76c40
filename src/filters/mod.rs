//! What a search is for. The same arguments stand in `list` blocks and in the plural data sources.

pub(super) mod attachments;
pub(super) mod instances;
pub(super) mod packages;
pub(super) mod route_entries;
pub(super) mod route_tables;
pub(super) mod router_cidrs;
pub(super) mod transit_routers;

use async_trait::async_trait;

use cen::CallError;
use tf_plugin::framework::model::Model;
use tf_plugin::value::Attr;

use super::scope::Scope;
use super::tags::{self, PlainTags, Tags};

/// What a search for objects of one kind is for.
#[async_trait]
pub(crate) trait Filter<R: Send>: Model {
    /// Whether the object meets every condition.
    fn matches(&self, remote: &R) -> bool;

    /// All objects among which it chooses, in the order of their ids: those of the account, or of what it names.
    async fn all(&self, scope: Scope<'_>) -> Result<Vec<R>, CallError>;

    /// The objects that meet every condition, in the order of their ids.
    async fn found(&self, scope: Scope<'_>) -> Result<Vec<R>, CallError> {
        let mut all = self.all(scope).await?;
        all.retain(|remote| self.matches(remote));
        Ok(all)
    }
}

/// Whether `actual` holds all tags that are wanted.
fn has_tags(wanted: &Attr<Tags>, actual: &PlainTags) -> bool {
    let wanted = tags::plain(wanted);
    wanted
        .iter()
        .all(|(key, value)| actual.get(key) == Some(value))
}
