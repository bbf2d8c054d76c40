//! Characters that nobody sees, and that change how what surrounds them looks.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether a character has no place in the words of an API or in a line that is shown: control characters, which write on a
/// terminal by themselves (escape sequences, C0 and C1), separators of lines and paragraphs, and all
/// that Unicode calls a format character (general category Cf) or lets a font leave out (`Default_Ignorable_Code_Point`). The
/// two joiners stay, since some scripts need them.
pub fn is_invisible(character: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    // Nearly every text is nothing else.
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    if matches!(character, '\u{200c}' | '\u{200d}') {
        return false;
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    matches!(
        category,
        Control | Format | LineSeparator | ParagraphSeparator
    ) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_scripts_are_visible() {
        for character in "aé带한العربية ខ្មែរ ‌‍🙂❤-_.".chars() {
            assert!(!is_invisible(character), "{character:?}");
        }
        for character in "\u{1b}\u{7}\u{9b}\n\u{202e}\u{2066}\u{200f}\u{feff}\u{e0041}".chars() {
            assert!(is_invisible(character), "{character:?}");
        }
        for character in
            "\u{ad}\u{34f}\u{115f}\u{180b}\u{3164}\u{fe0f}\u{ffa0}\u{1d173}\u{e0100}".chars()
        {
            assert!(is_invisible(character), "{character:?}");
        }
    }
}
