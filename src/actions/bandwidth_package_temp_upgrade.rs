//! `cen_bandwidth_package_temp_upgrade`: more bandwidth for a while.
//!
//! It costs money, and the API takes no token with the order. So an upgrade that is there already is not ordered again,
//! an order is sent once, and when nobody answers it the package is watched instead.

use std::time::Duration;

use async_trait::async_trait;

use crate::client::Client;
use crate::wait::{self, Failure, Poll};
use crate::written::Written;
use crate::{Cen, api_errors, prices, running_upgrade, unfinished};
use cen::{
    BANDWIDTH_MBPS, CallError, ChargeType, Deadline, EndTime, Freshness, Package, PackageId,
};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::whole_number_between;
use tf_plugin::framework::{Access, Action, Diagnostics, Operation, Progress};
use tf_plugin::value::{Attr, Path};

/// Limit where the user sets none.
const LIMIT: Duration = Duration::from_secs(10 * 60);

/// How far the end lies ahead at least (API page TempUpgradeCenBandwidthPackageSpec).
const SHORTEST: Duration = Duration::from_secs(3 * 3_600);

pub(super) struct BandwidthPackageTempUpgrade;

/// Gives a prepaid bandwidth package more bandwidth until a time, after which it goes back by itself. **This costs money**,
/// and ordering it again while it runs does nothing. Alibaba Cloud offers it to accounts whose account manager has enabled
/// it. The resource `cen_bandwidth_package` does not take it for a change: its `bandwidth` is what was bought.
#[derive(Clone, Model)]
pub(super) struct Config {
    /// The package: a prepaid one that has not expired.
    #[attribute(required)]
    bandwidth_package_id: Attr<Written<PackageId>>,
    /// Bandwidth in Mbps until `end_time`; more than the package has.
    #[attribute(required, validate = whole_number_between(BANDWIDTH_MBPS, "Mbps"))]
    bandwidth: Attr<u64>,
    /// When the package goes back to the bandwidth that was bought, at least three hours ahead, such as
    /// `timeadd(plantimestamp(), "12h")`.
    #[attribute(required)]
    end_time: Attr<Written<EndTime>>,
}

/// What is wanted, once all of it is known.
struct Upgrade {
    id: PackageId,
    mbps: u64,
    end: EndTime,
}

impl Config {
    fn upgrade(&self) -> Option<Upgrade> {
        Some(Upgrade {
            id: (**self.bandwidth_package_id.known()?).clone(),
            mbps: *self.bandwidth.known()?,
            end: **self.end_time.known()?,
        })
    }
}

#[async_trait]
impl Action<Cen> for BandwidthPackageTempUpgrade {
    type Config = Config;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_package_temp_upgrade"
    }

    async fn plan(
        &self,
        config: Config,
        access: Access<Cen>,
        operation: Operation,
    ) -> Result<(), Diagnostics> {
        // Without a client there is no clock; invoking it will tell.
        let (Some(wanted), Ok(client)) = (config.upgrade(), access.client()) else {
            return Ok(());
        };
        soon_enough(&wanted, &client)?;
        let Upgrade { id, mbps, end } = &wanted;
        let order = (id, *mbps, *end);
        let deadline = wait::preflight_deadline(&operation);
        let price = prices::of_temporary_upgrade(&client, access.walk(), order, &deadline).await;
        price.into_iter().for_each(|price| access.remark(price));
        Ok(())
    }

    async fn invoke(
        &self,
        config: Config,
        client: Client,
        operation: Operation,
        progress: &dyn Progress,
    ) -> Result<(), Diagnostics> {
        let wanted = config.upgrade().ok_or_else(|| {
            Diagnostics::of_error(
                "The upgrade is incomplete",
                "The package, the bandwidth or the end is not known. Nothing was ordered.",
            )
        })?;
        let deadline = wait::deadline(&operation, &Attr::Null, LIMIT);
        let look = client.api.package(&wanted.id, Freshness::Latest, &deadline);
        let package = look.await.map_err(|error| nothing_ordered(&error))?;
        if let Some(package) = package {
            if package.is_upgraded(wanted.mbps, wanted.end) {
                progress.send(format!(
                    "{} has {} Mbps until {} already; nothing was ordered.",
                    wanted.id, wanted.mbps, wanted.end
                ));
                return Ok(());
            }
            can_be_upgraded(&wanted, &package)?;
        }
        soon_enough(&wanted, &client)?;
        order(&wanted, &client, &deadline, progress).await
    }
}

fn refusal(name: &str, summary: &str, detail: String) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(Path::root(name), summary, detail);
    diagnostics
}

/// Refuses what CEN would refuse in words that say less.
fn can_be_upgraded(wanted: &Upgrade, package: &Package) -> Result<(), Diagnostics> {
    let (id, bought) = (&wanted.id, package.bought_mbps());
    if package.charge_type == ChargeType::PostPaid {
        return Err(refusal(
            "bandwidth_package_id",
            "Only prepaid packages are upgraded for a while",
            format!("{id} is PostPaid: change its bandwidth instead, and change it back later."),
        ));
    }
    if let Some(runs) = running_upgrade::describe(package) {
        return Err(refusal(
            "bandwidth_package_id",
            "Another upgrade is running",
            format!("{runs} It takes no other upgrade before."),
        ));
    }
    if wanted.mbps <= bought {
        return Err(refusal(
            "bandwidth",
            "An upgrade must be more",
            format!(
                "{id} has {bought} Mbps without an upgrade; this asks for {}.",
                wanted.mbps
            ),
        ));
    }
    Ok(())
}

fn soon_enough(wanted: &Upgrade, client: &Client) -> Result<(), Diagnostics> {
    let ahead = wanted.end.instant().duration_since(client.api.now());
    if ahead.is_ok_and(|ahead| ahead >= SHORTEST) {
        return Ok(());
    }
    Err(refusal(
        "end_time",
        "The end of the upgrade is too near",
        format!(
            "CEN upgrades packages for three hours at least; {} is nearer than that, or past.",
            wanted.end
        ),
    ))
}

async fn order(
    wanted: &Upgrade,
    client: &Client,
    deadline: &Deadline,
    progress: &dyn Progress,
) -> Result<(), Diagnostics> {
    let Upgrade { id, mbps, end } = wanted;
    let ordered = client.api.upgrade(id, *mbps, *end, deadline).await;
    let doubt = match ordered {
        Ok(()) => {
            progress.send(format!(
                "{mbps} Mbps until {end} have been ordered for {id}."
            ));
            None
        }
        Err(error) if error.may_have_been_executed() => {
            progress.send(format!(
                "Nobody has answered the order for {id}; it is not sent again, and the package is watched instead."
            ));
            Some(error)
        }
        Err(error) => return Err(nothing_ordered(&error)),
    };
    let shown = wait::until(deadline, || async {
        let package = client.api.package(id, Freshness::Latest, deadline).await?;
        Ok(match package {
            Some(package) if package.is_upgraded(*mbps, *end) => Poll::Done(()),
            Some(package) => {
                Poll::NotYet(format!("its bandwidth is {} Mbps", package.bandwidth_mbps))
            }
            None => Poll::NotYet("it is not listed".to_owned()),
        })
    });
    shown
        .await
        .map_err(|failure| not_seen(wanted, &failure, doubt.as_ref()))
}

fn nothing_ordered(error: &CallError) -> Diagnostics {
    let who = "CEN upgrades prepaid packages that have not expired, to more than they have, and only for accounts whose \
               account manager has enabled it.";
    let explained = api_errors::explain(error);
    explained.after("Nothing was ordered.").before(who).into()
}

fn not_seen(wanted: &Upgrade, failure: &Failure, doubt: Option<&CallError>) -> Diagnostics {
    let doing = "waiting for the upgrade to show";
    let unfinished = unfinished::reason(failure, doing);
    match doubt {
        None => Diagnostics::of_error(
            "The upgrade has been ordered but does not show yet",
            format!(
                "{unfinished} The order for {} was accepted. Look at it in the console before you order anything again.",
                wanted.id
            ),
        ),
        Some(error) => Diagnostics::of_error(
            "It is not known whether the upgrade was ordered",
            format!(
                "{} {unfinished} Look at the orders of {} in the console before you order it again.",
                api_errors::explain(error).detail,
                wanted.id
            ),
        ),
    }
}
