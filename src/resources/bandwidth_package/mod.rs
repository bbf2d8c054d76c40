//! `cen_bandwidth_package`: bandwidth between two areas.

mod delete;
mod plan;
mod schema;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::association;
use crate::client::Client;
use crate::facts::Facts;
use crate::identity::Key;
use crate::lifecycle::{
    Basics, Change, Created, DefaultTimeouts, Deletion, Managed, Remote, Searchable, Words,
    common_attributes,
};
use crate::observed::{moment, optional};
use crate::scope::Scope;
use crate::selection::packages::Packages as Selection;
use crate::tags::{self, Tags};
use crate::unconfirmed::PENDING;
use crate::wait::Failure;
use crate::walk::Walk;
use crate::{Cen, observed, official, resource_group, unordered_pair};
use cen::id::IllegalId;
use cen::{
    Area, AreaPair, AutoRenew, Billing, CallError, CenId, ChargeType, ClientToken, Cycle,
    Freshness, Grouped, PackageId, Purchase, Region, Status, Tagged, Term,
};
use tf_plugin::framework::schema::Schema;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Foreign, Plan, PlanDestroy, PlanRequest, Preflight, Private,
};
use tf_plugin::value::{Attr, Number};

/// Bought and paid for in months; cannot be given back before it expires.
const PRE_PAID: &str = "PrePaid";
/// Billed as long as it exists.
const POST_PAID: &str = "PostPaid";

/// The private note that `cen_id` was set when the package was last applied.
///
/// A package without `cen_id` may be bound by somebody else, another resource or a person, and stays as it is. One that
/// has had `cen_id` and has it no more is to be unbound. The configuration alone cannot tell the two apart.
const MANAGES_BINDING: &str = "manages_binding";

/// The attributes of `cen_bandwidth_package`; see [`schema`] for what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    id: Attr<String>,
    bandwidth: Attr<Number>,
    area_a: Attr<String>,
    area_b: Attr<String>,
    charge_type: Attr<String>,
    period: Attr<Number>,
    pricing_cycle: Attr<String>,
    auto_pay: Attr<bool>,
    auto_renew: Attr<bool>,
    auto_renew_duration: Attr<Number>,
    name: Attr<String>,
    description: Attr<String>,
    cen_id: Attr<String>,
    resource_group_id: Attr<String>,
    tags: Attr<Tags>,
    tags_all: Attr<Tags>,
    client_token: Attr<String>,
    abandon_on_destroy: Attr<bool>,
    expiry_warning_days: Attr<Number>,
    status: Attr<String>,
    business_status: Attr<String>,
    creation_time: Attr<String>,
    expired_time: Attr<String>,
    geographic_span_id: Attr<String>,
    is_cross_border: Attr<bool>,
    timeouts: Attr<Timeouts>,
}

impl Package {
    /// The pair of areas, where both are known.
    fn areas(&self) -> Option<AreaPair> {
        let (a, b) = (self.area_a.known()?, self.area_b.known()?);
        Some(AreaPair::new(Area::named(a), Area::named(b)))
    }

    /// The CEN instance that it is bound to, or shall be.
    fn cen(&self) -> Option<CenId> {
        CenId::from_api(self.cen_id.known()?)
    }

    /// Whether it is paid for in advance.
    fn is_prepaid(&self) -> bool {
        self.charge_type
            .known()
            .is_some_and(|charge_type| charge_type == PRE_PAID)
    }

    /// Whether its order was left to be paid by hand. What is paid afterwards needs no such payment.
    fn awaits_payment(&self) -> bool {
        self.is_prepaid() && self.auto_pay == Attr::Known(false)
    }

    /// Whether a destroy may drop it from the state and leave it billing.
    fn may_be_abandoned(&self) -> bool {
        self.abandon_on_destroy == Attr::Known(true)
    }
}

/// Ids of packages are unique over all accounts and regions.
impl Key for PackageId {
    const FORM: &'static str = "cenbwp-...";
    const PARTS: &'static [(&'static str, &'static str)] =
        &[("id", "Id of the package, `cenbwp-...`.")];

    fn parse(text: &str) -> Result<Self, IllegalId> {
        Self::parse(text)
    }
}

impl Remote for cen::Package {
    fn basics(&self) -> Basics<'_> {
        Basics {
            id: self.id.as_str(),
            name: &self.name,
            description: &self.description,
            tags: &self.tags,
            creation_time: self.creation_time.as_ref(),
        }
    }

    fn status(&self) -> &str {
        self.status.as_str()
    }

    fn is_ready(&self) -> bool {
        matches!(self.status, Status::Idle | Status::InUse)
    }
}

#[async_trait]
impl Managed for Package {
    const TYPE: &'static str = "cen_bandwidth_package";
    const MOVES_FROM: &'static str = "alicloud_cen_bandwidth_package";
    const WORDS: Words = Words::of_bought("package");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 5, 5);

    type Parameters = Purchase;
    type Key = PackageId;
    type Remote = cen::Package;

    common_attributes!();

    fn schema() -> Schema {
        schema::schema()
    }

    fn key(&self) -> Option<PackageId> {
        PackageId::from_api(self.common().confirmed_id()?)
    }

    fn at(key: &PackageId) -> Self {
        Self {
            id: key.as_str().into(),
            ..Self::default()
        }
    }

    fn refresh(&mut self, remote: &cen::Package) {
        // A temporary upgrade ends by itself; taken for a change it would be undone by the next apply.
        self.bandwidth = Attr::Known(remote.bought_mbps().into());
        if self.areas().as_ref() != Some(&remote.areas) {
            self.area_a = remote.areas.first().as_str().into();
            self.area_b = remote.areas.second().as_str().into();
        }
        match &remote.charge_type {
            ChargeType::PrePaid => self.charge_type = PRE_PAID.into(),
            ChargeType::PostPaid => self.charge_type = POST_PAID.into(),
            // A word that this release does not know changes nothing that is noted.
            ChargeType::Other(_) => {}
        }
        let bound = remote.cen_ids.first().map_or("", |cen| cen.as_str());
        self.cen_id = observed::link(bound, &self.cen_id);
        self.resource_group_id = optional(&remote.resource_group_id);
        // What was used at purchase cannot be read back; an import starts from the default.
        if self.auto_pay.is_null() {
            self.auto_pay = Attr::Known(true);
        }
        self.business_status = optional(remote.business_status.as_str());
        self.expired_time = moment(remote.expired_time.as_ref());
        self.geographic_span_id = optional(&remote.geographic_span_id);
        self.is_cross_border = remote.is_cross_border.into();
    }

    fn validate(&self, facts: &Facts, diagnostics: &mut Diagnostics) {
        plan::check(self, facts, diagnostics);
    }

    /// Swapped areas and other letter cases are the same package.
    fn keep_equivalent(&mut self, prior: &Self) {
        unordered_pair::keep(
            [&prior.area_a, &prior.area_b],
            [&mut self.area_a, &mut self.area_b],
            Area::named,
        );
        observed::keep_name(&prior.cen_id, &mut self.cen_id);
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        plan::refine(request, plan);
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        plan::preflight(request, diagnostics).await;
    }

    fn plan_delete(request: &PlanDestroy<'_, Self, Cen>, diagnostics: &mut Diagnostics) {
        delete::plan(request.prior, request.client, diagnostics);
    }

    fn forget_plan(_: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        if let Some(planned) = planned {
            plan::forget_gain(planned, walk);
        }
    }

    fn annotate(config: &Self, private: &mut Private) {
        if config.cen_id.is_null() {
            private.remove(MANAGES_BINDING);
        } else {
            private.set(MANAGES_BINDING, &true);
        }
    }

    fn client_token(&self) -> Option<&str> {
        self.client_token.known().map(String::as_str)
    }

    fn parameters(&self) -> Option<Purchase> {
        Some(Purchase {
            bandwidth_mbps: whole(&self.bandwidth)?,
            areas: self.areas()?,
            billing: billing(self)?,
            auto_pay: self.auto_pay != Attr::Known(false),
            name: self.name.known().cloned(),
            description: self.description.known().cloned(),
            tags: tags::plain(&self.tags_all),
            resource_group_id: self.resource_group_id.known().cloned(),
        })
    }

    async fn create(
        parameters: &Purchase,
        token: &ClientToken,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Created<PackageId>, CallError> {
        let bought = client.api.buy(parameters, token, limits).await?;
        let is_prepaid = matches!(parameters.billing, Billing::PrePaid { .. });
        let is_unpaid = is_prepaid && !parameters.auto_pay;
        let order = bought.order.map(|order| format!(" {order}"));
        Ok(Created {
            notice: is_unpaid.then(|| unpaid(&bought.package, &order.unwrap_or_default())),
            key: bought.package,
        })
    }

    /// Nothing appears before somebody has paid.
    fn appears_by_itself(&self) -> bool {
        !self.awaits_payment()
    }

    async fn after_create(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        bind(change).await
    }

    async fn find(
        key: &PackageId,
        freshness: Freshness,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<Option<cen::Package>, CallError> {
        client.api.package(key, freshness, limits).await
    }

    fn remark(&self, client: &Client, walk: &Walk, diagnostics: &mut Diagnostics) {
        delete::warn_of_end(self, client, diagnostics);
        if let Some(id) = self.key() {
            walk.memory().expiry_warnings.note(&id);
        }
    }

    fn while_pending(&self) -> String {
        let reason = if self.awaits_payment() {
            "It was bought with auto_pay = false: pay its order in the console."
        } else {
            "CEN usually shows a new package within a few minutes."
        };
        format!(
            "{reason} If it never comes into being, destroy this resource or drop it with `terraform state rm`."
        )
    }

    fn keep(&mut self, planned: &Self) {
        let planned = planned.clone();
        self.area_a = planned.area_a;
        self.area_b = planned.area_b;
        self.charge_type = planned.charge_type;
        self.period = planned.period;
        self.pricing_cycle = planned.pricing_cycle;
        self.auto_pay = planned.auto_pay;
        self.auto_renew = planned.auto_renew;
        self.auto_renew_duration = planned.auto_renew_duration;
        self.client_token = planned.client_token;
        self.abandon_on_destroy = planned.abandon_on_destroy;
        self.expiry_warning_days = planned.expiry_warning_days;
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        rename(change).await?;
        resource_group::change(
            Grouped::package(&change.key),
            &change.state.resource_group_id,
            &change.planned.resource_group_id,
            change.scope(),
        )
        .await?;
        change.advance(|state, planned| {
            observed::keep_known(&mut state.resource_group_id, &planned.resource_group_id);
        });
        set_bandwidth(change).await?;
        change.tags().await?;
        bind(change).await
    }

    fn tagged<'a>(key: &'a PackageId, _region: Option<&'a Region>) -> Tagged<'a> {
        Tagged::package(key)
    }

    /// To confirm a purchase only in order to destroy what it has bought could buy it.
    async fn resolve(deletion: &Deletion<'_, Self>) -> Option<PackageId> {
        delete::unconfirmed(deletion).await;
        None
    }

    async fn before_delete(
        deletion: &Deletion<'_, Self>,
        key: &PackageId,
    ) -> Result<bool, Failure> {
        delete::before(deletion, key).await
    }

    async fn delete(
        &self,
        key: &PackageId,
        Scope { client, limits }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.release(key, limits).await
    }

    fn move_from(&mut self, source: &Foreign<'_>) {
        let areas = moved_areas(source);
        self.bandwidth = source.number("bandwidth").into();
        self.area_a = moved_area(areas.first());
        // A set with one member stands for a pair of twice the same.
        self.area_b = moved_area(areas.last());
        self.charge_type = official::text(source, &["payment_type", "charge_type"]);
        self.period = source.number("period").into();
        self.name = official::text(source, &["cen_bandwidth_package_name", "name"]);
        // It always paid at once.
        self.auto_pay = Attr::Known(true);
        // Stored since version 1.267.0.
        self.auto_renew = official::flag(source, "auto_renew");
        self.expired_time = official::text(source, &["expired_time"]);
    }
}

#[async_trait]
impl Searchable for Package {
    type Filter = Selection;

    fn list_schema() -> Schema {
        Schema::of::<Selection>()
    }

    fn admits(filter: &Selection, remote: &cen::Package) -> bool {
        filter.admits(remote)
    }

    async fn all(Scope { client, limits }: Scope<'_>) -> Result<Vec<cen::Package>, CallError> {
        client.api.packages(limits).await
    }
}

fn unpaid(id: &PackageId, order: &str) -> Diagnostic {
    Diagnostic::warning(
        "The order is not paid yet",
        format!(
            "With auto_pay = false the package {id} comes into being when you pay the order{order} in the console. Until \
             then its status is {PENDING}."
        ),
    )
}

async fn rename(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (name, description) = change.texts();
    if name.is_some() || description.is_some() {
        let Scope { client, limits } = change.scope();
        let (name, description) = (name.as_deref(), description.as_deref());
        let api = &client.api;
        api.rename(&change.key, name, description, limits).await?;
    }
    change.advance_texts(|_, _| {});
    Ok(())
}

async fn set_bandwidth(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let planned = &change.planned.bandwidth;
    let Some(wanted) = whole(planned).filter(|_| *planned != change.state.bandwidth) else {
        return Ok(());
    };
    let Scope { client, limits } = change.scope();
    let api = &client.api;
    api.set_bandwidth(&change.key, wanted, limits).await?;
    // The status says nothing here: a package that is in use stays InUse while its bandwidth changes.
    change
        .become_ready(|package| package.bought_mbps() == wanted)
        .await?;
    Ok(())
}

/// Makes the binding as planned, if it is ours to change. Where the argument is not set and the plan leaves the binding as
/// it was, whoever made it may have changed it since.
async fn bind(change: &mut Change<'_, Package>) -> Result<(), Failure> {
    let (state, planned) = (&change.state, &change.planned);
    let mut prior = change.prior.iter();
    let is_ours =
        !change.config.cen_id.is_null() || prior.any(|prior| prior.cen_id != planned.cen_id);
    if !is_ours || planned.cen_id == state.cen_id || planned.cen_id.is_unknown() {
        return Ok(());
    }
    let (old, new) = (state.cen(), planned.cen());
    if let Some(old) = old {
        let Scope { client, limits } = change.scope();
        let free = association::unbind(&change.key, &old, client, limits).await?;
        if let Some(free) = free {
            change.refresh(&free);
        }
    }
    if let Some(new) = new {
        change.doing = format!("binding it to {new}");
        let Scope { client, limits } = change.scope();
        let bound = association::bind(&change.key, &new, client, limits).await?;
        change.refresh(&bound);
    }
    Ok(())
}

/// How a package as planned is paid for; nothing for a term that is not sold, which validation does not let through.
fn billing(planned: &Package) -> Option<Billing> {
    if planned
        .charge_type
        .known()
        .is_some_and(|charge_type| charge_type == POST_PAID)
    {
        return Some(Billing::PostPaid);
    }
    let cycle = match planned.pricing_cycle.known().map(String::as_str) {
        Some("Year") => Cycle::Year,
        _ => Cycle::Month,
    };
    let small = |attr: &Attr<Number>| whole(attr).and_then(|number| u32::try_from(number).ok());
    let period = match &planned.period {
        Attr::Null => 1,
        period => small(period)?,
    };
    let months = small(&planned.auto_renew_duration);
    let auto_renew = planned.auto_renew.known().map(|enabled| AutoRenew {
        enabled: *enabled,
        months,
    });
    let term = Term::new(period, cycle).ok()?;
    Some(Billing::PrePaid { term, auto_renew })
}

fn whole(attr: &Attr<Number>) -> Option<u64> {
    attr.known().and_then(Number::as_u64)
}

fn moved_areas<'s>(source: &'s Foreign<'_>) -> Vec<&'s str> {
    let pair = ["geographic_region_a_id", "geographic_region_b_id"].map(|name| source.text(name));
    if let [Some(a), Some(b)] = pair {
        return vec![a, b];
    }
    let set = source
        .attributes
        .get("geographic_region_ids")
        .and_then(|set| set.as_array());
    set.into_iter()
        .flatten()
        .filter_map(|area| area.as_str())
        .collect()
}

fn moved_area(text: Option<&&str>) -> Attr<String> {
    text.map_or(Attr::Null, |text| Area::named(text).as_str().into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::lifecycle::moved_state;

    fn recorded() -> Value {
        json!({
            "bandwidth": 5, "cen_bandwidth_package_name": "tf-0", "charge_type": "PostPaid", "description": "",
            "expired_time": "2027-12-22T16:00Z", "geographic_region_a_id": "China",
            "geographic_region_b_id": "Asia-Pacific", "geographic_region_ids": ["Asia-Pacific", "China"],
            "id": "cenbwp-aabf5e24e2de4b7ea3", "name": "tf-0", "payment_type": "PostPaid", "period": null,
            "status": "Idle", "timeouts": null
        })
    }

    #[test]
    fn a_recorded_state_is_taken_over_whole() {
        let expected = Package {
            id: "cenbwp-aabf5e24e2de4b7ea3".into(),
            bandwidth: Attr::Known(5_i64.into()),
            area_a: "China".into(),
            area_b: "Asia-Pacific".into(),
            charge_type: "PostPaid".into(),
            name: "tf-0".into(),
            auto_pay: Attr::Known(true),
            status: "Idle".into(),
            expired_time: "2027-12-22T16:00Z".into(),
            ..Package::default()
        };
        assert_eq!(moved_state::<Package>(recorded()).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough() {
        let early = json!({
            "id": "cenbwp-aabf5e24e2de4b7ea3", "bandwidth": 2, "name": "old", "charge_type": "PrePaid",
            "geographic_region_ids": ["China"]
        });
        let package = moved_state::<Package>(early).unwrap();
        assert_eq!(
            (package.area_a, package.area_b),
            ("China".into(), "China".into())
        );
        assert_eq!(
            (package.name, package.charge_type),
            ("old".into(), "PrePaid".into())
        );
    }

    #[test]
    fn renewal_comes_along_from_the_releases_that_store_it() {
        for (stored, expected) in [
            (json!(true), Attr::Known(true)),
            (json!(false), Attr::Known(false)),
            (Value::Null, Attr::Null),
        ] {
            let mut state = recorded();
            state["auto_renew"] = stored;
            let package = moved_state::<Package>(state);
            assert_eq!(package.unwrap().auto_renew, expected);
        }
    }

    #[test]
    fn timeouts_come_along() {
        let mut state = recorded();
        state["timeouts"] = json!({"create": "20m", "update": null, "delete": null});
        let package = moved_state::<Package>(state);
        let timeouts = Timeouts {
            create: "20m".into(),
            ..Timeouts::default()
        };
        assert_eq!(package.unwrap().timeouts, Attr::Known(timeouts));
    }

    #[test]
    fn a_state_without_id_is_an_error() {
        assert!(moved_state::<Package>(json!({})).is_err());
    }
}
