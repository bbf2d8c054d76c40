//! Ids of objects.

/// A text that is not the id it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {what}; such an id looks like {example}")]
pub struct IllegalId {
    text: String,
    what: &'static str,
    example: &'static str,
}

/// Id of a bandwidth package. Kept in lower case: documents write `Cenbwp-…` in places, the API answers `cenbwp-…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(String);

impl PackageId {
    /// Reads an id that a person typed: `cenbwp-` and letters or digits, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        parse(text, "cenbwp-").map(Self).ok_or_else(|| IllegalId {
            text: text.to_owned(),
            what: "the id of a bandwidth package",
            example: "cenbwp-abcdefgh0123456789",
        })
    }

    /// Takes an id that the API gave, now or earlier, whatever it looks like; `None` when it is blank.
    ///
    /// An id of an unexpected form is kept because something was paid for under it.
    pub fn from_answer(text: &str) -> Option<Self> {
        from_answer(text).map(Self)
    }

    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Id of a CEN instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CenId(String);

impl CenId {
    /// Reads an id that a person typed: `cen-` and letters or digits, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        parse(text, "cen-").map(Self).ok_or_else(|| IllegalId {
            text: text.to_owned(),
            what: "the id of a CEN instance",
            example: "cen-abcdefgh0123456789",
        })
    }

    /// Takes an id that the API gave, now or earlier; `None` when it is blank.
    pub fn from_answer(text: &str) -> Option<Self> {
        from_answer(text).map(Self)
    }

    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PackageId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Display for CenId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn parse(text: &str, prefix: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let rest = text.strip_prefix(prefix)?;
    let legal =
        (1..=64).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    legal.then_some(text)
}

fn from_answer(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_ascii_lowercase())
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
    fn an_id_from_the_api_is_kept_whatever_its_form() {
        assert_eq!(
            PackageId::from_answer(" New-Form_1 ").unwrap().as_str(),
            "new-form_1"
        );
        assert_eq!(PackageId::from_answer("  "), None);
    }
}
