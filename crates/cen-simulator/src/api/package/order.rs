//! What is ordered for a package, and what that costs.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::money::Money;
use crate::options::Policy;
use crate::price_list::Quote;

use super::Package;

/// An order, with what it has cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// 15 digits.
    pub id: String,
    /// What it is about.
    pub kind: OrderKind,
    /// Whether it is paid. A refund, which nobody pays, counts as paid here.
    pub status: PaymentStatus,
    /// In UTC, with seconds; so with all times here.
    pub create_time: String,
    /// Nothing while it is not paid.
    pub payment_time: Option<String>,
    /// The price before discount; less than nothing when money is paid back.
    pub original: Money,
    /// The price.
    pub amount: Money,
    /// Of the amounts.
    pub currency: String,
    /// What the package has by this order, in Mbit/s.
    pub bandwidth: u32,
    /// What it had before, where the order changes that.
    pub bandwidth_before: Option<u32>,
    /// From when the money is for, where that is known.
    pub usage_start: Option<String>,
    /// Until when.
    pub usage_end: Option<String>,
}

/// What an order is about (API page QueryOrders).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrderKind {
    /// A purchase.
    New,
    /// More time, bought or automatic.
    Renew,
    /// More bandwidth.
    Upgrade,
    /// More bandwidth for a while.
    TempUpgrade,
    /// Less bandwidth.
    Downgrade,
    /// The end, before its time.
    Refund,
}

impl OrderKind {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Renew => "Renew",
            Self::Upgrade => "Upgrade",
            Self::TempUpgrade => "TempUpgrade",
            Self::Downgrade => "Downgrade",
            Self::Refund => "Refund",
        }
    }
}

/// Whether an order is paid (API page QueryOrders).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentStatus {
    /// Not yet.
    Unpaid,
    /// It is.
    Paid,
    /// It never will be.
    Cancelled,
}

impl PaymentStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "Unpaid",
            Self::Paid => "Paid",
            Self::Cancelled => "Cancelled",
        }
    }
}

impl Order {
    pub(crate) fn is_unpaid(&self) -> bool {
        self.status == PaymentStatus::Unpaid
    }

    /// What it has taken from the account so far.
    pub(crate) fn paid(&self) -> Money {
        match self.status {
            PaymentStatus::Paid => self.amount,
            PaymentStatus::Unpaid | PaymentStatus::Cancelled => Money::ZERO,
        }
    }

    pub(super) fn pay(&mut self, now: Moment) {
        self.status = PaymentStatus::Paid;
        self.payment_time = Some(now.to_seconds());
    }

    pub(in crate::api) fn cancel(&mut self) {
        self.status = PaymentStatus::Cancelled;
    }

    pub(in crate::api) fn begins(&mut self, at: Option<Moment>) {
        self.usage_start = at.map(Moment::to_seconds);
    }

    pub(in crate::api) fn ends(&mut self, at: Option<Moment>) {
        self.usage_end = at.map(Moment::to_seconds);
    }
}

impl Package {
    /// The list price of a month of the bandwidth that the package has when no upgrade runs.
    pub(in crate::api) fn month(&self, policy: &Policy) -> Money {
        let bandwidth = self.lasting_bandwidth();
        self.month_of(bandwidth, policy)
    }

    fn month_of(&self, mbps: u32, policy: &Policy) -> Money {
        let one = policy.prices().mbps_month(&self.area_a, &self.area_b);
        one.times(mbps.into())
    }

    /// The bandwidth besides a temporary upgrade, in Mbit/s.
    pub(in crate::api) fn lasting_bandwidth(&self) -> u32 {
        self.upgrade
            .map_or(self.bandwidth, |upgrade| upgrade.returns_to)
    }

    /// What another bandwidth costs until a time: the monthly price of the difference, divided by the days of the month and
    /// by 24, for every hour begun (billing page); less than nothing when it is less bandwidth.
    pub(in crate::api) fn change_to(
        &self,
        mbps: u32,
        now: Moment,
        until: Option<Moment>,
        policy: &Policy,
    ) -> Quote {
        let Some(until) = until else {
            return Quote::default();
        };
        let before = self.lasting_bandwidth();
        let month = self.month_of(mbps.abs_diff(before), policy);
        let hours = now.hours_until(until);
        let quote = policy.prices().part(month, hours, 24 * now.days_in_month());
        match mbps < before {
            true => -quote,
            false => quote,
        }
    }

    /// A new order that is paid at once.
    pub(in crate::api) fn order(
        &self,
        kind: OrderKind,
        quote: Quote,
        at: Moment,
        policy: &Policy,
    ) -> Order {
        Order {
            id: self.next_order(),
            kind,
            status: PaymentStatus::Paid,
            create_time: at.to_seconds(),
            payment_time: Some(at.to_seconds()),
            original: quote.original,
            amount: quote.trade,
            currency: policy.prices().currency.clone(),
            bandwidth: self.lasting_bandwidth(),
            bandwidth_before: None,
            usage_start: None,
            usage_end: None,
        }
    }

    /// Orders another bandwidth until a time, and pays for it.
    pub(super) fn order_bandwidth(
        &mut self,
        kind: OrderKind,
        mbps: u32,
        until: Option<Moment>,
        now: Moment,
        policy: &Policy,
    ) {
        let quote = self.change_to(mbps, now, until, policy);
        let mut order = self.order(kind, quote, now, policy);
        order.bandwidth_before = Some(order.bandwidth);
        order.bandwidth = mbps;
        order.begins(Some(now));
        order.ends(until);
        self.orders.push(order);
    }

    /// Orders another bandwidth and does not pay for it; what it would cost is left out.
    pub(super) fn order_unpaid(&mut self, mbps: u32, now: Moment) {
        let currency = self.orders.first().map(|order| order.currency.clone());
        self.orders.push(Order {
            id: self.next_order(),
            kind: OrderKind::Upgrade,
            status: PaymentStatus::Unpaid,
            create_time: now.to_seconds(),
            payment_time: None,
            original: Money::ZERO,
            amount: Money::ZERO,
            currency: currency.unwrap_or_default(),
            bandwidth: mbps,
            bandwidth_before: Some(self.bandwidth),
            usage_start: None,
            usage_end: None,
        });
    }

    /// Enters the order of the purchase, if nothing was ordered yet.
    pub(super) fn record_purchase(&mut self, policy: &Policy) {
        if !self.orders.is_empty() {
            return;
        }
        let quote = self
            .term
            .map(|term| policy.prices().months(self.month(policy), term.months()));
        let mut order = self.order(
            OrderKind::New,
            quote.unwrap_or_default(),
            self.ordered_at,
            policy,
        );
        order.id = self.order.clone();
        if self.paid {
            order.payment_time = Some(self.paid_at.to_seconds());
            order.begins(Some(self.paid_at));
            order.ends(self.expires_at);
        } else {
            order.status = PaymentStatus::Unpaid;
            order.payment_time = None;
        }
        self.orders.push(order);
    }

    /// Enters the payment of the purchase.
    pub(super) fn purchase_is_paid(&mut self, now: Moment) {
        let end = self.expires_at;
        if let Some(order) = self.orders.first_mut() {
            order.pay(now);
            order.begins(Some(now));
            order.ends(end);
        }
    }

    /// Cancels the orders that are not paid.
    pub(super) fn cancel_unpaid(&mut self) {
        let unpaid = self.orders.iter_mut().filter(|order| order.is_unpaid());
        unpaid.for_each(Order::cancel);
    }

    /// The number of the next order, which follows from that of the purchase, so that an automatic renewal needs to draw
    /// none: far from it, and as long.
    fn next_order(&self) -> String {
        const LEAST: u64 = 100_000_000_000_000;
        const STEP: u64 = 618_033_988_749_893;
        let first: u64 = self.order.parse().unwrap_or(0);
        let count = u64::try_from(self.orders.len()).unwrap_or(0);
        let beyond = first
            .saturating_sub(LEAST)
            .wrapping_add(count.wrapping_mul(STEP));
        (LEAST + beyond % (9 * LEAST)).to_string()
    }
}
