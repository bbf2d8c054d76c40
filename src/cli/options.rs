//! The options that `simulator` and `sandbox` share.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use cen_simulator::{BadAccessKey, CallObserver, FAULT_GRAMMAR, Fault, Options, parse_duration};

use super::error::Error;

/// How the simulator behaves.
#[derive(Args)]
pub(super) struct SimulatorOptions {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(super) listen: SocketAddr,
    /// Keep packages and instances in this file between runs.
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,
    /// Let every call take this much longer, for example 200ms.
    #[arg(long, value_name = "DURATION", default_value = "0", value_parser = parse_duration)]
    pub(super) latency: Duration,
    /// Let purchases and changes take this long to show.
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = parse_duration)]
    pub(super) settle: Duration,
    /// Misbehave by this rule; may be given several times, see below.
    #[arg(long = "fault", value_name = "RULE", long_help = FAULT_GRAMMAR)]
    pub(super) faults: Vec<Fault>,
    /// Accept this access key instead of the built-in one: ID:SECRET or ID:SECRET:TOKEN; may be given several times.
    #[arg(long = "access-key", value_name = "KEY")]
    pub(super) access_keys: Vec<String>,
    /// Say less: no line for each call, no summary.
    #[arg(long)]
    pub(super) quiet: bool,
}

impl SimulatorOptions {
    /// The simulator's options, and the access keys among them.
    pub(super) fn into_options(self, observer: Option<CallObserver>) -> Result<Options, Error> {
        let mut options = Options {
            listen: self.listen,
            latency: self.latency,
            settle: self.settle,
            state_file: self.state,
            faults: self.faults,
            observer,
            ..Options::default()
        };
        if !self.access_keys.is_empty() {
            // Parsed here and not by clap, whose errors repeat the value.
            let keys = self.access_keys.iter().map(|key| key.parse());
            options.access_keys = keys
                .collect::<Result<_, BadAccessKey>>()
                .map_err(|error| Error::Usage(format!("--access-key: {error}")))?;
        }
        Ok(options)
    }
}
