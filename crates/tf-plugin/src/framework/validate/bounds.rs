//! Ranges, and how they are said.

use std::fmt::Display;
use std::ops::{Bound, RangeBounds};

/// What a range allows.
pub(super) struct Bounds<N> {
    least: Bound<N>,
    most: Bound<N>,
}

impl<N: Ord + Display> Bounds<N> {
    /// The bounds of `range` as another type of numbers.
    pub(super) fn of<R: Clone + Into<N>>(range: &impl RangeBounds<R>) -> Self {
        Self {
            least: range.start_bound().cloned().map(Into::into),
            most: range.end_bound().cloned().map(Into::into),
        }
    }

    pub(super) fn contain(&self, number: &N) -> bool {
        !self.are_above(number)
            && match &self.most {
                Bound::Included(most) => number <= most,
                Bound::Excluded(most) => number < most,
                Bound::Unbounded => true,
            }
    }

    /// Whether `number` is less than what is allowed.
    pub(super) fn are_above(&self, number: &N) -> bool {
        match &self.least {
            Bound::Included(least) => number < least,
            Bound::Excluded(least) => number <= least,
            Bound::Unbounded => false,
        }
    }

    /// `2 to 10`, `at least 2`, `less than 10`; before two numbers stands `from`.
    pub(super) fn words(&self, from: &str) -> String {
        let least = match &self.least {
            Bound::Included(least) => Some(format!("at least {least}")),
            Bound::Excluded(least) => Some(format!("more than {least}")),
            Bound::Unbounded => None,
        };
        let most = match &self.most {
            Bound::Included(most) => Some(format!("at most {most}")),
            Bound::Excluded(most) => Some(format!("less than {most}")),
            Bound::Unbounded => None,
        };
        match (&self.least, &self.most) {
            (Bound::Included(least), Bound::Included(most)) if least == most => {
                format!("exactly {least}")
            }
            (Bound::Included(least), Bound::Included(most)) => format!("{from}{least} to {most}"),
            _ => match (least, most) {
                (Some(least), Some(most)) => format!("{least} and {most}"),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => "any number of".to_owned(),
            },
        }
    }
}
