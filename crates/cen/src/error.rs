//! What the API's codes mean. Codes are compared exactly: two of them share a prefix and mean opposite things.

use alibaba_cloud::error::{CallError, Refusal};
use alibaba_cloud::outcome::Class;

/// What kind of no a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another task holds the object. Reported only when it held it for the whole time that was given.
    Busy,
    /// The object is bound, or something is bound or attached to it or allotted from it, so it cannot be changed in this
    /// way.
    InUse,
    /// The package is overdue, expired or locked for security.
    Locked,
    /// The package or network instance does not exist, or belongs to somebody else.
    Gone,
    /// The CEN instance does not exist, or belongs to somebody else.
    CenGone,
    /// The transit router does not exist, or belongs to somebody else.
    RouterGone,
    /// What was attached to a transit router is not any more.
    AttachmentGone,
    /// The CEN instance already has a package for these two areas.
    AlreadyBound,
    /// No package for these two areas is bound to the CEN instance.
    NoPackage,
    /// More bandwidth is asked of a package, or left of it, than it has.
    BandwidthExceeded,
    /// The network instance is attached to a CEN instance already, this one or another.
    AlreadyAttached,
    /// The package has this bandwidth already.
    Unchanged,
    /// A prepaid package inside its term cannot be given back.
    NotReleasable,
    /// The order could not be paid.
    Payment,
    /// The client token was used before, with other parameters.
    TokenConflict,
    /// This pair of areas or charge type is not on sale for the account, or is out of stock.
    NotSold,
    /// An argument is missing or illegal.
    BadValue,
    /// The account or its user may not do this.
    NotAllowed,
    /// Everything else.
    Other,
}

impl Kind {
    /// The kind of a refusal.
    pub fn of(refusal: &Refusal) -> Self {
        Self::of_code(&refusal.code)
    }

    /// The kind of a failed call, if the API refused it.
    pub fn of_call(error: &CallError) -> Option<Self> {
        error.refusal().map(Self::of)
    }

    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "Operation.Blocking"
            | "OperationConflict"
            | "OperationConflict.Task"
            | "TaskConflict"
            | "OperationFailed.TaskConflict"
            | "OperationFailed.OperationIsProcessing"
            | "OperationFailed.OrderIsProcessing"
            | "OperationFailed.InvalidVpcStatus"
            | "InvalidOperation.CenInstanceStatus"
            | "InvalidOperation.ChildInstanceStatus"
            | "InstanceStatus.NotSupport"
            | "InvalidStatus.Resource"
            | "IncorrectStatus"
            | "IncorrectStatus.TransitRouter"
            | "LOCK_ERROR"
            | "LockFailed"
            | "Conflict.Lock" => Self::Busy,
            // A family that the API documents as such.
            _ if code.starts_with("IncorrectStatus.") => Self::Busy,
            "InvalidOperation.BwpInstanceStatus"
            | "InvalidOperation.CenBandwidthLimitsNotZero"
            | "InvalidOperation.AttachedChildInstanceExist"
            | "OperationFailed.DeleteCenWithCustomRouteTable"
            | "OperationFailed.DeleteCenWithRouteEntry" => Self::InUse,
            // A family that the list of public codes documents as such.
            _ if code.starts_with("AssociationExist.") => Self::InUse,
            "InvalidOperation.BwpBusinessStatus" => Self::Locked,
            // Without a dot they mean "not found"; `ParameterIllegal.BwpInstanceId` means "malformed".
            "ParameterBwpInstanceId" | "ParameterInstanceId" => Self::Gone,
            "ParameterCenInstanceId" => Self::CenGone,
            "InvalidTransitRouterId.NotFound" => Self::RouterGone,
            "ResourceNotFound.TransitRouterAttachment" => Self::AttachmentGone,
            "InvalidOperation.BwpForGeoSpanAlreadyAssociated" => Self::AlreadyBound,
            "InvalidOperation.BwpForGeoSpanNotAssociated" => Self::NoPackage,
            "InvalidOperation.BwpBandwidthExceeded" => Self::BandwidthExceeded,
            "InvalidOperation.ChildInstanceAlreadyAttached" => Self::AlreadyAttached,
            "Operation.Failed" => Self::Unchanged,
            "Forbidden.Release" => Self::NotReleasable,
            "OperationFailed.InsufficientBalance"
            | "InsufficientBalance"
            | "ACCOUNT_BALANCE_EXCEEDED"
            | "Account.Arrearage" => Self::Payment,
            _ if code.starts_with("PAY.") => Self::Payment,
            "IdempotenceParam.NotMatch"
            | "IdempotentParameterMismatch"
            | "Duplicated.ClientToken" => Self::TokenConflict,
            "UnSupported.ChargeType" | "GeographicSpan.NotFound" | "InventoryExceeded" => {
                Self::NotSold
            }
            "InvalidParameter"
            | "MissingParameter"
            | "ParameterMustNotNull"
            | "ParameterError"
            | "ParameterIllegal"
            | "InvalidName"
            | "NameIllegal"
            | "InvalidDescription"
            | "DescriptionIllegal"
            | "FilterKey.NotSupport"
            | "InstanceType.NotSupport"
            | "IllegalParam.Region" => Self::BadValue,
            _ if code.starts_with("ParameterIllegal.") => Self::BadValue,
            // "Forbbiden" is how the API spells it.
            "Unauthorized"
            | "Forbidden"
            | "Forbidden.RAM"
            | "Forbidden.SubUser"
            | "Forbbiden.SubUser"
            | "Forbidden.RiskControl"
            | "NoPermission"
            | "Abs.ApiForbiddenBySubBid"
            | "Forbidden.AttachChildInstance"
            | "Forbbiden.AttachChildInstanceAcrossUid"
            | "OperationInvalid.UserCanNotUseBwp"
            | "Forbbiden.TransitRouterServiceNotOpen"
            | "USER_NOT_OPEN_TR_SERVICE" => Self::NotAllowed,
            _ => Self::Other,
        }
    }
}

/// What a code of this product says about repeating a call; `None` leaves it to the gateway's table.
pub(crate) fn class(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        // It comes with HTTP status 500 but is a refusal: another task is running, and nothing was done.
        Kind::Busy => Some(Class::Busy),
        Kind::Other => None,
        _ => Some(Class::Refused),
    }
}

/// Like [`class`], for a change that usually follows one that has just freed the package.
pub(crate) fn class_while_freeing(code: &str) -> Option<Class> {
    match Kind::of_code(code) {
        Kind::InUse => Some(Class::Settling),
        _ => class(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_found_and_malformed_are_told_apart() {
        assert_eq!(Kind::of_code("ParameterBwpInstanceId"), Kind::Gone);
        assert_eq!(
            Kind::of_code("ParameterIllegal.BwpInstanceId"),
            Kind::BadValue
        );
        assert_eq!(Kind::of_code("ParameterCenInstanceId"), Kind::CenGone);
    }

    #[test]
    fn no_other_not_found_passes_for_a_package_that_is_gone() {
        for code in [
            "GeographicSpan.NotFound",
            "InvalidAccessKeyId.NotFound",
            "InvalidAction.NotFound",
            "Bid.NotFound",
            "HTTP 404",
        ] {
            assert_ne!(Kind::of_code(code), Kind::Gone, "{code}");
        }
    }

    #[test]
    fn busy_is_repeated_and_a_refused_release_is_final() {
        assert_eq!(class("Operation.Blocking"), Some(Class::Busy));
        assert_eq!(class("IncorrectStatus.Anything"), Some(Class::Busy));
        assert_eq!(class("Forbidden.Release"), Some(Class::Refused));
        assert_eq!(
            class("InvalidOperation.BwpInstanceStatus"),
            Some(Class::Refused)
        );
        assert_eq!(
            class_while_freeing("InvalidOperation.BwpInstanceStatus"),
            Some(Class::Settling)
        );
        assert_eq!(class("Throttling.User"), None);
        assert_eq!(class("DB.Error"), None);
    }
}
