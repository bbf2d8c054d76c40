//! Failed calls in the words of the user.

use crate::cen::{CallError, NotSent, Refusal};

const WHERE_KEYS_COME_FROM: &str = "Set access_key and secret_key in the provider block, or set the environment \
    variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (or ALICLOUD_ACCESS_KEY and \
    ALICLOUD_SECRET_KEY). To try things without an account, run `terraform-provider-cen sandbox`.";

/// Summary and detail for a call that failed.
pub(super) fn explain(error: &CallError) -> (String, String) {
    match error {
        CallError::Refused(refusal) => (summary(refusal).to_owned(), refused(refusal)),
        CallError::NoAnswer(no_answer) => {
            ("CEN does not answer".to_owned(), format!("{no_answer}."))
        }
        CallError::NotSent(NotSent::Credentials(reason)) => no_key(&reason.to_string()),
        CallError::NotSent(reason) => (
            "The request could not be sent".to_owned(),
            format!("{reason}."),
        ),
    }
}

/// Summary and detail where no source of keys had one.
pub(super) fn no_key(reason: &str) -> (String, String) {
    (
        "No access key".to_owned(),
        format!("{reason}\n\n{WHERE_KEYS_COME_FROM}"),
    )
}

fn refused(refusal: &Refusal) -> String {
    let mut detail = format!("{} was refused: {}", refusal.action, refusal.message);
    for advice in [refusal.advice.as_deref(), hint(&refusal.code)]
        .into_iter()
        .flatten()
    {
        detail.push_str("\n\n");
        detail.push_str(advice);
    }
    let request = refusal.request_id.as_deref().unwrap_or("none");
    detail.push_str(&format!(
        "\n\nCode {}, HTTP status {}, request id {request}.",
        refusal.code, refusal.http_status
    ));
    detail
}

fn summary(refusal: &Refusal) -> &'static str {
    match refusal.code.as_str() {
        "Unauthorized" | "Forbidden" | "Forbidden.RAM" | "NoPermission" | "Forbbiden.SubUser" => {
            "Not permitted"
        }
        "OperationFailed.InsufficientBalance" => "The balance of the account is too low",
        _ => "CEN has refused the request",
    }
}

/// What to do about a code, from the error tables of the API pages.
fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "ParameterIllegal.GeoRegionId" => {
            "CEN does not know one of the areas, or no longer sells it. China, North-America, Asia-Pacific and Europe \
             are sold; Middle-East and Australia have been withdrawn from its lists."
        }
        "GeographicSpan.NotFound" => "CEN does not sell packages between these two areas.",
        "UnSupported.ChargeType" => {
            "This account may not buy with this charge type. PostPaid is offered on request only; use PrePaid."
        }
        "InventoryExceeded" => {
            "CEN has no bandwidth left to sell here. Try again later, or with less."
        }
        "IdempotenceParam.NotMatch" | "IdempotentParameterMismatch" => {
            "The client token belongs to an earlier purchase with other arguments. Use the arguments of that purchase, \
             or another client_token for a new one."
        }
        "OperationFailed.InsufficientBalance" => {
            "Top up the account, then run terraform apply again."
        }
        "OperationInvalid.UserCanNotUseBwp" => {
            "The account is barred from bandwidth packages; ask Alibaba Cloud's support to lift that."
        }
        "InvalidOperation.BwpForGeoSpanAlreadyAssociated" => {
            "A CEN instance takes one package for each pair of areas, and it has one. Change the bandwidth of that one, \
             or unbind it first."
        }
        "InvalidOperation.BwpBusinessStatus" => {
            "The package is locked: expired or overdue. Renew it in the console, or pay what is due."
        }
        "InvalidOperation.BwpInstanceStatus" => {
            "The package is not in a status that allows this; it may be bound to another CEN instance."
        }
        "InvalidOperation.CenBandwidthLimitsNotZero" => {
            "Bandwidth of the package is allocated to connections between regions. Remove those limits first."
        }
        "InvalidOperation.BwpForGeoSpanNotAssociated" => {
            "A limit or a connection needs a bandwidth package of the areas that its two regions lie in, bound to the CEN \
             instance."
        }
        "InvalidOperation.BwpBandwidthExceeded" => {
            "More bandwidth is allocated to connections between regions than the package would have."
        }
        "Forbidden.Release" => {
            "CEN does not take back a prepaid package before it expires. Wait for its expiry, or set \
             abandon_on_destroy = true, apply that, and destroy again to leave it billing outside of Terraform."
        }
        "InvalidOperation.ChildInstanceAlreadyAttached" => {
            "The network instance is attached to another CEN instance, and it is attached to one at a time. Detach it there \
             first."
        }
        "Forbbiden.AttachChildInstanceAcrossUid" => {
            "The network instance belongs to another account, which has to grant it to the account of the CEN instance first: \
             a VPC in the VPC console or with GrantInstanceToCen, a CCN with GrantInstanceToCbn."
        }
        "Forbidden.AttachChildInstance" => {
            "This border router cannot be attached; ask Alibaba Cloud's support what it takes."
        }
        "ParameterIllegal.ChildInstanceRegionId" | "ParameterInstanceId" => {
            "There is no such network instance in this region. Check its id, and that the region is the one it is in."
        }
        "OperationFailed.DeleteCenWithCustomRouteTable" => {
            "A transit router of the instance has route tables of its own. Delete those first."
        }
        "OperationFailed.DeleteCenWithRouteEntry" => {
            "A transit router of the instance has routes of its own. Delete those first."
        }
        "QuotaExceeded.CenCountExceeded" => {
            "The account has as many CEN instances as it may have. End one, or ask for a higher quota."
        }
        "Forbbiden.TransitRouterServiceNotOpen" | "USER_NOT_OPEN_TR_SERVICE" => {
            "The account has not opened the transit router service yet. Opening it is free: do it once, in the CEN console \
             or by the API action OpenTransitRouterService."
        }
        "InvalidTransitRouterId.NotFound" => {
            "There is no transit router with this id in the account. Check the id, and that the region is the one it is in."
        }
        "InvalidOperation.AttachedChildInstanceExist" => {
            "Something is still attached. Detach it first; where Terraform manages it, have it refer to this resource (not \
             to the bare id), so that it is destroyed before."
        }
        _ if code.starts_with("AssociationExist.") => {
            "Something still uses it: an association with a route table, a propagation, a route. Remove that first. Where \
             the resource has the argument: Set force_delete = true, apply that, and destroy again to have CEN remove it."
        }
        "IllegalParam.Region" => {
            "CEN does not know the region, or has no such object there. Check the region."
        }
        "ParameterCenInstanceId" => "There is no CEN instance with this id in the account.",
        "ParameterBwpInstanceId" => "There is no bandwidth package with this id in the account.",
        "Unauthorized" | "Forbidden" | "Forbidden.RAM" | "NoPermission" => {
            "The access key lacks a permission: its RAM policy must allow cen: and the name of the action."
        }
        "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId.Inactive" => {
            "Check the access key: access_key in the provider block, or ALIBABA_CLOUD_ACCESS_KEY_ID."
        }
        "InvalidSecurityToken.Expired" => "The temporary key has expired; get a new one.",
        _ => return None,
    })
}
