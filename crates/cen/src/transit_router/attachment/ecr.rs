//! Express Connect routers, which join data centres to transit routers of many regions.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

use super::AttachmentKind;
use super::kind::class_of_network;

/// An attached Express Connect router. Routes are published to it always.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ecr {
    /// `ecr-…`.
    pub id: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
}

/// An Express Connect router to be attached; its own product has associated it with the transit router before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEcr {
    /// `ecr-…`.
    pub ecr: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
}

impl AttachmentKind for Ecr {
    type New = NewEcr;
    type Change = ();

    const LIST: &'static str = "ListTransitRouterEcrAttachments";
    const CREATE: &'static str = "CreateTransitRouterEcrAttachment";
    const UPDATE: &'static str = "UpdateTransitRouterEcrAttachmentAttribute";
    const DELETE: &'static str = "DeleteTransitRouterEcrAttachment";
    const TAGGED_AS: &'static str = "TRANSITROUTERECRATTACHMENT";
    const REGION: &'static str = "TransitRouterRegionId";
    const PLURAL: &'static str = "attached Express Connect routers";

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("EcrId")?;
        if id.is_empty() {
            return Err("has no Express Connect router".to_owned());
        }
        let owner = entry.number("EcrOwnerId")?;
        Ok(Self { id, owner })
    }

    fn put_new(new: &NewEcr, call: Call) -> Call {
        call.with("EcrId", &new.ecr)
            .with_some("EcrOwnerId", new.owner)
    }

    fn put_change((): &(), call: Call) -> Call {
        call
    }

    /// What is said of the status of the Express Connect router passes as that of other networks does.
    fn class(code: &str) -> Option<Class> {
        match code {
            "InvalidStatus.ResourceStatus" => Some(Class::Settling),
            _ => class_of_network(code),
        }
    }
}
