//! What surrounds every call: its log lines, and what a panic becomes.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tracing::Instrument as _;
use uuid::Uuid;

use super::generated::tfplugin6 as pb;
use super::{convert, printable};
use crate::framework::{Diagnostics, Severity};

/// The protocol version in the log, the union of all files that call themselves 6.11.
const PROTOCOL: &str = "6.11";

/// Runs one call in a task of its own and logs it as support scripts expect.
///
/// The task outlives the connection: a host that dies must not stop a purchase between "bought" and "written down".
/// A panic in it becomes a diagnostic; the panic hook has logged where and why.
pub(super) async fn run<T: Response>(
    rpc: &'static str,
    type_name: &str,
    work: impl Future<Output = Answer<T>> + Send + 'static,
) -> T {
    // Only the message differs from call to call. It is put here, so that all the rest is compiled once.
    let put = Arc::new(Mutex::new(T::default()));
    let place = Arc::clone(&put);
    let work = async move {
        let answer = work.await;
        *lock(&place) = answer.message;
        answer.diagnostics
    };
    let diagnostics = surround(rpc, type_name, Box::pin(work)).await;
    std::mem::take(&mut *lock(&put)).with(diagnostics)
}

fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn surround(
    rpc: &'static str,
    type_name: &str,
    work: Pin<Box<dyn Future<Output = Diagnostics> + Send>>,
) -> Vec<pb::Diagnostic> {
    let field = type_field(rpc);
    let of_type = |name| (field == name && !type_name.is_empty()).then_some(type_name);
    // At the lowest level, so that whatever is logged during the call says which one it belongs to.
    let span = tracing::error_span!(
        target: "sdk.proto",
        "rpc",
        tf_rpc = rpc,
        tf_req_id = %Uuid::new_v4(),
        tf_proto_version = PROTOCOL,
        tf_action_type = of_type("tf_action_type"),
        tf_data_source_type = of_type("tf_data_source_type"),
        tf_ephemeral_resource_type = of_type("tf_ephemeral_resource_type"),
        tf_function_name = of_type("tf_function_name"),
        tf_list_resource_type = of_type("tf_list_resource_type"),
        tf_resource_type = of_type("tf_resource_type"),
    );
    let started = Instant::now();
    span.in_scope(|| {
        tracing::trace!(target: "sdk.proto", "Received request");
        tracing::trace!(target: "sdk.proto", "Sending request downstream");
    });
    let outcome = tokio::spawn(work.instrument(span.clone())).await;
    span.in_scope(|| {
        let diagnostics = outcome.unwrap_or_else(|_| {
            Diagnostics::of_error(
                "The provider ran into a mistake of its own",
                panic_detail(rpc),
            )
        });
        let count = |severity| {
            let found = diagnostics.iter().filter(|one| one.severity == severity);
            found.count()
        };
        tracing::trace!(
            target: "sdk.proto",
            diagnostic_error_count = count(Severity::Error),
            diagnostic_warning_count = count(Severity::Warning),
            tf_req_duration_ms = milliseconds_since(started),
            "Received downstream response"
        );
        let messages = messages(diagnostics);
        tracing::trace!(
            target: "sdk.proto",
            tf_req_duration_ms = milliseconds_since(started),
            "Served request"
        );
        messages
    })
}

/// The field of the log for the type that `rpc` is about.
fn type_field(rpc: &str) -> &'static str {
    let fields = [
        ("Action", "tf_action_type"),
        ("Data", "tf_data_source_type"),
        ("Ephemeral", "tf_ephemeral_resource_type"),
        ("Function", "tf_function_name"),
        ("ListResource", "tf_list_resource_type"),
    ];
    let found = fields.into_iter().find(|(sort, _)| rpc.contains(sort));
    found.map_or("tf_resource_type", |(_, field)| field)
}

fn milliseconds_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// The explanation of a panic in `rpc`. The text of the panic stays in the log: it may quote values.
pub(super) fn panic_detail(rpc: &str) -> String {
    format!(
        "{rpc} ended in a panic. This is a mistake in the provider, not in your configuration; the provider goes on \
         running. Run again with TF_LOG_PROVIDER=ERROR and report the line that names the place."
    )
}

/// Messages on their way to the user, made fit to be shown, and logged.
pub(super) fn messages(diagnostics: Diagnostics) -> Vec<pb::Diagnostic> {
    let diagnostics = printable::diagnostics(diagnostics);
    for one in &diagnostics {
        let attribute = (!one.path.steps().is_empty()).then(|| one.path.to_string());
        match one.severity {
            Severity::Error => tracing::error!(
                target: "sdk.proto",
                diagnostic_severity = "ERROR",
                diagnostic_summary = one.summary,
                diagnostic_detail = one.detail,
                diagnostic_attribute = attribute,
                "Response contains error diagnostic"
            ),
            Severity::Warning => tracing::warn!(
                target: "sdk.proto",
                diagnostic_severity = "WARNING",
                diagnostic_summary = one.summary,
                diagnostic_detail = one.detail,
                diagnostic_attribute = attribute,
                "Response contains warning diagnostic"
            ),
        }
    }
    convert::diagnostics(diagnostics)
}

/// Responses, which tell the user of what went wrong.
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

/// Whether a stop reaches every operation is not for the host to know: it does not look at the answer.
impl Response for pb::stop_provider::Response {
    fn with(self, _diagnostics: Vec<pb::Diagnostic>) -> Self {
        self
    }
}

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

/// The last news of an action.
impl Response for pb::invoke_action::event::Completed {
    fn with(self, diagnostics: Vec<pb::Diagnostic>) -> Self {
        Self { diagnostics }
    }
}

/// What a search has to say apart from what it has found.
impl Response for pb::list_resource::Event {
    fn with(mut self, diagnostics: Vec<pb::Diagnostic>) -> Self {
        self.diagnostic = diagnostics;
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
}
