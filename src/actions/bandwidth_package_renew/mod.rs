//! `cen_bandwidth_package_renew`: one more term for a prepaid package, now.
//!
//! It costs money, and an action has no state that would remember it. So all attempts of one renewal carry one token: the user's
//! own, or one that follows from what is renewed (the package, its end before, the months). And what is about to be sent is in
//! the purchase journal before it is, until the new end shows; whoever renews the package next settles that first.

mod order;

use std::time::Duration;

use async_trait::async_trait;

use crate::client::Client;
use crate::wait;
use crate::written::{Written, meaning};
use crate::{Cen, billing, prices};
use cen::billing::{Billing, RenewalMonths};
use cen::{ClientToken, EndTime, PackageId};
use order::Renewing;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::one_of;
use tf_plugin::framework::{Access, Action, Diagnostics, Operation, Progress};
use tf_plugin::value::{Attr, Path};

/// The name of the action, and the kind of its notes in the journal.
const TYPE: &str = "cen_bandwidth_package_renew";

/// Limit where the user sets none.
const LIMIT: Duration = Duration::from_secs(10 * 60);

pub(super) struct BandwidthPackageRenew;

/// Renews a prepaid bandwidth package once, now, and tells until when it is paid for then. **This costs money**: the order is paid
/// from the balance of the account. Each invocation is one renewal. One that nobody has answered, or that was cut off, is not
/// repeated by the next invocation but settled: what was paid for is not paid for again.
#[derive(Clone, Model)]
pub(super) struct Config {
    /// The package: a prepaid one.
    #[attribute(required)]
    bandwidth_package_id: Attr<Written<PackageId>>,
    /// For how long: 1 to 9, 12, 24 or 36 months, or 1 to 3 years, as `pricing_cycle` says.
    #[attribute(required)]
    period: Attr<u64>,
    /// The unit of `period`: `Month` (the default) or `Year`.
    #[attribute(optional, validate = one_of(&["Month", "Year"]))]
    pricing_cycle: Attr<String>,
    /// Renews only when the package is paid for until a time before this one, such as `timeadd(plantimestamp(), "720h")`; else
    /// nothing is done, and that is said. With it an action can be triggered, or invoked by a timer, as often as one likes.
    #[attribute(optional)]
    only_if_expires_before: Attr<Written<EndTime>>,
    /// A token of your own: the billing API renews once per token for as long as it remembers it, which it does not say. So it
    /// takes `only_if_expires_before`, which keeps from renewing twice for good. Without it the token follows from the package, the
    /// end that it has, and the months.
    #[attribute(optional)]
    client_token: Attr<Written<ClientToken>>,
}

/// What is wanted, once all of it is known.
struct Wanted {
    id: PackageId,
    months: RenewalMonths,
    only_before: Option<EndTime>,
    own_token: Option<ClientToken>,
}

impl Config {
    /// How many months it asks for; nothing while that is not known.
    fn months(&self) -> Option<Result<RenewalMonths, Diagnostics>> {
        let period = *self.period.known()?;
        let unit = match &self.pricing_cycle {
            Attr::Unknown => return None,
            Attr::Known(cycle) if cycle == "Year" => 12,
            Attr::Null | Attr::Known(_) => 1,
        };
        let months = period.checked_mul(unit);
        let months = months.and_then(|months| u32::try_from(months).ok());
        let sold = months.and_then(|months| RenewalMonths::new(months).ok());
        Some(sold.ok_or_else(|| {
            let unit = if unit == 1 { "months" } else { "years" };
            refusal(
                "period",
                "Period is not sold",
                format!(
                    "Packages are not renewed by {period} {unit} at once. With pricing_cycle = \"Month\" legal are 1 to 9, 12, 24 \
                     and 36, with \"Year\" 1, 2 and 3."
                ),
            )
        }))
    }

    fn wanted(&self) -> Option<Wanted> {
        let is_open = self.only_if_expires_before.is_unknown() || self.client_token.is_unknown();
        Some(Wanted {
            id: meaning(&self.bandwidth_package_id)?.clone(),
            months: self.months()?.ok()?,
            only_before: meaning(&self.only_if_expires_before).copied(),
            own_token: meaning(&self.client_token).cloned(),
        })
        .filter(|_| !is_open)
    }
}

#[async_trait]
impl Action<Cen> for BandwidthPackageRenew {
    type Config = Config;

    fn type_name(&self) -> &'static str {
        TYPE
    }

    fn validate(
        &self,
        config: &Config,
        _known_config: &crate::known_config::KnownConfig,
        diagnostics: &mut Diagnostics,
    ) {
        if let Some(Err(refusal)) = config.months() {
            diagnostics.append(refusal);
        }
        if config.client_token.known().is_some() && config.only_if_expires_before.is_null() {
            diagnostics.error_at(
                Path::root("client_token"),
                "client_token needs only_if_expires_before",
                "The billing API renews once per token, but does not say how long it remembers one: the same token would renew, and \
                 cost, once more after that. Say with only_if_expires_before which end is far enough; or remove client_token.",
            );
        }
    }

    async fn plan(
        &self,
        config: Config,
        access: Access<Cen>,
        operation: Operation,
    ) -> Result<(), Diagnostics> {
        let Ok(client) = access.client() else {
            return Ok(());
        };
        billing(&client)?;
        if let (Some(id), Some(Ok(months))) =
            (meaning(&config.bandwidth_package_id), config.months())
        {
            let deadline = wait::preflight_deadline(&operation);
            let price = prices::of_renewal(&client, access.walk(), id, months, &deadline).await;
            price.into_iter().for_each(|price| access.remark(price));
        }
        Ok(())
    }

    async fn invoke(
        &self,
        config: Config,
        client: Client,
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        let wanted = config.wanted().ok_or_else(|| {
            Diagnostics::of_error(
                "The renewal is incomplete",
                "The package, the months or another argument is not known. Nothing was renewed.",
            )
        })?;
        let deadline = wait::deadline(&operation, &Attr::Null, LIMIT);
        let renewing = Renewing {
            wanted: &wanted,
            client: &client,
            billing: billing(&client)?,
            deadline: &deadline,
            progress,
        };
        renewing.run().await
    }
}

/// What renews packages.
fn billing(client: &Client) -> Result<&Billing, Diagnostics> {
    let needed = client.billing.as_ref();
    needed.ok_or_else(|| billing::switched_off("A package is renewed", "Nothing was renewed."))
}

fn refusal(name: &str, summary: &str, detail: String) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(Path::root(name), summary, detail);
    diagnostics
}
