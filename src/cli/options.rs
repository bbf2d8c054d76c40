//! The options that `simulator` and `sandbox` share, and those of `report`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use cen::alibaba_cloud::secret::Secret;
use clap::Args;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use cen_simulator::{
    BadAccessKey, CallObserver, ControlAccess, FAULT_GRAMMAR, Fault, Money, Options, Policy,
    PriceList, Site, Throttle, Tls, parse_duration, parse_latency,
};

use super::environment::Environment;
use super::error::Error;
use super::values;
use super::whereabouts::Shell;

/// How the simulator behaves.
#[derive(Args)]
pub(super) struct SimulatorOptions {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = values::listen)]
    pub(super) listen: SocketAddr,
    /// Keep packages and instances in this file between runs.
    #[arg(long, value_name = "FILE")]
    pub(super) state: Option<PathBuf>,
    /// Let every call take this much longer, for example 200ms; a day at most.
    #[arg(long, value_name = "DURATION", default_value = "0", value_parser = parse_latency, allow_hyphen_values = true)]
    pub(super) latency: Duration,
    /// Let purchases and changes take this long to show.
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = parse_duration, allow_hyphen_values = true)]
    pub(super) settle: Duration,
    /// Misbehave by this rule; may be given several times, see below.
    #[arg(long = "fault", value_name = "RULE", long_help = FAULT_GRAMMAR)]
    pub(super) faults: Vec<Fault>,
    /// Accept this access key instead of the built-in one: ID:SECRET or ID:SECRET:TOKEN, and ACCOUNT@ before it for one of
    /// another account; may be given several times.
    #[arg(long = "access-key", value_name = "KEY")]
    pub(super) access_keys: Vec<String>,
    /// Draw the same ids in every run.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = values::seed)]
    pub(super) seed: Option<u64>,
    /// Let through so many calls a second for each access key, and so many at once: 10 or 10:20; for one action
    /// CreateCen=1:3, several with commas between them.
    #[arg(long, value_name = "RATE", value_parser = values::throttle)]
    pub(super) throttle: Option<Throttle>,
    /// Set one of the rules of the account, by its name in GET /_simulator/config: grace=7d, or quotas.instances=3 for one
    /// within another; may be given several times.
    #[arg(long = "policy", value_name = "NAME=VALUE")]
    pub(super) policies: Vec<String>,
    /// Let the account have so many of something, by its name in quotas of GET /_simulator/config: instances=3; may be given
    /// several times.
    #[arg(long = "quota", value_name = "NAME=NUMBER")]
    pub(super) quotas: Vec<String>,
    /// With a clock that has been moved, take timestamps of real time too.
    ///
    /// Clients that do not follow the clock of answers, such as the official SDKs, could not call otherwise. The provider here
    /// follows it, and has to in order to see what has ended; so it is the default of simulator, and not that of sandbox.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(super) lenient_clock: Option<bool>,
    /// Let the control API be called by this name besides localhost and loopback addresses; may be given several times.
    #[arg(long = "control-host", value_name = "NAME")]
    pub(super) control_hosts: Vec<String>,
    /// Demand this token of clients of the control API, and let those in that have it, from wherever they come: TOKEN, or @FILE
    /// that holds it. The variable CEN_SIMULATOR_CONTROL_TOKEN does the same and is in no list of processes.
    #[arg(long, value_name = "TOKEN")]
    pub(super) control_token: Option<String>,
    /// Speak https as well, on the same port, by a certificate of its own.
    #[arg(long)]
    pub(super) tls: bool,
    /// Be called by this name in https, too, such as sts.aliyuncs.com; may be given several times.
    #[arg(long = "tls-name", value_name = "NAME", requires = "tls")]
    pub(super) tls_names: Vec<String>,
    /// Keep what signs the certificate in this folder between runs.
    #[arg(long, value_name = "DIR", requires = "tls")]
    pub(super) tls_dir: Option<PathBuf>,
    /// Write the certificate that clients have to trust to this file.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) tls_cert_out: Option<PathBuf>,
    /// Price packages by this JSON file instead of invented prices; its form is in docs/guides/testing.md.
    #[arg(long, value_name = "FILE", value_parser = price_list)]
    pub(super) price_list: Option<PriceList>,
    /// The site that the account belongs to.
    #[arg(long, value_name = "SITE", default_value = "domestic", value_parser = site())]
    pub(super) site: Site,
    /// Let the account have this much money, for example 1000.50.
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
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
    ///
    /// `lenient` is what the clock is when nothing is said about it.
    pub(super) fn into_options(
        self,
        observer: Option<CallObserver>,
        lenient: bool,
        environment: &Environment,
    ) -> Result<Options, Error> {
        let token = self
            .control_token
            .map_or_else(|| token_of(environment), |given| token(&given).map(Some))?;
        let mut options = Options {
            listen: self.listen,
            latency: self.latency,
            settle: self.settle,
            state_file: self.state,
            faults: self.faults,
            observer,
            seed: self.seed,
            throttle: self.throttle,
            control: ControlAccess {
                hosts: self.control_hosts,
                token,
            },
            tls: self.tls.then_some(Tls {
                names: self.tls_names,
                folder: self.tls_dir,
            }),
            policy: Policy {
                lenient_clock: self.lenient_clock.unwrap_or(lenient),
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
        for quota in &self.quotas {
            options.policy = values::with_quota(&options.policy, quota)
                .map_err(|error| Error::Usage(format!("--quota {quota}: {error}")))?;
        }
        for policy in &self.policies {
            options.policy = values::with_rule(&options.policy, policy)
                .map_err(|error| Error::Usage(format!("--policy {policy}: {error}")))?;
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

/// Which simulator is meant, and for whom.
#[derive(Args)]
pub(super) struct EnvOptions {
    /// Where the simulator listens, such as http://127.0.0.1:8080.
    #[arg(long, value_name = "URL")]
    pub(super) endpoint: Option<String>,
    /// The file that simulator --ready-file has written.
    #[arg(long, value_name = "FILE", conflicts_with = "endpoint")]
    pub(super) ready_file: Option<PathBuf>,
    /// The access key that was given to the simulator, if it was given one: ID:SECRET or ID:SECRET:TOKEN.
    #[arg(long, value_name = "KEY")]
    pub(super) access_key: Option<String>,
    /// The file with the simulator's certificate, if it speaks https.
    #[arg(long, value_name = "FILE")]
    pub(super) certificate: Option<PathBuf>,
    /// Whose words to use; by default those of sh, and of PowerShell on Windows.
    #[arg(long, value_name = "SHELL")]
    pub(super) shell: Option<Shell>,
    /// Print JSON instead.
    #[arg(long, conflicts_with = "shell")]
    pub(super) json: bool,
    /// Print nothing: exit with 0 if a simulator runs there, else with 1. For health checks of containers.
    #[arg(long, conflicts_with_all = ["shell", "json"])]
    pub(super) check: bool,
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

/// The variable that holds the token of the control API.
const TOKEN_VARIABLE: &str = "CEN_SIMULATOR_CONTROL_TOKEN";

fn token_of(environment: &Environment) -> Result<Option<Secret>, Error> {
    let Some(value) = environment.get(TOKEN_VARIABLE) else {
        return Ok(None);
    };
    token(&value.to_string_lossy()).map(Some)
}

/// A token, or that in a file after `@`. What is wrong with it is said without repeating it.
fn token(given: &str) -> Result<Secret, Error> {
    let text = match given.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).map_err(Error::files(format!(
            "cannot read the token of the control API from {file}"
        )))?,
        None => given.to_owned(),
    };
    let token = text.trim();
    if token.len() < 8 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Usage(
            "the token of the control API must have 8 characters or more, of those that can be seen in ASCII".to_owned(),
        ));
    }
    Ok(Secret::new(token))
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
