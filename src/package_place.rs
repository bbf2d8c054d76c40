//! Where a package is of use: a CEN instance has one for each pair of areas.

use std::fmt::Display;

use cen::{AreaPair, CallError, CenId, Freshness, Package, PackageId};
use tf_plugin::framework::Diagnostic;
use tf_plugin::value::Path;
use tokio::task::JoinSet;

use super::claim::Claim;
use super::scope::Scope;

/// What keeps a package for a pair of areas from being bound to a CEN instance.
pub(super) enum Hindrance {
    /// There is no such instance in the account.
    NoInstance(CenId),
    /// The instance has this package for the pair.
    Taken(CenId, Box<Package>),
    /// The instance has this package, and the list of packages does not: for which pair it is, nobody knows.
    Unseen(CenId, PackageId),
}

/// Looks for what keeps a package for `areas` from being bound to `cen`, other than the package `itself`.
///
/// # Errors
///
/// When the API does not say.
pub(super) async fn hindrance(
    cen: &CenId,
    areas: &AreaPair,
    itself: Option<&PackageId>,
    freshness: Freshness,
    Scope { client, deadline }: Scope<'_>,
) -> Result<Option<Hindrance>, CallError> {
    let Some(instance) = client.api.instance(cen, freshness, deadline).await? else {
        return Ok(Some(Hindrance::NoInstance(cen.clone())));
    };
    // All at once, so that they share calls.
    let mut bound = JoinSet::new();
    for id in instance.packages {
        if Some(&id) != itself {
            let (api, deadline) = (client.api.clone(), deadline.clone());
            bound.spawn(async move {
                let package = api.package(&id, freshness, &deadline).await?;
                Ok::<_, CallError>(package.ok_or(id))
            });
        }
    }
    let (mut taken, mut unseen) = (None, Vec::new());
    for answer in bound.join_all().await {
        match answer? {
            Ok(package) if package.areas == *areas => taken = Some(package),
            Ok(_) => {}
            Err(id) => unseen.push(id),
        }
    }
    if let Some(package) = taken {
        return Ok(Some(Hindrance::Taken(cen.clone(), Box::new(package))));
    }
    if unseen.is_empty() {
        return Ok(None);
    }
    // One that was released since the instance was read is in nobody's way; one empty answer proves nothing.
    let now = Freshness::Latest;
    let bound = client.api.instance(cen, now, deadline).await?;
    let bound = bound.map_or_else(Vec::new, |instance| instance.packages);
    for id in unseen.into_iter().filter(|id| bound.contains(id)) {
        match client.api.package(&id, now, deadline).await? {
            Some(package) if package.areas == *areas => {
                return Ok(Some(Hindrance::Taken(cen.clone(), Box::new(package))));
            }
            Some(_) => {}
            None => return Ok(Some(Hindrance::Unseen(cen.clone(), id))),
        }
    }
    Ok(None)
}

/// The claim on the place of a package for `areas` on `cen`. `undone` says what does not happen for the second that wants
/// it.
pub(super) fn claim(cen: &CenId, areas: &AreaPair, undone: &str) -> Claim {
    let (first, second) = (areas.first(), areas.second());
    Claim {
        name: format!("package of {cen} for {first} and {second}"),
        refusal: Diagnostic::error(
            "Two packages for one pair of areas",
            format!(
                "Another package of this configuration is for {first} and {second} on {cen} too, and CEN binds one package for a \
                 pair of areas to an instance, whichever area comes first. {undone} Buy one package for the sum of the \
                 bandwidths; of a loop over regions, loop over their pairs of areas instead (provider::cen::area_pair)."
            ),
        )
        .at(Path::root("cen_id")),
    }
}

impl Hindrance {
    /// The package in the way, if it is one.
    pub(super) fn package(&self) -> Option<&Package> {
        match self {
            Self::NoInstance(_) | Self::Unseen(..) => None,
            Self::Taken(_, package) => Some(package),
        }
    }

    /// Whether it will not have gone by itself in a moment.
    pub(super) fn is_certain(&self) -> bool {
        !matches!(self, Self::Unseen(..))
    }

    /// The refusal of an apply that wants to bind a package there; `outcome` as in [`words`](Self::words).
    pub(super) fn refusal(&self, outcome: impl Display) -> Diagnostic {
        let (summary, detail) = self.words(outcome);
        Diagnostic::error(summary, detail).at(Path::root("cen_id"))
    }

    /// Summary and detail for whoever wants to bind a package there; `outcome` (`No package was bought.`) comes first.
    pub(super) fn words(&self, outcome: impl Display) -> (String, String) {
        match self {
            Self::NoInstance(cen) => (
                "There is no such CEN instance".to_owned(),
                format!(
                    "{outcome} CEN knows no instance {cen} in this account, and a package could not be bound to it. Correct \
                     cen_id, or use the account of the instance."
                ),
            ),
            Self::Unseen(cen, id) => (
                "Nobody knows whether the CEN instance has room for this package".to_owned(),
                format!(
                    "{outcome} {cen} says that {id} is bound to it, and the list of packages does not have that one, so for \
                     which pair of areas it is cannot be said. CEN binds one package for a pair of areas to an instance. Try \
                     again in a moment; if it stays that way, ask Alibaba Cloud about {id}."
                ),
            ),
            Self::Taken(cen, package) => {
                let id = &package.id;
                (
                    "The CEN instance has a package for this pair of areas".to_owned(),
                    format!(
                        "{outcome} {cen} has {id} for {} and {} already, and CEN binds one package for a pair of areas to an \
                         instance.\n\n- For more bandwidth, raise that of {id}; to manage it here, import it: terraform \
                         import ADDRESS {id}\n- To put another in its place, unbind or destroy {id} first, in an apply of \
                         its own. Without create_before_destroy a replacement does it in that order.\n- A package without \
                         cen_id can be kept ready and bound later.",
                        package.areas.first(),
                        package.areas.second(),
                    ),
                )
            }
        }
    }
}
