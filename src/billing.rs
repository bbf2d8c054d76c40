//! What the provider has to do with the billing API, and what it says where that cannot be used.

use cen::billing::{Unpriced, ram_action};
use cen::error::Kind;
use cen::{CallError, NotSent, PackageId};

use tf_plugin::framework::Diagnostics;

use super::api_errors::{self, Explained};

/// Why something about money is not known or not done, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// One sentence, the same for every call that meets the same trouble.
    pub(super) cause: String,
    /// Sentences, with what there is to do about it.
    pub(super) detail: String,
}

/// Explains a call to the billing API that failed; a refusal for lack of a right names that.
pub(super) fn explain(error: &CallError) -> Explained {
    let explained = api_errors::explain(error);
    match missing_right(error) {
        Some(right) => explained.before(right),
        None => explained,
    }
}

/// A sentence on the right that a caller of the billing API lacks, where that is why a call was refused.
pub(super) fn missing_right(error: &CallError) -> Option<String> {
    let refusal = error
        .api_error()
        .filter(|refusal| Kind::of(refusal) == Kind::NotAllowed)?;
    let (older, action) = (ram_action(refusal.action)?, refusal.action);
    Some(format!(
        "The RAM policy of the caller must allow {older}, or bssapi:{action}, which is the same."
    ))
}

/// Refuses what needs the billing API where that is not to be called.
pub(super) fn switched_off(what: &str, outcome: &str) -> Diagnostics {
    Diagnostics::of_error(
        "The billing API is switched off",
        format!(
            "{what} through the billing API, which use_billing_api = false in the provider block keeps this provider from. {outcome}"
        ),
    )
}

impl Trouble {
    /// The trouble with a call that failed.
    pub(super) fn with(error: &CallError) -> Self {
        let cause = match error {
            CallError::Refused(refusal) => {
                format!("{} was refused with {}.", refusal.action, refusal.code)
            }
            CallError::NoAnswer(_) => "The API has not answered.".to_owned(),
            CallError::NotSent(NotSent::Credentials(_)) => {
                "There is no key to call the API with.".to_owned()
            }
            CallError::NotSent(_) => "The API was not called.".to_owned(),
        };
        Self {
            cause,
            detail: explain(error).detail,
        }
    }

    /// A trouble that there is nothing more to say about.
    fn told(cause: String) -> Self {
        Self {
            detail: cause.clone(),
            cause,
        }
    }

    /// Why something has no price.
    pub(super) fn unpriced(reason: &Unpriced) -> Self {
        match reason {
            Unpriced::Call(error) => Self::with(error),
            Unpriced::NoPrice(_) | Unpriced::NotListed | Unpriced::UnknownAttribute(_) => {
                Self::told(format!("There is no price to ask for: {reason}."))
            }
        }
    }

    /// That the provider block keeps the provider from it.
    pub(super) fn switched_off() -> Self {
        Self::told(
            "use_billing_api = false in the provider block keeps this provider from the billing API, which knows prices."
                .to_owned(),
        )
    }

    /// That what is bought depends on something that is not known yet.
    pub(super) fn arguments_unknown() -> Self {
        Self::told(
            "What is bought depends on values that are known only when the plan is applied."
                .to_owned(),
        )
    }

    /// That CEN does not list a package.
    pub(super) fn gone(id: &PackageId) -> Self {
        Self::told(format!("CEN lists no package {id} in this account."))
    }

    /// That the billing API does not know a package that CEN knows.
    pub(super) fn unlisted(id: &PackageId) -> Self {
        Self::told(format!(
            "The billing API does not list the package {id}. It may take some minutes after a purchase, and lists prepaid \
             packages only."
        ))
    }
}
