//! How much an account may have of each kind of object.

use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// Defines the quotas: what each limits, and what an ordinary account has.
macro_rules! quotas {
    ($($(#[doc = $doc:literal])+ $name:ident: $usual:literal,)+) => {
        /// How much an account may have of each kind of object; each can be raised or lowered.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Quotas {
            $($(#[doc = $doc])+ pub $name: u32,)+
        }

        impl Default for Quotas {
            fn default() -> Self {
                Self { $($name: $usual,)+ }
            }
        }

        impl Quotas {
            /// The names of all quotas, in the order of their fields.
            pub const NAMES: &[&str] = &[$(stringify!($name),)+];

            /// The quota of that name, to be changed.
            pub fn by_name(&mut self, name: &str) -> Option<&mut u32> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)+
                    _ => None,
                }
            }
        }
    };
}

quotas! {
    /// CEN instances of the account (quota page of 2019).
    instances: 5,
    /// Networks that are attached to one CEN instance in one region (quota page of 2019).
    children_per_region: 10,
    /// Regions in which networks are attached to one CEN instance (quota page of 2019).
    regions_per_instance: 5,
    /// Attachments of one transit router, of all kinds together (no page gives a number).
    attachments_per_router: 1_000,
    /// Connections between the transit routers of one CEN instance in the same two regions.
    connections_per_region_pair: 1,
    /// VPCs of one transit router that take over its routes by themselves (page "Route synchronization").
    synchronizing_vpcs_per_router: 50,
    /// Route tables of one transit router besides the one of the system (no page gives a number).
    tables_per_router: 10,
    /// Routes that people have added to one route table, those of prefix lists included (page about prefix lists).
    routes_per_table: 2_000,
    /// Aggregate routes of one route table (page about aggregate routes).
    aggregations_per_table: 20,
    /// Address blocks of one transit router (API page CreateTransitRouter).
    cidrs_per_router: 5,
}

/// Refuses what would be one more than `most`. Of the codes only that of instances is known; the others are spelled like it.
pub(crate) fn keep(
    most: u32,
    there_are: usize,
    code: &'static str,
    what: &str,
) -> Result<(), ApiError> {
    match there_are < most as usize {
        true => Ok(()),
        false => {
            let message = format!("There may be {most} {what}.");
            Err(ApiError::new(400, format!("QuotaExceeded.{code}"), message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quota_can_be_changed_by_its_name_and_no_other_is_known() {
        let mut quotas = Quotas::default();
        for name in Quotas::NAMES {
            *quotas.by_name(name).unwrap() = 7;
        }
        assert_eq!(quotas.by_name("packages"), None);
        let json = serde_json::to_value(&quotas).unwrap();
        let members = json.as_object().unwrap();
        assert_eq!(members.len(), Quotas::NAMES.len());
        assert!(members.values().all(|quota| *quota == 7));
        let partial: Quotas = serde_json::from_str(r#"{"instances": 6}"#).unwrap();
        let expected = Quotas {
            instances: 6,
            ..Quotas::default()
        };
        assert_eq!(partial, expected);
        assert!(serde_json::from_str::<Quotas>(r#"{"packages": 6}"#).is_err());
    }
}
