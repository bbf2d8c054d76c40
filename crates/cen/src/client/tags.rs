//! Tags and resource groups, of every object that has them.

use std::collections::BTreeMap;

use crate::operation::Operation;
use crate::resource_group::{Grouped, MoveResourceGroup};
use crate::tags::{MOST_TAGS, Tag, Tagged, Untag};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::Client;

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
        limits: &Limits,
    ) -> Result<(), CallError> {
        let pairs: Vec<(&String, &String)> = tags.iter().collect();
        for pairs in pairs.chunks(MOST_TAGS) {
            let tags = pairs
                .iter()
                .map(|(key, value)| ((*key).clone(), (*value).clone()))
                .collect();
            self.mark(
                object,
                &Tag {
                    object,
                    tags: &tags,
                },
                limits,
            )
            .await?;
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
        limits: &Limits,
    ) -> Result<(), CallError> {
        for keys in keys.chunks(MOST_TAGS) {
            self.mark(object, &Untag { object, keys }, limits).await?;
        }
        Ok(())
    }

    /// Puts an object into a resource group.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn move_to_resource_group(
        &self,
        object: Grouped<'_>,
        group: &str,
        limits: &Limits,
    ) -> Result<(), CallError> {
        self.mark(object.into(), &MoveResourceGroup { object, group }, limits)
            .await
    }

    /// Makes a change to what hangs on `object`.
    async fn mark<O: Operation<Answer = ()>>(
        &self,
        object: Tagged<'_>,
        operation: &O,
        limits: &Limits,
    ) -> Result<(), CallError> {
        match object {
            Tagged::Package(id) => self.change(&self.packages, id, operation, limits).await,
            Tagged::Instance(id) => self.change(&self.instances, id, operation, limits).await,
            Tagged::TransitRouter(key, _) => {
                let list = self.routers_of(&key.cen);
                self.change(&list, &key.id, operation, limits).await
            }
            Tagged::VpcAttachment(key, _) => {
                let list = self.vpc_attachments_of(&key.router);
                self.change(&list, &key.id, operation, limits).await
            }
            Tagged::PeerAttachment(key, _) => {
                let list = self.peer_attachments_of(&key.router);
                self.change(&list, &key.id, operation, limits).await
            }
        }
    }
}
