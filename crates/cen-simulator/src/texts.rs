//! Names and descriptions.

use crate::error::ApiError;
use crate::request::Request;

/// The names and the description that a request gives to an object.
///
/// An absent text leaves an object as it is, an empty one clears it.
pub(crate) struct Texts<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
}

impl<'a> Texts<'a> {
    /// Reads the parameters `{prefix}Name` and `{prefix}Description`.
    ///
    /// # Errors
    ///
    /// One of them is too long or begins like a URL.
    pub(crate) fn read(request: &'a Request, prefix: &str) -> Result<Self, ApiError> {
        let texts = Self {
            name: request.text(&format!("{prefix}Name")),
            description: request.text(&format!("{prefix}Description")),
        };
        texts.name.map_or(Ok(()), name)?;
        texts.description.map_or(Ok(()), description)?;
        Ok(texts)
    }

    /// Writes what was given.
    pub(crate) fn write(&self, name: &mut String, description: &mut String) {
        for (given, slot) in [(self.name, name), (self.description, description)] {
            if let Some(text) = given {
                text.clone_into(slot);
            }
        }
    }
}

/// Up to 128 characters, not beginning like a URL; empty clears it (API page ModifyCenBandwidthPackageAttribute).
fn name(text: &str) -> Result<(), ApiError> {
    free_text(text, 128, "InvalidName", "Name")
}

/// Up to 256 characters, not beginning like a URL; empty clears it (API page ModifyCenBandwidthPackageAttribute).
fn description(text: &str) -> Result<(), ApiError> {
    free_text(text, 256, "InvalidDescription", "Description")
}

fn free_text(text: &str, most: usize, code: &'static str, parameter: &str) -> Result<(), ApiError> {
    if text.chars().count() > most || begins_like_url(text) {
        return Err(ApiError::new(
            400,
            code,
            format!(
                "{parameter} takes at most {most} characters and must not begin with http:// or https://."
            ),
        ));
    }
    Ok(())
}

fn begins_like_url(text: &str) -> bool {
    let text = text.to_lowercase();
    text.starts_with("http://") || text.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_limited_in_characters_and_do_not_begin_like_a_url() {
        assert_eq!(name(&"测".repeat(128)), Ok(()));
        assert_eq!(name(""), Ok(()));
        assert_eq!(name("see https://a"), Ok(()));
        for bad in [
            "x".repeat(129),
            "http://a".to_owned(),
            "HTTPS://a".to_owned(),
        ] {
            let error = name(&bad).unwrap_err();
            assert_eq!((error.status, error.code.as_ref()), (400, "InvalidName"));
        }
        assert_eq!(description(&"x".repeat(256)), Ok(()));
        let error = description(&"x".repeat(257)).unwrap_err();
        assert_eq!(
            (error.status, error.code.as_ref()),
            (400, "InvalidDescription")
        );
    }
}
