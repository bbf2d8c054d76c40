//! Log lines for the host: one JSON object a line on standard error, as HashiCorp's hclog writes them.
//!
//! The host filters what it shows; the level is read from the same variables here, so that nothing is formatted that
//! nobody sees. Without any of them no subscriber is installed at all and an event costs one comparison.

use std::io::Write as _;

use jiff::Timestamp;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

use super::Plugin;
use super::handshake::Environment;

mod layer;
mod levels;
mod line;

use layer::HclogLayer;
use levels::Levels;
use line::Line;

/// Installs the log for this process, unless the environment asks for none or there is one already.
///
/// Written are the events of the plugin's own targets, and of those that begin with `sdk`: the plumbing, whatever crate
/// it is in. Events of libraries are left out: at low levels they show headers and addresses, and with them secrets.
pub(crate) fn install(plugin: &Plugin, environment: &Environment) {
    let levels = Levels::read(plugin.name, environment);
    if levels.most() == LevelFilter::OFF {
        return;
    }
    let layer = HclogLayer::new(plugin, levels, Timestamp::now, write);
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
