//! Failed calls in the words of the user.
//!
//! What a code means and what to do about it stands in tables, one file a theme; here is how a message is put together.

mod access;
mod binding;
mod instances;
mod purchase;
mod routers;
mod service;
mod values;

use cen::{CallError, NoAnswer, NotSent, Refusal, Stopped, Trouble};

const WHERE_KEYS_COME_FROM: &str = "Set access_key and secret_key in the provider block, or set the environment \
    variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (or ALICLOUD_ACCESS_KEY and \
    ALICLOUD_SECRET_KEY). To try things without an account, run `terraform-provider-cen sandbox`.";

/// Said of codes that are in no table.
const REFUSED: &str = "CEN has refused the request";

/// What is known about some codes that mean the same.
struct Entry {
    /// Codes as the API spells them. One that ends in `*` stands for all that begin so and have no entry of their own.
    codes: &'static [&'static str],
    /// What is wrong, in the user's words.
    summary: &'static str,
    /// What to do; `{action}` is the API action.
    hint: &'static str,
}

const TABLES: [&[Entry]; 7] = [
    access::ENTRIES,
    purchase::ENTRIES,
    binding::ENTRIES,
    instances::ENTRIES,
    values::ENTRIES,
    routers::ENTRIES,
    service::ENTRIES,
];

/// Summary and detail for a call that failed.
pub(super) fn explain(error: &CallError) -> (String, String) {
    match error {
        CallError::Refused(refusal) => refused(refusal),
        CallError::NoAnswer(no_answer) => unanswered(no_answer),
        CallError::NotSent(NotSent::Credentials(reason)) => no_key(&reason.to_string()),
        CallError::NotSent(reason) => (
            "The request could not be sent".to_owned(),
            sentence(&reason.to_string()),
        ),
    }
}

/// Summary and detail where no source of keys had one.
pub(super) fn no_key(reason: &str) -> (String, String) {
    (
        "No access key".to_owned(),
        format!("{reason}\n\n{WHERE_KEYS_COME_FROM}"),
    )
}

fn refused(refusal: &Refusal) -> (String, String) {
    let Refusal {
        action, message, ..
    } = refusal;
    let because = match message.as_str() {
        "" => ".".to_owned(),
        message => format!(": {message}"),
    };
    let mut paragraphs = vec![format!("{action} was refused{because}")];
    let entry = find(&refusal.code);
    paragraphs.extend(refusal.advice.clone());
    paragraphs.extend(entry.map(|entry| entry.hint_for(action)));
    let request = refusal.request_id.as_deref().unwrap_or("none");
    paragraphs.push(format!(
        "Code {}, HTTP status {}, request id {request}.",
        refusal.code, refusal.http_status
    ));
    let summary = entry.map_or(REFUSED, |entry| entry.summary);
    (summary.to_owned(), paragraphs.join("\n\n"))
}

fn unanswered(no_answer: &NoAnswer) -> (String, String) {
    let (summary, hint) = match &no_answer.last {
        Some(Trouble::Answered(refusal)) => match find(&refusal.code) {
            Some(entry) => (entry.summary, Some(entry.hint_for(refusal.action))),
            None => ("CEN gives no definite answer", None),
        },
        Some(Trouble::Unreachable(_)) => (
            "CEN cannot be reached",
            Some(
                "Check the network, the endpoint, and the proxy if there is one (HTTPS_PROXY, NO_PROXY)."
                    .to_owned(),
            ),
        ),
        Some(Trouble::Unanswered(_) | Trouble::NotSent(_)) | None => ("CEN does not answer", None),
    };
    let mut paragraphs = vec![format!("{no_answer}.")];
    paragraphs.extend(hint);
    if no_answer.stopped == Stopped::RetryTime {
        let text = "It would have been repeated for longer if max_retry_timeout of the provider block (or the \
                    environment variable MAX_RETRY_TIMEOUT) allowed it.";
        paragraphs.push(text.to_owned());
    }
    (summary.to_owned(), paragraphs.join("\n\n"))
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

/// The entry of a code, or else of the narrowest family that it belongs to.
fn find(code: &str) -> Option<&'static Entry> {
    let entries = || TABLES.into_iter().flatten();
    entries()
        .find(|entry| entry.codes.contains(&code))
        .or_else(|| {
            let families = entries().flat_map(|entry| {
                let families = entry.codes.iter();
                families.filter_map(move |family| Some((family.strip_suffix('*')?, entry)))
            });
            families
                .filter(|(family, _)| code.starts_with(family))
                .max_by_key(|(family, _)| family.len())
                .map(|(_, entry)| entry)
        })
}

impl Entry {
    fn hint_for(&self, action: &str) -> String {
        self.hint.replace("{action}", action)
    }
}

#[cfg(test)]
mod tests;
