//! Limits of the arguments for roles, from the API pages of AssumeRole and AssumeRoleWithOIDC.

use std::ops::RangeInclusive;

use crate::rules::quoted;
use tf_plugin::framework::validate::{Validator, pattern, text, whole_number_between};
use tf_plugin::value::Number;

/// How long a session can be; the role itself may allow less.
const SESSION_SECONDS: RangeInclusive<u64> = 900..=43_200;

/// `acs:ram::<account>:role/<name>`, or nothing at all.
pub(super) fn role_arn() -> Validator<String> {
    arn("a role", "role/", "acs:ram::123456789012:role/deploy")
}

/// `acs:ram::<account>:oidc-provider/<name>`.
pub(super) fn provider_arn() -> Validator<String> {
    arn(
        "an OIDC identity provider",
        "oidc-provider/",
        "acs:ram::123456789012:oidc-provider/ack",
    )
}

fn arn(what: &'static str, kind: &'static str, example: &'static str) -> Validator<String> {
    text(
        format!("the ARN of {what}, such as `{example}`"),
        move |arn| {
            let name = arn
                .strip_prefix("acs:ram::")
                .and_then(|rest| rest.split_once(':'))
                .and_then(|(_, name)| name.strip_prefix(kind));
            if arn.is_empty() || name.is_some_and(|name| !name.is_empty()) {
                return Ok(());
            }
            Err((
                format!("Not the ARN of {what}"),
                format!(
                    "{} cannot be the ARN of {what}; those look like {example:?}.",
                    quoted(arn)
                ),
            ))
        },
    )
}

/// The name of a session, or nothing at all.
pub(super) fn session_name() -> Validator<String> {
    pattern(
        "([A-Za-z0-9.@_-]{2,64})?",
        "2 to 64 letters, digits, `.`, `@`, `-` and `_`",
    )
}

/// The length of a session.
pub(super) fn session_expiration() -> Validator<Number> {
    whole_number_between(SESSION_SECONDS, "seconds")
}

/// An access policy in JSON.
pub(super) fn policy() -> Validator<String> {
    text(
        "an access policy in JSON, up to 2048 characters",
        |policy| {
            let is_json = || serde_json::from_str::<serde_json::Value>(policy).is_ok();
            if policy.is_empty() || (policy.chars().count() <= 2048 && is_json()) {
                return Ok(());
            }
            Err((
            "Policy is not legal".to_owned(),
            "A policy for a session is JSON of up to 2048 characters. Make it with jsonencode().".to_owned(),
        ))
        },
    )
}

/// What the owner of a role has asked for, or nothing at all.
pub(super) fn external_id() -> Validator<String> {
    pattern(
        "([A-Za-z0-9=,.@:/_+-]{2,1224})?",
        "2 to 1224 letters, digits and `= , . @ : / - _ +`",
    )
}

/// The token of another identity provider.
pub(super) fn oidc_token() -> Validator<String> {
    text("4 to 20000 characters", |token| {
        if token.is_empty() || (4..=20_000).contains(&token.trim().len()) {
            return Ok(());
        }
        Err((
            "OIDC token is not legal".to_owned(),
            "An OIDC token has 4 to 20000 characters.".to_owned(),
        ))
    })
}
