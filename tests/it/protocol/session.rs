//! A host in conversation with the provider: values in, whole messages out.

use std::ops::{Deref, DerefMut};

use cen_simulator::Simulator;
use terraform_provider_cen::Cen;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::invoke_action::Request as Invocation;
use tf_plugin::protocol::generated::tfplugin6::invoke_action::event::Type;
use tf_plugin::value::Value;
use tf_plugin_testing::process::Process;
use tf_plugin_testing::process::client::{Proof, TLS13};
use tf_plugin_testing::{Api, Host, soon};

use super::messages::{applying, planning};
use super::objects::{PACKAGE, dynamic, encoded, provider_for, provider_kind};
use crate::support::provider;

pub(super) use crate::support::cloud::cloud;
pub(super) use tf_plugin_testing::answer;

/// A host's client of a provider, which runs in this process.
pub(super) struct Session {
    pub(super) api: Api,
}

/// The same with the built provider, in a process of its own.
pub(super) struct Running {
    pub(super) host: Process,
    session: Session,
}

impl Running {
    /// A process that has heard nothing yet.
    pub(super) async fn fresh() -> Self {
        let host = provider().start().await;
        let session = Session {
            api: host.provider(),
        };
        Self { host, session }
    }

    /// A process that is configured for `cloud`.
    pub(super) async fn configured(cloud: &Simulator) -> Self {
        let running = Self::fresh().await;
        running.configure_for(cloud).await;
        running
    }
}

impl Deref for Running {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Session {
    /// A provider that has heard nothing yet.
    pub(super) fn fresh() -> Self {
        Self {
            api: Host::of(Cen).provider(),
        }
    }

    /// A provider that is configured for `cloud`.
    pub(super) async fn configured(cloud: &Simulator) -> Self {
        let session = Self::fresh();
        session.configure_for(cloud).await;
        session
    }

    async fn configure_for(&self, cloud: &Simulator) {
        let answer = self.configure(&provider_for(cloud)).await;
        assert_eq!(answer.diagnostics, []);
    }

    pub(super) async fn configure(&self, config: &Value) -> pb::configure_provider::Response {
        let request = pb::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config: encoded(config, &provider_kind()),
            client_capabilities: None,
        };
        answer(self.api.clone().configure_provider(request)).await
    }

    pub(super) async fn validate_provider(
        &self,
        config: &Value,
    ) -> pb::validate_provider_config::Response {
        let config = encoded(config, &provider_kind());
        let request = pb::validate_provider_config::Request { config };
        answer(self.api.clone().validate_provider_config(request)).await
    }

    /// What the provider says of a configuration.
    pub(super) async fn validate(&self, config: &Value) -> Vec<pb::Diagnostic> {
        self.validate_message(dynamic(config)).await
    }

    /// What the provider says of a configuration that is already encoded.
    pub(super) async fn validate_message(
        &self,
        config: Option<pb::DynamicValue>,
    ) -> Vec<pb::Diagnostic> {
        let request = pb::validate_resource_config::Request {
            type_name: PACKAGE.to_owned(),
            config,
            client_capabilities: None,
        };
        let answer = answer(self.api.clone().validate_resource_config(request)).await;
        answer.diagnostics
    }

    pub(super) async fn upgrade(
        &self,
        version: i64,
        state: pb::RawState,
    ) -> pb::upgrade_resource_state::Response {
        let request = pb::upgrade_resource_state::Request {
            type_name: PACKAGE.to_owned(),
            version,
            raw_state: Some(state),
        };
        answer(self.api.clone().upgrade_resource_state(request)).await
    }

    pub(super) async fn read(
        &self,
        request: pb::read_resource::Request,
    ) -> pb::read_resource::Response {
        answer(self.api.clone().read_resource(request)).await
    }

    pub(super) async fn plan(
        &self,
        request: pb::plan_resource_change::Request,
    ) -> pb::plan_resource_change::Response {
        answer(self.api.clone().plan_resource_change(request)).await
    }

    pub(super) async fn apply(
        &self,
        request: pb::apply_resource_change::Request,
    ) -> pb::apply_resource_change::Response {
        answer(self.api.clone().apply_resource_change(request)).await
    }

    pub(super) async fn import(&self, id: &str) -> pb::import_resource_state::Response {
        let request = pb::import_resource_state::Request {
            type_name: PACKAGE.to_owned(),
            id: id.to_owned(),
            ..Default::default()
        };
        answer(self.api.clone().import_resource_state(request)).await
    }

    pub(super) async fn stop(&self) -> pb::stop_provider::Response {
        answer(
            self.api
                .clone()
                .stop_provider(pb::stop_provider::Request {}),
        )
        .await
    }

    /// Invokes an action: the lines of its progress, and what was said at the end.
    pub(super) async fn invoke(&self, request: Invocation) -> (Vec<String>, Vec<pb::Diagnostic>) {
        let mut stream = answer(self.api.clone().invoke_action(request)).await;
        let mut lines = Vec::new();
        let mut completed = None;
        while let Some(event) = soon("an event", stream.message()).await.expect("an event") {
            match event.r#type.expect("news") {
                Type::Progress(progress) => lines.push(progress.message),
                Type::Completed(end) => completed = Some(end.diagnostics),
            }
        }
        (lines, completed.expect("an end"))
    }

    /// Plans `config` for a new object and carries that out; nothing may be said.
    pub(super) async fn create(&self, config: &Value) -> pb::apply_resource_change::Response {
        let plan = self.plan(planning(&Value::Null, config)).await;
        assert_eq!(plan.diagnostics, []);
        let made = self.apply(applying(&Value::Null, config, plan)).await;
        assert_eq!(made.diagnostics, []);
        made
    }
}

/// Another client of the same process, on a connection of its own.
pub(super) fn another_connection(host: &Process) -> Api {
    host.client(Proof::Host, &TLS13).provider()
}
