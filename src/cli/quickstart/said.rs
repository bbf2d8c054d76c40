//! What the CLI says with `-json`, a line for each event ("Machine-Readable UI" of Terraform; OpenTofu does the same).

use serde::Deserialize;
use serde_json::Value as Json;

/// An event, as far as anybody here wants to know.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Something was done, or all of it, in the CLI's words.
    Progress(String),
    Diagnostic(Diagnostic),
}

/// A warning or an error.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Diagnostic {
    pub(super) severity: Severity,
    pub(super) summary: String,
    #[serde(default)]
    pub(super) detail: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    Error,
    Warning,
}

/// The events whose message says what came of a command.
const PROGRESS: [&str; 4] = [
    "apply_complete",
    "change_summary",
    "test_run",
    "test_summary",
];

impl Said {
    /// What a line says; nothing for all that a reader can do without.
    pub(super) fn in_line(line: &str) -> Option<Self> {
        let event: Json = serde_json::from_str(line).ok()?;
        let kind = event["type"].as_str()?;
        if kind == "diagnostic" {
            return Diagnostic::deserialize(&event["diagnostic"])
                .ok()
                .map(Self::Diagnostic);
        }
        // A run of a test is told when it begins, goes on and is over.
        let is_over = event["test_run"]["progress"]
            .as_str()
            .is_none_or(|progress| progress == "complete");
        // What is planned and then applied is told once.
        let is_planned = event["changes"]["operation"] == "plan";
        if !PROGRESS.contains(&kind) || !is_over || is_planned {
            return None;
        }
        let message = event["@message"].as_str()?;
        Some(Self::Progress(message.trim().to_owned()))
    }
}

/// Of a plan as it is shown to people: the resources, with what is known of them, and the sum.
pub(super) fn planned(text: &str) -> Vec<&str> {
    let from_the_first = text.lines().skip_while(|line| !line.starts_with("  # "));
    let mut shown = Vec::new();
    for line in from_the_first {
        if !line.is_empty() && !line.ends_with("(known after apply)") {
            shown.push(line);
        }
        if line.starts_with("Plan: ") {
            break;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_plan_the_known_is_shown() {
        let text = "Terraform used the selected providers\n\n  # a.b will be created\n  + resource \"a\" \"b\" {\n      \
                    + c = 1\n      + id = (known after apply)\n    }\n\nPlan: 1 to add.\n\nChanges to Outputs:\n  + d = 2\n";
        assert_eq!(
            planned(text),
            [
                "  # a.b will be created",
                "  + resource \"a\" \"b\" {",
                "      + c = 1",
                "    }",
                "Plan: 1 to add."
            ]
        );
        assert_eq!(planned("Error: no\n"), [""; 0]);
    }

    #[test]
    fn what_came_of_it_is_told_and_nothing_else() {
        let said = |line: &str| Said::in_line(line);
        let progress = |text: &str| Some(Said::Progress(text.to_owned()));
        assert_eq!(
            said(r#"{"@message":"a: Creation complete after 0s [id=b]","type":"apply_complete"}"#),
            progress("a: Creation complete after 0s [id=b]")
        );
        assert_eq!(
            said(
                r#"{"@message":"  \"grows\"... pass","type":"test_run","test_run":{"progress":"complete"}}"#
            ),
            progress("\"grows\"... pass")
        );
        assert_eq!(
            said(
                r#"{"@message":"  \"grows\"... in progress","type":"test_run","test_run":{"progress":"starting"}}"#
            ),
            None
        );
        assert_eq!(
            said(
                r#"{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"A","detail":"B","range":{}}}"#
            ),
            Some(Said::Diagnostic(Diagnostic {
                severity: Severity::Warning,
                summary: "A".to_owned(),
                detail: "B".to_owned(),
            }))
        );
        for line in [
            "",
            "no JSON",
            "{}",
            r#"{"type":"version","@message":"Terraform 1.11.4"}"#,
            r#"{"type":"diagnostic"}"#,
            r#"{"type":"change_summary"}"#,
            r#"{"type":"change_summary","@message":"Plan: 1","changes":{"operation":"plan"}}"#,
        ] {
            assert_eq!(said(line), None, "{line}");
        }
    }
}
