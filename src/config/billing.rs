//! What the provider asks and says about money: the arguments of the provider block for the billing API.
//!
//! None of them changes what a resource is, so one that is still unknown does not postpone anything.

use std::ops::Bound;

use cen::alibaba_cloud::endpoint::Endpoint;
use cen::alibaba_cloud::world::Variables;
use cen::billing::{Site, Sites};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{Validator, number_between, one_of};
use tf_plugin::value::{Attr, Number, Path};

use crate::prices::Prices;

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
    /// Whether plans say what they cost, now and at renewal, and what the run comes to so far: a purchase of a prepaid package, a
    /// change of its bandwidth, and the actions that order something. It takes a few calls of the billing API for each; `false`
    /// where this is not set.
    #[attribute(optional)]
    show_prices: Attr<bool>,
    /// The most that the purchase of one prepaid package may cost, in the currency of the account. A purchase above it is refused in
    /// the plan, and again before anything is bought; so is one whose price cannot be asked for. A change of bandwidth above it is
    /// refused in the plan where its price is known. Packages that are billed by the day have no price beforehand, and no limit.
    #[attribute(optional, validate = max_price())]
    max_price: Attr<Number>,
}

/// Above what any package costs, in any currency, and far below what amounts are counted with.
const MOST_MONEY: u64 = 1_000_000_000_000;

/// What can be held against a price.
fn max_price() -> Validator<Number> {
    number_between((Bound::Excluded(0), Bound::Included(MOST_MONEY)), "")
}

impl BillingOptions {
    /// Checks what needs no environment.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        if self.use_billing_api == Attr::Known(false) && self.max_price.known().is_some() {
            diagnostics.error_at(
                Path::root("max_price"),
                "max_price needs the billing API",
                "With use_billing_api = false no price can be asked for, so that nothing could be bought under max_price. Remove one \
                 of the two.",
            );
        }
    }

    /// What is asked and said about prices.
    pub(super) fn prices(&self) -> Prices {
        Prices {
            are_shown: self.show_prices == Attr::Known(true),
            most: self.max_price.clone(),
        }
    }

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
