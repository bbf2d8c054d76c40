//! How calls are made: the arguments of the provider block for signatures, repeats, pace and time limits, by the names
//! and environment variables of the official provider where it has them.
//!
//! None of them changes what a call does, so one that is still unknown does not postpone anything: until it is known,
//! the environment and the defaults hold.

use std::ops::RangeInclusive;
use std::time::Duration;

use cen::alibaba_cloud::network::Network;
use cen::alibaba_cloud::sign::Scheme;
use cen::alibaba_cloud::world::{Variables, World};
use cen::{Policy, Timeouts};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{Validator, one_of, whole_number_between};
use tf_plugin::value::{Attr, Number, Path};

/// Legal values of `signature_version`; the first is the default.
const SIGNATURE_VERSIONS: [&str; 2] = ["v1", "acs3"];

/// The environment variable for `signature_version`. The official tools have none.
const SIGNATURE_VARIABLE: &str = "CEN_SIGNATURE_VERSION";

const MAX_RETRIES: RangeInclusive<u64> = 0..=100;

const MAX_REQUESTS_PER_SECOND: RangeInclusive<u64> = 1..=1000;

/// An argument for a length of time.
struct Span {
    name: &'static str,
    variable: &'static str,
    unit: &'static str,
    range: RangeInclusive<u64>,
}

const MAX_RETRY_TIMEOUT: Span = Span {
    name: "max_retry_timeout",
    variable: "MAX_RETRY_TIMEOUT",
    unit: "seconds",
    range: 0..=86_400,
};

const CONNECT_TIMEOUT: Span = Span {
    name: "client_connect_timeout",
    variable: "CLIENT_CONNECT_TIMEOUT",
    unit: "milliseconds",
    range: 1..=600_000,
};

const READ_TIMEOUT: Span = Span {
    name: "client_read_timeout",
    variable: "CLIENT_READ_TIMEOUT",
    unit: "milliseconds",
    range: 1..=600_000,
};

const ABSENCE_WAIT: Span = Span {
    name: "absence_wait",
    variable: "CEN_ABSENCE_WAIT",
    unit: "milliseconds",
    range: 1..=60_000,
};

/// The time between two looks for a package where none is set.
const DEFAULT_ABSENCE_WAIT: Duration = Duration::from_secs(2);

/// Every environment variable that an argument falls back on.
pub(super) const VARIABLES: [&str; 5] = [
    SIGNATURE_VARIABLE,
    MAX_RETRY_TIMEOUT.variable,
    CONNECT_TIMEOUT.variable,
    READ_TIMEOUT.variable,
    ABSENCE_WAIT.variable,
];

/// Answers to purchases have been seen to take longer than this.
const SHORT_READ_TIMEOUT: Duration = Duration::from_secs(15);

/// The arguments.
#[derive(Clone, Debug, Default, Model)]
pub(super) struct ClientOptions {
    /// How requests are signed: `v1` (HMAC-SHA1 over the parameters, as the official provider does it) or `acs3`
    /// (ACS3-HMAC-SHA256, in headers). Else from `CEN_SIGNATURE_VERSION`, else `v1`.
    #[attribute(optional, validate = one_of(&SIGNATURE_VERSIONS))]
    signature_version: Attr<String>,
    /// How often a call is sent again after trouble on the way or in the server; 4 where this is not set. A call that is
    /// refused because of too many calls or a busy object is repeated regardless, and so is a purchase, always with the
    /// same client token.
    #[attribute(optional, validate = whole_number_between(MAX_RETRIES, "retries"))]
    max_retries: Attr<u64>,
    /// How many seconds after its beginning a call is still sent again, whatever the reason. Else from `MAX_RETRY_TIMEOUT`,
    /// else 0: as long as the `timeouts` of the resource allow. A purchase whose outcome is open goes on until then in any
    /// case.
    #[attribute(optional, validate = MAX_RETRY_TIMEOUT.rule())]
    max_retry_timeout: Attr<u64>,
    /// Most calls that are sent in a second. Not needed as a rule: the provider finds out by itself how many calls of each
    /// kind the API allows.
    #[attribute(optional, validate = whole_number_between(MAX_REQUESTS_PER_SECOND, "calls a second"))]
    max_requests_per_second: Attr<u64>,
    /// How many milliseconds connecting to the API may take. Else from `CLIENT_CONNECT_TIMEOUT`, else 10000.
    #[attribute(optional, validate = CONNECT_TIMEOUT.rule())]
    client_connect_timeout: Attr<u64>,
    /// How many milliseconds the API may take to answer one attempt. Else from `CLIENT_READ_TIMEOUT`, else 30000. With less
    /// than 15000, purchases may look unanswered that are only slow.
    #[attribute(optional, validate = READ_TIMEOUT.rule())]
    client_read_timeout: Attr<u64>,
    /// How many milliseconds lie between the looks for something that is not listed any more, before it counts as gone: three
    /// after the first for a package that costs money, one for everything else. Else from `CEN_ABSENCE_WAIT`, else 2000.
    #[attribute(optional, validate = ABSENCE_WAIT.rule())]
    absence_wait: Attr<u64>,
}

impl ClientOptions {
    /// Checks what the rules of single attributes do not: a legal value that asks for trouble.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let read = self.client_read_timeout.known().copied();
        let read = read.filter(|read| READ_TIMEOUT.range.contains(read));
        if let Some(read) = read.map(Duration::from_millis)
            && read < SHORT_READ_TIMEOUT
        {
            diagnostics.warn_at(
            Path::root(READ_TIMEOUT.name),
            "Purchases may look unanswered",
            format!(
                "client_read_timeout is {} milliseconds. An answer that takes longer counts as none, and a purchase \
                 without an answer is kept as unconfirmed until a later apply confirms it. Set 15000 or more.",
                read.as_millis()
            ),
        );
        }
    }

    /// The policy, from the arguments, else from the environment.
    pub(super) fn policy(
        &self,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Policy {
        let defaults = Policy::default();
        let retry_time = MAX_RETRY_TIMEOUT.of(&self.max_retry_timeout, variables, diagnostics);
        Policy {
            scheme: self.scheme(variables, diagnostics),
            max_retries: self
                .max_retries
                .known()
                .and_then(|retries| u32::try_from(*retries).ok())
                .unwrap_or(defaults.max_retries),
            max_retry_time: retry_time
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            max_requests_per_second: self
                .max_requests_per_second
                .known()
                .and_then(|calls| u32::try_from(*calls).ok())
                .map(f64::from),
        }
    }

    /// The time limits of one attempt, from the arguments, else from the environment.
    pub(super) fn timeouts(
        &self,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Timeouts {
        let defaults = Timeouts::default();
        let connect = CONNECT_TIMEOUT.of(&self.client_connect_timeout, variables, diagnostics);
        let attempt = READ_TIMEOUT.of(&self.client_read_timeout, variables, diagnostics);
        Timeouts {
            connect: connect.map_or(defaults.connect, Duration::from_millis),
            attempt: attempt.map_or(defaults.attempt, Duration::from_millis),
        }
    }

    /// The time between two looks for a package that is not listed any more, from the argument, else from the environment.
    pub(super) fn absence_wait(
        &self,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Duration {
        let wait = ABSENCE_WAIT.of(&self.absence_wait, variables, diagnostics);
        wait.map_or(DEFAULT_ABSENCE_WAIT, Duration::from_millis)
    }

    fn scheme(&self, variables: &dyn Variables, diagnostics: &mut Diagnostics) -> Scheme {
        let variable = variables.var(SIGNATURE_VARIABLE);
        match self
            .signature_version
            .known()
            .or(variable.as_ref())
            .map(String::as_str)
        {
            Some("acs3") => Scheme::Acs3,
            None | Some("v1") => Scheme::Rpc,
            Some(_) => {
                diagnostics.error(
                format!("{SIGNATURE_VARIABLE} cannot be used"),
                format!(
                    "The environment variable {SIGNATURE_VARIABLE} must be v1 or acs3. It stands in for the argument \
                     signature_version, which is not set."
                ),
            );
                Scheme::default()
            }
        }
    }
}

/// The way to the API, from the environment.
pub(super) fn network(world: &World, diagnostics: &mut Diagnostics) -> Option<Network> {
    Network::from_variables(&*world.variables, &world.files)
        .map_err(|error| diagnostics.error("Proxy cannot be used", format!("{error}.")))
        .ok()
}

impl Span {
    fn rule(&self) -> Validator<Number> {
        whole_number_between(self.range.clone(), self.unit)
    }

    /// The argument, else the variable. A value outside of the range was refused before it comes here, unless it is the
    /// variable's.
    fn of(
        &self,
        argument: &Attr<u64>,
        variables: &dyn Variables,
        diagnostics: &mut Diagnostics,
    ) -> Option<u64> {
        if let Some(number) = argument.known() {
            return Some(*number);
        }
        let text = variables.var(self.variable)?;
        let number = text
            .parse()
            .ok()
            .filter(|number| self.range.contains(number));
        if number.is_none() {
            let (least, most) = (self.range.start(), self.range.end());
            diagnostics.error(
                format!("{} cannot be used", self.variable),
                format!(
                    "The environment variable {} must be a whole number from {least} to {most} ({}). It stands in for \
                     the argument {}, which is not set.",
                    self.variable, self.unit, self.name
                ),
            );
        }
        number
    }
}

#[cfg(test)]
mod tests;
