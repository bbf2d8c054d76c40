//! The table: every code that is known, with its kind and what to tell the user. The first place to go when the API answers
//! with a code that is new.

use super::advice::{self, Advice};
use super::kind::Kind::{self, *};

/// One code of the API.
pub(super) struct Code {
    /// As the API spells it. One with a `*` stands for all that begin and end as it does and have no row of their own.
    pub(super) code: &'static str,
    /// What it means. Of the gateway's own codes, which all products share, [`Other`]: what they mean for the next
    /// attempt is known to the layer below.
    pub(super) kind: Kind,
    /// What to tell the user beside the API's message.
    pub(super) advice: &'static Advice,
}

const fn told(code: &'static str, kind: Kind, advice: &'static Advice) -> Code {
    Code { code, kind, advice }
}

#[rustfmt::skip]
pub(super) const CODES: &[Code] = &[
    // Who is calling and what they may do: codes of the gateway (API guide, "Common errors") and of the access
    // management service.
    told("InvalidAccessKeyId.NotFound", Other, &advice::UNKNOWN_KEY),
    told("InvalidAccessKeyId", Other, &advice::UNKNOWN_KEY),
    told("InvalidAccessKeyId.Inactive", Other, &advice::DISABLED_KEY),
    told("MissingAccessKeyId", Other, &advice::LOST_KEY),
    told("SignatureDoesNotMatch", Other, &advice::WRONG_SIGNATURE),
    told("InvalidAccessKeySecret", Other, &advice::WRONG_SIGNATURE),
    told("IncompleteSignature", Other, &advice::MALFORMED),
    told("InvalidTimeStamp.Format", Other, &advice::MALFORMED),
    told("IllegalTimestamp", Other, &advice::MALFORMED),
    told("InvalidTimeStamp.Expired", Other, &advice::WRONG_CLOCK),
    told("SignatureNonceUsed", Other, &advice::TAKEN_FOR_REPETITION),
    told("InvalidSecurityToken.Expired", Other, &advice::EXPIRED_KEY),
    told("InvalidSecurityToken.MismatchWithAccessKey", Other, &advice::WRONG_TOKEN),
    told("InvalidSecurityToken.Malformed", Other, &advice::WRONG_TOKEN),
    told("MissingSecurityToken", Other, &advice::NO_TOKEN),
    told("Unauthorized", NotAllowed, &advice::NOT_PERMITTED),
    told("Forbidden", NotAllowed, &advice::NOT_PERMITTED),
    told("Forbidden.RAM", NotAllowed, &advice::NOT_PERMITTED),
    told("NoPermission", NotAllowed, &advice::NOT_PERMITTED),
    // "Forbbiden" is how the API spells it.
    told("Forbbiden.SubUser", NotAllowed, &advice::ACCOUNT_ONLY),
    told("Forbidden.SubUser", NotAllowed, &advice::ACCOUNT_ONLY),
    told("Abs.ApiForbiddenBySubBid", NotAllowed, &advice::ACCOUNT_ONLY),
    told("Forbidden.RiskControl", NotAllowed, &advice::RISK_CONTROL),
    told("InvalidAction.NotFound", Other, &advice::WRONG_ENDPOINT),
    told("InvalidVersion", Other, &advice::WRONG_ENDPOINT),
    told("InvalidApi.NotFound", Other, &advice::WRONG_ENDPOINT),
    told("InvalidProduct.NotFound", Other, &advice::WRONG_ENDPOINT),
    told("InvalidProtocol.NeedSsl", Other, &advice::WANTS_TLS),

    // Buying, changing and giving back packages (API pages CreateCenBandwidthPackage, ModifyCenBandwidthPackageSpec,
    // DeleteCenBandwidthPackage).
    told("ParameterIllegal.GeoRegionId", BadValue, &advice::UNKNOWN_AREA),
    told("GeographicSpan.NotFound", NotSold, &advice::PAIR_NOT_SOLD),
    told("UnSupported.ChargeType", NotSold, &advice::CHARGE_TYPE_NOT_SOLD),
    told("InventoryExceeded", NotSold, &advice::OUT_OF_STOCK),
    told("IdempotenceParam.NotMatch", TokenConflict, &advice::TOKEN_IN_USE),
    told("IdempotentParameterMismatch", TokenConflict, &advice::TOKEN_IN_USE),
    told("Duplicated.ClientToken", TokenConflict, &advice::TOKEN_IN_USE),
    told("OperationFailed.InsufficientBalance", Payment, &advice::BALANCE_TOO_LOW),
    told("InsufficientBalance", Payment, &advice::BALANCE_TOO_LOW),
    told("ACCOUNT_BALANCE_EXCEEDED", Payment, &advice::BALANCE_TOO_LOW),
    told("OperationFailed.OrderIsProcessing", Busy, &advice::ORDER_OPEN),
    told("Account.Arrearage", Payment, &advice::ARREARS),
    told("PAY.*", Payment, &advice::NOT_PAID),
    told("OperationInvalid.UserCanNotUseBwp", NotAllowed, &advice::BARRED),
    told("Operation.Failed", Unchanged, &advice::SAME_BANDWIDTH),
    told("Forbidden.Release", NotReleasable, &advice::NOT_RELEASABLE),

    // Packages on CEN instances and the bandwidth that is allotted from them (API pages AssociateCenBandwidthPackage,
    // UnassociateCenBandwidthPackage, SetCenInterRegionBandwidthLimit).
    told("InvalidOperation.BwpForGeoSpanAlreadyAssociated", AlreadyBound, &advice::PAIR_TAKEN),
    told("InvalidOperation.BwpForGeoSpanNotAssociated", NoPackage, &advice::NO_PACKAGE),
    told("InvalidOperation.BwpBandwidthExceeded", BandwidthExceeded, &advice::PACKAGE_TOO_SMALL),
    told("InvalidOperation.BwpInstanceStatus", InUse, &advice::WRONG_STATUS),
    told("InvalidOperation.BwpBusinessStatus", Locked, &advice::LOCKED),
    told("InvalidOperation.CenBandwidthLimitsNotZero", InUse, &advice::ALLOTTED),
    told("OperationFailed.SetPostPay95BandwidthLimitError", Other, &advice::PERCENTILE),
    told("ParameterIllegal.BandwidthLimit", BadValue, &advice::BAD_LIMIT),
    told("ParameterIllegal.RegionId", BadValue, &advice::UNKNOWN_REGION),
    told("IllegalParam.Region", BadValue, &advice::UNKNOWN_REGION),

    // CEN instances and the networks attached to them (API pages CreateCen, DeleteCen, ModifyCenAttribute,
    // AttachCenChildInstance, DetachCenChildInstance).
    // Without a dot they mean "not found", with one "malformed".
    told("ParameterCenInstanceId", CenGone, &advice::NO_CEN),
    told("ParameterIllegal.CenInstanceId", BadValue, &advice::NO_CEN),
    told("ParameterBwpInstanceId", Gone, &advice::NO_SUCH_PACKAGE),
    told("ParameterIllegal.BwpInstanceId", BadValue, &advice::NO_SUCH_PACKAGE),
    told("ParameterInstanceId", Gone, &advice::NO_NETWORK),
    told("ParameterIllegal.ChildInstanceId", BadValue, &advice::NO_NETWORK),
    told("ParameterIllegal.ChildInstanceRegionId", BadValue, &advice::NO_NETWORK),
    told("InvalidOperation.ChildInstanceAlreadyAttached", AlreadyAttached, &advice::ATTACHED_ALREADY),
    told("Forbbiden.AttachChildInstanceAcrossUid", NotAllowed, &advice::FOREIGN_NETWORK),
    told("Forbidden.AttachChildInstance", NotAllowed, &advice::BORDER_ROUTER),
    told("InstanceType.NotSupport", BadValue, &advice::NETWORK_TYPE),
    told("ParameterIllegal.ChildInstanceType", BadValue, &advice::NETWORK_TYPE),
    told("InvalidOperation.AttachedChildInstanceExist", InUse, &advice::STILL_ATTACHED),
    told("AssociationExist.*", InUse, &advice::STILL_ATTACHED),
    told("OperationFailed.DeleteCenWithCustomRouteTable", InUse, &advice::ROUTE_TABLES),
    told("OperationFailed.DeleteCenWithRouteEntry", InUse, &advice::ROUTES),
    told("InvalidOperation.EnhanceProtectionLevel", Other, &advice::PROTECTION_LEVEL),
    told("QuotaExceeded.CenCountExceeded", Other, &advice::CEN_QUOTA),
    told("QuotaExceeded*", Other, &advice::QUOTA),

    // Parameters (common error set of the API pages). Most of what these refuse is told at plan time already.
    told("InvalidName", BadValue, &advice::BAD_NAME),
    told("NameIllegal", BadValue, &advice::BAD_NAME),
    told("InvalidDescription", BadValue, &advice::BAD_DESCRIPTION),
    told("DescriptionIllegal", BadValue, &advice::BAD_DESCRIPTION),
    told("FilterKey.NotSupport", BadValue, &advice::BAD_FILTER),
    told("MissingParameter", BadValue, &advice::MISSING),
    told("ParameterMustNotNull", BadValue, &advice::MISSING),
    told("Missing*", Other, &advice::MISSING),
    told("InvalidParameter*", Other, &advice::BAD_VALUE),
    told("ParameterError", BadValue, &advice::BAD_VALUE),
    told("ParameterIllegal*", Other, &advice::BAD_VALUE),
    told("IllegalParam*", Other, &advice::BAD_VALUE),
    told("InvalidParameter", BadValue, &advice::BAD_VALUE),
    told("ParameterIllegal", BadValue, &advice::BAD_VALUE),
    told("ParameterIllegal.*", BadValue, &advice::BAD_VALUE),

    // Transit routers (API pages CreateTransitRouter, DeleteTransitRouter, OpenTransitRouterService).
    told("Forbbiden.TransitRouterServiceNotOpen", NotAllowed, &advice::SERVICE_NOT_OPEN),
    told("USER_NOT_OPEN_TR_SERVICE", NotAllowed, &advice::SERVICE_NOT_OPEN),
    told("InvalidTransitRouterId.NotFound", Gone, &advice::NO_ROUTER),
    told("OperationFailed.AllocateCidrFailed", Other, &advice::NO_ADDRESSES),
    told("AssociationExist.TransitRouter*", InUse, &advice::ROUTER_IN_USE),
    told("AssociationExist.RouteTable*", InUse, &advice::ROUTER_IN_USE),
    told("InvalidTransitRouter*Id.NotFound", Gone, &advice::NOT_THERE),
    told("OperationFailed.CreateRouteEntryWithSameDestinationCidrBlock", Taken, &advice::ROUTE_TAKEN),
    told("IllegalParam.TransitRouterRouteEntryId", Gone, &advice::NOT_THERE),
    told("OperationFailed.CidrNotExist", Gone, &advice::NOT_THERE),
    told("OperationFailed.CidrBlockAllocated", InUse, &advice::CIDR_IN_USE),
    told("InstanceNotExist.*", Gone, &advice::NOT_THERE),
    told("ResourceNotFound.*", Gone, &advice::NOT_THERE),

    // What passes by itself, and is told only when it did not in the time that there was.
    told("Operation.Blocking", Busy, &advice::BUSY),
    told("OperationConflict", Busy, &advice::BUSY),
    told("OperationConflict.Task", Busy, &advice::BUSY),
    told("TaskConflict", Busy, &advice::BUSY),
    told("OperationFailed.TaskConflict", Busy, &advice::BUSY),
    told("OperationFailed.OperationIsProcessing", Busy, &advice::BUSY),
    told("InvalidOperation.CenInstanceStatus", Busy, &advice::BUSY),
    told("InvalidOperation.ChildInstanceStatus", Busy, &advice::BUSY),
    told("InstanceStatus.NotSupport", Busy, &advice::BUSY),
    told("InvalidStatus.*", Busy, &advice::BUSY),
    told("IncorrectStatus", Busy, &advice::BUSY),
    told("IncorrectStatus.*", Busy, &advice::BUSY),
    told("OperationFailed.InvalidVpcStatus", Busy, &advice::BUSY),
    told("LOCK_ERROR", Busy, &advice::BUSY),
    told("LockFailed", Busy, &advice::BUSY),
    told("Conflict.Lock", Busy, &advice::BUSY),
    told("LastTokenProcessing", Other, &advice::STILL_RUNNING),
    told("OperationFailed.LastTokenProcessing", Other, &advice::STILL_RUNNING),
    told("TokenProcessing", Other, &advice::STILL_RUNNING),
    told("IdempotenceProcessing", Other, &advice::STILL_RUNNING),
    told("IdempotentProcessing", Other, &advice::STILL_RUNNING),
    told("Throttling*", Other, &advice::THROTTLED),
    told("throttling*", Other, &advice::THROTTLED),
    told("Rejected.Throttling", Other, &advice::THROTTLED),
    told("TooManyRequests", Other, &advice::THROTTLED),
    told("QPS Limit Exceeded", Other, &advice::THROTTLED),
    told("HTTP 429", Other, &advice::THROTTLED),
    told("ServiceUnavailable", Other, &advice::SERVER_FAILED),
    told("ServiceUnavailable.*", Other, &advice::SERVER_FAILED),
    told("RequestTimeout", Other, &advice::SERVER_FAILED),
    told("SystemBusy", Other, &advice::SERVER_FAILED),
    told("System.Busy", Other, &advice::SERVER_FAILED),
    told("ServiceBusy", Other, &advice::SERVER_FAILED),
    told("InternalError", Other, &advice::SERVER_FAILED),
    told("InternalServerError", Other, &advice::SERVER_FAILED),
    told("InternalFailure", Other, &advice::SERVER_FAILED),
    told("UnknownError", Other, &advice::SERVER_FAILED),
    told("DB.Error", Other, &advice::SERVER_FAILED),
    told("HTTP *", Other, &advice::NOT_CEN),

    // The billing API (API pages SetRenewal, RenewInstance, InquiryPriceRefundInstance, RefundInstance).
    told("NotAuthorized", NotAllowed, &advice::BILLING_NOT_PERMITTED),
    told("NotApplicable", Other, &advice::OTHER_SITE),
    told("ResourceNotExists", Gone, &advice::NOT_AN_INSTANCE),
    told("ExistRefundingOrderError", Gone, &advice::REFUNDED_ALREADY),
    told("ResourceStatusError", InUse, &advice::NOT_IN_THIS_STATUS),
    told("ProductCheckError", InUse, &advice::NOT_IN_THIS_STATUS),
    told("NoRestValueError", NotReleasable, &advice::NOTHING_LEFT),
    told("CommodityNotSupported", NotReleasable, &advice::NOT_REFUNDABLE),
    told("ActivityForbiddenError", NotReleasable, &advice::NOT_REFUNDABLE),
    told("AmbassadorOrderLimitError", NotReleasable, &advice::NOT_REFUNDABLE),
    told("ExceedRefundQuotaError", NotReleasable, &advice::TOO_MANY_REFUNDS),
    told("ExistUnPaidOrderError", Payment, &advice::UNPAID_ORDER),
    told("INSUFFICIENT.AVAILABLE.QUOTA", Payment, &advice::BALANCE_TOO_LOW),
];

/// The row of a code, or else of the narrowest family that it belongs to.
pub(super) fn find(code: &str) -> Option<&'static Code> {
    let is_of = |(begin, end): &(&str, &str)| {
        code.strip_prefix(begin)
            .is_some_and(|rest| rest.ends_with(end))
    };
    let families = || {
        CODES
            .iter()
            .filter(|row| row.code.split_once('*').as_ref().is_some_and(is_of))
    };
    CODES
        .iter()
        .find(|row| row.code == code)
        .or_else(|| families().max_by_key(|row| row.code.len()))
}
