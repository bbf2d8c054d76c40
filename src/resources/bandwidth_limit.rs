//! `cen_bandwidth_limit`: how much of a package the connection between two regions gets.
//!
//! A limit costs nothing, but removing it stops traffic, and CEN sets and overwrites with the same call.

use std::time::Duration;

use async_trait::async_trait;

use crate::api_errors::explain;
use crate::claim::Claim;
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::link::{self, Link};
use crate::plan_checks::{self, limit_bandwidth};
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::{Party, Walk};
use crate::written::{Written, written};
use crate::{Cen, from_api, official, regions, unordered_pair};
use cen::{
    CallError, CenId, Freshness, LIMIT_MBPS, LimitId, LimitStatus, Made, Region, RegionPair,
};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::whole_number_between;
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Plan, PlanRequest, Preflight, Private, SourceState,
};
use tf_plugin::value::{Attr, Path};

/// How much of a bandwidth package the connection between two regions gets. A package of the areas that the two regions
/// lie in must be bound to the CEN instance, and all limits that draw on it together take no more than it has. Two regions
/// of the same area need a package that connects this area with itself. Without a limit, traffic between two regions gets
/// 1 kbit/s, which is enough for a test only. Limits are for the basic edition of CEN, for set-ups that are there already:
/// connections of transit routers have a bandwidth of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct BandwidthLimit {
    /// `CEN:REGION:REGION`, with the two regions in alphabetical order.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The CEN instance. A change replaces the limit.
    #[attribute(required, requires_replace)]
    cen_id: Attr<Written<CenId>>,
    /// One of the two regions, such as `cn-hangzhou`, in any letter case; that of a cloud connect network with `ccn-`
    /// before it. A network instance must be attached to the CEN instance in each of the two. Their order does not matter;
    /// another *pair* of regions is another limit and replaces this one.
    #[attribute(required)]
    region_a: Attr<Written<Region>>,
    /// The other region; see `region_a`.
    #[attribute(required)]
    region_b: Attr<Written<Region>>,
    /// Bandwidth in Mbps. Changed in place. To take all bandwidth from the connection, destroy the limit.
    #[attribute(required, validate = whole_number_between(LIMIT_MBPS, "Mbps"))]
    bandwidth_limit: Attr<u64>,
    #[attribute(timeouts(
        create = "Limit of setting it, `5m` where it is not set.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of removing it, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
    /// `Active`; `Modifying` while a change settles; `Pending` when it has been sent and is not visible yet.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// CEN's own id of the pair of areas. It follows no fixed order of the two.
    #[attribute(computed, use_state_for_unknown)]
    geographic_span_id: Attr<String>,
    /// The bandwidth package that the limit draws on.
    #[attribute(computed, use_state_for_unknown)]
    bandwidth_package_id: Attr<String>,
}

/// The status of a limit that has been sent and not been seen yet. The API has no such status.
const PENDING: &str = "Pending";

/// The arguments for the two regions.
const REGIONS: [&str; 2] = ["region_a", "region_b"];

impl Key for LimitId {
    const FORM: &'static str = "CEN:REGION:REGION";
    /// The regions in alphabetical order, and not in that of the arguments, which may be swapped in place.
    const PARTS: &'static [(&'static str, &'static str)] = &[
        ("cen_id", "The CEN instance, `cen-...`."),
        (
            "region_a",
            "The region that comes first in the alphabet, such as `ap-southeast-1`.",
        ),
        ("region_b", "The other region, such as `cn-hangzhou`."),
    ];
}

#[async_trait]
impl Link for BandwidthLimit {
    const TYPE: &'static str = "cen_bandwidth_limit";
    const MOVES_FROM: &'static str = "alicloud_cen_bandwidth_limit";
    const OBJECT: &'static str = "limit";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);

    type Key = LimitId;
    type Remote = cen::Limit;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<LimitId> {
        let region = |attr: &Attr<Written<Region>>| Some((**attr.known()?).clone());
        Some(LimitId {
            cen: (**self.cen_id.known()?).clone(),
            regions: RegionPair::new(region(&self.region_a)?, region(&self.region_b)?)?,
        })
    }

    fn at(key: &LimitId) -> Self {
        Self {
            id: Attr::Known(key.to_string()),
            cen_id: written(&key.cen),
            region_a: written(key.regions.first()),
            region_b: written(key.regions.second()),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &cen::Limit) {
        self.id = Attr::Known(remote.id.to_string());
        self.bandwidth_limit = Attr::Known(remote.mbps);
        self.status = remote.status.as_str().into();
        self.geographic_span_id = from_api::optional(&remote.geographic_span_id);
        self.bandwidth_package_id = from_api::optional(&remote.package_id);
    }

    fn statement(&self) -> String {
        let id = self.id.known().map_or("", String::as_str);
        format!("the limit {id} is in force")
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        for (name, region) in REGIONS.into_iter().zip(self.regions()) {
            regions::check_region(Path::root(name), region, known_config, diagnostics);
        }
        if let [Attr::Known(a), Attr::Known(b)] = self.regions()
            && **a == **b
        {
            diagnostics.error_at(
                Path::root("region_b"),
                "A limit needs two regions",
                format!(
                    "Both ends of this limit are {:?}. Traffic inside a region needs no bandwidth package; set region_a \
                     and region_b to the two regions that are connected.",
                    a.as_ref()
                ),
            );
        }
    }

    /// Swapped regions are the same limit.
    fn keep_semantically_equal(&mut self, prior: &Self) {
        unordered_pair::keep(
            prior.regions(),
            [&mut self.region_a, &mut self.region_b],
            meaning,
        );
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        check_for_twin(request, plan);
        match request.prior {
            // What it is about is its id, so that others can refer to it in the same plan.
            None => {
                if let Some(id) = plan.state.key() {
                    plan.state.id = Attr::Known(id.to_string());
                }
            }
            Some(prior) => {
                let change =
                    unordered_pair::change(REGIONS, prior.regions(), plan.state.regions(), meaning);
                change.enter(plan, request.host);
                let (before, after) = (prior.key().zip(prior.mbps()), plan.state.key());
                limit_bandwidth::note_replaced(before, after.as_ref(), &mut plan.private);
            }
        }
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        let Preflight { prior, planned, .. } = &request;
        let (Some(id), Some(wanted)) = (planned.key(), planned.mbps()) else {
            return;
        };
        let held = match prior {
            None => None,
            // Of a limit that is replaced the host makes a plan of its own for the new one.
            Some(prior) if prior.key().as_ref() != Some(&id) => return,
            Some(prior) => Some(prior.mbps().unwrap_or(0)),
        };
        let wish = limit_bandwidth::Wish { id, held, wanted };
        limit_bandwidth::preflight(&wish, &request, diagnostics).await;
    }

    /// What is set is the API's to count, and a limit that is removed is nobody's any more.
    fn forget_plan(prior: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        let mut memory = walk.memory();
        if let Some(id) = planned.and_then(Self::key) {
            memory.bandwidth_budget.forget(&Party::Limit(id));
        } else if let Some(id) = prior.and_then(Self::key) {
            memory.bandwidth_limits.forget(&id);
        }
    }

    fn forget_notes(private: &mut Private) {
        limit_bandwidth::forget_replaced(private);
    }

    /// A limit of somebody else is not overwritten, since a smaller one cuts traffic.
    fn in_the_way(&self, key: &LimitId, remote: &cen::Limit) -> Option<Diagnostic> {
        if Some(remote.mbps) == self.mbps() {
            return Some(link::there_already::<Self>(key));
        }
        (remote.mbps > 0).then(|| belongs_to_somebody_else(remote))
    }

    /// Looks a second time: CEN overwrites a limit that is there without a word, so nothing else would tell of one that the
    /// first look has missed.
    async fn before_create(
        &self,
        key: &LimitId,
        scope: Scope<'_>,
    ) -> Result<Vec<Claim>, Diagnostic> {
        let again = Self::find(key, Freshness::Latest, scope).await;
        let again = again.map_err(|error| explain(&error).after("Nothing was sent.").error())?;
        let refusal = again.and_then(|there| self.in_the_way(key, &there));
        refusal.map_or(Ok(Vec::new()), Err)
    }

    fn enter_pending(&mut self, key: &LimitId) {
        self.id = Attr::Known(key.to_string());
        self.status = PENDING.into();
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        if let Some((id, mbps)) = self.key().zip(self.mbps()) {
            client.api.set_limit(&id, mbps, deadline).await?;
        }
        Ok(Made::Now)
    }

    async fn refused(
        &self,
        prior: Option<&Self>,
        error: &CallError,
        scope: Scope<'_>,
    ) -> Diagnostic {
        let mut refusal = explain(error);
        if let Some((id, wanted)) = self.key().zip(self.mbps()) {
            let held = prior.and_then(Self::mbps).unwrap_or(0);
            if let Some(more) = limit_bandwidth::explain(&id, wanted, held, error, scope).await {
                refusal = refusal.after(more);
            }
        }
        refusal.error().at(Path::root("bandwidth_limit"))
    }

    async fn find(
        key: &LimitId,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<cen::Limit>, CallError> {
        let seen = client.api.limit(key, freshness, deadline).await?;
        Ok(seen.filter(cen::Limit::exists))
    }

    fn shows(&self, remote: &cen::Limit) -> Result<(), String> {
        if Some(remote.mbps) == self.mbps() && remote.status != LimitStatus::Modifying {
            return Ok(());
        }
        Err(format!(
            "its bandwidth is {} Mbps and its status is {}",
            remote.mbps,
            remote.status.as_str()
        ))
    }

    fn while_updating(&self, prior: &Self) -> Option<Self> {
        (self.bandwidth_limit != prior.bandwidth_limit).then(|| Self {
            bandwidth_limit: prior.bandwidth_limit.clone(),
            status: prior.status.clone(),
            ..self.clone()
        })
    }

    async fn remove(&self, key: &LimitId, scope: Scope<'_>) -> Result<(), Failure> {
        let Scope { client, deadline } = scope;
        Ok(client.api.remove_limit(key, deadline).await?)
    }

    fn remains(remote: &cen::Limit) -> Option<&str> {
        Some(remote.status.as_str())
    }

    /// The official provider sets no time limit for setting one the first time.
    fn move_from(&mut self, source: &SourceState<'_>) {
        self.bandwidth_limit = source
            .number("bandwidth_limit")
            .and_then(|mbps| mbps.as_u64())
            .into();
        self.timeouts = official::timeouts(source, ["update", "delete"])
            .map(|[update, delete]| Timeouts::default().update(update).delete(delete))
            .into();
    }
}

impl BandwidthLimit {
    fn regions(&self) -> [&Attr<Written<Region>>; 2] {
        [&self.region_a, &self.region_b]
    }

    /// The bandwidth in Mbit/s, as soon as it is known.
    fn mbps(&self) -> Option<u64> {
        self.bandwidth_limit.known().copied()
    }

    /// The two regions as they are written.
    fn words(&self) -> Option<[String; 2]> {
        let [a, b] = self.regions();
        Some([a, b].map(|region| region.known().map(|text| text.as_ref().to_owned())))
            .and_then(|[a, b]| Some([a?, b?]))
    }
}

fn meaning(region: &str) -> String {
    region.trim().to_ascii_lowercase()
}

/// Says so if another resource stands for the same limit. Where the words have changed since the last apply, it may well
/// be this one.
fn check_for_twin(request: &PlanRequest<'_, BandwidthLimit, Cen>, plan: &mut Plan<BandwidthLimit>) {
    if plan.diagnostics.has_errors() {
        return;
    }
    let (Some(id), Some(now)) = (request.config.key(), request.config.words()) else {
        return;
    };
    let before = request.prior.map(BandwidthLimit::words);
    if before.is_none_or(|before| before.as_ref() == Some(&now)) {
        plan_checks::limit::check(request.walk, &id, &now, &mut plan.diagnostics);
    }
}

fn belongs_to_somebody_else(there: &cen::Limit) -> Diagnostic {
    Diagnostic::error(
        "There is a limit already",
        format!(
            "Somebody else has set {} Mbps between these two regions, and this resource would overwrite that. To manage the \
             limit here, import it first: terraform import ADDRESS {}",
            there.mbps, there.id
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written::named;
    use crate::{identity, link};
    use serde_json::json;
    use tf_plugin::value::Value;

    fn limit(a: &str, b: &str) -> BandwidthLimit {
        BandwidthLimit {
            cen_id: named("cen-one"),
            region_a: named(a),
            region_b: named(b),
            ..BandwidthLimit::default()
        }
    }

    #[test]
    fn what_names_a_limit_keeps_the_form_that_it_has() {
        let known = BandwidthLimit {
            cen_id: named("CEN-one"),
            bandwidth_limit: Attr::Known(4),
            ..limit("us-west-1", "CN-hangzhou")
        };
        let remote = cen::Limit {
            id: known.key().unwrap(),
            mbps: 7,
            status: LimitStatus::Modifying,
            geographic_span_id: String::new(),
            package_id: "cenbwp-abc".to_owned(),
        };
        let expected = BandwidthLimit {
            id: "cen-one:cn-hangzhou:us-west-1".into(),
            bandwidth_limit: Attr::Known(7),
            status: "Modifying".into(),
            bandwidth_package_id: "cenbwp-abc".into(),
            ..known.clone()
        };
        let mut seen = known;
        seen.refresh(&remote);
        assert_eq!(seen, expected);
    }

    #[test]
    fn an_identity_is_the_same_whichever_region_stands_first_and_leads_back() {
        let key = limit("cn-hangzhou", "us-west-1").key().unwrap();
        let one = identity::of(&key).unwrap();
        let swapped = limit("US-west-1", "cn-hangzhou").key().unwrap();
        assert_eq!(identity::of(&swapped).unwrap(), one);
        assert_eq!(identity::by_identity(&one).ok(), Some(key));
        assert_eq!(limit("cn-hangzhou", "cn-hangzhou").key(), None);
        let nothing = Value::Object(Default::default());
        assert!(identity::by_identity::<LimitId>(&nothing).is_err());
    }

    #[test]
    fn a_state_of_the_official_provider_is_moved_whole() {
        let state = json!({
            "bandwidth_limit": 4, "id": "cen-one:ap-southeast-1:cn-hangzhou", "instance_id": "cen-one",
            "region_ids": ["ap-southeast-1", "cn-hangzhou"], "timeouts": {"delete": null, "update": "10m"}
        });
        let expected = BandwidthLimit {
            id: "cen-one:ap-southeast-1:cn-hangzhou".into(),
            bandwidth_limit: Attr::Known(4),
            timeouts: Attr::Known(Timeouts::default().update("10m")),
            ..limit("ap-southeast-1", "cn-hangzhou")
        };
        assert_eq!(
            link::moved_state::<BandwidthLimit>(state).unwrap(),
            expected
        );
        assert!(link::moved_state::<BandwidthLimit>(json!({})).is_err());
    }
}
