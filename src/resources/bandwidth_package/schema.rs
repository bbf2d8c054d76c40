//! The schema of `cen_bandwidth_package`: every attribute, its rules and its documentation.

use std::ops::RangeInclusive;

use super::{POST_PAID, PRE_PAID};
use crate::rules::{self, is_link, quoted};
use cen::{BANDWIDTH_MBPS, ClientToken};
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::validate::{Validator, text};
use tf_plugin::framework::{timeouts, validate};
use tf_plugin::value::Kind;

/// Months by which a package can renew itself (API page CreateCenBandwidthPackage).
const RENEWAL_MONTHS: RangeInclusive<u64> = 1..=2_147_483_647;

pub(super) fn schema() -> Schema {
    let mut attributes = vec![
        Attribute::computed("id", Kind::String)
            .describe(
                "Id of the package, `cenbwp-...`. While a purchase is unconfirmed (see `status`) this is a placeholder \
                 that begins with `unconfirmed:`.",
            )
            .stable(),
    ];
    attributes.extend(what_is_bought());
    attributes.extend(how_it_is_paid());
    attributes.extend(what_it_is_called());
    attributes.extend(how_terraform_treats_it());
    attributes.extend(what_the_api_says());
    Schema::new(
        "A bandwidth package of Alibaba Cloud's Cloud Enterprise Network (CEN): bandwidth between two \
                      areas, bound to a CEN instance. **A package costs money from the moment it is created**, and a \
                      prepaid one cannot be given back before it expires.",
        attributes,
    )
}

fn what_is_bought() -> Vec<Attribute> {
    vec![
        Attribute::required("bandwidth", Kind::Number)
            .describe(
                "Bandwidth in Mbps. Changed in place, also while the package is in use. CEN does not \
                 lower the bandwidth of a package that crosses the border of the Chinese mainland.",
            )
            .validate(validate::whole_number_between(&BANDWIDTH_MBPS, "Mbps")),
        Attribute::required("area_a", Kind::String).describe(
            "One of the two areas that the package connects: `China`, `North-America`, `Asia-Pacific`, `Europe`, \
             `Middle-East` or `Australia`, in any letter case. May be the same as `area_b`. The order of the two does \
             not matter; another *pair* of areas needs another package.",
        ),
        Attribute::required("area_b", Kind::String).describe("The other area; see `area_a`."),
    ]
}

fn how_it_is_paid() -> Vec<Attribute> {
    vec![
        Attribute::optional_computed("charge_type", Kind::String)
            .describe(
                "`PrePaid` (bought for a period) or `PostPaid` (billed until it is destroyed; not offered to every \
                 account). A new package is `PrePaid` where this is not set. A change replaces the package.",
            )
            .validate(validate::one_of(&[PRE_PAID, POST_PAID]))
            .stable()
            .replaces(),
        Attribute::optional("period", Kind::Number).describe(
            "For how long a prepaid package is bought: 1, 2, 3 or 6 months, or 1 to 3 years, as `pricing_cycle` says. \
             One month or year where this is not set. Used at purchase only; a later change does nothing to the \
             package.",
        ),
        Attribute::optional("pricing_cycle", Kind::String)
            .describe("The unit of `period`: `Month` (the default) or `Year`. Used at purchase only.")
            .validate(validate::one_of(&["Month", "Year"])),
        Attribute::defaulted("auto_pay", Kind::Bool, true).describe(
            "Whether the order is paid at once. With `false` the package comes into being only when you pay the order \
             in the console. Used at purchase only.",
        ),
        Attribute::optional("auto_renew", Kind::Bool).describe(
            "Whether a prepaid package renews itself. Used at purchase only: CEN has no API to change it later.",
        ),
        Attribute::optional("auto_renew_duration", Kind::Number)
            .describe("By how many months an automatic renewal extends the package; 1 where this is not set.")
            .validate(validate::whole_number_between(&RENEWAL_MONTHS, "months")),
    ]
}

fn what_it_is_called() -> Vec<Attribute> {
    vec![
        Attribute::optional("name", Kind::String)
            .describe(
                "Name. Changed in place.",
            )
            .validate(name()),
        Attribute::optional("description", Kind::String)
            .describe("Description. Changed in place.")
            .validate(rules::description()),
        Attribute::optional_computed("cen_id", Kind::String)
            .describe(
                "The CEN instance that the package is bound to. Changed in place; removing the argument unbinds the \
                 package. A package that never had this argument may be bound by other means, such as a \
                 `cen_bandwidth_package_attachment`, and is left as it is.",
            )
            .validate(rules::cen_id())
            .stable(),
        Attribute::optional_computed("resource_group_id", Kind::String)
            .describe("The resource group. Changed in place; the account's default group where this is not set.")
            .validate(rules::resource_group_id())
            .stable(),
        Attribute::optional("tags", Kind::map(Kind::String))
            .describe("Tags. Those of the provider's `default_tags` count too. Changed in place.")
            .validate(rules::tags()),
        Attribute::computed("tags_all", Kind::map(Kind::String))
            .describe("All tags of the package: `tags` together with the provider's `default_tags`.")
            .stable(),
    ]
}

fn how_terraform_treats_it() -> Vec<Attribute> {
    vec![
        Attribute::optional("client_token", Kind::String)
            .describe(
                "A token of your own for the purchase. CEN sells one package per token, so \
                 a purchase survives even the loss of the state file: apply again with the same token and the same \
                 arguments. Without it the provider draws a token for each purchase.",
            )
            .validate(client_token()),
        Attribute::optional("abandon_on_destroy", Kind::Bool).describe(
            "Whether a destroy of a prepaid package that has not expired drops it from the state and leaves it \
             **billing**, with a warning. Without this such a destroy is an error. It must have been applied before \
             the destroy.",
        ),
        Attribute::optional("expiry_warning_days", Kind::Number)
            .describe(
                "From how many days before its expiry on a prepaid package without `auto_renew` is warned about; 0 for \
                 never. What the provider block says where this is not set.",
            )
            .validate(rules::expiry_warning_days()),
        timeouts::attribute(
            "Limit of a purchase, `10m` where it is not set. A purchase that nobody has answered by then is stored as \
             unconfirmed and confirmed by the next apply.",
            "Limit of a change, `5m` where it is not set.",
            "Limit of a destroy, `5m` where it is not set.",
        ),
    ]
}

fn what_the_api_says() -> Vec<Attribute> {
    vec![
        Attribute::computed("status", Kind::String)
            .describe(
                "`Idle` or `InUse` (bound to a CEN instance); `Pending` when the package has been bought and is not \
                 visible yet; `Unconfirmed` when nobody has answered the purchase, which the next apply confirms.",
            )
            .stable(),
        Attribute::computed("business_status", Kind::String)
            .describe("`Normal`, `FinancialLocked` (expired or overdue) or `SecurityLocked`.")
            .stable(),
        Attribute::computed("creation_time", Kind::String).describe("When the package was created, in UTC.").stable(),
        Attribute::computed("expired_time", Kind::String)
            .describe("When a prepaid package expires, in UTC; a day far ahead for the others.")
            .stable(),
        Attribute::computed("geographic_span_id", Kind::String)
            .describe("CEN's own id of the pair of areas. It follows no fixed order of the two.")
            .stable(),
        Attribute::computed("is_cross_border", Kind::Bool)
            .describe("Whether the package crosses the border of the Chinese mainland.")
            .stable(),
    ]
}

/// From the API page of CreateCenBandwidthPackage.
fn name() -> impl Validator {
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

fn client_token() -> impl Validator {
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
