//! Tags, of every object that carries them.

use std::collections::BTreeMap;

use crate::client::Client;
use crate::region::Region;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// Tags, or keys, that one call takes.
const MOST_TAGS: usize = 20;

/// An object that carries tags, as the tag actions name it. How one is made stands with its kind.
#[derive(Clone, Copy, Debug)]
pub struct Tagged<'a> {
    resource_type: &'static str,
    id: &'a str,
    region: Option<&'a Region>,
}

impl<'a> Tagged<'a> {
    /// An object of a type that API page ListTagResources names, in a region if the tag actions want one.
    pub(crate) fn new(
        resource_type: &'static str,
        id: &'a str,
        region: Option<&'a Region>,
    ) -> Self {
        Self {
            resource_type,
            id,
            region,
        }
    }

    fn named(self, action: &'static str) -> Call {
        Call::idempotent(action)
            .with("ResourceType", self.resource_type)
            .with("ResourceId.1", self.id)
            .with_some("RegionId", self.region)
    }
}

/// Adds `Tag.N.Key` and `Tag.N.Value`, in the order of the keys.
pub(crate) fn put<'t>(
    tags: impl IntoIterator<Item = (&'t String, &'t String)>,
    call: Call,
) -> Call {
    (1..).zip(tags).fold(call, |call, (number, (key, value))| {
        call.with(format!("Tag.{number}.Key"), key)
            .with(format!("Tag.{number}.Value"), value)
    })
}

impl Client {
    /// Adds tags, or sets those whose keys are there.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; more tags than one call takes are sent in several, and those before the failed one stay.
    pub async fn tag(
        &self,
        object: Tagged<'_>,
        tags: &BTreeMap<String, String>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let tags: Vec<(&String, &String)> = tags.iter().collect();
        for tags in tags.chunks(MOST_TAGS) {
            let call = put(tags.iter().copied(), object.named("TagResources"));
            self.write(&[&object.id], &call, deadline).await?;
        }
        Ok(())
    }

    /// Removes tags by key; keys that are not there do not matter.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; more keys than one call takes are sent in several, and the work of those before the failed
    /// one stays.
    pub async fn untag(
        &self,
        object: Tagged<'_>,
        keys: &[String],
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        for keys in keys.chunks(MOST_TAGS) {
            let named = object.named("UntagResources");
            let call = (1..).zip(keys).fold(named, |call, (number, key)| {
                call.with(format!("TagKey.{number}"), key)
            });
            self.write(&[&object.id], &call, deadline).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
