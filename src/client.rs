//! What resources work with once the provider is configured.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cen::alibaba_cloud::credentials::ProvideCredentials;
use cen::billing::Billing;
use cen::region::region_area_with;
use cen::{AreaPair, MoreRegions, Region, RegionPair};
use tf_plugin::value::Attr;

use super::prices::Prices;
use super::purchase_journal::Journal;

/// What resources work with.
#[derive(Clone)]
pub struct Client {
    /// The API.
    pub(super) api: cen::Client,
    /// What the billing API knows of packages; nothing where it is not to be called.
    pub(super) billing: Option<Billing>,
    /// What is asked and said about prices.
    pub(super) prices: Prices,
    /// Where its keys come from.
    pub(super) credentials: Arc<dyn ProvideCredentials>,
    /// Tags for every resource that has tags.
    pub(super) default_tags: BTreeMap<String, String>,
    /// Regions that the user vouches for, with their areas.
    pub(super) additional_regions: MoreRegions,
    /// The region for resources that name none.
    pub(super) region: Attr<String>,
    /// From how many days before its expiry on a package that does not renew itself is warned about; 0 for never.
    pub(super) expiry_warning_days: u64,
    /// Whether plans warn of what drops traffic at a transit router.
    pub(super) warns_about_routes: bool,
    /// Whether the plan of a purchase says what it means to cross the mainland's border.
    pub(super) warns_about_cross_border: bool,
    /// The time between two looks for an object that cost money and is not listed any more.
    pub(super) absence_wait: Duration,
    /// Where purchases are noted before they are sent.
    pub(super) journal: Journal,
}

impl Client {
    /// The areas that a package for the connection between two regions must connect; none for regions that nobody knows.
    pub(super) fn areas(&self, regions: &RegionPair) -> Option<AreaPair> {
        let area = |region: &Region| region_area_with(region.as_str(), &self.additional_regions);
        let (a, b) = (area(regions.first()), area(regions.second()));
        Some(AreaPair::new(a.ok()?, b.ok()?))
    }
}
