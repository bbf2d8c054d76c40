//! Every resource type of every provider, over stored objects of all sorts: those that it would write today, and those
//! that nobody remembers having written.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use tf_plugin::value::Value;
use tokio::runtime::Runtime;

use super::check::{Checked, each_type, no_faults};
use super::subject::{ResourceType, Stored, Subject};
use crate::consistency::faults_of_plan;
use crate::generate::{configuration, half_known, runner, stored};
use crate::object::failed;
use crate::wire::in_state;

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

async fn upgraded(of: ResourceType<'_>, object: &Value, drops: &[bool]) -> Checked {
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

/// Every stored object is read, whatever has joined or left its schema.
pub fn stored_objects(runtime: &Runtime, subject: &Subject) {
    each_type(subject, |of| {
        let drops = prop::collection::vec(any::<bool>(), 7);
        runner(CASES).run(&(stored(of.block), drops), |(object, drops)| {
            runtime.block_on(upgraded(of, &object, &drops))
        })
    });
}

/// A plan from an object that nobody remembers to a legal configuration.
async fn planned(of: ResourceType<'_>, prior: &Stored, config: &Value) -> Checked {
    let question = of.planning(prior, config);
    let plan = of.plan(question.clone()).await;
    prop_assert_eq!(&of.plan(question).await, &plan);
    if !failed(&plan.diagnostics) {
        let planned = of.taken(plan.planned_state.as_ref());
        no_faults(&faults_of_plan(of.block, &prior.state, config, &planned))?;
    }
    Ok(())
}

/// Every plan is one that Terraform accepts, whatever is stored.
pub fn plans_from_any_state(runtime: &Runtime, subject: &Subject) {
    each_type(subject, |of| {
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
                let Ok(config) = of.legal(&config, taste.into()).await else {
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

/// Every stored object has a configuration, without what nobody can set.
pub fn generated_configurations(runtime: &Runtime, subject: &Subject) {
    each_type(subject, |of| {
        runner(CASES).run(&stored(of.block), |object| {
            runtime.block_on(async {
                let generated = of.generate(&object).await;
                prop_assert_eq!(&generated.diagnostics, &vec![]);
                let config = of.taken(generated.config.as_ref());
                for attribute in &of.block.attributes {
                    let value = config.attribute(&attribute.name);
                    let from = object.attribute(&attribute.name);
                    prop_assert!(is_left_of(value, from), "{}", attribute.name);
                    if !attribute.required && !attribute.optional || attribute.write_only {
                        prop_assert!(value.is_null(), "{}", attribute.name);
                    }
                }
                Ok(())
            })
        })
    });
}

/// Whether `value` is what is left of `from` when parts of it at any depth become null.
fn is_left_of(value: &Value, from: &Value) -> bool {
    match (value, from) {
        (Value::Null, _) => true,
        (Value::Object(value), Value::Object(from)) | (Value::Map(value), Value::Map(from)) => {
            value.keys().eq(from.keys())
                && value
                    .values()
                    .zip(from.values())
                    .all(|(value, from)| is_left_of(value, from))
        }
        (Value::List(value), Value::List(from)) => {
            value.len() == from.len()
                && value
                    .iter()
                    .zip(from)
                    .all(|(value, from)| is_left_of(value, from))
        }
        (value, from) => value == from,
    }
}
