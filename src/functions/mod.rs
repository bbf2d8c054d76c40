//! The functions, one file each: facts about areas, regions and ids, offline.

mod area_pair;
mod areas;
mod errors;
mod parse_bandwidth_limit_id;
mod region_area;
mod regions;

use tf_plugin::framework::BoxedFunction;

/// All of them.
pub(super) fn all() -> Vec<BoxedFunction> {
    vec![
        BoxedFunction::of::<area_pair::AreaPair>(),
        BoxedFunction::of::<areas::Areas>(),
        BoxedFunction::of::<parse_bandwidth_limit_id::ParseBandwidthLimitId>(),
        BoxedFunction::of::<region_area::RegionArea>(),
        BoxedFunction::of::<regions::Regions>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use tf_plugin::framework::FunctionError;
    use tf_plugin::value::Value;

    fn call(name: &str, arguments: &[&str]) -> Result<Value, FunctionError> {
        let functions = all();
        let function = functions.iter().find(|one| one.name() == name).unwrap();
        function.call(arguments.iter().map(|text| Value::from(*text)).collect())
    }

    fn texts(texts: &[&str]) -> Value {
        Value::List(texts.iter().map(|text| Value::from(*text)).collect())
    }

    fn object(members: &[(&str, &str)]) -> Value {
        let members = members.iter();
        Value::Object(
            members
                .map(|(name, text)| ((*name).to_owned(), Value::from(*text)))
                .collect(),
        )
    }

    #[test]
    fn the_area_of_a_region_is_told_as_packages_take_it() {
        assert_eq!(
            call("region_area", &["CN-hongkong"]),
            Ok("Asia-Pacific".into())
        );
        assert_eq!(
            call("region_area", &["singapore"]),
            Err(FunctionError::of_argument(
                0,
                "\"singapore\" is not a known region; did you mean \"ap-southeast-1\"? Regions are known as of 2026-08. \
                 Regions that were opened later are unknown here; write their area yourself"
            ))
        );
    }

    #[test]
    fn the_areas_of_two_regions_come_with_china_first() {
        let expected = object(&[("area_a", "China"), ("area_b", "Europe")]);
        assert_eq!(
            call("area_pair", &["eu-west-1", "cn-hangzhou"]),
            Ok(expected)
        );
        let same = object(&[("area_a", "Europe"), ("area_b", "Europe")]);
        assert_eq!(call("area_pair", &["eu-west-1", "eu-central-1"]), Ok(same));
        let refusal = call("area_pair", &["eu-west-1", "mars"]).unwrap_err();
        assert_eq!(refusal.argument, Some(1));
    }

    #[test]
    fn areas_and_their_regions_are_listed() {
        let listed = [
            "China",
            "North-America",
            "Asia-Pacific",
            "Europe",
            "Middle-East",
            "Australia",
        ];
        assert_eq!(call("areas", &[]), Ok(texts(&listed)));
        assert_eq!(
            call("regions", &["europe"]),
            Ok(texts(&["eu-central-1", "eu-west-1"]))
        );
        assert_eq!(
            call("regions", &["Europa"]),
            Err(FunctionError::of_argument(
                0,
                "\"Europa\" is not a known area; did you mean \"Europe\"? Areas known as of 2026-08: China, \
                 North-America, Asia-Pacific, Europe, Middle-East, Australia"
            ))
        );
    }

    #[test]
    fn the_id_of_a_limit_is_taken_apart() {
        let expected = object(&[
            ("cen_id", "cen-one"),
            ("region_a", "cn-hangzhou"),
            ("region_b", "us-west-1"),
        ]);
        for id in [
            "cen-one:cn-hangzhou:us-west-1",
            "cen-one:US-west-1:cn-hangzhou",
        ] {
            assert_eq!(
                call("parse_bandwidth_limit_id", &[id]),
                Ok(expected.clone())
            );
        }
        let refusal = call("parse_bandwidth_limit_id", &["cen-one"]).unwrap_err();
        assert_eq!(refusal.argument, Some(0));
    }
}
