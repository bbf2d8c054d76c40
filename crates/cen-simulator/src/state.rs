//! The objects of the account and how time changes them.

mod attachment;
mod child;
mod instance;
mod limit;
mod package;
mod transit_router;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::Moment;
use super::options::Policy;
use super::refusal::Refusal;
use super::rules::children::no_child;
use super::rules::lifecycle::{is_released, no_instance, no_package};
use super::rules::{ORDER_LIFETIME, TOKEN_MEMORY};

pub use attachment::ZoneMapping;
pub(crate) use attachment::{Attachment, PeerAttachment, PeerBandwidth, VpcAttachment};
pub(crate) use child::Child;
pub use child::{ChildKind, ChildStatus};
pub(crate) use instance::Instance;
pub use instance::InstanceStatus;
pub(crate) use limit::{Limit, RegionPair};
pub use package::BusinessStatus;
pub(crate) use package::{Package, Pending};

pub(crate) use transit_router::{Life, Phase, Router};

/// Why a package is no longer there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// Through DeleteCenBandwidthPackage.
    Deleted,
    /// Behind Terraform's back, through the simulator's handle or control API.
    Removed,
    /// By the cloud, when the grace period after its expiry was over.
    Released,
    /// It was ordered and never paid.
    NeverPaid,
}

/// A package that once was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Departed {
    pub(crate) package: Package,
    pub(crate) how: Departure,
}

/// What a client token has brought about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Remembered {
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) answer: serde_json::Map<String, serde_json::Value>,
    pub(crate) made_at: Moment,
}

/// Everything the account owns and everything the API remembers about it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// In the order in which they were made.
    pub(crate) instances: Vec<Instance>,
    /// In the order in which they were ordered.
    pub(crate) packages: Vec<Package>,
    pub(crate) departed: Vec<Departed>,
    /// In the order in which they were first set.
    #[serde(default)]
    pub(crate) limits: Vec<Limit>,
    /// In the order in which they were attached.
    #[serde(default)]
    pub(crate) children: Vec<Child>,
    /// In the order in which they were made; so with what is attached to them.
    #[serde(default)]
    pub(crate) routers: Vec<Router>,
    #[serde(default)]
    pub(crate) vpc_attachments: Vec<VpcAttachment>,
    #[serde(default)]
    pub(crate) peer_attachments: Vec<PeerAttachment>,
    /// By action and token.
    pub(crate) tokens: BTreeMap<String, Remembered>,
}

impl State {
    /// Lets time do its work: pending changes take effect, terms end, instances change status.
    pub(crate) fn settle(&mut self, now: Moment, policy: &Policy) {
        for package in &mut self.packages {
            package.settle(now);
        }
        self.depart(Departure::Released, |package| {
            is_released(package, now, policy.grace)
        });
        self.depart(Departure::NeverPaid, |package| {
            !package.paid && now >= package.ordered_at.plus(ORDER_LIFETIME)
        });
        self.instances.retain_mut(|instance| instance.settle(now));
        let packages = &self.packages;
        self.limits.retain_mut(|limit| {
            let draws = |package: &Package| {
                package.id == limit.package && package.instance.as_ref() == Some(&limit.instance)
            };
            packages.iter().any(draws) && limit.settle(now)
        });
        self.children.retain_mut(|child| child.settle(now));
        self.settle_routers(now);
        self.tokens
            .retain(|_, remembered| now < remembered.made_at.plus(TOKEN_MEMORY));
    }

    /// Takes the packages that match out of the account, keeping a record of them.
    pub(crate) fn depart(&mut self, how: Departure, matches: impl Fn(&Package) -> bool) {
        let leaving = self.packages.extract_if(.., |package| matches(package));
        self.departed
            .extend(leaving.map(|package| Departed { package, how }));
    }

    /// A package that the API shows.
    pub(crate) fn package(&self, id: &str, now: Moment) -> Result<&Package, Refusal> {
        let shown = self.packages.iter().filter(|package| package.shows(now));
        find(shown, id, |package| &package.id).ok_or_else(|| no_package(id))
    }

    /// A package that the API shows.
    pub(crate) fn package_mut(&mut self, id: &str, now: Moment) -> Result<&mut Package, Refusal> {
        let shown = self
            .packages
            .iter_mut()
            .filter(|package| package.shows(now));
        find(shown, id, |package| &package.id).ok_or_else(|| no_package(id))
    }

    pub(crate) fn instance(&self, id: &str) -> Result<&Instance, Refusal> {
        find(self.instances.iter(), id, |instance| &instance.id).ok_or_else(|| no_instance(id))
    }

    pub(crate) fn instance_mut(&mut self, id: &str) -> Result<&mut Instance, Refusal> {
        find(self.instances.iter_mut(), id, |instance| &instance.id).ok_or_else(|| no_instance(id))
    }

    /// The ids of the packages bound to an instance.
    pub(crate) fn bound_to(&self, instance: &str) -> Vec<&str> {
        self.packages
            .iter()
            .filter(|package| package.instance.as_deref() == Some(instance))
            .map(|package| package.id.as_str())
            .collect()
    }

    /// The package that is bound to an instance for a span.
    pub(crate) fn package_for(&self, instance: &str, span: &str) -> Option<&Package> {
        self.packages.iter().find(|package| {
            package.instance.as_deref() == Some(instance) && package.span_id() == span
        })
    }

    /// The span of a package; empty when it is gone.
    pub(crate) fn span_of(&self, package: &str) -> String {
        let mut packages = self.packages.iter();
        packages
            .find(|one| one.id == package)
            .map_or_else(String::new, Package::span_id)
    }

    /// The limit between two regions on an instance.
    pub(crate) fn limit(&self, instance: &str, regions: &RegionPair) -> Option<&Limit> {
        let mut limits = self.limits.iter();
        limits.find(|limit| limit.instance == instance && limit.regions == *regions)
    }

    /// The limit between two regions on an instance.
    pub(crate) fn limit_mut(&mut self, instance: &str, regions: &RegionPair) -> Option<&mut Limit> {
        let mut limits = self.limits.iter_mut();
        limits.find(|limit| limit.instance == instance && limit.regions == *regions)
    }

    /// The limits that draw on a package.
    pub(crate) fn limits_on(&self, package: &str) -> impl Iterator<Item = &Limit> {
        self.limits
            .iter()
            .filter(move |limit| limit.package == package)
    }

    /// How much of a package its limits and the connections of transit routers take, in Mbit/s.
    pub(crate) fn taken_of(&self, package: &str) -> u64 {
        let limits = self.limits_on(package).map(Limit::takes);
        let peers = self.peers_on(package).map(|peer| peer.bandwidth.mbps());
        limits.chain(peers).map(u64::from).sum()
    }

    /// What is attached to an instance, in the order in which it was.
    pub(crate) fn attached_to(
        &self,
        instance: &str,
    ) -> impl DoubleEndedIterator<Item = &Child> + use<'_> {
        let instance = instance.to_owned();
        self.children
            .iter()
            .filter(move |child| child.instance == instance)
    }

    /// A network instance that is attached to an instance.
    pub(crate) fn child_mut(&mut self, instance: &str, id: &str) -> Result<&mut Child, Refusal> {
        self.children
            .iter_mut()
            .find(|child| child.instance == instance && child.id == id)
            .ok_or_else(|| no_child(id, instance))
    }

    /// Whether an id is or was in use.
    pub(crate) fn knows(&self, id: &str) -> bool {
        let gone = self.departed.iter().map(|departed| &departed.package.id);
        let packages = self.packages.iter().map(|package| &package.id).chain(gone);
        let instances = self.instances.iter().map(|instance| &instance.id);
        packages.chain(instances).any(|known| known == id) || self.knows_in_routers(id)
    }
}

/// Ids are compared without regard to letter case, as samples of the API write them both ways.
fn find<T>(objects: impl Iterator<Item = T>, id: &str, id_of: impl Fn(&T) -> &String) -> Option<T> {
    let mut objects = objects;
    objects.find(|object| id_of(object).eq_ignore_ascii_case(id))
}
