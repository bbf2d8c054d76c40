//! One more term for a prepaid package.

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::token::ClientToken;

use super::{Billing, PRODUCT, Subscription};

/// For how many months a package can be renewed at once (API page RenewInstance).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalMonths(u32);

/// Months that no renewal is sold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no renewal by {0} months is sold; legal are 1 to 9, 12, 24 and 36 months")]
pub struct UnsoldRenewal(u32);

impl RenewalMonths {
    /// The shortest renewal there is.
    pub const A_MONTH: Self = Self(1);

    /// So many months.
    ///
    /// # Errors
    ///
    /// [`UnsoldRenewal`] with what is sold.
    pub fn new(months: u32) -> Result<Self, UnsoldRenewal> {
        match months {
            1..=9 | 12 | 24 | 36 => Ok(Self(months)),
            _ => Err(UnsoldRenewal(months)),
        }
    }

    /// How many.
    pub fn months(self) -> u32 {
        self.0
    }
}

/// Orders and pays one more term. A second order of the same token is answered with the first.
fn renewing(subscription: &Subscription, months: RenewalMonths, token: &ClientToken) -> Call {
    Call::with_token("RenewInstance", token)
        .with("InstanceId", &subscription.id)
        .with("ProductCode", PRODUCT)
        .with("ProductType", &subscription.product_type)
        .with("RenewPeriod", months.months())
}

impl Billing {
    /// Renews a package at once, and answers the number of the order. **It costs money.** The order is paid from the balance, and
    /// cancelled where that fails, so the new end is to be looked for in [`Package::expired_time`](crate::Package::expired_time).
    ///
    /// # Errors
    ///
    /// As [`CallError`]. After one that may have been executed, only the same token is to be sent again.
    pub async fn renew(
        &self,
        subscription: &Subscription,
        months: RenewalMonths,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<String, CallError> {
        let call = renewing(subscription, months, token);
        self.write(subscription, &call, order, deadline).await
    }
}

/// The number of the order that an answer tells, in the form of this action or of that.
pub(super) fn order(data: Answer<'_>) -> Result<String, String> {
    match data.text("OrderId")? {
        order if order.is_empty() => Err("it has no OrderId".to_owned()),
        order => Ok(order),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::testing::{billing, no, subscription, told};
    use crate::testing::deadline;
    use alibaba_cloud::scripted::lost;

    fn token() -> ClientToken {
        ClientToken::parse("token-1").unwrap()
    }

    #[test]
    fn a_renewal_is_sold_by_months_and_by_whole_years() {
        for months in [1, 9, 12, 24, 36] {
            assert_eq!(RenewalMonths::new(months).unwrap().months(), months);
        }
        for months in [0, 10, 13, 48] {
            assert_eq!(
                RenewalMonths::new(months).unwrap_err().to_string(),
                format!(
                    "no renewal by {months} months is sold; legal are 1 to 9, 12, 24 and 36 months"
                )
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_whose_answer_was_lost_is_sent_again_under_its_token() {
        let (billing, transport) = billing([lost(), told(r#"{"OrderId":"2026"}"#)]);
        let months = RenewalMonths::new(12).unwrap();
        let order = billing
            .renew(&subscription(), months, &token(), &deadline())
            .await;
        assert_eq!(order, Ok("2026".to_owned()));
        for sent in transport.sent() {
            for (name, value) in [
                ("ClientToken", "token-1"),
                ("InstanceId", "cenbwp-a"),
                ("ProductCode", "cbn"),
                ("ProductType", "cbn_bwp_pre"),
                ("RenewPeriod", "12"),
            ] {
                assert_eq!(sent[name], value);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_with_the_status_of_a_success_is_definite() {
        let (billing, transport) = billing([no("ResourceStatusError")]);
        let months = RenewalMonths::new(1).unwrap();
        let refused = billing
            .renew(&subscription(), months, &token(), &deadline())
            .await;
        let error = refused.unwrap_err();
        assert_eq!(error.api_error().unwrap().code, "ResourceStatusError");
        assert!(!error.may_have_been_executed());
        assert_eq!(transport.sent().len(), 1);
    }
}
