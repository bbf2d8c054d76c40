//! What becomes of a prepaid package at the end of its term.

use std::fmt;

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::{Billing, PRODUCT, SUBSCRIPTION, Subscription};

/// What becomes of a prepaid package at the end of its term (API pages QueryAvailableInstances and SetRenewal).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It is renewed by itself, for so long.
    Automatic(AutomaticMonths),
    /// Somebody has to renew it, and is reminded of that.
    Manual,
    /// It ends, and nobody is reminded.
    Never,
    /// Something that this version has no word for.
    Other(String),
}

/// For how many months an automatic renewal extends a package. The API sells 1, 2, 3 and 6 months and 1 to 3 years; what it
/// says of a package may be another number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutomaticMonths(Option<u32>);

impl AutomaticMonths {
    /// What can be asked for, in months.
    pub const SOLD: [u32; 7] = [1, 2, 3, 6, 12, 24, 36];

    /// So many months, if they are sold.
    pub fn new(months: u32) -> Option<Self> {
        Self::SOLD.contains(&months).then_some(Self(Some(months)))
    }

    /// How many; `None` where the API does not say.
    pub fn months(self) -> Option<u32> {
        self.0
    }

    /// Number and unit as the API takes them. Twelve of the unit `Y` would be twelve years.
    fn parameters(self) -> Option<(u32, &'static str)> {
        let months = self.0?;
        Some(match months % 12 {
            0 if months > 12 => (months / 12, "Y"),
            _ => (months, "M"),
        })
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let number = entry.number("RenewalDuration")?;
        let number = number.and_then(|number| u32::try_from(number).ok());
        let years = entry.text("RenewalDurationUnit")?.eq_ignore_ascii_case("Y");
        let months = number.and_then(|number| number.checked_mul(if years { 12 } else { 1 }));
        Ok(Self(months.filter(|months| *months > 0)))
    }
}

impl Renewal {
    /// The word of the API.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Automatic(_) => "AutoRenewal",
            Self::Manual => "ManualRenewal",
            Self::Never => "NotRenewal",
            Self::Other(word) => word,
        }
    }

    pub(super) fn read(entry: Answer<'_>) -> Result<Self, String> {
        let word = entry.text("RenewStatus")?;
        Ok(match word.to_ascii_lowercase().as_str() {
            "autorenewal" => Self::Automatic(AutomaticMonths::read(entry)?),
            "manualrenewal" => Self::Manual,
            "notrenewal" => Self::Never,
            _ => Self::Other(word),
        })
    }
}

impl fmt::Display for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Automatic(AutomaticMonths(Some(1))) => f.write_str("AutoRenewal, by 1 month"),
            Self::Automatic(AutomaticMonths(Some(months))) => {
                write!(f, "AutoRenewal, by {months} months")
            }
            renewal => f.write_str(renewal.as_str()),
        }
    }
}

/// Sets what becomes of a package, which is a state, so that it may be sent twice. One id a call: the answer has one verdict for
/// all.
fn setting(subscription: &Subscription, renewal: &Renewal) -> Call {
    let period = match renewal {
        Renewal::Automatic(months) => months.parameters(),
        Renewal::Manual | Renewal::Never | Renewal::Other(_) => None,
    };
    Call::idempotent("SetRenewal")
        .with("InstanceIDs", &subscription.id)
        .with("ProductCode", PRODUCT)
        .with("ProductType", &subscription.product_type)
        .with("SubscriptionType", SUBSCRIPTION)
        .with("RenewalStatus", renewal.as_str())
        .with_some("RenewalPeriod", period.map(|(number, _)| number))
        .with_some("RenewalPeriodUnit", period.map(|(_, unit)| unit))
}

impl Billing {
    /// Sets what becomes of a package at the end of its term. It shows some seconds later.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn set_renewal(
        &self,
        subscription: &Subscription,
        renewal: &Renewal,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        let call = setting(subscription, renewal);
        self.write(subscription, &call, |_| Ok(()), deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::testing::{billing, no, subscription, told};
    use crate::testing::{deadline, wire};
    use alibaba_cloud::scripted::lost;

    #[test]
    fn a_period_goes_with_automatic_renewal_only_and_never_as_twelve_years() {
        let of = subscription();
        let automatic = |months| Renewal::Automatic(AutomaticMonths::new(months).unwrap());
        let common = "InstanceIDs=cenbwp-a&ProductCode=cbn&ProductType=cbn_bwp_pre";
        for (renewal, rest) in [
            (
                automatic(1),
                "&RenewalPeriod=1&RenewalPeriodUnit=M&RenewalStatus=AutoRenewal",
            ),
            (
                automatic(12),
                "&RenewalPeriod=12&RenewalPeriodUnit=M&RenewalStatus=AutoRenewal",
            ),
            (
                automatic(36),
                "&RenewalPeriod=3&RenewalPeriodUnit=Y&RenewalStatus=AutoRenewal",
            ),
            (Renewal::Manual, "&RenewalStatus=ManualRenewal"),
            (Renewal::Never, "&RenewalStatus=NotRenewal"),
        ] {
            assert_eq!(
                wire(&setting(&of, &renewal)),
                format!("{common}{rest}&SubscriptionType=Subscription")
            );
        }
        assert_eq!(AutomaticMonths::new(4), None);
        assert_eq!(automatic(1).to_string(), "AutoRenewal, by 1 month");
        assert_eq!(automatic(24).to_string(), "AutoRenewal, by 24 months");
    }

    #[tokio::test(start_paused = true)]
    async fn a_setting_whose_answer_was_lost_is_sent_again_and_a_refusal_with_status_200_is_one() {
        let (client, transport) = billing([lost(), told("null")]);
        let set = client
            .set_renewal(&subscription(), &Renewal::Never, &deadline())
            .await;
        assert_eq!(set, Ok(()));
        assert_eq!(transport.sent().len(), 2);

        let (client, transport) = billing([no("ResourceNotExists")]);
        let set = client
            .set_renewal(&subscription(), &Renewal::Never, &deadline())
            .await;
        let error = set.unwrap_err();
        assert_eq!(error.api_error().unwrap().code, "ResourceNotExists");
        assert_eq!(transport.sent().len(), 1);
    }
}
