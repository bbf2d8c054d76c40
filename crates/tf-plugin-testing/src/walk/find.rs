//! Objects that there are already: imports, and searches for what could be imported.

use serde_json::Value as Json;
use tf_plugin::protocol::generated::tfplugin6 as pb;

use super::Walker;
use crate::api::{answer, soon};
use crate::case::Source;
use crate::conformance::{ResourceType, Stored};
use crate::consistency::faults_of_finished;
use crate::object::{failed, read};
use crate::said::Said;
use crate::schema::Block;
use crate::wire::{decoded, encoded, shown};

/// What a search has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// How it is called.
    pub(crate) name: String,
    pub(crate) identity: Json,
    pub(crate) state: Json,
}

/// By what an object is imported.
pub(crate) enum Key<'a> {
    Id(&'a str),
    Identity(Option<&'a Json>),
}

impl Walker {
    /// Imports an object and looks at it. Answers with its state, which is kept if there is none at `address` yet.
    pub(crate) async fn import(&mut self, address: &str, key: Key<'_>) -> (Vec<Said>, Json) {
        let mut said = self.configure().await;
        if said.iter().any(Said::is_error) {
            return (said, Json::Null);
        }
        let (type_name, _) = address.split_once('.').expect("an address");
        let (heard, stored) = self.imported(type_name, address, key).await;
        said.extend(Said::of(&heard));
        (said, self.adopt(address, stored))
    }

    /// Keeps an object in the state if there is none at `address` yet. Answers with its state.
    fn adopt(&mut self, address: &str, stored: Stored) -> Json {
        let state = shown(&stored.state);
        if self.held(address).is_none() && !stored.state.is_null() {
            let (type_name, _) = address.split_once('.').expect("an address");
            self.store(address, type_name, stored, false);
        }
        state
    }

    /// Moves an object of another type, and looks at it. As an import otherwise.
    pub(crate) async fn move_from(&mut self, address: &str, from: &Source) -> (Vec<Said>, Json) {
        let mut said = self.configure().await;
        if said.iter().any(Said::is_error) {
            return (said, Json::Null);
        }
        let (type_name, _) = address.split_once('.').expect("an address");
        let subject = self.subject().await;
        let of = subject.of_type(type_name);
        let request = pb::move_resource_state::Request {
            source_provider_address: from.provider.clone(),
            source_type_name: from.type_name.clone(),
            source_schema_version: from.schema_version,
            source_state: Some(pb::RawState {
                json: from.state.to_string().into(),
                ..Default::default()
            }),
            target_type_name: type_name.to_owned(),
            ..Default::default()
        };
        let moved = answer(subject.api.clone().move_resource_state(request)).await;
        said.extend(Said::of(&moved.diagnostics));
        if failed(&moved.diagnostics) {
            return (said, Json::Null);
        }
        let stored = Stored {
            state: of.taken(moved.target_state.as_ref()),
            private: moved.target_private.to_vec(),
            identity: moved.target_identity,
        };
        let seen = read(of, &stored).await;
        said.extend(Said::of(&seen.said));
        (said, self.adopt(address, seen.brings))
    }

    async fn imported(
        &self,
        type_name: &str,
        address: &str,
        key: Key<'_>,
    ) -> (Vec<pb::Diagnostic>, Stored) {
        let of = self.subject().await.of_type(type_name);
        let (id, identity) = match key {
            Key::Id(id) => (id.to_owned(), None),
            Key::Identity(Some(identity)) => (String::new(), Some(self.identity(of, identity))),
            Key::Identity(None) => {
                let held = self
                    .held(address)
                    .unwrap_or_else(|| panic!("there is no {address}"));
                (String::new(), held.stored.identity.clone())
            }
        };
        let imported = of.import(&id, identity).await;
        if failed(&imported.diagnostics) {
            return (imported.diagnostics, Stored::nothing());
        }
        let [one] = &imported.imported_resources[..] else {
            panic!(
                "{} objects were imported",
                imported.imported_resources.len()
            )
        };
        assert_eq!(
            one.type_name, type_name,
            "an object of another type was imported"
        );
        let stored = Stored {
            state: of.taken(one.state.as_ref()),
            private: one.private.to_vec(),
            identity: one.identity.clone(),
        };
        let seen = read(of, &stored).await;
        let mut said = [imported.diagnostics, seen.said].concat();
        if seen.brings.state.is_null() && !failed(&said) {
            said.push(pb::Diagnostic {
                severity: pb::diagnostic::Severity::Error.into(),
                summary: "Cannot import non-existent remote object".to_owned(),
                ..Default::default()
            });
        }
        (said, seen.brings)
    }

    fn identity(&self, of: ResourceType<'_>, identity: &Json) -> pb::ResourceIdentityData {
        let ty = of
            .identity
            .unwrap_or_else(|| panic!("{} has no identities", of.name));
        let identity = super::config::typed(ty, identity, &self.scope());
        pb::ResourceIdentityData {
            identity_data: encoded(&identity, ty),
        }
    }

    /// Searches. Everything that is found must be complete, and can be imported by its identity.
    pub(crate) async fn query(
        &self,
        type_name: &str,
        config: &Json,
        limit: i64,
    ) -> (Vec<Said>, Vec<Found>) {
        let mut said = self.configure().await;
        if said.iter().any(Said::is_error) {
            return (said, Vec::new());
        }
        let schemas = &self.subject().await.schema.list_resource_schemas;
        let schema = schemas
            .get(type_name)
            .and_then(|schema| schema.block.as_ref());
        let block = Block::of(schema.unwrap_or_else(|| panic!("{type_name} cannot be searched")));
        let value = super::config::value(&block, config, &self.scope());
        let config = encoded(&value, &block.value_type());
        let mut api = self.subject().await.api.clone();
        let request = pb::validate_list_resource_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
            ..Default::default()
        };
        let heard = answer(api.validate_list_resource_config(request))
            .await
            .diagnostics;
        said.extend(Said::of(&heard));
        if failed(&heard) {
            return (said, Vec::new());
        }
        let request = pb::list_resource::Request {
            type_name: type_name.to_owned(),
            config,
            include_resource_object: true,
            limit,
        };
        let mut stream = answer(api.list_resource(request)).await;
        let of = self.subject().await.of_type(type_name);
        let mut found = Vec::new();
        while let Some(event) = soon("what is found", stream.message())
            .await
            .expect("a status of OK")
        {
            said.extend(Said::of(&event.diagnostic));
            if event.identity.is_some() {
                found.push(self.found(of, event).await);
            }
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        assert!(
            found.len() <= most,
            "{} objects, up to {limit} wanted",
            found.len()
        );
        (said, found)
    }

    async fn found(&self, of: ResourceType<'_>, event: pb::list_resource::Event) -> Found {
        let ty = of
            .identity
            .unwrap_or_else(|| panic!("{} has no identities", of.name));
        let data = event.identity.as_ref();
        let identity = decoded(data.and_then(|one| one.identity_data.as_ref()), ty);
        assert!(
            identity.is_wholly_known() && !identity.is_null(),
            "{identity:?}"
        );
        let state = of.taken(event.resource_object.as_ref());
        let faults = faults_of_finished(of.block, &state);
        assert!(
            faults.is_empty(),
            "ListResource: Terraform would refuse this object: {faults:#?}"
        );
        let imported = of.import("", event.identity.clone()).await;
        assert!(!failed(&imported.diagnostics), "{:?}", imported.diagnostics);
        assert_eq!(imported.imported_resources[0].identity, event.identity);
        Found {
            name: event.display_name,
            identity: shown(&identity),
            state: shown(&state),
        }
    }
}
