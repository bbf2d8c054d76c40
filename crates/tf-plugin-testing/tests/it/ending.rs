//! How a provider ends: asked to, told to by a signal, or left alone.

use std::io;
use std::path::PathBuf;

use tf_plugin::plugin::generated::grpc_health_v1::HealthCheckRequest;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::plugin::generated::grpc_health_v1::health_client::HealthClient;
use tf_plugin::plugin::generated::plugin::grpc_broker_client::GrpcBrokerClient;
use tf_plugin::plugin::generated::plugin::grpc_stdio_client::GrpcStdioClient;
use tokio::io::{AsyncReadExt as _, BufReader};
use tokio::process::Child;

use tf_plugin_testing::process::client::{HostIdentity, health};
use tf_plugin_testing::process::{Line, Process, leftovers};
use tf_plugin_testing::soon;

use crate::providers::{BINARY, plain, start};

#[tokio::test]
async fn shutdown_is_answered_and_obeyed_although_streams_are_open() {
    let mut host = start().await;
    let offers = tokio_stream::pending();
    let mut broker = GrpcBrokerClient::new(host.channel())
        .start_stream(offers)
        .await
        .expect("a stream")
        .into_inner();
    let mut stdio = GrpcStdioClient::new(host.channel())
        .stream_stdio(())
        .await
        .expect("a stream")
        .into_inner();
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(broker.message().await.expect("an orderly end"), None);
    assert_eq!(stdio.message().await.expect("an orderly end"), None);
}

#[tokio::test]
async fn an_interrupt_is_left_to_the_host() {
    let mut host = plain().env("TF_LOG", "TRACE").start().await;
    let asked = HealthCheckRequest {
        service: "plugin".into(),
    };
    let watch = HealthClient::new(host.channel()).watch(asked).await;
    let mut running = watch.expect("a stream").into_inner();
    host.signal("INT").await;
    host.logged("SIGINT is left to the host").await;
    let first = running
        .message()
        .await
        .expect("a stream")
        .expect("a first status");
    assert_eq!(first.status(), ServingStatus::Serving);
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(running.message().await.expect("an orderly end"), None);
}

#[tokio::test]
async fn a_termination_signal_ends_it_in_order() {
    let mut host = start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    host.signal("TERM").await;
    assert_eq!(host.ended().await.code(), Some(0));
}

/// Starts a provider from a shell, which leaves it behind when `end` ends it.
async fn left_behind(end: impl AsyncFnOnce(&mut Child) -> io::Result<()>) -> io::Result<()> {
    let scratch = tempfile::tempdir()?;
    let mut shell = Process::of("sh")
        .command(&HostIdentity::generate(), scratch.path())
        .args(["-c", "\"$0\" & read _", BINARY])
        .stdin(std::process::Stdio::piped())
        .spawn()?;
    let mut stdout = BufReader::new(shell.stdout.take().expect("a pipe"));
    let line = Line::read(&mut stdout).await;
    assert!(line.address.exists());
    end(&mut shell).await?;
    soon("the end of the shell", shell.wait()).await?;
    let mut rest = String::new();
    soon("the end of the provider", stdout.read_to_string(&mut rest)).await?;
    assert_eq!(rest, "");
    assert_eq!(leftovers(scratch.path()), Vec::<PathBuf>::new());
    Ok(())
}

#[tokio::test]
async fn it_ends_when_the_process_that_started_it_is_gone() -> io::Result<()> {
    left_behind(async |shell| {
        drop(shell.stdin.take());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn it_ends_when_the_process_that_started_it_is_killed() -> io::Result<()> {
    left_behind(async |shell| shell.start_kill()).await
}
