//! The networks of a CEN instance, whether a transit router has them or the instance itself.

use std::borrow::Cow;

use ipnet::IpNet;

use crate::error::ApiError;
use crate::request::Request;
use crate::state::State;

use super::attachment::ResourceType;
use super::child::{Child, ChildKind};
use super::instance::Instance;
use super::network::Network;
use super::transit_router::TransitRouter;
use super::vpc::vpcs::Vpc;

/// A network that is attached to a CEN instance.
pub(super) struct AttachedNetwork<'s> {
    pub(super) cen_id: &'s str,
    pub(super) id: &'s str,
    /// In the words of actions about child instances.
    pub(super) kind: &'static str,
    pub(super) region: &'s str,
    pub(super) network: Cow<'s, Network>,
}

impl<'s> AttachedNetwork<'s> {
    /// All of them, of all instances.
    pub(super) fn all(state: &'s State) -> impl Iterator<Item = Self> {
        let children = state.all::<Child>().iter().map(|child| {
            let kind = match child.kind {
                ChildKind::Vpc => ResourceType::Vpc,
                ChildKind::Vbr | ChildKind::Ccn => ResourceType::Vbr,
            };
            Self {
                cen_id: &child.cen_id,
                id: &child.id,
                kind: child.kind.as_str(),
                region: &child.region,
                network: Network::of(state, kind, &child.id),
            }
        });
        let attachments = state.attachments().filter_map(|one| {
            let router: &TransitRouter = state.get(&one.attachment().transit_router_id).ok()?;
            let (kind, id) = one.resource(&router.id);
            (kind != ResourceType::Tr).then(|| Self {
                cen_id: &router.cen_id,
                id,
                kind: kind.as_str(),
                region: &router.region,
                network: Network::of(state, kind, id),
            })
        });
        children.chain(attachments)
    }

    /// All of the instance that a request is about.
    pub(super) fn of_instance(state: &'s State, request: &Request) -> Result<Vec<Self>, ApiError> {
        let instance: &Instance = state.get(request.mandatory("CenId")?)?;
        let all = Self::all(state).filter(|one| one.cen_id == instance.id);
        Ok(all.collect())
    }

    /// The one that a request is about, with the instance that it names, if it does.
    pub(super) fn find(state: &'s State, request: &Request) -> Result<Option<Self>, ApiError> {
        if let Some(cen) = request.text("CenId") {
            state.get::<Instance>(cen)?;
        }
        let id = request.mandatory("ChildInstanceId")?;
        let is = |name: &str, value: &str| {
            let wanted = request.text(name);
            wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(value))
        };
        Ok(Self::all(state).find(|one| {
            one.id == id
                && is("CenId", one.cen_id)
                && is("ChildInstanceType", one.kind)
                && is("ChildInstanceRegionId", one.region)
        }))
    }

    /// What it tells others of: vSwitches that are not withdrawn and routes that are published, or what lies behind it.
    pub(super) fn offered(&self) -> impl Iterator<Item = IpNet> {
        let network = &*self.network;
        let vswitches = network.vswitches.iter().map(|one| one.cidr);
        let vswitches = vswitches.filter(|block| !network.withdrawn.contains(block));
        let routes = network.routes.iter().filter(|route| route.is_published);
        let behind = network.prefixes.iter().map(|one| one.cidr);
        vswitches
            .chain(routes.map(|route| route.destination))
            .chain(behind)
    }

    /// The id of its table of the system; of one that no action has created it follows from its own.
    pub(super) fn system_table(&self, state: &State) -> String {
        match state.get::<Vpc>(self.id) {
            Ok(vpc) => vpc.route_table_id.clone(),
            Err(_) => {
                let (_, tail) = self.id.split_once('-').unwrap_or(("", self.id));
                format!("vtb-{tail}")
            }
        }
    }
}
