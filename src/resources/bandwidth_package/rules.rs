//! Rules for arguments that only a package has, from the API page of CreateCenBandwidthPackage.

use crate::rules::{is_link, quoted};
use cen::ClientToken;
use tf_plugin::framework::validate::{Validator, text};

pub(super) fn name() -> impl Validator {
    text(
        "2 to 128 characters, a letter first, then letters, digits, `_`, `-` and `.`",
        |name| {
            let legal =
                |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
            let length = name.chars().count();
            let starts_well = name.chars().next().is_some_and(char::is_alphabetic);
            if (2..=128).contains(&length)
                && starts_well
                && name.chars().all(legal)
                && !is_link(name)
            {
                return Ok(());
            }
            Err((
                "Name is not legal".to_owned(),
                format!(
                    "{} cannot be the name of a package. A name has 2 to 128 characters, begins with a letter, goes on \
                 with letters, digits, \"_\", \"-\" and \".\", and does not begin with http:// or https://.",
                    quoted(name)
                ),
            ))
        },
    )
}

pub(super) fn client_token() -> impl Validator {
    text(
        "1 to 64 printable ASCII characters without spaces",
        |token| {
            ClientToken::parse(token).map(drop).map_err(|error| {
                (
                    "Client token is not legal".to_owned(),
                    format!("This cannot be used: {error}."),
                )
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::is_legal;

    #[test]
    fn names_follow_the_rule_of_the_create_page() {
        for legal in ["ab", "bw-1_x.y", "带宽包", &"a".repeat(128)] {
            assert!(is_legal(&name(), legal), "{legal}");
        }
        for illegal in [
            "",
            "a",
            "1ab",
            "-ab",
            "a b",
            "http://a",
            "HTTPS://a",
            "a/b",
            &"a".repeat(129),
        ] {
            assert!(!is_legal(&name(), illegal), "{illegal}");
        }
    }

    #[test]
    fn client_tokens_are_short_ascii() {
        assert!(is_legal(&client_token(), &"t".repeat(64)));
        for illegal in ["", "ü", "a b", &"t".repeat(65)] {
            assert!(!is_legal(&client_token(), illegal), "{illegal}");
        }
    }
}
