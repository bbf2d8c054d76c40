//! What surrounds every call: its log lines, and what a panic becomes.

use std::future::Future;
use std::time::Instant;

use tracing::Instrument as _;
use uuid::Uuid;

use super::generated::tfplugin6 as pb;
use crate::framework::Diagnostics;

/// The protocol version in the log, the union of all files that call themselves 6.11.
const PROTOCOL: &str = "6.11";

/// A call panicked. The panic hook has logged where and why.
pub(super) struct Panicked;

/// Runs one call in a task of its own and logs it as support scripts expect.
///
/// The task outlives the connection: a host that dies must not stop a purchase between "bought" and "written down".
pub(super) async fn run<T: Send + 'static>(
    rpc: &'static str,
    type_name: &str,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, Panicked> {
    let span = if tracing::enabled!(tracing::Level::ERROR) {
        tracing::error_span!(
            "rpc",
            tf_rpc = rpc,
            tf_req_id = %Uuid::new_v4(),
            tf_proto_version = PROTOCOL,
            tf_resource_type = (!type_name.is_empty()).then_some(type_name),
        )
    } else {
        tracing::Span::none()
    };
    let started = Instant::now();
    span.in_scope(|| tracing::trace!(target: "sdk.proto", "Received request"));
    let outcome = tokio::spawn(work.instrument(span.clone())).await;
    span.in_scope(|| {
        tracing::trace!(
            target: "sdk.proto",
            tf_req_duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "Served request"
        );
    });
    outcome.map_err(|_| Panicked)
}

/// What the user is told of a panic. The text of the panic stays in the log: it may quote values.
pub(super) fn panicked(rpc: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error(
        "The provider ran into a mistake of its own",
        panic_detail(rpc),
    );
    diagnostics
}

/// The explanation of a panic in `rpc`.
pub(super) fn panic_detail(rpc: &str) -> String {
    format!(
        "{rpc} ended in a panic. This is a mistake in the provider, not in your configuration; the provider goes on \
         running. Run again with TF_LOG_PROVIDER=ERROR and report the line that names the place."
    )
}

/// Messages on their way to the user, logged.
pub(super) fn messages(diagnostics: Diagnostics) -> Vec<pb::Diagnostic> {
    let messages = super::convert::diagnostics(diagnostics);
    for one in &messages {
        if one.severity == i32::from(pb::diagnostic::Severity::Error) {
            tracing::error!(
                target: "sdk.proto",
                diagnostic_severity = "ERROR",
                diagnostic_summary = one.summary,
                diagnostic_detail = one.detail,
                "Response contains error diagnostic"
            );
        } else {
            tracing::warn!(
                target: "sdk.proto",
                diagnostic_severity = "WARNING",
                diagnostic_summary = one.summary,
                diagnostic_detail = one.detail,
                "Response contains warning diagnostic"
            );
        }
    }
    messages
}

/// Responses that carry diagnostics.
pub(super) trait Response: Default + Send + 'static {
    /// This response with those messages.
    fn with(self, diagnostics: Vec<pb::Diagnostic>) -> Self;
}

macro_rules! responses {
    ($($module:ident),* $(,)?) => {$(
        impl Response for pb::$module::Response {
            fn with(mut self, diagnostics: Vec<pb::Diagnostic>) -> Self {
                self.diagnostics = diagnostics;
                self
            }
        }
    )*};
}

responses!(
    apply_resource_change,
    configure_provider,
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    close_ephemeral_resource,
    generate_resource_config,
    get_functions,
    import_resource_state,
    move_resource_state,
    open_ephemeral_resource,
    plan_action,
    plan_resource_change,
    read_data_source,
    read_resource,
    renew_ephemeral_resource,
    upgrade_resource_identity,
    upgrade_resource_state,
    validate_action_config,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    validate_list_resource_config,
    validate_provider_config,
    validate_resource_config,
);

/// Functions have one error without a summary of its own.
impl Response for pb::call_function::Response {
    fn with(mut self, diagnostics: Vec<pb::Diagnostic>) -> Self {
        if let Some(first) = diagnostics.into_iter().next() {
            self.error = Some(pb::FunctionError {
                text: first.detail,
                ..Default::default()
            });
        }
        self
    }
}

/// An answer on its way: the message, and what to tell the user.
pub(super) struct Answer<T> {
    pub(super) message: T,
    pub(super) diagnostics: Diagnostics,
}

impl<T> From<T> for Answer<T> {
    fn from(message: T) -> Self {
        Self {
            message,
            diagnostics: Diagnostics::default(),
        }
    }
}

/// Ends the function with the answer inside an `Err`.
macro_rules! or_answer {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(answer) => return answer,
        }
    };
}
pub(super) use or_answer;

impl<T: Response> Answer<T> {
    /// An answer that only tells the user something.
    pub(super) fn only(diagnostics: Diagnostics) -> Self {
        Self {
            message: T::default(),
            diagnostics,
        }
    }

    /// An answer that only reports an error.
    pub(super) fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error(summary, detail);
        Self::only(diagnostics)
    }

    /// The finished message, its diagnostics logged.
    pub(super) fn finish(self) -> T {
        self.message.with(messages(self.diagnostics))
    }
}
