//! The rights that calls of the billing API take.

/// The RAM action that opens an action of the billing API, by its older name; `bssapi:` with the name of the API action opens
/// it as well (access management pages of the billing API).
pub fn ram_action(action: &str) -> Option<&'static str> {
    Some(match action {
        "QueryAvailableInstances" => "bss:DescribeInstances",
        "SetRenewal" => "bss:ModifyPrepaidInstanceAutoRenew",
        "RenewInstance" => "bss:ModifyInstance",
        "InquiryPriceRefundInstance" => "bss:RefundQueryRemainAmount",
        "RefundInstance" => "bss:RefundBatchRemainRefund",
        "GetSubscriptionPrice" => "bss:DescribePrice",
        "DescribePricingModule" | "QueryProductList" => "bss:DescribeProduct",
        _ => return None,
    })
}
