//! Real Terraform or OpenTofu in a folder of its own, with a provider that it need not install.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value as Json;
use tempfile::TempDir;
use tf_plugin::framework::Provider;
use tf_plugin::plugin::Plugin;
use tokio::process::Command;

use super::Cli;
use super::attached::Attached;
use crate::plan::Plan;
use crate::said::Said;

/// A folder with a configuration, a state, and an environment that leads to one provider.
///
/// Commands are run to their end, with the variables of this process but those of Terraform and of proxies.
pub struct Workspace {
    folder: TempDir,
    /// What every configuration begins with.
    prelude: String,
    environment: BTreeMap<String, String>,
    hidden: Vec<String>,
    /// The local name of the provider.
    provider: String,
    attached: Option<Attached>,
    host: Cli,
}

/// What a command has said.
pub struct Finished {
    /// Its exit code; -1 after a signal.
    pub code: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Workspace {
    /// A workspace for the provider `source`, such as `acme/anvil`, whose binary is in the folder `built` under the name
    /// `terraform-provider-anvil`. The configuration is `body` after the provider's requirements.
    pub fn of_binary(source: &str, built: &Path, body: &str) -> Self {
        let addresses = ["registry.terraform.io", "registry.opentofu.org"];
        let overrides =
            addresses.map(|registry| format!("    \"{registry}/{source}\" = {built:?}\n"));
        Self::new(source, &overrides.concat(), body)
    }

    /// A workspace for a provider that runs in the test itself, as hosts attach to one that is being debugged.
    ///
    /// The configuration is `body` after the provider's requirements.
    pub async fn attached<P: Provider>(plugin: &Plugin, provider: P, body: &str) -> Self {
        let address = plugin.addresses.first().expect("an address");
        let mut workspace = Self::new(address, "", body);
        let attached = Attached::to(plugin, provider).await;
        workspace.set("TF_REATTACH_PROVIDERS", attached.variable());
        workspace.attached = Some(attached);
        workspace
    }

    fn new(source: &str, overrides: &str, body: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let configuration = format!(
            "provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n  direct {{}}\n}}\n"
        );
        let cli_configuration = folder.path().join("cli.tfrc");
        std::fs::write(&cli_configuration, configuration).expect("a file that can be written");
        let name = source.rsplit('/').next().expect("an address");
        let mut workspace = Self {
            prelude: format!(
                "terraform {{\n  required_providers {{\n    {name} = {{ source = {source:?} }}\n  }}\n}}\n"
            ),
            environment: BTreeMap::new(),
            hidden: ["TF_", "HTTP", "http"].map(str::to_owned).into(),
            provider: name.to_owned(),
            attached: None,
            host: Cli::find().clone(),
            folder,
        };
        let cli_configuration = cli_configuration.to_str().expect("a path that is text");
        workspace.set("TF_CLI_CONFIG_FILE", cli_configuration);
        workspace.set("CHECKPOINT_DISABLE", "1");
        workspace.set("TF_IN_AUTOMATION", "1");
        workspace.configure(body);
        workspace
    }

    /// Replaces the configuration.
    pub fn configure(&self, body: &str) {
        let configuration = format!("{}{body}", self.prelude);
        std::fs::write(self.path().join("main.tf"), configuration)
            .expect("a file that can be written");
    }

    /// Has the CLI find a provider at `address` of the public registry, which Terraform insists on for every provider
    /// in a state. The provider in `binary` stands in for it.
    pub fn stand_in(&self, address: &str, binary: &Path) {
        let folder = self.path().join("stand-in");
        std::fs::create_dir_all(&folder).expect("a new folder");
        let name = address.rsplit('/').next().expect("an address");
        std::fs::copy(binary, folder.join(format!("terraform-provider-{name}")))
            .expect("a binary that can be copied");
        let file = self.path().join("cli.tfrc");
        let configuration = std::fs::read_to_string(&file).expect("the CLI's configuration");
        let line =
            format!("dev_overrides {{\n    \"registry.terraform.io/{address}\" = {folder:?}\n");
        std::fs::write(file, configuration.replace("dev_overrides {\n", &line))
            .expect("a file that can be written");
    }

    /// The local name of the provider.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Sets a variable of the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.insert(name.to_owned(), value.to_owned());
    }

    /// Keeps variables of this process from the CLI whose names begin with `prefix`. Those of Terraform itself and of
    /// proxies never get there.
    pub fn hide(&mut self, prefix: &str) {
        self.hidden.push(prefix.to_owned());
    }

    /// Has another host run the commands from now on than the one that all tests use.
    pub fn set_host(&mut self, host: Cli) {
        self.host = host;
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command, ready to be started with other settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let inherited = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            !self.hidden.iter().any(|prefix| name.starts_with(prefix))
        });
        let mut command = Command::new(self.host.program());
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
        let output = self
            .command(arguments)
            .output()
            .await
            .expect("the CLI starts");
        Finished {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("standard output is text"),
            stderr: String::from_utf8(output.stderr).expect("standard error is text"),
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
        (finished.code, Said::in_lines(&finished.stdout))
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
            let shown = self
                .run(&["show", "-json", file.to_str().expect("a path that is text")])
                .await;
            let plan: Json = serde_json::from_str(&shown.stdout).expect("a plan in JSON");
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
        let state: Json = serde_json::from_str(&shown.stdout).expect("a state in JSON");
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
