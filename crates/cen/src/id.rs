//! Ids of objects.

use serde::{Deserialize, Serialize};

use crate::answer::FromApi;

/// A text that is not the id it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the id of {what}; such an id looks like {example}")]
pub struct IllegalId {
    text: String,
    what: &'static str,
    example: &'static str,
}

impl IllegalId {
    /// Says that `text` is not the id of `what` (`a transit router`), which looks like `example`.
    pub fn new(text: &str, what: &'static str, example: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            what,
            example,
        }
    }

    /// What it is not the id of, such as `a transit router`.
    pub fn what(&self) -> &'static str {
        self.what
    }
}

/// `FromStr` for a type that has `parse`.
macro_rules! parsed {
    ($name:ident, $error:ty) => {
        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }
    };
}

pub(crate) use parsed;

/// A type for ids that begin in one way. Kept in lower case: documents write `Cenbwp-…` in places, the API answers
/// `cenbwp-…`.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $what:literal, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            #[doc = concat!("Reads an id that a person typed: `", $prefix, "` and letters or digits, in any letter case.")]
            ///
            /// # Errors
            ///
            /// [`IllegalId`] with the form that is expected.
            pub fn parse(text: &str) -> Result<Self, IllegalId> {
                let example = concat!($prefix, "abcdefgh0123456789");
                parse(text, $prefix)
                    .map(Self)
                    .ok_or_else(|| IllegalId::new(text, $what, example))
            }

            /// Takes an id that the API gave, now or earlier, whatever it looks like; `None` when it is blank.
            ///
            /// An id of an unexpected form is kept because something may have been paid for under it.
            pub fn from_api(text: &str) -> Option<Self> {
                let text = text.trim();
                (!text.is_empty()).then(|| Self(text.to_ascii_lowercase()))
            }

            /// The id as it is sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromApi for $name {
            fn from_api(text: &str) -> Option<Self> {
                Self::from_api(text)
            }
        }

        parsed!($name, IllegalId);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// Id of a bandwidth package.
    PackageId, "a bandwidth package", "cenbwp-"
}

id! {
    /// Id of a CEN instance.
    CenId, "a CEN instance", "cen-"
}

id! {
    /// Id of a transit router.
    RouterId, "a transit router", "tr-"
}

id! {
    /// Id of what is attached to a transit router.
    AttachmentId, "an attachment of a transit router", "tr-attach-"
}

fn parse(text: &str, prefix: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let rest = text.strip_prefix(prefix)?;
    let legal =
        (1..=64).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    legal.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_trimmed_and_brought_into_lower_case() {
        assert_eq!(
            PackageId::parse(" Cenbwp-abc123 ").unwrap().as_str(),
            "cenbwp-abc123"
        );
        assert_eq!(CenId::parse("CEN-abc123").unwrap().as_str(), "cen-abc123");
    }

    #[test]
    fn other_texts_are_refused_with_the_expected_form() {
        for text in [
            "",
            "cenbwp-",
            "cen-abc",
            "cenbwp-a b",
            "cenbwp-a/../b",
            "unconfirmed:x",
        ] {
            assert_eq!(
                PackageId::parse(text).unwrap_err().to_string(),
                format!(
                    "{text:?} is not the id of a bandwidth package; such an id looks like cenbwp-abcdefgh0123456789"
                )
            );
        }
        assert_eq!(
            CenId::parse("cenbwp-abc").unwrap_err().to_string(),
            "\"cenbwp-abc\" is not the id of a CEN instance; such an id looks like cen-abcdefgh0123456789"
        );
    }

    #[test]
    fn a_transit_router_and_its_attachments_are_told_apart() {
        assert!(RouterId::parse("tr-abc").is_ok());
        assert!(RouterId::parse("tr-attach-abc").is_err());
        assert!(AttachmentId::parse("tr-attach-abc").is_ok());
        assert!(AttachmentId::parse("tr-abc").is_err());
    }

    #[test]
    fn an_id_from_the_api_is_kept_whatever_its_form() {
        assert_eq!(
            PackageId::from_api(" New-Form_1 ").unwrap().as_str(),
            "new-form_1"
        );
        assert_eq!(PackageId::from_api("  "), None);
    }
}
