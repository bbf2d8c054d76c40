//! Buying a package.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::area::AreaPair;
use crate::id::PackageId;
use crate::operation::{self, Operation};
use crate::tags;
use alibaba_cloud::call::Call;
use alibaba_cloud::sign::rpc::Parameters;
use alibaba_cloud::token::ClientToken;

/// Bandwidths on sale, in Mbit/s (API pages CreateCenBandwidthPackage and ModifyCenBandwidthPackageSpec). Packages of
/// 1 Mbit/s were sold in 2018 and may still be read.
pub const BANDWIDTH_MBPS: RangeInclusive<u64> = 2..=10_000;

/// Everything a purchase is asked for with, except its token.
///
/// Stored with an unconfirmed purchase, because a token is only good for the very parameters it was first used with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Mbit/s.
    pub bandwidth_mbps: u64,
    /// What it connects.
    pub areas: AreaPair,
    /// How it is paid for.
    pub billing: Billing,
    /// Pay the order from the account's balance; otherwise it waits to be paid by hand and no package exists until then.
    pub auto_pay: bool,
    /// Name to begin with.
    pub name: Option<String>,
    /// Description to begin with.
    pub description: Option<String>,
    /// Tags to begin with, at most 20.
    pub tags: BTreeMap<String, String>,
    /// Resource group to buy it into; the account's default one otherwise.
    pub resource_group_id: Option<String>,
}

/// How a package is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billing {
    /// In advance, for a term.
    PrePaid {
        /// Length of the term.
        term: Term,
        /// Whether the term is renewed by itself; left to the API's default when `None`.
        auto_renew: Option<AutoRenew>,
    },
    /// By the started day, until released.
    PostPaid,
}

/// Renewal of a prepaid package by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoRenew {
    /// On or off.
    pub enabled: bool,
    /// Months to renew for; left to the API's default when `None`.
    pub months: Option<u32>,
}

/// Unit of a prepaid term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cycle {
    /// `Month`.
    Month,
    /// `Year`.
    Year,
}

impl Cycle {
    /// The name as requests spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "Month",
            Self::Year => "Year",
        }
    }
}

/// A term that is on sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    period: u32,
    cycle: Cycle,
}

/// A term that is not on sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermNotSold {
    period: u32,
    cycle: Cycle,
}

impl std::fmt::Display for TermNotSold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = self.cycle.as_str().to_ascii_lowercase();
        let legal: Vec<String> = Term::periods(self.cycle)
            .iter()
            .map(u32::to_string)
            .collect();
        write!(
            f,
            "no term of {} {unit}s is sold; legal are {} {unit}s",
            self.period,
            legal.join(", ")
        )
    }
}

impl std::error::Error for TermNotSold {}

impl Term {
    /// The periods that a cycle is sold for (API page CreateCenBandwidthPackage).
    pub fn periods(cycle: Cycle) -> &'static [u32] {
        match cycle {
            Cycle::Month => &[1, 2, 3, 6],
            Cycle::Year => &[1, 2, 3],
        }
    }

    /// `period` times `cycle`.
    ///
    /// # Errors
    ///
    /// [`TermNotSold`] with the legal periods of the cycle.
    pub fn new(period: u32, cycle: Cycle) -> Result<Self, TermNotSold> {
        if Self::periods(cycle).contains(&period) {
            Ok(Self { period, cycle })
        } else {
            Err(TermNotSold { period, cycle })
        }
    }
}

impl Purchase {
    /// The parameters on the wire, without the token: a pure function, so that repeats are the same to the byte.
    pub(crate) fn parameters(&self) -> Parameters {
        let mut parameters = operation::parameters([
            ("Bandwidth", &self.bandwidth_mbps.to_string()),
            ("GeographicRegionAId", self.areas.first().as_str()),
            ("GeographicRegionBId", self.areas.second().as_str()),
            // Its default has changed over the years, so it is always said.
            ("AutoPay", if self.auto_pay { "true" } else { "false" }),
        ]);
        let mut put = |name: &str, value: &str| {
            parameters.insert(name.to_owned(), value.to_owned());
        };
        match &self.billing {
            Billing::PostPaid => put("BandwidthPackageChargeType", "POSTPAY"),
            Billing::PrePaid { term, auto_renew } => {
                put("BandwidthPackageChargeType", "PREPAY");
                put("Period", &term.period.to_string());
                put("PricingCycle", term.cycle.as_str());
                if let Some(AutoRenew { enabled, months }) = auto_renew {
                    put("AutoRenew", if *enabled { "true" } else { "false" });
                    if let Some(months) = months {
                        put("AutoRenewDuration", &months.to_string());
                    }
                }
            }
        }
        for (name, value) in [
            ("Name", &self.name),
            ("Description", &self.description),
            ("ResourceGroupId", &self.resource_group_id),
        ] {
            if let Some(value) = value {
                put(name, value);
            }
        }
        parameters.extend(tags::parameters(&self.tags));
        parameters
    }
}

/// What a purchase brought. The package itself may appear in lists only later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// The new package.
    pub package: PackageId,
    /// Number of the order, if the API gave one.
    pub order: Option<String>,
}

/// The call that buys. It cannot be made without a token.
pub(crate) struct Buy<'a> {
    pub(crate) purchase: &'a Purchase,
    pub(crate) token: &'a ClientToken,
}

impl Operation for Buy<'_> {
    type Answer = Bought;

    fn call(&self) -> Call {
        Call::purchase(
            "CreateCenBandwidthPackage",
            self.token,
            self.purchase.parameters(),
            operation::class,
        )
    }

    fn decode(answer: &Value) -> Result<Bought, String> {
        let text = |name: &str| match answer.get(name) {
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let package = text("CenBandwidthPackageId")
            .and_then(|id| PackageId::from_answer(&id))
            .ok_or("it has no CenBandwidthPackageId")?;
        let order = text("CenBandwidthPackageOrderId").filter(|order| !order.is_empty());
        Ok(Bought { package, order })
    }
}

#[cfg(test)]
mod tests;
