//! A provider as a process of its own, started and spoken to as Terraform does it: cookie, handshake line, mutual TLS.

pub mod client;

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls::SupportedProtocolVersion;
use rustls::pki_types::CertificateDer;
use tempfile::TempDir;
use tf_plugin::plugin::generated::plugin::Empty;
use tf_plugin::plugin::generated::plugin::grpc_controller_client::GrpcControllerClient;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::sync::watch;
use tonic::transport::Channel;

use client::{Client, HostIdentity, Proof, TLS13};

use crate::api::{self, Api, Transport, soon};

/// The cookie of Terraform and OpenTofu.
pub const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// How to start a provider.
pub struct Start {
    program: PathBuf,
    variables: Vec<(OsString, Option<OsString>)>,
    read_stderr: bool,
    stdin: Option<File>,
}

impl Start {
    /// Sets a variable of the provider's environment.
    pub fn env(mut self, key: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((key.into(), Some(value.into())));
        self
    }

    /// Takes a variable away that a host would set.
    pub fn without_env(mut self, key: impl Into<OsString>) -> Self {
        self.variables.push((key.into(), None));
        self
    }

    /// Gives the provider a file to read from; else there is nothing.
    pub fn stdin(mut self, file: File) -> Self {
        self.stdin = Some(file);
        self
    }

    /// Closes the provider's standard error on our side.
    pub fn without_stderr(mut self) -> Self {
        self.read_stderr = false;
        self
    }

    /// The command that starts a plugin, with nothing of our own environment but the search path.
    ///
    /// Temporary files go to `scratch`.
    pub fn command(&self, identity: &HostIdentity, scratch: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear();
        #[expect(
            clippy::disallowed_methods,
            reason = "the test's own search path, handed on"
        )]
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
            .env(COOKIE.0, COOKIE.1)
            .env("PLUGIN_CLIENT_CERT", &identity.pem)
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("HOME", scratch)
            .env("TMPDIR", scratch);
        for (key, value) in &self.variables {
            match value {
                Some(value) => command.env(key, value),
                None => command.env_remove(key),
            };
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the provider and reads its handshake line.
    pub async fn start(self) -> Process {
        let identity = HostIdentity::generate();
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let mut command = self.command(&identity, scratch.path());
        if let Some(file) = self.stdin {
            command.stdin(file);
        }
        let mut child = command.spawn().expect("the provider starts");
        let (stderr_lines, stderr) = watch::channel(Vec::new());
        if let Some(pipe) = child.stderr.take().filter(|_| self.read_stderr) {
            tokio::spawn(collect(pipe, stderr_lines));
        }
        let mut stdout = BufReader::new(child.stdout.take().expect("standard output is a pipe"));
        let line = Line::read(&mut stdout).await;
        let tls = line
            .certificate
            .as_ref()
            .map(|cert| client::tls(&identity, cert, Proof::Host, &TLS13));
        let channel = Client {
            socket: line.address.clone(),
            tls,
        }
        .channel();
        Process {
            child,
            stdout,
            stderr,
            line,
            identity,
            channel,
            scratch,
        }
    }

    /// Starts a provider that is expected to end by itself.
    pub async fn output(self) -> std::process::Output {
        let scratch = tempfile::tempdir().expect("a temporary folder");
        let mut command = self.command(&HostIdentity::generate(), scratch.path());
        let output = soon("the end of the provider", command.output())
            .await
            .expect("the provider starts");
        assert_eq!(leftovers(scratch.path()), Vec::<PathBuf>::new());
        output
    }
}

/// The handshake line.
pub struct Line {
    /// The line itself, with its end.
    pub text: String,
    /// The socket.
    pub address: PathBuf,
    /// The provider's certificate, in DER.
    pub certificate: Option<CertificateDer<'static>>,
}

impl Line {
    /// Reads it from a provider's standard output.
    pub async fn read(stdout: &mut BufReader<ChildStdout>) -> Self {
        let mut text = String::new();
        soon("the handshake line", stdout.read_line(&mut text))
            .await
            .expect("standard output is text");
        let fields: Vec<&str> = text.trim_end_matches('\n').split('|').collect();
        let [_, _, _, address, _, certificate, ..] = fields[..] else {
            panic!("no handshake line: {text:?}")
        };
        let der = STANDARD_NO_PAD
            .decode(certificate)
            .expect("base64 without padding");
        Self {
            address: address.into(),
            certificate: (!der.is_empty()).then(|| der.into()),
            text,
        }
    }

    /// What stands between its bars.
    pub fn fields(&self) -> Vec<&str> {
        self.text.trim_end_matches('\n').split('|').collect()
    }
}

/// A running provider, and the host's side of the connection to it. Dropping it kills the provider.
pub struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: watch::Receiver<Vec<String>>,
    /// The handshake line that it printed.
    pub line: Line,
    identity: HostIdentity,
    channel: Channel,
    scratch: TempDir,
}

impl Process {
    /// Begins a start of the provider in this binary, as Terraform does it.
    pub fn of(program: impl Into<PathBuf>) -> Start {
        Start {
            program: program.into(),
            variables: Vec::new(),
            read_stderr: true,
            stdin: None,
        }
    }

    /// The host's connection, made by the first call on it.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// The way to the provider.
    pub fn transport(&self) -> Transport {
        api::transport(self.channel())
    }

    /// A client of the provider service.
    pub fn provider(&self) -> Api {
        api::client(self.transport())
    }

    /// Another client of the same provider.
    pub fn client(&self, proof: Proof, version: &'static SupportedProtocolVersion) -> Client {
        let certificate = self
            .line
            .certificate
            .as_ref()
            .expect("a provider that speaks TLS");
        let tls = client::tls(&self.identity, certificate, proof, version);
        Client {
            socket: self.line.address.clone(),
            tls: Some(tls),
        }
    }

    /// The provider's log so far.
    pub fn stderr_lines(&self) -> Vec<String> {
        self.stderr.borrow().clone()
    }

    /// Waits until the log has a line with this message.
    pub async fn logged(&mut self, message: &str) {
        let is_it = |line: &String| message_of(line).as_deref() == Some(message);
        let wait = self.stderr.wait_for(|lines| lines.iter().any(is_it));
        soon(message, wait)
            .await
            .expect("the provider keeps its standard error open");
    }

    /// Folder of the provider's temporary files.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The number of the provider's process.
    pub fn process(&self) -> u32 {
        self.child.id().expect("a running provider")
    }

    /// The most memory that the provider has had so far, in KiB.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process()));
        let status = status.expect("a running process on Linux");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|rest| rest.trim().strip_suffix(" kB"));
        peak.and_then(|number| number.parse().ok())
            .expect("a number")
    }

    /// Sends a signal such as `INT`.
    pub async fn signal(&self, name: &str) {
        let process = self.process().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &process])
            .status()
            .await;
        assert!(sent.expect("kill is on the search path").success());
    }

    /// Asks the provider to end, as hosts do, and waits for it.
    pub async fn shutdown(&mut self) -> ExitStatus {
        let mut controller = GrpcControllerClient::new(self.channel());
        soon("the answer to Shutdown", controller.shutdown(Empty {}))
            .await
            .expect("Shutdown is answered");
        self.ended().await
    }

    /// Waits for the end of the provider. Nothing may have followed the handshake line, and no file may be left.
    pub async fn ended(&mut self) -> ExitStatus {
        let status = soon("the end of the provider", self.child.wait())
            .await
            .expect("a child of ours");
        let mut rest = String::new();
        self.stdout
            .read_to_string(&mut rest)
            .await
            .expect("standard output is text");
        assert_eq!(rest, "");
        assert_eq!(leftovers(self.scratch()), Vec::<PathBuf>::new());
        status
    }
}

/// The `@message` of a log line.
pub fn message_of(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    line["@message"].as_str().map(str::to_owned)
}

/// What is in a folder.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder that can be read");
    entries
        .map(|entry| entry.expect("an entry that can be read").path())
        .collect()
}

async fn collect(pipe: ChildStderr, lines: watch::Sender<Vec<String>>) {
    let mut pipe = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = pipe.next_line().await {
        lines.send_modify(|lines| lines.push(line));
    }
}
