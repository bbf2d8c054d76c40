//! VPCs that are attached to the transit router of their region.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answer::Answer;
use crate::client::Client;
use crate::listed::{Listed, Paging};
use crate::reads::Freshness;
use crate::region::Region;
use crate::tags::{self, Tagged};
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::outcome::Class;
use alibaba_cloud::token::ClientToken;

use super::attachment::{self, Attachment, AttachmentChange, AttachmentId, AttachmentKey};
use super::router::RouterId;

/// The settings that are one JSON object.
const OPTIONS: &str = "TransitRouterVPCAttachmentOptions";

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
    type Parent = RouterId;

    type Id = AttachmentId;

    const ACTION: &'static str = "ListTransitRouterVpcAttachments";

    const MEMBER: &'static str = attachment::MEMBER;

    const PLURAL: &'static str = "attached VPCs";

    const PAGING: Paging = Paging::Tokens;

    fn id(&self) -> &AttachmentId {
        &self.attachment.key.id
    }

    fn narrow(call: Call, router: &RouterId, ids: &[AttachmentId]) -> Call {
        attachment::narrow(call, router, ids)
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let attachment = Attachment::read(entry)?;
        let vpc = entry.text("VpcId")?;
        if vpc.is_empty() {
            return Err(format!("attachment {} in it has no VPC", attachment.key.id));
        }
        let mut zones = BTreeSet::new();
        for mapping in entry.list("ZoneMappings")? {
            zones.insert(ZoneMapping {
                zone: mapping.text("ZoneId")?,
                vswitch: mapping.text("VSwitchId")?,
            });
        }
        Ok(Self {
            attachment,
            vpc,
            owner: entry.number("VpcOwnerId")?,
            region: entry.text("VpcRegionId")?.to_ascii_lowercase(),
            zones,
            options: entry.texts(OPTIONS),
        })
    }
}

impl<'a> Tagged<'a> {
    /// A VPC attached to a transit router, and their region.
    pub fn vpc_attachment(key: &'a AttachmentKey, region: Option<&'a Region>) -> Self {
        Self::new("TransitRouterVpcAttachment", key.id.as_str(), region)
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

impl NewVpcAttachment {
    pub(super) fn call(&self, token: &ClientToken) -> Call {
        let call = Call::with_token("CreateTransitRouterVpcAttachment", token)
            .with("TransitRouterId", &self.router)
            .with("RegionId", &self.region)
            .with("VpcId", &self.vpc)
            .with_some("VpcOwnerId", self.owner)
            .classified(class);
        let call = put_zones("ZoneMappings", &self.zones, call);
        let options = Some(&self.options).filter(|options| !options.is_empty());
        let call = put_options(options, call);
        let (name, description) = (self.name.as_ref(), self.description.as_ref());
        let call = attachment::put(name, description, self.auto_publish_routes, call);
        tags::put(&self.tags, call)
    }
}

/// A status of the VPC that forbids a change should pass soon, but some are there to stay.
fn class(code: &str) -> Option<Class> {
    (code == "InstanceStatus.NotSupport").then_some(Class::Settling)
}

fn put_zones(name: &str, zones: &BTreeSet<ZoneMapping>, call: Call) -> Call {
    (1..).zip(zones).fold(call, |call, (number, mapping)| {
        call.with(format!("{name}.{number}.ZoneId"), &mapping.zone)
            .with(format!("{name}.{number}.VSwitchId"), &mapping.vswitch)
    })
}

/// Adds one parameter that holds a JSON object.
fn put_options(options: Option<&BTreeMap<String, String>>, call: Call) -> Call {
    call.with_some(OPTIONS, options.map(|options| json!(options)))
}

/// What changes about an attached VPC; what is `None` stays, an empty text clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VpcChange {
    /// What all attachments can change.
    pub attachment: AttachmentChange,
    /// Further settings.
    pub options: Option<BTreeMap<String, String>>,
}

impl VpcChange {
    pub(super) fn call(&self, id: &AttachmentId) -> Call {
        let action = "UpdateTransitRouterVpcAttachmentAttribute";
        let call = self.attachment.call(action, id).classified(class);
        put_options(self.options.as_ref(), call)
    }
}

/// The call that adds and takes away vSwitches. With a token, since what has been added cannot be added again.
pub(super) fn update_zones(
    id: &AttachmentId,
    add: &BTreeSet<ZoneMapping>,
    remove: &BTreeSet<ZoneMapping>,
    token: &ClientToken,
) -> Call {
    let call = Call::with_token("UpdateTransitRouterVpcAttachmentZones", token)
        .with(attachment::ID, id)
        .classified(class);
    let call = put_zones("AddZoneMappings", add, call);
    put_zones("RemoveZoneMappings", remove, call)
}

impl Client {
    /// Attaches a VPC, or learns which attachment was made when the same token was used before. It may be listed and
    /// become ready a little later.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// As those of [`create_instance`](Self::create_instance).
    pub async fn create_vpc_attachment(
        &self,
        new: &NewVpcAttachment,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<AttachmentKey, CallError> {
        self.create_attachment(&new.call(token), &new.router, deadline)
            .await
    }

    /// The attached VPC, or `None` when the API says that it is not attached.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an answer that leaves it open is an error.
    pub async fn vpc_attachment(
        &self,
        key: &AttachmentKey,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<VpcAttachment>, CallError> {
        self.read(&key.router, &key.id, freshness, deadline).await
    }

    /// Changes an attached VPC. It takes no other change until that has settled.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_vpc_attachment(
        &self,
        key: &AttachmentKey,
        change: &VpcChange,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[&key.id], &change.call(&key.id), deadline)
            .await
    }

    /// Adds vSwitches to an attached VPC and takes others away, at most ten of each.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn update_zones(
        &self,
        key: &AttachmentKey,
        add: &BTreeSet<ZoneMapping>,
        remove: &BTreeSet<ZoneMapping>,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = update_zones(&key.id, add, remove, &ClientToken::draw());
        self.write(&[&key.id], &call, deadline).await
    }

    /// Detaches a VPC; with `force` the routes and associations of the attachment go too. It may be listed for a while
    /// after.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. That it, or the transit router, does not exist is a success.
    pub async fn delete_vpc_attachment(
        &self,
        key: &AttachmentKey,
        force: bool,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let action = "DeleteTransitRouterVpcAttachment";
        self.delete_attachment(action, key, force, deadline).await
    }
}
