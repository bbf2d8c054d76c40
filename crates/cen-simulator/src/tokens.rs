//! Client tokens: the same purchase is made once, however often it is asked for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::error::ApiError;
use crate::registry;
use crate::request::Request;

/// How long a client token is remembered. Undocumented; a day covers every sensible retry.
const MEMORY: Duration = Duration::from_secs(24 * 3_600);

/// What a client token has brought about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remembered {
    parameters: BTreeMap<String, String>,
    answer: Map<String, Value>,
    made_at: Moment,
}

/// The client tokens of calls that have succeeded, by action and token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Tokens(BTreeMap<String, Remembered>);

/// Under which name the token of a request is remembered, if it has one.
pub(crate) fn name(request: &Request) -> Option<String> {
    let action = request.text("Action")?;
    let token = request.text("ClientToken")?;
    Some(format!("{action} {token}"))
}

impl Tokens {
    /// The answer that the token of a request has brought before; nothing when it is new, or there is none.
    ///
    /// # Errors
    ///
    /// It is no token, or came with other parameters.
    pub(crate) fn replay(&self, request: &Request) -> Result<Option<Map<String, Value>>, ApiError> {
        if let Some(token) = request.text("ClientToken") {
            check(token)?;
        }
        match name(request).and_then(|name| self.0.get(&name)) {
            None => Ok(None),
            Some(remembered) if remembered.parameters == request.business() => {
                Ok(Some(remembered.answer.clone()))
            }
            Some(_) => Err(ApiError::new(
                400,
                registry::product(request).token_mismatch(),
                "The client token was used with other parameters.",
            )),
        }
    }

    /// Remembers the answer to a call that has succeeded. A token that is known stays as old as it is.
    pub(crate) fn remember(&mut self, request: &Request, answer: &Map<String, Value>, now: Moment) {
        if let Some(name) = name(request) {
            self.0.entry(name).or_insert_with(|| Remembered {
                parameters: request.business(),
                answer: answer.clone(),
                made_at: now,
            });
        }
    }

    /// Forgets the tokens whose time is over.
    pub(crate) fn forget(&mut self, now: Moment) {
        self.0
            .retain(|_, remembered| now < remembered.made_at.plus(MEMORY));
    }
}

/// 1 to 64 ASCII characters (API page CreateCenBandwidthPackage).
fn check(token: &str) -> Result<(), ApiError> {
    if !token.is_ascii() || !(1..=64).contains(&token.len()) {
        return Err(ApiError::invalid(
            "ClientToken",
            "it takes 1 to 64 ASCII characters",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_tokens_are_short_ascii() {
        assert_eq!(check(&"t".repeat(64)), Ok(()));
        for bad in [String::new(), "t".repeat(65), "测".to_owned()] {
            let error = check(&bad).unwrap_err();
            assert_eq!(
                (error.status, error.code.as_ref()),
                (400, "InvalidParameter")
            );
        }
    }
}
