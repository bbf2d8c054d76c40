//! `env` and `simulator --ready-file`: how shells and scripts find a simulator that runs.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::timeout;

use super::sandbox::text;
use crate::support::BINARY;
use crate::support::simulator::{Running, start};

async fn env(arguments: &[&str]) -> Output {
    let mut command = Command::new(BINARY);
    command.arg("env").args(arguments);
    command.kill_on_drop(true).output().await.unwrap()
}

/// Interrupts a simulator, and waits until it has ended.
#[cfg(unix)]
async fn end(simulator: &mut Running) {
    let process = simulator.process.id().unwrap().to_string();
    let kill = Command::new("kill").args(["-INT", &process]).status().await;
    assert!(kill.unwrap().success());
    assert_eq!(simulator.process.wait().await.unwrap().code(), Some(0));
}

fn utf8(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_is_led_to_a_simulator_that_runs_and_told_when_none_does() {
    let folder = tempfile::tempdir().unwrap();
    let (file, certificate) = (
        folder.path().join("ready.json"),
        folder.path().join("ca.pem"),
    );
    let mut simulator = start(&[
        "--ready-file",
        utf8(&file),
        "--tls",
        "--tls-cert-out",
        utf8(&certificate),
    ])
    .await;
    let place: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let endpoint = place["endpoint"].as_str().unwrap();
    let host = endpoint.strip_prefix("http://").unwrap();
    let process = simulator.process.id().unwrap();
    assert_eq!(
        place,
        json!({
            "endpoint": endpoint,
            "tls_endpoint": format!("https://{host}"),
            "certificate": certificate,
            "access_key_id": "simulator-key-id",
            "process": process,
        })
    );
    let pem = std::fs::read_to_string(&certificate).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");

    let lines = format!(
        "export CEN_ENDPOINT='{endpoint}'\n\
         export ALIBABA_CLOUD_ENDPOINT_CBN='{host}'\n\
         export CEN_BILLING_ENDPOINT='{endpoint}'\n\
         export ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI='{host}'\n\
         export ALIBABA_CLOUD_STS_ENDPOINT='{endpoint}'\n\
         export ALIBABA_CLOUD_ACCESS_KEY_ID='simulator-key-id'\n\
         export ALIBABA_CLOUD_ACCESS_KEY_SECRET='simulator-key-secret'\n\
         unset ALIBABA_CLOUD_SECURITY_TOKEN\n"
    );
    let by_address = env(&["--endpoint", endpoint, "--shell", "sh"]).await;
    assert_eq!(
        text(&by_address.stdout),
        lines,
        "{}",
        text(&by_address.stderr)
    );
    let from_file = ["--ready-file", utf8(&file)];
    let by_file = env(&[from_file[0], from_file[1], "--json"]).await;
    let json: Value = serde_json::from_slice(&by_file.stdout).unwrap();
    assert_eq!(json["variables"]["CEN_ENDPOINT"], endpoint);
    assert_eq!(
        json["variables"]["ALIBABA_CLOUD_SECURITY_TOKEN"],
        Value::Null
    );
    assert_eq!(json["variables"]["CEN_SIMULATOR_CA"], json!(certificate));
    let script = format!(
        "eval \"$('{BINARY}' env --endpoint {endpoint} --shell sh)\"; echo \"$CEN_ENDPOINT\""
    );
    let shell = Command::new("sh")
        .args(["-euc", &script])
        .output()
        .await
        .unwrap();
    assert_eq!(text(&shell.stdout), format!("{endpoint}\n"));
    let healthy = env(&["--endpoint", endpoint, "--check"]).await;
    assert_eq!(
        (healthy.status.code(), text(&healthy.stdout)),
        (Some(0), String::new())
    );

    simulator.process.kill().await.unwrap();
    let absent = env(&[from_file[0], from_file[1], "--check"]).await;
    assert_eq!(absent.status.code(), Some(1));
    let said = text(&absent.stderr);
    let begins = format!("Error: no CEN simulator answers at {endpoint}: ");
    assert!(said.starts_with(&begins), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_printed_that_the_simulator_does_not_take() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let simulator = start(&["--ready-file", utf8(&file), "--access-key", "me:pw"]).await;
    let place: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let endpoint = place["endpoint"].as_str().unwrap();
    let another = "this simulator takes another key: give it with --access-key ID:SECRET (ids that it takes: me)\n";
    let unset = "unset ALIBABA_CLOUD_ACCESS_KEY_ID\n\
                 unset ALIBABA_CLOUD_ACCESS_KEY_SECRET\n\
                 unset ALIBABA_CLOUD_SECURITY_TOKEN\n";
    for place in [["--endpoint", endpoint], ["--ready-file", utf8(&file)]] {
        let none = env(&[place[0], place[1], "--shell", "bash"]).await;
        assert_eq!(none.status.code(), Some(0));
        assert!(text(&none.stdout).ends_with(unset));
        assert_eq!(text(&none.stderr), format!("Note: {another}"));
        let wrong = env(&[place[0], place[1], "--access-key", "other:canary"]).await;
        assert_eq!(wrong.status.code(), Some(1));
        assert_eq!(text(&wrong.stdout), "");
        assert_eq!(
            text(&wrong.stderr),
            format!("Error: --access-key other: {another}")
        );
        let right = ["--access-key", "me:pw", "--shell", "sh"];
        let right = env(&[&place[..], &right].concat()).await;
        assert_eq!(text(&right.stderr), "");
        assert!(text(&right.stdout).ends_with(
            "export ALIBABA_CLOUD_ACCESS_KEY_ID='me'\n\
             export ALIBABA_CLOUD_ACCESS_KEY_SECRET='pw'\n\
             unset ALIBABA_CLOUD_SECURITY_TOKEN\n"
        ));
    }
    let json = env(&["--endpoint", endpoint, "--json"]).await;
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["access_key_id"], "me");
    drop(simulator);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_env_could_not_check_and_does_not_do_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let arguments = [
        "--ready-file",
        utf8(&file),
        "--control-token",
        "canary-token",
        "--tls",
    ];
    let simulator = start(&arguments).await;
    let place: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let endpoint = place["tls_endpoint"].as_str().unwrap();
    let plain = place["endpoint"].as_str().unwrap();
    let printed = env(&["--endpoint", endpoint, "--shell", "zsh"]).await;
    let said = text(&printed.stderr);
    let unchecked =
        "Note: whether this simulator takes the access key simulator-key-id could not be checked: ";
    assert!(said.starts_with(unchecked), "{said}");
    let by_http = format!(
        "\nNote: CEN_ENDPOINT is by plain HTTP, which the same port speaks; who has to speak https trusts the certificate of {plain}/_simulator/ca.pem\n"
    );
    assert!(said.ends_with(&by_http), "{said}");
    let first = format!("export CEN_ENDPOINT='{plain}'\n");
    assert!(text(&printed.stdout).starts_with(&first));
    drop(simulator);

    let neither = env(&[]).await;
    assert_eq!(
        text(&neither.stderr),
        "Error: say which simulator: --endpoint http://ADDRESS:PORT, or --ready-file FILE as it was given to simulator\n"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_simulator_ends_though_somebody_looks_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let mut simulator = start(&["--ready-file", utf8(&file)]).await;
    let place: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let host = place["endpoint"].as_str().unwrap().replace("http://", "");
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let request = format!("GET /_simulator/journal/stream HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut events = BufReader::new(stream).lines();
    while events.next_line().await.unwrap().unwrap() != ": the journal of the CEN simulator" {}

    // The next event comes after 15 seconds, and it must not be what ends it.
    timeout(Duration::from_secs(10), end(&mut simulator))
        .await
        .unwrap();
    assert!(!file.exists());
    while let Ok(Some(_)) = events.next_line().await {}
}

#[tokio::test]
async fn what_is_no_address_is_refused() {
    let refused = env(&["--endpoint", "localhost"]).await;
    assert_eq!(
        (refused.status.code(), text(&refused.stderr)),
        (
            Some(1),
            "Error: localhost is no address of a simulator, which is written like http://127.0.0.1:8080\n".to_owned()
        )
    );
}

#[tokio::test]
async fn rules_tokens_and_folders_that_will_not_do_are_refused_without_being_repeated() {
    for (arguments, error) in [
        (
            ["--policy", "moon=1"],
            "Error: --policy moon=1: unknown field `moon`",
        ),
        (
            ["--control-token", "canary"],
            "Error: the token of the control API must have 8 characters or more, of those that can be seen in ASCII\n",
        ),
        (
            ["--control-token", "@/no/such/file"],
            "Error: cannot read the token of the control API from /no/such/file: ",
        ),
    ] {
        let output = Command::new(BINARY)
            .arg("simulator")
            .args(arguments)
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let said = text(&output.stderr);
        assert!(said.starts_with(error), "{said}");
        assert!(!said.contains("canary"), "{said}");
        assert_eq!(output.status.code(), Some(1));
    }
}

/// The words of an instruction of the container file in the form of JSON, which begins with `head`.
fn instruction(file: &str, head: &str) -> Vec<String> {
    let mut lines = file.lines();
    let line = lines.find(|line| line.starts_with(head)).unwrap();
    let (_, list) = line.split_once('[').unwrap();
    serde_json::from_str(&format!("[{list}")).unwrap()
}

#[tokio::test]
async fn the_container_file_names_what_is_there_and_says_what_the_binary_understands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("release/container");
    let file = std::fs::read_to_string(folder.join("Dockerfile")).unwrap();
    assert!(folder.join("Dockerfile.dockerignore").is_file());
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let (_, version) = manifest.split_once("\nrust-version = \"").unwrap();
    let (version, _) = version.split_once('"').unwrap();
    assert!(
        file.contains(&format!("FROM rust:{version}-slim-")),
        "{version}"
    );

    let simulator = [instruction(&file, "ENTRYPOINT"), instruction(&file, "CMD")].concat();
    for mut words in [simulator, instruction(&file, "HEALTHCHECK")] {
        assert_eq!(words.remove(0), "/terraform-provider-cen");
        // Help is what comes of words that are all understood.
        let mut command = Command::new(BINARY);
        let output = command
            .args(&words)
            .arg("--help")
            .kill_on_drop(true)
            .output();
        assert_eq!(output.await.unwrap().status.code(), Some(0), "{words:?}");
    }
}

/// What a simulator says that does not start.
async fn refused(arguments: &[&str]) -> String {
    let mut command = Command::new(BINARY);
    command.arg("simulator").args(arguments);
    let output = command.kill_on_drop(true).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    text(&output.stderr)
}

#[tokio::test]
async fn files_of_others_are_neither_replaced_nor_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (state, notes) = (path("cloud.json"), path("notes.txt"));
    for option in ["--ready-file", "--tls-cert-out"] {
        let twice = format!("{}/./cloud.json", folder.path().display());
        let said = refused(&["--tls", "--state", &state, option, &twice]).await;
        let expected = format!("--state and {option} both name {twice}; name two files");
        assert!(said.contains(&expected), "{said}");
    }
    assert!(!folder.path().join("cloud.json").exists());

    std::fs::write(&notes, "mine").unwrap();
    let said = refused(&["--ready-file", &notes]).await;
    let expected = format!(
        "--ready-file: {notes} is there and no simulator has written it; name another file"
    );
    assert!(said.contains(&expected), "{said}");
    let said = refused(&["--tls", "--tls-cert-out", &notes]).await;
    let expected =
        format!("--tls-cert-out: {notes} is there and is no certificate; name another file");
    assert!(said.contains(&expected), "{said}");
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), "mine");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_ready_file_goes_with_the_simulator_that_it_leads_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ready.json");
    let mut first = start(&["--ready-file", utf8(&file)]).await;
    let mut second = start(&["--ready-file", utf8(&file)]).await;
    let seconds = std::fs::read(&file).unwrap();
    end(&mut first).await;
    assert_eq!(std::fs::read(&file).unwrap(), seconds);
    end(&mut second).await;
    assert!(!file.exists());
}
