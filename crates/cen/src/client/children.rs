//! What can be done with the network instances of a CEN instance.

use std::sync::Arc;

use async_trait::async_trait;

use crate::child::{Attach, Child, ChildKey, DescribeChildren, Detach, Network};
use crate::error::Kind;
use crate::id::CenId;
use crate::listing::{Page, Pages};
use crate::reads::Freshness;
use alibaba_cloud::error::CallError;
use alibaba_cloud::retry::Limits;

use super::list::List;
use super::{Caller, Client};

/// The list of what is attached to one instance.
struct Children {
    caller: Arc<Caller>,
    cen: CenId,
}

#[async_trait]
impl Pages<Child> for Children {
    async fn page(
        &self,
        keys: &[ChildKey],
        page: u64,
        limits: &Limits,
    ) -> Result<Page<Child>, CallError> {
        let describe = DescribeChildren {
            cen: &self.cen,
            key: keys.first(),
            page,
        };
        match self.caller.call(&describe, limits).await {
            // Nothing is attached to an instance that does not exist.
            Err(error) if is_gone(&error) => Ok(Page::empty()),
            listed => listed,
        }
    }
}

impl Client {
    /// Attaches a network instance to a CEN instance. It may show a little later.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is attached to this very instance already is a success.
    pub async fn attach(
        &self,
        cen: &CenId,
        network: &Network,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let key = key(network);
        let list = self.children_of(cen);
        let refused = match self
            .change(&list, &key, &Attach { cen, network }, limits)
            .await
        {
            Err(error) if Kind::of_call(&error) == Some(Kind::AlreadyAttached) => error,
            settled => return settled,
        };
        match list.read(&key, Freshness::Latest, limits).await? {
            Some(_) => Ok(()),
            None => Err(refused),
        }
    }

    /// Detaches a network instance from a CEN instance. It may be listed for a while after. `cen_owner` is the account of
    /// the CEN instance, where the caller owns the network only.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it is not attached to this instance, or that either of them or an account does not exist,
    /// is a success.
    pub async fn detach(
        &self,
        cen: &CenId,
        network: &Network,
        cen_owner: Option<u64>,
        limits: &Limits,
    ) -> Result<(), CallError> {
        let detach = Detach {
            cen,
            network,
            cen_owner,
        };
        let list = self.children_of(cen);
        match self.change(&list, &key(network), &detach, limits).await {
            Err(error) if is_gone(&error) || names_unknown_account(&error) => Ok(()),
            settled => settled,
        }
    }

    /// A network instance as it is attached to a CEN instance, or `None` when the API says that it is not.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn child(
        &self,
        cen: &CenId,
        key: &ChildKey,
        freshness: Freshness,
        limits: &Limits,
    ) -> Result<Option<Child>, CallError> {
        self.children_of(cen).read(key, freshness, limits).await
    }

    /// Everything that is attached to a CEN instance, in the order of the ids.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn children(&self, cen: &CenId, limits: &Limits) -> Result<Vec<Child>, CallError> {
        self.children_of(cen).all(limits).await
    }

    fn children_of(&self, cen: &CenId) -> List<Child> {
        let caller = Arc::clone(&self.caller);
        self.children.of(cen, |cen| Children { caller, cen })
    }
}

fn key(network: &Network) -> ChildKey {
    ChildKey::new(&network.id, Some(&network.region))
}

fn is_gone(error: &CallError) -> bool {
    matches!(Kind::of_call(error), Some(Kind::Gone | Kind::CenGone))
}

/// An account that is no more has taken its networks with it (API page DetachCenChildInstance).
fn names_unknown_account(error: &CallError) -> bool {
    error
        .refusal()
        .is_some_and(|refusal| refusal.code == "Bid.NotFound")
}
