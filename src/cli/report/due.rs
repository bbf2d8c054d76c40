//! Which packages count as ones that end.

use std::time::SystemTime;

use cen::billing::Renewal;

use super::account::Account;
use super::row::{End, Fact, Row};

/// Why a package counts as one that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// It has ended, so that it has not renewed itself.
    Ended,
    /// It ends, and does not renew itself.
    Ends,
    /// It ends, and whether it renews itself is not known.
    RenewalUnknown,
    /// It does not renew itself, as far as is known, and when it ends is not known.
    EndUnknown,
}

impl Due {
    /// All there are, those that are certain first.
    pub(super) const ALL: [Self; 4] = [
        Self::Ended,
        Self::Ends,
        Self::RenewalUnknown,
        Self::EndUnknown,
    ];

    /// The word of it in what programs read.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Ends => "ends",
            Self::RenewalUnknown => "renewal_unknown",
            Self::EndUnknown => "end_unknown",
        }
    }
}

/// For each row whether it ends within so many days.
pub(super) fn all(account: &Account, days: u32) -> Vec<Option<Due>> {
    let rows = account.rows.iter();
    rows.map(|row| due(row, account.now, days)).collect()
}

/// Whether a package ends within so many days.
pub(super) fn due(row: &Row, now: SystemTime, days: u32) -> Option<Due> {
    let is_automatic = matches!(row.renewal, Fact::Known(Renewal::Automatic(_)));
    let is_known = matches!(
        row.renewal,
        Fact::Known(Renewal::Automatic(_) | Renewal::Manual | Renewal::Never)
    );
    match &row.end {
        End::Never => None,
        End::At(end) if *end <= now => Some(Due::Ended),
        end @ End::At(_) if !end.is_within(days, now) => None,
        End::At(_) | End::Unknown if is_automatic => None,
        End::At(_) if is_known => Some(Due::Ends),
        End::At(_) => Some(Due::RenewalUnknown),
        End::Unknown => Some(Due::EndUnknown),
    }
}
