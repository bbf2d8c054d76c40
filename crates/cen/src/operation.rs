//! What every typed call has in common.

use serde_json::Value;

use crate::error;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::sign::rpc::Parameters;

/// One action of the API: its parameters are spelled in the type that implements this, and nowhere else.
pub(crate) trait Operation {
    /// What a good answer holds.
    type Answer;

    /// The call, with its repeat class and its parameters.
    fn call(&self) -> Call;

    /// Reads a good answer.
    ///
    /// # Errors
    ///
    /// What the answer lacks; the call then counts as unanswered.
    fn decode(answer: &Value) -> Result<Self::Answer, String>;
}

/// Answer of actions that answer with a request id only.
pub(crate) fn nothing(_: &Value) -> Result<(), String> {
    Ok(())
}

/// Class of an error code of this product.
pub(crate) fn class(code: &str) -> Option<Class> {
    error::class(code)
}

/// Parameters from pairs.
pub(crate) fn parameters<const N: usize>(pairs: [(&str, &str); N]) -> Parameters {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Adds the parameters that have a value.
pub(crate) fn put_all<const N: usize>(
    pairs: [(&str, &Option<String>); N],
    parameters: &mut Parameters,
) {
    for (name, value) in pairs {
        if let Some(value) = value {
            parameters.insert(name.to_owned(), value.clone());
        }
    }
}
