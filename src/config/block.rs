//! The `provider` block: what can be written in it.

use std::collections::BTreeMap;

use tf_plugin::framework::model::{Model, Set};
use tf_plugin::value::Attr;

use crate::rules;
use crate::tags::Tags;

use super::billing::BillingOptions;
use super::client_options::ClientOptions;
use super::credentials::Credentials;
use super::endpoints::Endpoints;

/// Cloud Enterprise Network (CEN) of Alibaba Cloud: bandwidth packages and what belongs to them.
// Holds secrets, so it does not print.
#[derive(Clone, Default, Model)]
pub struct Config {
    #[attribute(flatten)]
    pub(super) credentials: Credentials,
    /// The region of transit routers and attachments that name none, and the one whose STS is asked where a role is to be
    /// assumed. Else from `ALICLOUD_REGION` or `ALIBABA_CLOUD_REGION`. CEN is one service for all regions, so bandwidth
    /// packages do not need it.
    #[attribute(optional)]
    pub(super) region: Attr<String>,
    #[attribute(flatten)]
    pub(super) endpoints: Endpoints,
    /// Areas that CEN has opened since this release of the provider, to be let through unchecked.
    #[attribute(optional)]
    pub(super) additional_areas: Attr<Set<Attr<String>>>,
    /// Regions that Alibaba Cloud has opened since this release of the provider, each with its area, such as
    /// `{ "ap-southeast-9" = "Asia-Pacific" }`.
    #[attribute(optional)]
    pub(super) additional_regions: Attr<BTreeMap<String, Attr<String>>>,
    /// Tags that every resource with tags gets. A resource's own tag of the same key wins.
    #[attribute(optional, validate = rules::tags())]
    pub(super) default_tags: Attr<Tags>,
    /// From how many days before its expiry on a prepaid package without `auto_renew` is warned about in plans and
    /// refreshes; 14 where this is not set, 0 for never.
    #[attribute(optional, validate = rules::expiry_warning_days())]
    pub(super) expiry_warning_days: Attr<u64>,
    /// Whether plans warn of a transit router that drops traffic: of attachments that no route table is associated with, and of
    /// associated tables in which there is no route. It is said once for each transit router, as it is before the apply, and
    /// takes a few calls more for each that has attachments here; `true` where this is not set.
    #[attribute(optional)]
    pub(super) warn_about_routes: Attr<bool>,
    /// Whether the plan of a purchase says what it means that a prepaid package crosses the border of the Chinese mainland. Else
    /// from `CEN_WARN_ABOUT_CROSS_BORDER` (`true` or `false`), else `true`.
    #[attribute(optional)]
    pub(super) warn_about_cross_border: Attr<bool>,
    /// The folder in which purchases are noted before they are sent, so that a run that is killed between a purchase and the
    /// saving of the state does not lead to a second one: the next apply goes on with the same purchase. `off` for none. Else
    /// from `CEN_PURCHASE_JOURNAL`, else `cen-purchases` in the working directory's `.terraform`. A package with a
    /// `client_token` does not need it. The folder also shows what is being created to the provider's other processes (aliases),
    /// so that no two of them take the same place.
    #[attribute(optional)]
    pub(super) purchase_journal: Attr<String>,
    #[attribute(flatten)]
    pub(super) billing: BillingOptions,
    #[attribute(flatten)]
    pub(super) options: ClientOptions,
}
