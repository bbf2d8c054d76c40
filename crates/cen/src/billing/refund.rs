//! What is paid back for a prepaid package that is given back.

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::renew::order;
use super::{Billing, Money, PRODUCT, Subscription};

fn inquiry(subscription: &Subscription) -> Call {
    Call::read("InquiryPriceRefundInstance")
        .with("InstanceId", &subscription.id)
        .with("ProductCode", PRODUCT)
        .with("ProductType", &subscription.product_type)
}

fn refund(subscription: &Subscription, token: &ClientToken) -> Call {
    Call::with_token("RefundInstance", token)
        .with("InstanceId", &subscription.id)
        .with("ProductCode", PRODUCT)
        .with("ProductType", &subscription.product_type)
        .with("ImmediatelyRelease", "1")
}

impl Billing {
    /// What would be paid back for a package now; vouchers are not.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. The refusals tell why a package is not taken back.
    pub async fn refundable(
        &self,
        subscription: &Subscription,
        deadline: &Deadline,
    ) -> Result<Money, CallError> {
        let amount = |data: Answer<'_>| data.money("RefundAmount");
        self.ask(&inquiry(subscription), amount, deadline).await
    }

    /// Gives a package back, and answers the number of the order. **The package ends at once.**
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn refund(
        &self,
        subscription: &Subscription,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<String, CallError> {
        let call = refund(subscription, token);
        self.write(subscription, &call, order, deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::testing::{billing, no, subscription, told};
    use crate::testing::deadline;
    use alibaba_cloud::scripted::{answer, lost};

    #[tokio::test(start_paused = true)]
    async fn an_amount_is_read_whatever_the_code_says_beside_a_success() {
        let body = r#"{"Code":"200","Message":"","RequestId":"R","Success":true,"Data":{"RefundAmount":68.5,"Currency":"USD","InstanceId":"cenbwp-a"}}"#;
        let (billing, transport) = billing([answer(200, body)]);
        let amount = billing.refundable(&subscription(), &deadline()).await;
        assert_eq!(amount.unwrap().to_string(), "USD 68.50");
        assert_eq!(transport.actions(), ["InquiryPriceRefundInstance"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_package_is_given_back_under_one_token_and_a_refusal_tells_why_not() {
        let token = ClientToken::parse("token-1").unwrap();
        let (client, transport) = billing([lost(), told(r#"{"OrderId":2026}"#)]);
        let order = client.refund(&subscription(), &token, &deadline()).await;
        assert_eq!(order, Ok("2026".to_owned()));
        for sent in transport.sent() {
            assert_eq!(sent["ClientToken"], "token-1");
            assert_eq!(sent["ImmediatelyRelease"], "1");
        }
        let (client, _) = billing([no("CommodityNotSupported")]);
        let refused = client.refund(&subscription(), &token, &deadline()).await;
        let error = refused.unwrap_err();
        assert_eq!(error.api_error().unwrap().code, "CommodityNotSupported");
        assert!(!error.may_have_been_executed());
    }
}
