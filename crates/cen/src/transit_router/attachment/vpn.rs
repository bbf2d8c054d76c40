//! IPsec connections that end at a transit router.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

use super::AttachmentKind;
use super::kind::class_of_network;

/// An attached IPsec connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpn {
    /// `vco-…`.
    pub id: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
    /// `POSTPAY`; empty when not given.
    pub charge_type: String,
    /// The zones it is in.
    pub zones: BTreeSet<String>,
}

/// An IPsec connection to be attached; it is bound to no VPN gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVpn {
    /// `vco-…`.
    pub vpn: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
    /// The API's default, and only value, `POSTPAY`, when `None`.
    pub charge_type: Option<String>,
    /// The zones that it is to be in; the API's choice where there are none.
    pub zones: BTreeSet<String>,
}

impl AttachmentKind for Vpn {
    type New = NewVpn;
    type Change = ();

    const LIST: &'static str = "ListTransitRouterVpnAttachments";
    const CREATE: &'static str = "CreateTransitRouterVpnAttachment";
    const UPDATE: &'static str = "UpdateTransitRouterVpnAttachmentAttribute";
    const DELETE: &'static str = "DeleteTransitRouterVpnAttachment";
    const TAGGED_AS: &'static str = "TRANSITROUTERVPNATTACHMENT";
    const REGION: &'static str = "VpnRegionId";
    const PLURAL: &'static str = "attached IPsec connections";

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("VpnId")?;
        if id.is_empty() {
            return Err("has no IPsec connection".to_owned());
        }
        let zones = entry.list("Zones")?.into_iter();
        Ok(Self {
            id,
            owner: entry.number("VpnOwnerId")?,
            charge_type: entry.text("ChargeType")?,
            zones: zones
                .map(|zone| zone.text("ZoneId"))
                .collect::<Result<_, _>>()?,
        })
    }

    fn put_new(new: &NewVpn, call: Call) -> Call {
        let call = call
            .with("VpnId", &new.vpn)
            .with_some("VpnOwnerId", new.owner)
            .with_some("ChargeType", new.charge_type.as_ref());
        (1..).zip(&new.zones).fold(call, |call, (number, zone)| {
            call.with(format!("Zone.{number}.ZoneId"), zone)
        })
    }

    fn put_change((): &(), call: Call) -> Call {
        call
    }

    /// That the transit router has no addresses left should pass soon where others have just been given back; it stays
    /// where it has no block of addresses.
    fn class(code: &str) -> Option<Class> {
        match code {
            "OperationFailed.AllocateCidrFailed" => Some(Class::Settling),
            _ => class_of_network(code),
        }
    }
}
