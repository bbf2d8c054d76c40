//! Who is calling: profiles, roles and their temporary keys, from the provider block to the signatures.

use std::time::Duration;

use cen_simulator::{
    Call, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Effect, Fault, Outcome, Package,
    Simulator, Stage,
};
use serde_json::json;

use super::{actions, cloud, error, package};
use crate::support::terraform::{PACKAGE, Said, Workspace};

const ROLE: &str = "acs:ram::1:role/deploy";

/// The secret parts of every temporary key that the provider has been given would be in the log as these words.
const TOLD: [&str; 2] = ["AssumedRoleUser", "AccessKeySecret"];

fn is_temporary(call: &Call) -> bool {
    let id = call.access_key_id.as_deref().unwrap_or_default();
    id.starts_with("STS.") && call.with_security_token
}

/// A workspace without any key in the environment, whose folder holds `config` as the file of profiles.
fn workspace_with_profiles(cloud: &Simulator, config: &serde_json::Value, body: &str) -> Workspace {
    let mut workspace = Workspace::new(cloud, body);
    workspace.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "");
    workspace.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");
    std::fs::write(workspace.path().join("profiles.json"), config.to_string()).unwrap();
    workspace
}

fn profile(cloud: &Simulator) -> serde_json::Value {
    json!({ "profiles": [{
        "name": "deploy",
        "mode": "RamRoleArn",
        "access_key_id": DEFAULT_ACCESS_KEY_ID,
        "access_key_secret": DEFAULT_ACCESS_KEY_SECRET,
        "ram_role_arn": ROLE,
        "ram_session_name": "me",
        "sts_endpoint": cloud.endpoint(),
    }]})
}

const BY_PROFILE: &str = r#"
provider "cen" {
  profile                 = "deploy"
  shared_credentials_file = "profiles.json"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_with_a_role_buys_with_the_key_of_the_role() {
    let cloud = cloud().await;
    let body = format!("{BY_PROFILE}{}", package(""));
    let workspace = workspace_with_profiles(&cloud, &profile(&cloud), &body);
    workspace.apply_quietly().await;
    assert_eq!(
        actions(&cloud),
        [
            "AssumeRole",
            "CreateCenBandwidthPackage",
            "DescribeCenBandwidthPackages"
        ]
    );
    let calls = cloud.journal();
    assert_eq!(
        calls[0].access_key_id.as_deref(),
        Some(DEFAULT_ACCESS_KEY_ID)
    );
    assert_eq!(calls[0].parameters["RoleSessionName"], "me");
    assert!(calls[1..].iter().all(is_temporary), "{calls:#?}");
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_ends_in_the_middle_of_an_apply_is_replaced_and_the_clock_corrected() {
    let cloud = cloud().await;
    let body = format!("{BY_PROFILE}{}", package(""));
    let workspace = workspace_with_profiles(&cloud, &profile(&cloud), &body);
    cloud.fault(Fault::hold("CreateCenBandwidthPackage", Stage::After));
    let applying = workspace.apply();
    let meanwhile = async {
        cloud.wait_for_held(1).await;
        cloud.advance_clock(Duration::from_secs(2 * 3600)).unwrap();
        cloud.release();
    };
    let (applied, ()) = tokio::join!(applying, meanwhile);
    assert_eq!(applied, (0, vec![]));
    let course: Vec<(String, Outcome)> = cloud
        .journal()
        .into_iter()
        .map(|call| (call.action, call.outcome))
        .collect();
    let done = |action: &str| (action.to_owned(), Outcome::Done);
    let refused = |action: &str, code: &str| (action.to_owned(), Outcome::Refused(code.to_owned()));
    assert_eq!(
        course,
        [
            done("AssumeRole"),
            done("CreateCenBandwidthPackage"),
            refused(
                "DescribeCenBandwidthPackages",
                "InvalidSecurityToken.Expired"
            ),
            refused("AssumeRole", "InvalidTimeStamp.Expired"),
            done("AssumeRole"),
            done("DescribeCenBandwidthPackages"),
        ]
    );
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_blocks_of_another_provider_are_carried_over() {
    let cloud = cloud().await;
    let provider = format!(
        r#"
provider "cen" {{
  region = "cn-hangzhou"
  assume_role {{
    role_arn           = "acs:ram::2:role/x"
    session_name       = "on-top"
    session_expiration = 900
  }}
  assume_role_with_oidc {{
    oidc_provider_arn = "acs:ram::1:oidc-provider/ack"
    oidc_token_file   = "token"
    role_arn          = "{ROLE}"
    role_session_name = "below"
  }}
  endpoints {{
    cbn = "{endpoint}"
    sts = "{endpoint}"
  }}
}}
"#,
        endpoint = cloud.endpoint()
    );
    let mut workspace = Workspace::new(&cloud, &format!("{provider}{}", package("")));
    workspace.set("CEN_ENDPOINT", "");
    std::fs::write(workspace.path().join("token"), "canary-jwt\n").unwrap();
    let log = workspace.path().join("trace.log");
    workspace.set("TF_LOG", "TRACE");
    workspace.set("TF_LOG_PATH", log.to_str().unwrap());
    workspace.apply_quietly().await;
    assert_eq!(
        actions(&cloud),
        [
            "AssumeRoleWithOIDC",
            "AssumeRole",
            "CreateCenBandwidthPackage",
            "DescribeCenBandwidthPackages"
        ]
    );
    let calls = cloud.journal();
    assert_eq!(calls[0].access_key_id, None);
    assert!(calls[1..].iter().all(is_temporary), "{calls:#?}");
    assert_eq!(calls[1].parameters["DurationSeconds"], "900");

    let log = std::fs::read_to_string(log).unwrap();
    let told: Vec<&str> = TOLD
        .into_iter()
        .chain(["canary"])
        .filter(|needle| log.contains(needle))
        .collect();
    assert_eq!(told, [] as [&str; 0]);
    assert!(log.contains("AssumeRoleWithOIDC"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_taken_on_is_explained_and_nothing_is_bought() {
    let cloud = cloud().await;
    let mut config = profile(&cloud);
    config["profiles"][0]["access_key_secret"] = json!("canary");
    let body = format!("{BY_PROFILE}{}", package(""));
    let workspace = workspace_with_profiles(&cloud, &config, &body);
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(said[0].summary, "STS has refused the role");
    let list: Vec<&str> = said[0].detail.lines().collect();
    let request_id = &cloud.journal()[0].request_id;
    assert_eq!(
        list,
        [
            "No package was bought.",
            "",
            "Role acs:ram::1:role/deploy assumed with profile \"deploy\" of profiles.json: AssumeRole was refused: The \
             signature is not the one computed here, server",
            "Both sides signed the same text, so the secret does not belong to this access key. The key came from: \
             profile \"deploy\" of profiles.json (access_key_id).",
            &format!("(code SignatureDoesNotMatch, request id {request_id})."),
            "",
            &format!(
                "STS was asked at {}. A role is assumed there, so there is no key to call CEN with. Check the ARN of the role, its \
                 trust policy, which has to name the caller, the caller's permission for sts:AssumeRole, and the key that it \
                 calls with.",
                host(&cloud)
            ),
        ]
    );
    assert_eq!(actions(&cloud), ["AssumeRole"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_identities_in_one_block_are_refused_before_anything_is_asked() {
    let cloud = cloud().await;
    let provider = r#"
provider "cen" {
  profile       = "deploy"
  ecs_role_name = "web"
}
"#;
    let workspace = Workspace::new(&cloud, &format!("{provider}{}", package("")));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.len()), (1, 1), "{:?}", plan.said);
    assert_eq!(plan.said[0].attribute, "ecs_role_name");
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

/// What the plan of three packages says of the provider block, without any call.
async fn planned(cloud: &Simulator, workspace: &Workspace) -> Vec<Said> {
    let plan = workspace.plan().await;
    assert_eq!((plan.code, actions(cloud).as_slice()), (1, &[][..]));
    plan.said
}

/// Without a block, Terraform adds to every error of the provider that it wants one.
const EMPTY_BLOCK: &str = "provider \"cen\" {}\n";

fn three(provider: &str) -> String {
    format!("{provider}{}", package("  count = 3\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_profile_is_told_once_in_the_plan_with_the_one_that_was_meant() {
    let cloud = cloud().await;
    let body = three(&BY_PROFILE.replace("\"deploy\"", "\"deplyo\""));
    let workspace = workspace_with_profiles(&cloud, &profile(&cloud), &body);
    assert_eq!(
        planned(&cloud, &workspace).await,
        [error(
            "profile",
            "The access key cannot be used",
            "no usable credentials were found\n- profile \"deplyo\" of profiles.json: the file has no profile \
             \"deplyo\"; did you mean \"deploy\"? It has \"deploy\"\n- profile \"deplyo\" (the argument profile): it \
             holds no usable key in any of the files above; write it with `aliyun configure`"
        )]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_key_is_told_once_in_the_plan_and_no_profile_stands_in() {
    let cloud = cloud().await;
    let mut workspace = workspace_with_profiles(&cloud, &profile(&cloud), &three(EMPTY_BLOCK));
    workspace.set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tRealRealReal");
    workspace.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "");
    workspace.set("ALIBABA_CLOUD_PROFILE", "deploy");
    workspace.set("ALIBABA_CLOUD_CONFIG_FILE", "profiles.json");
    let half = "Environment variables: ALIBABA_CLOUD_ACCESS_KEY_ID is set, but ALIBABA_CLOUD_ACCESS_KEY_SECRET is not.";
    assert_eq!(
        planned(&cloud, &workspace).await,
        [error("", "The access key cannot be used", half)]
    );
    let in_the_block =
        "provider \"cen\" {\n  access_key = \"LTAI5tRealRealReal\"\n  secret_key = \"\"\n}\n";
    workspace.configure(&three(in_the_block));
    assert_eq!(
        planned(&cloud, &workspace).await,
        [error(
            "access_key",
            "The access key cannot be used",
            "Arguments of the provider block: access_key is set, but secret_key is not."
        )]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_key_is_told_once_in_the_plan_with_every_place_it_was_looked_for() {
    let cloud = cloud().await;
    let workspace = workspace_with_profiles(&cloud, &json!({}), &three(EMPTY_BLOCK));
    let said = planned(&cloud, &workspace).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].summary, "No access key");
    let tried = "\n- ECS instance role: switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED\n\nSet access_key";
    assert!(said[0].detail.contains(tried), "{}", said[0].detail);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sts_out_of_reach_is_told_with_its_host() {
    let cloud = cloud().await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = nobody.local_addr().unwrap();
    drop(nobody);
    let mut config = profile(&cloud);
    config["profiles"][0]["sts_endpoint"] = json!(format!("http://{host}"));
    let body = format!("{BY_PROFILE}{}", package(""));
    let workspace = workspace_with_profiles(&cloud, &config, &body);
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(said[0].summary, "STS cannot be reached");
    let told = format!(
        "No package was bought.\n\nRole {ROLE} assumed with profile \"deploy\" of profiles.json: {host} was not reached: "
    );
    assert!(said[0].detail.starts_with(&told), "{}", said[0].detail);
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

/// Where the simulator is, without the scheme.
fn host(cloud: &Simulator) -> String {
    let endpoint = cloud.endpoint();
    let host = endpoint.trim_start_matches("http://");
    host.trim_end_matches('/').to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_answers_in_the_place_of_sts_is_told_with_its_host() {
    for (status, body) in [
        (403, "<html>Please sign in</html>"),
        (200, "{\"Credentials\": 1"),
    ] {
        let cloud = cloud().await;
        let body = body.to_owned();
        cloud.fault(Fault::new("AssumeRole", Effect::Http { status, body }));
        let body = format!("{BY_PROFILE}{}", package(""));
        let workspace = workspace_with_profiles(&cloud, &profile(&cloud), &body);
        let (code, said) = workspace.apply().await;
        assert_eq!((code, said.len()), (1, 1), "{said:?}");
        assert_eq!(said[0].summary, "STS gives no definite answer");
        let told = format!(
            "\n\nSTS was asked at {}. A role is assumed there, so there is no key to call CEN with. Check whether that is the \
             address of STS (sts in endpoints of the provider block, ALIBABA_CLOUD_STS_ENDPOINT, or the region), and what \
             answers in its place, such as a proxy (HTTPS_PROXY, NO_PROXY) or a page to sign in.",
            host(&cloud)
        );
        assert!(said[0].detail.ends_with(&told), "{}", said[0].detail);
        assert!(said[0].detail.starts_with("No package was bought.\n\n"));
        assert_eq!(cloud.all::<cen_simulator::Package>(), []);
    }
}
