//! Rules for arguments that only a CEN instance has, from the API pages of CreateCen and ModifyCenAttribute.

use crate::framework::validate::{Validator, text};
use crate::provider::rules::{is_link, quoted};

/// The name of an instance. Its rule is laxer than that for packages.
pub(super) fn name() -> impl Validator {
    text(
        "1 to 128 characters, not beginning with `http://` or `https://`",
        |name| {
            if (1..=128).contains(&name.chars().count()) && !is_link(name) {
                return Ok(());
            }
            Err((
                "Name is not legal".to_owned(),
                format!(
                    "{} cannot be the name of a CEN instance. A name has 1 to 128 characters and does not begin with \
                     http:// or https://.",
                    quoted(name)
                ),
            ))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::rules::is_legal;

    #[test]
    fn names_are_free_but_for_length_and_links() {
        for legal in ["a", "1st", "a b", "网络", &"a".repeat(128)] {
            assert!(is_legal(&name(), legal), "{legal}");
        }
        for illegal in ["", "http://a", "HTTPS://a", &"a".repeat(129)] {
            assert!(!is_legal(&name(), illegal), "{illegal}");
        }
    }
}
