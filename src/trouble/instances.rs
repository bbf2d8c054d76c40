//! Codes about CEN instances and the networks attached to them (API pages CreateCen, DeleteCen, ModifyCenAttribute,
//! AttachCenChildInstance, DetachCenChildInstance).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["ParameterCenInstanceId", "ParameterIllegal.CenInstanceId"],
        summary: "The CEN instance does not exist",
        hint: "There is none with this id in the account of the access key. Check the id, and which account the key is of.",
    },
    Entry {
        codes: &["ParameterBwpInstanceId", "ParameterIllegal.BwpInstanceId"],
        summary: "The bandwidth package does not exist",
        hint: "There is none with this id in the account of the access key. Check the id, and which account the key is of.",
    },
    Entry {
        codes: &[
            "ParameterInstanceId",
            "ParameterIllegal.ChildInstanceId",
            "ParameterIllegal.ChildInstanceRegionId",
        ],
        summary: "The network instance does not exist",
        hint: "Check its id, and that the region is the one it is in.",
    },
    Entry {
        codes: &["InvalidOperation.ChildInstanceAlreadyAttached"],
        summary: "The network instance is attached already",
        hint: "It can be attached to one CEN instance at a time. Detach it from the other one first.",
    },
    Entry {
        codes: &["Forbbiden.AttachChildInstanceAcrossUid"],
        summary: "The network instance belongs to another account",
        hint: "That account has to grant it to the account of the CEN instance first: a VPC in the VPC console or with GrantInstanceToCen, a CCN with GrantInstanceToCbn.",
    },
    Entry {
        codes: &["Forbidden.AttachChildInstance"],
        summary: "The border router cannot be attached",
        hint: "Ask Alibaba Cloud's support what it takes to attach a router of its model.",
    },
    Entry {
        codes: &[
            "InstanceType.NotSupport",
            "ParameterIllegal.ChildInstanceType",
        ],
        summary: "The type of the network instance is not supported",
        hint: "CEN takes VPCs, VBRs and CCNs, and the id must be of the type that is given.",
    },
    Entry {
        codes: &[
            "InvalidOperation.AttachedChildInstanceExist",
            "AssociationExist.*",
        ],
        summary: "Something is still attached",
        hint: "Detach the networks and unbind the packages of the CEN instance first, those outside of Terraform \
               included.",
    },
    Entry {
        codes: &["OperationFailed.DeleteCenWithCustomRouteTable"],
        summary: "The CEN instance has route tables",
        hint: "A transit router of it has route tables of its own. Delete those first.",
    },
    Entry {
        codes: &["OperationFailed.DeleteCenWithRouteEntry"],
        summary: "The CEN instance has routes",
        hint: "A transit router of it has routes of its own. Delete those first.",
    },
    Entry {
        codes: &["InvalidOperation.EnhanceProtectionLevel"],
        summary: "The protection level cannot be raised",
        hint: "Once overlapping networks are allowed (REDUCED), CEN does not go back to forbidding them.",
    },
    Entry {
        codes: &["QuotaExceeded.CenCountExceeded"],
        summary: "There are as many CEN instances as there may be",
        hint: "Delete one that is not needed, or ask for a higher quota in Quota Center.",
    },
    Entry {
        codes: &["QuotaExceeded*"],
        summary: "A quota is used up",
        hint: "The account has as many of these as it may have. Remove some, or ask for a higher quota in Quota Center.",
    },
];
