//! Real Terraform (or OpenTofu) in a folder of its own, with the built provider and a simulator.

use std::io::Write as _;
use std::ops::{Deref, DerefMut};
use std::path::Path;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Simulator};
use tf_plugin_testing::cli::{self, Cli};

use super::BINARY;

pub use tf_plugin_testing::Said;
pub use tf_plugin_testing::cli::Finished;

/// The address of the resource that most tests have.
pub const PACKAGE: &str = "cen_bandwidth_package.this";

/// What not every host knows that the provider works with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Feature {
    ImportForEach,
    Removed,
    Mocks,
    Functions,
    MovedAcrossTypes,
    Ephemeral,
    Identity,
    Query,
    Actions,
}

impl Feature {
    /// Those that users need to know of, with what they are called.
    pub const TOLD: [(Self, &str); 6] = [
        (Self::Functions, "functions `provider::cen::...`"),
        (Self::MovedAcrossTypes, "`moved` from `alicloud_cen_...`"),
        (Self::Ephemeral, "ephemeral `cen_credentials`"),
        (Self::Identity, "`import` by `identity`"),
        (Self::Query, "searches: `terraform query`"),
        (Self::Actions, "actions"),
    ];

    /// The one of this name, which pages use.
    pub fn named(name: &str) -> Self {
        let all = Self::TOLD.map(|(feature, _)| feature);
        let named = |feature: &Self| format!("{feature:?}") == name;
        let found = all.into_iter().chain([Self::Mocks]).find(named);
        found.unwrap_or_else(|| panic!("there is no feature {name:?}"))
    }

    /// The first versions that know it, major and minor: of Terraform, and of OpenTofu, if any does.
    pub fn first(self) -> ([u64; 2], Option<[u64; 2]>) {
        match self {
            Self::ImportForEach | Self::Removed => ([1, 7], Some([1, 7])),
            Self::Mocks => ([1, 7], Some([1, 8])),
            Self::Functions => ([1, 8], Some([1, 7])),
            Self::MovedAcrossTypes => ([1, 8], Some([1, 10])),
            Self::Ephemeral => ([1, 10], Some([1, 11])),
            Self::Identity => ([1, 12], None),
            Self::Query | Self::Actions => ([1, 14], None),
        }
    }
}

/// Whether the host knows what a test is about. Otherwise it says so, also where the output of tests is kept back, and the
/// test ends.
pub fn host_knows(feature: Feature) -> bool {
    let host = Cli::find();
    let (terraform, tofu) = feature.first();
    let knows = host.is_at_least(terraform, tofu);
    if !knows {
        let first = if host.is_tofu() {
            tofu
        } else {
            Some(terraform)
        };
        let since = match first {
            Some([major, minor]) => format!("came with {major}.{minor}"),
            None => "is not in OpenTofu".to_owned(),
        };
        skip(&format!("{feature:?} {since}"));
    }
    knows
}

/// Says that a test has nothing to do here, also where the output of tests is kept back.
pub fn skip(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let said = format!("skipped on {}: {test}, {why}\n", Cli::find());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

/// A folder with a configuration, a state, and an environment that leads to the built provider and to a simulator.
pub struct Workspace(cli::Workspace);

impl Workspace {
    /// A workspace for `cloud` whose configuration is `body` after the provider's requirements.
    pub fn new(cloud: &Simulator, body: &str) -> Self {
        let built = Path::new(BINARY).parent().unwrap();
        let mut workspace = cli::Workspace::of_binary("cen-rs/cen", built, body);
        workspace.set("CEN_ENDPOINT", &cloud.endpoint());
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_ID", DEFAULT_ACCESS_KEY_ID);
        workspace.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", DEFAULT_ACCESS_KEY_SECRET);
        // There is nobody to wait for.
        workspace.set("CEN_ABSENCE_WAIT", "5");
        // Most packages of these tests cross the border, and one test is about that.
        workspace.set("CEN_WARN_ABOUT_CROSS_BORDER", "false");
        // What this machine has besides is no part of any test.
        workspace.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
        workspace.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
        for prefix in ["ALICLOUD", "ALIBABA", "CEN_", "CBN_"] {
            workspace.hide(prefix);
        }
        Self(workspace)
    }

    /// Has plans not warn of what drops traffic, in a test that is about something else. To be called once the provider block
    /// is in place, if there is to be one.
    #[must_use]
    pub fn without_route_warnings(self) -> Self {
        let main = self.path().join("main.tf");
        let has_block = std::fs::read_to_string(main)
            .unwrap()
            .contains("provider \"cen\"");
        let name = if has_block {
            "routes_override.tf"
        } else {
            "routes.tf"
        };
        let block = "provider \"cen\" {\n  warn_about_routes = false\n}\n";
        std::fs::write(self.path().join(name), block).unwrap();
        self
    }

    /// Has the CLI find a provider at `address` of the public registry, which Terraform insists on for every provider
    /// in a state. The built binary stands in for it.
    pub fn stand_in(&self, address: &str) {
        self.0.stand_in(address, Path::new(BINARY));
    }
}

impl Deref for Workspace {
    type Target = cli::Workspace;

    fn deref(&self) -> &cli::Workspace {
        &self.0
    }
}

impl DerefMut for Workspace {
    fn deref_mut(&mut self) -> &mut cli::Workspace {
        &mut self.0
    }
}
