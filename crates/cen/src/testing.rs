//! What the tests of all kinds share.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::client::Client;
use crate::listed::{self, Listed, Page};
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::scripted::{Act, Scripted, answer, canary_credentials, stopped};
use alibaba_cloud::sign::rpc::canonical_query;
use alibaba_cloud::transport::Transport;

pub(crate) fn deadline() -> Deadline {
    Deadline {
        at: Instant::now() + Duration::from_secs(600),
        cancel: CancellationToken::new(),
    }
}

/// A client over `acts`, and its transport.
pub(crate) fn client(acts: impl IntoIterator<Item = Act>) -> (Client, Arc<Scripted>) {
    let transport = Scripted::acts(acts);
    let client = Client::over(
        Arc::clone(&transport) as Arc<dyn Transport>,
        canary_credentials(None),
        stopped(UNIX_EPOCH),
        Policy::default(),
    );
    (client, transport)
}

/// The answer to a change.
pub(crate) fn done() -> Act {
    answer(200, r#"{"RequestId":"R"}"#)
}

/// The answer to a question for a list that is empty.
pub(crate) fn none_listed() -> Act {
    answer(200, r#"{"TotalCount":0}"#)
}

/// The code of a refusal.
pub(crate) fn code(result: Result<(), CallError>) -> String {
    let error = result.unwrap_err();
    error
        .api_error()
        .map(|refusal| refusal.code.clone())
        .unwrap()
}

/// The parameters of a call as they are signed.
pub(crate) fn wire(call: &Call) -> String {
    canonical_query(call.parameters())
}

/// The question for a page, as it is signed.
pub(crate) fn asked<T: Listed>(parent: &T::Parent, ids: &[T::Id], page: usize) -> String {
    wire(&listed::question::<T>(parent, ids, page, None))
}

/// What an answer says of a list that belongs to nothing.
pub(crate) fn read<T: Listed<Parent = ()>>(answer: &Value) -> Result<Page<T>, String> {
    listed::page(answer, &())
}
