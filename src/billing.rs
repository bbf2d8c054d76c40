//! What the provider has to do with the billing API, and what it says where that cannot be used.

use cen::billing::ram_action;
use cen::error::Kind;
use cen::{CallError, PackageId};

use super::api_errors::explain;

/// Why something about money is not known or not done, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Sentences.
    pub(super) detail: String,
}

impl Trouble {
    /// The trouble with a call that failed.
    pub(super) fn with(error: &CallError) -> Self {
        let explained = explain(error).detail;
        let right = error
            .api_error()
            .filter(|refusal| Kind::of(refusal) == Kind::NotAllowed)
            .and_then(|refusal| Some((ram_action(refusal.action)?, refusal.action)));
        let detail = match right {
            Some((older, action)) => format!(
                "{explained}\n\nThe RAM policy of the caller must allow {older}, or bssapi:{action}, which is the same. To work \
                 without the billing API, set use_billing_api = false in the provider block."
            ),
            None => explained,
        };
        Self { detail }
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
