//! A call before it is signed: what is asked, and whether it may be asked twice.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::idempotency::Idempotency;
use crate::outcome::Class;
use crate::secret::Secret;
use crate::sign::rpc::Parameters;
use crate::token::ClientToken;

/// What calls stand in that must not be under way at the same time. Clones are the same queue.
pub type Queue = Arc<Mutex<()>>;

/// One action with its own parameters, written out once and the same in every attempt.
///
/// ```
/// # use alibaba_cloud::call::Call;
/// # use alibaba_cloud::sign::rpc::canonical_query;
/// let name: Option<String> = None;
/// let call = Call::idempotent("ModifyThing")
///     .with("ThingId", "thing-1")
///     .with("Size", 5)
///     .with_some("Name", name);
/// assert_eq!(canonical_query(call.parameters()), "Size=5&ThingId=thing-1");
/// ```
pub struct Call {
    action: &'static str,
    idempotency: Idempotency,
    parameters: Parameters,
    /// Class of codes that mean something of their own in answers to this action.
    classify: Option<fn(&str) -> Option<Class>>,
    /// Names of parameters whose values must not be shown, should the server repeat them.
    confidential: &'static [&'static str],
    /// Where each attempt waits for its turn.
    queue: Option<Queue>,
}

impl Call {
    /// A call that changes nothing.
    pub fn read(action: &'static str) -> Self {
        Self::new(action, Idempotency::ReadOnly)
    }

    /// A change whose second execution leaves things as the first one did.
    pub fn idempotent(action: &'static str) -> Self {
        Self::new(action, Idempotency::Idempotent)
    }

    /// An order that would be made twice if it were sent twice, and for which the API takes no token. Once its fate is
    /// unknown it is not sent again; the caller looks at what it orders instead.
    pub fn not_idempotent(action: &'static str) -> Self {
        Self::new(action, Idempotency::NotIdempotent)
    }

    /// A change that would be made twice if it were not for its token.
    ///
    /// The only way to a call of [`Idempotency::ByToken`], so a purchase without a token cannot be written down.
    pub fn with_token(action: &'static str, token: &ClientToken) -> Self {
        Self::new(action, Idempotency::ByToken).with("ClientToken", token.as_str())
    }

    fn new(action: &'static str, idempotency: Idempotency) -> Self {
        Self {
            action,
            idempotency,
            parameters: Parameters::new(),
            classify: None,
            confidential: &[],
            queue: None,
        }
    }

    /// Adds a parameter.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers pass numbers as they are, and everything else by reference"
    )]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.parameters.insert(name.into(), value.to_string());
        self
    }

    /// Adds a parameter that has a value.
    pub fn with_some(self, name: impl Into<String>, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds parameters.
    pub(crate) fn with_all(mut self, parameters: Parameters) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// Lets codes mean something else in answers to this action than in answers to others of the product. `None` leaves a
    /// code to the product.
    pub fn classified(mut self, classify: fn(&str) -> Option<Class>) -> Self {
        self.classify = Some(classify);
        self
    }

    /// Has each attempt wait until no other one in this queue is under way. A call gives its turn away while it pauses before
    /// it is repeated: what it waits for may be waiting for its turn too.
    pub fn in_turn(mut self, queue: Queue) -> Self {
        self.queue = Some(queue);
        self
    }

    pub(crate) fn queue(&self) -> Option<&Queue> {
        self.queue.as_ref()
    }

    /// Keeps the values of these parameters out of errors.
    pub(crate) fn confidential(mut self, names: &'static [&'static str]) -> Self {
        self.confidential = names;
        self
    }

    pub(crate) fn action(&self) -> &'static str {
        self.action
    }

    /// Whether it may be sent again.
    pub fn idempotency(&self) -> Idempotency {
        self.idempotency
    }

    /// Its own parameters, without those that every call carries.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The values that must not be shown.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = Secret> {
        let value = |name: &&str| self.parameters.get(*name).map(Secret::new);
        self.confidential.iter().filter_map(value)
    }

    /// What this action says of an error code; `None` for one that means what it means everywhere.
    pub fn classify(&self, code: &str) -> Option<Class> {
        self.classify.and_then(|classify| classify(code))
    }
}
