//! One API: every call to it is signed, sent, understood and repeated here.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;
use uuid::Uuid;

use crate::alibaba::answer::{self, Envelope, Reply};
use crate::alibaba::call::Call;
use crate::alibaba::clock::CorrectedClock;
use crate::alibaba::credentials::{Credential, ProvideCredentials};
use crate::alibaba::error::{CallError, NotSent, Refusal, Trouble};
use crate::alibaba::outcome::{self, Class};
use crate::alibaba::redact;
use crate::alibaba::request::SignedRequest;
use crate::alibaba::retry::{self, Attempted, Limits};
use crate::alibaba::secret::Secret;
use crate::alibaba::transport::{RawAnswer, Transport, TransportError};
use crate::alibaba::world::Clock;

/// An API at one address, called with one identity.
pub(crate) struct Api {
    version: &'static str,
    transport: Arc<dyn Transport>,
    credentials: Arc<dyn ProvideCredentials>,
    clock: CorrectedClock,
}

impl Api {
    /// The API of `version`. Nothing is read or sent before the first call.
    pub(crate) fn new(
        version: &'static str,
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn ProvideCredentials>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            version,
            transport,
            credentials,
            clock: CorrectedClock::new(clock),
        }
    }

    /// The time, corrected by what the server has told.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Makes `call` and reads its answer with `decode`, whose error says what the answer lacks.
    ///
    /// An answer that cannot be decoded counts as none: the call may well have been executed.
    pub(crate) async fn call<T>(
        &self,
        call: &Call,
        decode: fn(&Value) -> Result<T, String>,
        limits: &Limits,
    ) -> Result<T, CallError> {
        retry::run(call.action(), call.repeat(), limits, || {
            self.attempt(call, decode)
        })
        .await
    }

    async fn attempt<T>(
        &self,
        call: &Call,
        decode: fn(&Value) -> Result<T, String>,
    ) -> Attempted<T> {
        let credential = match self.credentials.provide().await {
            Ok(credential) => credential,
            Err(error) => return Attempted::NotSent(NotSent::Credentials(error)),
        };
        let nonce = Uuid::new_v4().to_string();
        let request = SignedRequest::new(call, self.version, &credential, self.now(), &nonce);
        let raw = match self.transport.post(&request.body).await {
            Ok(raw) => raw,
            Err(error) => return without_answer(error),
        };
        let hint = answer::retry_hint(&raw.headers);
        match answer::read(&raw) {
            Reply::Success(value) => match decode(&value) {
                Ok(answer) => Attempted::Answered {
                    answer,
                    request_id: answer::request_id(&value),
                },
                Err(lack) => Attempted::Troubled {
                    class: Class::Unanswered,
                    trouble: Trouble::Unanswered(format!("the answer cannot be used: {lack}")),
                    hint,
                },
            },
            Reply::Failure(envelope) => {
                let class = call
                    .classify(&envelope.code)
                    .unwrap_or_else(|| outcome::classify(&envelope.code, raw.status));
                if class == Class::ClockSkewed
                    && let Some(server) = answer::date(&raw.headers)
                {
                    self.clock.learn(server);
                }
                let refusal = refusal(call, &raw, &envelope, &request, &credential);
                Attempted::Troubled {
                    class,
                    trouble: Trouble::Answered(Box::new(refusal)),
                    hint,
                }
            }
            Reply::Unintelligible(text) => Attempted::Troubled {
                class: Class::Unanswered,
                trouble: Trouble::Unanswered(text),
                hint,
            },
        }
    }
}

fn without_answer<T>(error: TransportError) -> Attempted<T> {
    let (class, trouble) = match error {
        TransportError::Untrusted(reason) => return Attempted::NotSent(NotSent::Untrusted(reason)),
        TransportError::Client(reason) => return Attempted::NotSent(NotSent::Client(reason)),
        TransportError::Unreachable(text) => (Class::Unreachable, Trouble::Unreachable(text)),
        TransportError::Unanswered(text) => (Class::Unanswered, Trouble::Unanswered(text)),
    };
    Attempted::Troubled {
        class,
        trouble,
        hint: None,
    }
}

fn refusal(
    call: &Call,
    raw: &RawAnswer,
    envelope: &Envelope,
    request: &SignedRequest,
    credential: &Credential,
) -> Refusal {
    let id = Secret::new(credential.access_key_id.as_str());
    let mut secrets = vec![&request.signature, &credential.access_key_secret, &id];
    secrets.extend(credential.security_token.as_ref());
    let clean = |text: &str| redact::message(text, &secrets);
    Refusal {
        action: call.action(),
        advice: advice(envelope, request, credential).map(|text| clean(&text)),
        message: clean(&envelope.message),
        code: clean(&envelope.code),
        request_id: envelope.request_id.as_deref().map(clean),
        http_status: raw.status,
    }
}

/// What we can add to the server's words.
fn advice(envelope: &Envelope, request: &SignedRequest, credential: &Credential) -> Option<String> {
    let source = &credential.source;
    if envelope.code == "SignatureDoesNotMatch" {
        let quoted = redact::quoted_string_to_sign(&envelope.message);
        let verdict = match quoted {
            Some(theirs) if theirs == request.string_to_sign.expose() => {
                "Both sides signed the same text, so the secret does not belong to this access key"
            }
            Some(_) => {
                "The server signed another text than this program did: something in between changed the request, or \
                 this is a bug in this program; the secret may be right"
            }
            None => "Most often the secret does not belong to the access key",
        };
        return Some(format!("{verdict}. The key came from: {source}."));
    }
    if envelope.code.starts_with("InvalidTimeStamp") {
        return Some(
            "The clock of this machine and the server's disagree; set the clock.".to_owned(),
        );
    }
    if outcome::is_about_identity(&envelope.code) {
        return Some(format!("The key came from: {source}."));
    }
    envelope.denied.clone()
}

#[cfg(test)]
mod tests;
