//! VPCs (API pages CreateVpc, DescribeVpcs, DescribeVpcAttribute, ModifyVpcAttribute and DeleteVpc).

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::action::{Answer, Context, DryRun};
use crate::admin::Route;
use crate::api::child::Child;
use crate::api::network::Network;
use crate::api::resource_group;
use crate::api::transit_router::TransitRouter;
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
use crate::texts::Texts;

use super::vswitch::VpcVswitch;

pub(crate) const FAMILY: Family = Family::of::<Vpc>()
    .actions(&[
        super::changing("CreateVpc", &["RegionId"], create)
            .once(DryRun::Refused)
            .noting("No IPv6, no address pools, no DHCP options."),
        super::changing("DeleteVpc", &["VpcId"], delete).once(DryRun::Refused),
        super::reading("DescribeVpcAttribute", &["VpcId"], describe_one),
        super::reading("DescribeVpcs", &["RegionId"], describe),
        super::changing("ModifyVpcAttribute", &["VpcId"], modify)
            .noting("Changes name and description."),
    ])
    .routes(&[
        Route::list::<Vpc>("/vpcs", &["id", "region"]),
        Route::delete::<Vpc>("/vpcs/{id}"),
    ]);

/// The block of a VPC that is created without one (API page CreateVpc), or of which nothing is known.
pub(crate) const USUAL_BLOCK: &str = "172.16.0.0/12";

/// A VPC that the API has created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vpc {
    /// `vpc-…`.
    pub id: String,
    /// Where it is, in lower case.
    pub region: String,
    /// Its block.
    pub cidr: Ipv4Net,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// Its route table of the system: `vtb-…`.
    pub route_table_id: String,
    /// Its router: `vrt-…`.
    pub router_id: String,
    /// May be empty.
    pub resource_group_id: String,
    /// How far it is.
    #[serde(flatten)]
    pub life: Life,
    /// By key.
    pub tags: Tags,
    /// In UTC, to the second.
    pub creation_time: String,
}

impl Object for Vpc {
    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> Option<&Tags> {
        Some(&self.tags)
    }

    fn tags_mut(&mut self) -> Option<&mut Tags> {
        Some(&mut self.tags)
    }
}

impl Kind for Vpc {
    const TABLE: &'static str = "vpcs";
    const NAME: &'static str = "VPC";
    const FOLLOWS: Follows = Follows::Nothing;
    const TAG_TYPE: Option<TagType> = Some(TagType {
        product: Product::Vpc,
        name: "VPC",
        regional: true,
    });

    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no VPC {id}.");
        ApiError::new(404, "InvalidVpcId.NotFound", message)
    }

    fn settle(&mut self, now: &Settling, _: &State, _: &Policy) -> bool {
        self.life.settle(now)
    }
}

impl Vpc {
    /// One that is being created takes no operation (API page CreateVSwitch).
    pub(super) fn is_available(&self) -> Result<(), ApiError> {
        match self.life.status {
            Status::Available => Ok(()),
            status => Err(ApiError::new(
                400,
                "IncorrectVpcStatus",
                format!("The VPC {} is {}.", self.id, status.as_str()),
            )),
        }
    }

    /// The CEN instance that it is attached to, be it by a transit router or without one.
    fn cen<'s>(&self, state: &'s State) -> Option<&'s str> {
        let by_router = state.attachments().find_map(|one| {
            let attachment = one.attachment();
            let (_, id) = one.resource(&attachment.transit_router_id);
            let router = state.get::<TransitRouter>(&attachment.transit_router_id);
            (id == self.id).then(|| router.ok().map(|router| router.cen_id.as_str()))?
        });
        let children = || state.all::<Child>().iter();
        by_router.or_else(|| {
            let child = children().find(|child| child.id == self.id);
            child.map(|child| child.cen_id.as_str())
        })
    }

    fn render(&self, state: &State) -> Value {
        let vswitches = state.all::<VpcVswitch>().iter();
        let vswitches: Vec<&str> = vswitches
            .filter(|one| one.vpc_id == self.id)
            .map(|one| one.id.as_str())
            .collect();
        json!({
            "VpcId": self.id,
            "VpcName": self.name,
            "Description": self.description,
            "RegionId": self.region,
            "CidrBlock": self.cidr.to_string(),
            "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
            "UserCidrs": {"UserCidr": []},
            "EnabledIpv6": false,
            "Ipv6CidrBlock": "",
            "Ipv6CidrBlocks": {"Ipv6CidrBlock": []},
            "Status": self.life.status.as_str(),
            "IsDefault": false,
            "OwnerId": state.account(),
            "VRouterId": self.router_id,
            "VSwitchIds": {"VSwitchId": vswitches},
            "ResourceGroupId": self.resource_group_id,
            "CreationTime": self.creation_time,
            "Tags": tags::wrapped(&self.tags),
        })
    }
}

/// Creates a VPC, with a route table and a network that has no vSwitch yet.
fn create(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?.unwrap_or_default();
    let cidr = block(request.text("CidrBlock").unwrap_or(USUAL_BLOCK))?;
    let texts = texts(request, "VpcName")?;
    let tags = tags::read(&request.objects("Tag"))?;
    let resource_group_id = resource_group::read(request)?;
    let mut vpc = Vpc {
        id: context.fresh_id("vpc-"),
        region,
        cidr,
        name: String::new(),
        description: String::new(),
        route_table_id: context.fresh_id("vtb-"),
        router_id: context.fresh_id("vrt-"),
        resource_group_id,
        life: Life::passing(Status::Pending, context.settled_at(), Status::Available),
        tags,
        creation_time: context.now.to_seconds(),
    };
    texts.write(&mut vpc.name, &mut vpc.description);
    let mut answer = Answer::created("VpcId", vpc.id.clone());
    for (name, value) in [
        ("RouteTableId", &vpc.route_table_id),
        ("VRouterId", &vpc.router_id),
        ("ResourceGroupId", &vpc.resource_group_id),
    ] {
        answer.fields.insert(name.to_owned(), json!(value));
    }
    context.state.push(Network {
        id: vpc.id.clone(),
        ..Network::default()
    });
    context.state.push(vpc);
    Ok(answer)
}

/// A private block of 8 to 28 bits, or any other that is not reserved (API page CreateVpc).
fn block(text: &str) -> Result<Ipv4Net, ApiError> {
    match prefix::read("CidrBlock", text)? {
        IpNet::V4(block)
            if (8..=28).contains(&block.prefix_len()) && !prefix::is_reserved(&block.into()) =>
        {
            Ok(block)
        }
        _ => Err(invalid_block(text)),
    }
}

/// The error about a block that is none, or does not fit.
pub(super) fn invalid_block(text: &str) -> ApiError {
    let message = format!("The CIDR block {text} is not valid.");
    ApiError::new(400, "InvalidCidrBlock", message)
}

/// The name, under its own parameter, and the description.
pub(super) fn texts<'a>(request: &'a Request, name: &str) -> Result<Texts<'a>, ApiError> {
    let described = Texts::read(request, "")?.description;
    let named = name.strip_suffix("Name").unwrap_or(name);
    let name = Texts::read(request, named)?.name;
    Ok(Texts {
        name,
        description: described,
    })
}

fn describe(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let region = super::region_of(request)?;
    let tags = request.objects("Tag");
    let wants_default = request.boolean("IsDefault")?.unwrap_or(false);
    let state = &*context.state;
    let is = |name: &str, value: &str| request.text(name).is_none_or(|wanted| wanted == value);
    let vpcs = state.all::<Vpc>().iter().rev();
    let found: Vec<&Vpc> = vpcs
        .filter(|vpc| region.as_ref().is_none_or(|region| vpc.region == *region))
        .filter(|vpc| super::is_listed(request, "VpcId", &vpc.id) && is("VpcName", &vpc.name))
        .filter(|vpc| is("ResourceGroupId", &vpc.resource_group_id))
        .filter(|vpc| !wants_default && tags::has_all(&vpc.tags, &tags))
        .collect();
    listing::page(request, "Vpcs", "Vpc", &found, |vpc| {
        let mut row = vpc.render(state);
        row["RouterTableIds"] = json!({"RouterTableIds": [vpc.route_table_id]});
        row["NatGatewayIds"] = json!({"NatGatewayIds": []});
        row["CenStatus"] = json!(vpc.cen(state).map_or("", |_| "Attached"));
        row
    })
}

fn describe_one(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let state = &*context.state;
    let vpc = find(state, request)?;
    let mut row = vpc.render(state);
    let cens: Vec<Value> = vpc
        .cen(state)
        .map(|cen| json!({"CenId": cen, "CenOwnerId": state.account(), "CenStatus": "Attached"}))
        .into_iter()
        .collect();
    row["AssociatedCens"] = json!({"AssociatedCen": cens});
    row["CloudResources"] = json!({"CloudResourceSetType": []});
    row["ClassicLinkEnabled"] = json!(false);
    Ok(Answer::new(row))
}

/// Whether another account has that VPC.
pub(crate) fn is_of_another(context: &Context<'_>, id: &str) -> bool {
    let mut others = context.others.iter();
    !context.state.has::<Vpc>(id) && others.any(|other| other.has::<Vpc>(id))
}

/// The VPC that a request is about, in the region that it names.
fn find<'s>(state: &'s State, request: &Request) -> Result<&'s Vpc, ApiError> {
    let region = super::region_of(request)?;
    let id = request.mandatory("VpcId")?;
    let vpc: &Vpc = state.get(id)?;
    match region.is_none_or(|region| region == vpc.region) {
        true => Ok(vpc),
        false => Err(Vpc::not_found(id)),
    }
}

fn modify(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let texts = texts(request, "VpcName")?;
    let id = find(context.state, request)?.id.clone();
    let vpc: &mut Vpc = context.state.get_mut(&id)?;
    texts.write(&mut vpc.name, &mut vpc.description);
    Ok(Answer::default())
}

/// Deletes a VPC that has no vSwitch and is attached nowhere.
fn delete(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let vpc = find(context.state, request)?;
    vpc.is_available()?;
    if let Some(cen) = vpc.cen(context.state) {
        return Err(super::depended_on(&vpc.id, cen));
    }
    context.state.obstacle_to(&vpc.id)?;
    let id = vpc.id.clone();
    context.state.take(|one: &Vpc| one.id == id);
    context.state.take(|one: &Network| one.id == id);
    Ok(Answer::default())
}
