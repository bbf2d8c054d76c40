//! The end of a term, and what happens there.

use std::time::Duration;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Moment;
use crate::options::Policy;
use crate::settling::Settling;

use super::order::{Order, OrderKind};
use super::{NEVER_EXPIRES, Package};

/// How long before its end a package is renewed automatically: 9 days, which the vendor says of another product and nobody
/// of this one.
const AHEAD: Duration = Duration::from_secs(9 * 24 * 3_600);

/// What happens at the end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Renewal {
    /// It is renewed some days before.
    #[serde(rename = "AutoRenewal")]
    Automatic {
        /// How many units, at least 1.
        period: u32,
        /// The unit.
        unit: RenewalUnit,
    },
    /// The owner is reminded, and may renew.
    #[default]
    #[serde(rename = "ManualRenewal")]
    Manual,
    /// It ends, and nobody is reminded.
    #[serde(rename = "NotRenewal")]
    Never,
}

/// The unit of an automatic renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenewalUnit {
    /// Calendar months.
    #[serde(rename = "M")]
    Month,
    /// Calendar years.
    #[serde(rename = "Y")]
    Year,
}

impl RenewalUnit {
    /// The letter of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "M",
            Self::Year => "Y",
        }
    }
}

impl Renewal {
    /// Automatic by so many months; by hand when there are none.
    pub(super) fn by_months(months: u32) -> Self {
        match months {
            0 => Self::Manual,
            period => Self::Automatic {
                period,
                unit: RenewalUnit::Month,
            },
        }
    }

    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automatic { .. } => "AutoRenewal",
            Self::Manual => "ManualRenewal",
            Self::Never => "NotRenewal",
        }
    }

    /// By how many months it renews.
    fn months(self) -> Option<u32> {
        match self {
            Self::Automatic { period, unit } => Some(match unit {
                RenewalUnit::Month => period.max(1),
                RenewalUnit::Year => period.max(1).saturating_mul(12),
            }),
            Self::Manual | Self::Never => None,
        }
    }
}

/// Reads a renewal; in older state files it was a number of months, or nothing.
pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Renewal, D::Error> {
    let wrong = |error: serde_json::Error| D::Error::custom(error);
    match Value::deserialize(from)? {
        Value::Null => Ok(Renewal::Manual),
        months @ Value::Number(_) => {
            let months = serde_json::from_value(months).map_err(wrong)?;
            Ok(Renewal::by_months(months))
        }
        renewal => serde_json::from_value(renewal).map_err(wrong),
    }
}

impl Package {
    pub(in crate::api) fn has_expired(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    /// Whether an order that is not paid stands in the way of another.
    pub(in crate::api) fn has_unpaid_order(&self) -> bool {
        self.orders.iter().any(Order::is_unpaid)
    }

    pub(super) fn expire_at(&mut self, end: Option<Moment>) {
        self.expires_at = end;
        self.expired_time = end.map_or(NEVER_EXPIRES.to_owned(), Moment::to_minutes);
    }

    /// Adds months to the term, from its end or from now when that is past.
    pub(super) fn renew(&mut self, now: Moment, months: u32) {
        if let Some(end) = self.expires_at {
            // The end is midnight, which belongs to the next day; a moment earlier counts from the day that ends.
            let last = Moment::from(i64::from(end).saturating_sub(1));
            self.expire_at(Some(last.max(now).end_of_day_after(months)));
        }
    }

    /// Another renewal, from `at` on.
    pub(in crate::api) fn will_renew(&mut self, renewal: Renewal, at: Moment) {
        self.renewal_next = Some((renewal, at));
    }

    /// Months that have been bought are added at `at`.
    pub(in crate::api) fn will_last(&mut self, months: u32, at: Moment) {
        self.months_next.push((months, at));
    }

    /// Lets a renewal take effect that is due by now, and months that have been bought.
    pub(super) fn take_renewals(&mut self, now: &Settling) {
        if let Some((renewal, _)) = self.renewal_next.take_if(|(_, at)| now.has_come(*at)) {
            self.renewal = renewal;
        }
        let is_due = |(_, at): &mut (u32, Moment)| now.has_come(*at);
        let due: Vec<(u32, Moment)> = self.months_next.extract_if(.., is_due).collect();
        for (months, at) in due {
            self.renew(at, months);
        }
    }

    /// Renews as often as it is due, so that an account asleep for a year ends where it would have ended awake. The money
    /// is taken whatever the balance.
    pub(super) fn renew_when_due(&mut self, now: &Settling, policy: &Policy) {
        while let (Some(months), Some(end)) = (self.renewal.months(), self.expires_at)
            && now.has_come(end.minus(AHEAD))
        {
            // When the clock has jumped over the day it is done as if on that day.
            let at = end.minus(AHEAD).max(self.paid_at);
            let quote = policy.prices().months(self.month(policy), months);
            let mut order = self.order(OrderKind::Renew, quote, at, policy);
            order.begins(Some(end));
            self.renew(Moment::default(), months);
            order.ends(self.expires_at);
            self.orders.push(order);
            if self.expires_at.is_none_or(|later| later <= end) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Saved {
        #[serde(default, alias = "auto_renew_months", deserialize_with = "read")]
        renewal: Renewal,
    }

    #[test]
    fn a_renewal_is_read_from_old_and_new_files() {
        let two_years = Renewal::Automatic {
            period: 2,
            unit: RenewalUnit::Year,
        };
        for (text, renewal) in [
            ("{}", Renewal::Manual),
            (r#"{"auto_renew_months": null}"#, Renewal::Manual),
            (r#"{"auto_renew_months": 0}"#, Renewal::Manual),
            (r#"{"auto_renew_months": 3}"#, Renewal::by_months(3)),
            (r#"{"renewal": "NotRenewal"}"#, Renewal::Never),
            (
                r#"{"renewal": {"AutoRenewal": {"period": 2, "unit": "Y"}}}"#,
                two_years,
            ),
        ] {
            let saved: Saved = serde_json::from_str(text).unwrap();
            assert_eq!(saved.renewal, renewal, "{text}");
            let again = serde_json::json!({ "renewal": renewal });
            assert_eq!(serde_json::from_value::<Saved>(again).unwrap(), saved);
        }
    }
}
