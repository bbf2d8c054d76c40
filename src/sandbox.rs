//! What the sandbox tells every provider that runs in it: the one place to call, and the one key to call with.

use cen::alibaba_cloud::endpoint::Endpoint;
use cen::alibaba_cloud::world::Variables;
use cen_simulator::AccessKey;

/// The variable that only `sandbox` sets. While it is set, nothing else decides where calls go or who is calling.
pub(crate) const VARIABLE: &str = "CEN_SANDBOX";

/// A simulator, and the key that it accepts.
pub(crate) struct Sandbox {
    /// The simulator's address, on this machine.
    pub(crate) endpoint: String,
    pub(crate) key: AccessKey,
    /// What the simulated cloud is known by from one run to the next, if it is kept: each run has an address of its own.
    pub(crate) cloud: Option<String>,
}

/// A value that no sandbox has written. It is not repeated, as it may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoSandbox;

impl Sandbox {
    /// The sandbox that this process runs in, if it runs in one.
    ///
    /// # Errors
    ///
    /// The variable is set to something else, so that nobody can tell what may be called.
    pub(crate) fn around(variables: &dyn Variables) -> Result<Option<Self>, NoSandbox> {
        let Some(value) = variables.var(VARIABLE) else {
            return Ok(None);
        };
        let (endpoint, rest) = value.split_once(' ').ok_or(NoSandbox)?;
        let (key, cloud) = match rest.split_once(' ') {
            Some((key, cloud)) => (key, Some(cloud.to_owned())),
            None => (rest, None),
        };
        let is_here = Endpoint::parse(endpoint, false).is_ok_and(|endpoint| endpoint.is_loopback());
        if !is_here {
            return Err(NoSandbox);
        }
        Ok(Some(Self {
            endpoint: endpoint.to_owned(),
            key: key.parse().map_err(|_| NoSandbox)?,
            cloud,
        }))
    }

    /// What the variable is set to: all in one, so that no part of it can be lost.
    pub(crate) fn value(&self) -> String {
        let Self {
            endpoint,
            key,
            cloud,
        } = self;
        let (id, secret) = (&key.id, key.secret.expose());
        let mut value = format!("{endpoint} {id}:{secret}");
        if let Some(token) = &key.security_token {
            value = value + ":" + token.expose();
        }
        if let Some(cloud) = cloud {
            value = value + " " + cloud;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn around(value: &str) -> Result<Option<Sandbox>, NoSandbox> {
        Sandbox::around(&BTreeMap::from([(VARIABLE.to_owned(), value.to_owned())]))
    }

    #[test]
    fn what_is_written_is_read() {
        for text in [
            "http://127.0.0.1:1 id:secret",
            "http://127.0.0.1:1 id:secret:token:with:colons",
            "http://[::1]:1 id:secret",
            "http://127.0.0.1:1 id:secret /a folder/cloud.json",
            "http://127.0.0.1:1 id:secret:token cloud.json",
        ] {
            assert_eq!(around(text).unwrap().unwrap().value(), text);
        }
        assert!(around("").unwrap().is_none());
    }

    #[test]
    fn anything_else_is_no_sandbox_and_no_freedom_either() {
        for text in [
            "1",
            "true",
            "http://127.0.0.1:1",
            "http://127.0.0.1:1 id",
            "http://127.0.0.1:1 id:",
            "https://cbn.aliyuncs.com id:secret",
            "http://localhost.example.com id:secret",
        ] {
            assert_eq!(around(text).err(), Some(NoSandbox), "{text}");
        }
    }
}
