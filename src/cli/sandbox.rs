//! `sandbox`: a command between this provider and a simulated cloud.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cen_simulator::Simulator;

use super::environment::Environment;
use super::error::Error;
use super::options::SimulatorOptions;
use super::plugin_folders::{HOSTS, cli_configuration, link, place_in_mirror};
use super::signals::Requests;
use super::{call_summary, child, console, host, quickstart, simulator};
use crate::config::{BORDER_VARIABLE, REGION_VARIABLES};
use crate::sandbox::{Sandbox, VARIABLE};

/// What is to be shown.
pub(super) struct Wanted {
    /// Of the quickstart, every word of the CLI.
    pub(super) verbose: bool,
    /// Where what was called and bought is to be written.
    pub(super) json: Option<PathBuf>,
}

/// Runs `command`, or the quickstart when there is none, and passes its exit code on.
pub(super) fn run(
    options: SimulatorOptions,
    wanted: &Wanted,
    command: &[OsString],
    environment: &Environment,
) -> Result<ExitCode, Error> {
    let quiet = options.quiet;
    let cloud = options.state.as_deref().map(cloud_in);
    let options = options.into_options(None, false, environment)?;
    let environment = &host::reachable(environment, command)?;
    let key = options.access_keys.first().cloned().unwrap_or_default();
    simulator::runtime()?.block_on(async {
        // Before there is anything to clean up.
        let mut requests = Requests::listen().map_err(Error::Simulator)?;
        let simulator = Simulator::start(options).await.map_err(Error::Simulator)?;
        let playground = Playground::new()?;
        let sandbox = Sandbox {
            endpoint: simulator.endpoint(),
            key,
            cloud,
        };
        let Some((program, arguments)) = command.split_first() else {
            let configuration = playground.configuration()?;
            let mut own = environment.clone();
            // What the user has set for configurations of his own is no part of this one.
            own.retain(|name| !name.to_uppercase().starts_with("TF_"));
            let mut environment = child_environment(&own, &sandbox, &configuration);
            // Its story is another one, and nothing in it is bought for real.
            environment.set(BORDER_VARIABLE, "false");
            let folder = playground.path("quickstart");
            let verbose = wanted.verbose;
            let playing =
                quickstart::run(&folder, &environment, &simulator, &mut requests, verbose);
            return playing.await.map(ExitCode::from);
        };
        let configuration = playground.configuration_with_overrides()?;
        let environment = child_environment(environment, &sandbox, &configuration);
        let code = child::run(program, arguments, &environment, &mut requests).await?;
        if !quiet {
            console::note(&call_summary::summary(&simulator.summary()));
        }
        if let Some(file) = &wanted.json {
            write_summary(file, &call_summary::json(&simulator.summary()))?;
        }
        Ok(ExitCode::from(code))
    })
}

fn write_summary(file: &Path, text: &str) -> Result<(), Error> {
    if file == Path::new("-") {
        console::say(text);
        return Ok(());
    }
    let what = format!("cannot write the summary to {}", file.display());
    std::fs::write(file, text).map_err(Error::files(what))
}

/// What a cloud that is kept in this file is known by, wherever the next command is started.
fn cloud_in(file: &Path) -> String {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    file.display().to_string()
}

/// A temporary folder with this binary in the places where Terraform looks; it is removed in the end.
struct Playground {
    folder: tempfile::TempDir,
    executable: PathBuf,
}

impl Playground {
    fn new() -> Result<Self, Error> {
        let executable =
            std::env::current_exe().map_err(Error::files("cannot find this binary"))?;
        let folder = tempfile::Builder::new()
            .prefix("cen-sandbox-")
            .tempdir()
            .map_err(Error::files("cannot create a temporary folder"))?;
        let playground = Self { folder, executable };
        for host in HOSTS {
            playground.link(&place_in_mirror(&playground.path("mirror"), host))?;
        }
        Ok(playground)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A configuration that `init` makes use of, and that says nothing on the screen.
    fn configuration(&self) -> Result<PathBuf, Error> {
        self.write(&cli_configuration(&self.path("mirror"), None))
    }

    /// A configuration that works without `init` too.
    fn configuration_with_overrides(&self) -> Result<PathBuf, Error> {
        let folder = self.path("overrides");
        let name = format!("terraform-provider-cen{}", std::env::consts::EXE_SUFFIX);
        self.link(&folder.join(name))?;
        self.write(&cli_configuration(&self.path("mirror"), Some(&folder)))
    }

    fn write(&self, text: &str) -> Result<PathBuf, Error> {
        let path = self.path("terraform.rc");
        std::fs::write(&path, text)
            .map_err(Error::files(format!("cannot write {}", path.display())))?;
        Ok(path)
    }

    fn link(&self, place: &Path) -> Result<(), Error> {
        link(&self.executable, place).map_err(Error::files(format!(
            "cannot put this binary at {}",
            place.display()
        )))
    }
}

/// Prefixes under which the provider, the official one, the CLI and the SDKs look for credentials, profiles and
/// endpoints.
const CLOUD_PREFIXES: [&str; 5] = [
    "ALIBABA_CLOUD_",
    "ALIBABACLOUD_",
    "ALICLOUD_",
    "ALIYUN_",
    "CEN_",
];

/// The names without such a prefix that some of them look for.
const CLOUD_NAMES: [&str; 8] = [
    "ACCESS_KEY_ID",
    "ACCESS_KEY_SECRET",
    "CBN_ENDPOINT",
    "REGION",
    "REGION_ID",
    "SECRET_KEY",
    "SECURITY_TOKEN",
    "STS_ENDPOINT",
];

/// What would lead Terraform past the configuration that is made here.
const TERRAFORM_NAMES: [&str; 4] = [
    "TERRAFORM_CONFIG",
    "TF_CLI_CONFIG_FILE",
    "TF_PLUGIN_CACHE_DIR",
    "TF_REATTACH_PROVIDERS",
];

/// The environment of the command: the caller's without anything that leads to a real account, and with everything that
/// leads to the simulator.
fn child_environment(parent: &Environment, sandbox: &Sandbox, configuration: &Path) -> Environment {
    let Sandbox { endpoint, key, .. } = sandbox;
    let mut child = parent.clone();
    child.retain(|name| {
        // Names are matched in any letter case: that is what Windows does, and one SDK reads `..._KEY_Id`.
        let name = name.to_uppercase();
        // A region leads to no account, and configurations may leave theirs to it.
        let cloud = !REGION_VARIABLES.contains(&name.as_str())
            && (CLOUD_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
                || CLOUD_NAMES.contains(&name.as_str()));
        !cloud && !TERRAFORM_NAMES.contains(&name.as_str())
    });
    // This is what the provider goes by. The rest is for other programs that the command may run.
    child.set(VARIABLE, sandbox.value());
    child.set("CEN_ENDPOINT", endpoint);
    child.set("CEN_BILLING_ENDPOINT", endpoint);
    child.set("ALIBABA_CLOUD_STS_ENDPOINT", endpoint);
    child.set("ALIBABA_CLOUD_ACCESS_KEY_ID", &key.id);
    child.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", key.secret.expose());
    if let Some(token) = &key.security_token {
        child.set("ALIBABA_CLOUD_SECURITY_TOKEN", token.expose());
    }
    // Files and instance roles are sources of credentials too.
    child.set("ALIBABA_CLOUD_IGNORE_PROFILE", "TRUE");
    child.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    child.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    child.set("TF_CLI_CONFIG_FILE", configuration);
    child.set("CHECKPOINT_DISABLE", "1");
    // A run in HCP Terraform would be outside of the sandbox, with the account that is configured there.
    child.set("TF_FORCE_LOCAL_BACKEND", "1");
    child
}

#[cfg(test)]
mod tests {
    use super::*;
    use cen_simulator::AccessKey;

    #[test]
    fn nothing_that_leads_to_a_real_account_reaches_the_command() {
        let parent: Environment = [
            "ALICLOUD_ACCESS_KEY",
            "ALICLOUD_SECRET_KEY",
            "ALIBABA_CLOUD_ACCESS_KEY_Id",
            "ALIBABA_CLOUD_SECURITY_TOKEN",
            "ALIBABACLOUD_PROFILE",
            "ALIYUN_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ENDPOINT_CBN",
            "CBN_ENDPOINT",
            "CEN_ENDPOINT",
            "CEN_BILLING_ENDPOINT",
            "CEN_SANDBOX",
            "ACCESS_KEY_SECRET",
            "SECURITY_TOKEN",
            "STS_ENDPOINT",
            "REGION",
            "ALIBABA_CLOUD_REGION",
            "ALICLOUD_REGION",
            "TF_REATTACH_PROVIDERS",
            "TF_PLUGIN_CACHE_DIR",
            "TF_CLI_CONFIG_FILE",
            "TF_VAR_bandwidth",
            "PATH",
            "alicloud_access_key",
        ]
        .iter()
        .map(|name| (OsString::from(name), OsString::from("canary")))
        .collect();
        let child = child_environment(
            &parent,
            &Sandbox {
                endpoint: "http://127.0.0.1:1".to_owned(),
                key: AccessKey::default(),
                cloud: None,
            },
            Path::new("/rc"),
        );
        let variables: Vec<(&str, &str)> = child
            .iter()
            .map(|(name, value)| (name.to_str().unwrap(), value.to_str().unwrap()))
            .collect();
        assert_eq!(
            variables,
            [
                ("ALIBABA_CLOUD_ACCESS_KEY_ID", "simulator-key-id"),
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "simulator-key-secret"),
                ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
                ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
                ("ALIBABA_CLOUD_IGNORE_PROFILE", "TRUE"),
                ("ALIBABA_CLOUD_REGION", "canary"),
                ("ALIBABA_CLOUD_STS_ENDPOINT", "http://127.0.0.1:1"),
                ("ALICLOUD_REGION", "canary"),
                ("CEN_BILLING_ENDPOINT", "http://127.0.0.1:1"),
                ("CEN_ENDPOINT", "http://127.0.0.1:1"),
                (
                    "CEN_SANDBOX",
                    "http://127.0.0.1:1 simulator-key-id:simulator-key-secret"
                ),
                ("CHECKPOINT_DISABLE", "1"),
                ("PATH", "canary"),
                ("TF_CLI_CONFIG_FILE", "/rc"),
                ("TF_FORCE_LOCAL_BACKEND", "1"),
                ("TF_VAR_bandwidth", "canary"),
            ]
        );
    }

    #[test]
    fn the_binary_lies_where_terraform_looks_and_everything_is_gone_in_the_end() {
        let playground = Playground::new().unwrap();
        let folder = playground.folder.path().to_owned();
        let configuration = playground.configuration_with_overrides().unwrap();
        let text = std::fs::read_to_string(configuration).unwrap();
        let (mirror, overrides) = (playground.path("mirror"), playground.path("overrides"));
        assert_eq!(text, cli_configuration(&mirror, Some(&overrides)));
        for host in HOSTS {
            assert!(place_in_mirror(&mirror, host).is_file());
        }
        drop(playground);
        assert!(!folder.exists());
    }
}
