//! Every resource type of every provider, held against what Terraform demands, over configurations of all sorts.

use std::cell::Cell;

use proptest::prelude::*;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Path, Value};
use tokio::runtime::Runtime;

use super::check::{Checked, each_type, failed, no_faults};
use super::subject::{ResourceType, Stored, Subject};
use crate::consistency::{
    faults_of_finished, faults_of_plan, faults_of_replacement, faults_of_result, proposed,
};
use crate::generate::{configuration, half_known, runner};
use crate::wire::{decoded, path, refined};

/// Configurations tried of each type.
const CASES: u32 = 30;

/// The paths of a plan's reasons to replace.
fn replaced(plan: &pb::plan_resource_change::Response) -> Vec<Path> {
    plan.requires_replace.iter().map(path).collect()
}

/// Plans twice, as hosts do: with what is known early, and with everything. Answers with the second plan and the
/// planned object.
async fn planned(
    of: ResourceType<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<(pb::plan_resource_change::Response, Value)>> {
    let creates = before.state.is_null();
    let question = of.planning(before, early);
    let first = of.plan(question.clone()).await;
    let again = of.plan(question.clone()).await;
    prop_assert_eq!(&again, &first, "another answer to the same question");
    let kind = of.block.kind();
    let refined_question = pb::plan_resource_change::Request {
        config: refined(early, &kind),
        proposed_new_state: refined(&proposed(of.block, &before.state, early), &kind),
        ..question
    };
    let again = of.plan(refined_question).await;
    prop_assert_eq!(&again, &first, "another answer to refined unknown values");
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
    let second = of.plan(of.planning(base, config)).await;
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
async fn nothing_to_do(of: ResourceType<'_>, stored: &Stored, config: &Value) -> Checked {
    let plan = of.plan(of.planning(stored, config)).await;
    prop_assert!(!failed(&plan.diagnostics), "{:?}", plan.diagnostics);
    prop_assert_eq!(plan.requires_replace, vec![]);
    let planned = Stored {
        state: of.taken(plan.planned_state.as_ref()),
        private: plan.planned_private.to_vec(),
        identity: plan.planned_identity,
    };
    prop_assert_eq!(&planned, stored);
    Ok(())
}

/// Everything that is stored of an object is complete.
fn complete(of: ResourceType<'_>, stored: &Stored) -> Checked {
    no_faults(&faults_of_finished(of.block, &stored.state))?;
    if let Some(kind) = of.identity {
        let identity = stored
            .identity
            .as_ref()
            .and_then(|one| one.identity_data.as_ref());
        let identity = decoded(identity, kind);
        prop_assert!(
            matches!(identity, Value::Object(_)),
            "no identity: {identity:?}"
        );
        prop_assert!(identity.is_wholly_known(), "{identity:?}");
    }
    Ok(())
}

/// Makes or changes an object, and looks at it again. Answers with what is stored then.
async fn applied(
    of: ResourceType<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<Stored>> {
    let Some((plan, planned)) = planned(of, before, early, config).await? else {
        return Ok(None);
    };
    let made = of.apply(before, config, plan).await;
    prop_assert!(!made.legacy_type_system);
    let stored = Stored {
        state: of.taken(made.new_state.as_ref()),
        private: made.private.to_vec(),
        identity: made.new_identity,
    };
    if !stored.state.is_null() {
        no_faults(&faults_of_finished(of.block, &stored.state))?;
    }
    if failed(&made.diagnostics) {
        return Ok(None);
    }
    complete(of, &stored)?;
    no_faults(&faults_of_result(&planned, &stored.state))?;
    if !made.diagnostics.is_empty() {
        return Ok(None);
    }
    nothing_to_do(of, &stored, config).await?;

    let seen = looked_at(of, &stored).await?;
    prop_assert_eq!(&seen.identity, &stored.identity, "identities never change");
    nothing_to_do(of, &seen, config).await?;
    Ok(Some(seen))
}

/// Looks at an object that is there.
async fn looked_at(of: ResourceType<'_>, stored: &Stored) -> Checked<Stored> {
    let seen = of.read(stored).await;
    prop_assert_eq!(&seen.diagnostics, &vec![]);
    prop_assert!(seen.deferred.is_none(), "the host does not allow it");
    let seen = Stored {
        state: of.taken(seen.new_state.as_ref()),
        private: seen.private.to_vec(),
        identity: seen.new_identity,
    };
    complete(of, &seen)?;
    Ok(seen)
}

/// A configuration made of an object is legal and leaves nothing to do, and so does an import of it by its identity.
async fn adopted(of: ResourceType<'_>, stored: &Stored) -> Checked {
    let generated = of.generate(&stored.state).await;
    prop_assert_eq!(&generated.diagnostics, &vec![]);
    let config = of.taken(generated.config.as_ref());
    let said = of.validate(&config).await;
    prop_assert!(
        !failed(&said),
        "{config:?} is generated and refused: {said:?}"
    );
    nothing_to_do(of, stored, &config).await?;

    if of.identity.is_some() {
        let imported = of.import("", stored.identity.clone()).await;
        prop_assert_eq!(&imported.diagnostics, &vec![]);
        prop_assert_eq!(imported.imported_resources.len(), 1);
        let imported = imported.imported_resources[0].clone();
        prop_assert_eq!(&imported.type_name, of.name);
        let imported = Stored {
            state: of.taken(imported.state.as_ref()),
            private: imported.private.to_vec(),
            identity: imported.identity,
        };
        complete(of, &imported)?;
        let seen = looked_at(of, &imported).await?;
        prop_assert_eq!(&seen.identity, &stored.identity);
        let generated = of.generate(&seen.state).await;
        prop_assert_eq!(&generated.diagnostics, &vec![]);
        nothing_to_do(of, &seen, &of.taken(generated.config.as_ref())).await?;
    }
    Ok(())
}

/// Makes an object, changes it, and ends it.
async fn lived(of: ResourceType<'_>, configs: [&Value; 2], hidden: &[bool]) -> Checked<bool> {
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
    adopted(of, &last).await?;

    let plan = of.plan(of.planning(&last, &Value::Null)).await;
    if failed(&plan.diagnostics) {
        return Ok(true);
    }
    prop_assert_eq!(of.taken(plan.planned_state.as_ref()), Value::Null);
    prop_assert_eq!(&plan.planned_private, &last.private);
    prop_assert_eq!(&plan.planned_identity, &last.identity);
    let ended = of.apply(&last, &Value::Null, plan).await;
    if failed(&ended.diagnostics) {
        prop_assert_eq!(of.taken(ended.new_state.as_ref()), last.state);
    } else {
        prop_assert_eq!(of.taken(ended.new_state.as_ref()), Value::Null);
    }
    Ok(true)
}

/// Every object is planned, made, changed and ended as Terraform demands.
pub fn lives(runtime: &Runtime, subject: &Subject) {
    each_type(subject, |of| {
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
                let first = of.legal(&first, taste).await;
                let second = of.legal(&second, taste + 1).await;
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
        if outcome.is_ok() && !of.lacks_something() {
            assert!(legal_ones.get() > CASES / 2, "{}: {legal_ones:?}", of.name);
            assert!(lives.get() > CASES / 4, "{}: {lives:?}", of.name);
        }
        outcome
    });
}
