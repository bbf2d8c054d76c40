//! Moving objects between resource groups.

use crate::client::Client;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// An object that belongs to a resource group. How one is made stands with its kind.
#[derive(Clone, Copy, Debug)]
pub struct Grouped<'a> {
    resource_type: &'static str,
    id: &'a str,
}

impl<'a> Grouped<'a> {
    /// An object of a type that API page MoveResourceGroup names, in its own way, unlike the tag actions.
    pub(crate) fn new(resource_type: &'static str, id: &'a str) -> Self {
        Self { resource_type, id }
    }

    fn to(self, group: &str) -> Call {
        Call::idempotent("MoveResourceGroup")
            .with("ResourceId", self.id)
            .with("ResourceType", self.resource_type)
            .with("NewResourceGroupId", group)
    }
}

impl Client {
    /// Puts an object into a resource group.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn move_to_resource_group(
        &self,
        object: Grouped<'_>,
        group: &str,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[&object.id], &object.to(group), deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{CenId, PackageId};
    use crate::testing::wire;

    #[test]
    fn the_group_is_named_as_the_new_one() {
        let package = PackageId::from_api("cenbwp-abc").unwrap();
        let cen = CenId::from_api("cen-abc").unwrap();
        assert_eq!(
            wire(&Grouped::package(&package).to("rg-1")),
            "NewResourceGroupId=rg-1&ResourceId=cenbwp-abc&ResourceType=bandwidthpackage"
        );
        assert_eq!(
            wire(&Grouped::instance(&cen).to("rg-1")),
            "NewResourceGroupId=rg-1&ResourceId=cen-abc&ResourceType=CEN"
        );
    }
}
