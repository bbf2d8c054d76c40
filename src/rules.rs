//! Rules for arguments that several resources have, from the API pages of CreateCenBandwidthPackage,
//! ModifyCenBandwidthPackageAttribute and TagResources.

use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::validate::{Validator, rule, text, whole_number_between};
use tf_plugin::value::{Number, Path, Value, ValueError};

use super::unconfirmed;

/// Most tags of one object, those of the provider's `default_tags` included.
pub(super) const MOST_TAGS: usize = 20;

/// The name of an object. An empty one is none.
pub(super) fn name() -> Validator<String> {
    text(
        "up to 128 characters, not beginning with `http://` or `https://`",
        |name| {
            if name.chars().count() <= 128 && !is_link(name) {
                return Ok(());
            }
            Err((
                "Name is not legal".to_owned(),
                format!(
                    "{} cannot be a name. A name has up to 128 characters and does not begin with http:// or https://.",
                    quoted(name)
                ),
            ))
        },
    )
}

/// A free text of up to 256 characters.
pub(super) fn description() -> Validator<String> {
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

/// The id of a VPC.
pub(super) fn vpc_id() -> Validator<String> {
    id("the id of a VPC, `vpc-...`", "a VPC", "vpc-")
}

/// The id of a border router.
pub(super) fn vbr_id() -> Validator<String> {
    id(
        "the id of a border router, `vbr-...`",
        "a border router",
        "vbr-",
    )
}

/// The id of an IPsec connection.
pub(super) fn vpn_id() -> Validator<String> {
    id(
        "the id of an IPsec connection, `vco-...`",
        "an IPsec connection",
        "vco-",
    )
}

/// The id of an Express Connect router.
pub(super) fn ecr_id() -> Validator<String> {
    let what = "an Express Connect router";
    id(
        "the id of an Express Connect router, `ecr-...`",
        what,
        "ecr-",
    )
}

/// The id of a vSwitch.
pub(super) fn vswitch_id() -> Validator<String> {
    id("the id of a vSwitch, `vsw-...`", "a vSwitch", "vsw-")
}

/// An id with this prefix, in any letter case.
fn id(description: &'static str, what: &'static str, prefix: &'static str) -> Validator<String> {
    text(description, move |id| {
        check_id(id, what, prefix).map_err(|error| (error.summary, error.detail))
    })
    .of_ids()
}

/// Whether `id` is one of `what` that begins with `prefix`, in any letter case.
pub(super) fn check_id(
    id: &str,
    what: &'static str,
    prefix: &'static str,
) -> Result<(), ValueError> {
    if unconfirmed::is_placeholder(id) {
        return Err(ValueError::new(
            format!("There is no id of {what} yet"),
            format!(
                "This refers to {what} whose creation nobody has answered yet. Run terraform apply again: it \
                 confirms that first, without making a second one."
            ),
        ));
    }
    let form = id
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if form && id.len() > prefix.len() {
        return Ok(());
    }
    Err(not_an_id(id, what, prefix))
}

/// Says that `id` is not one of `what`.
pub(super) fn not_an_id(id: &str, what: &str, prefix: &str) -> ValueError {
    ValueError::new(
        format!("Not the id of {what}"),
        format!(
            "{} cannot be the id of {what}; those begin with {prefix:?}.",
            quoted(id)
        ),
    )
}

/// From how many days before an expiry on to warn.
pub(super) fn expiry_warning_days() -> Validator<Number> {
    // Longer than any term that is sold.
    whole_number_between(0..=3660_u32, "days")
}

/// The id of an account.
pub(super) fn account_id() -> Validator<String> {
    text("the id of an account, digits only", |id| {
        let is_number = id.parse::<u64>().is_ok_and(|number| number > 0);
        if is_number && id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(());
        }
        Err((
            "Not the id of an account".to_owned(),
            format!(
                "{} cannot be the id of an account; those are numbers of 16 digits or so, as the console shows them.",
                quoted(id)
            ),
        ))
    })
    .of_ids()
}

/// The id of a resource group.
pub(super) fn resource_group_id() -> Validator<String> {
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
    .of_ids()
}

/// Tags of one object, or the provider's default tags.
pub(super) fn tags() -> Validator {
    rule(
        "up to 20 tags; keys of 1 to 64 characters, values of up to 128",
        |value, path, diagnostics| {
            let Value::Map(tags) = value else { return };
            if tags.len() > MOST_TAGS {
                diagnostics.error_at(
                    path.clone(),
                    "Too many tags",
                    format!(
                        "CEN takes {MOST_TAGS} tags for one object; there are {} here.",
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

/// Whether Alibaba Cloud keeps a tag's key for itself, in any letter case.
pub(super) fn is_platform_tag(key: &str) -> bool {
    ["aliyun", "acs:"].iter().any(|prefix| {
        key.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    })
}

fn tag(key: &str, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    if !(1..=64).contains(&key.chars().count()) || is_platform_tag(key) || has_link(key) {
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

/// Whether `text` begins like a URL.
pub(super) fn is_link(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.starts_with("http://") || text.starts_with("https://")
}

fn has_link(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("http://") || text.contains("https://")
}

/// User text for a message: quoted, and cut where nobody reads on.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    if text.chars().count() <= SHOWN {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start:?}… ({} characters)", text.chars().count())
}

/// Whether a text passes a rule.
#[cfg(test)]
pub(super) fn is_legal(validator: &Validator<String>, text: &str) -> bool {
    let mut diagnostics = Diagnostics::default();
    validator.validate(&text.into(), &Path::root("x"), &mut diagnostics);
    diagnostics.is_empty()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn problems<On>(validator: &Validator<On>, value: impl Into<Value>) -> Vec<(String, String)> {
        let mut diagnostics = Diagnostics::default();
        validator.validate(&value.into(), &Path::root("x"), &mut diagnostics);
        diagnostics
            .into_iter()
            .map(|one| (one.path.to_string(), one.summary))
            .collect()
    }

    #[test]
    fn names_are_free_but_for_length_and_links() {
        for legal in ["", "a", "1st", "a b", "网络", &"a".repeat(128)] {
            assert!(is_legal(&name(), legal), "{legal}");
        }
        for illegal in ["http://a", "HTTPS://a", &"a".repeat(129)] {
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
        assert!(is_legal(&vpc_id(), "vpc-abc"));
        assert!(is_legal(&vpc_id(), "Vpc-abc"));
        assert!(!is_legal(&vpc_id(), "vsw-abc"));
        assert!(!is_legal(&vpc_id(), ""));
        assert!(is_legal(&vswitch_id(), "vsw-abc"));
        assert!(!is_legal(&vswitch_id(), "vpc-abc"));
        assert!(is_legal(&resource_group_id(), "rg-abc"));
        assert!(!is_legal(&resource_group_id(), "abc"));
    }

    #[test]
    fn accounts_are_numbers() {
        assert!(is_legal(&account_id(), "1234567890123456"));
        for illegal in ["", "0", "+1", "-1", "1.5", "me", "99999999999999999999"] {
            assert!(!is_legal(&account_id(), illegal), "{illegal}");
        }
    }

    #[test]
    fn an_id_that_is_not_confirmed_yet_says_what_to_do() {
        let placeholder = unconfirmed::placeholder_id("token");
        assert_eq!(
            problems(&vpc_id(), placeholder.as_str()),
            [("x".to_owned(), "There is no id of a VPC yet".to_owned())]
        );
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
