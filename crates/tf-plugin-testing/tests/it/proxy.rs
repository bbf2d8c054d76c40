//! A connection in between, which can keep what the provider sends from the host.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// Passes bytes on between a socket of its own and a plugin's.
pub(crate) struct Proxy {
    folder: TempDir,
    open: watch::Sender<bool>,
}

impl Proxy {
    /// Listens, and connects to `plugin` for each connection.
    pub(crate) fn to(plugin: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = UnixListener::bind(folder.path().join("s")).expect("a new socket");
        let (open, gate) = watch::channel(true);
        let plugin = plugin.to_owned();
        tokio::spawn(async move {
            while let Ok((host, _)) = listener.accept().await {
                let plugin = UnixStream::connect(&plugin)
                    .await
                    .expect("a running plugin");
                let (from_host, to_host) = host.into_split();
                let (from_plugin, to_plugin) = plugin.into_split();
                tokio::spawn(pass_on(from_host, to_plugin));
                tokio::spawn(pass_back(from_plugin, to_host, gate.clone()));
            }
        });
        Self { folder, open }
    }

    /// The socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("s")
    }

    /// Reads nothing of what the plugin sends, until it is told to.
    pub(crate) fn hold_back(&self) {
        self.open.send_replace(false);
    }

    /// Passes everything on again.
    pub(crate) fn let_through(&self) {
        self.open.send_replace(true);
    }
}

async fn pass_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    // Either side may be gone at any time.
    copy(&mut from, &mut to).await.ok();
}

async fn pass_back(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut gate: watch::Receiver<bool>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while gate.wait_for(|is_open| *is_open).await.is_ok() {
        match from.read(&mut buffer).await {
            Ok(read @ 1..) if to.write_all(&buffer[..read]).await.is_ok() => {}
            _ => break,
        }
    }
}
