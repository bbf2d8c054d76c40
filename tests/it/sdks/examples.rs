//! The examples of the guide on a CEN for one's own tests, with the tools that are here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use cen_simulator::{Instance, Package, Simulator};
use tokio::process::Command;

use crate::support::cloud::{cloud, slow_cloud};
use crate::support::terraform::Workspace;
use crate::support::{BINARY, path_with, sdks, skip_here};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/simulator")
}

/// Runs a program to its end; it finds the binary on its PATH, and has to succeed.
async fn run(mut command: Command) -> String {
    let built = Path::new(BINARY).parent().unwrap();
    command.env("PATH", path_with([built]));
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{said}{stderr}");
    said
}

/// Whether a program can be started; says so where it cannot.
fn is_here(program: &str, argument: &str) -> bool {
    let found = std::process::Command::new(program).arg(argument).output();
    let is_here = found.is_ok_and(|output| output.status.success());
    if !is_here {
        skip_here(&format!("there is no {program}"));
    }
    is_here
}

fn ids(cloud: &Simulator) -> Vec<String> {
    let packages = cloud.all::<Package>().into_iter();
    packages.map(|package| package.id).collect()
}

#[tokio::test]
async fn either_python_sdk_buys_a_package() {
    let Some(python) = sdks::python() else {
        return;
    };
    for sdk in ["newer", "older"] {
        // As on the command line, where a purchase takes a moment to show.
        let cloud = slow_cloud(Duration::from_millis(100)).await;
        let mut command = sdks::command(python, &cloud);
        command.arg(examples().join(format!("python/{sdk}.py")));
        let said = run(command).await;
        let id = &ids(&cloud)[0];
        assert!(
            said.starts_with(&format!("{id} 5 Mbit/s, until 2")),
            "{said}"
        );
    }
}

#[tokio::test]
async fn pytest_has_a_simulator_of_its_own() {
    let Some(python) = sdks::python() else {
        return;
    };
    let mut command = sdks::command(python, &cloud().await);
    command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]);
    command.arg(examples().join("pytest"));
    assert!(run(command).await.contains("2 passed"));
}

#[tokio::test]
async fn go_test_has_a_simulator_of_its_own() {
    if !is_here("go", "version") {
        return;
    }
    let mut command = Command::new("go");
    command.args(["test", "-count=1", "./..."]);
    command.current_dir(examples().join("go"));
    assert!(run(command).await.starts_with("ok"));
}

#[tokio::test]
async fn curl_calls_with_a_signature() {
    if !is_here("curl", "--version") || !is_here("openssl", "version") {
        return;
    }
    let cloud = cloud().await;
    let mut command = Command::new(examples().join("curl/call"));
    command.args([
        "CreateCen",
        "Name=a b+ü&c",
        "Tag.1.Key=env",
        "Tag.1.Value=dev",
    ]);
    sdks::lead_to(&mut command, &cloud);
    assert!(run(command).await.starts_with("{\"CenId\":\"cen-"));
    let made = cloud.all::<Instance>().remove(0);
    assert_eq!(
        (made.name.as_str(), made.tags["env"].as_str()),
        ("a b+ü&c", "dev")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn terraform_applies_against_a_simulator_that_runs() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, "");
    let main = workspace.path().join("main.tf");
    fs::copy(examples().join("terraform/main.tf"), main).unwrap();
    let applied = workspace
        .run(&["apply", "-auto-approve", "-no-color"])
        .await;
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_eq!(ids(&cloud).len(), 1);
}

#[test]
fn the_guide_shows_the_examples_as_they_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/guides/local-cen.md")).unwrap();
    let mut folders = vec![examples()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                assert!(
                    guide.contains(&format!("\n{text}```")),
                    "{}",
                    path.display()
                );
            }
        }
    }
}
