//! Moving a package between resource groups.

use serde_json::Value;

use crate::alibaba::call::Call;
use crate::cen::id::PackageId;
use crate::cen::operation::{self, Operation};

/// Puts a package into a resource group.
pub(crate) struct MoveResourceGroup<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) group: &'a str,
}

impl Operation for MoveResourceGroup<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let parameters = operation::parameters([
            ("ResourceId", self.id.as_str()),
            // This action spells the type in lower case (API page MoveResourceGroup), unlike the tag actions.
            ("ResourceType", "bandwidthpackage"),
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

    #[test]
    fn the_group_is_named_as_the_new_one() {
        let id = PackageId::from_answer("cenbwp-abc").unwrap();
        let call = MoveResourceGroup {
            id: &id,
            group: "rg-1",
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "NewResourceGroupId=rg-1&ResourceId=cenbwp-abc&ResourceType=bandwidthpackage"
        );
    }
}
