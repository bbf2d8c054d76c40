//! The Security Token Service: sessions of roles, and who is calling.

use std::time::Duration;

use serde_json::{Value, json};

use crate::action::{Action, Answer, Context};
use crate::error::ApiError;
use crate::family::Family;
use crate::options::account_id;
use crate::product::Product;
use crate::request::Request;

/// Sessions are no part of the account's objects, so none of these changes anything.
pub(crate) const FAMILY: Family = Family::of_actions(&[
    Action::reading("AssumeRole", &["RoleArn", "RoleSessionName"], assume_role)
        .noting("Every role of a legal name exists and trusts every caller.")
        .of(Product::Sts),
    Action::reading(
        "AssumeRoleWithOIDC",
        &["OIDCProviderArn", "OIDCToken", "RoleArn", "RoleSessionName"],
        assume_role_with_oidc,
    )
    .noting("Every token is believed.")
    .of(Product::Sts)
    .unsigned(),
    Action::reading("GetCallerIdentity", &[], caller).of(Product::Sts),
]);

/// How long a session lasts when nothing is said (API page AssumeRole).
const USUAL_SECONDS: u32 = 3600;

/// Opens a session of a role for a key. Every role of a legal name exists and trusts every caller.
fn assume_role(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    if let Some(id) = request.text("ExternalId")
        && !(2..=1224).contains(&id.len())
    {
        return Err(invalid("ExternalId"));
    }
    Ok(Answer::new(open(context, request)?))
}

/// Opens a session of a role for a token, which is believed whatever it says.
fn assume_role_with_oidc(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let provider = request.mandatory("OIDCProviderArn")?;
    if named(provider, "oidc-provider/").is_none() {
        return Err(invalid("OIDCProviderArn"));
    }
    if !(4..=20_000).contains(&request.mandatory("OIDCToken")?.len()) {
        return Err(ApiError::new(
            401,
            "AuthenticationFail.OIDCToken.Invalid",
            "The OIDC token is not valid.",
        ));
    }
    let mut answer = open(context, request)?;
    if let Value::Object(members) = &mut answer {
        let info = json!({ "Issuer": "https://issuer.example", "Subject": "simulator" });
        members.insert("OIDCTokenInfo".to_owned(), info);
    }
    Ok(Answer::new(answer))
}

/// Whose key signed the request.
fn caller(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let id = request.mandatory("AccessKeyId")?;
    let account = context.state.account();
    let answer = match context.sessions.find(id) {
        Some(session) => json!({
            "AccountId": account.to_string(),
            "IdentityType": "AssumedRoleUser",
            "Arn": format!("{}/{}", session.role_arn, session.name),
            "PrincipalId": format!("300000000000000001:{}", session.name),
            "RoleId": "300000000000000001",
        }),
        None => json!({
            "AccountId": account.to_string(),
            "IdentityType": "RAMUser",
            "Arn": format!("acs:ram::{account}:user/simulator"),
            "PrincipalId": "200000000000000001",
            "UserId": "200000000000000001",
        }),
    };
    Ok(Answer::new(answer))
}

fn open(context: &Context<'_>, request: &Request) -> Result<Value, ApiError> {
    let role = request.mandatory("RoleArn")?;
    let Some((account, _)) = named(role, "role/") else {
        return Err(invalid("RoleArn"));
    };
    let name = request.mandatory("RoleSessionName")?;
    let is_legal = |c: char| c.is_ascii_alphanumeric() || ".@-_".contains(c);
    if !(2..=64).contains(&name.len()) || !name.chars().all(is_legal) {
        return Err(invalid("RoleSessionName"));
    }
    let seconds = request.integer("DurationSeconds")?.unwrap_or(USUAL_SECONDS);
    if !(900..=43_200).contains(&seconds) {
        return Err(invalid("DurationSeconds"));
    }
    let policy = request.text("Policy").unwrap_or("{}");
    if policy.len() > 2048 || serde_json::from_str::<Value>(policy).is_err() {
        return Err(invalid("PolicyGrammar"));
    }
    // An account that is not simulated has its roles in that of the caller.
    let mut others = context.others.iter().map(|other| other.account());
    let account = others.find(|other| *other == account);
    let account = account.unwrap_or_else(|| context.state.account());
    let lasts = Duration::from_secs(seconds.into());
    let (id, session) = context
        .sessions
        .open(account, role, name, lasts, context.now);
    Ok(json!({
        "AssumedRoleUser": {
            "Arn": format!("{role}/{name}"),
            "AssumedRoleId": format!("300000000000000001:{name}"),
        },
        "Credentials": {
            "AccessKeyId": id,
            "AccessKeySecret": session.secret.expose(),
            "SecurityToken": session.token.expose(),
            "Expiration": session.expires.to_seconds(),
        },
    }))
}

/// The account and the name in `acs:ram::<account>:<kind><name>`.
fn named<'a>(arn: &'a str, kind: &str) -> Option<(u64, &'a str)> {
    let (account, name) = arn.strip_prefix("acs:ram::")?.split_once(':')?;
    let name = name.strip_prefix(kind)?;
    let account = account_id(account)?;
    (!name.is_empty()).then_some((account, name))
}

/// The codes of STS name the parameter behind a dot (API page AssumeRole, "Error codes").
fn invalid(what: &str) -> ApiError {
    ApiError::new(
        400,
        format!("InvalidParameter.{what}"),
        format!("The parameter {what} is not valid."),
    )
}
