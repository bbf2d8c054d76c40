//! A VPC that is attached to the transit router of its region, and the calls that attach and change it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error;
use crate::id::{AttachmentId, RouterId};
use crate::listing::Listed;
use crate::operation::{self, Operation};
use crate::region::Region;
use crate::tags;
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::sign::rpc::Parameters;
use alibaba_cloud::token::ClientToken;

use super::attachment::{self, Attached, Attachment};

/// An attached VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcAttachment {
    /// What all attachments have.
    pub attachment: Attachment,
    /// The VPC.
    pub vpc: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
    /// Where it is; empty when not given.
    pub region: String,
    /// The vSwitches in which the transit router has an interface.
    pub zones: BTreeSet<ZoneMapping>,
    /// Further settings, by the names of the API.
    pub options: BTreeMap<String, String>,
}

/// A vSwitch in a zone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZoneMapping {
    /// The zone, such as `cn-hangzhou-h`.
    pub zone: String,
    /// The vSwitch, `vsw-…`.
    pub vswitch: String,
}

impl Listed for VpcAttachment {
    type Id = AttachmentId;

    const ACTION: &'static str = "ListTransitRouterVpcAttachments";

    const PLURAL: &'static str = "attached VPCs";

    const MOST_IDS: usize = 1;

    const BY_PAGES: bool = false;

    fn id(&self) -> &AttachmentId {
        &self.attachment.key.id
    }
}

impl Attached for VpcAttachment {
    const DELETE: &'static str = "DeleteTransitRouterVpcAttachment";

    fn read(attachment: Attachment, entry: &Value) -> Result<Self, String> {
        let raw = RawVpc::deserialize(entry).map_err(|error| error.to_string())?;
        if raw.vpc_id.is_empty() {
            return Err(format!("attachment {} in it has no VPC", attachment.key.id));
        }
        Ok(Self {
            attachment,
            vpc: raw.vpc_id,
            owner: raw.vpc_owner_id,
            region: raw.vpc_region_id.to_ascii_lowercase(),
            zones: raw.zone_mappings.into_iter().map(RawZone::into).collect(),
            options: raw.options.0,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawVpc {
    #[serde(default, deserialize_with = "wire::text")]
    vpc_id: String,
    #[serde(default, deserialize_with = "wire::number")]
    vpc_owner_id: Option<u64>,
    #[serde(default, deserialize_with = "wire::text")]
    vpc_region_id: String,
    #[serde(default, deserialize_with = "wire::list")]
    zone_mappings: Vec<RawZone>,
    #[serde(rename = "TransitRouterVPCAttachmentOptions", default)]
    options: RawOptions,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RawZone {
    #[serde(default, deserialize_with = "wire::text")]
    zone_id: String,
    #[serde(default, deserialize_with = "wire::text")]
    v_switch_id: String,
}

impl From<RawZone> for ZoneMapping {
    fn from(raw: RawZone) -> Self {
        Self {
            zone: raw.zone_id,
            vswitch: raw.v_switch_id,
        }
    }
}

/// An object of texts; what is no text is left out.
#[derive(Default, Deserialize)]
#[serde(from = "Value")]
struct RawOptions(BTreeMap<String, String>);

impl From<Value> for RawOptions {
    fn from(value: Value) -> Self {
        let members = value.as_object().into_iter().flatten();
        let texts = members.filter_map(|(name, value)| {
            let text = value.as_str()?;
            Some((name.clone(), text.to_owned()))
        });
        Self(texts.collect())
    }
}

/// What a VPC is attached with, except for the token; see [`NewInstance`](crate::NewInstance).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVpcAttachment {
    /// The transit router.
    pub router: RouterId,
    /// Where both are.
    pub region: Region,
    /// The VPC.
    pub vpc: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
    /// One to ten.
    pub zones: BTreeSet<ZoneMapping>,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// The API's default, no, when `None`.
    pub auto_publish_routes: Option<bool>,
    /// Further settings, by the names of the API.
    pub options: BTreeMap<String, String>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
}

/// Attaches a VPC.
pub(crate) struct CreateVpcAttachment<'a> {
    pub(crate) new: &'a NewVpcAttachment,
    pub(crate) token: &'a ClientToken,
}

/// A status of the VPC that forbids this should pass soon, but some are there to stay.
fn class(code: &str) -> Option<Class> {
    match code {
        "InstanceStatus.NotSupport" => Some(Class::Settling),
        code => error::class(code),
    }
}

impl Operation for CreateVpcAttachment<'_> {
    type Answer = AttachmentId;

    fn call(&self) -> Call {
        let new = self.new;
        let mut parameters = tags::parameters(&new.tags);
        operation::put_all(
            [
                ("TransitRouterId", &Some(new.router.to_string())),
                ("RegionId", &Some(new.region.to_string())),
                ("VpcId", &Some(new.vpc.clone())),
                ("VpcOwnerId", &new.owner.map(|owner| owner.to_string())),
            ],
            &mut parameters,
        );
        put_zones("ZoneMappings", &new.zones, &mut parameters);
        put_options(
            Some(&new.options).filter(|it| !it.is_empty()),
            &mut parameters,
        );
        attachment::put(
            &new.name,
            &new.description,
            new.auto_publish_routes,
            &mut parameters,
        );
        Call::purchase(
            "CreateTransitRouterVpcAttachment",
            self.token,
            parameters,
            class,
        )
    }

    fn decode(answer: &Value) -> Result<AttachmentId, String> {
        attachment::made(answer)
    }
}

fn put_zones(name: &str, zones: &BTreeSet<ZoneMapping>, parameters: &mut Parameters) {
    for (index, mapping) in zones.iter().enumerate() {
        let number = index + 1;
        parameters.insert(format!("{name}.{number}.ZoneId"), mapping.zone.clone());
        parameters.insert(
            format!("{name}.{number}.VSwitchId"),
            mapping.vswitch.clone(),
        );
    }
}

/// One parameter that holds a JSON object.
fn put_options(options: Option<&BTreeMap<String, String>>, parameters: &mut Parameters) {
    if let Some(options) = options {
        let members = options
            .iter()
            .map(|(name, value)| (name.clone(), Value::String(value.clone())));
        parameters.insert(
            "TransitRouterVPCAttachmentOptions".to_owned(),
            Value::Object(members.collect()).to_string(),
        );
    }
}

/// What changes about an attached VPC; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VpcChange {
    /// Another name.
    pub name: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Whether routes are published by themselves.
    pub auto_publish_routes: Option<bool>,
    /// Further settings.
    pub options: Option<BTreeMap<String, String>>,
}

/// Changes an attached VPC, which is `Modifying` for a while after.
pub(crate) struct UpdateVpcAttachment<'a> {
    pub(crate) id: &'a AttachmentId,
    pub(crate) change: &'a VpcChange,
}

impl Operation for UpdateVpcAttachment<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let change = self.change;
        let mut parameters =
            operation::parameters([("TransitRouterAttachmentId", self.id.as_str())]);
        attachment::put(
            &change.name,
            &change.description,
            change.auto_publish_routes,
            &mut parameters,
        );
        put_options(change.options.as_ref(), &mut parameters);
        Call::absolute(
            "UpdateTransitRouterVpcAttachmentAttribute",
            parameters,
            class,
        )
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Adds vSwitches to an attached VPC and takes others away. With a token, since what has been added cannot be added
/// again.
pub(crate) struct UpdateZones<'a> {
    pub(crate) id: &'a AttachmentId,
    pub(crate) add: &'a BTreeSet<ZoneMapping>,
    pub(crate) remove: &'a BTreeSet<ZoneMapping>,
    pub(crate) token: &'a ClientToken,
}

impl Operation for UpdateZones<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut parameters =
            operation::parameters([("TransitRouterAttachmentId", self.id.as_str())]);
        put_zones("AddZoneMappings", self.add, &mut parameters);
        put_zones("RemoveZoneMappings", self.remove, &mut parameters);
        Call::purchase(
            "UpdateTransitRouterVpcAttachmentZones",
            self.token,
            parameters,
            class,
        )
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}
