//! How a call can fail, told apart by what the caller may conclude.

use crate::credentials::CredentialsError;

/// What came of a call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The API itself said no, in its own envelope and with a status that blames the caller: nothing was done.
    ///
    /// Of a change that names its object, this may be the answer to a repeated attempt after an unanswered one; what
    /// is in force is then to be read. For a purchase, which names none, that case is a [`NoAnswer`].
    #[error(transparent)]
    Refused(Box<ApiError>),
    /// Nobody knows, or it is known that nothing happened yet: see [`NoAnswer::may_have_been_executed`].
    #[error(transparent)]
    NoAnswer(Box<NoAnswer>),
    /// Nothing was sent, and sending it again would end the same way.
    #[error(transparent)]
    NotSent(NotSent),
}

impl CallError {
    /// The refusal, if the API gave one.
    pub fn api_error(&self) -> Option<&ApiError> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::NoAnswer(_) | Self::NotSent(_) => None,
        }
    }

    /// Whether the call may have taken effect although no definite answer says so.
    pub fn may_have_been_executed(&self) -> bool {
        match self {
            Self::NoAnswer(no_answer) => no_answer.may_have_been_executed,
            Self::Refused(_) | Self::NotSent(_) => false,
        }
    }
}

/// An answer that says no. Its message has been cut and cleaned of secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// Name of the API action.
    pub action: &'static str,
    /// The API's code, the only part to decide on; `HTTP 404` and the like when the answer carried none.
    pub code: String,
    /// The API's words, not stable, at most 1000 characters.
    pub message: String,
    /// What support asks for. Missing when something in front of the API answered.
    pub request_id: Option<String>,
    /// Status of the HTTP answer; varies between gateways for the same code.
    pub http_status: u16,
    /// What we know beyond the API's words, such as which source the refused key came from.
    pub advice: Option<String>,
    /// Whether an earlier attempt of the same call may have been executed, so that what this refuses as done already may be
    /// that attempt's doing.
    pub follows_unanswered: bool,
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} was refused", self.action)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        if let Some(advice) = &self.advice {
            write!(f, "\n{advice}")?;
        }
        write!(f, "\n(code {}", self.code)?;
        if let Some(request_id) = &self.request_id {
            write!(f, ", request id {request_id}")?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for ApiError {}

/// No definite answer, after all attempts that were allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// Name of the API action.
    pub action: &'static str,
    /// How often it was sent, or tried to be.
    pub attempts: u32,
    /// Why there was no further attempt.
    pub stopped: Stopped,
    /// What went wrong last; `None` when there was no attempt.
    pub last: Option<AttemptError>,
    /// Whether any attempt may have had an effect. Always `false` for reads.
    pub may_have_been_executed: bool,
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let why = match self.stopped {
            Stopped::Deadline => "before the time was up",
            Stopped::RetryTime => "within the time for repeating it",
            Stopped::Cancelled => "before the run was cancelled",
            Stopped::AttemptsUsedUp => "to any attempt",
            Stopped::Refused => "to an earlier attempt, and the last one was refused",
        };
        let times = if self.attempts == 1 { "time" } else { "times" };
        write!(
            f,
            "{} got no definite answer {why}; it was tried {} {times}",
            self.action, self.attempts
        )?;
        if let Some(last) = &self.last {
            write!(f, ". Last: {last}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NoAnswer {}

/// Why the attempts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The caller's deadline came, or would have come during the next pause.
    Deadline,
    /// The policy allows no attempt that late; see [`Policy`](crate::policy::Policy).
    RetryTime,
    /// The caller cancelled.
    Cancelled,
    /// The call may not be repeated further, or no attempt has reached the server.
    AttemptsUsedUp,
    /// A later attempt was refused or could not be sent, which says nothing about the earlier one.
    Refused,
}

/// What was wrong with one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptError {
    /// The server was not reached, so nothing was sent.
    Unreachable(String),
    /// The request was or may have been sent, and no answer that can be understood came back.
    Unanswered(String),
    /// The API answered with a code.
    Answered(Box<ApiError>),
    /// The attempt could not be made.
    NotSent(NotSent),
}

impl std::fmt::Display for AttemptError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(text) => write!(f, "the server was not reached: {text}"),
            Self::Unanswered(text) => f.write_str(text),
            Self::Answered(refusal) => refusal.fmt(f),
            Self::NotSent(reason) => reason.fmt(f),
        }
    }
}

impl Stopped {
    /// What happened, as the first part of a sentence.
    fn event(self) -> &'static str {
        match self {
            Self::Cancelled => "the run was cancelled",
            Self::Deadline | Self::RetryTime | Self::AttemptsUsedUp | Self::Refused => {
                "the time was up"
            }
        }
    }
}

/// Why nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// No source had a key.
    #[error(transparent)]
    Credentials(CredentialsError),
    /// The server could not prove who it is.
    #[error(
        "the server's TLS certificate is not trusted: {0}. Check the endpoint; where a proxy on the way has an authority of \
         its own, name the PEM file of that in SSL_CERT_FILE or ALIBABA_CLOUD_CA_BUNDLE"
    )]
    Untrusted(String),
    /// A proxy did not let us through.
    #[error(
        "{0}. Write user name and password into the address of the proxy, as http://USER:PASSWORD@HOST:PORT, with \
         special characters percent-encoded"
    )]
    Proxy(String),
    /// A part of the credential, named here, holds characters that no HTTP header can carry.
    #[error("the {0} holds characters that cannot be sent in a header, such as a line break")]
    Unsendable(&'static str),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
    /// The source of the access key had not answered when this ended the call.
    #[error("{}, while the source of the access key was still being asked", .0.event())]
    NoKeyYet(Stopped),
    /// The call ended before its first attempt.
    #[error("{}, before anything was sent", .0.event())]
    Ended(Stopped),
}
