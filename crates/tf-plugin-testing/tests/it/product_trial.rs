//! The provider in `tests/trial`, run by real Terraform: what the models of the conformance suite say is what hosts do.
//!
//! Like the tests in `product`, these need `terraform` or `tofu` on the path.

use std::process::Stdio;

use serde_json::json;
use tf_plugin_testing::cli::Workspace;
use tokio::io::AsyncWriteExt as _;

use crate::trial::{PLUGIN, Trial};

const EVERYTHING: &str = "trial_everything.this";

/// An object with something in every attribute and block.
fn full(text: &str, secret: &str) -> String {
    format!(
        r#"
variable "late" {{
  type    = list(string)
  default = ["a", "e\u0301"]
}}
resource "trial_fault" "first" {{}}
resource "trial_everything" "this" {{
  text    = "{text}"
  flag    = true
  amount  = 0.1
  kind    = "k"
  words   = [trial_fault.first.id, null]
  numbers = [3, 1, 9007199254740993, 1e40]
  keyed   = {{ "a b" = 1.5 }}
  grid    = [{{ x = "y" }}, {{}}]
  any     = [1, tostring(null), {{ late = trial_fault.first.id }}]
  any_choice = tobool(null)
  open    = {{ any = toset(["a"]), preset = null }}
  secret  = "{secret}"
  inner   = {{ name = "n", secret = "{secret}" }}
  inners  = [{{ name = trial_fault.first.id }}, {{ name = "m", size = -1 }}]
  inner_set = [{{ name = "a" }}, {{ flag = false }}]
  inner_map = {{ "k" = {{ name = "n", secret = "{secret}" }} }}
  single {{
    name   = "s"
    secret = "{secret}"
  }}
  dynamic "part" {{
    for_each = var.late
    content {{
      name = part.value
    }}
  }}
  mark {{
    name = "x"
  }}
  mark {{
    name = trial_fault.first.id
    flag = true
  }}
}}
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_attribute_and_block_passes_the_hosts_own_checks() {
    let body = full("one", "canary");
    let workspace = Workspace::attached(&PLUGIN, Trial, &body).await;
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    let made = workspace.state(EVERYTHING).await;
    assert_eq!(made["size"], 3);
    assert_eq!(made["preset"], 7);
    assert_eq!(made["choice"], "ours");
    assert_eq!(made["any"], json!([1, null, { "late": "fault" }]));
    assert_eq!(made["any_choice"], json!(["ours"]));
    assert_eq!(made["open"], json!({ "any": ["a"], "preset": true }));
    assert_eq!(made["secret"], json!(null));
    assert_eq!(
        made["inner"],
        json!({
            "name": "n", "secret": null, "size": null, "kind": null, "preset": 7, "id": "part",
        })
    );
    assert_eq!(made["single"]["preset"], 7);
    assert_eq!(made["inner_map"]["k"]["id"], "part");
    assert_eq!(made["inner_map"]["k"]["length"], 1);
    let names: Vec<_> = made["part"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| &part["name"])
        .collect();
    assert_eq!(names, ["a", "\u{e9}"]);
    let state = std::fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap();
    assert!(!state.contains("canary"));

    // Another secret alone is no change: nobody knows the old one.
    workspace.configure(&full("one", "sparrow"));
    workspace.assert_clean().await;

    workspace.configure(&full("three", "sparrow"));
    let plan = workspace.plan().await;
    let updates: Vec<_> = plan
        .changes
        .iter()
        .filter(|change| change["change"]["actions"] != json!(["no-op"]))
        .map(|change| {
            (
                change["address"].clone(),
                change["change"]["actions"].clone(),
            )
        })
        .collect();
    assert_eq!(
        (plan.code, updates),
        (0, vec![(json!(EVERYTHING), json!(["update"]))])
    );
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(EVERYTHING).await["size"], 5);

    // A part that replaces, inside of an object.
    let zoned =
        full("three", "sparrow").replace("name   = \"s\"", "name = \"s\"\n    kind = \"k\"");
    workspace.configure(&zoned);
    let plan = workspace.plan().await;
    let change = plan
        .changes
        .iter()
        .find(|change| change["address"] == EVERYTHING)
        .unwrap();
    assert_eq!(change["change"]["actions"], json!(["delete", "create"]));

    workspace.configure("resource \"trial_everything\" \"this\" {\n  text = \"\"\n}\n");
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
    assert_eq!(workspace.state(EVERYTHING).await["part"], json!([]));
    assert_eq!(workspace.destroy().await, (0, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_answer_in_the_console_where_nothing_is_configured() {
    let workspace = Workspace::attached(&PLUGIN, Trial, "").await;
    let mut console = workspace
        .command(&["console"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The console answers one question.
    let question = br#"jsonencode([provider::trial::join("-", "a", "b"), provider::trial::parts([1, "a"]), provider::trial::parts(true)])
"#;
    let mut stdin = console.stdin.take().unwrap();
    stdin.write_all(question).await.unwrap();
    drop(stdin);
    let output = console.wait_with_output().await.unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let answer = String::from_utf8(output.stdout).unwrap();
    assert_eq!(answer.trim(), r#""[\"a-b\",2,\"one\"]""#, "{said}");
}
