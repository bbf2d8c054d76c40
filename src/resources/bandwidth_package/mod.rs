//! `cen_bandwidth_package`: bandwidth between two areas.

mod apply;
mod delete;
mod expiry;
mod moved;
mod on_destroy;
mod order;
mod plan;
mod price;
mod refund;
mod renewal;
mod renewing;
mod replacement;
mod tainted;

use std::time::SystemTime;

use async_trait::async_trait;

use crate::claim::{self, Claim};
use crate::client::Client;
use crate::filters::packages::PackageSearch;
use crate::from_api::{optional, time};
use crate::identity::Key;
use crate::known_config::KnownConfig;
use crate::lifecycle::{
    Change, Created, DefaultTimeouts, Deletion, Managed, Note, NotedIn, Searchable, Words,
    common_attributes, remote,
};
use crate::purchase_term::CYCLES;
use crate::resource_group::ResourceGroup;
use crate::rules;
use crate::scope::Scope;
use crate::tags::Tagging;
use crate::texts::Texts;
use crate::wait::Failure;
use crate::walk::Walk;
use crate::written::{Named as _, Written, linked, meaning, written};
use crate::{Cen, package_origin, unordered_pair};
use cen::{
    Area, AreaPair, BANDWIDTH_MBPS, CallError, CenId, ChargeType, ClientToken, Freshness,
    PackageId, Purchase, Region, Status, Tagged,
};
use on_destroy::{Ending, OnDestroy};
use renewing::Renewing;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::validate::{one_of, whole_number_between};
use tf_plugin::framework::{
    Diagnostic, Diagnostics, Plan, PlanDestroy, PlanRequest, Preflight, PreflightDestroy, Private,
    SourceState,
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

/// A bandwidth package of Alibaba Cloud's Cloud Enterprise Network (CEN): bandwidth between two areas, bound to a CEN
/// instance. **A package costs money from the moment it is created**, and a prepaid one cannot be given back before it
/// expires.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct Package {
    /// Id of the package, `cenbwp-...`. While a purchase is unconfirmed (see `status`) this is a placeholder that begins with
    /// `unconfirmed:`.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// Bandwidth in Mbps. Changed in place, also while the package is in use. CEN does not lower the bandwidth of a package
    /// that crosses the border of the Chinese mainland.
    #[attribute(required, validate = whole_number_between(BANDWIDTH_MBPS, "Mbps"))]
    bandwidth: Attr<u64>,
    /// One of the two areas that the package connects: `China`, `North-America`, `Asia-Pacific`, `Europe`, `Middle-East` or
    /// `Australia`, in any letter case. May be the same as `area_b`. The order of the two does not matter; another *pair* of
    /// areas needs another package.
    #[attribute(required)]
    area_a: Attr<Written<Area>>,
    /// The other area; see `area_a`.
    #[attribute(required)]
    area_b: Attr<Written<Area>>,
    /// `PrePaid` (bought for a period) or `PostPaid` (billed until it is destroyed; not offered to every account). A new
    /// package is `PrePaid` where this is not set. A change replaces the package.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        requires_replace,
        validate = one_of(&[PRE_PAID, POST_PAID])
    )]
    charge_type: Attr<String>,
    /// For how long a prepaid package is bought: 1, 2, 3 or 6 months, or 1 to 3 years, as `pricing_cycle` says. One month or
    /// year where this is not set. Used at purchase only; a later change does nothing to the package.
    #[attribute(optional)]
    period: Attr<Number>,
    /// The unit of `period`: `Month` (the default) or `Year`. Used at purchase only.
    #[attribute(optional, validate = one_of(&CYCLES))]
    pricing_cycle: Attr<String>,
    /// Whether the order is paid at once. With `false` the package comes into being only when you pay the order in the
    /// console. Used at purchase only.
    #[attribute(default = true)]
    auto_pay: Attr<bool>,
    #[attribute(flatten)]
    renewing: Renewing,
    #[attribute(flatten)]
    texts: Texts,
    /// The CEN instance that the package is bound to. Changed in place; removing the argument unbinds the package. A package
    /// that never had this argument may be bound by other means, such as a `cen_bandwidth_package_attachment`, and is left as
    /// it is.
    #[attribute(optional, computed, use_state_for_unknown)]
    cen_id: Attr<Written<CenId>>,
    #[attribute(flatten)]
    group: ResourceGroup,
    #[attribute(
        flatten,
        describe(
            tags_all = "All tags of the package: `tags` together with the provider's `default_tags`."
        )
    )]
    tagging: Tagging,
    /// A token of your own for the purchase. CEN sells one package per token, so a purchase survives even the loss of the
    /// state file: apply again with the same token and the same arguments. Without it the provider draws a token for each
    /// purchase.
    #[attribute(optional)]
    client_token: Attr<Written<ClientToken>>,
    #[attribute(flatten)]
    on_destroy: Ending,
    /// From how many days before its expiry on a prepaid package without `auto_renew` is warned about; 0 for never. What the
    /// provider block says where this is not set.
    #[attribute(optional, validate = rules::expiry_warning_days())]
    expiry_warning_days: Attr<u64>,
    #[attribute(timeouts(
        create = "Limit of a purchase, `10m` where it is not set. A purchase that nobody has answered by then is stored as \
                  unconfirmed and confirmed by the next apply.",
        update = "Limit of a change, `5m` where it is not set.",
        delete = "Limit of a destroy, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
    /// `Idle` or `InUse` (bound to a CEN instance); `Pending` when the package has been bought and is not visible yet;
    /// `Unconfirmed` when nobody has answered the purchase, which the next apply confirms.
    #[attribute(computed, use_state_for_unknown)]
    status: Attr<String>,
    /// `Normal`, `FinancialLocked` (expired or overdue) or `SecurityLocked`.
    #[attribute(computed, use_state_for_unknown)]
    business_status: Attr<String>,
    /// When the package was created, in UTC.
    #[attribute(computed, use_state_for_unknown)]
    creation_time: Attr<String>,
    /// When a prepaid package expires, in UTC; a day far ahead for the others.
    #[attribute(computed, use_state_for_unknown)]
    expired_time: Attr<String>,
    /// CEN's own id of the pair of areas. It follows no fixed order of the two.
    #[attribute(computed, use_state_for_unknown)]
    geographic_span_id: Attr<String>,
    /// Whether the package crosses the border of the Chinese mainland.
    #[attribute(computed, use_state_for_unknown)]
    is_cross_border: Attr<bool>,
}

impl Package {
    /// The pair of areas, where both are known.
    fn areas(&self) -> Option<AreaPair> {
        let (a, b) = meaning(&self.area_a).zip(meaning(&self.area_b))?;
        Some(AreaPair::new(a.clone(), b.clone()))
    }

    /// The CEN instance that it is bound to, or shall be.
    fn cen(&self) -> Option<&CenId> {
        meaning(&self.cen_id)
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
        self.on_destroy.chosen() == OnDestroy::Abandon
    }
}

/// Ids of packages are unique over all accounts and regions.
impl Key for PackageId {
    const FORM: &'static str = "cenbwp-...";
    const PARTS: &'static [(&'static str, &'static str)] =
        &[("id", "Id of the package, `cenbwp-...`.")];
}

remote!(cen::Package, id, Status::Idle | Status::InUse);

#[async_trait]
impl Managed for Package {
    const TYPE: &'static str = "cen_bandwidth_package";
    const MOVES_FROM: &'static str = "alicloud_cen_bandwidth_package";
    const WORDS: Words = Words::of_bought("package");
    const TIMEOUTS: DefaultTimeouts = DefaultTimeouts::minutes(10, 5, 5);
    const IS_JOURNALED: bool = true;

    type Parameters = Purchase;
    type Key = PackageId;
    type Remote = cen::Package;

    common_attributes!();

    fn key(&self) -> Option<PackageId> {
        PackageId::stored(self.common().confirmed_id()?).ok()
    }

    fn refresh(&mut self, remote: &cen::Package) {
        // A temporary upgrade ends by itself; taken for a change it would be undone by the next apply.
        self.bandwidth = Attr::Known(remote.bought_mbps());
        if self.areas().as_ref() != Some(&remote.areas) {
            self.area_a = written(remote.areas.first());
            self.area_b = written(remote.areas.second());
        }
        match &remote.charge_type {
            ChargeType::PrePaid => self.charge_type = PRE_PAID.into(),
            ChargeType::PostPaid => self.charge_type = POST_PAID.into(),
            // A word that this release does not know changes nothing that is noted.
            ChargeType::Other(_) => {}
        }
        self.cen_id = linked(remote.cen_ids.first(), &self.cen_id);
        self.group.resource_group_id = optional(&remote.resource_group_id);
        // What was used at purchase cannot be read back; an import starts from the default.
        if self.auto_pay.is_null() {
            self.auto_pay = Attr::Known(true);
        }
        self.business_status = optional(remote.business_status.as_str());
        self.expired_time = time(remote.expired_time.as_ref());
        self.geographic_span_id = optional(&remote.geographic_span_id);
        self.is_cross_border = remote.is_cross_border.into();
    }

    fn validate(&self, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        order::check(self, known_config, diagnostics);
    }

    /// With swapped areas it is the same package.
    fn keep_semantically_equal(&mut self, prior: &Self) {
        unordered_pair::keep(
            [&prior.area_a, &prior.area_b],
            [&mut self.area_a, &mut self.area_b],
            Area::named,
        );
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        plan::refine(request, plan);
    }

    async fn preflight(request: Preflight<Self, Cen>, diagnostics: &mut Diagnostics) {
        plan::preflight(request, diagnostics).await;
    }

    fn plan_delete(request: &PlanDestroy<'_, Self, Cen>, diagnostics: &mut Diagnostics) {
        if let Some(id) = request.prior.key() {
            request.walk.planned(&id);
            request.walk.memory().departures.note(&id);
            // CEN would answer a purchase under its token with the package that is to go.
            if let Some(claim) = order::token_claim(request.prior) {
                claim::hold(claim, id.as_str(), request.walk, diagnostics);
            }
        }
        delete::plan(request.prior, request.client, diagnostics);
    }

    async fn preflight_delete(request: PreflightDestroy<Self, Cen>, diagnostics: &mut Diagnostics) {
        refund::foretell_destroy(request, diagnostics).await;
    }

    fn forget_plan(_: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        if let Some(planned) = planned {
            plan::forget_gain(planned, walk);
        }
    }

    fn annotate(config: &Self, private: &mut Private) {
        replacement::forget_predecessor(private);
        if config.cen_id.is_null() {
            private.remove(MANAGES_BINDING);
        } else {
            private.set(MANAGES_BINDING, &true);
        }
    }

    fn remember(&self, private: &mut Private) {
        expiry::remember_renewal(self, private);
    }

    fn client_token(&self) -> Option<&ClientToken> {
        meaning(&self.client_token)
    }

    fn parameters(&self) -> Option<Purchase> {
        order::purchase(self)
    }

    fn claims(&self) -> Vec<Claim> {
        order::claims(self)
    }

    fn claims_of_update(&self, planned: &Self) -> Vec<Claim> {
        let moves = planned.cen() != self.cen();
        let place = order::place_claim(planned, "This package was not changed.");
        place.filter(|_| moves).into_iter().collect()
    }

    fn replaced(private: &Private) -> Option<String> {
        replacement::replaced(private)
    }

    async fn before_create(&self, scope: Scope<'_>) -> Result<(), Diagnostic> {
        order::look_before_buying(self, scope).await?;
        match self.parameters() {
            Some(purchase) => {
                let undone = "No package was bought.";
                price::hold_against_limit(&purchase, undone, scope).await
            }
            None => Ok(()),
        }
    }

    async fn create(
        parameters: &Purchase,
        token: &ClientToken,
        scope: Scope<'_>,
    ) -> Result<Created<PackageId>, CallError> {
        order::buy(parameters, token, scope).await
    }

    async fn before_repeating(
        note: &Note<Purchase>,
        noted_in: NotedIn,
        scope: Scope<'_>,
    ) -> Result<(), Diagnostic> {
        package_origin::look_before_repeating(note, &noted_in, scope).await?;
        match noted_in {
            NotedIn::State => {
                let undone = "Nothing was bought now; the purchase stays unconfirmed in the state.";
                price::hold_against_limit(&note.parameters, undone, scope).await
            }
            // It is held against the limit as every create.
            NotedIn::Journal(_) => Ok(()),
        }
    }

    /// Nothing appears before somebody has paid.
    fn appears_by_itself(&self) -> bool {
        !self.awaits_payment()
    }

    async fn after_create(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        apply::bind(change).await?;
        renewal::apply(change).await
    }

    async fn find(
        key: &PackageId,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<cen::Package>, CallError> {
        client.api.package(key, freshness, deadline).await
    }

    async fn look_further(&mut self, walk: &Walk, scope: Scope<'_>) -> Result<(), CallError> {
        renewal::read(self, walk, scope).await;
        Ok(())
    }

    fn is_costly(&self, client: &Client) -> bool {
        !self.is_prepaid() || delete::is_running(self, client.api.now())
    }

    async fn find_among_all(
        key: &PackageId,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<cen::Package>, CallError> {
        let all = client.api.packages(deadline).await?;
        Ok(all.into_iter().find(|package| package.id == *key))
    }

    fn obituary(&self, key_source: &str) -> Option<Diagnostic> {
        self.is_prepaid()
            .then(|| delete::obituary(self, key_source))
    }

    fn remark(
        &self,
        private: &Private,
        client: &Client,
        walk: &Walk,
        diagnostics: &mut Diagnostics,
    ) {
        walk.tell_trouble_with_billing(diagnostics);
        expiry::warn_of_end(self, private, client, diagnostics);
        if let Some(id) = self.key() {
            walk.memory().expiry_warnings.note(&id);
            tainted::note_read(self, &id, client, walk);
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
        self.client_token = planned.client_token;
        self.on_destroy = planned.on_destroy;
        self.expiry_warning_days = planned.expiry_warning_days;
    }

    async fn update(change: &mut Change<'_, Self>) -> Result<(), Failure> {
        apply::update(change).await
    }

    fn tagged<'a>(key: &'a PackageId, _region: Option<&'a Region>) -> Option<Tagged<'a>> {
        Some(Tagged::package(key))
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
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        client.api.release(key, deadline).await
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        moved::take_over(self, source);
    }
}

#[async_trait]
impl Searchable for Package {
    type Filter = PackageSearch;

    fn title(package: &cen::Package, now: SystemTime) -> String {
        expiry::title(package, now)
    }

    async fn complete(
        found: &mut [Self],
        search: &PackageSearch,
        scope: Scope<'_>,
    ) -> Option<Diagnostic> {
        if search.wants_renewal() {
            renewal::complete(found, scope).await
        } else {
            None
        }
    }
}
