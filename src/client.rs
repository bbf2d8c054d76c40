//! What resources work with once the provider is configured.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use cen::alibaba_cloud::credentials::ProvideCredentials;
use cen::{MoreRegions, PackageId};
use tf_plugin::value::Attr;

use super::budget::Budget;
use super::claims::bindings::Bindings;
use super::claims::limits::LimitClaims;

/// What resources work with.
#[derive(Clone)]
pub struct Client {
    /// The API.
    pub(super) api: cen::Client,
    /// Where its keys come from.
    pub(super) credentials: Arc<dyn ProvideCredentials>,
    /// Tags for every resource that has tags.
    pub(super) default_tags: BTreeMap<String, String>,
    /// What resources say about the bindings of packages.
    pub(super) bindings: Arc<Bindings>,
    /// What resources say about bandwidth limits.
    pub(super) limits: Arc<LimitClaims>,
    /// What packages are about to gain, and what is about to be taken of them.
    pub(super) budget: Arc<Budget>,
    /// Regions that the user vouches for, with their areas.
    pub(super) additional_regions: MoreRegions,
    /// The region for resources that name none.
    pub(super) region: Attr<String>,
    /// From how many days before its expiry on a package that does not renew itself is warned about; 0 for never.
    pub(super) expiry_warning_days: u64,
    /// Packages about whose end a read has spoken, so that the plan after it need not.
    pub(super) told_of_end: Arc<Mutex<BTreeSet<PackageId>>>,
}

impl Client {
    /// Notes that a read has said what there is to say about the end of a package.
    pub(super) fn told_of_end(&self, id: &PackageId) {
        let mut told = self
            .told_of_end
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        told.insert(id.clone());
    }

    /// Whether a read of this run has said what there is to say about the end of a package.
    pub(super) fn has_told_of_end(&self, id: &PackageId) -> bool {
        let told = self
            .told_of_end
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        told.contains(id)
    }
}
