//! The two sites of the vendor, each with its accounts, its money and its host for billing.

use serde::{Deserialize, Serialize};

/// The site that an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// The Chinese site, whose money is CNY.
    #[default]
    Domestic,
    /// The site of the rest of the world, whose money is USD here.
    International,
}

impl Site {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Domestic, Self::International];

    /// The host of the billing API for its accounts; the product has no others (its endpoint list).
    pub(crate) fn billing_host(self) -> &'static str {
        match self {
            Self::Domestic => "business.aliyuncs.com",
            Self::International => "business.ap-southeast-1.aliyuncs.com",
        }
    }

    /// The currency of its invented prices.
    pub(crate) fn currency(self) -> &'static str {
        match self {
            Self::Domestic => "CNY",
            Self::International => "USD",
        }
    }
}
