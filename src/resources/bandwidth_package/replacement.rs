//! What must be known, and refused, of a package that another is to replace.

use serde::{Deserialize, Serialize};

use crate::Cen;
use crate::client::Client;
use crate::lifecycle::Managed as _;
use crate::written::{meaning, written};
use cen::ClientToken;
use tf_plugin::framework::{Diagnostics, Plan, PlanRequest, Preflight, Private};
use tf_plugin::value::{Attr, Path};

use super::Package;
use super::delete::{self, End};
use super::on_destroy::{Ending, OnDestroy};

/// Refuses to replace a package that cannot go, in the plan that asks for it.
pub(super) fn check(prior: &Package, client: Option<&Client>, plan: &mut Plan<Package>) {
    demand_new_token(prior, plan);
    let because = because(prior, plan);
    refuse_replacement(prior, &because, client, &mut plan.diagnostics);
}

/// The private note of a plan of a package that is there. A host that is going to replace it (for its own reasons too, such
/// as -replace) plans the new one next, and hands the private data of this plan to that one.
const PREDECESSOR: &str = "predecessor";

/// What is noted of a package that a host may be about to replace.
#[derive(Serialize, Deserialize)]
struct Predecessor {
    id: String,
    charge_type: Option<String>,
    status: Option<String>,
    business_status: Option<String>,
    expired_time: Option<String>,
    client_token: Option<String>,
    is_abandoned: bool,
    /// Absent in notes of versions that did not know it.
    on_destroy: Option<String>,
    /// Whether the plan of the predecessor itself has said what a replacement comes to.
    is_told: bool,
}

/// Notes `prior` where something has to be known of it when another is to take its place.
pub(super) fn note_predecessor(
    prior: &Package,
    is_told: bool,
    client: Option<&Client>,
    private: &mut Private,
) {
    let matters = client.is_some_and(|client| {
        prior.cen().is_some()
            || prior.common().is_unconfirmed()
            || prior.client_token.known().is_some()
            || delete::is_running(prior, client.api.now())
    });
    if !matters {
        return forget_predecessor(private);
    }
    let token = meaning(&prior.client_token).map(|token| token.as_str().to_owned());
    let note = Predecessor {
        id: prior.id.known().cloned().unwrap_or_default(),
        charge_type: prior.charge_type.known().cloned(),
        status: prior.status.known().cloned(),
        business_status: prior.business_status.known().cloned(),
        expired_time: prior.expired_time.known().cloned(),
        client_token: token,
        is_abandoned: prior.may_be_abandoned(),
        on_destroy: prior.on_destroy.on_destroy.known().cloned(),
        is_told,
    };
    private.set(PREDECESSOR, &note);
}

/// The id of the package that a create is to replace, where the host has planned the end of that before.
pub(super) fn replaced(private: &Private) -> Option<String> {
    private.get::<Predecessor>(PREDECESSOR).map(|note| note.id)
}

/// What was planned is done, and nothing is going to be replaced.
pub(super) fn forget_predecessor(private: &mut Private) {
    private.remove(PREDECESSOR);
}

impl From<Predecessor> for Package {
    fn from(note: Predecessor) -> Self {
        let token = note.client_token.as_deref().map(ClientToken::parse);
        Self {
            id: note.id.into(),
            charge_type: note.charge_type.into(),
            status: note.status.into(),
            business_status: note.business_status.into(),
            expired_time: note.expired_time.into(),
            client_token: token
                .and_then(Result::ok)
                .as_ref()
                .map_or(Attr::Null, written),
            on_destroy: Ending::noted(note.on_destroy, note.is_abandoned),
            ..Self::default()
        }
    }
}

/// Refuses a create that is to replace what cannot go, where the plan of that did not know of the replacement.
pub(super) fn check_successor(request: &PlanRequest<'_, Package, Cen>, plan: &mut Plan<Package>) {
    let Some(note) = plan.private.get::<Predecessor>(PREDECESSOR) else {
        return;
    };
    if !note.is_told {
        let prior = Package::from(note);
        demand_new_token(&prior, plan);
        let because = "The host replaces it for a reason of its own: -replace, replace_triggered_by, or a provider that has \
                       changed.";
        refuse_replacement(&prior, because, request.client, &mut plan.diagnostics);
    }
}

/// The package that a planned change is going to replace and give back, in the plan that is the first to know it.
pub(super) fn to_be_refunded(request: &Preflight<Package, Cen>) -> Option<Package> {
    let note: Predecessor = request.private.get(PREDECESSOR)?;
    // The plan of the package itself tells what it knows of; a host's own reasons show in the plan of the successor alone.
    let is_told_here = note.is_told == request.prior.is_some();
    let package = Package::from(note);
    let is_refunded = package.on_destroy.chosen() == OnDestroy::Refund;
    (is_told_here && is_refunded).then_some(package)
}

/// CEN sells one package per token, so the successor cannot be bought with the token of its predecessor.
fn demand_new_token(prior: &Package, plan: &mut Plan<Package>) {
    if prior.client_token.known().is_some() && plan.state.client_token == prior.client_token {
        plan.diagnostics.error_at(
            Path::root("client_token"),
            "The replacement needs another client token",
            "This change replaces the package, and CEN sells one package per client token: the new one would be refused \
             after the old one is gone. Set another client_token, or remove the argument.",
        );
    }
}

/// A replacement begins with a destroy; one that would fail is refused before anything is bought.
fn refuse_replacement(
    prior: &Package,
    because: &str,
    client: Option<&Client>,
    diagnostics: &mut Diagnostics,
) {
    if prior.common().is_unconfirmed() {
        delete::refuse_to_forget(prior, diagnostics);
    } else {
        delete::plan_end(prior, client, &End::Replaced(because), diagnostics);
    }
}

/// Which arguments ask for a replacement.
fn because(prior: &Package, plan: &Plan<Package>) -> String {
    let mut names: Vec<String> = plan.replace.iter().map(Path::to_string).collect();
    if plan.state.charge_type != prior.charge_type {
        names.push("charge_type".to_owned());
    }
    names.sort();
    names.dedup();
    format!("A change of {} replaces it.", names.join(" and "))
}
