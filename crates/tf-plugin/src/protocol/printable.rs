//! Text on its way to somebody's terminal.

use std::borrow::Cow;

use crate::framework::{Diagnostic, Diagnostics};

/// What messages quote may come from anywhere. Characters that write on a terminal by themselves, or turn or hide what
/// surrounds them, are spelled out (`\u{1b}`); the two joiners stay, since some scripts need them.
pub(super) fn text(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let is_kept = |c: char| !is_invisible(c) || (keep_lines && matches!(c, '\n' | '\t'));
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_kept(c) {
            shown.push(c);
        } else {
            shown.extend(c.escape_unicode());
        }
    }
    Cow::Owned(shown)
}

/// One line.
pub(super) fn line(line: &str) -> Cow<'_, str> {
    text(line, false)
}

/// Messages that can be shown whatever they quote.
pub(super) fn diagnostics(diagnostics: Diagnostics) -> Diagnostics {
    let mut shown = Diagnostics::default();
    for one in diagnostics {
        shown.push(Diagnostic {
            summary: line(&one.summary).into_owned(),
            detail: text(&one.detail, true).into_owned(),
            ..one
        });
    }
    shown
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_write_on_a_terminal_is_spelled_out() {
        let mut said = Diagnostics::default();
        said.warn(
            "It is \u{1b}]0;owned\u{7}\nError: all lost",
            "First \u{202e}txt.\n\n\tThen \u{9b}2J, 带宽‍包.",
        );
        let shown: Vec<_> = diagnostics(said)
            .into_iter()
            .map(|one| (one.summary, one.detail))
            .collect();
        let expected = (
            "It is \\u{1b}]0;owned\\u{7}\\u{a}Error: all lost".to_owned(),
            "First \\u{202e}txt.\n\n\tThen \\u{9b}2J, 带宽‍包.".to_owned(),
        );
        assert_eq!(shown, [expected]);
    }
}
