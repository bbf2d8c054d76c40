//! Debug mode: a person starts the plugin, and tells the host through an environment variable where it listens.

use std::fmt::Write as _;

use crate::keyed::Keyed as _;
use serde::Serialize;

/// Variable that hosts read.
const VARIABLE: &str = "TF_REATTACH_PROVIDERS";

/// One entry of the variable's JSON object.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    protocol: &'static str,
    protocol_version: u32,
    pid: u32,
    /// Tells the host that it neither started this process nor may end it.
    test: bool,
    addr: Addr<'a>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Addr<'a> {
    network: &'a str,
    string: &'a str,
}

/// Where a plugin in debug mode can be reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reattach<'a> {
    /// Source addresses under which configurations may ask for the provider, one for each registry.
    pub(crate) addresses: &'a [&'a str],
    /// Major version of the protocol served.
    pub(crate) protocol_version: u32,
    /// Number of this process.
    pub(crate) pid: u32,
    /// Kind of socket.
    pub(crate) network: &'a str,
    /// Path, or address and port, of the socket.
    pub(crate) socket: &'a str,
}

impl Reattach<'_> {
    /// The variable's value: a JSON object with one entry for each source address.
    pub(crate) fn json(&self) -> serde_json::Result<String> {
        let entries = self
            .addresses
            .iter()
            .map(|address| (*address, self.entry()));
        serde_json::to_string(&entries.keyed())
    }

    fn entry(&self) -> Entry<'_> {
        Entry {
            protocol: "grpc",
            protocol_version: self.protocol_version,
            pid: self.pid,
            test: true,
            addr: Addr {
                network: self.network,
                string: self.socket,
            },
        }
    }
}

/// What to tell the person: how to set the variable in the shells of this platform, and how to end.
pub(crate) fn instructions(json: &str) -> String {
    let mut text = String::from(
        "The provider is running. To use it, set this variable where Terraform or OpenTofu runs:\n\n",
    );
    for line in assignments(json) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\t{line}");
    }
    text.push_str("\nIt serves any number of runs until you press Ctrl-C.\n");
    text
}

#[cfg(not(windows))]
fn assignments(json: &str) -> [String; 1] {
    [format!("{VARIABLE}='{}'", json.replace('\'', r#"'"'"'"#))]
}

#[cfg(windows)]
fn assignments(json: &str) -> [String; 2] {
    [
        format!("set \"{VARIABLE}={json}\""),
        format!("$env:{VARIABLE}='{}'", json.replace('\'', "''")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_gets_an_entry_that_protects_the_process() {
        let reattach = Reattach {
            addresses: &[
                "registry.terraform.io/acme/anvil",
                "registry.opentofu.org/acme/anvil",
            ],
            protocol_version: 6,
            pid: 42,
            network: "unix",
            socket: "/tmp/plugin/s",
        };
        let entry = r#"{"Protocol":"grpc","ProtocolVersion":6,"Pid":42,"Test":true,"Addr":{"Network":"unix","String":"/tmp/plugin/s"}}"#;
        let expected = format!(
            r#"{{"registry.opentofu.org/acme/anvil":{entry},"registry.terraform.io/acme/anvil":{entry}}}"#
        );
        assert_eq!(reattach.json().unwrap(), expected);
    }

    #[cfg(not(windows))]
    #[test]
    fn the_instructions_survive_a_quote() {
        let expected = "The provider is running. To use it, set this variable where Terraform or OpenTofu runs:\n\n\
            \tTF_REATTACH_PROVIDERS='{\"a\":\"it'\"'\"'s\"}'\n\n\
            It serves any number of runs until you press Ctrl-C.\n";
        assert_eq!(instructions(r#"{"a":"it's"}"#), expected);
    }
}
