//! What a client has learnt of transit routers, and whose turn it is to change one.
//!
//! CEN carries out one change of a transit router at a time and refuses the others meanwhile. A host sends ten at once, and
//! those that are refused wait for seconds before they ask again, so they are sent one after the other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;
use tokio::time::timeout_at;

use alibaba_cloud::call::Queue;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::{CallError, NotSent, Stopped};

use crate::id::CenId;
use crate::region::Region;
use crate::transit_router::{RouteTableId, RouterId};

/// The transit routers that one client has to do with.
#[derive(Default)]
pub(crate) struct Routers(Mutex<State>);

#[derive(Default)]
struct State {
    /// Which transit router the route tables belong to, as far as this client has learnt it.
    of_tables: HashMap<RouteTableId, RouterId>,
    /// Where transit routers are, as far as this client has learnt it.
    regions: HashMap<RouterId, Region>,
    /// Which transit router a CEN instance has in a region, as far as this client has learnt it.
    in_places: HashMap<(CenId, Region), RouterId>,
    /// By the text of an id. This kind of lock queues.
    queues: HashMap<String, Queue>,
}

/// The turn of one change, until it is dropped.
pub(crate) type Turn = OwnedMutexGuard<()>;

impl Routers {
    fn state(&self) -> MutexGuard<'_, State> {
        // Every step leaves the maps whole, so one that was cut off by a panic does no harm.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns which transit router a route table belongs to.
    pub(crate) fn learn(&self, table: &RouteTableId, router: &RouterId) {
        let mut state = self.state();
        if !state.of_tables.contains_key(table) {
            state.of_tables.insert(table.clone(), router.clone());
        }
    }

    /// Learns where a transit router is.
    pub(crate) fn learn_region(&self, router: &RouterId, region: &Region) {
        let mut state = self.state();
        if !state.regions.contains_key(router) {
            state.regions.insert(router.clone(), region.clone());
        }
    }

    /// Where a transit router is, if that has been learnt.
    pub(crate) fn region(&self, router: &RouterId) -> Option<Region> {
        self.state().regions.get(router).cloned()
    }

    /// Learns which transit router a CEN instance has in a region.
    pub(crate) fn learn_place(&self, cen: &CenId, region: &Region, router: &RouterId) {
        let place = (cen.clone(), region.clone());
        self.state().in_places.insert(place, router.clone());
    }

    /// The transit router of a CEN instance in a region, if that has been learnt.
    pub(crate) fn in_place(&self, cen: &CenId, region: &Region) -> Option<RouterId> {
        let place = (cen.clone(), region.clone());
        self.state().in_places.get(&place).cloned()
    }

    /// The queue of what has this name, for calls that give their turn away between attempts
    /// ([`Call::in_turn`](alibaba_cloud::call::Call::in_turn)): what they wait for may be waiting for its turn too.
    fn queue(&self, name: &str) -> Queue {
        Arc::clone(self.state().queues.entry(name.to_owned()).or_default())
    }

    /// The queue of `router`.
    pub(crate) fn queue_of_router(&self, router: &RouterId) -> Queue {
        self.queue(router.as_str())
    }

    /// The queue of the transit router of `table`; of the table itself, where nobody knows its transit router.
    pub(crate) fn queue_of_table(&self, table: &RouteTableId) -> Queue {
        let router = self.state().of_tables.get(table).cloned();
        self.queue(router.as_ref().map_or(table.as_str(), RouterId::as_str))
    }

    /// Waits until `router` is free.
    ///
    /// # Errors
    ///
    /// When the deadline ends the wait.
    pub(crate) async fn of_router(
        &self,
        router: &RouterId,
        deadline: &Deadline,
    ) -> Result<Turn, CallError> {
        turn(self.queue_of_router(router), deadline).await
    }

    /// Waits until the transit router of `table` is free; the table itself, where nobody knows its transit router.
    ///
    /// # Errors
    ///
    /// As [`of_router`](Self::of_router).
    pub(crate) async fn of_table(
        &self,
        table: &RouteTableId,
        deadline: &Deadline,
    ) -> Result<Turn, CallError> {
        turn(self.queue_of_table(table), deadline).await
    }

    /// Waits until what has this name is free.
    ///
    /// # Errors
    ///
    /// As [`of_router`](Self::of_router).
    pub(crate) async fn of(&self, name: &str, deadline: &Deadline) -> Result<Turn, CallError> {
        turn(self.queue(name), deadline).await
    }
}

async fn turn(queue: Queue, deadline: &Deadline) -> Result<Turn, CallError> {
    let turn = timeout_at(deadline.at, queue.lock_owned());
    let ended = |stopped| CallError::NotSent(NotSent::Ended(stopped));
    match deadline.cancel.run_until_cancelled(turn).await {
        Some(Ok(turn)) => Ok(turn),
        Some(Err(_)) => Err(ended(Stopped::Deadline)),
        None => Err(ended(Stopped::Cancelled)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::deadline;

    #[tokio::test(start_paused = true)]
    async fn changes_of_one_router_wait_for_each_other_and_for_no_other_and_no_longer_than_they_may()
     {
        let (turns, deadline) = (Routers::default(), deadline());
        let [a, b] = ["tr-a", "tr-b"].map(|id| RouterId::parse(id).unwrap());
        let [of_a, unknown] = ["vtb-a", "vtb-b"].map(|id| RouteTableId::parse(id).unwrap());
        turns.learn(&of_a, &a);
        let first = turns.of_table(&of_a, &deadline).await.ok().unwrap();
        let _other = turns.of_router(&b, &deadline).await.ok().unwrap();
        let _unknown = turns.of_table(&unknown, &deadline).await.ok().unwrap();
        let late = turns.of_router(&a, &deadline).await.err();
        let ended = CallError::NotSent(NotSent::Ended(Stopped::Deadline));
        assert_eq!(late, Some(ended));
        drop(first);
        assert!(turns.of_router(&a, &deadline).await.is_ok());
    }
}
