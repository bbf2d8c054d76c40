//! How a provider starts: the cookie, the line, and the socket.

use std::fs;
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;

use tf_plugin_testing::process::client::health;
use tf_plugin_testing::process::leftovers;

use crate::providers::{plain, start};

#[tokio::test]
async fn the_handshake_line_is_all_that_is_said_on_standard_output() {
    let mut host = plain().env("TF_LOG", "TRACE").start().await;
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
    let host = plain().env("PLUGIN_MULTIPLEX_GRPC", "true").start().await;
    assert_eq!(host.line.fields()[6..], ["false"]);
    let host = plain().env("PLUGIN_MULTIPLEX_GRPC", "").start().await;
    assert_eq!(host.line.fields().len(), 6);
}

#[tokio::test]
async fn every_list_of_versions_leads_to_protocol_six() {
    let starts = ["5,6", "6,5", "6", "5"].map(|list| plain().env("PLUGIN_PROTOCOL_VERSIONS", list));
    for start in starts
        .into_iter()
        .chain([plain().without_env("PLUGIN_PROTOCOL_VERSIONS")])
    {
        assert_eq!(start.start().await.line.fields()[1], "6");
    }
}

#[tokio::test]
async fn the_socket_is_private_and_gone_after_the_end() {
    let mut host = start().await;
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
    let mut host = plain()
        .env("PLUGIN_UNIX_SOCKET_DIR", wanted.path())
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
    let mut host = plain().env("TMPDIR", &long).start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(!host.line.address.exists());
}

#[tokio::test]
async fn nothing_is_read_from_standard_input() {
    let mut answers = tempfile::tempfile().expect("a temporary file");
    answers
        .write_all(b"yes\n")
        .expect("a file that can be written");
    answers.rewind().expect("a file");
    // The place in the file moves for both processes when either reads.
    let shared = answers.try_clone().expect("a file");
    let mut host = plain().stdin(shared).start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(answers.stream_position().expect("a file"), 0);
}
