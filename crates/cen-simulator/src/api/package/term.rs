//! How a package is paid, and for how long.

use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::options::Policy;

/// How a package is paid (API page CreateCenBandwidthPackage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChargeType {
    /// For a term, in advance.
    #[serde(rename = "PREPAY")]
    Prepay,
    /// By the day, until it is deleted.
    #[serde(rename = "POSTPAY")]
    Postpay,
}

impl ChargeType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepay => "PREPAY",
            Self::Postpay => "POSTPAY",
        }
    }

    /// `PREPAY` when not given (API page CreateCenBandwidthPackage). `PrePaid` is a spelling of 2018 and refused.
    pub(super) fn read(policy: &Policy, text: Option<&str>) -> Result<Self, ApiError> {
        match text {
            None | Some("PREPAY") => Ok(Self::Prepay),
            Some("POSTPAY") if policy.postpaid => Ok(Self::Postpay),
            Some(other) => Err(ApiError::new(
                400,
                "UnSupported.ChargeType",
                format!("The charge type {other} is not offered to this account."),
            )),
        }
    }
}

/// The unit of a term (API page CreateCenBandwidthPackage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cycle {
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// What a prepaid package was bought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How many cycles.
    pub period: u32,
    /// The unit.
    pub cycle: Cycle,
}

impl Term {
    /// The term in calendar months.
    pub fn months(self) -> u32 {
        match self.cycle {
            Cycle::Month => self.period,
            Cycle::Year => self.period.saturating_mul(12),
        }
    }

    /// 1, 2, 3, 6 or 12 months or 1 to 3 years, one month when not given (API page CreateCenBandwidthPackage; 12 months
    /// are sold without being listed; the code is not documented).
    pub(super) fn read(period: Option<u32>, cycle: Option<&str>) -> Result<Self, ApiError> {
        let cycle = match cycle {
            None | Some("Month") => Cycle::Month,
            Some("Year") => Cycle::Year,
            Some(_) => {
                let rule = "it must be Month or Year";
                return Err(ApiError::invalid("PricingCycle", rule));
            }
        };
        let period = period.unwrap_or(1);
        match (cycle, period) {
            (Cycle::Month, 1 | 2 | 3 | 6 | 12) | (Cycle::Year, 1..=3) => Ok(Self { period, cycle }),
            (Cycle::Month, _) => Err(ApiError::invalid(
                "Period",
                "it must be 1, 2, 3, 6 or 12 months",
            )),
            (Cycle::Year, _) => Err(ApiError::invalid("Period", "it must be 1, 2 or 3 years")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T: std::fmt::Debug>(result: Result<T, ApiError>) -> (u16, String) {
        let error = result.unwrap_err();
        (error.status, error.code.into_owned())
    }

    #[test]
    fn charge_types_are_those_of_the_account() {
        let policy = Policy::default();
        assert_eq!(ChargeType::read(&policy, None), Ok(ChargeType::Prepay));
        assert_eq!(
            ChargeType::read(&policy, Some("POSTPAY")),
            Ok(ChargeType::Postpay)
        );
        let prepaid_only = Policy {
            postpaid: false,
            ..Policy::default()
        };
        let unsupported = (400, "UnSupported.ChargeType".to_owned());
        assert_eq!(
            code(ChargeType::read(&prepaid_only, Some("POSTPAY"))),
            unsupported
        );
        assert_eq!(
            code(ChargeType::read(&policy, Some("PrePaid"))),
            unsupported
        );
    }

    #[test]
    fn terms_are_those_on_sale() {
        let sold = |period, cycle| Term::read(period, cycle).map(Term::months);
        assert_eq!(sold(None, None), Ok(1));
        for months in [1, 2, 3, 6, 12] {
            assert_eq!(sold(Some(months), Some("Month")), Ok(months));
        }
        for years in [1, 2, 3] {
            assert_eq!(sold(Some(years), Some("Year")), Ok(12 * years));
        }
        for (period, cycle) in [
            (0, "Month"),
            (4, "Month"),
            (36, "Month"),
            (0, "Year"),
            (4, "Year"),
            (1, "month"),
        ] {
            assert_eq!(
                code(Term::read(Some(period), Some(cycle))),
                (400, "InvalidParameter".to_owned()),
                "{period} {cycle}"
            );
        }
    }
}
