//! How the built provider starts: the cookie, the line, and the socket.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;

use crate::support::client::health;
use crate::support::host::{COOKIE, Host, leftovers};

#[tokio::test]
async fn run_without_the_cookie_it_explains_itself_and_fails() {
    for start in [
        Host::plain().without_env(COOKIE.0),
        Host::env(COOKIE.0, "another"),
        Host::env(COOKIE.0, ""),
    ] {
        let output = start.output().await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(!output.stderr.is_empty());
    }
}

#[tokio::test]
async fn the_handshake_line_is_all_that_is_said_on_standard_output() {
    let mut host = Host::env("TF_LOG", "TRACE").start().await;
    let fields = host.line.fields();
    assert_eq!(fields.len(), 6);
    assert_eq!(
        (fields[0], fields[1], fields[2], fields[4]),
        ("1", "6", "unix", "grpc")
    );
    assert!(host.line.address.is_absolute());
    assert!(host.line.text.ends_with('\n'));
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    // Checks the rest of standard output as well.
    assert_eq!(host.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn a_host_that_asks_about_multiplexing_hears_that_there_is_none() {
    let host = Host::env("PLUGIN_MULTIPLEX_GRPC", "true").start().await;
    assert_eq!(host.line.fields()[6..], ["false"]);
    let host = Host::env("PLUGIN_MULTIPLEX_GRPC", "").start().await;
    assert_eq!(host.line.fields().len(), 6);
}

#[tokio::test]
async fn every_list_of_versions_leads_to_protocol_six() {
    let starts = ["5,6", "6,5", "6", "5"].map(|list| Host::env("PLUGIN_PROTOCOL_VERSIONS", list));
    for start in starts
        .into_iter()
        .chain([Host::plain().without_env("PLUGIN_PROTOCOL_VERSIONS")])
    {
        assert_eq!(start.start().await.line.fields()[1], "6");
    }
}

#[tokio::test]
async fn the_socket_is_private_and_gone_after_the_end() {
    let mut host = Host::start().await;
    let folder = host.line.address.parent().expect("a folder").to_owned();
    let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
    assert!(
        fs::metadata(&host.line.address)
            .expect("it exists")
            .file_type()
            .is_socket()
    );
    assert_eq!((mode(&host.line.address), mode(&folder)), (0o600, 0o700));
    assert_eq!(folder.parent(), Some(host.scratch()));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(!folder.exists());
}

#[tokio::test]
async fn the_socket_is_where_the_host_wants_it() {
    let wanted = tempfile::tempdir().expect("a temporary folder");
    let mut host = Host::env("PLUGIN_UNIX_SOCKET_DIR", wanted.path())
        .start()
        .await;
    assert_eq!(
        host.line.address.parent().and_then(Path::parent),
        Some(wanted.path())
    );
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(leftovers(wanted.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_long_temporary_folder_is_no_obstacle() {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let long = parent.path().join("x".repeat(120));
    fs::create_dir(&long).expect("a new folder");
    let mut host = Host::env("TMPDIR", &long).start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(!host.line.address.exists());
}
