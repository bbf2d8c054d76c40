//! Ending an instance, and what stands in the way.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant as Moment;

use crate::client::Client;
use crate::wait::{self, Failure, Look};
use crate::{report, trouble};
use cen::error::Kind;
use cen::{CallError, CenId, Child, ChildStatus, Deadline, Freshness, PackageId};
use tf_plugin::framework::{Delete, Record};

use super::model::Instance;
use super::{creation, look};

/// Limit of a delete where the user sets none.
const DELETE_LIMIT: Duration = Duration::from_secs(5 * 60);

/// How long what is attached may show no sign of leaving. Another resource that takes it away at the same time has begun
/// by then.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn delete(request: Delete<Instance, Client>, record: &Record<Instance>) {
    let Delete {
        prior,
        private,
        client,
        operation,
    } = request;
    let limits = wait::limits(&operation, &prior.timeouts().delete, DELETE_LIMIT);
    let id = if prior.is_unconfirmed() {
        // Whether there is an instance to end, only the same creation again can tell.
        let confirmed = creation::confirm(&prior, &private, &client, &limits, record).await;
        confirmed.map(|(id, _)| id)
    } else {
        look::id(&prior, record)
    };
    let Some(id) = id else { return };
    let never_seen = !prior.is_unconfirmed() && creation::note(&private).is_some();
    let removal = Removal {
        id,
        client,
        limits,
        obstacle: Mutex::default(),
    };
    if never_seen && removal.drop_unseen(record).await {
        return;
    }
    match removal.run().await {
        Ok(()) => record.remove(),
        Err(failure) => removal.report(&failure, record),
    }
}

/// One destroy under way.
struct Removal {
    id: CenId,
    client: Client,
    limits: Deadline,
    /// Why the last attempt was refused.
    obstacle: Mutex<Option<Obstacle>>,
}

/// Why an instance cannot go yet.
struct Obstacle {
    /// What CEN said.
    refusal: CallError,
    packages: Vec<PackageId>,
    children: Vec<Child>,
}

impl Removal {
    async fn run(&self) -> Result<(), Failure> {
        let (api, id, limits) = (&self.client.api, &self.id, &self.limits);
        self.begin().await?;
        wait::until(limits, || async {
            let seen = api.instance(id, Freshness::Latest, limits).await?;
            Ok(seen.map_or(Look::Done(()), |instance| {
                Look::NotYet(format!(
                    "it is still listed as {}",
                    instance.status.as_str()
                ))
            }))
        })
        .await
    }

    /// Drops an instance that was made and has not been seen yet if it still is not there; `false` when it is.
    async fn drop_unseen(&self, record: &Record<Instance>) -> bool {
        let (id, limits) = (&self.id, &self.limits);
        let seen = self
            .client
            .api
            .instance(id, Freshness::Latest, limits)
            .await;
        if !matches!(seen, Ok(None)) {
            return false;
        }
        record.remove();
        record.warn(
            "A CEN instance that never appeared has been dropped",
            format!(
                "CEN gave out the id {id} and does not list it. It costs nothing; if it appears after all, end it in the \
                 console."
            ),
        );
        true
    }

    /// Has CEN begin to end the instance, as soon as nothing is attached or bound to it any more.
    async fn begin(&self) -> Result<(), Failure> {
        let patience = Moment::now() + PATIENCE;
        let begun = wait::until(&self.limits, || async {
            let ended = self
                .client
                .api
                .delete_instance(&self.id, &self.limits)
                .await;
            let refusal = match ended {
                Err(error) if stands_in_the_way(&error) => error,
                ended => return ended.map(|()| Look::Done(Ok(()))),
            };
            let Some(obstacle) = self.look(refusal).await? else {
                return Ok(Look::Done(Ok(())));
            };
            let found = obstacle.to_string();
            let stays = obstacle.stays();
            let refusal = obstacle.refusal.clone();
            *self.obstacle() = Some(obstacle);
            Ok(if stays && Moment::now() >= patience {
                Look::Done(Err(refusal))
            } else {
                Look::NotYet(found)
            })
        })
        .await?;
        if begun.is_ok() {
            *self.obstacle() = None;
        }
        begun.map_err(Failure::Call)
    }

    fn obstacle(&self) -> MutexGuard<'_, Option<Obstacle>> {
        self.obstacle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What stands in the way; nothing when the instance is gone.
    async fn look(&self, refusal: CallError) -> Result<Option<Obstacle>, CallError> {
        let (api, id, limits) = (&self.client.api, &self.id, &self.limits);
        let Some(instance) = api.instance(id, Freshness::Latest, limits).await? else {
            return Ok(None);
        };
        let children = api.children(id, limits).await?;
        Ok(Some(Obstacle {
            refusal,
            packages: instance.packages,
            children,
        }))
    }

    fn report(&self, failure: &Failure, record: &Record<Instance>) {
        let obstacle = self.obstacle();
        let is_last = match failure {
            Failure::TimedOut(_) => true,
            Failure::Call(error) => stands_in_the_way(error),
            Failure::Stopped(_) => false,
        };
        let in_use = obstacle
            .as_ref()
            .filter(|obstacle| is_last && !obstacle.is_empty());
        let Some(obstacle) = in_use else {
            return report::destroy(failure, "CEN instance", record);
        };
        let (_, detail) = trouble::explain(&obstacle.refusal);
        record.error(
            "The CEN instance is in use",
            format!(
                "CEN does not end an instance as long as something is bound or attached to it, and {obstacle}. Unbind and \
                 detach that first, then destroy the instance again. Where Terraform manages it, have its cen_id refer to \
                 this resource (not be the bare id), so that it is destroyed before the instance.\n\n{detail}"
            ),
        );
    }
}

/// Whether a refusal is one that passes when nothing is attached any more, or when the instance has become active.
fn stands_in_the_way(error: &CallError) -> bool {
    matches!(Kind::of_call(error), Some(Kind::InUse | Kind::Busy))
}

impl Obstacle {
    fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.children.is_empty()
    }

    /// Whether nothing shows that it will pass. An instance to which nothing is attached is busy with itself.
    fn stays(&self) -> bool {
        let leaving = |child: &Child| child.status == ChildStatus::Detaching;
        !self.packages.is_empty()
            || !self.children.iter().all(leaving)
            || (self.is_empty() && Kind::of_call(&self.refusal) == Some(Kind::InUse))
    }
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let packages = self
            .packages
            .iter()
            .map(|id| format!("the bandwidth package {id} is bound"));
        let children = self.children.iter().map(|child| {
            format!(
                "{} ({} in {}) is {}",
                child.key,
                child.kind.as_str(),
                child.region,
                child.status.as_str().to_lowercase()
            )
        });
        let all: Vec<String> = packages.chain(children).collect();
        match all.as_slice() {
            [] => f.write_str("the instance is busy"),
            all => f.write_str(&all.join(", ")),
        }
    }
}
