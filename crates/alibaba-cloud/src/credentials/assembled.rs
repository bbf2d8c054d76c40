//! A credential put together from the values that one source holds.

use super::Credential;
use crate::secret::Secret;

/// The three names under which one source spells a credential.
#[derive(Clone, Copy, Debug)]
pub struct Spelling {
    /// Name of the access key id.
    pub id: &'static str,
    /// Name of the secret that belongs to it.
    pub secret: &'static str,
    /// Name of the token, needed beside a temporary key only.
    pub token: &'static str,
}

/// Why three optional values do not make a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// None of them is there.
    Nothing,
    /// Some are there, and what they lack.
    Partial(String),
}

/// A whole credential without a known end, or what is missing for one. Values are trimmed, empty ones count as
/// missing; `source` is what messages call the place.
pub(super) fn assemble(
    spelling: Spelling,
    id: Option<&str>,
    secret: Option<&str>,
    token: Option<&str>,
    source: impl Into<String>,
) -> Result<Credential, Gap> {
    let some = |value: Option<&str>| {
        value
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    };
    let Spelling {
        id: id_name,
        secret: secret_name,
        token: token_name,
    } = spelling;
    match (some(id), some(secret), some(token)) {
        (None, None, None) => Err(Gap::Nothing),
        (None, None, Some(_)) => Err(Gap::Partial(format!(
            "{token_name} is set, but {id_name} and {secret_name} are not"
        ))),
        (Some(_), None, _) => Err(Gap::Partial(format!(
            "{id_name} is set, but {secret_name} is not"
        ))),
        (None, Some(_), _) => Err(Gap::Partial(format!(
            "{secret_name} is set, but {id_name} is not"
        ))),
        // STS marks the ids of its temporary keys, and the gateway refuses one that comes without its token.
        (Some(id), Some(_), None) if id.starts_with("STS.") => Err(Gap::Partial(format!(
            "{id_name} holds a temporary key, which needs its token in {token_name}"
        ))),
        (Some(access_key_id), Some(secret), token) => Ok(Credential {
            access_key_id,
            access_key_secret: Secret::new(secret),
            security_token: token.map(Secret::new),
            source: source.into(),
            expires: None,
        }),
    }
}
