//! What the bytes of an answer say.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use jiff::fmt::rfc2822::DateTimeParser;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use serde_json::Value;

use crate::redact;
use crate::transport::RawAnswer;

/// Longest pause a server may ask for.
const LONGEST_HINT: Duration = Duration::from_secs(60);

/// Begins what stands for the code of an answer that has none.
const STATUS_AS_CODE: &str = "HTTP ";

/// The code of an answer that only says that it is no success.
const NO_SUCCESS: &str = "Success=false";

/// An answer, understood or not.
#[derive(Debug, PartialEq)]
pub(crate) enum Reply {
    /// An object without a failing code.
    Success(Value),
    /// The error envelope, or a bare status that means the same.
    Failure(Envelope),
    /// Nothing that tells whether the call was executed.
    Unintelligible(String),
}

impl Reply {
    /// Whether it is the API's own word that nothing was done; see [`Envelope::is_refusal`].
    pub(crate) fn is_refusal(&self, status: u16, verdicts: Verdicts) -> bool {
        matches!(self, Self::Failure(envelope) if envelope.is_refusal(status, verdicts))
    }
}

/// Where an API says whether it has done what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdicts {
    /// In the status, as most do.
    InStatus,
    /// In the member `Success` as well, with any status.
    InAnswer,
}

/// The members of an error answer. The message is as it came and must be cleaned before it is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    /// Which right was denied to whom, from the access management service.
    pub(crate) denied: Option<String>,
    /// Whether its member `Success` says no.
    pub(crate) is_verdict: bool,
}

impl Envelope {
    /// Whether this, with the status that it came with, is the API's own word that nothing was done. Statuses that ask for
    /// the same call once more (request timeout, too many requests) say nothing of what has become of this one.
    pub(crate) fn is_refusal(&self, status: u16, verdicts: Verdicts) -> bool {
        self.is_own(status, verdicts) && !matches!(status, 408 | 429)
    }

    /// Whether the API itself blames the caller. It always sends code, message and request id; what stands before it rarely
    /// does.
    pub(crate) fn is_own(&self, status: u16, verdicts: Verdicts) -> bool {
        let is_verdict = self.is_verdict && verdicts == Verdicts::InAnswer && status < 500;
        ((400..500).contains(&status) || is_verdict)
            && !self.message.is_empty()
            && self.request_id.is_some()
    }

    /// Whether something else than the API wrote the answer, which had no code at all.
    pub(crate) fn is_foreign(&self) -> bool {
        self.code.starts_with(STATUS_AS_CODE)
    }
}

/// Reads an answer of any shape that gateways and what stands before them send.
pub(crate) fn read(raw: &RawAnswer) -> Reply {
    let text = text(raw);
    let text = text.trim();
    if let Some(value) = object(raw) {
        return match from_json(&value) {
            Some(envelope) => Reply::Failure(envelope),
            None if (200..300).contains(&raw.status) => Reply::Success(value),
            None => from_status(raw.status, "an answer without an error code"),
        };
    }
    if let Some(envelope) = from_xml(text) {
        return Reply::Failure(envelope);
    }
    let what = match text {
        "" => "an empty answer",
        _ if text.starts_with('<') => "a page that is not from the API",
        _ => "text that is not JSON",
    };
    from_status(raw.status, what)
}

/// The object that an answer is, whatever it says.
pub(crate) fn object(raw: &RawAnswer) -> Option<Value> {
    let value: Value = serde_json::from_str(&text(raw)).ok()?;
    value.is_object().then_some(value)
}

fn text(raw: &RawAnswer) -> Cow<'_, str> {
    let body = raw.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&raw.body);
    String::from_utf8_lossy(body)
}

/// The id of a good answer, for the log; cut like any text from outside.
pub(crate) fn request_id(value: &Value) -> Option<String> {
    text_of(value.get("RequestId")?).map(|id| redact::one_line(&id))
}

/// Without a code, a status that says no stands for one: it tells the user more than that nobody has answered.
fn from_status(status: u16, what: &str) -> Reply {
    match status {
        300..=407 | 409..=499 => Reply::Failure(Envelope {
            code: format!("{STATUS_AS_CODE}{status}"),
            message: format!(
                "the server sent {what}, so it is probably not the API itself: check the endpoint and any proxy in between"
            ),
            ..Envelope::default()
        }),
        _ => Reply::Unintelligible(format!("the server sent {what} (HTTP status {status})")),
    }
}

/// The envelope, if the object carries a code that means failure: some products fail with HTTP status 200.
fn from_json(value: &Value) -> Option<Envelope> {
    let member = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| text_of(value.get(name)?))
            .filter(|text| !text.is_empty())
    };
    let code = member(["Code", "code"]);
    // Samples of the billing API pair codes and verdicts at random: where there is a verdict, it counts.
    let verdict = value.get("Success").and_then(text_of);
    let is_verdict = verdict.as_deref() == Some("false");
    let harmless = || {
        let words = ["success", "ok", "200", "0"];
        let is_harmless = |code: &String| words.iter().any(|word| code.eq_ignore_ascii_case(word));
        code.as_ref().is_none_or(is_harmless)
    };
    if verdict.as_deref() == Some("true") || (!is_verdict && harmless()) {
        return None;
    }
    Some(Envelope {
        code: code.unwrap_or_else(|| NO_SUCCESS.to_owned()),
        message: member(["Message", "message"]).unwrap_or_default(),
        request_id: member(["RequestId", "requestId"]),
        denied: value.get("AccessDeniedDetail").and_then(denied),
        is_verdict,
    })
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn denied(detail: &Value) -> Option<String> {
    let parts: Vec<String> = [
        ("AuthAction", "action"),
        ("AuthPrincipalType", "principal type"),
        ("AuthPrincipalDisplayName", "principal"),
        ("PolicyType", "policy type"),
        ("NoPermissionType", "kind of denial"),
    ]
    .iter()
    .filter_map(|(name, label)| Some(format!("{label} {}", text_of(detail.get(name)?)?)))
    .collect();
    (!parts.is_empty()).then(|| format!("Access was denied: {}.", parts.join(", ")))
}

/// The envelope of an XML answer, which gateways in front send whatever format was asked for.
fn from_xml(text: &str) -> Option<Envelope> {
    if !text.starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut envelope = Envelope::default();
    let mut request_id = String::new();
    loop {
        let piece = match reader.read_event().ok()? {
            Event::Start(start) => {
                // Real answers are two levels deep; anything much deeper is not one.
                if path.len() > 16 {
                    return None;
                }
                path.push(start.name().as_ref().to_owned());
                if path.first().is_some_and(|root| root != "Error") {
                    return None;
                }
                continue;
            }
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Text(text) => text.to_string(),
            Event::CData(data) => data.to_string(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => character.to_string(),
                _ => resolve_xml_entity(&reference)
                    .unwrap_or_default()
                    .to_owned(),
            },
            Event::Eof => break,
            _ => continue,
        };
        let [_, child] = path.as_slice() else {
            continue;
        };
        match child.as_str() {
            "Code" => envelope.code.push_str(&piece),
            "Message" => envelope.message.push_str(&piece),
            "RequestId" => request_id.push_str(&piece),
            _ => {}
        }
    }
    envelope.code = envelope.code.trim().to_owned();
    let request_id = request_id.trim();
    envelope.request_id = (!request_id.is_empty()).then(|| request_id.to_owned());
    (!envelope.code.is_empty()).then_some(envelope)
}

/// The server's clock, from the `Date` header, which error answers carry as well.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    http_date(headers, "date")
}

/// How long the server wants to be left alone, at most a minute: the largest of `x-acs-retry-after` (milliseconds),
/// `Retry-After` (seconds or a date) and what is left of a used-up quota.
pub(crate) fn retry_hint(headers: &HeaderMap) -> Option<Duration> {
    let number =
        |name: &str| -> Option<u64> { headers.get(name)?.to_str().ok()?.trim().parse().ok() };
    let own = number("x-acs-retry-after").map(Duration::from_millis);
    let standard = number("retry-after").map(Duration::from_secs).or_else(|| {
        let until = http_date(headers, "retry-after")?;
        until.duration_since(date(headers)?).ok()
    });
    own.max(standard)
        .filter(|hint| !hint.is_zero())
        .map(|hint| hint.min(LONGEST_HINT))
        .max(quota_rest(headers))
}

/// How long no further call is let through, at most a minute, when the quota that the answer tells of is used up.
///
/// `x-ratelimit-user` and `x-ratelimit-user-api` look like `Limit:1,Remain:0,TimeLeft:2000,Reset:1234`, with the time in
/// milliseconds, as Alibaba Cloud's Go SDK reads them.
pub(crate) fn quota_rest(headers: &HeaderMap) -> Option<Duration> {
    ["x-ratelimit-user", "x-ratelimit-user-api"]
        .iter()
        .filter_map(|name| {
            let text = headers.get(*name)?.to_str().ok()?;
            let number = |label: &str| -> Option<u64> {
                text.split(',')
                    .filter_map(|part| part.split_once(':'))
                    .find(|(name, _)| name.trim().eq_ignore_ascii_case(label))
                    .and_then(|(_, value)| value.trim().parse().ok())
            };
            (number("Remain")? == 0).then_some(number("TimeLeft")?)
        })
        .max()
        .filter(|left| *left > 0)
        .map(|left| Duration::from_millis(left).min(LONGEST_HINT))
}

fn http_date(headers: &HeaderMap, name: &str) -> Option<SystemTime> {
    let text = headers.get(name)?.to_str().ok()?;
    let timestamp = DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(SystemTime::from(timestamp))
}

#[cfg(test)]
mod tests;
