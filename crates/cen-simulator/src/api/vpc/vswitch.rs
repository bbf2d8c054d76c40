//! vSwitches (API pages CreateVSwitch, DescribeVSwitches, DescribeVSwitchAttributes, ModifyVSwitchAttribute and
//! DeleteVSwitch).

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Answer, Context, DryRun};
use crate::admin::Route;
use crate::api::network::{Network, Vswitch};
use crate::api::vpc_attachment::VpcAttachment;
use crate::areas::zones;
use crate::error::ApiError;
use crate::family::Family;
use crate::life::{Life, Status};
use crate::listing;
use crate::object::Object;
use crate::options::Policy;
use crate::prefix;
use crate::product::Product;
use crate::request::Request;
use crate::settling::{Follows, Settling};
use crate::state::{Kind, State, TagType};
use crate::tags::{self, Tags};

use super::vpcs::{Vpc, invalid_block, texts};

pub(crate) const FAMILY: Family = Family::of::<VpcVswitch>()
    .actions(&[
        super::changing("CreateVSwitch", &["VpcId", "ZoneId", "CidrBlock"], create)
            .once(DryRun::Unused)
            .noting("No IPv6."),
        super::changing("DeleteVSwitch", &["VSwitchId"], delete).once(DryRun::Refused),
        super::reading("DescribeVSwitchAttributes", &["VSwitchId"], describe_one),
        super::reading("DescribeVSwitches", &[], describe),
        super::changing("ModifyVSwitchAttribute", &["VSwitchId"], modify)
            .noting("Changes name and description."),
    ])
    .routes(&[
        Route::list::<VpcVswitch>("/vswitches", &["id", "vpc_id", "zone"]),
        Route::delete::<VpcVswitch>("/vswitches/{id}"),
    ]);

/// A vSwitch that the API has created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VpcVswitch {
    /// `vsw-…`.
    pub id: String,
    /// The VPC.
    pub vpc_id: String,
    /// Where it is.
    pub zone: String,
    /// Its block.
    pub cidr: Ipv4Net,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the second.
    pub creation_time: String,
}

impl Object for VpcVswitch {
    fn id(&self) -> &str {
        &self.id
    }

    fn is_attached_to(&self, id: &str) -> bool {
        self.vpc_id == id
    }

    fn obstacle_to(&self, id: &str) -> Option<ApiError> {
        self.is_attached_to(id)
            .then(|| super::depended_on(id, &self.id))
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for VpcVswitch {
    const TABLE: &'static str = "vswitches";
    const NAME: &'static str = "vSwitch";
    const FOLLOWS: Follows = Follows::Removals(&[Vpc::TABLE]);
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Vpc,
        name: "VSWITCH",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no vSwitch {id}.");
        ApiError::new(404, "InvalidVSwitchId.NotFound", message)
    }

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        state.has::<Vpc>(&self.vpc_id) && self.life.settle(now)
    }

    fn record_removal(self, state: &mut State) {
        leave_network(state, &self);
    }
}

impl VpcVswitch {
    fn render(&self, state: &State) -> Value {
        let vpc = state.get::<Vpc>(&self.vpc_id).ok();
        let size = 2_u64.pow(32 - u32::from(self.cidr.prefix_len()));
        json!({
            "VSwitchId": self.id,
            "VSwitchName": self.name,
            "Description": self.description,
            "VpcId": self.vpc_id,
            "ZoneId": self.zone,
            "CidrBlock": self.cidr.to_string(),
            "EnabledIpv6": false,
            "Ipv6CidrBlock": "",
            // The first address and the last three are the system's own.
            "AvailableIpAddressCount": size.saturating_sub(4),
            "Status": self.life.status.as_str(),
            "IsDefault": false,
            "OwnerId": state.account(),
            "ShareType": "",
            "NetworkAclId": "",
            "ResourceGroupId": vpc.map_or("", |vpc| &vpc.resource_group_id),
            "RouteTable": {
                "RouteTableId": vpc.map_or("", |vpc| &vpc.route_table_id),
                "RouteTableType": "System",
            },
            "CreationTime": self.creation_time,
            "Tags": tags::wrapped(&self.tags),
        })
    }

    fn is_in(&self, state: &State, region: &str) -> bool {
        state
            .get::<Vpc>(&self.vpc_id)
            .is_ok_and(|vpc| vpc.region == region)
    }
}

/// Takes the vSwitch away from what transit routers learn of its VPC.
fn leave_network(state: &mut State, gone: &VpcVswitch) {
    if let Some(network) = state.find_mut(|one: &Network| one.id == gone.vpc_id) {
        let block = IpNet::V4(gone.cidr);
        network.vswitches.retain(|one| one.cidr != block);
    }
}

fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?;
    let state = &*context.state;
    let vpc: &Vpc = state.get(request.mandatory("VpcId")?)?;
    if region.is_some_and(|region| region != vpc.region) {
        return Err(Vpc::not_found(&vpc.id));
    }
    vpc.is_available()?;
    let zone = request.mandatory("ZoneId")?;
    if !zones(&vpc.region).iter().any(|known| known == zone) {
        let message = format!("There is no zone {zone} in {}.", vpc.region);
        return Err(ApiError::new(404, "InvalidZoneId.NotFound", message));
    }
    let text = request.mandatory("CidrBlock")?;
    let cidr = match prefix::read("CidrBlock", text)? {
        IpNet::V4(block) if (16..=29).contains(&block.prefix_len()) => block,
        _ => return Err(invalid_block(text)),
    };
    if !vpc.cidr.contains(&cidr) {
        return Err(invalid_block(text));
    }
    let others = state.all::<VpcVswitch>().iter();
    let overlaps = |other: &&VpcVswitch| {
        other.vpc_id == vpc.id && (other.cidr.contains(&cidr) || cidr.contains(&other.cidr))
    };
    if let Some(other) = others.clone().find(overlaps) {
        let message = format!("{cidr} overlaps with {} of {}.", other.cidr, other.id);
        return Err(ApiError::new(400, "InvalidCidrBlock.Overlapped", message));
    }
    let texts = texts(request, "VSwitchName")?;
    let tags = tags::read(&request.objects("Tag"))?;
    let mut vswitch = VpcVswitch {
        vpc_id: vpc.id.clone(),
        id: context.fresh_id("vsw-"),
        zone: zone.to_owned(),
        cidr,
        name: String::new(),
        description: String::new(),
        life: Life::passing(Status::Pending, context.settled_at(), Status::Available),
        tags,
        creation_time: context.now.to_seconds(),
    };
    texts.write(&mut vswitch.name, &mut vswitch.description);
    if let Some(network) = context
        .state
        .find_mut(|one: &Network| one.id == vswitch.vpc_id)
    {
        network.vswitches.push(Vswitch {
            cidr: cidr.into(),
            table: None,
        });
    }
    let answer = Answer::created("VSwitchId", vswitch.id.clone());
    context.state.push(vswitch);
    Ok(answer)
}

fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?;
    let tags = request.objects("Tag");
    let state = &*context.state;
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let vswitches = state.all::<VpcVswitch>().iter().rev();
    let found: Vec<&VpcVswitch> = vswitches
        .filter(|one| {
            region
                .as_ref()
                .is_none_or(|region| one.is_in(state, region))
        })
        .filter(|one| super::is_listed(request, "VSwitchId", &one.id) && is("VpcId", &one.vpc_id))
        .filter(|one| is("ZoneId", &one.zone) && is("VSwitchName", &one.name))
        .filter(|one| tags::has_all(&one.tags, &tags))
        .filter(|one| {
            let table = request.text("RouteTableId");
            let vpc = state.get::<Vpc>(&one.vpc_id);
            table.is_none_or(|table| vpc.is_ok_and(|vpc| vpc.route_table_id == table))
        })
        .collect();
    listing::page(request, "VSwitches", "VSwitch", &found, |one| {
        one.render(state)
    })
}

fn describe_one(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    super::region_of(request)?;
    let vswitch: &VpcVswitch = context.state.get(request.mandatory("VSwitchId")?)?;
    Ok(Answer::new(vswitch.render(context.state)))
}

fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    super::region_of(request)?;
    let texts = texts(request, "VSwitchName")?;
    let id = request.mandatory("VSwitchId")?;
    let vswitch: &mut VpcVswitch = context.state.get_mut(id)?;
    texts.write(&mut vswitch.name, &mut vswitch.description);
    Ok(Answer::default())
}

/// Deletes a vSwitch in which no attachment has its addresses.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    super::region_of(request)?;
    let vswitch: &VpcVswitch = context.state.get(request.mandatory("VSwitchId")?)?;
    let id = vswitch.id.clone();
    let mut attachments = context.state.all::<VpcAttachment>().iter();
    let user = attachments.find(|one| one.zones.iter().any(|zone| zone.vswitch == id));
    if let Some(user) = user {
        return Err(super::depended_on(&id, &user.attachment.id));
    }
    if let Some(gone) = context.state.take(|one: &VpcVswitch| one.id == id) {
        leave_network(context.state, &gone);
    }
    Ok(Answer::default())
}
