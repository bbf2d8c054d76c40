//! Temporary keys as servers write them: STS, the metadata service, credentials URIs.

use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::Value;

use super::assembled::{Gap, assemble};
use super::{Credential, Spelling};
use crate::redact;
use crate::transport::RawAnswer;

/// Names of the members that all of them use.
const MEMBERS: Spelling = Spelling {
    id: "AccessKeyId",
    secret: "AccessKeySecret",
    token: "SecurityToken",
};

/// Reads the members of `object`; the error says what they lack, and no value.
pub(super) fn temporary(object: &Value, source: &str) -> Result<Credential, String> {
    let member = |name| object.get(name).and_then(Value::as_str);
    let credential = assemble(
        MEMBERS,
        member(MEMBERS.id),
        member(MEMBERS.secret),
        member(MEMBERS.token),
        source,
    )
    .map_err(|gap| match gap {
        Gap::Nothing => "the answer holds no key".to_owned(),
        Gap::Partial(reason) => format!("the answer holds half a key: {reason}"),
    })?;
    let expires = member("Expiration")
        .filter(|text| !text.is_empty())
        .map(|text| moment(text).ok_or("the answer's Expiration is no time"))
        .transpose()?;
    Ok(Credential {
        expires,
        ..credential
    })
}

/// A time as in `2026-01-02T03:04:05Z`.
pub(super) fn moment(text: &str) -> Option<SystemTime> {
    text.trim().parse::<Timestamp>().ok().map(SystemTime::from)
}

/// The answer of a metadata service or of a credentials URI, whose `Code` says whether there is a key in it.
pub(super) fn with_code(raw: &RawAnswer, source: &str) -> Result<Credential, String> {
    if raw.status != 200 {
        return Err(format!(
            "the server answered with HTTP status {}",
            raw.status
        ));
    }
    let Ok(answer) = serde_json::from_slice::<Value>(&raw.body) else {
        return Err("the answer is not JSON".to_owned());
    };
    match answer.get("Code") {
        None | Some(Value::Null) => {}
        Some(Value::String(code)) if code.eq_ignore_ascii_case("success") => {}
        Some(Value::String(code)) => {
            return Err(format!(
                "the answer's Code is {:?} and not \"Success\"",
                redact::one_line(code)
            ));
        }
        Some(_) => return Err("the answer's Code is not a text".to_owned()),
    }
    temporary(&answer, source)
}
