//! Ids of objects, and keys made of two of them.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::answer::FromApi;

/// A text that is not the id it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the id of {what}; such an id looks like {example}")]
pub struct IllegalId {
    text: String,
    what: &'static str,
    example: String,
}

impl IllegalId {
    /// Says that `text` is not the id of `what` (`a transit router`), which looks like `example`.
    pub fn new(text: &str, what: &'static str, example: impl Into<String>) -> Self {
        Self {
            text: text.to_owned(),
            what,
            example: example.into(),
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

/// What has ids of its own, which begin in one way. Declared by `id!`.
pub trait Identified: 'static {
    /// What it is, such as `a transit router`.
    const WHAT: &'static str;
    /// What its ids begin with, such as `tr-`.
    const PREFIX: &'static str;
    /// What its ids are, for documentation: ``the id of a transit router, `tr-...` ``.
    const RULE: &'static str;
    /// An id as one looks.
    const EXAMPLE: &'static str;
    /// Whether that is all that is known of their form, so that others are ids too.
    const IS_GUESS: bool = false;
}

/// The id of a `T`. Kept in lower case: documents write `Cenbwp-…` in places, the API answers `cenbwp-…`.
pub struct Id<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

impl<T: Identified> Id<T> {
    /// An id as one looks.
    pub(crate) const EXAMPLE: &'static str = T::EXAMPLE;

    /// Reads an id that a person typed, in any letter case: what all begin with, and letters or digits.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let id = text.trim().to_ascii_lowercase();
        let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || (T::IS_GUESS && byte == b'-');
        let rest = match T::IS_GUESS {
            true => &id,
            false => id.strip_prefix(T::PREFIX).unwrap_or_default(),
        };
        let legal = (1..=64).contains(&rest.len()) && rest.bytes().all(is_of_id);
        if legal {
            Ok(Self::new(id))
        } else {
            Err(IllegalId::new(text, T::WHAT, T::EXAMPLE))
        }
    }
}

impl<T> Id<T> {
    fn new(text: String) -> Self {
        Self {
            text,
            of: PhantomData,
        }
    }

    /// Takes an id that the API gave, now or earlier, whatever it looks like; `None` when it is blank.
    ///
    /// An id of an unexpected form is kept because something may have been paid for under it.
    pub fn from_api(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self::new(text.to_ascii_lowercase()))
    }

    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T> FromApi for Id<T> {
    fn from_api(text: &str) -> Option<Self> {
        Self::from_api(text)
    }
}

impl<T: Identified> std::str::FromStr for Id<T> {
    type Err = IllegalId;

    fn from_str(text: &str) -> Result<Self, IllegalId> {
        Self::parse(text)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// By hand, as derived ones would ask the same of `T`, of which there is none in an id.

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({:?})", self.text)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        Self::new(self.text.clone())
    }
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Names the type of the ids of something, and says how they are recognised. It stands with what has the ids, or here
/// where two files know each other's.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident of $of:ty: $what:literal, $prefix:literal $(, guess = $guess:literal)?) => {
        $(#[$meta])*
        pub type $name = $crate::id::Id<$of>;

        impl $crate::id::Identified for $of {
            const WHAT: &'static str = $what;
            const PREFIX: &'static str = $prefix;
            const RULE: &'static str = concat!("the id of ", $what, ", `", $prefix, "...`");
            const EXAMPLE: &'static str = concat!($prefix, "abcdefgh0123456789");
            $(const IS_GUESS: bool = $guess;)?
        }
    };
}

pub(crate) use id;

/// What an object is looked for by that is listed with what it belongs to: the two ids, joined by a colon.
macro_rules! key {
    (
        $(#[$meta:meta])*
        $name:ident of $what:literal {
            $(#[$of_meta:meta])* $of:ident: $OfId:ty,
            $(#[$id_meta:meta])* id: $Id:ty,
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(#[$of_meta])*
            pub $of: $OfId,
            $(#[$id_meta])*
            pub id: $Id,
        }

        impl $name {
            /// Reads the two ids, joined by a colon, in any letter case.
            ///
            /// # Errors
            ///
            /// [`IllegalId`]($crate::id::IllegalId) with the form that is expected.
            pub fn parse(text: &str) -> Result<Self, $crate::id::IllegalId> {
                let read = || {
                    let (of, id) = text.split_once(':')?;
                    Some(Self {
                        $of: <$OfId>::parse(of).ok()?,
                        id: <$Id>::parse(id).ok()?,
                    })
                };
                read().ok_or_else(|| {
                    let example = format!("{}:{}", <$OfId>::EXAMPLE, <$Id>::EXAMPLE);
                    $crate::id::IllegalId::new(text, $what, example)
                })
            }
        }

        $crate::id::parsed!($name, $crate::id::IllegalId);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}:{}", self.$of, self.id)
            }
        }
    };
}

pub(crate) use key;

/// What the ids of CEN instances are of.
#[derive(Debug)]
pub enum CenInstance {}

id! {
    /// Id of a CEN instance.
    CenId of CenInstance: "a CEN instance", "cen-"
}

/// What the ids of bandwidth packages are of.
#[derive(Debug)]
pub enum BandwidthPackage {}

id! {
    /// Id of a bandwidth package.
    PackageId of BandwidthPackage: "a bandwidth package", "cenbwp-"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transit_router::{AttachmentId, RouterId};

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
