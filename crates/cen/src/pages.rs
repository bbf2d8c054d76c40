//! Where pages come from: the API, or a test.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Kind;
use crate::listed::{self, Listed, Page, Paging};
use alibaba_cloud::api::Api;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// Parts that one list has at most: far more than any list that comes in parts needs, so that a server that never says
/// "the end" is noticed.
const MOST_PARTS: usize = 1_000;

/// One call for a page of objects. A trait, so that tests can count the calls.
#[async_trait]
pub(crate) trait Pages<T: Listed>: Send + Sync + 'static {
    /// Page number `page`, from 1, of the objects with these ids, or of all when `ids` is empty.
    async fn page(
        &self,
        ids: &[T::Id],
        page: usize,
        deadline: &Deadline,
    ) -> Result<Page<T>, CallError>;
}

/// The list of one parent.
pub(crate) struct ListOf<T: Listed> {
    pub(crate) api: Arc<Api>,
    pub(crate) parent: T::Parent,
}

#[async_trait]
impl<T: Listed> Pages<T> for ListOf<T> {
    async fn page(
        &self,
        ids: &[T::Id],
        page: usize,
        deadline: &Deadline,
    ) -> Result<Page<T>, CallError> {
        match T::PAGING {
            Paging::Numbered | Paging::Whole => self.ask(ids, page, None, deadline).await,
            Paging::Tokens => self.all_parts(ids, deadline).await,
        }
    }
}

impl<T: Listed> ListOf<T> {
    async fn ask(
        &self,
        ids: &[T::Id],
        page: usize,
        token: Option<&str>,
        deadline: &Deadline,
    ) -> Result<Page<T>, CallError> {
        let call = listed::question::<T>(&self.parent, ids, page, token);
        let read = |answer: &_| listed::page(answer, &self.parent);
        match self.api.call(&call, read, deadline).await {
            Err(error) if Kind::of_call(&error).is_some_and(|kind| T::is_none(kind, ids)) => {
                Ok(Page::empty())
            }
            listed => listed,
        }
    }

    /// All parts at once: there is only page 1.
    async fn all_parts(&self, ids: &[T::Id], deadline: &Deadline) -> Result<Page<T>, CallError> {
        let mut seen = BTreeMap::new();
        let mut token = None;
        for number in 1..=MOST_PARTS {
            let part = self.ask(ids, number, token.as_deref(), deadline).await?;
            let objects = part.objects.into_iter();
            seen.extend(objects.map(|object: T| (object.id().clone(), object)));
            token = part.next;
            if token.is_none() {
                let objects: Vec<T> = seen.into_values().collect();
                let total = objects.len();
                return Ok(Page::of(objects, total));
            }
        }
        Err(listed::broken::<T>(format!(
            "the list of {} has no end",
            T::PLURAL
        )))
    }
}
