//! What the provider asks and says about money: the arguments of the provider block for the billing API.
//!
//! None of them changes what a resource is, so one that is still unknown does not postpone anything.

use cen::alibaba_cloud::endpoint::Endpoint;
use cen::alibaba_cloud::world::Variables;
use cen::billing::{Site, Sites};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::value::Attr;

use super::endpoints::Endpoints;

/// The environment variable for `account_type`, as the official provider has it.
const ACCOUNT_TYPE: &str = "ALIBABA_CLOUD_ACCOUNT_TYPE";

/// The arguments.
#[derive(Clone, Debug, Default, Model)]
pub(super) struct BillingOptions {
    /// The site of Alibaba Cloud that the account belongs to, `Domestic` (the Chinese mainland's) or `International`; each has a
    /// billing API of its own. Else from `ALIBABA_CLOUD_ACCOUNT_TYPE`, else both are asked, and the one that knows the account
    /// is right.
    #[attribute(optional, validate = one_of(&["Domestic", "International"]))]
    account_type: Attr<String>,
    /// Whether the billing API is called at all, where something needs it: the renewal of packages, prices and refunds. `false`
    /// for networks and users that have no way to it; arguments about renewal then count at purchase only. It is called only for
    /// packages whose renewal is set, and for prices that are asked for.
    #[attribute(optional)]
    use_billing_api: Attr<bool>,
}

impl BillingOptions {
    /// Where the billing API is; nothing where it is not to be called.
    pub(super) fn sites(
        &self,
        endpoints: &Endpoints,
        cen: &Endpoint,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Option<Sites> {
        if self.use_billing_api == Attr::Known(false) {
            return None;
        }
        let own = endpoints.billing(cen, variables, diagnostics);
        if let Some(endpoint) = own {
            return Some(Sites::At(endpoint));
        }
        let given = self.account_type.known().cloned();
        let Some(text) = given.or_else(|| variables.var(ACCOUNT_TYPE)) else {
            return Some(Sites::Either);
        };
        let site = Site::parse(&text);
        if site.is_none() {
            diagnostics.error(
                format!("{ACCOUNT_TYPE} cannot be used"),
                format!(
                    "The environment variable {ACCOUNT_TYPE} must be Domestic or International. It stands in for the argument \
                     account_type, which is not set."
                ),
            );
        }
        site.map(Sites::Of)
    }
}
