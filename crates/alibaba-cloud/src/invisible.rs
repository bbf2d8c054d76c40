//! Characters that nobody sees, and that change how what surrounds them looks.

/// Whether a character has no place in the words of an API or in a line that is shown: control characters, which write on a
/// terminal by themselves (escape sequences, C0 and C1), separators of lines and paragraphs, and the formatting characters
/// of Unicode that turn or hide text. The two joiners stay, since some scripts need them.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_scripts_are_visible() {
        for character in "aé带 ‌‍🙂-_.".chars() {
            assert!(!is_invisible(character), "{character:?}");
        }
        for character in "\u{1b}\u{7}\u{9b}\n\u{202e}\u{2066}\u{200f}\u{feff}\u{e0041}".chars() {
            assert!(is_invisible(character), "{character:?}");
        }
    }
}
