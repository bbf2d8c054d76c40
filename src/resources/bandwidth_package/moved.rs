//! Packages of the official provider.

use crate::official;
use crate::written::{Written, written};
use cen::Area;
use tf_plugin::framework::SourceState;
use tf_plugin::value::Attr;

use super::Package;

/// Takes over from a state of the official provider what not all states have.
pub(super) fn take_over(package: &mut Package, source: &SourceState<'_>) {
    let areas = moved_areas(source);
    let mbps = source.number("bandwidth");
    package.bandwidth = mbps.and_then(|mbps| mbps.as_u64()).into();
    package.area_a = moved_area(areas.first());
    // A set with one member stands for a pair of twice the same.
    package.area_b = moved_area(areas.last());
    package.charge_type = official::text(source, &["payment_type", "charge_type"]);
    package.period = source.number("period").into();
    package.texts.name = official::text(source, &["cen_bandwidth_package_name", "name"]);
    // It always paid at once.
    package.auto_pay = Attr::Known(true);
    // Stored since version 1.267.0.
    package.renewing.auto_renew = official::flag(source, "auto_renew");
    package.expired_time = official::text(source, &["expired_time"]);
}

fn moved_areas<'s>(source: &'s SourceState<'_>) -> Vec<&'s str> {
    let pair = ["geographic_region_a_id", "geographic_region_b_id"].map(|name| source.text(name));
    if let [Some(a), Some(b)] = pair {
        return vec![a, b];
    }
    let set = source
        .attributes
        .get("geographic_region_ids")
        .and_then(|set| set.as_array());
    set.into_iter()
        .flatten()
        .filter_map(|area| area.as_str())
        .collect()
}

fn moved_area(text: Option<&&str>) -> Attr<Written<Area>> {
    let area = text.map(|text| Area::named(text));
    area.as_ref().map_or(Attr::Null, written)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use tf_plugin::framework::timeouts::Timeouts;

    use super::*;
    use crate::lifecycle::moved_state;
    use crate::texts::Texts;
    use crate::written::named;

    fn recorded() -> Value {
        json!({
            "bandwidth": 5, "cen_bandwidth_package_name": "tf-0", "charge_type": "PostPaid", "description": "",
            "expired_time": "2027-12-22T16:00Z", "geographic_region_a_id": "China",
            "geographic_region_b_id": "Asia-Pacific", "geographic_region_ids": ["Asia-Pacific", "China"],
            "id": "cenbwp-aabf5e24e2de4b7ea3", "name": "tf-0", "payment_type": "PostPaid", "period": null,
            "status": "Idle", "timeouts": null
        })
    }

    #[test]
    fn a_recorded_state_is_taken_over_whole() {
        let expected = Package {
            id: "cenbwp-aabf5e24e2de4b7ea3".into(),
            bandwidth: Attr::Known(5),
            area_a: named("China"),
            area_b: named("Asia-Pacific"),
            charge_type: "PostPaid".into(),
            texts: Texts {
                name: "tf-0".into(),
                ..Texts::default()
            },
            auto_pay: Attr::Known(true),
            status: "Idle".into(),
            expired_time: "2027-12-22T16:00Z".into(),
            ..Package::default()
        };
        assert_eq!(moved_state::<Package>(recorded()).unwrap(), expected);
    }

    #[test]
    fn a_state_of_an_early_release_is_enough() {
        let early = json!({
            "id": "cenbwp-aabf5e24e2de4b7ea3", "bandwidth": 2, "name": "old", "charge_type": "PrePaid",
            "geographic_region_ids": ["China"]
        });
        let package = moved_state::<Package>(early).unwrap();
        assert_eq!(
            (package.area_a, package.area_b),
            (named("China"), named("China"))
        );
        assert_eq!(
            (package.texts.name, package.charge_type),
            ("old".into(), "PrePaid".into())
        );
    }

    #[test]
    fn renewal_comes_along_from_the_releases_that_store_it() {
        for (stored, expected) in [
            (json!(true), Attr::Known(true)),
            (json!(false), Attr::Known(false)),
            (Value::Null, Attr::Null),
        ] {
            let mut state = recorded();
            state["auto_renew"] = stored;
            let package = moved_state::<Package>(state);
            assert_eq!(package.unwrap().renewing.auto_renew, expected);
        }
    }

    #[test]
    fn timeouts_come_along() {
        let mut state = recorded();
        state["timeouts"] = json!({"create": "20m", "update": null, "delete": null});
        let package = moved_state::<Package>(state);
        let timeouts = Timeouts::default().create("20m");
        assert_eq!(package.unwrap().timeouts, Attr::Known(timeouts));
    }

    #[test]
    fn a_state_without_id_is_an_error() {
        assert!(moved_state::<Package>(json!({})).is_err());
    }
}
