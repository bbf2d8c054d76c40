//! What is known of the networks that are attached to transit routers. VPCs, border routers, IPsec connections and express
//! connect routers belong to other products, so what they route is told by the control API; of one that nobody has told of,
//! something is made up when it is attached.

use std::borrow::Cow;
use std::io;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};

use crate::action::Context;
use crate::admin::Route;
use crate::family::Family;
use crate::object::Object;
use crate::settling::Follows;
use crate::state::{Kind, State};
use crate::words::Shown;

use super::attachment::ResourceType;

pub(crate) const FAMILY: Family = Family::of::<Network>().routes(&[
    Route::list::<Network>("/networks", &["id", "vswitches", "routes", "prefixes"]),
    Route::new(
        "POST",
        "/networks",
        "Tells all that is known of a network; what is known of it already is forgotten",
        |context, request| {
            let told: Network = request.read()?;
            take_in(context, told.clone());
            Ok(serde_json::to_value(told)?)
        },
    )
    .takes::<Network>(r#"{"id": "vpc-a", "vswitches": [{"cidr": "10.0.1.0/24"}]}"#)
    .answers(Shown::Object(&["id", "vswitches", "routes", "prefixes"])),
    Route::delete::<Network>("/networks/{id}"),
]);

/// A network, as its own product knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// `vpc-…`, `vbr-…`, `vco-…` or `ecr-…`.
    pub id: String,
    /// Of a VPC: its vSwitches. One without any is reached by nobody.
    #[serde(default)]
    pub vswitches: Vec<Vswitch>,
    /// Of a VPC: the routes that somebody has added to its tables, but for those to attachments that the CEN API adds.
    #[serde(default)]
    pub routes: Vec<VpcRoute>,
    /// Of a VPC: vSwitches whose routes have been withdrawn from transit routers.
    #[serde(default)]
    pub withdrawn: Vec<IpNet>,
    /// Of anything but a VPC: what lies behind it.
    #[serde(default)]
    pub prefixes: Vec<RemotePrefix>,
    /// Of anything but a VPC: what lies behind it sends everything to the transit router, whatever it has been told of.
    #[serde(default)]
    pub has_default_route: bool,
    /// Of an IPsec connection: it gets addresses of its transit router.
    #[serde(default)]
    pub is_private: bool,
}

/// A vSwitch of a VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vswitch {
    /// Its block.
    pub cidr: IpNet,
    /// The custom route table that it uses; the one of the system where none is named.
    #[serde(default)]
    pub table: Option<String>,
}

/// A route that somebody has added to a table of a VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VpcRoute {
    /// Where it leads.
    pub destination: IpNet,
    /// The custom route table that it stands in; the one of the system where none is named.
    #[serde(default)]
    pub table: Option<String>,
    /// By what: an attachment (`tr-attach-…`), or something else of the VPC, such as a NAT gateway.
    pub next_hop: String,
    /// Whether transit routers are told of it.
    #[serde(default)]
    pub is_published: bool,
}

/// A route of a network that is not a VPC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemotePrefix {
    /// What is reached by it.
    pub cidr: IpNet,
    /// How it is known there.
    #[serde(default)]
    pub origin: Origin,
    /// The autonomous systems on its way.
    #[serde(default)]
    pub as_path: Vec<String>,
}

/// How a network knows a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// From its neighbours.
    #[default]
    #[serde(rename = "BGP")]
    Bgp,
    /// From somebody who has added it.
    #[serde(rename = "static")]
    Static,
}

/// Takes what is told of a network for all that is known of it.
fn take_in(context: &mut Context<'_>, told: Network) {
    context.state.take(|one: &Network| one.id == told.id);
    context.state.push(told);
}

/// Says which blocks a network has.
pub(crate) fn admin_describe(
    context: &mut Context<'_>,
    id: &str,
    blocks: &[&str],
) -> io::Result<()> {
    let mut told = Network {
        id: id.to_owned(),
        ..Network::default()
    };
    for text in blocks {
        let cidr = text
            .parse()
            .map_err(|_| io::Error::other(format!("{text} is no CIDR block")))?;
        match id.starts_with("vpc-") {
            true => told.vswitches.push(Vswitch { cidr, table: None }),
            false => told.prefixes.push(RemotePrefix {
                cidr,
                origin: Origin::default(),
                as_path: Vec::new(),
            }),
        }
    }
    take_in(context, told);
    Ok(())
}

impl Object for Network {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for Network {
    const TABLE: &'static str = "networks";
    const NAME: &'static str = "network";
    const FOLLOWS: Follows = Follows::Nothing;
}

impl Network {
    /// A network of that type and id: as told, or else as made up.
    pub(crate) fn of<'s>(state: &'s State, kind: ResourceType, id: &str) -> Cow<'s, Self> {
        let mut told = state.all::<Self>().iter();
        match told.find(|network| network.id == id) {
            Some(network) => Cow::Borrowed(network),
            None => Cow::Owned(Self::made_up(state, kind, id)),
        }
    }

    /// Makes something up about a network that is attached and that nobody has told of.
    pub(super) fn come_up(state: &mut State, kind: ResourceType, id: &str) {
        if kind != ResourceType::Tr && !state.has::<Self>(id) {
            let network = Self::made_up(state, kind, id);
            state.push(network);
        }
    }

    /// A VPC has one vSwitch, and anything else one route by BGP: a block of 24 bits within 10.0.0.0/8. Its place follows from
    /// the id, so that it is the same in every run; where a network has that block already, the next one is taken.
    fn made_up(state: &State, kind: ResourceType, id: &str) -> Self {
        let networks = state.all::<Self>();
        let is_free = |block: &Ipv4Net| {
            let block = IpNet::V4(*block);
            let mut blocks = networks.iter().flat_map(Self::blocks);
            !blocks.any(|other| other.contains(&block) || block.contains(&other))
        };
        let first = place(id);
        let places = (0..=u16::MAX).map(|step| first.wrapping_add(step).to_be_bytes());
        let mut blocks = places.filter_map(|[b, c]| Ipv4Net::new([10, b, c, 0].into(), 24).ok());
        let cidr = blocks.find(is_free).unwrap_or_default().into();
        let mut network = Self {
            id: id.to_owned(),
            ..Self::default()
        };
        match kind {
            ResourceType::Vpc => network.vswitches.push(Vswitch { cidr, table: None }),
            _ => network.prefixes.push(RemotePrefix {
                cidr,
                origin: Origin::Bgp,
                as_path: Vec::new(),
            }),
        }
        network
    }

    /// All that it has, or that lies behind it.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = IpNet> {
        let vswitches = self.vswitches.iter().map(|vswitch| vswitch.cidr);
        vswitches.chain(self.prefixes.iter().map(|prefix| prefix.cidr))
    }
}

/// FNV-1a, folded to 16 bits.
fn place(id: &str) -> u16 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let [a, b, c, d] = hash.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}
