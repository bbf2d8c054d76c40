//! What Terraform does with a configuration, done in process: walks that validate, refresh, plan and apply, with the
//! provider configured anew for each, and with the core's own checks of every answer.

mod apply;
mod config;
mod data;
mod find;
mod plan;
mod template;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tokio::sync::OnceCell;

use crate::api::{Transport, answer};
use crate::conformance::{Stored, Subject};
use crate::object::failed;
use crate::said::Said;
use crate::schema::Block;
use crate::wire::{encoded, from_json, shown};

pub(crate) use find::{Found, Key};
pub(crate) use plan::Planned;
use template::Scope;

/// The same JSON with what its texts refer to, such as `${petshop_pet.rex.id}`.
pub(crate) fn resolved(json: &Json, state: &BTreeMap<String, Json>) -> Json {
    let scope = state.iter();
    let scope = scope
        .map(|(address, object)| (address.clone(), untyped(object)))
        .collect();
    resolve(json, &scope)
}

fn resolve(json: &Json, scope: &Scope) -> Json {
    match json {
        Json::String(text) => shown(&template::evaluated(text, scope)),
        Json::Array(elements) => elements.iter().map(|json| resolve(json, scope)).collect(),
        Json::Object(members) => {
            let members = members.iter();
            let members = members.map(|(name, json)| (name.clone(), resolve(json, scope)));
            Json::Object(members.collect())
        }
        json => json.clone(),
    }
}

/// A value of which nobody says the type.
fn untyped(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => Value::Number(number.to_string().parse().expect("a number")),
        Json::String(text) => Value::string(text.as_str()),
        Json::Array(elements) => Value::List(elements.iter().map(untyped).collect()),
        Json::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, json)| (name.clone(), untyped(json)))
                    .collect(),
            )
        }
    }
}

/// A provider, and a state.
pub(crate) struct Walker {
    transport: Transport,
    /// What the provider has, once it has been asked.
    subject: OnceCell<Subject>,
    /// The provider block.
    pub(crate) block: Json,
    /// What the state has, in the order in which it was made.
    objects: Vec<Held>,
    /// What data sources brought when the last plan was carried out.
    looked_up: Vec<Held>,
}

/// An object in the state.
#[derive(Clone)]
struct Held {
    address: String,
    type_name: String,
    stored: Stored,
    /// Its creation failed half-way, so that it is to be replaced.
    tainted: bool,
}

impl Walker {
    /// A provider with an empty block, and an empty state.
    pub(crate) fn new(transport: Transport) -> Self {
        Self {
            transport,
            subject: OnceCell::new(),
            block: json!({}),
            objects: Vec::new(),
            looked_up: Vec::new(),
        }
    }

    async fn subject(&self) -> &Subject {
        let ask = || Subject::unconfigured(self.transport.clone());
        self.subject.get_or_init(ask).await
    }

    /// What the state has, by address.
    pub(crate) fn state(&self) -> BTreeMap<String, Json> {
        let objects = self.objects.iter().chain(&self.looked_up);
        objects
            .map(|held| (held.address.clone(), shown(&held.stored.state)))
            .collect()
    }

    fn held(&self, address: &str) -> Option<&Held> {
        self.objects.iter().find(|held| held.address == address)
    }

    /// What references can lead to, as far as the state has it.
    fn scope(&self) -> Scope {
        let objects = self.objects.iter();
        objects
            .map(|held| (held.address.clone(), held.stored.state.clone()))
            .collect()
    }

    /// Begins a walk: the provider is configured.
    async fn configure(&self) -> Vec<Said> {
        let subject = self.subject().await;
        let own = subject.schema.provider.as_ref();
        let own = own
            .and_then(|own| own.block.as_ref())
            .expect("a provider block");
        let ty = Block::of(own).value_type();
        let config = encoded(&from_json(&self.block, &ty), &ty);
        let mut api = subject.api.clone();
        let request = pb::validate_provider_config::Request {
            config: config.clone(),
        };
        let said = answer(api.validate_provider_config(request))
            .await
            .diagnostics;
        if failed(&said) {
            return Said::of(&said);
        }
        let request = pb::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config,
            client_capabilities: None,
        };
        let configured = answer(api.configure_provider(request)).await.diagnostics;
        Said::of(&[said, configured].concat())
    }
}
