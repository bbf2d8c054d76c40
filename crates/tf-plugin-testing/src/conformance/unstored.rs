//! Everything that a provider offers besides resources, found through its schema: data sources, ephemeral resources,
//! functions, list resources and actions.

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Type, Value};
use tokio::runtime::Runtime;

use super::check::{Checked, no_faults};
use super::subject::Subject;
use crate::api::{answer, soon};
use crate::consistency::{faults_of_finished, faults_of_plan};
use crate::generate::{configuration, half_known, legal, runner, value};
use crate::object::failed;
use crate::schema::Block;
use crate::wire::{decoded, encoded};

/// Configurations tried of each type.
const CASES: u32 = 24;

/// Tries a property of every type of one sort: with a legal configuration, and what an early validation sees of it.
/// It answers whether the provider had an answer.
fn each_schema(
    runtime: &Runtime,
    subject: &Subject,
    schemas: &BTreeMap<String, pb::Schema>,
    validate: &impl AsyncFn(&Subject, &str, Option<pb::DynamicValue>) -> Vec<pb::Diagnostic>,
    property: &impl AsyncFn(&Subject, &str, &Block, &Value) -> Checked<bool>,
) {
    for (name, schema) in schemas {
        let block = Block::of(schema.block.as_ref().expect("a block"));
        let ty = block.value_type();
        let said = async |config: &Value| validate(subject, name, encoded(config, &ty)).await;
        let hidden = prop::collection::vec(prop::bool::weighted(0.3), 12);
        let cases = (configuration(&block), hidden, any::<u8>());
        let answered = Cell::new(0);
        let outcome = runner(CASES).run(&cases, |(config, hidden, taste)| {
            runtime.block_on(async {
                let existing = &subject.existing;
                let legal = legal(&block, existing, &config, taste.into(), said).await;
                let Ok(config) = legal else {
                    return Ok(());
                };
                let mut places = hidden.iter().copied().cycle();
                let early = half_known(&config, &mut || places.next().unwrap_or_default());
                let said = said(&early).await;
                prop_assert!(!failed(&said), "{early:?}: {said:?}");
                if property(subject, name, &block, &config).await? {
                    answered.update(|count| count + 1);
                }
                Ok(())
            })
        });
        outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        // Otherwise nothing would have been tried.
        assert!(answered.get() > 0, "{name} never had an answer");
    }
}

/// Every data source answers in full and echoes the question.
pub fn data_sources(runtime: &Runtime, subject: &Subject) {
    each_schema(
        runtime,
        subject,
        &subject.schema.data_source_schemas,
        &async |subject, type_name, config| {
            let request = pb::validate_data_resource_config::Request {
                type_name: type_name.to_owned(),
                config,
            };
            let mut api = subject.api.clone();
            answer(api.validate_data_resource_config(request))
                .await
                .diagnostics
        },
        &async |subject, type_name, block, config| {
            let request = pb::read_data_source::Request {
                type_name: type_name.to_owned(),
                config: encoded(config, &block.value_type()),
                ..Default::default()
            };
            let mut api = subject.api.clone();
            let found = answer(api.read_data_source(request.clone())).await;
            prop_assert!(found.deferred.is_none(), "the host does not allow it");
            if failed(&found.diagnostics) {
                return Ok(false);
            }
            let state = decoded(found.state.as_ref(), &block.value_type());
            no_faults(&faults_of_finished(block, &state))?;
            no_faults(&faults_of_plan(block, &Value::Null, config, &state))?;
            prop_assert_eq!(answer(api.read_data_source(request)).await, found);
            Ok(true)
        },
    );
}

/// Every ephemeral value is opened, renewed and closed as often as the host likes.
pub fn ephemeral_resources(runtime: &Runtime, subject: &Subject) {
    each_schema(
        runtime,
        subject,
        &subject.schema.ephemeral_resource_schemas,
        &async |subject, type_name, config| {
            let request = pb::validate_ephemeral_resource_config::Request {
                type_name: type_name.to_owned(),
                config,
            };
            let mut api = subject.api.clone();
            answer(api.validate_ephemeral_resource_config(request))
                .await
                .diagnostics
        },
        &async |subject, type_name, block, config| {
            let request = pb::open_ephemeral_resource::Request {
                type_name: type_name.to_owned(),
                config: encoded(config, &block.value_type()),
                client_capabilities: None,
            };
            let mut api = subject.api.clone();
            let opened = answer(api.open_ephemeral_resource(request)).await;
            prop_assert!(opened.deferred.is_none(), "the host does not allow it");
            if failed(&opened.diagnostics) {
                return Ok(false);
            }
            let result = decoded(opened.result.as_ref(), &block.value_type());
            no_faults(&faults_of_finished(block, &result))?;
            no_faults(&faults_of_plan(block, &Value::Null, config, &result))?;
            if opened.renew_at.is_some() {
                let mut private = opened.private.clone();
                for _ in 0..2 {
                    let request = pb::renew_ephemeral_resource::Request {
                        type_name: type_name.to_owned(),
                        private,
                    };
                    let renewed = answer(api.renew_ephemeral_resource(request)).await;
                    prop_assert_eq!(renewed.diagnostics, vec![]);
                    private = renewed.private;
                }
            }
            // Hosts close with what was said at the opening, whatever has been renewed since.
            for _ in 0..2 {
                let request = pb::close_ephemeral_resource::Request {
                    type_name: type_name.to_owned(),
                    private: opened.private.clone(),
                };
                let closed = answer(api.close_ephemeral_resource(request)).await;
                prop_assert_eq!(closed.diagnostics, vec![]);
            }
            Ok(true)
        },
    );
}

/// Every search stays within its limit and finds objects that can be imported.
pub fn searches(runtime: &Runtime, subject: &Subject) {
    const LIMIT: i64 = 2;
    each_schema(
        runtime,
        subject,
        &subject.schema.list_resource_schemas,
        &async |subject, type_name, config| {
            let request = pb::validate_list_resource_config::Request {
                type_name: type_name.to_owned(),
                config,
                ..Default::default()
            };
            let mut api = subject.api.clone();
            answer(api.validate_list_resource_config(request))
                .await
                .diagnostics
        },
        &async |subject, type_name, block, config| {
            let request = pb::list_resource::Request {
                type_name: type_name.to_owned(),
                config: encoded(config, &block.value_type()),
                include_resource_object: true,
                limit: LIMIT,
            };
            let mut stream = answer(subject.api.clone().list_resource(request)).await;
            let of = subject.of_type(type_name);
            let mut found = 0;
            while let Some(event) = stream.message().await.expect("a status of OK") {
                if !event.diagnostic.is_empty() {
                    return Ok(false);
                }
                let identity = event
                    .identity
                    .as_ref()
                    .and_then(|one| one.identity_data.as_ref());
                let known = decoded(identity, of.identity.expect("an identity"));
                prop_assert!(known.is_wholly_known() && !known.is_null(), "{known:?}");
                let object = of.taken(event.resource_object.as_ref());
                no_faults(&faults_of_finished(of.block, &object))?;
                let imported = of.import("", event.identity.clone()).await;
                prop_assert_eq!(imported.diagnostics, vec![]);
                prop_assert_eq!(&imported.imported_resources[0].identity, &event.identity);
                found += 1;
            }
            prop_assert!(found <= LIMIT, "{found}");
            Ok(true)
        },
    );
}

/// Every action is planned without a word and ends once.
pub fn actions(runtime: &Runtime, subject: &Subject) {
    let actions = subject.schema.action_schemas.iter();
    let schemas =
        actions.map(|(name, action)| (name.clone(), action.schema.clone().expect("a schema")));
    each_schema(
        runtime,
        subject,
        &schemas.collect(),
        &async |subject, type_name, config| {
            let request = pb::validate_action_config::Request {
                type_name: type_name.to_owned(),
                config,
            };
            let mut api = subject.api.clone();
            answer(api.validate_action_config(request))
                .await
                .diagnostics
        },
        &async |subject, type_name, block, config| {
            let config = encoded(config, &block.value_type());
            let request = pb::plan_action::Request {
                action_type: type_name.to_owned(),
                config: config.clone(),
                client_capabilities: None,
            };
            let mut api = subject.api.clone();
            let planned = answer(api.plan_action(request)).await;
            prop_assert!(planned.deferred.is_none(), "the host does not allow it");
            if failed(&planned.diagnostics) {
                return Ok(false);
            }
            let request = pb::invoke_action::Request {
                action_type: type_name.to_owned(),
                config,
                client_capabilities: None,
            };
            let mut stream = answer(api.invoke_action(request)).await;
            let mut ends = Vec::new();
            while let Some(event) = soon("the end of an action", stream.message())
                .await
                .expect("a status of OK")
            {
                use pb::invoke_action::event::Type;
                prop_assert!(ends.is_empty(), "something after the end");
                match event.r#type {
                    Some(Type::Completed(end)) => ends.push(end),
                    Some(Type::Progress(_)) => {}
                    None => prop_assert!(false, "hosts crash on empty events"),
                }
            }
            prop_assert_eq!(ends.len(), 1);
            Ok(true)
        },
    );
}

/// The parameters of a function, the variadic one as often as `more` says.
fn parameters(function: &pb::Function, more: usize) -> Vec<&pb::function::Parameter> {
    let variadic =
        function
            .variadic_parameter
            .iter()
            .cycle()
            .take(match function.variadic_parameter {
                Some(_) => more,
                None => 0,
            });
    function.parameters.iter().chain(variadic).collect()
}

/// Every function has one answer to a question, and refuses unknown arguments, and null where it is not allowed.
pub fn functions(runtime: &Runtime, subject: &Subject) {
    for (name, function) in &subject.schema.functions {
        let returns = function.r#return.as_ref().expect("a result");
        let returns = Type::from_json(&returns.r#type).expect("a type constraint");
        let ask = async |arguments: Vec<Option<pb::DynamicValue>>| {
            let request = pb::call_function::Request {
                name: name.clone(),
                arguments: arguments
                    .into_iter()
                    .map(Option::unwrap_or_default)
                    .collect(),
            };
            answer(subject.api.clone().call_function(request)).await
        };
        let parameters = parameters(function, 2);
        let types = parameters.iter().map(|one| Type::from_json(&one.r#type));
        let types: Vec<Type> = types.map(|ty| ty.expect("a type constraint")).collect();
        let all: Vec<BoxedStrategy<Value>> = types.iter().map(value).collect();
        let outcome = runner(CASES).run(&all, |arguments| {
            runtime.block_on(async {
                let sent: Vec<_> = arguments
                    .iter()
                    .zip(&types)
                    .map(|(value, ty)| encoded(value, ty))
                    .collect();
                let said = ask(sent.clone()).await;
                prop_assert_eq!(&ask(sent.clone()).await, &said);
                match &said.error {
                    None => {
                        prop_assert!(decoded(said.result.as_ref(), &returns).is_wholly_known())
                    }
                    Some(error) => {
                        prop_assert!(!error.text.is_empty() && !error.text.ends_with('\n'))
                    }
                }
                for (place, ty) in types.iter().enumerate() {
                    // The first form of null is OpenTofu's.
                    for unfit in [
                        None,
                        encoded(&Value::Null, ty),
                        encoded(&Value::Unknown, ty),
                    ] {
                        let is_null = unfit != encoded(&Value::Unknown, ty);
                        let mut arguments = sent.clone();
                        arguments[place] = unfit;
                        let error = ask(arguments).await.error;
                        let blamed = error.and_then(|error| error.function_argument);
                        if is_null && parameters[place].allow_null_value {
                            continue;
                        }
                        let place = i64::try_from(place).expect("a few arguments");
                        prop_assert_eq!(blamed, Some(place));
                    }
                }
                Ok(())
            })
        });
        outcome.unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
}
