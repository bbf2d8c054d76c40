//! Terraform or OpenTofu themselves: finding them, running them in a folder of their own, and reading what they say.

mod attached;
mod workspace;

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value as Json;

pub use workspace::{Finished, Workspace};

/// A `terraform` or `tofu`.
#[derive(Clone, Debug)]
pub struct Cli {
    program: PathBuf,
    version: [u64; 3],
}

impl Cli {
    /// The one that all tests of this process use: what the variable `TF_ACC_TERRAFORM_PATH` names, as in the testing
    /// libraries of Terraform itself; else what is on the `PATH`; else `hosts/terraform` in Cargo's target folder.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn find() -> &'static Self {
        static FOUND: LazyLock<Cli> = LazyLock::new(|| {
            let found = named().or_else(on_path).or_else(fetched);
            let program = found.unwrap_or_else(|| {
                panic!(
                    "There is neither terraform nor tofu on the PATH. Install one of them (developer.hashicorp.com/terraform \
                     or opentofu.org), name one in {NAMED}, fetch one with tests/hosts/fetch, or leave these tests out: \
                     cargo test -- --skip product"
                )
            });
            Cli::at(program)
        });
        &FOUND
    }

    /// All those that lie under their versions in `hosts` in Cargo's target folder, the oldest first.
    ///
    /// ```no_run
    /// use tf_plugin_testing::cli::{Cli, Workspace};
    ///
    /// # async fn example(mut workspace: Workspace) {
    /// for host in Cli::all_fetched() {
    ///     workspace.set_host(host);
    ///     workspace.assert_clean().await;
    /// }
    /// # }
    /// ```
    pub fn all_fetched() -> Vec<Self> {
        let folders = hosts().and_then(|hosts| std::fs::read_dir(hosts).ok());
        let programs = folders.into_iter().flatten().flatten();
        let mut all: Vec<Self> = programs
            .map(|folder| folder.path().join("terraform"))
            .filter(|program| program.is_file())
            .map(Self::at)
            .collect();
        all.sort_by_key(|one| one.version);
        all
    }

    fn at(program: PathBuf) -> Self {
        let version = version_of(&program);
        Self { program, version }
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Whether it is OpenTofu.
    pub fn is_tofu(&self) -> bool {
        self.program.file_stem().is_some_and(|name| name == "tofu")
    }

    /// Whether it is at least this version, major and minor: of Terraform, or of OpenTofu; none of the latter where no
    /// version of it can do what is asked.
    ///
    /// ```no_run
    /// use tf_plugin_testing::cli::Cli;
    ///
    /// if !Cli::find().is_at_least([1, 12], None) {
    ///     return; // This host knows nothing of identities.
    /// }
    /// ```
    pub fn is_at_least(&self, terraform: [u64; 2], tofu: Option<[u64; 2]>) -> bool {
        let [major, minor, _] = self.version;
        let least = if self.is_tofu() {
            tofu
        } else {
            Some(terraform)
        };
        least.is_some_and(|least| [major, minor] >= least)
    }
}

impl fmt::Display for Cli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_tofu() {
            "OpenTofu"
        } else {
            "Terraform"
        };
        let [major, minor, patch] = self.version;
        write!(f, "{name} {major}.{minor}.{patch}")
    }
}

/// The variable that names the program.
const NAMED: &str = "TF_ACC_TERRAFORM_PATH";

#[expect(
    clippy::disallowed_methods,
    reason = "a test looks for the CLI as a shell would"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn named() -> Option<PathBuf> {
    let program = variable(NAMED)?;
    Some(std::path::absolute(program).expect("a current folder"))
}

fn on_path() -> Option<PathBuf> {
    let path = variable("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    ["terraform", "tofu"].iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|candidate| candidate.is_file())
    })
}

fn fetched() -> Option<PathBuf> {
    Some(hosts()?.join("terraform")).filter(|program| program.is_file())
}

/// Where a script puts programs: in Cargo's target folder, which this test was built in.
fn hosts() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    let mut folders = test.ancestors();
    let target = folders.find(|folder| folder.join("CACHEDIR.TAG").is_file())?;
    Some(target.join("hosts"))
}

fn version_of(program: &Path) -> [u64; 3] {
    let output = Command::new(program)
        .args(["version", "-json"])
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::null())
        .output()
        .expect("the CLI starts");
    let version: Json = serde_json::from_slice(&output.stdout).expect("a version in JSON");
    // Terraform and OpenTofu use the same name.
    parsed(version["terraform_version"].as_str().expect("a version"))
}

/// The numbers of a version such as `1.12.0-beta1`.
fn parsed(version: &str) -> [u64; 3] {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    let mut parts = release.split('.').map(|part| part.parse().unwrap_or(0));
    [(); 3].map(|()| parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cli(program: &str, version: &str) -> Cli {
        Cli {
            program: program.into(),
            version: parsed(version),
        }
    }

    #[test]
    fn versions_are_compared_by_number_for_each_program() {
        let terraform = cli("/bin/terraform", "1.11.4");
        assert!(terraform.is_at_least([1, 9], None));
        assert!(terraform.is_at_least([1, 11], None));
        assert!(!terraform.is_at_least([1, 12], Some([1, 0])));
        let tofu = cli("/bin/tofu", "1.10.0-rc1");
        assert!(tofu.is_at_least([1, 12], Some([1, 10])));
        assert!(!tofu.is_at_least([1, 1], None));
        assert_eq!(terraform.to_string(), "Terraform 1.11.4");
        assert_eq!(tofu.to_string(), "OpenTofu 1.10.0");
    }
}
