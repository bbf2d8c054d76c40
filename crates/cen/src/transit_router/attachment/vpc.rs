//! VPCs that are attached to the transit router of their region.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answer::Answer;
use crate::client::Client;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::kind::class_of_network;
use super::{Attachment, AttachmentId, AttachmentKey, AttachmentKind, ID};

/// The settings that are one JSON object.
const OPTIONS: &str = "TransitRouterVPCAttachmentOptions";

/// An attached VPC, and its attachment.
pub type VpcAttachment = Attachment<Vpc>;

/// An attached VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// The VPC.
    pub id: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
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

/// A VPC to be attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVpc {
    /// The VPC.
    pub vpc: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
    /// One to ten.
    pub zones: BTreeSet<ZoneMapping>,
    /// Further settings, by the names of the API.
    pub options: BTreeMap<String, String>,
}

/// What changes about an attached VPC; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VpcChange {
    /// Further settings.
    pub options: Option<BTreeMap<String, String>>,
}

impl AttachmentKind for Vpc {
    type New = NewVpc;
    type Change = VpcChange;

    const LIST: &'static str = "ListTransitRouterVpcAttachments";
    const CREATE: &'static str = "CreateTransitRouterVpcAttachment";
    const UPDATE: &'static str = "UpdateTransitRouterVpcAttachmentAttribute";
    const DELETE: &'static str = "DeleteTransitRouterVpcAttachment";
    const TAGGED_AS: &'static str = "TransitRouterVpcAttachment";
    const REGION: &'static str = "VpcRegionId";
    const PLURAL: &'static str = "attached VPCs";

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("VpcId")?;
        if id.is_empty() {
            return Err("has no VPC".to_owned());
        }
        let mut zones = BTreeSet::new();
        for mapping in entry.list("ZoneMappings")? {
            zones.insert(ZoneMapping {
                zone: mapping.text("ZoneId")?,
                vswitch: mapping.text("VSwitchId")?,
            });
        }
        Ok(Self {
            id,
            owner: entry.number("VpcOwnerId")?,
            zones,
            options: entry.texts(OPTIONS),
        })
    }

    fn put_new(new: &NewVpc, call: Call) -> Call {
        let call = call
            .with("VpcId", &new.vpc)
            .with_some("VpcOwnerId", new.owner);
        let call = put_zones("ZoneMappings", &new.zones, call);
        let options = Some(&new.options).filter(|options| !options.is_empty());
        put_options(options, call)
    }

    fn put_change(change: &VpcChange, call: Call) -> Call {
        put_options(change.options.as_ref(), call)
    }
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

/// The call that adds and takes away vSwitches. With a token, since what has been added cannot be added again.
pub(in super::super) fn update_zones(
    id: &AttachmentId,
    add: &BTreeSet<ZoneMapping>,
    remove: &BTreeSet<ZoneMapping>,
    token: &ClientToken,
) -> Call {
    let call = Call::with_token("UpdateTransitRouterVpcAttachmentZones", token)
        .with(ID, id)
        .classified(class_of_network);
    let call = put_zones("AddZoneMappings", add, call);
    put_zones("RemoveZoneMappings", remove, call)
}

impl Client {
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
        self.change_attachment(key, call, deadline).await
    }
}
