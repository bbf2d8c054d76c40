use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use cen::package::{BusinessStatus, ChargeType, Status};
use cen::{Area, AreaPair, Billing, PackageId};

use super::*;

fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    owned.collect()
}

fn purchase() -> Purchase {
    Purchase {
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::China, Area::Europe),
        billing: Billing::PostPaid,
        auto_pay: true,
        name: None,
        description: None,
        tags: tags(&[("env", "prod")]),
        resource_group_id: None,
    }
}

/// A package that the purchase has bought, created so many seconds after it was sent.
fn package(created: u64) -> Package {
    let minute = Time::from_api(&format!("1970-01-02T00:{:02}Z", created / 60));
    Package {
        id: PackageId::parse("cenbwp-a").unwrap(),
        name: String::new(),
        description: String::new(),
        bandwidth_mbps: 5,
        areas: AreaPair::new(Area::Europe, Area::China),
        charge_type: ChargeType::PostPaid,
        status: Status::Idle,
        business_status: BusinessStatus::Normal,
        cen_ids: vec![],
        tags: tags(&[("env", "prod")]),
        creation_time: minute,
        expired_time: None,
        geographic_span_id: String::new(),
        is_cross_border: None,
        resource_group_id: String::new(),
        upgrade: None,
    }
}

/// Sent at 00:20 of the second day of 1970.
fn may_stem(package: &Package) -> bool {
    let sent = UNIX_EPOCH + Duration::from_secs((24 * 60 + 20) * 60);
    may_stem_from(package, &purchase(), sent)
}

#[test]
fn what_was_created_since_with_these_areas_and_bandwidth_may_stem_from_the_purchase() {
    for (minutes, expected) in [(9, false), (10, true), (20, true), (59, true)] {
        assert_eq!(may_stem(&package(minutes * 60)), expected, "{minutes}");
    }
    let timeless = Package {
        creation_time: None,
        ..package(0)
    };
    assert!(may_stem(&timeless));
    let other_areas = Package {
        areas: AreaPair::new(Area::China, Area::China),
        ..package(1800)
    };
    let other_bandwidth = Package {
        bandwidth_mbps: 6,
        ..package(1800)
    };
    assert!(!may_stem(&other_areas) && !may_stem(&other_bandwidth));
}

#[test]
fn tags_speak_against_it_only_where_they_say_otherwise() {
    for (now, expected) in [
        (tags(&[]), true),
        (tags(&[("env", "prod"), ("team", "net")]), true),
        (tags(&[("env", "dev")]), false),
    ] {
        let tagged = Package {
            tags: now.clone(),
            ..package(1800)
        };
        assert_eq!(may_stem(&tagged), expected, "{now:?}");
    }
}
