//! The zones in which a transit router has interfaces in a VPC (API page UpdateTransitRouterVpcAttachmentZones).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::ids;
use crate::request::Request;

/// Zones of one VPC, and zones in one request.
const MOST_ZONES: usize = 10;

/// A vSwitch in a zone, in which the transit router has an interface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ZoneMapping {
    /// The zone.
    pub zone: String,
    /// The vSwitch.
    pub vswitch: String,
}

/// The pairs of `ZoneId` and `VSwitchId`; zones lie in the region of the transit router.
pub(super) fn read(
    request: &Request,
    parameter: &str,
    region: &str,
) -> Result<Vec<ZoneMapping>, ApiError> {
    let given = request.objects(parameter);
    if given.len() > MOST_ZONES {
        return Err(ApiError::invalid(parameter, "at most 10 zones are taken"));
    }
    let mapping = |pair: &BTreeMap<&str, &str>| {
        let member = |name| {
            let rule = format!("every pair needs a {name}");
            let text = pair.get(name).copied();
            text.ok_or_else(|| ApiError::invalid(parameter, &rule))
        };
        let (zone, vswitch) = (member("ZoneId")?, member("VSwitchId")?);
        ids::check(parameter, "vsw-", vswitch)?;
        if zone.len() <= region.len() || !zone.starts_with(region) {
            let rule = format!("{zone} is not a zone of {region}");
            return Err(ApiError::invalid(parameter, &rule));
        }
        Ok(ZoneMapping {
            zone: zone.to_owned(),
            vswitch: vswitch.to_owned(),
        })
    };
    given.iter().map(mapping).collect()
}

/// Takes `remove` out of `zones` and puts `add` in. None is added twice, only what is there is taken away, and 1 to 10
/// are left.
pub(super) fn change(
    zones: &[ZoneMapping],
    add: Vec<ZoneMapping>,
    remove: &[ZoneMapping],
) -> Result<Vec<ZoneMapping>, ApiError> {
    let absent = remove.iter().find(|one| !zones.contains(one));
    if let Some(absent) = absent {
        let rule = format!("{} is not attached", absent.vswitch);
        return Err(ApiError::invalid("RemoveZoneMappings", &rule));
    }
    let mut left: Vec<ZoneMapping> = zones.to_vec();
    left.retain(|one| !remove.contains(one));
    for one in add {
        if left.contains(&one) {
            let rule = format!("{} is attached already", one.vswitch);
            return Err(ApiError::invalid("AddZoneMappings", &rule));
        }
        left.push(one);
    }
    if left.is_empty() || left.len() > MOST_ZONES {
        return Err(ApiError::invalid("ZoneMappings", "1 to 10 must be left"));
    }
    Ok(left)
}
