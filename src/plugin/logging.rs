//! Log lines as hosts expect them: one JSON object a line on stderr.
//!
//! A host parses `@level`, `@message` and `@timestamp` as strings without looking, so they are always strings, and a
//! line of 64 KiB or more is torn apart, so no line gets that long.

use std::fmt;
use std::io::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// No text in a line is longer; what is longer is cut, and says so.
const LONGEST_TEXT: usize = 4 * 1024;
/// No line is longer.
const LONGEST_LINE: usize = 60 * 1024;

/// Starts logging for the provider `name`, as `TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER` and `TF_LOG` say, and reports
/// panics as log lines. Without any of them nothing is formatted at all.
pub fn start(name: &'static str) {
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let text = info.payload_as_str().unwrap_or("a panic without words");
        write_line(&line(
            "error",
            name,
            &format!("Panic at {place}: {text}"),
            Map::new(),
        ));
    }));
    let level = level(name, |variable| {
        #[expect(
            clippy::disallowed_methods,
            reason = "log levels come from the host's environment"
        )]
        std::env::var(variable).ok()
    });
    if level == LevelFilter::OFF {
        return;
    }
    // What libraries log is not ours to vouch for: it may hold whole requests.
    let ours = filter_fn(|metadata: &Metadata<'_>| {
        metadata.target().starts_with(env!("CARGO_CRATE_NAME"))
            || metadata.target().starts_with("sdk")
    });
    let layer = Lines { name }.with_filter(level).with_filter(ours);
    // Fails only if somebody else has set up logging before, as tests do; then theirs stays.
    let _ = tracing_subscriber::registry().with(layer).try_init();
}

/// The level of our own lines. The host filters again, so a level below its own only saves work.
fn level(name: &str, variable: impl Fn(&str) -> Option<String>) -> LevelFilter {
    let own = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
    let read = |name: &str| {
        variable(name)
            .filter(|text| !text.is_empty())
            .map(|text| parse(&text))
    };
    let host = read("TF_LOG_PROVIDER")
        .or_else(|| read("TF_LOG"))
        .unwrap_or(LevelFilter::OFF);
    read(&own).unwrap_or(host).min(host)
}

fn parse(text: &str) -> LevelFilter {
    match text.to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        // TRACE, JSON, and whatever else: hosts take an unknown word for TRACE.
        _ => LevelFilter::TRACE,
    }
}

/// Writes events with the fields of the spans they happen in.
struct Lines {
    name: &'static str,
}

/// The fields of a span, kept until its events are written.
struct SpanFields(Map<String, Value>);

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(SpanFields(fields.fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(SpanFields(outer)) = span.extensions().get::<SpanFields>() {
                for (name, value) in outer {
                    fields.fields.entry(name).or_insert_with(|| value.clone());
                }
            }
        }
        event.record(&mut fields);
        let target = event.metadata().target();
        let module = if target.starts_with("sdk") {
            target
        } else {
            self.name
        };
        let level = match *event.metadata().level() {
            Level::TRACE => "trace",
            Level::DEBUG => "debug",
            Level::INFO => "info",
            Level::WARN => "warn",
            Level::ERROR => "error",
        };
        write_line(&line(level, module, &fields.message, fields.fields));
    }
}

/// Collects fields; the message stands apart from the others.
#[derive(Default)]
struct Fields {
    message: String,
    fields: Map<String, Value>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        self.fields.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message = shortened(value);
        } else {
            self.put(field, shortened(value).into());
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let cut = text.floor_char_boundary(LONGEST_TEXT);
    format!("{}… ({} bytes)", &text[..cut], text.len())
}

fn line(level: &str, module: &str, message: &str, mut fields: Map<String, Value>) -> String {
    let head = json!({
        "@level": level,
        "@message": shortened(message),
        "@module": module,
        "@timestamp": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string(),
    });
    let Value::Object(head) = head else {
        return String::new();
    };
    fields.extend(head.clone());
    let line = Value::Object(fields).to_string();
    // Many long fields together; the message is what matters.
    if line.len() > LONGEST_LINE {
        Value::Object(head).to_string()
    } else {
        line
    }
}

/// A log that cannot be written must not end an apply.
fn write_line(line: &str) {
    let _ = std::io::stderr()
        .lock()
        .write_all(format!("{line}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_with(variables: &[(&str, &str)]) -> LevelFilter {
        level("cen", |name| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn levels_follow_the_hosts_variables() {
        assert_eq!(level_with(&[]), LevelFilter::OFF);
        assert_eq!(level_with(&[("TF_LOG", "debug")]), LevelFilter::DEBUG);
        assert_eq!(
            level_with(&[("TF_LOG", "DEBUG"), ("TF_LOG_PROVIDER", "off")]),
            LevelFilter::OFF
        );
        assert_eq!(level_with(&[("TF_LOG", "JSON")]), LevelFilter::TRACE);
        assert_eq!(
            level_with(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER_CEN", "WARN")]),
            LevelFilter::WARN
        );
        assert_eq!(
            level_with(&[("TF_LOG", "WARN"), ("TF_LOG_PROVIDER_CEN", "TRACE")]),
            LevelFilter::WARN
        );
    }

    #[test]
    fn a_line_is_one_json_object_with_string_heads_and_six_digits() {
        let fields = Map::from_iter([
            ("count".to_owned(), json!(3)),
            ("@level".to_owned(), json!(1)),
        ]);
        let text = line("warn", "cen", "two\nlines \"quoted\" \u{7}", fields);
        assert!(!text.contains('\n'));
        let parsed: Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["@level"], "warn");
        assert_eq!(parsed["@message"], "two\nlines \"quoted\" \u{7}");
        assert_eq!(parsed["count"], json!(3));
        let timestamp = parsed["@timestamp"].as_str().unwrap();
        assert_eq!(timestamp.len(), "2026-01-02T03:04:05.000000Z".len());
        assert_eq!(timestamp.as_bytes()[19], b'.');
    }

    #[test]
    fn no_line_reaches_the_length_that_hosts_tear_apart() {
        let long = "ü".repeat(70 * 1024);
        assert!(line("info", "cen", &long, Map::new()).len() < 64 * 1024);
        let many: Map<String, Value> = (0..40)
            .map(|number| (format!("f{number}"), shortened(&long).into()))
            .collect();
        assert!(line("info", "cen", "short", many).len() < 64 * 1024);
    }
}
