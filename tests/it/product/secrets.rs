//! No secret leaves the provider.

use terraform_provider_cen::alibaba::secret::Secret;
use terraform_provider_cen::simulator::{AccessKey, Effect, Fault, Options, Simulator, Stage};

use super::package;
use crate::support::terraform::{Finished, Workspace};

const SECRET: &str = "canary-secret-8b1f";
const TOKEN: &str = "canary-token-77aa";

/// Runs everything with TRACE logs, and insists that neither secret, token nor any signature shows anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_reaches_logs_errors_state_or_plan() {
    let key = AccessKey {
        id: "canary-id".to_owned(),
        secret: Secret::new(SECRET),
        security_token: Some(Secret::new(TOKEN)),
    };
    let options = Options {
        access_keys: vec![key],
        ..Options::default()
    };
    let cloud = Simulator::start(options).await.unwrap();
    cloud.fault(Fault::new("CreateCenBandwidthPackage", Effect::Lost(Stage::After)).times(1));
    cloud.fault(Fault::new("DescribeCenBandwidthPackages", Effect::Truncated).times(1));
    let provider = format!(
        "provider \"cen\" {{\n  access_key = \"canary-id\"\n  secret_key = \"{SECRET}\"\n  security_token = \"{TOKEN}\"\n}}\n"
    );
    let good = format!("{provider}{}", package("  name = \"first\""));
    let mut workspace = Workspace::new(&cloud, &good);
    let log = workspace.path().join("log");
    workspace.set("TF_LOG", "TRACE");
    workspace.set("TF_LOG_PATH", log.to_str().unwrap());

    let mut outputs = Vec::new();
    let plan = workspace.path().join("plan").display().to_string();
    for arguments in [
        &["apply", "-auto-approve", "-no-color"][..],
        &["plan", "-no-color", "-out", &plan],
        &["show", "-json", &plan],
        &["show", "-json"],
    ] {
        let finished = workspace.run(arguments).await;
        assert_eq!(finished.code, 0, "{}", finished.stderr);
        outputs.push(finished);
    }
    // A wrong secret is refused, and the refusal quotes the string to sign.
    workspace.configure(&good.replace(SECRET, &format!("{SECRET}x")));
    let refused = workspace.run(&["plan", "-no-color"]).await;
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("SignatureDoesNotMatch"),
        "{}",
        refused.stderr
    );
    outputs.push(refused);

    let log = std::fs::read_to_string(log).unwrap();
    assert!(
        log.contains("CreateCenBandwidthPackage"),
        "API calls are logged"
    );
    let state = std::fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap();
    let screens: String = outputs
        .iter()
        .map(|Finished { stdout, stderr, .. }| format!("{stdout}{stderr}"))
        .collect();
    // Terraform itself shows the provider block in a plan's JSON, so secrets are looked for in what is ours.
    let provider_lines: String = log
        .lines()
        .filter(|line| line.contains("provider.terraform-provider-cen"))
        .collect();
    for (place, text) in [("log", &provider_lines), ("state", &state)] {
        assert!(!text.contains(SECRET), "secret in {place}");
        assert!(!text.contains(TOKEN), "token in {place}");
    }
    for place in [&provider_lines, &state, &screens] {
        assert!(!place.contains("Signature="), "a signature shows");
        assert!(
            !place.contains("%26SecurityToken"),
            "a string to sign shows"
        );
    }
    let own_screens =
        outputs[0].stdout.clone() + &outputs[0].stderr + &outputs[4].stdout + &outputs[4].stderr;
    assert!(!own_screens.contains(SECRET) && !own_screens.contains(TOKEN));
}
