//! Rules for single arguments of a package, from the API pages of CreateCenBandwidthPackage,
//! ModifyCenBandwidthPackageAttribute and TagResources.

use crate::cen::ClientToken;
use crate::framework::Diagnostics;
use crate::framework::validate::{Validator, rule, text};
use crate::value::{Path, Value};

/// Most tags of one package, those of the provider's `default_tags` included.
pub(super) const MOST_TAGS: usize = 20;

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

pub(super) fn description() -> impl Validator {
    text(
        "up to 256 characters, not beginning with `http://` or `https://`",
        |description| {
            if description.chars().count() <= 256 && !is_link(description) {
                return Ok(());
            }
            Err((
            "Description is not legal".to_owned(),
            "A description has up to 256 characters and does not begin with http:// or https://.".to_owned(),
        ))
        },
    )
}

pub(super) fn cen_id() -> impl Validator {
    text("the id of a CEN instance, `cen-...`", |id| {
        let form = id
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case("cen-"));
        if form && id.len() > 4 {
            return Ok(());
        }
        Err((
            "Not the id of a CEN instance".to_owned(),
            format!(
                "{} cannot be the id of a CEN instance; those begin with \"cen-\". Leave the argument out to have the \
                 package bound to none.",
                quoted(id)
            ),
        ))
    })
}

pub(super) fn resource_group_id() -> impl Validator {
    text("the id of a resource group, `rg-...`", |id| {
        if id.starts_with("rg-") && id.len() > 3 {
            return Ok(());
        }
        Err((
            "Not the id of a resource group".to_owned(),
            format!(
                "{} cannot be the id of a resource group; those begin with \"rg-\".",
                quoted(id)
            ),
        ))
    })
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

/// Tags of one package, or the provider's default tags.
pub(in crate::provider) fn tags() -> impl Validator {
    rule(
        "up to 20 tags; keys of 1 to 64 characters, values of up to 128",
        |value, path, diagnostics| {
            let Value::Map(tags) = value else { return };
            if tags.len() > MOST_TAGS {
                diagnostics.error_at(
                    path.clone(),
                    "Too many tags",
                    format!(
                        "A package can have {MOST_TAGS} tags; there are {} here.",
                        tags.len()
                    ),
                );
            }
            for (key, value) in tags {
                tag(key, value, &path.key(key), diagnostics);
            }
        },
    )
}

fn tag(key: &str, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    let reserved = ["aliyun", "acs:"].iter().any(|prefix| {
        key.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    });
    if !(1..=64).contains(&key.chars().count()) || reserved || has_link(key) {
        diagnostics.error_at(
            path.clone(),
            "Tag key is not legal",
            format!(
                "{} cannot be the key of a tag. A key has 1 to 64 characters, does not begin with \"aliyun\" or \
                 \"acs:\", and contains neither http:// nor https://.",
                quoted(key)
            ),
        );
    }
    match value {
        Value::Null => diagnostics.error_at(
            path.clone(),
            "Tag value is null",
            "A tag has a value, which may be empty. Leave the key out, or set it to \"\".",
        ),
        Value::String(text) if text.chars().count() > 128 || has_link(text) => diagnostics.error_at(
            path.clone(),
            "Tag value is not legal",
            "The value of a tag has up to 128 characters and contains neither http:// nor https://.",
        ),
        _ => {}
    }
}

fn is_link(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.starts_with("http://") || text.starts_with("https://")
}

fn has_link(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("http://") || text.contains("https://")
}

/// User text for a message: quoted, and cut where nobody reads on.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    if text.chars().count() <= SHOWN {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start:?}… ({} characters)", text.chars().count())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn problems(validator: &impl Validator, value: impl Into<Value>) -> Vec<(String, String)> {
        let mut diagnostics = Diagnostics::default();
        validator.validate(&value.into(), &Path::root("x"), &mut diagnostics);
        diagnostics
            .into_iter()
            .map(|one| (one.path.to_string(), one.summary))
            .collect()
    }

    fn is_legal(validator: &impl Validator, text: &str) -> bool {
        problems(validator, text).is_empty()
    }

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
    fn descriptions_are_free_but_for_length_and_links() {
        assert!(is_legal(&description(), ""));
        assert!(is_legal(&description(), &"字".repeat(256)));
        assert!(!is_legal(&description(), &"字".repeat(257)));
        assert!(!is_legal(&description(), "http://example"));
    }

    #[test]
    fn ids_have_their_prefix() {
        assert!(is_legal(&cen_id(), "cen-abc"));
        assert!(is_legal(&cen_id(), "Cen-abc"));
        assert!(!is_legal(&cen_id(), "cenbwp-abc"));
        assert!(!is_legal(&cen_id(), ""));
        assert!(is_legal(&resource_group_id(), "rg-abc"));
        assert!(!is_legal(&resource_group_id(), "abc"));
    }

    #[test]
    fn client_tokens_are_short_ascii() {
        assert!(is_legal(&client_token(), &"t".repeat(64)));
        for illegal in ["", "ü", "a b", &"t".repeat(65)] {
            assert!(!is_legal(&client_token(), illegal), "{illegal}");
        }
    }

    #[test]
    fn each_bad_tag_is_named_by_its_key() {
        let tags_of = |pairs: &[(&str, Value)]| {
            Value::Map(
                pairs
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), value.clone()))
                    .collect::<BTreeMap<_, _>>(),
            )
        };
        let found = problems(
            &tags(),
            tags_of(&[
                ("acs:x", "v".into()),
                ("ok", Value::Unknown),
                ("n", Value::Null),
                ("v", "http://v".into()),
            ]),
        );
        let expected = [
            ("x[\"acs:x\"]", "Tag key is not legal"),
            ("x[\"n\"]", "Tag value is null"),
            ("x[\"v\"]", "Tag value is not legal"),
        ];
        assert_eq!(
            found,
            expected.map(|(path, summary)| (path.to_owned(), summary.to_owned()))
        );
        let many: Vec<(String, Value)> = (0..21)
            .map(|number| (format!("k{number}"), "v".into()))
            .collect();
        assert_eq!(
            problems(&tags(), Value::Map(many.into_iter().collect()))[0].1,
            "Too many tags"
        );
    }
}
