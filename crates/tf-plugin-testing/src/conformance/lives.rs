//! Every resource type of every provider, held against what Terraform demands, over configurations of all sorts.

use std::cell::{Cell, RefCell};

use proptest::prelude::*;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tokio::runtime::Runtime;

use super::check::{Checked, each_type};
use super::subject::{ResourceType, Stored, Subject};
use crate::consistency::proposed;
use crate::generate::{configuration, half_known, runner};
use crate::object::{Change, agrees, applied, complete, failed, planned, read};
use crate::wire::refined;

/// Configurations tried of each type.
const CASES: u32 = 30;

/// The same question gets the same answer, also with refined unknown values.
async fn same_again(of: ResourceType<'_>, before: &Stored, config: &Value) -> Checked {
    let question = of.planning(before, config);
    let first = of.plan_afresh(question.clone()).await;
    let ty = of.block.value_type();
    let with_refinements = pb::plan_resource_change::Request {
        config: refined(config, &ty),
        proposed_new_state: refined(&proposed(of.block, &before.state, config), &ty),
        ..question.clone()
    };
    let again = of.plan_afresh(question).await;
    prop_assert_eq!(&again, &first, "another answer to the same question");
    let again = of.plan_afresh(with_refinements).await;
    prop_assert_eq!(&again, &first, "another answer to refined unknown values");
    Ok(())
}

/// Plans twice, as hosts do: with what is known early, and with everything. Answers with the second plan, if it can be
/// carried out on the object that there is.
async fn planned_twice(
    of: ResourceType<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<Change>> {
    let creates = before.state.is_null();
    same_again(of, before, early).await?;
    let first = planned(of, before, early).await;
    // A plan may refuse what would not do in the world as it is. That most do not is counted.
    let Some(seen) = first.brings else {
        return Ok(None);
    };
    // A replacement is planned anew as a create, once the object is gone.
    let replaces = !seen.replaces.is_empty();
    prop_assert!(!(creates && replaces), "{:?}", seen.replaces);
    let nothing = Stored::nothing();
    let base = if replaces { &nothing } else { before };
    let second = planned(of, base, config).await;
    let Some(now) = second.brings else {
        return Ok(None);
    };
    if replaces {
        return Ok(None);
    }
    if !now.replaces.is_empty() {
        // A replacement that turns out to be needed stops the run; the user must have been told that it may come.
        prop_assert!(
            !first.said.is_empty(),
            "a replacement that nobody was told of"
        );
        return Ok(None);
    }
    agrees(of, &seen.planned, &now.planned);
    Ok(Some(now))
}

/// What is left to do for an object must be nothing.
async fn nothing_to_do(of: ResourceType<'_>, stored: &Stored, config: &Value) -> Checked {
    let plan = planned(of, stored, config).await;
    let Some(change) = plan.brings else {
        return Err(TestCaseError::fail(format!("{:?}", plan.said)));
    };
    prop_assert_eq!(&change.replaces, &vec![]);
    // Hosts drop the private data of a plan that changes nothing.
    prop_assert_eq!(&change.planned, &stored.state);
    prop_assert_eq!(&change.response.planned_identity, &stored.identity);
    Ok(())
}

/// Makes or changes an object, and looks at it again. Answers with what is stored then.
async fn made(
    of: ResourceType<'_>,
    before: &Stored,
    early: &Value,
    config: &Value,
) -> Checked<Option<Stored>> {
    let Some(change) = planned_twice(of, before, early, config).await? else {
        return Ok(None);
    };
    let made = applied(of, before, config, change).await;
    if !made.said.is_empty() {
        return Ok(None);
    }
    nothing_to_do(of, &made.brings, config).await?;
    let seen = looked_at(of, &made.brings).await?;
    nothing_to_do(of, &seen, config).await?;
    Ok(Some(seen))
}

/// Looks at an object that is there. A provider may warn of what it sees.
async fn looked_at(of: ResourceType<'_>, stored: &Stored) -> Checked<Stored> {
    let seen = read(of, stored).await;
    prop_assert!(!failed(&seen.said), "{:?}", seen.said);
    prop_assert!(!seen.brings.state.is_null(), "it is not there");
    Ok(seen.brings)
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
    // What should not be written any more is not generated.
    let is_set = |name: &str| !stored.state.attribute(name).is_null();
    let mut attributes = of.block.attributes.iter();
    if !attributes.any(|attribute| attribute.deprecated && is_set(&attribute.name)) {
        nothing_to_do(of, stored, &config).await?;
    }

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
        complete(of, "ImportResourceState", &imported);
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
    let Some(first) = made(of, &Stored::nothing(), &early[0], configs[0]).await? else {
        return Ok(false);
    };
    let changed = made(of, &first, &early[1], configs[1]).await?;
    let last = changed.unwrap_or(first);
    adopted(of, &last).await?;

    let end = planned(of, &last, &Value::Null).await;
    let Some(end) = end.brings else {
        return Ok(true);
    };
    prop_assert_eq!(&end.response.planned_private, &last.private);
    prop_assert_eq!(&end.response.planned_identity, &last.identity);
    let ended = applied(of, &last, &Value::Null, end).await;
    let left = if failed(&ended.said) {
        last.state
    } else {
        Value::Null
    };
    prop_assert_eq!(&ended.brings.state, &left);
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
        let refusal = RefCell::new(String::new());
        let outcome = runner(CASES).run(&cases, |(first, second, hidden, taste)| {
            runtime.block_on(async {
                let taste = usize::from(taste);
                let first = of.legal(&first, taste).await;
                let second = of.legal(&second, taste + 1).await;
                let (first, second) = match (first, second) {
                    (Ok(first), Ok(second)) => (first, second),
                    (Err(said), _) | (_, Err(said)) => {
                        refusal.replace(said);
                        return Ok(());
                    }
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
            assert!(
                legal_ones.get() > CASES / 2,
                "{}: of {CASES} pairs of generated configurations {} could be mended until the provider accepts them. \
                 Tell with `Subject::existing` what arguments can be, or have messages name legal values. It said of the \
                 last one:\n{}",
                of.name,
                legal_ones.get(),
                refusal.borrow(),
            );
            assert!(
                lives.get() > CASES / 4,
                "{}: of {} pairs of objects that the provider accepts {} could be made and changed. The others were \
                 refused when they were planned or applied.",
                of.name,
                legal_ones.get(),
                lives.get(),
            );
        }
        outcome
    });
}
