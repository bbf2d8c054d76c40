//! Real Terraform (or OpenTofu) in a folder of its own, with the built provider and a simulator.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use serde_json::Value as Json;
use tempfile::TempDir;
use tokio::process::Command;

/// The address of the resource that most tests have.
pub const PACKAGE: &str = "cen_bandwidth_package.this";

/// The warning that `dev_overrides` itself causes.
const OVERRIDE_WARNING: &str = "Provider development overrides are in effect";

/// A folder with a configuration, a state, and an environment that leads to one provider.
pub struct Workspace {
    folder: TempDir,
    /// What every configuration begins with.
    prelude: String,
    environment: BTreeMap<String, String>,
    cli: PathBuf,
}

/// What a command has said.
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A diagnostic as the CLI reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub severity: String,
    pub summary: String,
    pub detail: String,
    /// The argument that is underlined; empty for the block itself.
    pub attribute: String,
}

/// A plan: what would be done, and what was said.
pub struct Plan {
    pub code: i32,
    /// `resource_changes` of the plan in JSON; empty when planning failed.
    pub changes: Vec<Json>,
    pub said: Vec<Said>,
}

impl Workspace {
    /// A workspace for `cloud` whose configuration is `body` after the provider's requirements.
    pub fn new(cloud: &Simulator, body: &str) -> Self {
        let built = Path::new(env!("CARGO_BIN_EXE_terraform-provider-cen"));
        let mut workspace = Self::of_provider("cen-rs/cen", built.parent().unwrap(), body);
        workspace.set("CEN_ENDPOINT", &cloud.endpoint());
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID);
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET);
        // What this machine has besides is no part of any test.
        workspace.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
        workspace.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
        workspace
    }

    /// A workspace for the provider `source`, such as `acme/anvil`, whose binary is in the folder `built`.
    pub fn of_provider(source: &str, built: &Path, body: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let configuration = format!(
            "provider_installation {{\n  dev_overrides {{\n    \"registry.terraform.io/{source}\" = {built:?}\n    \
             \"registry.opentofu.org/{source}\" = {built:?}\n  }}\n  direct {{}}\n}}\n"
        );
        let cli_configuration = folder.path().join("cli.tfrc");
        std::fs::write(&cli_configuration, configuration).unwrap();
        let environment = [
            ("TF_CLI_CONFIG_FILE", cli_configuration.to_str().unwrap()),
            ("CHECKPOINT_DISABLE", "1"),
            ("TF_IN_AUTOMATION", "1"),
        ];
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let name = source.rsplit('/').next().unwrap();
        let workspace = Self {
            folder,
            prelude: format!(
                "terraform {{\n  required_providers {{\n    {name} = {{ source = {source:?} }}\n  }}\n}}\n"
            ),
            environment,
            cli: Self::cli(),
        };
        workspace.configure(body);
        workspace
    }

    /// `terraform` or `tofu` from the path.
    pub fn cli() -> PathBuf {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test looks for the CLI as a shell would"
        )]
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let found = ["terraform", "tofu"].iter().find_map(|name| {
            folders
                .iter()
                .map(|folder| folder.join(name))
                .find(|candidate| candidate.is_file())
        });
        found.unwrap_or_else(|| {
            panic!(
                "There is neither terraform nor tofu on the PATH. Install one of them (developer.hashicorp.com/terraform or \
                 opentofu.org), or leave these tests out: cargo test -- --skip product"
            )
        })
    }

    /// Replaces the configuration.
    pub fn configure(&self, body: &str) {
        let configuration = format!("{}{body}", self.prelude);
        std::fs::write(self.path().join("main.tf"), configuration).unwrap();
    }

    /// Has the CLI find a provider at `address` of the public registry, which Terraform insists on for every provider
    /// in a state. The built binary stands in for it.
    pub fn stand_in(&self, address: &str) {
        let folder = self.path().join("stand-in");
        std::fs::create_dir_all(&folder).unwrap();
        let name = address.rsplit('/').next().unwrap();
        let binary = env!("CARGO_BIN_EXE_terraform-provider-cen");
        std::fs::copy(binary, folder.join(format!("terraform-provider-{name}"))).unwrap();
        let file = self.path().join("cli.tfrc");
        let configuration = std::fs::read_to_string(&file).unwrap();
        let line =
            format!("dev_overrides {{\n    \"registry.terraform.io/{address}\" = {folder:?}\n");
        std::fs::write(file, configuration.replace("dev_overrides {\n", &line)).unwrap();
    }

    /// Sets a variable of the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command, ready to be started with other settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let inherited = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            let foreign = ["TF_", "ALICLOUD", "ALIBABA", "CEN_", "CBN_", "HTTP", "http"];
            !foreign.iter().any(|prefix| name.starts_with(prefix))
        });
        let mut command = Command::new(&self.cli);
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(inherited)
            .envs(&self.environment)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Finished {
        let output = self.command(arguments).output().await.unwrap();
        Finished {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Applies, and answers with the exit code and what was said.
    pub async fn apply(&self) -> (i32, Vec<Said>) {
        self.said(&["apply", "-auto-approve", "-json", "-no-color"])
            .await
    }

    /// Applies, and insists on success without a word.
    pub async fn apply_quietly(&self) {
        assert_eq!(self.apply().await, (0, vec![]));
    }

    /// Destroys, and answers with the exit code and what was said.
    pub async fn destroy(&self) -> (i32, Vec<Said>) {
        self.said(&["destroy", "-auto-approve", "-json", "-no-color"])
            .await
    }

    /// Runs a command with `-json` and collects its diagnostics.
    pub async fn said(&self, arguments: &[&str]) -> (i32, Vec<Said>) {
        let finished = self.run(arguments).await;
        (finished.code, diagnostics(&finished.stdout))
    }

    /// Plans, refresh included.
    pub async fn plan(&self) -> Plan {
        self.plan_with(&[]).await
    }

    /// Plans with more arguments.
    pub async fn plan_with(&self, arguments: &[&str]) -> Plan {
        let file = self.path().join("tfplan");
        let out = format!("-out={}", file.display());
        let mut all = vec!["plan", "-json", "-no-color", &out];
        all.extend(arguments);
        let (code, said) = self.said(&all).await;
        let changes = if code == 0 {
            let shown = self.run(&["show", "-json", file.to_str().unwrap()]).await;
            let plan: Json = serde_json::from_str(&shown.stdout).unwrap();
            plan["resource_changes"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        } else {
            Vec::new()
        };
        Plan {
            code,
            changes,
            said,
        }
    }

    /// The attributes of the resource at `address`, or null when the state does not have it.
    pub async fn state(&self, address: &str) -> Json {
        let shown = self.run(&["show", "-json"]).await;
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        let state: Json = serde_json::from_str(&shown.stdout).unwrap();
        let resources = state["values"]["root_module"]["resources"]
            .as_array()
            .cloned();
        let resource = resources
            .unwrap_or_default()
            .into_iter()
            .find(|one| one["address"] == address);
        resource.map_or(Json::Null, |resource| {
            assert_ne!(resource["tainted"], true, "{address} is tainted");
            resource["values"].clone()
        })
    }

    /// Insists that a plan has nothing to do and nothing to say.
    pub async fn assert_clean(&self) {
        let plan = self.plan().await;
        assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
        for change in &plan.changes {
            assert_eq!(
                change["change"]["actions"],
                serde_json::json!(["no-op"]),
                "{change:#}"
            );
        }
    }
}

impl Plan {
    /// What would be done with the only resource, or the first one, such as `["update"]`.
    pub fn actions(&self) -> Vec<&str> {
        Self::actions_in(self.changes.first())
    }

    /// What would be done with the resource at `address`.
    pub fn actions_of(&self, address: &str) -> Vec<&str> {
        let mut changes = self.changes.iter();
        Self::actions_in(changes.find(|change| change["address"] == address))
    }

    fn actions_in(change: Option<&Json>) -> Vec<&str> {
        let actions = change.and_then(|change| change["change"]["actions"].as_array());
        actions
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect()
    }

    /// The attributes that would change, with their values before and after; unknown ones are `(unknown)`.
    pub fn differences(&self) -> BTreeMap<String, (Json, Json)> {
        let change = &self.changes[0]["change"];
        let before = change["before"].as_object().cloned().unwrap_or_default();
        let after = change["after"].as_object().cloned().unwrap_or_default();
        let unknown = change["after_unknown"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let mut names: Vec<String> = before
            .keys()
            .chain(after.keys())
            .chain(unknown.keys())
            .cloned()
            .collect();
        names.sort();
        names.dedup();
        let differences = names.into_iter().filter_map(|name| {
            let old = before.get(&name).cloned().unwrap_or_default();
            let new = match unknown.get(&name) {
                Some(Json::Bool(true)) => Json::from("(unknown)"),
                _ => after.get(&name).cloned().unwrap_or_default(),
            };
            (old != new).then_some((name, (old, new)))
        });
        differences.collect()
    }
}

/// The diagnostics among the lines of a `-json` run.
fn diagnostics(stdout: &str) -> Vec<Said> {
    let lines = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Json>(line).ok());
    let diagnostics = lines
        .filter(|line| line["type"] == "diagnostic")
        .map(|line| {
            let diagnostic = &line["diagnostic"];
            let text = |name: &str| diagnostic[name].as_str().unwrap_or_default().to_owned();
            let code = diagnostic["snippet"]["code"].as_str().unwrap_or_default();
            let start = diagnostic["snippet"]["highlight_start_offset"]
                .as_u64()
                .unwrap_or(0);
            let end = diagnostic["snippet"]["highlight_end_offset"]
                .as_u64()
                .unwrap_or(0);
            let underlined =
                code.get(usize::try_from(start).unwrap()..usize::try_from(end).unwrap());
            // The CLI underlines the value; the argument is what stands before the equals sign.
            let attribute = match (underlined, code.split_once('=')) {
                (Some(underlined), Some((name, _))) if !underlined.starts_with("resource") => {
                    name.trim().to_owned()
                }
                _ => String::new(),
            };
            Said {
                severity: text("severity"),
                summary: text("summary"),
                detail: text("detail"),
                attribute,
            }
        });
    diagnostics
        .filter(|said| said.summary != OVERRIDE_WARNING)
        .collect()
}
