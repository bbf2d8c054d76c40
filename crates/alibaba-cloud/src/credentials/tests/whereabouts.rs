//! Where STS is.

use super::machine::Machine;
use crate::credentials::sts::Whereabouts;
use crate::endpoint::Endpoint;

/// A profile that says all of it.
fn profile() -> Whereabouts {
    Whereabouts {
        endpoint: Some("profile.example".to_owned()),
        region: Some("eu-west-1".to_owned()),
        is_vpc: false,
        home_region: Some("cn-home".to_owned()),
    }
}

fn resolved(
    variables: &[(&str, &str)],
    region: Option<&str>,
    whereabouts: &Whereabouts,
) -> Result<String, String> {
    let machine = variables
        .iter()
        .fold(Machine::default(), |machine, (name, value)| {
            machine.variable(name, value)
        });
    let mut environment = machine.environment();
    environment.region = region.map(str::to_owned);
    let endpoint = whereabouts.resolve(&environment);
    endpoint.map(|endpoint| endpoint.to_string())
}

#[test]
fn the_nearest_word_on_where_it_is_holds() {
    let addressed = [("ALIBABA_CLOUD_STS_ENDPOINT", "env.example/")];
    let placed = [("ALIBABA_CLOUD_STS_REGION", "us-east-1")];
    let without_endpoint = || Whereabouts {
        endpoint: None,
        ..profile()
    };
    let at_home = || Whereabouts {
        region: None,
        ..without_endpoint()
    };
    let nowhere = Whereabouts::default;
    for (variables, region, whereabouts, expected) in [
        (
            &addressed[..],
            Some("cn-beijing"),
            profile(),
            "profile.example",
        ),
        (
            &addressed,
            Some("cn-beijing"),
            without_endpoint(),
            "env.example",
        ),
        (
            &placed,
            Some("cn-beijing"),
            without_endpoint(),
            "sts.eu-west-1.aliyuncs.com",
        ),
        (
            &placed,
            Some("cn-beijing"),
            at_home(),
            "sts.us-east-1.aliyuncs.com",
        ),
        (
            &[],
            Some("cn-beijing"),
            at_home(),
            "sts.cn-beijing.aliyuncs.com",
        ),
        (&[], None, at_home(), "sts.cn-home.aliyuncs.com"),
        (&[], None, nowhere(), "sts.aliyuncs.com"),
    ] {
        assert_eq!(
            resolved(variables, region, &whereabouts),
            Ok(format!("https://{expected}"))
        );
    }
}

#[test]
fn inside_a_private_network_the_name_is_another() {
    let inside = [("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "True")];
    let expected = Ok("https://sts-vpc.cn-beijing.aliyuncs.com".to_owned());
    assert_eq!(
        resolved(&inside, Some("cn-beijing"), &Whereabouts::default()),
        expected
    );
    let whereabouts = Whereabouts {
        is_vpc: true,
        ..Whereabouts::default()
    };
    assert_eq!(resolved(&[], Some("cn-beijing"), &whereabouts), expected);
}

#[test]
fn the_configuration_beats_everything() {
    let mut environment = Machine::default().environment();
    environment.sts_endpoint = Endpoint::parse("https://own.example", false).ok();
    let endpoint = profile().resolve(&environment).unwrap();
    assert_eq!(endpoint.to_string(), "https://own.example");
}

#[test]
fn a_region_cannot_lead_to_another_host() {
    for region in ["evil.example/", "a.b", "", "CN", "a#"] {
        let whereabouts = Whereabouts {
            region: Some(region.to_owned()),
            ..Whereabouts::default()
        };
        assert!(resolved(&[], None, &whereabouts).is_err(), "{region}");
    }
}
