//! The sandbox, as a newcomer meets it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use tf_plugin_testing::cli::Cli;
use tf_plugin_testing::process::leftovers;

use crate::support::{BINARY, path_with};

pub(super) async fn sandbox(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(BINARY);
    command
        .arg("sandbox")
        .args(arguments)
        .env("PATH", path_to_the_cli())
        .env_remove("TF_CLI_CONFIG_FILE");
    command
        .envs(variables.iter().copied())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

/// The folder of the CLI that all tests use, before everything else.
fn path_to_the_cli() -> OsString {
    path_with([Cli::find().program().parent().unwrap()])
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The end of what the sandbox prints: calls and purchases, without the id.
fn summary(output: &Output) -> String {
    let said = text(&output.stderr);
    let (_, summary) = said.split_once("API calls:").unwrap();
    let id = summary
        .split_whitespace()
        .find(|word| word.starts_with("cenbwp-"));
    summary.replace(id.unwrap_or("no id"), "ID")
}

/// What users have in their shells for configurations of their own, and what would make the output hard to read.
const OF_THE_SHELL: [(&str, &str); 6] = [
    ("TF_VAR_bandwidth", "none"),
    ("TF_CLI_ARGS", "-bogus"),
    ("TF_CLI_ARGS_plan", "-destroy"),
    ("TF_DATA_DIR", "/nonexistent"),
    ("TF_WORKSPACE", "production"),
    ("TERM", "dumb"),
];

/// Headings and looks into the cloud, which the quickstart must come to.
const SCENES: [&str; 10] = [
    "1. The plan: what would be bought",
    "2. The purchase, its answer lost on the wire",
    "   => The purchase was sent twice under one client token: one package exists.",
    "3. Ctrl-C in the middle of another purchase",
    "   => 2 packages exist, and nothing was bought twice.",
    "4. A destroy of what is paid for",
    "   => Nothing was changed, nothing was given up.",
    "5. The module's own test, without an account",
    "6. The bill: what would have been bought",
    "What to do next",
];

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn the_quickstart_shows_what_it_promises_within_two_screens() {
    let output = sandbox(&[], &OF_THE_SHELL).await;
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    let scenes: Vec<&str> = said
        .lines()
        .filter(|line| !line.starts_with(' ') || line.starts_with("   =>"))
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(scenes, SCENES);
    for line in [
        "   Plan: 1 to add, 0 to change, 0 to destroy.",
        "   ^C",
        "   Warning: The purchase is unconfirmed",
        "   Error: A prepaid package cannot be destroyed before it expires",
        "   \"grows_in_place\"... pass",
        "   5 Mbps  China - Asia-Pacific  PrePaid for 1 month  still there",
        "   10 Mbps  China - Europe  PrePaid for 1 month  still there",
    ] {
        assert_eq!(
            said.matches(&format!("{line}\n")).count(),
            1,
            "{line}\n{said}"
        );
    }
    // A place of this very binary may be longer.
    let narrow = |line: &str| line.chars().count() <= 80 || line.contains(BINARY);
    assert!(said.lines().all(narrow), "{said}");
    assert!(said.lines().count() <= 100, "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quickstart_can_show_every_word_of_the_cli() {
    let output = sandbox(&["--verbose"], &[]).await;
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert!(said.contains("successfully initialized"), "{said}");
    assert!(said.contains("(known after apply)"), "{said}");
}

/// Sends a signal to `sandbox` with these arguments, and to nobody else, as soon as it has printed a line that contains `word`;
/// its exit code, what it printed after that, and what is left of its temporary files.
#[cfg(unix)]
async fn told(
    signal: &str,
    arguments: &[&str],
    word: &str,
) -> (Option<i32>, Vec<String>, Vec<PathBuf>) {
    let scratch = tempfile::tempdir().unwrap();
    let mut running = Command::new(BINARY)
        .arg("sandbox")
        .args(arguments)
        .env("PATH", path_to_the_cli())
        .env("TMPDIR", scratch.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let (mut is_told, mut after) = (false, Vec::new());
    while let Some(line) = lines.next_line().await.unwrap() {
        if is_told {
            after.push(line);
        } else if line.contains(word) {
            let pid = running.id().unwrap().to_string();
            let kill = Command::new("kill").args([signal, &pid]).status();
            assert!(kill.await.unwrap().success());
            is_told = true;
        }
    }
    let status = running.wait().await.unwrap();
    (status.code(), after, leftovers(scratch.path()))
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn what_is_told_to_terminate_cleans_up() {
    for (signal, number) in [("-TERM", 15), ("-INT", 2)] {
        for moment in ["$ ", "2. The purchase", "^C", "5. The module"] {
            let (code, after, left) = told(signal, &[], moment).await;
            assert_eq!(
                (code, left),
                (Some(128 + number), vec![]),
                "{signal} {moment}"
            );
            let last = after.last().map(|line| line.trim());
            assert_eq!(
                last,
                Some("Stopped, as you asked. Nothing of it is left."),
                "{after:?}"
            );
            // The scene that runs may end; no other one begins.
            let begun = after
                .iter()
                .filter(|line| line.starts_with(|start: char| start.is_ascii_digit()));
            assert!(begun.count() <= 1, "{signal} {moment} {after:#?}");
        }
    }
    let script = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done";
    let command = ["--", "sh", "-c", script];
    let (code, _, left) = told("-TERM", &command, "ready").await;
    assert_eq!((code, left), (Some(3), vec![]));
}

/// Opens a terminal, runs a command in it until it says a word, and closes the terminal.
#[cfg(unix)]
const CLOSED_TERMINAL: &str = "
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
said = b''
while sys.argv[1].encode() not in said:
    said += os.read(terminal, 4096)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
";

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn a_terminal_that_is_closed_leaves_nothing_behind() {
    let script = "echo ready; while :; do sleep 0.1; done";
    let command = ["sandbox", "--", "sh", "-c", script];
    for (arguments, word) in [(&command[..1], "2. The purchase"), (&command, "ready")] {
        let scratch = tempfile::tempdir().unwrap();
        let ran = Command::new("python3")
            .args(["-c", CLOSED_TERMINAL, word, BINARY])
            .args(arguments)
            .env("PATH", path_to_the_cli())
            .env("TMPDIR", scratch.path())
            .kill_on_drop(true)
            .output();
        let ran = ran.await.unwrap();
        assert_eq!(text(&ran.stdout), "129\n", "{}", text(&ran.stderr));
        assert_eq!(leftovers(scratch.path()), [] as [PathBuf; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_works_in_a_folder_that_was_never_initialised() {
    let folder = tempfile::tempdir().unwrap();
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quickstart/main.tf");
    std::fs::copy(&main, folder.path().join("main.tf")).unwrap();
    std::fs::copy(
        main.with_file_name("variables.tf"),
        folder.path().join("variables.tf"),
    )
    .unwrap();
    let chdir = format!("-chdir={}", folder.path().display());
    let cli = Cli::find().program();
    let real_key = [
        ("ALICLOUD_ACCESS_KEY", "real"),
        ("ALICLOUD_SECRET_KEY", "real"),
    ];
    let arguments = [
        "--",
        cli.to_str().unwrap(),
        &chdir,
        "apply",
        "-auto-approve",
        "-no-color",
    ];
    let output = sandbox(&arguments, &real_key).await;
    assert!(
        output.status.success(),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    assert!(
        text(&output.stdout)
            .contains("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
    );
    assert!(
        summary(&output)
            .contains("  ID  5 Mbps  China - Asia-Pacific  PrePaid for 1 month  still there"),
        "{}",
        summary(&output)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_the_commands_own() {
    let output = sandbox(&["--", "sh", "-c", "exit 7"], &[]).await;
    assert_eq!(output.status.code(), Some(7));
}

/// Links the binary to a place under Cargo's target folder, which no other file system is between.
fn binary_at(folder: &Path, place: &str) -> PathBuf {
    let binary = folder.join(place);
    std::fs::create_dir_all(binary.parent().unwrap()).unwrap();
    std::fs::hard_link(BINARY, &binary).unwrap();
    binary
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_cli_the_quickstart_says_what_to_do() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // What a script fetches into Cargo's target folder is found from there alone.
    let installed = binary_at(folder.path(), "usr/local/bin/terraform-provider-cen");
    let sandbox = Command::new(installed)
        .arg("sandbox")
        .env("PATH", "")
        .output();
    let output = sandbox.await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(
        said.contains("terraform") && said.contains("tofu") && said.contains("PATH"),
        "{said}"
    );
}

/// A repository whose script "fetches" the CLI that all tests use, and what Cargo has built in it.
#[cfg(unix)]
fn repository() -> (tempfile::TempDir, PathBuf) {
    use std::os::unix::fs::PermissionsExt as _;

    let root = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let built = binary_at(root.path(), "target/debug/terraform-provider-cen");
    std::fs::write(root.path().join("target/CACHEDIR.TAG"), "").unwrap();
    let script = root.path().join("tests/hosts/fetch");
    std::fs::create_dir_all(script.parent().unwrap()).unwrap();
    let fetch = format!(
        "#!/bin/sh\n[ \"$1\" = newest ] && /bin/mkdir \"$CARGO_TARGET_DIR/hosts\" && /bin/ln -s {} \
         \"$CARGO_TARGET_DIR/hosts/terraform\"\n",
        Cli::find().program().display()
    );
    std::fs::write(&script, fetch).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    (root, built)
}

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn where_there_is_no_cli_the_repository_fetches_one_once() {
    let (root, built) = repository();
    let sandbox = async |command: &[&str]| {
        let mut sandbox = Command::new(&built);
        sandbox.args(["sandbox", "--quiet", "--"]).args(command);
        sandbox.env("PATH", "").output().await.unwrap()
    };
    // Who wants something else needs none.
    let other = sandbox(&["/bin/echo", "hello"]).await;
    assert_eq!(text(&other.stdout), "hello\n");
    assert!(!root.path().join("target/hosts").exists());
    for notes in ["There is neither terraform nor tofu on the PATH.\n", ""] {
        let output = sandbox(&["terraform", "version"]).await;
        assert_eq!(text(&output.stderr), notes);
        let version = Cli::find().to_string().replace(' ', " v");
        assert_eq!(text(&output.stdout).lines().next(), Some(version.as_str()));
    }
}

/// A configuration that leads out of the sandbox in every way that a block knows of, and what of it is set aside.
const WAYS_OUT: [(&str, &str); 3] = [
    (
        r#"
  endpoint   = "http://CANARY"
  access_key = "LTAI5tRealRealReal"
  secret_key = "real"
"#,
        "endpoint, access_key and secret_key of the provider block are",
    ),
    (
        r#"
  profile                 = "production"
  shared_credentials_file = "profiles.json"
  assume_role {
    role_arn = "acs:ram::1:role/deploy"
  }
  endpoints {
    cbn = "http://CANARY"
    sts = "http://CANARY"
  }
"#,
        "endpoints, profile and shared_credentials_file of the provider block are",
    ),
    (
        r#"
  credentials_uri = "http://CANARY/key"
  endpoints {
    sts = "http://CANARY"
  }
"#,
        "endpoints and credentials_uri of the provider block are",
    ),
];

/// What a command in the sandbox may set of its own accord, or a wrapper around it.
const VARIABLES_OUT: &str = "export CEN_ENDPOINT=http://CANARY ALIBABA_CLOUD_STS_ENDPOINT=http://CANARY \
    ALICLOUD_ACCESS_KEY=real ALICLOUD_SECRET_KEY=real ALICLOUD_ASSUME_ROLE_ARN=acs:ram::1:role/x \
    HTTP_PROXY=http://CANARY HTTPS_PROXY=http://CANARY http_proxy=http://CANARY NO_PROXY= no_proxy=";

#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn nothing_in_the_sandbox_reaches_another_host_or_runs_another_program() {
    let canary = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    canary.set_nonblocking(true).unwrap();
    let address = canary.local_addr().unwrap().to_string();
    let cli = Cli::find().program();
    for (block, set_aside) in WAYS_OUT {
        let folder = tempfile::tempdir().unwrap();
        let configuration = format!(
            r#"
terraform {{
  required_providers {{
    cen = {{ source = "cen-rs/cen" }}
  }}
}}
provider "cen" {{{block}}}
{}"#,
            super::package("")
        );
        let ran = folder.path().join("ran");
        let profiles = serde_json::json!({"profiles": [{
            "name": "production", "mode": "External", "process_command": format!("touch {}", ran.display()),
        }]});
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text.replace("CANARY", &address)).unwrap();
        };
        write("main.tf", configuration);
        write("profiles.json", profiles.to_string());
        let script = format!(
            "cd {}; {}; {} apply -auto-approve -no-color",
            folder.path().display(),
            VARIABLES_OUT.replace("CANARY", &address),
            cli.display()
        );
        let output = sandbox(&["--", "sh", "-c", &script], &[]).await;
        let said = text(&output.stdout)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(output.status.success(), "{said}{}", text(&output.stderr));
        assert_eq!(
            said.matches("Set aside in the sandbox").count(),
            1,
            "{said}"
        );
        let warning = format!("{set_aside} set aside in `terraform-provider-cen sandbox`");
        assert!(said.contains(&warning), "{warning:?} in {said}");
        assert!(summary(&output).contains("     1  CreateCenBandwidthPackage\n"));
        assert!(!ran.exists());
    }
    let nobody = canary.accept().unwrap_err().kind();
    assert_eq!(nobody, std::io::ErrorKind::WouldBlock);
}
