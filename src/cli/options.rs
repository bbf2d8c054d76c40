//! The options that `simulator` and `sandbox` share, and those of `report`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use cen_simulator::{
    BadAccessKey, CallObserver, FAULT_GRAMMAR, Fault, Money, Options, Policy, PriceList, Site,
    parse_duration,
};

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
    /// Price packages by this JSON file instead of invented prices; its form is in docs/guides/testing.md.
    #[arg(long, value_name = "FILE", value_parser = price_list)]
    pub(super) price_list: Option<PriceList>,
    /// The site that the account belongs to.
    #[arg(long, value_name = "SITE", default_value = "domestic", value_parser = site())]
    pub(super) site: Site,
    /// Let the account have this much money, for example 1000.50.
    #[arg(long, value_name = "AMOUNT")]
    pub(super) balance: Option<Money>,
    /// Refuse every billing call, as for a key without the permission.
    #[arg(long)]
    pub(super) no_billing: bool,
    /// Refuse every billing call, as at the host of the other site.
    #[arg(long)]
    pub(super) wrong_site: bool,
    /// Refuse to refund packages.
    #[arg(long)]
    pub(super) no_refund: bool,
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
            policy: Policy {
                site: self.site,
                billing: !self.no_billing,
                billing_not_applicable: self.wrong_site,
                refunds: !self.no_refund,
                price_list: self.price_list,
                ..Policy::default()
            },
            ..Options::default()
        };
        if let Some(balance) = self.balance {
            options.policy.balance = balance;
        }
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

/// What is reported, and how.
#[derive(Args)]
pub(super) struct ReportOptions {
    /// The form: a table for people, or what docs/guides/report.md describes for programs.
    #[arg(long, value_name = "FORM", default_value = "table")]
    pub(super) format: Format,
    /// Exit with 2 if a prepaid package that does not renew itself ends within so many days, or has ended.
    ///
    /// One of which that is not known counts too, and is named. Without such a package the exit code is 0, after an error 1.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=MOST_DAYS))]
    pub(super) ends_within: Option<u32>,
    /// Ask for no prices, which takes a call for each prepaid package.
    #[arg(long)]
    pub(super) no_prices: bool,
    /// Do not ask how much is used, which takes a call for each package that is bound.
    #[arg(long)]
    pub(super) no_usage: bool,
    /// Make no billing call at all: neither prices nor renewals are known then.
    #[arg(long)]
    pub(super) no_billing: bool,
}

/// A century.
const MOST_DAYS: i64 = 36_500;

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Table,
    Json,
    Csv,
}

fn price_list(path: &str) -> Result<PriceList, std::io::Error> {
    PriceList::read(path)
}

fn site() -> impl TypedValueParser<Value = Site> {
    PossibleValuesParser::new(["domestic", "international"]).map(|name| match name.as_str() {
        "international" => Site::International,
        _ => Site::Domestic,
    })
}
