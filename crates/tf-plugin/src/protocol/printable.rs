//! Text on its way to somebody's terminal.

use std::borrow::Cow;

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::framework::{Diagnostic, Diagnostics};

/// Bytes of a text that are shown: nobody reads more, and a message has a limit.
const LONGEST: usize = 64 * 1024;

/// What messages quote may come from anywhere. Characters that write on a terminal by themselves, or turn or hide what
/// surrounds them, are spelled out (`\u{1b}`); the two joiners stay, since some scripts need them. What nobody would read
/// to its end is cut.
pub(super) fn text(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let is_kept = |c: char| !is_invisible(c) || (keep_lines && matches!(c, '\n' | '\t'));
    if text.len() <= LONGEST && text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len().min(LONGEST) + 16);
    for c in text.chars() {
        if shown.len() >= LONGEST {
            shown.push('…');
            break;
        }
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

/// Control characters, separators of lines and paragraphs, and what Unicode calls a format character (Cf) or lets a font
/// leave out (Default_Ignorable_Code_Point), but the two joiners.
fn is_invisible(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    // Nearly every text is nothing else, and there may be very much of it.
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    if matches!(c, '\u{200c}' | '\u{200d}') {
        return false;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(
        category,
        Control | Format | LineSeparator | ParagraphSeparator
    ) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_spelled_out_and_letters_stay() {
        for hidden in
            "\u{ad}\u{34f}\u{115f}\u{180b}\u{3164}\u{fe0f}\u{ffa0}\u{1d173}\u{e0100}".chars()
        {
            let shown = format!("ab{}", hidden.escape_unicode());
            assert_eq!(line(&format!("ab{hidden}")), shown);
        }
        let plain = "aé带한العربية ខ្មែរ ‌‍🙂❤-_.";
        assert_eq!(line(plain), plain);
    }

    #[test]
    fn what_nobody_would_read_to_its_end_is_cut() {
        let long = "é".repeat(LONGEST / 2);
        assert_eq!(line(&long), long);
        assert_eq!(line(&format!("{long}x")), format!("{long}…"));
    }

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
