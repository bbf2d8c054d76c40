//! Log lines for the host: one JSON object a line on standard error, as HashiCorp's hclog writes them.
//!
//! The host filters what it shows; the level is read from the same variables here, so that nothing is formatted that
//! nobody sees. Without any of them no subscriber is installed at all and an event costs one comparison.

use std::io::Write as _;

use jiff::Timestamp;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

use super::handshake::Environment;

mod layer;
mod line;

use layer::HclogLayer;
use line::Line;

/// Installs the log for this process, unless the environment asks for none or there is one already.
///
/// `name` is the provider's local name, as it becomes part of variables and of the `@module` field; `root` is the
/// first part of the targets whose events are written. Events of libraries are left out: at low levels they show
/// headers and addresses, and with them secrets.
pub(crate) fn install(name: &'static str, root: &'static str, environment: &Environment) {
    let level = level(name, environment);
    if level == LevelFilter::OFF {
        return;
    }
    let layer = HclogLayer::new(name, root, level, Timestamp::now, write);
    // Fails if there is a subscriber already, which then stays in charge.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
}

/// Makes a panic one error line of the log, whatever the level.
pub(crate) fn install_panic_hook(name: &'static str) {
    std::panic::set_hook(Box::new(move |panic| {
        let text = text_of(panic.payload());
        let place = panic
            .location()
            .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        write_error(name, &format!("the plugin panicked at {place}: {text}"));
        // A panic on the main thread ends the process, and only lines that begin like this reach the user then.
        if std::thread::current().name() == Some("main") {
            write(format!("panic: {text} at {place}\n").as_bytes());
        }
    }));
}

/// The text of a panic, which is one of two types whenever there is one.
fn text_of(payload: &(dyn std::any::Any + Send)) -> &str {
    let formatted = payload.downcast_ref::<String>().map(String::as_str);
    formatted
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no text")
}

/// Writes an error line of the log, whatever the level.
pub(crate) fn write_error(name: &str, text: &str) {
    let mut line = Line::new("error", name, Timestamp::now());
    line.message(text);
    write(&line.finish());
}

/// Writes to standard error. A host that no longer reads is no reason to fail.
fn write(bytes: &[u8]) {
    let _ = std::io::stderr().lock().write_all(bytes);
}

/// The level at which something would be seen.
///
/// `TF_LOG_PROVIDER` takes precedence over `TF_LOG`, as in the host, which filters by it; the variable named after the
/// provider can only lower the volume.
fn level(name: &str, environment: &Environment) -> LevelFilter {
    let read = |variable: &str| environment.text(variable).map(|word| parse(&word));
    let shown = read("TF_LOG_PROVIDER")
        .or_else(|| read("TF_LOG"))
        .unwrap_or(LevelFilter::OFF);
    let own = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
    match read(&own) {
        Some(own) => shown.min(own),
        None => shown,
    }
}

/// Reads a level as hosts do: any case, and a word that is no level means everything.
fn parse(word: &str) -> LevelFilter {
    match word.trim().to_ascii_uppercase().as_str() {
        "OFF" => LevelFilter::OFF,
        "ERROR" => LevelFilter::ERROR,
        "WARN" => LevelFilter::WARN,
        "INFO" => LevelFilter::INFO,
        "DEBUG" => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_what_the_host_would_show() {
        let level =
            |variables: &[(&str, &str)]| level("my-cloud", &variables.iter().copied().collect());
        assert_eq!(level(&[]), LevelFilter::OFF);
        assert_eq!(level(&[("TF_LOG", "")]), LevelFilter::OFF);
        assert_eq!(level(&[("TF_LOG", "warn")]), LevelFilter::WARN);
        assert_eq!(level(&[("TF_LOG", "JSON")]), LevelFilter::TRACE);
        assert_eq!(level(&[("TF_LOG", "loud")]), LevelFilter::TRACE);
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "off")]),
            LevelFilter::OFF
        );
        assert_eq!(
            level(&[("TF_LOG", "ERROR"), ("TF_LOG_PROVIDER", "Debug")]),
            LevelFilter::DEBUG
        );
        assert_eq!(level(&[("TF_LOG_CORE", "TRACE")]), LevelFilter::OFF);
    }

    #[test]
    fn the_providers_own_variable_only_lowers_the_volume() {
        let level =
            |variables: &[(&str, &str)]| level("my-cloud", &variables.iter().copied().collect());
        assert_eq!(
            level(&[("TF_LOG_PROVIDER_MY_CLOUD", "TRACE")]),
            LevelFilter::OFF
        );
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER_MY_CLOUD", "INFO")]),
            LevelFilter::INFO
        );
        assert_eq!(
            level(&[("TF_LOG", "INFO"), ("TF_LOG_PROVIDER_MY_CLOUD", "TRACE")]),
            LevelFilter::INFO
        );
        assert_eq!(
            level(&[("TF_LOG", "INFO"), ("TF_LOG_PROVIDER_OTHER", "OFF")]),
            LevelFilter::INFO
        );
    }
}
