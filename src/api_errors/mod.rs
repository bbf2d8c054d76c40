//! API errors, and calls that failed otherwise, in the words of the user.
//!
//! What a code means and what to do about it is known to `cen`; here is how a message is put together.

use std::fmt::Display;

use cen::alibaba_cloud::credentials::{CredentialsError, StsFailure, Tried};
use cen::error::{Kind, advice};
use cen::{ApiError, AttemptError, CallError, NoAnswer, NotSent, Stopped};
use tf_plugin::framework::{Diagnostic, Diagnostics};

const WHERE_KEYS_COME_FROM: &str = "Set access_key and secret_key in the provider block, or set the environment \
    variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (or ALICLOUD_ACCESS_KEY and \
    ALICLOUD_SECRET_KEY). To try things without an account, run `terraform-provider-cen sandbox`.";

const STS_OUT_OF_REACH: &str = "A role is assumed there, so there is no key to call CEN with. Check the network, the \
    address (sts in endpoints, ALIBABA_CLOUD_STS_ENDPOINT, or the region), and the proxy if there is one (HTTPS_PROXY, \
    NO_PROXY).";

const NOT_STS: &str = "A role is assumed there, so there is no key to call CEN with. Check whether that is the address of STS \
    (sts in endpoints of the provider block, ALIBABA_CLOUD_STS_ENDPOINT, or the region), and what answers in its place, such as \
    a proxy (HTTPS_PROXY, NO_PROXY) or a page to sign in.";

const ROLE_REFUSED: &str = "A role is assumed there, so there is no key to call CEN with. Check the ARN of the role, its trust \
    policy, which has to name the caller, the caller's permission for sts:AssumeRole, and the key that it calls with.";

/// Said of codes that nothing is known of.
const REFUSED: &str = "CEN has refused the request";

/// A failed call in the words of the user.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Explained {
    /// One line: what is wrong.
    pub(super) summary: String,
    /// Why, and what to do.
    pub(super) detail: String,
}

impl Explained {
    fn new(summary: &str, detail: String) -> Self {
        Self {
            summary: summary.to_owned(),
            detail,
        }
    }

    /// With a paragraph that comes first.
    pub(super) fn after(self, paragraph: impl Display) -> Self {
        let detail = format!("{paragraph}\n\n{}", self.detail);
        Self { detail, ..self }
    }

    /// With a paragraph that comes last.
    pub(super) fn before(self, paragraph: impl Display) -> Self {
        let detail = format!("{}\n\n{paragraph}", self.detail);
        Self { detail, ..self }
    }

    /// As an error about the whole object.
    pub(super) fn error(self) -> Diagnostic {
        Diagnostic::error(self.summary, self.detail)
    }
}

impl From<Explained> for Diagnostics {
    fn from(explained: Explained) -> Self {
        Self::of_error(explained.summary, explained.detail)
    }
}

/// Questions that the API did not answer, as messages.
pub(super) trait Explain<T> {
    /// The answer.
    ///
    /// # Errors
    ///
    /// The explanation of the call that failed.
    fn explained(self) -> Result<T, Diagnostics>;
}

impl<T> Explain<T> for Result<T, CallError> {
    fn explained(self) -> Result<T, Diagnostics> {
        self.map_err(|error| explain(&error).into())
    }
}

/// Explains a call that failed.
pub(super) fn explain(error: &CallError) -> Explained {
    match error {
        CallError::Refused(refusal) => refused(refusal),
        CallError::NoAnswer(no_answer) => unanswered(no_answer),
        CallError::NotSent(NotSent::Credentials(reason)) => no_key(reason),
        CallError::NotSent(reason) => Explained::new(
            "The request could not be sent",
            sentence(&reason.to_string()),
        ),
    }
}

/// Explains that there is no key to call with.
pub(super) fn no_key(error: &CredentialsError) -> Explained {
    if let Some(failure) = &error.sts {
        let (summary, host, remedy) = match failure {
            StsFailure::Unreachable(host) => ("STS cannot be reached", host, STS_OUT_OF_REACH),
            StsFailure::NoAnswer(host) => ("STS gives no definite answer", host, NOT_STS),
            StsFailure::Refused(host) => ("STS has refused the role", host, ROLE_REFUSED),
        };
        let detail = format!("{}\n\nSTS was asked at {host}. {remedy}", tried(error));
        return Explained::new(summary, detail);
    }
    // Where a source is set up wrongly, that is to be put right; others would not be asked.
    if error.stop {
        return Explained::new("The access key cannot be used", tried(error));
    }
    Explained::new(
        "No access key",
        format!("{error}\n\n{WHERE_KEYS_COME_FROM}"),
    )
}

/// A single source in a sentence, several as a list.
fn tried(error: &CredentialsError) -> String {
    match error.tried.as_slice() {
        [Tried { source, reason }] => sentence(&format!("{source}: {reason}")),
        _ => error.to_string(),
    }
}

fn refused(refusal: &ApiError) -> Explained {
    let ApiError {
        action, message, ..
    } = refusal;
    let because = match message.as_str() {
        "" => ".".to_owned(),
        message => format!(": {message}"),
    };
    let mut paragraphs = vec![format!("{action} was refused{because}")];
    let advice = advice(&refusal.code);
    paragraphs.extend(refusal.advice.clone());
    paragraphs.extend(advice.map(|advice| advice.remedy(action)));
    let request = refusal.request_id.as_deref().unwrap_or("none");
    paragraphs.push(format!(
        "Code {}, HTTP status {}, request id {request}.",
        refusal.code, refusal.http_status
    ));
    let summary = advice.map_or(REFUSED, |advice| advice.summary);
    Explained::new(summary, paragraphs.join("\n\n"))
}

fn unanswered(no_answer: &NoAnswer) -> Explained {
    let (summary, remedy) = match &no_answer.last {
        Some(AttemptError::Answered(refusal)) => match advice(&refusal.code).filter(|_| fits(refusal)) {
            Some(advice) => (advice.summary, Some(advice.remedy(refusal.action))),
            None => ("CEN gives no definite answer", None),
        },
        Some(AttemptError::Unreachable(_)) => (
            "CEN cannot be reached",
            Some(
                "Check the network, the endpoint, and the proxy if there is one (HTTPS_PROXY, NO_PROXY)."
                    .to_owned(),
            ),
        ),
        Some(AttemptError::Unanswered(_) | AttemptError::NotSent(_)) | None => ("CEN does not answer", None),
    };
    let mut paragraphs = vec![format!("{no_answer}.")];
    paragraphs.extend(remedy);
    if no_answer.stopped == Stopped::RetryTime {
        let text = "It would have been repeated for longer if max_retry_timeout of the provider block (or the \
                    environment variable MAX_RETRY_TIMEOUT) allowed it.";
        paragraphs.push(text.to_owned());
    }
    Explained::new(summary, paragraphs.join("\n\n"))
}

/// Whether a code means what the table says of it. One that is known as a refusal, and comes with a status that is none, is not
/// what it looks like.
fn fits(answered: &ApiError) -> bool {
    (400..500).contains(&answered.http_status)
        || matches!(Kind::of(answered), Kind::Busy | Kind::Other)
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

#[cfg(test)]
mod tests;
