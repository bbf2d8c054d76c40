//! Every resource type of every provider, over stored objects of all sorts: those that it would write today, and those
//! that nobody remembers having written.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tokio::runtime::Runtime;

use super::configurations::{configuration, half_known, stored};
use super::providers::{Checked, each_type, failed, no_faults, other};
use super::subject::{Stored, Type};
use crate::support::consistency::faults_of_plan;
use crate::support::random::runner;
use crate::support::values::in_state;

/// Objects tried of each type.
const CASES: u32 = 40;

/// A stored object in which attributes of the schema are missing, and others are that the schema does not know.
fn aged(json: Json, drop: &mut dyn FnMut() -> bool) -> Json {
    match json {
        Json::Object(members) => {
            let kept = members.into_iter().filter(|_| !drop());
            let mut members: Map<String, Json> = kept.collect();
            members.insert("gone_since".to_owned(), json!([{ "a": [1, null] }]));
            Json::Object(members)
        }
        json => json,
    }
}

async fn upgraded(of: Type<'_>, object: &Value, drops: &[bool]) -> Checked {
    let answer = of.upgrade(of.version, &in_state(object)).await;
    prop_assert_eq!(&answer.diagnostics, &vec![]);
    prop_assert_eq!(&of.taken(answer.upgraded_state.as_ref()), object);

    let mut places = drops.iter().copied().cycle();
    let mut dropped = Vec::new();
    let names: Vec<String> = match in_state(object) {
        Json::Object(members) => members.keys().cloned().collect(),
        other => panic!("no object: {other}"),
    };
    let mut order = names.into_iter();
    let json = aged(in_state(object), &mut || {
        let (name, drop) = (
            order.next().expect("a name"),
            places.next().unwrap_or_default(),
        );
        if drop {
            dropped.push(name);
        }
        drop
    });
    let mut expected = object.clone();
    for name in dropped {
        let absent = of.block.empty().attribute(&name).clone();
        expected.set_attribute(&name, absent);
    }
    let answer = of.upgrade(of.version, &json).await;
    prop_assert_eq!(&answer.diagnostics, &vec![]);
    prop_assert_eq!(of.taken(answer.upgraded_state.as_ref()), expected);
    Ok(())
}

#[test]
fn every_stored_object_is_read_whatever_has_joined_or_left_its_schema() {
    each_type(|runtime: &Runtime, of: Type<'_>| {
        let drops = prop::collection::vec(any::<bool>(), 7);
        runner(CASES).run(&(stored(of.block), drops), |(object, drops)| {
            runtime.block_on(upgraded(of, &object, &drops))
        })
    });
}

/// A plan from an object that nobody remembers to a legal configuration.
async fn planned(of: Type<'_>, prior: &Stored, config: &Value) -> Checked {
    let question = of.planning(prior, config);
    let plan = of.plan(question.clone()).await;
    prop_assert_eq!(&of.plan(question).await, &plan);
    if !failed(&plan.diagnostics) {
        let planned = of.taken(plan.planned_state.as_ref());
        no_faults(&faults_of_plan(of.block, &prior.state, config, &planned))?;
    }
    Ok(())
}

#[test]
fn every_plan_is_one_that_terraform_accepts_whatever_is_stored() {
    each_type(|runtime: &Runtime, of: Type<'_>| {
        let hidden = prop::collection::vec(prop::bool::weighted(0.2), 24);
        let notes: [&[u8]; 3] = [b"", b"{\"note\":\"MQ==\"}", b"\x00\x01"];
        let private = prop::sample::select(notes.to_vec());
        let cases = (
            stored(of.block),
            configuration(of.block),
            hidden,
            private,
            any::<u8>(),
        );
        runner(CASES).run(&cases, |(prior, config, hidden, private, taste)| {
            runtime.block_on(async {
                let Some(config) = of.legal(&config, taste.into()).await else {
                    return Ok(());
                };
                let mut places = hidden.iter().copied().cycle();
                let early = half_known(&config, &mut || places.next().unwrap_or_default());
                let prior = Stored::of(prior, private);
                planned(of, &prior, &early).await?;
                planned(of, &prior, &config).await?;
                planned(of, &prior, &Value::Null).await
            })
        })
    });
}

#[test]
fn every_stored_object_has_a_configuration_without_what_nobody_can_set() {
    each_type(|runtime: &Runtime, of: Type<'_>| {
        runner(CASES).run(&stored(of.block), |object| {
            runtime.block_on(async {
                let generated = of.generate(&object).await;
                prop_assert_eq!(&generated.diagnostics, &vec![]);
                let config = of.taken(generated.config.as_ref());
                for attribute in &of.block.attributes {
                    let value = config.attribute(&attribute.name);
                    let from = object.attribute(&attribute.name);
                    prop_assert!(value.is_null() || value == from, "{}", attribute.name);
                    if !attribute.required && !attribute.optional || attribute.write_only {
                        prop_assert!(value.is_null(), "{}", attribute.name);
                    }
                }
                Ok(())
            })
        })
    });
}

#[tokio::test]
async fn objects_of_older_versions_get_the_form_of_today_and_those_of_newer_ones_are_refused() {
    let trial = other("trial").await;
    let of = trial.of_type("trial_fault");
    let stored = json!({ "id": "x", "moment": "never", "gone": [1] });
    let upgraded = of.upgrade(0, &stored).await;
    assert_eq!(upgraded.diagnostics, []);
    let mut expected = of.block.empty();
    expected.set_attribute("id", "x".into());
    expected.set_attribute("at", "never".into());
    assert_eq!(of.taken(upgraded.upgraded_state.as_ref()), expected);

    // Of today, the old name means nothing.
    let today = of.upgrade(1, &stored).await;
    expected.set_attribute("at", Value::Null);
    assert_eq!(of.taken(today.upgraded_state.as_ref()), expected);

    let summaries = |answer: pb::upgrade_resource_state::Response| {
        assert_eq!(answer.upgraded_state, None);
        let said = answer.diagnostics.into_iter();
        said.map(|one| one.summary).collect::<Vec<_>>()
    };
    assert_eq!(
        summaries(of.upgrade(2, &stored).await),
        ["The state is newer than the provider"]
    );
    assert_eq!(
        summaries(of.upgrade(0, &json!([])).await),
        ["The state does not fit the schema"]
    );
    assert_eq!(
        summaries(of.upgrade(0, &json!({ "id": "upgrade" })).await),
        ["The provider ran into a mistake of its own"]
    );
}
