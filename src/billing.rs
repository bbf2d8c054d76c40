//! What the provider has to do with the billing API, and what it says where that cannot be used.

use cen::billing::ram_action;
use cen::error::Kind;
use cen::{CallError, PackageId};

use tf_plugin::framework::Diagnostics;

use super::api_errors::{self, Explained};

/// Why something about money is not known or not done, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Sentences.
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
        Self {
            detail: explain(error).detail,
        }
    }

    /// That the billing API does not know a package that CEN knows.
    pub(super) fn unlisted(id: &PackageId) -> Self {
        Self {
            detail: format!(
                "The billing API does not list the package {id}. It may take some minutes after a purchase, and lists prepaid \
                 packages only."
            ),
        }
    }
}
