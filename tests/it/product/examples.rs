//! The examples, as somebody who copies them meets them.

use std::fs;
use std::path::{Path, PathBuf};

use cen_simulator::Simulator;
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;

use super::cloud;
use super::sandbox::{sandbox, text};
use tf_plugin_testing::cli::Cli;

use crate::support::terraform::{Feature, Workspace, host_knows};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The folders in a folder, in order.
fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

pub(super) fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The files in a folder.
pub(super) fn files(of: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let from = entry.unwrap().path();
        let to = to.join(from.file_name().unwrap());
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_module_passes_its_own_tests_in_the_sandbox() {
    if !host_knows(Feature::Functions) || !host_knows(Feature::Mocks) {
        return;
    }
    let modules = folders(&examples().join("modules"));
    assert!(!modules.is_empty());
    for module in modules {
        let here = tempfile::tempdir().unwrap();
        copy(&module, here.path());
        let chdir = format!("-chdir={}", here.path().display());
        let cli = Cli::find().program();
        let arguments = ["--", cli.to_str().unwrap(), &chdir, "test", "-no-color"];
        let output = sandbox(&arguments, &[]).await;
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.success(), "{}\n{said}", module.display());
        assert!(!said.contains("Warning"), "{said}");
        assert!(!said.contains("skip"), "{said}");
        assert!(said.contains(", 0 failed."), "{said}");
        assert!(!said.contains("still there"), "{said}");
    }
}

/// Every example of a data source, an ephemeral resource and an action. Those of resources are on their pages, with their
/// imports; those of functions have tests of their own.
#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_a_valid_configuration() {
    let cloud = cloud().await;
    let mut sorts = vec!["data-sources"];
    if host_knows(Feature::Ephemeral) {
        sorts.push("ephemeral-resources");
    }
    if host_knows(Feature::Actions) {
        sorts.push("actions");
    }
    for sort in sorts {
        for example in folders(&examples().join(sort)) {
            for file in files(&example) {
                let body = fs::read_to_string(&file).unwrap();
                assert_valid(&cloud, &file, &body).await;
            }
        }
    }
}

/// The examples of searches, which are in files of their own beside a configuration.
#[tokio::test(flavor = "multi_thread")]
async fn every_example_of_a_search_is_valid_and_finds_nothing_in_an_empty_cloud() {
    if !host_knows(Feature::Query) {
        return;
    }
    let cloud = cloud().await;
    for example in folders(&examples().join("list-resources")) {
        let workspace = Workspace::new(&cloud, "");
        copy(&example, workspace.path());
        let (code, said) = workspace.said(&["query", "-json", "-no-color"]).await;
        assert_eq!((code, said), (0, vec![]), "{}", example.display());
    }
}

/// What the pages of resources show first, and how that is imported by its id.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_resource_shows_a_configuration_and_its_import() {
    let cloud = cloud().await;
    let mut shown = 0;
    for page in files(&docs().join("resources")) {
        let bodies = configurations(&page);
        let [example, import, ..] = bodies.as_slice() else {
            panic!("{}", page.display());
        };
        assert_valid(&cloud, &page, &format!("{example}\n{import}")).await;
        shown += 1;
    }
    assert_eq!(shown, Cen.resources().len());
}

/// The configurations that guides show, each by itself.
#[tokio::test(flavor = "multi_thread")]
async fn every_configuration_of_a_guide_is_valid() {
    if !host_knows(Feature::Functions) {
        return;
    }
    let cloud = cloud().await;
    for guide in files(&docs().join("guides")) {
        for body in configurations(&guide) {
            assert_valid(&cloud, &guide, &body).await;
        }
    }
}

/// The configurations on a page.
fn configurations(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap();
    let parts = text.split("```terraform\n").skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

/// Holds a configuration from a file against the provider.
async fn assert_valid(cloud: &Simulator, file: &Path, body: &str) {
    let workspace = Workspace::new(cloud, body);
    let validated = workspace.run(&["validate", "-no-color"]).await;
    assert_eq!(
        validated.code,
        0,
        "{}\n{body}\n{}{}",
        file.display(),
        validated.stdout,
        validated.stderr
    );
}
