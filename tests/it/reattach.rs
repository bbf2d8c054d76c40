//! `serve --debug`: a provider that a person starts, and that hosts are pointed to.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use cen_simulator::{
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Package, Simulator,
};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::protocol::generated::tfplugin6::get_metadata;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use tf_plugin_testing::process::client::{Client, health};
use tf_plugin_testing::process::leftovers;
use tf_plugin_testing::soon;

use crate::support::BINARY;
use crate::support::terraform::Workspace;

const ADDRESSES: [&str; 2] = [
    "registry.opentofu.org/cen-rs/cen",
    "registry.terraform.io/cen-rs/cen",
];

/// A provider in debug mode. Dropping it kills it.
struct Debugged {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// What it says before the line with the variable.
    introduction: String,
    /// The value of the variable, as a shell would read it.
    reattach: String,
    scratch: TempDir,
}

impl Debugged {
    /// Starts the provider with these variables, and reads up to the one that it prints.
    async fn start(variables: &[(&str, &str)]) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let mut child = Command::new(BINARY)
            .args(["serve", "--debug"])
            .env_clear()
            .env("HOME", scratch.path())
            .env("TMPDIR", scratch.path())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (mut introduction, mut line) = (String::new(), String::new());
        while !line.starts_with('\t') {
            introduction.push_str(&std::mem::take(&mut line));
            let read = soon("the instructions", stdout.read_line(&mut line)).await;
            assert_ne!(read.unwrap(), 0, "{introduction}");
        }
        let value = line
            .strip_prefix("\tTF_REATTACH_PROVIDERS='")
            .and_then(|rest| rest.strip_suffix("'\n"));
        let reattach = value.expect("an assignment for a shell").to_owned();
        Self {
            child,
            stdout,
            introduction,
            reattach,
            scratch,
        }
    }

    fn socket(&self) -> PathBuf {
        let reattach: Json = serde_json::from_str(&self.reattach).unwrap();
        reattach[ADDRESSES[0]]["Addr"]["String"]
            .as_str()
            .unwrap()
            .into()
    }

    fn client(&self) -> Client {
        Client {
            socket: self.socket(),
            tls: None,
        }
    }

    /// Presses Ctrl-C, and answers with how it ended and what it has said since it was started.
    async fn interrupt(mut self) -> (ExitStatus, String) {
        let pid = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().await;
        assert!(sent.unwrap().success());
        let status = soon("the end of the provider", self.child.wait())
            .await
            .unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).await.unwrap();
        assert_eq!(leftovers(self.scratch.path()), Vec::<PathBuf>::new());
        (status, rest)
    }
}

#[tokio::test]
async fn it_says_how_to_point_a_host_to_it() {
    let debugged = Debugged::start(&[]).await;
    let socket = debugged.socket();
    assert!(socket.starts_with(debugged.scratch.path()), "{socket:?}");
    let entry = json!({
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": debugged.child.id().unwrap(),
        "Test": true,
        "Addr": { "Network": "unix", "String": socket },
    });
    let expected = json!({ ADDRESSES[0]: entry, ADDRESSES[1]: entry });
    assert_eq!(
        serde_json::from_str::<Json>(&debugged.reattach).unwrap(),
        expected
    );
    assert_eq!(
        debugged.introduction,
        "The provider is running. To use it, set this variable where Terraform or OpenTofu runs:\n\n"
    );
}

#[tokio::test]
async fn clients_come_and_go_until_ctrl_c_ends_it() {
    let debugged = Debugged::start(&[]).await;
    let client = debugged.client();
    let first = client.channel();
    assert_eq!(health(first.clone()).await, Ok(ServingStatus::Serving));
    for _ in 0..3 {
        // Each comes over a connection of its own, and leaves.
        let mut visitor = client.provider();
        let metadata = visitor.get_metadata(get_metadata::Request {});
        let answer = soon("an answer", metadata).await.unwrap().into_inner();
        let mut types = answer.resources.iter();
        assert!(types.any(|one| one.type_name == "cen_bandwidth_package"));
    }
    assert_eq!(health(first.clone()).await, Ok(ServingStatus::Serving));

    let socket = debugged.socket();
    let (status, rest) = debugged.interrupt().await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(
        rest,
        "\nIt serves any number of runs until you press Ctrl-C.\n"
    );
    assert!(!socket.exists());
    assert!(health(first).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_debugged_product_serves_one_run_of_terraform_after_the_other() {
    let cloud = Simulator::start(Options::default()).await.unwrap();
    let debugged = Debugged::start(&[
        ("CEN_ENDPOINT", &cloud.endpoint()),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET),
        ("CEN_PURCHASE_JOURNAL", "off"),
    ])
    .await;
    let body = r#"
resource "cen_bandwidth_package" "this" {
  bandwidth   = 5
  area_a      = "China"
  area_b      = "Asia-Pacific"
  charge_type = "PostPaid"
}
"#;
    let mut workspace = Workspace::new(&cloud, body);
    // The provider can be found through the variable, and in no other way.
    let nowhere = workspace.path().join("nowhere.tfrc");
    std::fs::write(&nowhere, "").unwrap();
    workspace.set("TF_CLI_CONFIG_FILE", nowhere.to_str().unwrap());
    workspace.set("TF_REATTACH_PROVIDERS", &debugged.reattach);

    for _ in 0..2 {
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
        assert_eq!(plan.actions(), ["create"]);
    }
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
    assert_eq!(
        health(debugged.client().channel()).await,
        Ok(ServingStatus::Serving)
    );
    assert_eq!(debugged.interrupt().await.0.code(), Some(0));
}
