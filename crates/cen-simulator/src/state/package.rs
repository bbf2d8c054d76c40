//! A bandwidth package.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::rules::{ChargeType, NEVER_EXPIRES, Term, span_id};

/// Whether the account may use a package (API page DescribeCenBandwidthPackages).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BusinessStatus {
    /// It may.
    Normal,
    /// Its term is over or the account is overdue.
    FinancialLocked,
    /// The cloud has locked it.
    SecurityLocked,
}

impl BusinessStatus {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::FinancialLocked => "FinancialLocked",
            Self::SecurityLocked => "SecurityLocked",
        }
    }
}

/// A change that takes effect later.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Pending {
    Bandwidth(u32),
    /// More bandwidth, and until when.
    Upgrade(u32, Moment),
    /// The instance it will be bound to, or none.
    Binding(Option<String>),
}

/// More bandwidth for a while.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Upgrade {
    /// What the package has afterwards, in Mbit/s.
    pub(crate) returns_to: u32,
    pub(crate) ends_at: Moment,
}

/// A bandwidth package, or an order for one that is not paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) order: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// In force, in Mbit/s.
    pub(crate) bandwidth: u32,
    /// In the order of the purchase, in lower case.
    pub(crate) area_a: String,
    pub(crate) area_b: String,
    pub(crate) charge_type: ChargeType,
    /// Of a prepaid package.
    pub(crate) term: Option<Term>,
    /// Months that are added at the end of the term.
    pub(crate) auto_renew_months: Option<u32>,
    pub(crate) resource_group: String,
    pub(crate) tags: BTreeMap<String, String>,
    /// The CEN it is bound to.
    pub(crate) instance: Option<String>,
    pub(crate) pending: Option<(Pending, Moment)>,
    /// The temporary upgrade that is in force.
    #[serde(default)]
    pub(crate) upgrade: Option<Upgrade>,
    /// A lock set from outside, besides the one that expiry brings.
    pub(crate) lock: Option<BusinessStatus>,
    pub(crate) paid: bool,
    pub(crate) ordered_at: Moment,
    /// When it was paid.
    pub(crate) created_at: Moment,
    /// From when on the API shows it.
    pub(crate) shows_from: Moment,
    /// Of a prepaid package that is paid.
    pub(crate) expires_at: Option<Moment>,
}

impl Package {
    /// Whether the API knows it: it is paid and has settled.
    pub(crate) fn shows(&self, now: Moment) -> bool {
        self.paid && now >= self.shows_from
    }

    pub(crate) fn is_settling(&self) -> bool {
        self.pending.is_some()
    }

    /// `InUse` when it is bound to an instance, else `Idle`.
    pub(crate) fn status(&self) -> &'static str {
        if self.instance.is_some() {
            "InUse"
        } else {
            "Idle"
        }
    }

    pub(crate) fn business_status(&self, now: Moment) -> BusinessStatus {
        match self.lock {
            Some(lock) => lock,
            None if self.has_expired(now) => BusinessStatus::FinancialLocked,
            None => BusinessStatus::Normal,
        }
    }

    pub(crate) fn has_expired(&self, now: Moment) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    pub(crate) fn expired_time(&self) -> String {
        match self.expires_at {
            Some(end) => end.to_minutes(),
            None => NEVER_EXPIRES.to_owned(),
        }
    }

    pub(crate) fn span_id(&self) -> String {
        span_id(&self.area_a, &self.area_b)
    }

    pub(crate) fn bound_or_binding_to(&self, instance: &str) -> bool {
        let binding = match &self.pending {
            Some((Pending::Binding(target), _)) => target.as_deref(),
            _ => None,
        };
        self.instance.as_deref() == Some(instance) || binding == Some(instance)
    }

    /// Takes it off an instance that is no longer there.
    pub(crate) fn leave(&mut self, instance: &str) {
        self.instance.take_if(|id| id == instance);
        self.pending.take_if(
            |(change, _)| matches!(change, Pending::Binding(Some(target)) if target == instance),
        );
    }

    /// The order is paid: the package begins to exist, and its term to run.
    pub(crate) fn pay(&mut self, now: Moment, shows_from: Moment) {
        self.paid = true;
        self.created_at = now;
        self.shows_from = shows_from;
        self.expires_at = self.term.map(|term| now.end_of_day_after(term.months()));
    }

    /// Adds months to the term, from its end or from now when that is past.
    pub(crate) fn renew(&mut self, now: Moment, months: u32) {
        if let Some(end) = self.expires_at {
            // The end is midnight, which belongs to the next day; a moment earlier counts from the day that ends.
            let last = Moment::from(i64::from(end).saturating_sub(1));
            self.expires_at = Some(last.max(now).end_of_day_after(months));
        }
    }

    pub(crate) fn change_later(&mut self, change: Pending, at: Moment) {
        self.pending = Some((change, at));
    }

    pub(crate) fn settle(&mut self, now: Moment) {
        match self.pending.take() {
            Some((change, at)) if now >= at => match change {
                Pending::Bandwidth(mbps) => self.bandwidth = mbps,
                Pending::Upgrade(mbps, ends_at) => {
                    let returns_to = std::mem::replace(&mut self.bandwidth, mbps);
                    self.upgrade = Some(Upgrade {
                        returns_to,
                        ends_at,
                    });
                }
                Pending::Binding(instance) => self.instance = instance,
            },
            not_yet => self.pending = not_yet,
        }
        if let Some(over) = self.upgrade.take_if(|upgrade| now >= upgrade.ends_at) {
            self.bandwidth = over.returns_to;
        }
        if let (Some(months @ 1..), Some(end)) = (self.auto_renew_months, self.expires_at)
            && now >= end
        {
            self.renew_until(end, now, months);
        }
    }

    /// Renews term by term, so that an account asleep for a year ends where it would have ended awake.
    fn renew_until(&mut self, mut end: Moment, now: Moment, months: u32) {
        while now >= end {
            self.renew(Moment::default(), months);
            match self.expires_at {
                Some(later) if later > end => end = later,
                _ => return,
            }
        }
    }
}
