//! Characters that nobody sees, and that change how what surrounds them looks.

/// Whether a character has no place in the words of an API or in a line that is shown: control characters, which write on a
/// terminal by themselves (escape sequences, C0 and C1), separators of lines and paragraphs, and all
/// that Unicode calls a format character (general category Cf) or lets a font leave out (`Default_Ignorable_Code_Point`). The
/// two joiners stay, since some scripts need them.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}'
            | '\u{8e2}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'
            | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
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
