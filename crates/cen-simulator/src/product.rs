//! The products of this server: what tells each, and which actions it has, simulated or not.

use crate::api::billing;
use crate::error::ApiError;
use crate::options::Policy;
use crate::site::Site;

/// A product with an API of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    /// Cloud Enterprise Network.
    Cbn,
    /// The Security Token Service.
    Sts,
    /// Billing.
    Bss,
    /// Virtual Private Cloud.
    Vpc,
    /// Resource groups.
    ResourceManager,
}

impl Product {
    pub(crate) const ALL: [Self; 5] = [
        Self::Cbn,
        Self::Vpc,
        Self::Sts,
        Self::Bss,
        Self::ResourceManager,
    ];

    /// The name that its documentation goes by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cbn => "Cbn",
            Self::Sts => "Sts",
            Self::Bss => "BssOpenApi",
            Self::Vpc => "Vpc",
            Self::ResourceManager => "ResourceManager",
        }
    }

    /// Version of its API.
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Cbn => "2017-09-12",
            Self::Sts => "2015-04-01",
            Self::Bss => "2017-12-14",
            Self::Vpc => "2016-04-28",
            Self::ResourceManager => "2020-03-31",
        }
    }

    /// The product whose API has that version.
    pub(crate) fn of_version(version: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|product| product.version() == version)
    }

    /// The names of all its actions, in alphabetical order, as the official SDK of its version has them.
    pub(crate) fn actions(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Self::Cbn => include_str!("product/cbn.txt"),
            Self::Sts => include_str!("product/sts.txt"),
            Self::Bss => include_str!("product/bssopenapi.txt"),
            Self::Vpc => include_str!("product/vpc.txt"),
            Self::ResourceManager => include_str!("product/resourcemanager.txt"),
        };
        names.lines()
    }

    /// Whether it has an action of that name, simulated or not.
    pub(crate) fn has(self, action: &str) -> bool {
        self.actions().any(|name| name == action)
    }

    /// The host that its errors name, for accounts of a site.
    pub(crate) fn host(self, site: Site) -> &'static str {
        match self {
            Self::Cbn => "cbn.aliyuncs.com",
            Self::Sts => "sts.aliyuncs.com",
            Self::Bss => site.billing_host(),
            Self::Vpc => "vpc.aliyuncs.com",
            Self::ResourceManager => "resourcemanager.aliyuncs.com",
        }
    }

    /// The error about a call without the mandatory parameter `name`.
    pub(crate) fn missing(self, name: &str) -> ApiError {
        match self {
            Self::Bss => ApiError::new(
                400,
                "MissingParameter",
                format!("The parameter {name} is mandatory for this action."),
            ),
            _ => ApiError::missing(name),
        }
    }

    /// The code of the error about a client token that comes again with other parameters.
    pub(crate) fn token_mismatch(self) -> &'static str {
        match self {
            Self::Bss => "IdempotentParameterMismatch",
            _ => "IdempotenceParam.NotMatch",
        }
    }

    /// Whether the account may call the action `name` of it at a host.
    pub(crate) fn admits(self, policy: &Policy, name: &str, host: &str) -> Result<(), ApiError> {
        match self {
            Self::Bss => billing::access::check(policy, name, host),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_sorted_and_none_stands_twice() {
        for product in Product::ALL {
            let names: Vec<&str> = product.actions().collect();
            let ascends = names.windows(2).all(|pair| pair[0] < pair[1]);
            assert!(ascends, "{product:?}");
            assert!(names.iter().all(|name| !name.is_empty()), "{product:?}");
        }
        assert_eq!(Product::Cbn.actions().count(), 150);
    }
}
