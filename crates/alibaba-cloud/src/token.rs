//! The token that makes a purchase repeatable.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// A client token: an API that takes one answers a repeated call with the first result instead of acting again.
///
/// 1 to 64 ASCII characters, compared with letter case (parameter `ClientToken` of the API pages). It is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientToken(String);

/// A text that cannot be a client token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a client token is 1 to 64 printable ASCII characters without spaces; this one has {}",
    .0
)]
pub struct ClientTokenError(String);

impl ClientToken {
    /// What drawn tokens begin with, so that they can be told apart in the API's records.
    const PREFIX: &'static str = "tf-cen-";

    /// A fresh token that no one has used: 122 random bits.
    pub fn draw() -> Self {
        Self(format!("{}{}", Self::PREFIX, Uuid::new_v4()))
    }

    /// The token that follows from `parts`: the same for the same ones, and another one for others.
    pub fn derive(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let mut bytes = [0; 16];
        for (byte, of_hash) in bytes.iter_mut().zip(hash.finalize()) {
            *byte = of_hash;
        }
        let id = Builder::from_custom_bytes(bytes).into_uuid();
        Self(format!("{}{id}", Self::PREFIX))
    }

    /// A token chosen by the user.
    ///
    /// # Errors
    ///
    /// States the rule when `text` breaks it. Spaces are refused although the API's rule allows them: they are
    /// trimmed on many ways, and then it would be another token.
    pub fn parse(text: &str) -> Result<Self, ClientTokenError> {
        let length = text.chars().count();
        if !(1..=64).contains(&length) {
            return Err(ClientTokenError(format!("{length} characters")));
        }
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_graphic()) {
            return Err(ClientTokenError(format!("{odd:?} in it")));
        }
        Ok(Self(text.to_owned()))
    }

    /// The token as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ClientToken {
    type Error = ClientTokenError;

    fn try_from(text: String) -> Result<Self, ClientTokenError> {
        Self::parse(&text)
    }
}

impl From<ClientToken> for String {
    fn from(token: ClientToken) -> Self {
        token.0
    }
}

impl std::fmt::Display for ClientToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_token_is_legal_and_new_each_time() {
        let token = ClientToken::draw();
        assert_eq!(ClientToken::parse(token.as_str()), Ok(token.clone()));
        assert_eq!(token.as_str().len(), 43);
        assert_ne!(ClientToken::draw(), token);
    }

    #[test]
    fn a_derived_token_is_legal_and_follows_from_its_parts() {
        let token = ClientToken::derive(&["ab", "c"]);
        assert_eq!(ClientToken::parse(token.as_str()), Ok(token.clone()));
        assert_eq!(
            token.as_str(),
            "tf-cen-43ee6555-79de-81ca-b39b-3f95c1c2d3f4"
        );
        assert_eq!(ClientToken::derive(&["ab", "c"]), token);
        assert_ne!(ClientToken::derive(&["a", "bc"]), token);
    }

    #[test]
    fn the_rule_is_stated_with_what_broke_it() {
        let message = |text: &str| ClientToken::parse(text).unwrap_err().to_string();
        let rule =
            "a client token is 1 to 64 printable ASCII characters without spaces; this one has ";
        assert_eq!(message(""), format!("{rule}0 characters"));
        assert_eq!(message(&"x".repeat(65)), format!("{rule}65 characters"));
        assert_eq!(message("a b"), format!("{rule}' ' in it"));
        assert_eq!(message("ä"), format!("{rule}'ä' in it"));
        assert_eq!(message("a\n"), format!("{rule}'\\n' in it"));
    }

    #[test]
    fn sixty_four_characters_are_accepted() {
        assert!(ClientToken::parse(&"x".repeat(64)).is_ok());
    }
}
