//! Taking over packages from the official provider.

use crate::official;
use cen::Area;
use tf_plugin::framework::{Diagnostics, Foreign};
use tf_plugin::value::Attr;

use super::look;
use super::model::Package;

const TYPE: &str = "alicloud_cen_bandwidth_package";

/// What can be taken over, for messages.
pub(super) const SOURCES: &[&str] = &[TYPE];

/// The package behind `source`, if it is one of the official provider's.
pub(super) fn take_over(source: &Foreign<'_>) -> Option<Result<Package, Diagnostics>> {
    official::is(source, TYPE).then(|| package(source))
}

fn package(source: &Foreign<'_>) -> Result<Package, Diagnostics> {
    let areas = areas(source);
    Ok(Package {
        bandwidth: source.number("bandwidth").into(),
        area_a: area(areas.first()),
        // A set with one member stands for a pair of twice the same.
        area_b: area(areas.last()),
        charge_type: official::text(source, &["payment_type", "charge_type"]),
        period: source.number("period").into(),
        name: official::text(source, &["cen_bandwidth_package_name", "name"]),
        description: official::text(source, &["description"]),
        // It always paid at once.
        auto_pay: Attr::Known(true),
        // Stored since version 1.267.0.
        auto_renew: official::flag(source, "auto_renew"),
        status: official::text(source, &["status"]),
        expired_time: official::text(source, &["expired_time"]),
        timeouts: official::all_timeouts(source),
        ..look::import(source.text("id").unwrap_or_default())?
    })
}

fn areas<'s>(source: &'s Foreign<'_>) -> Vec<&'s str> {
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

fn area(text: Option<&&str>) -> Attr<String> {
    text.map_or(Attr::Null, |text| Area::from_answer(text).as_str().into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use tf_plugin::framework::timeouts::Timeouts;

    fn moved(provider: &str, attributes: Value) -> Option<Result<Package, Diagnostics>> {
        let Value::Object(attributes) = attributes else {
            return None;
        };
        take_over(&Foreign {
            provider,
            type_name: TYPE,
            attributes: &attributes,
        })
    }

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
        for provider in [
            "registry.terraform.io/aliyun/alicloud",
            "mirror.example/hashicorp/alicloud",
        ] {
            let expected = Package {
                id: "cenbwp-aabf5e24e2de4b7ea3".into(),
                bandwidth: Attr::Known(5_i64.into()),
                area_a: "China".into(),
                area_b: "Asia-Pacific".into(),
                charge_type: "PostPaid".into(),
                name: "tf-0".into(),
                auto_pay: Attr::Known(true),
                status: "Idle".into(),
                expired_time: "2027-12-22T16:00Z".into(),
                ..Package::default()
            };
            assert_eq!(moved(provider, recorded()).unwrap().unwrap(), expected);
        }
    }

    #[test]
    fn a_state_of_an_early_release_is_enough() {
        let early = json!({
            "id": "cenbwp-aabf5e24e2de4b7ea3", "bandwidth": 2, "name": "old", "charge_type": "PrePaid",
            "geographic_region_ids": ["China"]
        });
        let package = moved("registry.terraform.io/aliyun/alicloud", early)
            .unwrap()
            .unwrap();
        assert_eq!(
            (package.area_a, package.area_b),
            ("China".into(), "China".into())
        );
        assert_eq!(
            (package.name, package.charge_type),
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
            let package = moved("registry.terraform.io/aliyun/alicloud", state);
            assert_eq!(package.unwrap().unwrap().auto_renew, expected);
        }
    }

    #[test]
    fn timeouts_come_along() {
        let mut state = recorded();
        state["timeouts"] = json!({"create": "20m", "update": null, "delete": null});
        let package = moved("registry.terraform.io/aliyun/alicloud", state);
        let timeouts = Timeouts {
            create: "20m".into(),
            ..Timeouts::default()
        };
        assert_eq!(package.unwrap().unwrap().timeouts, Attr::Known(timeouts));
    }

    #[test]
    fn other_providers_are_not_taken_over_and_a_state_without_id_is_an_error() {
        assert!(moved("registry.terraform.io/somebody/alicloud", recorded()).is_none());
        let without = Value::Object(Map::new());
        assert!(
            moved("registry.terraform.io/aliyun/alicloud", without)
                .unwrap()
                .is_err()
        );
    }
}
