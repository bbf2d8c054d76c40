//! Who may call the billing API at all.

use crate::error::ApiError;
use crate::options::Policy;
use crate::site::Site;

/// The RAM action that opens an action (reference page of billing about permissions); the others have their own name.
const RAM_ACTIONS: [(&str, &str); 11] = [
    ("DescribePricingModule", "bss:DescribeProduct"),
    ("GetOrderDetail", "bss:DescribeOrderDetail"),
    ("GetSubscriptionPrice", "bss:DescribePrice"),
    ("InquiryPriceRefundInstance", "bss:RefundQueryRemainAmount"),
    // With three c, as the page has it.
    ("QueryAccountBalance", "bss:DescribeAcccount"),
    ("QueryAvailableInstances", "bss:DescribeInstances"),
    ("QueryOrders", "bss:DescribeOrderList"),
    ("QueryProductList", "bss:DescribeProduct"),
    ("RefundInstance", "bss:RefundBatchRemainRefund"),
    ("RenewInstance", "bss:ModifyInstance"),
    ("SetRenewal", "bss:ModifyPrepaidInstanceAutoRenew"),
];

/// Refuses a call at a host of the other site, and one that RAM does not allow. A host that is of none, such as one on
/// loopback, is taken for that of the account's site.
pub(crate) fn check(policy: &Policy, action: &str, host: &str) -> Result<(), ApiError> {
    let real = Site::ALL.map(|site| (site.billing_host(), site));
    let more = policy.billing_hosts.iter();
    let mut hosts = real
        .into_iter()
        .chain(more.map(|(name, site)| (name.as_str(), *site)));
    let asked = hosts.find(|(name, _)| name.eq_ignore_ascii_case(host));
    if policy.billing_not_applicable || asked.is_some_and(|(_, site)| site != policy.site) {
        return Err(ApiError::new(
            400,
            "NotApplicable",
            "This API is not applicable for the caller: the account belongs to the other site.",
        ));
    }
    if !policy.billing {
        let known = RAM_ACTIONS.iter().find(|(name, _)| *name == action);
        let own = format!("bssapi:{action}");
        let ram_action = known.map_or(own.as_str(), |(_, ram_action)| ram_action);
        let message = format!("The caller is not authorized; RAM does not allow {ram_action}.");
        return Err(ApiError::new(400, "NotAuthorized", message));
    }
    Ok(())
}
