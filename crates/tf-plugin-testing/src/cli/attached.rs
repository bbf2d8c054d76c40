//! A provider in this process that the CLI is led to.

use std::io;

use tempfile::TempDir;
use tf_plugin::framework::Provider;
use tf_plugin::plugin::{Environment, Plugin};
use tf_plugin::serve;
use tokio::sync::oneshot;

use crate::api::soon;

/// A provider that is served until this is dropped.
pub(super) struct Attached {
    variable: String,
    _end: oneshot::Sender<()>,
    /// Where the socket is.
    _folder: TempDir,
}

impl Attached {
    /// Serves `provider` on the runtime of the test.
    pub(super) async fn to<P: Provider>(plugin: &Plugin, provider: P) -> Self {
        let plugin = *plugin;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let environment = Environment::from_iter([("PLUGIN_UNIX_SOCKET_DIR", folder.path())]);
        let services = serve::services(provider);
        let (show, shown) = oneshot::channel();
        let (keep, dropped) = oneshot::channel::<()>();
        let show = move |variable: &str| {
            let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            show.send(variable.to_owned()).map_err(gone)
        };
        tokio::spawn(async move {
            let end = async {
                // Nothing is ever sent: the other side is dropped.
                let _ = dropped.await;
            };
            plugin
                .serve_attached(&environment, services, show, end)
                .await
                .expect("a provider that can be reached");
        });
        let variable = soon("the provider's address", shown)
            .await
            .expect("a provider that can be reached");
        Self {
            variable,
            _end: keep,
            _folder: folder,
        }
    }

    /// The value of `TF_REATTACH_PROVIDERS`.
    pub(super) fn variable(&self) -> &str {
        &self.variable
    }
}
