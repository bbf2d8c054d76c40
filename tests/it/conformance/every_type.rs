//! Every resource type of every provider, held against what Terraform demands, over configurations of all sorts.

use std::cell::Cell;

use proptest::prelude::*;
use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::protocol::generated::tfplugin6::attribute_path::step::Selector;
use terraform_provider_cen::value::{Path, Value};

use super::configurations::{configuration, half_known};
use super::legal::legal;
use super::providers::{Checked, each_type, failed, no_faults};
use super::subject::Type;
use crate::protocol::random::runner;
use crate::support::consistency::{
    faults_of_finished, faults_of_plan, faults_of_replacement, faults_of_result,
};

/// Configurations tried of each type.
const CASES: u32 = 40;

/// The paths of a plan's reasons to replace.
fn replaced(plan: &pb::plan_resource_change::Response) -> Vec<Path> {
    let path = |path: &pb::AttributePath| {
        let steps = path.steps.iter();
        steps.fold(Path::default(), |path, step| match &step.selector {
            Some(Selector::AttributeName(name)) => path.attribute(name),
            Some(Selector::ElementKeyString(key)) => path.key(key),
            Some(Selector::ElementKeyInt(index)) => {
                path.index(usize::try_from(*index).expect("an index"))
            }
            None => panic!("a step that leads nowhere"),
        })
    };
    plan.requires_replace.iter().map(path).collect()
}

/// An object as the host has stored it.
#[derive(Clone, Debug)]
struct Stored {
    state: Value,
    private: Vec<u8>,
}

impl Stored {
    fn nothing() -> Self {
        Self {
            state: Value::Null,
            private: Vec::new(),
        }
    }
}

/// Plans twice, as hosts do: with what is known early, and with everything. Answers with the second plan and the
/// planned object.
async fn planned(
    of: Type<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<(pb::plan_resource_change::Response, Value)>> {
    let creates = before.state.is_null();
    let question = of.planning(&before.state, early, &before.private);
    let first = of.plan(question.clone()).await;
    prop_assert_eq!(
        &of.plan(question).await,
        &first,
        "another answer to the same question"
    );
    if failed(&first.diagnostics) {
        prop_assert!(!creates, "{:?}", first.diagnostics);
        return Ok(None);
    }
    prop_assert!(first.deferred.is_none(), "the host does not allow it");
    prop_assert!(!first.legacy_type_system);
    let foreseen = of.taken(first.planned_state.as_ref());
    no_faults(&faults_of_plan(of.block, &before.state, early, &foreseen))?;

    // A replacement is planned anew as a create, once the object is gone.
    let replaces = !first.requires_replace.is_empty();
    let nothing = Stored::nothing();
    let base = if replaces { &nothing } else { before };
    let second = of
        .plan(of.planning(&base.state, config, &base.private))
        .await;
    if failed(&second.diagnostics) {
        prop_assert!(!base.state.is_null(), "{:?}", second.diagnostics);
        return Ok(None);
    }
    let planned = of.taken(second.planned_state.as_ref());
    no_faults(&faults_of_plan(of.block, &base.state, config, &planned))?;
    if creates {
        prop_assert_eq!(replaced(&first), []);
    } else {
        no_faults(&faults_of_replacement(
            &before.state,
            &foreseen,
            &replaced(&first),
        ))?;
    }
    if replaces {
        return Ok(None);
    }
    if !second.requires_replace.is_empty() {
        // A replacement that turns out to be needed stops the run; the user must have been told that it may come.
        prop_assert!(
            !first.diagnostics.is_empty(),
            "a replacement that nobody was told of"
        );
        return Ok(None);
    }
    no_faults(&faults_of_result(&foreseen, &planned))?;
    Ok(Some((second, planned)))
}

/// What is left to do for an object must be nothing.
async fn nothing_to_do(of: Type<'_>, stored: &Stored, config: &Value) -> Checked {
    let plan = of
        .plan(of.planning(&stored.state, config, &stored.private))
        .await;
    prop_assert!(!failed(&plan.diagnostics), "{:?}", plan.diagnostics);
    prop_assert_eq!(of.taken(plan.planned_state.as_ref()), stored.state.clone());
    prop_assert_eq!(plan.requires_replace, vec![]);
    prop_assert_eq!(&plan.planned_private, &stored.private);
    Ok(())
}

/// Makes or changes an object, and looks at it again. Answers with what is stored then.
async fn applied(
    of: Type<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<Stored>> {
    let Some((plan, planned)) = planned(of, before, early, config).await? else {
        return Ok(None);
    };
    let made = of.apply(&before.state, config, plan).await;
    let state = of.taken(made.new_state.as_ref());
    prop_assert!(!made.legacy_type_system);
    if !state.is_null() {
        no_faults(&faults_of_finished(of.block, &state))?;
    }
    if failed(&made.diagnostics) {
        return Ok(None);
    }
    no_faults(&faults_of_result(&planned, &state))?;
    let stored = Stored {
        state,
        private: made.private.to_vec(),
    };
    if !made.diagnostics.is_empty() {
        return Ok(None);
    }
    nothing_to_do(of, &stored, config).await?;

    let seen = of.read(&stored.state, &stored.private).await;
    prop_assert_eq!(&seen.diagnostics, &vec![]);
    let state = of.taken(seen.new_state.as_ref());
    no_faults(&faults_of_finished(of.block, &state))?;
    let stored = Stored {
        state,
        private: seen.private.to_vec(),
    };
    nothing_to_do(of, &stored, config).await?;
    Ok(Some(stored))
}

/// Makes an object, changes it, and ends it.
async fn lived(of: Type<'_>, configs: [&Value; 2], hidden: &[bool]) -> Checked<bool> {
    let mut places = hidden.iter().copied().cycle();
    let mut hide = || places.next().unwrap_or_default();
    let early = configs.map(|config| half_known(config, &mut hide));
    for early in &early {
        let said = of.validate(early).await;
        prop_assert!(
            !failed(&said),
            "{early:?} is refused although it may become legal: {said:?}"
        );
    }
    let Some(made) = applied(of, &Stored::nothing(), &early[0], configs[0]).await? else {
        return Ok(false);
    };
    let changed = applied(of, &made, &early[1], configs[1]).await?;
    let last = changed.unwrap_or(made);

    let plan = of
        .plan(of.planning(&last.state, &Value::Null, &last.private))
        .await;
    if failed(&plan.diagnostics) {
        return Ok(true);
    }
    prop_assert_eq!(of.taken(plan.planned_state.as_ref()), Value::Null);
    prop_assert_eq!(&plan.planned_private, &last.private);
    let ended = of.apply(&last.state, &Value::Null, plan).await;
    if failed(&ended.diagnostics) {
        prop_assert_eq!(of.taken(ended.new_state.as_ref()), last.state);
    } else {
        prop_assert_eq!(of.taken(ended.new_state.as_ref()), Value::Null);
    }
    Ok(true)
}

#[test]
fn every_object_is_planned_made_changed_and_ended_as_terraform_demands() {
    each_type(|runtime, of| {
        let hidden = prop::collection::vec(prop::bool::weighted(0.2), 24);
        let cases = (
            configuration(of.block),
            configuration(of.block),
            hidden,
            any::<u8>(),
        );
        let (legal_ones, lives) = (Cell::new(0), Cell::new(0));
        let outcome = runner(CASES).run(&cases, |(first, second, hidden, taste)| {
            runtime.block_on(async {
                let taste = usize::from(taste);
                let first = legal(of, &first, taste).await;
                let second = legal(of, &second, taste + 1).await;
                let (Some(first), Some(second)) = (first, second) else {
                    return Ok(());
                };
                legal_ones.update(|count| count + 1);
                if lived(of, [&first, &second], &hidden).await? {
                    lives.update(|count| count + 1);
                }
                Ok(())
            })
        });
        // Otherwise nothing would have been tried.
        if outcome.is_ok() && !of.belongs_to_another() {
            assert!(legal_ones.get() > CASES / 2, "{}: {legal_ones:?}", of.name);
            assert!(lives.get() > CASES / 4, "{}: {lives:?}", of.name);
        }
        outcome
    });
}
