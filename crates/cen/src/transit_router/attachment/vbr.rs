//! Border routers, through which data centres reach the transit router of their region.

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use alibaba_cloud::call::Call;

use super::AttachmentKind;

/// An attached border router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vbr {
    /// `vbr-…`.
    pub id: String,
    /// The account it belongs to.
    pub owner: Option<u64>,
}

/// A border router to be attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVbr {
    /// `vbr-…`.
    pub vbr: String,
    /// The account it belongs to, where that is not the caller's.
    pub owner: Option<u64>,
}

impl AttachmentKind for Vbr {
    type New = NewVbr;
    type Change = ();

    const LIST: &'static str = "ListTransitRouterVbrAttachments";
    const CREATE: &'static str = "CreateTransitRouterVbrAttachment";
    const UPDATE: &'static str = "UpdateTransitRouterVbrAttachmentAttribute";
    const DELETE: &'static str = "DeleteTransitRouterVbrAttachment";
    const TAGGED_AS: &'static str = "TransitRouterVbrAttachment";
    const REGION: &'static str = "VbrRegionId";
    const PLURAL: &'static str = "attached border routers";

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("VbrId")?;
        if id.is_empty() {
            return Err("has no border router".to_owned());
        }
        let owner = entry.number("VbrOwnerId")?;
        Ok(Self { id, owner })
    }

    fn put_new(new: &NewVbr, call: Call) -> Call {
        call.with("VbrId", &new.vbr)
            .with_some("VbrOwnerId", new.owner)
    }

    fn put_change((): &(), call: Call) -> Call {
        call
    }
}
