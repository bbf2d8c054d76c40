//! A command line split into its words, without a shell.

/// The words of `text`.
///
/// Elsewhere than on Windows by the quoting rules of POSIX: single quotes keep everything, double quotes keep all but a
/// backslash before `"`, `\`, `$`, a backquote and a line end, a backslash outside of quotes keeps the next character.
/// On Windows, where backslashes part folders, they are ordinary but for `\"` in double quotes. Nothing is expanded.
///
/// # Errors
///
/// What is not closed or not there; shows nothing of the text.
pub(super) fn split(text: &str, windows: bool) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    // A word that is only a pair of quotes is an empty word, no word at all something else.
    let mut word: Option<String> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return Err("a single quote is not closed"),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('"') => break,
                        Some('\\') => {
                            let next = characters.next_if(|c| match c {
                                '"' => true,
                                '\\' | '$' | '`' | '\n' => !windows,
                                _ => false,
                            });
                            match next {
                                Some('\n') => {}
                                Some(c) => word.push(c),
                                None => word.push('\\'),
                            }
                        }
                        Some(c) => word.push(c),
                        None => return Err("a double quote is not closed"),
                    }
                }
            }
            '\\' if !windows => match characters.next() {
                Some('\n') => {}
                Some(c) => word.get_or_insert_default().push(c),
                None => return Err("it ends in a backslash"),
            },
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.is_empty() {
        return Err("it is empty");
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_follow_posix() {
        for (text, words) in [
            ("a  b\tc\n", &["a", "b", "c"][..]),
            (r#"a 'b "c" \d' e"#, &["a", r#"b "c" \d"#, "e"]),
            (r#""a \" \\ \$ \` \n""#, &[r#"a " \ $ ` \n"#]),
            (r"a\ b \'c", &["a b", "'c"]),
            (r#"pre"mid"'post'"#, &["premidpost"]),
            (r#"a "" ''"#, &["a", "", ""]),
            ("a\\\nb \"c\\\nd\"", &["ab", "cd"]),
            ("$HOME `id` #no *", &["$HOME", "`id`", "#no", "*"]),
        ] {
            assert_eq!(split(text, false).unwrap(), words, "{text}");
        }
    }

    #[test]
    fn backslashes_part_folders_on_windows() {
        let text = r#""C:\Program Files\x.exe" C:\new\"quoted \"word\"""#;
        assert_eq!(
            split(text, true).unwrap(),
            [r"C:\Program Files\x.exe", r#"C:\new\quoted "word""#]
        );
    }

    #[test]
    fn what_is_not_closed_is_told() {
        for (text, problem) in [
            ("a 'b", "a single quote is not closed"),
            ("a \"b", "a double quote is not closed"),
            ("a \\", "it ends in a backslash"),
            (" \n", "it is empty"),
        ] {
            assert_eq!(split(text, false), Err(problem), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_quoted_word_comes_back_as_it_was(word in "[^']{0,40}") {
            proptest::prop_assert_eq!(split(&format!("x '{word}'"), false), Ok(vec!["x".to_owned(), word]));
        }
    }
}
