//! Everything that is told at plan time, under the argument that is wrong.

use cen_simulator::Package;

use super::{actions, cloud, error, package, warning};
use crate::support::terraform::{Said, Workspace};

const AREAS: &str =
    "\"China\", \"North-America\", \"Asia-Pacific\", \"Europe\", \"Middle-East\" and \"Australia\"";

/// What `validate` and `plan` say of a configuration; both must say the same, and nothing may be called.
async fn said_of(configuration: &str) -> Vec<Said> {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, configuration);
    let plan = workspace.plan().await;
    let validated = workspace.run(&["validate", "-json", "-no-color"]).await;
    let parsed: serde_json::Value = serde_json::from_str(&validated.stdout).unwrap();
    let of_validate: Vec<&str> = parsed["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["summary"].as_str())
        .filter(|summary| *summary != "Provider development overrides are in effect")
        .collect();
    let of_plan: Vec<&str> = plan.said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(of_validate, of_plan);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    plan.said
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_area_is_named_with_the_nearest_one() {
    let advice = "If CEN has opened this area since this release of the provider, add it to additional_areas in the \
                  provider block.";
    let said = said_of(&package("").replace("\"Asia-Pacific\"", "\"Asia-Pasific\"")).await;
    let detail = format!(
        "\"Asia-Pasific\" is not an area of CEN; the areas are {AREAS}. Did you mean \"Asia-Pacific\"?\n\n{advice}"
    );
    assert_eq!(said, [error("area_b", "Unknown area", &detail)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_a_region_for_an_area_is_told_its_area() {
    let said = said_of(&package("").replace("\"China\"", "\"cn-hangzhou\"")).await;
    let detail = format!(
        "\"cn-hangzhou\" is a region, and packages connect areas; its area is \"China\". The areas are {AREAS}."
    );
    assert_eq!(said, [error("area_a", "Unknown area", &detail)]);
    let said = said_of(&package("").replace("\"China\"", "\"cn-hangzou\"")).await;
    let meant = "Did you mean the region \"cn-hangzhou\"? Its area is \"China\".";
    assert!(said[0].detail.contains(meant), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_the_api_for_how_to_pay_lead_to_those_of_the_configuration() {
    for (word, meant) in [
        ("PREPAY", "PrePaid"),
        ("POSTPAY", "PostPaid"),
        ("prepaid", "PrePaid"),
    ] {
        let said = said_of(&package("").replace("PostPaid", word)).await;
        let detail = format!(
            "\"{word}\" is not allowed here; use one of \"PrePaid\" or \"PostPaid\". Did you mean \"{meant}\"?"
        );
        assert_eq!(
            said,
            [error(
                "charge_type",
                "Value is not one of those allowed",
                &detail
            )]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_the_user_vouches_for_is_let_through() {
    let provider = "provider \"cen\" {\n  additional_areas = [\"Africa\"]\n}\n";
    let said = said_of(&format!(
        "{provider}{}",
        package("").replace("\"China\"", "\"africa\"")
    ))
    .await;
    assert_eq!(said, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn bandwidth_out_of_range_is_refused() {
    for bandwidth in ["1", "10001", "2.5", "-5"] {
        let said = said_of(&package("").replace("= 5", &format!("= {bandwidth}"))).await;
        let detail = format!(
            "bandwidth must be a whole number from 2 to 10000 Mbps; this asks for {bandwidth}."
        );
        assert_eq!(
            said,
            [error("bandwidth", "bandwidth is out of range", &detail)]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_all_pages_refuse_is_refused_and_one_that_some_refuse_is_warned_about() {
    let said = said_of(&package("  name = \"http://a\"")).await;
    let detail = "\"http://a\" cannot be a name. A name has up to 128 characters and does not begin with \
                  http:// or https://.";
    assert_eq!(said, [error("name", "Name is not legal", detail)]);

    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  name = \"1st\""));
    let detail = "Some of CEN's pages want 2 to 128 characters, a letter first, then letters, digits, \"_\", \"-\" and \
                  \".\"; \"1st\" is not such a name.";
    let expected = warning("name", "CEN may refuse this name", detail);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![expected]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_is_not_sold_today_is_warned_about_when_it_is_new() {
    let cloud = cloud().await;
    let body = package("").replace("\"Asia-Pacific\"", "\"Australia\"");
    let workspace = Workspace::new(&cloud, &body);
    let detail = "CEN sells packages for China, North-America, Asia-Pacific and Europe today (2026-11); Australia is known of \
                  older packages. Apply asks the API, which may refuse, and nothing is bought then.";
    let expected = warning("area_b", "Australia may not be on sale", detail);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![expected]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_the_cycle_does_not_sell_is_refused() {
    let prepaid = |arguments: &str| package(arguments).replace("PostPaid", "PrePaid");
    let said = said_of(&prepaid("  period = 12")).await;
    let detail = "CEN does not sell bandwidth packages for 12 months. By the month it sells 1, 2, 3 or 6. For 12 months \
                  set period = 1 and pricing_cycle = \"Year\".";
    assert_eq!(said, [error("period", "Period is not sold", detail)]);
    let said = said_of(&prepaid("  period = 13")).await;
    let detail = "CEN does not sell bandwidth packages for 13 months. By the month it sells 1, 2, 3 or 6. By the year, with \
                  pricing_cycle = \"Year\", it sells 1, 2 or 3.";
    assert_eq!(said, [error("period", "Period is not sold", detail)]);
    let said = said_of(&prepaid("  period = 6\n  pricing_cycle = \"Year\"")).await;
    let detail =
        "CEN does not sell bandwidth packages for 6 years. By the year it sells 1, 2 or 3.";
    assert_eq!(said, [error("period", "Period is not sold", detail)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_of_prepaid_packages_are_refused_elsewhere() {
    let arguments = [
        "period = 1",
        "pricing_cycle = \"Month\"",
        "auto_renew = true",
    ];
    let said = said_of(&package(&format!("  {}", arguments.join("\n  ")))).await;
    let expected = ["period", "pricing_cycle", "auto_renew"].map(|name| {
        let detail = format!(
            "This package is PostPaid: it is billed as long as it exists, for no period. Remove {name}, or set \
             charge_type = \"PrePaid\"."
        );
        error(name, &format!("{name} needs a prepaid package"), &detail)
    });
    assert_eq!(said, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_illegal_values_are_refused_all_at_once() {
    let arguments = [
        "cen_id = \"cenbwp-x\"",
        "resource_group_id = \"x\"",
        "client_token = \"\"",
        "timeouts = { create = \"5\" }",
        "id = \"x\"",
    ];
    let configuration =
        package(&format!("  {}", arguments.join("\n  "))).replace("\"PostPaid\"", "\"POSTPAY\"");
    let said = said_of(&configuration).await;
    let found: Vec<(&str, &str)> = said
        .iter()
        .map(|one| (one.attribute.as_str(), one.summary.as_str()))
        .collect();
    let expected = [
        ("id", "Attribute is read-only"),
        ("charge_type", "Value is not one of those allowed"),
        ("cen_id", "Not the id of a CEN instance"),
        ("resource_group_id", "Not the id of a resource group"),
        ("client_token", "Client token is not legal"),
        ("timeouts", "Timeout is not a duration"),
    ];
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn required_arguments_may_not_be_null() {
    let said = said_of(&package("").replace("= 5", "= null")).await;
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].attribute.as_str(), said[0].summary.as_str()),
        ("bandwidth", "Required argument is null")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_said_of_values_that_are_unknown() {
    let configuration = r#"
resource "terraform_data" "later" {
  input = "China"
}

resource "cen_bandwidth_package" "this" {
  bandwidth     = terraform_data.later.output
  area_a        = terraform_data.later.output
  area_b        = terraform_data.later.output
  charge_type   = terraform_data.later.output
  period        = terraform_data.later.output
  pricing_cycle = terraform_data.later.output
  auto_pay      = terraform_data.later.output
  auto_renew    = terraform_data.later.output
  name          = terraform_data.later.output
  description   = terraform_data.later.output
  cen_id        = terraform_data.later.output
  client_token  = terraform_data.later.output
  tags          = { env = terraform_data.later.output }
  timeouts      = { create = terraform_data.later.output }
}
"#;
    assert_eq!(said_of(configuration).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_that_becomes_unknown_plans_no_replacement() {
    let cloud = cloud().await;
    let configuration = |area: &str, trigger: &str| {
        format!(
            "resource \"terraform_data\" \"area\" {{\n  input = \"Asia-Pacific\"\n  triggers_replace = \"{trigger}\"\n}}\n{}",
            package("").replace("\"Asia-Pacific\"", area)
        )
    };
    let workspace = Workspace::new(&cloud, &configuration("terraform_data.area.output", "1"));
    workspace.apply_quietly().await;
    workspace.configure(&configuration("terraform_data.area.output", "2"));
    let (code, said) = workspace.apply().await;
    let detail = "The value of area_b is decided during apply. If it turns out as it is today, the object is kept. If \
                  it turns out otherwise, the object would have to be replaced, which this plan does not announce: \
                  apply then stops before anything is replaced, and the next plan shows the replacement.";
    assert_eq!(
        (code, said),
        (
            0,
            vec![warning("area_b", "area_b is not known yet", detail)]
        )
    );
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(super::writes(&cloud), ["CreateCenBandwidthPackage"]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lower_bandwidth_across_the_border_is_announced_as_refused() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    workspace.configure(&package("").replace("= 5", "= 2"));
    let plan = workspace.plan().await;
    assert_eq!(plan.said.len(), 1);
    assert_eq!(
        (
            plan.said[0].attribute.as_str(),
            plan.said[0].severity.as_str()
        ),
        ("bandwidth", "warning")
    );
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 1);
    assert_eq!(
        workspace.state(crate::support::terraform::PACKAGE).await["bandwidth"],
        5
    );
    assert!(
        said.iter()
            .any(|one| one.severity == "error" && one.detail.contains("InvalidParameter")),
        "{said:?}"
    );
}
