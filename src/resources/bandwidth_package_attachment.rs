//! `cen_bandwidth_package_attachment`: a package bound to a CEN instance, apart from both.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;

use crate::api_errors::explain;
use crate::claim::Claim;
use crate::identity::Key;
use crate::link::{self, Link};
use crate::plan_checks;
use crate::scope::Scope;
use crate::wait::Failure;
use crate::walk::{Binder, Binding, Walk};
use crate::written::{Written, written};
use crate::{Cen, official};
use crate::{package_binding, package_place};
use cen::error::Kind;
use cen::id::IllegalId;
use cen::{CallError, CenId, Freshness, Made, Package, PackageId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{Diagnostic, Plan, PlanRequest, SourceState};
use tf_plugin::value::Attr;

/// Binds a bandwidth package to a CEN instance, as the argument `cen_id` of `cen_bandwidth_package` does. Use one of the
/// two for a package, not both: this resource where the package and the instance are managed in different places, or where
/// the package was bought elsewhere. To go from this resource to the argument without an interruption, drop it with a
/// `removed` block that has `destroy = false`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(crate) struct BandwidthPackageAttachment {
    /// Id of the package: it is bound to one instance at a time.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// The CEN instance. A change replaces the attachment: the package is unbound, then bound anew.
    #[attribute(required, requires_replace_while_unknown)]
    cen_id: Attr<Written<CenId>>,
    /// The bandwidth package. A change replaces the attachment.
    #[attribute(required, requires_replace_while_unknown)]
    bandwidth_package_id: Attr<Written<PackageId>>,
    #[attribute(timeouts(
        create = "Limit of the binding, `5m` where it is not set.",
        delete = "Limit of the unbinding, `5m` where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

/// A package is bound to one instance at most, so its id tells the binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BoundPackage(PackageId);

impl Display for BoundPackage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BoundPackage {
    type Err = IllegalId;

    fn from_str(text: &str) -> Result<Self, IllegalId> {
        text.parse().map(Self)
    }
}

impl Key for BoundPackage {
    const FORM: &'static str = "cenbwp-...";
    const PARTS: &'static [(&'static str, &'static str)] =
        &[("bandwidth_package_id", "Id of the package, `cenbwp-...`.")];
}

#[async_trait]
impl Link for BandwidthPackageAttachment {
    const TYPE: &'static str = "cen_bandwidth_package_attachment";
    const MOVES_FROM: &'static str = "alicloud_cen_bandwidth_package_attachment";
    const OBJECT: &'static str = "binding";
    const TIMEOUT: Duration = Duration::from_secs(5 * 60);

    type Key = BoundPackage;
    type Remote = Package;

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn key(&self) -> Option<BoundPackage> {
        let package = self.bandwidth_package_id.known()?;
        Some(BoundPackage((**package).clone()))
    }

    fn at(BoundPackage(package): &BoundPackage) -> Self {
        Self {
            id: package.as_str().into(),
            bandwidth_package_id: written(package),
            ..Self::default()
        }
    }

    /// After an import the instance is not known yet.
    fn refresh(&mut self, remote: &Package) {
        if let (None, Some(cen)) = (self.cen(), remote.cen_ids.first()) {
            self.cen_id = written(cen);
        }
    }

    fn statement(&self) -> String {
        let Self {
            bandwidth_package_id: Attr::Known(package),
            cen_id: Attr::Known(cen),
            ..
        } = self
        else {
            return "the package is bound".to_owned();
        };
        format!("{} is bound to {}", **package, **cen)
    }

    fn plan(request: &PlanRequest<'_, Self, Cen>, plan: &mut Plan<Self>) {
        let Some(cen) = plan.state.cen().cloned() else {
            return;
        };
        if request.prior.is_none() {
            let budget = &mut request.walk.memory().bandwidth_budget;
            budget.expect_binding(cen.clone());
        }
        if let Some(BoundPackage(package)) = plan.state.key() {
            let before = request.prior.and_then(Self::cen).cloned();
            let binding = Binding {
                by: Binder::Attachment,
                before: before.filter(|before| *before != cen),
                cen,
            };
            plan_checks::package_binding::check(
                request.walk,
                &package,
                &binding,
                &mut plan.diagnostics,
            );
        }
    }

    /// What is bound is the API's to count, and a package that is unbound is for others to bind.
    fn forget_plan(prior: Option<&Self>, planned: Option<&Self>, walk: &Walk) {
        let mut memory = walk.memory();
        if let Some(cen) = planned.and_then(Self::cen) {
            memory.bandwidth_budget.forget_binding(cen);
        } else if let Some(BoundPackage(package)) = prior.and_then(Self::key) {
            memory.package_bindings.forget(&package);
        }
    }

    fn in_the_way(&self, key: &BoundPackage, remote: &Package) -> Option<Diagnostic> {
        let cen = self.cen()?;
        let other = remote.cen_ids.first()?;
        Some(if other == cen {
            link::there_already::<Self>(key)
        } else {
            bound_elsewhere(&key.0, cen, other, "Nothing was sent.")
        })
    }

    async fn before_create(
        &self,
        BoundPackage(id): &BoundPackage,
        scope: Scope<'_>,
    ) -> Result<Vec<Claim>, Diagnostic> {
        let nothing_sent = |error| explain(&error).after("Nothing was sent.").error();
        let found = Self::find(&BoundPackage(id.clone()), Freshness::Recent, scope).await;
        let (Some(package), Some(cen)) = (found.map_err(nothing_sent)?, self.cen()) else {
            return Ok(Vec::new());
        };
        let areas = &package.areas;
        let found = package_place::hindrance(cen, areas, Some(id), Freshness::Recent, scope).await;
        let undone = format!("{id} was not bound.");
        if let Some(hindrance) = found.map_err(nothing_sent)? {
            return Err(hindrance.refusal(undone));
        }
        // Another package may be bought for this place at the same time.
        Ok(vec![package_place::claim(cen, areas, &undone)])
    }

    fn enter_pending(&mut self, key: &BoundPackage) {
        self.id = Attr::Known(key.to_string());
    }

    async fn send(&self, Scope { client, deadline }: Scope<'_>) -> Result<Made, CallError> {
        match self.key().zip(self.cen()) {
            Some((BoundPackage(package), cen)) => {
                client.api.associate(&package, cen, deadline).await
            }
            None => Ok(Made::Now),
        }
    }

    /// That the package is bound already is the reason that most often needs an explanation.
    async fn refused(&self, _: Option<&Self>, error: &CallError, scope: Scope<'_>) -> Diagnostic {
        if Kind::of_call(error) == Some(Kind::InUse)
            && let Some((key, cen)) = self.key().zip(self.cen())
            && let Ok(Some(seen)) = Self::find(&key, Freshness::Latest, scope).await
            && let Some(other) = seen.cen_ids.first()
        {
            return match other == cen {
                true => link::there_already::<Self>(&key),
                false => bound_elsewhere(&key.0, cen, other, &explain(error).detail),
            };
        }
        explain(error).error()
    }

    async fn find(
        BoundPackage(package): &BoundPackage,
        freshness: Freshness,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<Option<Package>, CallError> {
        client.api.package(package, freshness, deadline).await
    }

    /// Bound elsewhere, it is not this binding.
    fn is_same(&self, remote: &Package) -> bool {
        let bound = remote.cen_ids.first();
        bound.is_some() && self.cen().is_none_or(|cen| bound == Some(cen))
    }

    fn shows(&self, remote: &Package) -> Result<(), String> {
        match self.cen() {
            Some(cen) if !remote.cen_ids.contains(cen) => {
                Err(format!("its status is {}", remote.status.as_str()))
            }
            _ => Ok(()),
        }
    }

    async fn remove(&self, key: &BoundPackage, scope: Scope<'_>) -> Result<(), Failure> {
        if let Some(cen) = self.cen() {
            package_binding::unbind(&key.0, cen, scope).await?;
        }
        Ok(())
    }

    /// The package stays; that it is free again, the removal has waited for.
    fn remains(_: &Package) -> Option<&str> {
        None
    }

    fn moved_key(source: &SourceState<'_>) -> Option<BoundPackage> {
        let package = source.text("bandwidth_package_id").or(source.text("id"))?;
        package.parse().ok()
    }

    fn move_from(&mut self, source: &SourceState<'_>) {
        self.cen_id = official::named(source, "instance_id");
        self.timeouts = official::create_delete_timeouts(source);
    }
}

impl BandwidthPackageAttachment {
    /// The CEN instance that it is bound to.
    fn cen(&self) -> Option<&CenId> {
        self.cen_id.known().map(|cen| &**cen)
    }
}

fn bound_elsewhere(package: &PackageId, cen: &CenId, other: &CenId, refusal: &str) -> Diagnostic {
    Diagnostic::error(
        "The package is bound to another CEN instance",
        format!(
            "{package} is bound to {other}, and a package is bound to one instance, so it was not bound to {cen}. If the \
             argument cen_id of the package binds it, remove that argument or this attachment. If nobody here does, unbind \
             it first, or import the binding and change it.\n\n{refusal}"
        ),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::link::moved_state;
    use crate::written::named;

    #[test]
    fn states_of_the_official_provider_are_moved_with_their_timeouts() {
        let state = json!({
            "bandwidth_package_id": "cenbwp-abc", "id": "cenbwp-abc", "instance_id": "cen-abc",
            "timeouts": {"create": "9m", "delete": null}
        });
        let expected = BandwidthPackageAttachment {
            id: "cenbwp-abc".into(),
            cen_id: named("cen-abc"),
            bandwidth_package_id: named("cenbwp-abc"),
            timeouts: Attr::Known(Timeouts::default().create("9m")),
        };
        assert_eq!(moved_state(state).ok(), Some(expected.clone()));
        let early = json!({"id": "cenbwp-abc", "instance_id": "cen-abc"});
        let expected = BandwidthPackageAttachment {
            timeouts: Attr::Null,
            ..expected
        };
        assert_eq!(moved_state(early).ok(), Some(expected));
        let nameless = json!({"instance_id": "cen-abc"});
        assert!(moved_state::<BandwidthPackageAttachment>(nameless).is_err());
    }
}
