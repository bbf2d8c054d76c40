//! Moving objects between resource groups.

use serde_json::Value;

use crate::alibaba::call::Call;
use crate::cen::operation::{self, Operation};
use crate::cen::tags::Tagged;

/// Puts an object into a resource group.
pub(crate) struct MoveResourceGroup<'a> {
    pub(crate) object: Tagged<'a>,
    pub(crate) group: &'a str,
}

impl Operation for MoveResourceGroup<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        // This action spells types in its own way (API page MoveResourceGroup), unlike the tag actions.
        let resource_type = match self.object {
            Tagged::Package(_) => "bandwidthpackage",
            Tagged::Instance(_) => "CEN",
        };
        let parameters = operation::parameters([
            ("ResourceId", self.object.id()),
            ("ResourceType", resource_type),
            ("NewResourceGroupId", self.group),
        ]);
        Call::absolute("MoveResourceGroup", parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alibaba::sign::rpc::canonical_query;
    use crate::cen::id::{CenId, PackageId};

    #[test]
    fn the_group_is_named_as_the_new_one() {
        let package = PackageId::from_answer("cenbwp-abc").unwrap();
        let cen = CenId::from_answer("cen-abc").unwrap();
        let wire = |object| {
            let group = "rg-1";
            canonical_query(MoveResourceGroup { object, group }.call().parameters())
        };
        assert_eq!(
            wire(Tagged::Package(&package)),
            "NewResourceGroupId=rg-1&ResourceId=cenbwp-abc&ResourceType=bandwidthpackage"
        );
        assert_eq!(
            wire(Tagged::Instance(&cen)),
            "NewResourceGroupId=rg-1&ResourceId=cen-abc&ResourceType=CEN"
        );
    }
}
