//! What a user reads of a configuration.

use serde_json::Value as Json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::protocol::generated::tfplugin6::attribute_path::step::Selector;

/// The warning that `dev_overrides` itself causes.
const OVERRIDE_WARNING: &str = "Provider development overrides are in effect";

/// A diagnostic as a user reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `error` or `warning`.
    pub severity: String,
    /// Its headline.
    pub summary: String,
    /// What follows.
    pub detail: String,
    /// The argument that is underlined; empty for the block itself.
    pub attribute: String,
}

impl Said {
    /// An error at an argument, or at a block where `attribute` is empty.
    pub fn error(attribute: &str, summary: &str, detail: &str) -> Self {
        Self::with("error", attribute, summary, detail)
    }

    /// A warning, likewise.
    pub fn warning(attribute: &str, summary: &str, detail: &str) -> Self {
        Self::with("warning", attribute, summary, detail)
    }

    fn with(severity: &str, attribute: &str, summary: &str, detail: &str) -> Self {
        let [severity, attribute, summary, detail] =
            [severity, attribute, summary, detail].map(str::to_owned);
        Self {
            severity,
            summary,
            detail,
            attribute,
        }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == "error"
    }

    /// Diagnostics as they come from a provider.
    pub(crate) fn of(diagnostics: &[pb::Diagnostic]) -> Vec<Self> {
        let said = diagnostics.iter().map(|diagnostic| {
            let steps = diagnostic.attribute.iter().flat_map(|path| &path.steps);
            let mut names = steps.filter_map(|step| match &step.selector {
                Some(Selector::AttributeName(name)) => Some(name.as_str()),
                _ => None,
            });
            let severity = match diagnostic.severity() {
                pb::diagnostic::Severity::Warning => "warning",
                _ => "error",
            };
            let attribute = names.next_back().unwrap_or_default();
            Self::with(severity, attribute, &diagnostic.summary, &diagnostic.detail)
        });
        said.collect()
    }

    /// The diagnostics among the lines of a `-json` run.
    pub fn in_lines(stdout: &str) -> Vec<Self> {
        let lines = stdout
            .lines()
            .filter_map(|line| serde_json::from_str::<Json>(line).ok());
        let diagnostics = lines
            .filter(|line| line["type"] == "diagnostic")
            .map(|line| {
                let diagnostic = &line["diagnostic"];
                let text = |name: &str| diagnostic[name].as_str().unwrap_or_default().to_owned();
                let code = diagnostic["snippet"]["code"].as_str().unwrap_or_default();
                let start = diagnostic["snippet"]["highlight_start_offset"]
                    .as_u64()
                    .unwrap_or(0);
                let end = diagnostic["snippet"]["highlight_end_offset"]
                    .as_u64()
                    .unwrap_or(0);
                let underlined = code
                    .get(usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0));
                // The CLI underlines the value; the argument is what stands before the equals sign.
                // In JSON, it is what stands before the colon.
                let sides = code.split_once('=').or_else(|| code.split_once(':'));
                let attribute = match (underlined, sides) {
                    (Some(underlined), Some((name, _))) if !underlined.starts_with("resource") => {
                        name.trim().trim_matches('"').to_owned()
                    }
                    _ => String::new(),
                };
                Self {
                    severity: text("severity"),
                    summary: text("summary"),
                    detail: text("detail"),
                    attribute,
                }
            });
        diagnostics
            .filter(|said| said.summary != OVERRIDE_WARNING)
            .collect()
    }
}
