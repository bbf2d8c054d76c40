//! No secret leaves the provider.

use alibaba_cloud::secret::Secret;
use cen_simulator::{AccessKey, Effect, Fault, Options, Simulator, Stage};

use super::package;
use crate::support::terraform::{Finished, Workspace};

const SECRET: &str = "canary-secret-8b1f";
const TOKEN: &str = "canary-token-77aa";

/// What a run has left behind, by place.
struct Traces {
    /// The log of the host at TRACE, lines of the provider only.
    provider_log: String,
    /// The whole log.
    log: String,
    state: String,
    /// Screens of apply and of a refused plan, and what `show` says of state and plan.
    screens: String,
    plan: String,
}

/// Applies, plans and shows with faults on the way, then plans with a wrong secret, all with TRACE logs.
async fn traces(
    cloud: &Simulator,
    provider: &str,
    variables: &[(&str, &str)],
    wrong: impl Fn(&mut Workspace),
) -> Traces {
    cloud.fault(Fault::new("CreateCenBandwidthPackage", Effect::Lost(Stage::After)).times(1));
    cloud.fault(Fault::new("DescribeCenBandwidthPackages", Effect::Truncated).times(1));
    let mut workspace = Workspace::new(
        cloud,
        &format!("{provider}{}", package("  name = \"first\"")),
    );
    let log = workspace.path().join("log");
    workspace.set("TF_LOG", "TRACE");
    workspace.set("TF_LOG_PATH", log.to_str().unwrap());
    for (name, value) in variables {
        workspace.set(name, value);
    }
    let plan = workspace.path().join("plan").display().to_string();
    let mut screens = String::new();
    let mut shown = String::new();
    for arguments in [
        &["apply", "-auto-approve", "-no-color"][..],
        &["plan", "-no-color", "-out", &plan],
        &["show", "-json"],
        &["show", "-json", &plan],
    ] {
        let Finished {
            code,
            stdout,
            stderr,
        } = workspace.run(arguments).await;
        assert_eq!(code, 0, "{stderr}");
        screens += &stderr;
        if arguments.len() == 3 && arguments[2] == plan {
            shown += &stdout
        } else {
            screens += &stdout
        }
    }
    // A wrong secret is refused, and the refusal quotes the string to sign.
    wrong(&mut workspace);
    let refused = workspace.run(&["plan", "-no-color"]).await;
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("SignatureDoesNotMatch"),
        "{}",
        refused.stderr
    );
    screens += &refused.stderr;

    let log = std::fs::read_to_string(log).unwrap();
    let provider_log: String = log
        .lines()
        .filter(|line| line.contains("provider.terraform-provider-cen"))
        .collect();
    assert!(
        provider_log.contains("CreateCenBandwidthPackage"),
        "API calls are logged"
    );
    let state = std::fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap();
    Traces {
        provider_log,
        log,
        state,
        screens,
        plan: shown,
    }
}

async fn guarded_cloud() -> Simulator {
    let key = AccessKey {
        id: "canary-id".to_owned(),
        secret: Secret::new(SECRET),
        security_token: Some(Secret::new(TOKEN)),
        ..AccessKey::default()
    };
    Simulator::start(Options {
        access_keys: vec![key],
        ..Options::default()
    })
    .await
    .unwrap()
}

fn assert_absent(place: &str, text: &str) {
    for needle in [SECRET, TOKEN, "Signature=", "%26SecurityToken"] {
        assert!(!text.contains(needle), "{needle} in {place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_the_environment_reach_no_log_error_state_or_plan() {
    for signature_version in ["v1", "acs3"] {
        let cloud = guarded_cloud().await;
        let variables = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "canary-id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", SECRET),
            ("ALIBABA_CLOUD_SECURITY_TOKEN", TOKEN),
            ("CEN_SIGNATURE_VERSION", signature_version),
        ];
        let wrong = |workspace: &mut Workspace| {
            workspace.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", &format!("{SECRET}x"));
        };
        let traces = traces(&cloud, "", &variables, wrong).await;
        assert_absent("log", &traces.log);
        assert_absent("state", &traces.state);
        assert_absent("screens", &traces.screens);
        assert_absent("plan", &traces.plan);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_the_provider_block_reach_no_log_error_or_state() {
    let cloud = guarded_cloud().await;
    let provider = format!(
        "provider \"cen\" {{\n  access_key = \"canary-id\"\n  secret_key = \"{SECRET}\"\n  security_token = \"{TOKEN}\"\n}}\n"
    );
    let wrong = |workspace: &mut Workspace| {
        let bad = provider.replace(SECRET, &format!("{SECRET}x"));
        workspace.configure(&format!("{bad}{}", package("  name = \"first\"")));
    };
    let traces = traces(&cloud, &provider, &[], wrong).await;
    // Terraform keeps the configuration itself in plan files, so the plan is left out here.
    assert_absent("log", &traces.provider_log);
    assert_absent("state", &traces.state);
    assert_absent("screens", &traces.screens);
}
