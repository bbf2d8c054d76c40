//! Moving objects between resource groups.

use serde_json::Value;

use crate::id::{CenId, PackageId};
use crate::operation::{self, Operation};
use crate::tags::Tagged;
use alibaba_cloud::call::Call;

/// An object that belongs to a resource group.
#[derive(Clone, Copy, Debug)]
pub enum Grouped<'a> {
    /// A bandwidth package.
    Package(&'a PackageId),
    /// A CEN instance.
    Instance(&'a CenId),
}

impl<'a> From<Grouped<'a>> for Tagged<'a> {
    fn from(object: Grouped<'a>) -> Self {
        match object {
            Grouped::Package(id) => Self::Package(id),
            Grouped::Instance(id) => Self::Instance(id),
        }
    }
}

/// Puts an object into a resource group.
pub(crate) struct MoveResourceGroup<'a> {
    pub(crate) object: Grouped<'a>,
    pub(crate) group: &'a str,
}

impl Operation for MoveResourceGroup<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        // This action spells types in its own way (API page MoveResourceGroup), unlike the tag actions.
        let (id, resource_type) = match self.object {
            Grouped::Package(id) => (id.as_str(), "bandwidthpackage"),
            Grouped::Instance(id) => (id.as_str(), "CEN"),
        };
        let parameters = operation::parameters([
            ("ResourceId", id),
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
    use alibaba_cloud::sign::rpc::canonical_query;

    #[test]
    fn the_group_is_named_as_the_new_one() {
        let package = PackageId::from_answer("cenbwp-abc").unwrap();
        let cen = CenId::from_answer("cen-abc").unwrap();
        let wire = |object| {
            let group = "rg-1";
            canonical_query(MoveResourceGroup { object, group }.call().parameters())
        };
        assert_eq!(
            wire(Grouped::Package(&package)),
            "NewResourceGroupId=rg-1&ResourceId=cenbwp-abc&ResourceType=bandwidthpackage"
        );
        assert_eq!(
            wire(Grouped::Instance(&cen)),
            "NewResourceGroupId=rg-1&ResourceId=cen-abc&ResourceType=CEN"
        );
    }
}
