//! A package, with all that is reported of it.

use std::cmp::Ordering;
use std::time::{Duration, SystemTime};

use cen::billing::{Price, Renewal};
use cen::{ChargeType, Package, Time};

/// Something that is reported of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact<T> {
    Known(T),
    /// It could not be read, for the reason in the note of this number, from 0.
    Unknown(usize),
    /// There is nothing to know of this package, or nobody has asked.
    Absent,
}

impl<T> Fact<T> {
    pub(super) fn known(&self) -> Option<&T> {
        match self {
            Self::Known(known) => Some(known),
            Self::Unknown(_) | Self::Absent => None,
        }
    }
}

/// A package.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) package: Package,
    pub(super) end: End,
    /// What becomes of it at its end.
    pub(super) renewal: Fact<Renewal>,
    /// What a renewal by a month would cost.
    pub(super) price: Fact<Price>,
    /// Mbit/s that are allotted.
    pub(super) used: Fact<u64>,
}

impl Row {
    /// Those that have ended first, and then those that end next.
    pub(super) fn order(a: &Self, b: &Self) -> Ordering {
        (&a.end, &a.package.id).cmp(&(&b.end, &b.package.id))
    }
}

/// When what was paid for ends. In the order of the report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// At this moment.
    At(SystemTime),
    /// It has one that is not known.
    Unknown,
    /// It is billed as long as it is there.
    Never,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl End {
    /// That of a package. A charge type that this version does not know may have one.
    pub(super) fn of(package: &Package) -> Self {
        if package.charge_type == ChargeType::PostPaid {
            return Self::Never;
        }
        let moment = package.expired_time.as_ref().and_then(Time::instant);
        moment.map_or(Self::Unknown, Self::At)
    }

    /// Full days that are left; negative from the moment of the end on.
    pub(super) fn days_left(&self, now: SystemTime) -> Option<i64> {
        let Self::At(end) = self else {
            return None;
        };
        let days = |span: Duration| i64::try_from(span.as_secs() / DAY.as_secs()).ok();
        match end.duration_since(now) {
            Ok(left) if !left.is_zero() => days(left),
            Ok(_) => Some(-1),
            Err(past) => Some(-1 - days(past.duration())?),
        }
    }

    /// Whether it comes within so many days, or has come.
    pub(super) fn is_within(&self, days: u32, now: SystemTime) -> bool {
        let Self::At(end) = self else {
            return false;
        };
        end.duration_since(now)
            .map_or(true, |left| left <= DAY.saturating_mul(days))
    }
}
