//! From `tracing` events to log lines, with the fields of the spans an event lies in.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::levels::Levels;
use super::line::Line;
use crate::plugin::Plugin;

/// The field that every line about a call of the host has.
const OF_A_CALL: &str = "tf_rpc";

/// Takes finished lines.
type Sink = Box<dyn Fn(&[u8]) + Send + Sync>;

/// Writes the events of our own targets as log lines.
pub(super) struct HclogLayer {
    name: &'static str,
    crates: &'static [&'static str],
    address: Option<&'static str>,
    levels: Levels,
    now: fn() -> Timestamp,
    write: Sink,
}

impl HclogLayer {
    pub(super) fn new(
        plugin: &Plugin,
        levels: Levels,
        now: fn() -> Timestamp,
        write: impl Fn(&[u8]) + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: plugin.name,
            crates: plugin.log_crates,
            address: plugin.addresses.first().copied(),
            levels,
            now,
            write: Box::new(write),
        }
    }

    fn is_ours(&self, metadata: &Metadata<'_>) -> bool {
        let level = match self.levels.of_plumbing(metadata.target()) {
            // Spans lend their fields to events of the provider, which may be wanted where the plumbing's are not.
            Some(_) if metadata.is_span() => self.levels.most(),
            Some(level) => level,
            None if self.path_of(metadata).is_some() => self.levels.provider,
            None => return false,
        };
        *metadata.level() <= level
    }

    /// What a target of ours is below the provider's name: the parts after the provider's own crate, the whole target of
    /// another crate of ours; none for the target of a library.
    fn path_of<'a>(&self, metadata: &Metadata<'a>) -> Option<&'a str> {
        let target = metadata.target();
        let (first, rest) = target.split_once("::").unwrap_or((target, ""));
        if first.strip_prefix("terraform_provider_").unwrap_or(first) == self.name {
            return Some(rest);
        }
        let is_ours = first == env!("CARGO_CRATE_NAME") || self.crates.contains(&first);
        is_ours.then_some(target)
    }

    /// The `@module` of a target: the provider's name in place of the root, and dots between the parts. The plumbing's
    /// targets are modules already.
    fn module_of(&self, metadata: &Metadata<'_>) -> String {
        match self.path_of(metadata) {
            None => metadata.target().to_owned(),
            Some("") => self.name.to_owned(),
            Some(path) => format!("{}.{}", self.name, path.replace("::", ".")),
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for HclogLayer {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.is_ours(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        self.is_ours(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.levels.most())
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context
            .event_scope(event)
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .iter()
            .rev()
        {
            if let Some(outer) = span.extensions().get::<Fields>() {
                fields.others.extend(
                    outer
                        .others
                        .iter()
                        .map(|(name, value)| (*name, value.clone())),
                );
            }
        }
        event.record(&mut fields);

        if let Some(address) = self.address
            && fields.others.contains_key(OF_A_CALL)
        {
            fields.others.insert("tf_provider_addr", address.into());
        }

        let metadata = event.metadata();
        let module = self.module_of(metadata);
        let mut line = Line::new(word(*metadata.level()), &module, (self.now)());
        line.message(&fields.message);
        for (name, value) in fields.others {
            line.field(name, value);
        }
        (self.write)(&line.finish());
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// The fields of an event or a span, sorted by name.
#[derive(Default)]
struct Fields {
    message: String,
    others: BTreeMap<&'static str, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            (name, value) => {
                self.others.insert(name, value);
            }
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.put(field, value.to_string().into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;
    use crate::plugin::HandshakeConfig;

    const PLUGIN: Plugin = Plugin {
        name: "cloud",
        version: "1.0.0",
        addresses: &["registry.example/acme/cloud"],
        log_crates: &["forge"],
        handshake: HandshakeConfig {
            cookie_key: "COOKIE",
            cookie_value: "x",
            protocol_version: 6,
        },
    };

    /// Runs `work` and gives the lines it logged.
    fn logged(levels: Levels, work: impl FnOnce()) -> Vec<String> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = lines.clone();
        let write = move |line: &[u8]| {
            sink.lock()
                .unwrap()
                .push(String::from_utf8(line.to_vec()).unwrap())
        };
        let layer = HclogLayer::new(&PLUGIN, levels, || Timestamp::UNIX_EPOCH, write);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
        lines.lock().unwrap().clone()
    }

    fn up_to(level: LevelFilter) -> Levels {
        Levels {
            provider: level,
            plumbing: level,
            parts: Vec::new(),
        }
    }

    fn expected(level: &str, module: &str, rest: &str) -> String {
        let time = "1970-01-01T00:00:00.000000Z";
        format!(
            "{{\"@level\":\"{level}\",\"@module\":\"{module}\",\"@timestamp\":\"{time}\",{rest}}}\n"
        )
    }

    #[test]
    fn events_carry_the_fields_of_their_spans_and_their_own() {
        let lines = logged(up_to(LevelFilter::TRACE), || {
            let outer = tracing::info_span!(target: "cloud", "call", tf_rpc = "ReadResource", id = "outer", late = tracing::field::Empty);
            outer.record("late", 1.5);
            let _outer = outer.entered();
            let _inner = tracing::info_span!(target: "cloud", "inner", id = "inner").entered();
            tracing::warn!(target: "terraform_provider_cloud::client", attempt = 2, done = false, what = ?Some(1), "slow {}", "answer");
        });
        let rest = r#""@message":"slow answer","attempt":2,"done":false,"id":"inner","late":1.5,"tf_provider_addr":"registry.example/acme/cloud","tf_rpc":"ReadResource","what":"Some(1)""#;
        assert_eq!(lines, [expected("warn", "cloud.client", rest)]);
    }

    #[test]
    fn only_our_own_targets_up_to_the_level_are_written() {
        let lines = logged(up_to(LevelFilter::INFO), || {
            tracing::error!(target: "cloud", "root");
            tracing::info!(target: "terraform_provider_cloud::a::b", "deep");
            tracing::info!(target: "forge::fire", "of another crate");
            tracing::debug!(target: "cloud", "too much detail");
            tracing::error!(target: "cloud_library", "not ours");
            tracing::error!(target: "hyper", "not ours");
        });
        let root = expected("error", "cloud", r#""@message":"root""#);
        let deep = expected("info", "cloud.a.b", r#""@message":"deep""#);
        let other = expected(
            "info",
            "cloud.forge.fire",
            r#""@message":"of another crate""#,
        );
        assert_eq!(lines, [root, deep, other]);
    }

    #[test]
    fn the_plumbing_names_its_modules_itself_and_is_heard_in_every_crate() {
        let lines = logged(up_to(LevelFilter::TRACE), || {
            tracing::trace!(target: "sdk.proto", "received");
            tracing::trace!(target: "sdkish", "not ours");
        });
        assert_eq!(
            lines,
            [expected("trace", "sdk.proto", r#""@message":"received""#)]
        );
    }

    #[test]
    fn a_silent_plumbing_still_says_what_call_a_line_belongs_to() {
        let levels = Levels {
            plumbing: LevelFilter::OFF,
            ..up_to(LevelFilter::ERROR)
        };
        let lines = logged(levels, || {
            let _call =
                tracing::error_span!(target: "sdk", "call", tf_rpc = "ReadResource").entered();
            tracing::error!(target: "sdk", "not wanted");
            tracing::error!(target: "cloud", "wanted");
        });
        let rest = r#""@message":"wanted","tf_provider_addr":"registry.example/acme/cloud","tf_rpc":"ReadResource""#;
        assert_eq!(lines, [expected("error", "cloud", rest)]);
    }

    #[test]
    fn errors_are_written_as_their_text() {
        let error = std::io::Error::other("broken \"pipe\"");
        let lines = logged(up_to(LevelFilter::TRACE), || {
            let error: &(dyn std::error::Error + 'static) = &error;
            tracing::error!(target: "cloud", error, "failed");
        });
        assert_eq!(
            lines,
            [expected(
                "error",
                "cloud",
                r#""@message":"failed","error":"broken \"pipe\"""#
            )]
        );
    }
}
