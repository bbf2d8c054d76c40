//! The examples, as somebody who copies them meets them.

use std::fs;
use std::path::{Path, PathBuf};

use cen_simulator::Simulator;

use super::cloud;
use super::sandbox::{sandbox, text};
use tf_plugin_testing::cli::Cli;

use crate::support::terraform::Workspace;

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

/// Every example of a resource, data source and ephemeral resource. Those of functions have tests of their own; those of
/// searches and actions are in a language that hosts before 1.14 do not know.
#[tokio::test(flavor = "multi_thread")]
async fn every_example_is_a_valid_configuration() {
    let cloud = cloud().await;
    for sort in ["resources", "data-sources", "ephemeral-resources"] {
        for example in folders(&examples().join(sort)) {
            let entries = fs::read_dir(&example).unwrap();
            for file in entries.map(|entry| entry.unwrap().path()) {
                let name = file.file_name().unwrap().to_str().unwrap();
                if !["resource.tf", "data-source.tf", "ephemeral-resource.tf"].contains(&name) {
                    continue;
                }
                let body = fs::read_to_string(&file).unwrap();
                assert_valid(&cloud, &file, &body).await;
            }
        }
    }
}

/// The configurations that guides show, each by itself.
#[tokio::test(flavor = "multi_thread")]
async fn every_configuration_of_a_guide_is_valid() {
    let cloud = cloud().await;
    let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides");
    for guide in fs::read_dir(guides).unwrap() {
        let guide = guide.unwrap().path();
        let text = fs::read_to_string(&guide).unwrap();
        let parts = text.split("```terraform\n").skip(1);
        let bodies: Vec<&str> = parts
            .map(|part| part.split("```").next().unwrap())
            .collect();
        assert!(!bodies.is_empty(), "{}", guide.display());
        for body in bodies {
            assert_valid(&cloud, &guide, body).await;
        }
    }
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
