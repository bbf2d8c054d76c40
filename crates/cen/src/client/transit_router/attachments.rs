//! What is attached to a transit router, of whichever kind.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;

use crate::id::{AttachmentId, RouterId};
use crate::listing::{self, Page, Pages};
use crate::transit_router::{Attached, DeleteAttachment, ListAttachments, Part};
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::{Caller, Client, List, is_gone};

/// Parts that one list has at most: far more than any transit router needs, so that a server that never says "the end"
/// is noticed.
const MOST_PARTS: usize = 1_000;

/// The attachments of one kind of one transit router.
pub(super) struct Attachments {
    pub(super) caller: Arc<Caller>,
    pub(super) router: RouterId,
}

#[async_trait]
impl<T: Attached> Pages<T> for Attachments {
    /// All parts at once: there is only page 1.
    async fn page(
        &self,
        ids: &[AttachmentId],
        _: u64,
        limits: &Limits,
    ) -> Result<Page<T>, CallError> {
        let mut seen = BTreeMap::new();
        let mut token = None;
        for _ in 0..MOST_PARTS {
            let list = ListAttachments {
                router: &self.router,
                id: ids.first(),
                token,
                kind: PhantomData,
            };
            let part: Part<T> = match self.caller.call(&list, limits).await {
                // Nothing is attached to a transit router that does not exist.
                Err(error) if is_gone(&error) => return Ok(Page::empty()),
                listed => listed?,
            };
            let objects = part.objects.into_iter();
            seen.extend(objects.map(|object| (object.id().clone(), object)));
            token = part.next;
            if token.is_none() {
                let objects: Vec<T> = seen.into_values().collect();
                let total = objects.len();
                return Ok(Page { objects, total });
            }
        }
        Err(listing::broken::<T>(format!(
            "the list of {} has no end",
            T::PLURAL
        )))
    }
}

impl Client {
    pub(super) async fn detach_from_router<T: Attached>(
        &self,
        list: &List<T>,
        id: &AttachmentId,
        force: bool,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let delete = DeleteAttachment::<T> {
            id,
            force,
            kind: PhantomData,
        };
        match self.change(list, id, &delete, limits).await {
            Err(error) if is_gone(&error) => Ok(()),
            settled => settled,
        }
    }
}
