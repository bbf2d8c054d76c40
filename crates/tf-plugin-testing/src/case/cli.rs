//! Steps with a real CLI.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value as Json, json};

use super::step::{Config, Import};
use crate::cli::{Cli, Workspace};
use crate::plan::Plan;
use crate::said::Said;

/// The file that a configuration in JSON is in.
const MAIN: &str = "main.tf.json";

/// What `-target` itself causes to be said.
const TARGETING: [&str; 2] = [
    "Resource targeting is in effect",
    "Applied changes may be incomplete",
];

/// A workspace that steps are done in.
pub(super) struct Commands {
    workspace: Workspace,
    /// The provider block.
    pub(super) block: Json,
}

impl Commands {
    pub(super) fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            block: json!({}),
        }
    }

    /// Plans into the file that [`Commands::apply`] carries out.
    pub(super) async fn plan(&self, config: &Config) -> Plan {
        self.write(config, &json!({}));
        self.workspace.plan().await
    }

    /// Has a configuration, the provider block and `more` in the folder.
    fn write(&self, config: &Config, more: &Json) {
        let mut main = json!({ "provider": { self.workspace.provider(): &self.block } });
        let (json, hcl) = match config {
            Config::Json(json) => (json, ""),
            Config::Hcl(hcl) => (&Json::Null, hcl.as_str()),
        };
        for section in [json, more].into_iter().filter_map(Json::as_object) {
            for (name, value) in section {
                main[name] = value.clone();
            }
        }
        self.workspace.configure(hcl);
        let file = self.workspace.path().join(MAIN);
        // On lines of their own, arguments are shown one by one in what is said of them.
        fs::write(file, format!("{main:#}")).expect("a file that can be written");
    }

    /// Carries the last plan out.
    pub(super) async fn apply(&self) -> Vec<Said> {
        let plan = self.workspace.path().join("tfplan");
        let plan = plan.to_str().expect("a path that is text");
        let (code, said) = self
            .workspace
            .said(&["apply", "-json", "-no-color", plan])
            .await;
        assert_eq!(code != 0, said.iter().any(Said::is_error), "{said:?}");
        said
    }

    /// What the state has, by address.
    pub(super) async fn state(&self) -> BTreeMap<String, Json> {
        let shown = self.workspace.run(&["show", "-json"]).await;
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        let state: Json = serde_json::from_str(&shown.stdout).expect("a state in JSON");
        let resources = state["values"]["root_module"]["resources"].as_array();
        let resources = resources.into_iter().flatten();
        resources
            .map(|one| {
                let address = one["address"].as_str().expect("an address").to_owned();
                (address, one["values"].clone())
            })
            .collect()
    }

    /// Imports by a block beside the configuration. Answers with what was said and what was found; with nothing where this
    /// CLI cannot do that.
    ///
    /// What the state has already is left alone: then the import is only planned, in a folder of its own.
    pub(super) async fn import(
        &self,
        import: &Import,
        config: &Config,
        is_known: bool,
    ) -> Option<(Vec<Said>, Json)> {
        let (key, value, least) = match (&import.id, &import.identity) {
            (Some(id), _) => ("id", json!(id), ([1, 5], Some([1, 5]))),
            (None, Some(identity)) => ("identity", identity.clone(), ([1, 12], None)),
            (None, None) => panic!("a CLI does not show identities: use Step::import_of"),
        };
        if !Cli::find().is_at_least(least.0, least.1) {
            return None;
        }
        let import_block = json!({ "import": [{ "to": &import.address, key: value }] });
        self.write(config, &import_block);
        let apart = tempfile::tempdir().expect("a temporary folder");
        let folder = if is_known {
            apart.path()
        } else {
            self.workspace.path()
        };
        if is_known {
            for file in ["main.tf", MAIN] {
                fs::copy(self.workspace.path().join(file), folder.join(file))
                    .expect("a file that can be copied");
            }
        }
        let chdir = format!("-chdir={}", folder.display());
        let target = format!("-target={}", import.address);
        let plan = [&chdir, "plan", "-json", "-no-color", "-out=import", &target];
        let (code, mut said) = self.workspace.said(&plan).await;
        let mut found = Json::Null;
        if code == 0 {
            let shown = self
                .workspace
                .run(&[&chdir, "show", "-json", "import"])
                .await;
            let plan: Json = serde_json::from_str(&shown.stdout).expect("a plan in JSON");
            let changes = plan["resource_changes"].as_array().into_iter().flatten();
            let mut changes = changes.filter(|change| change["address"] == import.address);
            found = changes.next().expect("a plan of the import")["change"]["before"].clone();
            if !is_known {
                let apply = [&chdir, "apply", "-json", "-no-color", "import"];
                said.extend(self.workspace.said(&apply).await.1);
            }
        }
        said.retain(|one| !TARGETING.contains(&one.summary.as_str()));
        Some((said, found))
    }
}
