//! Error codes of the gateways that all Alibaba Cloud APIs share, and what each says about repeating a call.

use crate::idempotency::Idempotency;

/// What a failed attempt means for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The server was not reached; nothing was sent.
    Unreachable,
    /// Sent, and no intelligible answer came.
    Unanswered,
    /// The server failed; whether before or after acting is unknown.
    ServerError,
    /// Something else than the API answered, such as a proxy with a page of its own; what has reached the API is unknown.
    Foreign,
    /// Refused at the gate because of too many calls. Nothing was done, it is said; a purchase takes that for certain only
    /// when a definite answer follows.
    Throttled,
    /// Refused because the object is busy with another task; nothing was done.
    Busy,
    /// Refused because an order is under way, which may be that of an earlier attempt. As with [`Throttled`](Self::Throttled), only
    /// a definite answer that follows shows that it was another.
    OrderOpen,
    /// Refused by a state that should pass soon, but may also be there to stay; nothing was done.
    Settling,
    /// The same call is still under way from an earlier attempt.
    StillRunning,
    /// The nonce was seen before, so a copy of the request has arrived.
    NonceUsed,
    /// The clocks disagree; nothing was done.
    ClockSkewed,
    /// The temporary key was too old, and there is another one now; nothing was done.
    KeyRenewed,
    /// A definite no.
    Refused,
}

impl Class {
    /// Whether an attempt that ended so may have had its effect.
    pub fn may_have_been_executed(self) -> bool {
        match self {
            Self::Unanswered
            | Self::ServerError
            | Self::Foreign
            | Self::StillRunning
            | Self::NonceUsed => true,
            Self::Unreachable
            | Self::Throttled
            | Self::Busy
            | Self::OrderOpen
            | Self::Settling
            | Self::ClockSkewed
            | Self::KeyRenewed
            | Self::Refused => false,
        }
    }

    /// What is left of it where the answer was not the API's own refusal (its whole envelope, with a status that blames the
    /// caller): whoever wrote it cannot vouch that nothing was done.
    ///
    /// Busy objects and too many calls are told with all sorts of statuses. That is taken at its word except of a purchase,
    /// which names nothing that could be looked at to be sure.
    pub(crate) fn in_doubt(self, idempotency: Idempotency) -> Self {
        let is_purchase = idempotency == Idempotency::ByToken;
        match self {
            Self::Refused | Self::Settling => Self::ServerError,
            Self::Busy | Self::OrderOpen if is_purchase => Self::StillRunning,
            Self::Throttled | Self::ClockSkewed if is_purchase => Self::ServerError,
            class => class,
        }
    }
}

/// Class of a code that the product itself does not know.
///
/// The code decides, the HTTP status only where the code says nothing: gateways disagree about statuses.
pub(crate) fn classify(code: &str, http_status: u16) -> Class {
    match code {
        "SignatureNonceUsed" => Class::NonceUsed,
        _ if says_clock_is_wrong(code) => Class::ClockSkewed,
        _ if says_still_running(code) => Class::StillRunning,
        _ if says_server_failed(code) => Class::ServerError,
        "TooManyRequests" | "QPS Limit Exceeded" => Class::Throttled,
        // Products prefix and suffix this word freely, and write it with and without a capital.
        _ if code.to_ascii_lowercase().contains("throttling") => Class::Throttled,
        _ if http_status == 429 => Class::Throttled,
        _ if http_status >= 500 => Class::ServerError,
        _ => Class::Refused,
    }
}

/// Whether the call with this token is under way already. Products disagree about the words: `TokenProcessing`,
/// `OperationFailed.LastTokenProcessing`, `IdempotenceProcessing`, `IdempotentProcessing`.
fn says_still_running(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    code.ends_with("processing") && (code.contains("token") || code.contains("idempoten"))
}

/// Whether the server says that it failed, or ran out of time, whatever the status. Products suffix these words after a dot.
fn says_server_failed(code: &str) -> bool {
    const WORDS: [&str; 10] = [
        "DB.Error",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ServiceBusy",
        "ServiceTimeout",
        "ServiceUnavailable",
        "System.Busy",
        "SystemBusy",
        "UnknownError",
    ];
    let is_word = |word: &&str| {
        let rest = code.strip_prefix(*word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let ran_out_of_time = || {
        let last = code.rsplit('.').next().unwrap_or_default();
        // A parameter may be called a timeout too.
        let is_about_parameter = ["Invalid", "Illegal", "Missing", "Parameter"]
            .iter()
            .any(|word| code.starts_with(word));
        let last = last.to_ascii_lowercase();
        !is_about_parameter && (last.ends_with("timeout") || last.ends_with("timedout"))
    };
    WORDS.iter().any(is_word) || ran_out_of_time()
}

/// Whether the gateway refused a call for its time.
pub(crate) fn says_clock_is_wrong(code: &str) -> bool {
    code == "InvalidTimeStamp.Expired"
}

/// Whether the gateway refused who is calling rather than what is called.
pub(crate) fn is_about_identity(code: &str) -> bool {
    [
        "InvalidAccessKeyId",
        "InvalidSecurityToken",
        "MissingSecurityToken",
        "MissingAccessKeyId",
        "SignatureDoesNotMatch",
    ]
    .iter()
    .any(|prefix| code.starts_with(prefix))
}

/// Whether the gateway refused a key for its age. `is_temporary` says whether the key came with a token: of such a key
/// the gateway forgets the id some time after its end.
pub(crate) fn says_key_has_expired(code: &str, message: &str, is_temporary: bool) -> bool {
    match code {
        "InvalidSecurityToken.Expired" => true,
        "InvalidAccessKeyId.NotFound" => is_temporary,
        // The spelling of some products, ECS among them.
        "InvalidParameter" => message.contains("SecurityToken.Expired"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_before_the_status() {
        for (code, status, class) in [
            ("Throttling.User", 400, Class::Throttled),
            ("Rejected.Throttling", 503, Class::Throttled),
            ("throttling.user", 400, Class::Throttled),
            ("HTTP 429", 429, Class::Throttled),
            ("ServiceUnavailable", 503, Class::ServerError),
            ("InternalError", 200, Class::ServerError),
            ("Never.Heard.Of", 500, Class::ServerError),
            ("Never.Heard.Of", 400, Class::Refused),
            ("SignatureNonceUsed", 400, Class::NonceUsed),
            ("InvalidTimeStamp.Expired", 400, Class::ClockSkewed),
            ("TokenProcessing", 400, Class::StillRunning),
            (
                "OperationFailed.LastTokenProcessing",
                400,
                Class::StillRunning,
            ),
            ("IdempotentProcessing", 409, Class::StillRunning),
            ("IdempotentParameterMismatch", 400, Class::Refused),
            ("ServiceUnavailable.Region", 400, Class::ServerError),
            ("ServiceUnavailableHere", 400, Class::Refused),
            ("RequestTimeout", 400, Class::ServerError),
            ("OperationFailed.Timeout", 400, Class::ServerError),
            ("InvalidParameter.Timeout", 400, Class::Refused),
            ("SignatureDoesNotMatch", 400, Class::Refused),
            ("Forbidden.RAM", 403, Class::Refused),
        ] {
            assert_eq!(classify(code, status), class, "{code} {status}");
        }
    }

    #[test]
    fn a_key_has_expired_by_any_of_the_spellings_of_products() {
        for (code, message, is_temporary, expired) in [
            ("InvalidSecurityToken.Expired", "", true, true),
            ("InvalidSecurityToken.Malformed", "", true, false),
            ("InvalidAccessKeyId.NotFound", "", true, true),
            ("InvalidAccessKeyId.NotFound", "", false, false),
            (
                "InvalidParameter",
                "The SecurityToken.Expired error",
                true,
                true,
            ),
            ("InvalidParameter", "Bandwidth", true, false),
        ] {
            assert_eq!(
                says_key_has_expired(code, message, is_temporary),
                expired,
                "{code}"
            );
        }
    }
}
