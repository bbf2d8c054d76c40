//! Objects whose plans say what the memory of the walk holds of them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{
    Create, Delete, Diagnostics, Plan, PlanDestroy, PlanRequest, Preflight, Read, Resource,
    StateWriter, Update,
};
use tf_plugin::value::Attr;

use super::Trial;

/// What has been done with each seat in this walk, in order.
#[derive(Default)]
pub(crate) struct Walk(Mutex<BTreeMap<String, Vec<&'static str>>>);

impl Walk {
    /// Notes what is done, and says what was done before.
    fn note(&self, seat: &Attr<String>, what: &'static str, diagnostics: &mut Diagnostics) {
        // Tests that make up texts want to hear the same twice.
        let Some(seat) = seat.known().filter(|seat| seat.starts_with("row ")) else {
            return;
        };
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let done = seats.entry(seat.clone()).or_default();
        if !done.is_empty() {
            diagnostics.warn("The walk remembers", format!("{what}: {}", done.join(", ")));
        }
        done.push(what);
    }

    fn forget(&self, seat: &Attr<String>) {
        let mut seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seat.known().map(|seat| seats.remove(seat));
    }
}

/// Remembers.
#[derive(Clone, Default, Model)]
pub(crate) struct Seat {
    /// Always `seat`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// What is remembered, if it begins with `row `.
    #[attribute(optional)]
    seat: Attr<String>,
}

pub(crate) struct Seats;

#[async_trait]
impl Resource<Trial> for Seats {
    type Model = Seat;

    fn type_name(&self) -> &'static str {
        "trial_seat"
    }

    fn plan(&self, request: &PlanRequest<'_, Seat, Trial>, plan: &mut Plan<Seat>) {
        let seat = &plan.state.seat;
        request.walk.note(seat, "plan", &mut plan.diagnostics);
    }

    async fn preflight(&self, request: Preflight<Seat, Trial>, diagnostics: &mut Diagnostics) {
        let seat = &request.planned.seat;
        request.walk.note(seat, "preflight", diagnostics);
    }

    fn plan_destroy(&self, request: &PlanDestroy<'_, Seat, Trial>, diagnostics: &mut Diagnostics) {
        let seat = &request.prior.seat;
        request.walk.note(seat, "plan of a destroy", diagnostics);
    }

    fn forget_plan(&self, prior: Option<&Seat>, planned: Option<&Seat>, walk: &Walk) {
        for seat in [prior, planned].into_iter().flatten() {
            walk.forget(&seat.seat);
        }
    }

    async fn create(&self, request: Create<Seat, Trial>, writer: &StateWriter<Seat>) {
        writer.save(&Seat {
            id: "seat".into(),
            ..request.planned
        });
    }

    async fn read(&self, request: Read<Seat, Trial>, writer: &StateWriter<Seat>) {
        let mut diagnostics = Diagnostics::default();
        let seat = &request.state.seat;
        request.walk.note(seat, "read", &mut diagnostics);
        diagnostics.into_iter().for_each(|one| writer.push(one));
    }

    async fn update(&self, request: Update<Seat, Trial>, writer: &StateWriter<Seat>) {
        writer.save(&request.planned);
    }

    async fn delete(&self, _: Delete<Seat, Trial>, writer: &StateWriter<Seat>) {
        writer.remove();
    }

    fn import(&self, id: &str) -> Result<Seat, Diagnostics> {
        Ok(Seat {
            id: id.into(),
            seat: Attr::Null,
        })
    }
}
