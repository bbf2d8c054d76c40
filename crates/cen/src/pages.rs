//! Where pages come from: the API, or a test.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::Kind;
use crate::listed::{self, Page, Paging};
use crate::untyped::{AnyId, List, Object, Traits};
use alibaba_cloud::api::Api;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// Parts that one list has at most: far more than any list that comes in parts needs, so that a server that never says
/// "the end" is noticed.
const MOST_PARTS: usize = 1_000;

/// One call for a page of objects. A trait, so that tests can count the calls.
#[async_trait]
pub(crate) trait Pages: Send + Sync + 'static {
    /// What is said of the kind of the objects.
    fn traits(&self) -> Traits;

    /// Page number `page`, from 1, of the objects with these ids, or of all when `ids` is empty.
    async fn page(
        &self,
        ids: &[AnyId],
        page: usize,
        deadline: &Deadline,
    ) -> Result<Page<(AnyId, Object)>, CallError>;
}

/// The pages of a list of the API.
pub(crate) struct PagesOf {
    pub(crate) api: Arc<Api>,
    pub(crate) list: Box<dyn List>,
}

#[async_trait]
impl Pages for PagesOf {
    fn traits(&self) -> Traits {
        self.list.traits()
    }

    async fn page(
        &self,
        ids: &[AnyId],
        page: usize,
        deadline: &Deadline,
    ) -> Result<Page<(AnyId, Object)>, CallError> {
        match self.traits().paging {
            Paging::Numbered | Paging::Whole => self.ask(ids, page, None, deadline).await,
            Paging::Tokens => self.all_parts(ids, deadline).await,
        }
    }
}

impl PagesOf {
    async fn ask(
        &self,
        ids: &[AnyId],
        page: usize,
        token: Option<&str>,
        deadline: &Deadline,
    ) -> Result<Page<(AnyId, Object)>, CallError> {
        let call = self.list.question(ids, page, token);
        let read = |answer: &_| self.list.read(answer);
        match self.api.call(&call, read, deadline).await {
            Err(error)
                if Kind::of_call(&error).is_some_and(|kind| self.list.is_none(kind, ids)) =>
            {
                Ok(Page::empty())
            }
            listed => listed,
        }
    }

    /// All parts at once: there is only page 1.
    async fn all_parts(
        &self,
        ids: &[AnyId],
        deadline: &Deadline,
    ) -> Result<Page<(AnyId, Object)>, CallError> {
        let mut seen = BTreeMap::new();
        let mut token = None;
        for number in 1..=MOST_PARTS {
            let part = self.ask(ids, number, token.as_deref(), deadline).await?;
            seen.extend(part.objects);
            token = part.next;
            if token.is_none() {
                let total = seen.len();
                return Ok(Page::of(seen.into_iter().collect(), total));
            }
        }
        let Traits { action, plural, .. } = self.traits();
        Err(listed::broken(
            action,
            format!("the list of {plural} has no end"),
        ))
    }
}
