//! A provider in the test's own process, asked as a host asks it: whole messages in and out, without a socket.

use tf_plugin::framework::Provider;
use tf_plugin::protocol::{self, Server};

use crate::api::{self, Api, Transport};

/// A provider in this process.
///
/// Messages are encoded and decoded as on the wire, so what works here is what Terraform gets. A host makes as many
/// walks as it likes: each configures the provider anew.
#[derive(Clone, Debug)]
pub struct Host {
    transport: Transport,
}

impl Host {
    /// Serves this provider.
    pub fn of<P: Provider>(provider: P) -> Self {
        let service = protocol::service(Server::new(provider));
        Self {
            transport: api::transport(service),
        }
    }

    /// The way to it.
    pub fn transport(&self) -> Transport {
        self.transport.clone()
    }

    /// A client of the provider service.
    pub fn provider(&self) -> Api {
        api::client(self.transport())
    }
}
