//! One API: every call to it is signed, sent, understood and repeated here.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde_json::Value;
use uuid::Uuid;

use crate::answer::{self, Envelope, Reply, Verdicts};
use crate::call::Call;
use crate::clock::CorrectedClock;
use crate::credentials::{Credential, ProvideCredentials};
use crate::deadline::Deadline;
use crate::error::{AttemptError, CallError, NoAnswer, NotSent, Stopped};
use crate::idempotency::Idempotency;
use crate::outcome::{self, Class};
use crate::policy::Policy;
use crate::refused::{Refused, Renewal};
use crate::request::{Draft, Unsendable};
use crate::retry::{self, Attempted, Pacing, Progress};
use crate::sign::Scheme;
use crate::transport::{Transport, TransportError};
use crate::world::Clock;

/// What tells the APIs of the vendor's products apart, beside their addresses.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    version: &'static str,
    classify: fn(&str) -> Option<Class>,
    verdicts: Verdicts,
}

impl Product {
    /// The product whose API has this version, such as `2017-09-12`.
    pub const fn new(version: &'static str) -> Self {
        Self {
            version,
            classify: |_| None,
            verdicts: Verdicts::InStatus,
        }
    }

    /// Says what the product's own codes mean for the next attempt; `None` leaves a code to the gateway's table.
    pub const fn with_codes(mut self, classify: fn(&str) -> Option<Class>) -> Self {
        self.classify = classify;
        self
    }

    /// Says that the product refuses with the status of a success too, and says so in the member `Success` of its answer.
    pub const fn with_verdicts(mut self) -> Self {
        self.verdicts = Verdicts::InAnswer;
        self
    }
}

/// What shows that a call has succeeded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// That there is no code that says otherwise.
    Code,
    /// The id of what it has created.
    Id,
}

/// Decodes an answer and keeps what comes of it.
///
/// # Errors
///
/// What the answer lacks.
type Keep<'k> = &'k (dyn Fn(&Value) -> Result<(), String> + Sync);

/// An API at one address, called with one identity or with none.
pub struct Api {
    product: Product,
    transport: Arc<dyn Transport>,
    /// `None`: calls are not signed.
    credentials: Option<Arc<dyn ProvideCredentials>>,
    clock: Arc<CorrectedClock>,
    scheme: Scheme,
    pacing: Pacing,
}

impl Api {
    /// The API of `product`. Nothing is read or sent before the first call.
    pub fn new(
        product: Product,
        transport: Arc<dyn Transport>,
        credentials: Option<Arc<dyn ProvideCredentials>>,
        clock: Arc<CorrectedClock>,
    ) -> Self {
        Self {
            product,
            transport,
            credentials,
            clock,
            scheme: Scheme::default(),
            pacing: Pacing::default(),
        }
    }

    /// Signs, paces and repeats calls by `policy`, which is to be set before the first one.
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.scheme = policy.scheme;
        self.pacing = Pacing::new(policy);
        self
    }

    /// Where it is.
    pub(crate) fn host(&self) -> &str {
        self.transport.host()
    }

    /// The time, corrected by what the server has told.
    pub fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// The earliest that a moment may have been, by the server's clock, that this machine has noted as `noted`: its clock may
    /// have been corrected by then, or as wrong as it is known to be now. `None` where that is still to come, so that nothing
    /// is known of it.
    pub fn earliest(&self, noted: SystemTime) -> Option<SystemTime> {
        let earliest = noted.min(self.clock.corrected(noted));
        (noted <= self.now()).then_some(earliest)
    }

    /// Makes `call` and reads its answer with `decode`, whose error says what the answer lacks.
    ///
    /// An answer that cannot be decoded counts as none: the call may well have been executed.
    pub async fn call<T: Send>(
        &self,
        call: &Call,
        decode: impl Fn(&Value) -> Result<T, String> + Sync,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        self.run(call, decode, Proof::Code, deadline).await
    }

    /// Like [`call`](Self::call), for a call that creates something, of whose answer `decode` reads the id. An id in hand is
    /// an id: whatever else an answer says, short of the API's own refusal, the object exists.
    pub async fn create<T: Send>(
        &self,
        call: &Call,
        decode: impl Fn(&Value) -> Result<T, String> + Sync,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        self.run(call, decode, Proof::Id, deadline).await
    }

    /// Makes `call` and keeps what `decode` has made of the answer, so that all the rest does not depend on what that is.
    async fn run<T: Send>(
        &self,
        call: &Call,
        decode: impl Fn(&Value) -> Result<T, String> + Sync,
        proof: Proof,
        deadline: &Deadline,
    ) -> Result<T, CallError> {
        let decoded = Mutex::new(None);
        let keep = |value: &Value| {
            let answer = decode(value)?;
            *decoded.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
            Ok(())
        };
        self.exchange(call, &keep, proof, deadline).await?;
        let answer = decoded.into_inner().unwrap_or_else(PoisonError::into_inner);
        answer.ok_or_else(|| unread(call))
    }

    async fn exchange(
        &self,
        call: &Call,
        keep: Keep<'_>,
        proof: Proof,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        retry::run(
            call.action(),
            call.idempotency(),
            call.queue(),
            deadline,
            &self.pacing,
            |progress| self.attempt(call, keep, proof, progress),
        )
        .await
    }

    async fn attempt(
        &self,
        call: &Call,
        keep: Keep<'_>,
        proof: Proof,
        progress: Progress,
    ) -> Attempted<()> {
        let credential = match &self.credentials {
            None => None,
            Some(credentials) => match credentials.provide().await {
                Ok(credential) => Some(credential),
                Err(error) => return Attempted::NotSent(NotSent::Credentials(error)),
            },
        };
        let draft = Draft {
            call,
            version: self.product.version,
            host: self.transport.host(),
            now: self.now(),
            nonce: &Uuid::new_v4().to_string(),
        };
        let request = match &credential {
            None => draft.unsigned(),
            Some(credential) => match draft.signed(self.scheme, credential) {
                Ok(request) => request,
                Err(Unsendable(part)) => return Attempted::NotSent(NotSent::Unsendable(part)),
            },
        };
        progress.sends();
        let raw = match self.transport.post(&request).await {
            Ok(raw) => raw,
            Err(error) => return without_answer(error),
        };
        let hint = answer::retry_hint(&raw.headers);
        let answered = |value: &Value| Attempted::Answered {
            answer: (),
            request_id: answer::request_id(value),
            rest: answer::quota_rest(&raw.headers),
        };
        let (reply, verdicts) = (answer::read(&raw), self.product.verdicts);
        if proof == Proof::Id
            && !reply.is_refusal(raw.status, verdicts)
            && let Some(value) = answer::object(&raw)
            && let Ok(()) = keep(&value)
        {
            return answered(&value);
        }
        match reply {
            Reply::Success(value) => match keep(&value) {
                Ok(()) => answered(&value),
                Err(lack) => Attempted::Failed {
                    class: Class::Unanswered,
                    error: AttemptError::Unanswered(format!("the answer cannot be used: {lack}")),
                    hint,
                },
            },
            Reply::Failure(envelope) => {
                let class = call
                    .classify(&envelope.code)
                    .or_else(|| (self.product.classify)(&envelope.code))
                    .unwrap_or_else(|| outcome::classify(&envelope.code, raw.status));
                let class = match class {
                    class if envelope.is_refusal(raw.status, verdicts) => class,
                    Class::Throttled if envelope.is_own(raw.status, verdicts) => Class::Throttled,
                    Class::Refused if envelope.is_foreign() => Class::Foreign,
                    class => class.in_doubt(call.idempotency()),
                };
                if outcome::says_clock_is_wrong(&envelope.code)
                    && let Some(server) = answer::date(&raw.headers)
                {
                    self.clock.learn(server);
                }
                let renewal = self.renew(&envelope, credential.as_ref()).await;
                let refused = Refused {
                    call,
                    raw: &raw,
                    envelope: &envelope,
                    request: &request,
                    credential: credential.as_ref(),
                    renewal: &renewal,
                };
                Attempted::Failed {
                    error: AttemptError::Answered(Box::new(refused.api_error())),
                    class: match renewal {
                        Renewal::Done => Class::KeyRenewed,
                        Renewal::NotCalledFor | Renewal::Impossible | Renewal::Failed(_) => class,
                    },
                    hint,
                }
            }
            Reply::Unintelligible(text) => Attempted::Failed {
                class: Class::Unanswered,
                error: AttemptError::Unanswered(text),
                hint,
            },
        }
    }

    /// Gets another key if the answer says that this one was too old.
    async fn renew(&self, envelope: &Envelope, credential: Option<&Credential>) -> Renewal {
        let (Some(credentials), Some(credential)) = (&self.credentials, credential) else {
            return Renewal::NotCalledFor;
        };
        let is_temporary = credential.security_token.is_some();
        if !outcome::says_key_has_expired(&envelope.code, &envelope.message, is_temporary) {
            return Renewal::NotCalledFor;
        }
        match credentials.renew(credential).await {
            Ok(true) => Renewal::Done,
            Ok(false) => Renewal::Impossible,
            Err(error) => Renewal::Failed(error),
        }
    }
}

/// The error for an answer that was not decoded, which cannot be.
fn unread(call: &Call) -> CallError {
    CallError::NoAnswer(Box::new(NoAnswer {
        action: call.action(),
        attempts: 1,
        stopped: Stopped::AttemptsUsedUp,
        last: Some(AttemptError::Unanswered(
            "the answer was not read".to_owned(),
        )),
        may_have_been_executed: call.idempotency() != Idempotency::ReadOnly,
    }))
}

fn without_answer(error: TransportError) -> Attempted<()> {
    let (class, error) = match error {
        TransportError::Untrusted(reason) => return Attempted::NotSent(NotSent::Untrusted(reason)),
        TransportError::Proxy(reason) => return Attempted::NotSent(NotSent::Proxy(reason)),
        TransportError::Client(reason) => return Attempted::NotSent(NotSent::Client(reason)),
        TransportError::Unreachable(text) => (Class::Unreachable, AttemptError::Unreachable(text)),
        TransportError::Unanswered(text) => (Class::Unanswered, AttemptError::Unanswered(text)),
    };
    Attempted::Failed {
        class,
        error,
        hint: None,
    }
}

#[cfg(test)]
mod tests;
