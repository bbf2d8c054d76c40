//! Cleaning what a server says before anyone reads it.

use crate::invisible::is_invisible;
use crate::secret::Secret;
use crate::sign::rpc::percent_encode;

/// Longest message that is kept, in characters.
const LONGEST: usize = 1000;

/// What introduces the server's string to sign, which holds the key id and the token.
const STRING_TO_SIGN: &str = "string to sign";

/// What introduces something of that kind, in all the spellings of gateways.
const INTRODUCTIONS: [&str; 3] = [STRING_TO_SIGN, "canonicalrequest", "canonical request"];

/// A server's message, fit to be shown: cut before a string to sign or a canonical request, `secrets` blotted out in every encoding they
/// travel in, invisible characters turned into spaces, and of bounded length.
pub(crate) fn message(text: &str, secrets: &[&Secret]) -> String {
    let end = INTRODUCTIONS
        .iter()
        .filter_map(|introduction| find_ignoring_case(text, introduction))
        .min()
        .unwrap_or(text.len());
    let text = one_line(&blot_out(text.get(..end).unwrap_or_default(), secrets));
    // Closing up white space may have put together what was apart.
    blot_out(&text, secrets)
}

fn blot_out(text: &str, secrets: &[&Secret]) -> String {
    let mut text = text.to_owned();
    for secret in secrets {
        let plain = secret.expose();
        if plain.is_empty() {
            continue;
        }
        let once = percent_encode(plain);
        let twice = percent_encode(&once);
        for form in [twice.as_str(), once.as_str(), plain] {
            text = text.replace(form, "…");
        }
    }
    text
}

/// Printable text of bounded length from outside: white space and invisible characters become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let cleaned: String = text
        .chars()
        .map(|c| if is_invisible(c) { ' ' } else { c })
        .collect();
    let mut line = String::new();
    for (index, word) in cleaned.split_whitespace().enumerate() {
        if index > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    if let Some((at, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(at);
        line.push('…');
    }
    line
}

/// The server's string to sign, if `message` quotes one.
pub(crate) fn quoted_string_to_sign(message: &str) -> Option<&str> {
    let at = find_ignoring_case(message, STRING_TO_SIGN)?;
    let rest = message.get(at + STRING_TO_SIGN.len()..)?;
    let (_, quoted) = rest.split_once(':')?;
    let quoted = quoted.trim();
    (!quoted.is_empty()).then_some(quoted)
}

fn find_ignoring_case(text: &str, lower_case_ascii: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(lower_case_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_string_to_sign_is_left() {
        let text = "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&canary";
        assert_eq!(
            message(text, &[]),
            "Specified signature is not matched with our calculation. server"
        );
        for text in [
            "server CanonicalRequest is:POST\n/\n",
            "canonical request: POST",
        ] {
            assert!(!message(text, &[]).contains("POST"), "{text}");
        }
        assert_eq!(quoted_string_to_sign(text), Some("POST&%2F&canary"));
        assert_eq!(
            quoted_string_to_sign("Specified signature is not matched."),
            None
        );
    }

    #[test]
    fn secrets_are_blotted_out_in_every_encoding() {
        let secret = Secret::new("can/ary+=");
        assert_eq!(
            message(
                "plain can/ary+= once can%2Fary%2B%3D twice can%252Fary%252B%253D",
                &[&secret, &Secret::new("")]
            ),
            "plain … once … twice …"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_secret_survives_in_any_surrounding(
            secret in "[a-zA-Z0-9/+=%. -]{4,40}",
            before in "\\PC{0,20}",
            after in "[ \\PC\n]{0,20}",
        ) {
            let hidden = Secret::new(secret.as_str());
            let spread = secret.replace(' ', " \t ");
            for form in [percent_encode(&percent_encode(&secret)), percent_encode(&secret), secret.clone(), spread] {
                let shown = message(&format!("{before}{form}{after}"), &[&hidden]);
                proptest::prop_assert!(!shown.contains(&secret), "{shown}");
            }
        }
    }

    #[test]
    fn text_from_outside_becomes_one_line_of_bounded_length() {
        assert_eq!(one_line(" a\r\n\u{1b}[31m\u{202e}\tb "), "a [31m b");
        let long = "ü".repeat(5000);
        assert_eq!(one_line(&long), format!("{}…", "ü".repeat(1000)));
    }
}
