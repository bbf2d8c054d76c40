//! Buying a package.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::area::AreaPair;
use crate::client::Client;
use crate::error;
use crate::id::PackageId;
use crate::tags;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
use alibaba_cloud::outcome::Class;
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

    /// How many of its cycle.
    pub fn period(self) -> u32 {
        self.period
    }

    /// Its unit.
    pub fn cycle(self) -> Cycle {
        self.cycle
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

/// What is busy where a package is bought is an order, and it may be this one.
fn class(code: &str) -> Option<Class> {
    match error::class(code) {
        Some(Class::Busy) => Some(Class::OrderOpen),
        class => class,
    }
}

/// The id of the new package, without which an answer is none, and the number of the order.
fn bought(answer: Answer<'_>) -> Result<(PackageId, Option<String>), String> {
    let order = answer.text("CenBandwidthPackageOrderId").ok();
    Ok((
        answer.new_id("CenBandwidthPackageId")?,
        order.filter(|order| !order.is_empty()),
    ))
}

impl Purchase {
    /// The call that buys; the same to the byte every time. It cannot be made without a token.
    fn call(&self, token: &ClientToken) -> Call {
        let call = Call::with_token("CreateCenBandwidthPackage", token)
            .with("Bandwidth", self.bandwidth_mbps)
            .with("GeographicRegionAId", self.areas.first())
            .with("GeographicRegionBId", self.areas.second())
            // Its default has changed over the years, so it is always said.
            .with("AutoPay", self.auto_pay)
            .with_some("Name", self.name.as_ref())
            .with_some("Description", self.description.as_ref())
            .with_some("ResourceGroupId", self.resource_group_id.as_ref())
            .classified(class);
        self.billing.put(tags::put(&self.tags, call))
    }
}

impl Billing {
    fn put(&self, call: Call) -> Call {
        let (term, auto_renew) = match self {
            Self::PostPaid => return call.with("BandwidthPackageChargeType", "POSTPAY"),
            Self::PrePaid { term, auto_renew } => (term, auto_renew),
        };
        let months = auto_renew.and_then(|auto_renew| auto_renew.months);
        call.with("BandwidthPackageChargeType", "PREPAY")
            .with("Period", term.period)
            .with("PricingCycle", term.cycle.as_str())
            .with_some("AutoRenew", auto_renew.map(|auto_renew| auto_renew.enabled))
            .with_some("AutoRenewDuration", months)
    }
}

impl Client {
    /// Buys a package, or learns which one was bought when the same token was used before.
    ///
    /// Goes on until the deadline when the API is down, slow or busy.
    ///
    /// # Errors
    ///
    /// [`CallError::Refused`] only if it is certain that nothing was bought. After
    /// [`CallError::NoAnswer`] with `may_have_been_executed` the same purchase must be repeated with the same token.
    pub async fn buy(
        &self,
        purchase: &Purchase,
        token: &ClientToken,
        deadline: &Deadline,
    ) -> Result<Bought, CallError> {
        let (package, order) = self
            .create_with(&purchase.call(token), bought, deadline)
            .await?;
        Ok(Bought { package, order })
    }
}

#[cfg(test)]
mod tests;
