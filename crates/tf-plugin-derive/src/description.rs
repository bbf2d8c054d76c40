//! Doc comments as Markdown descriptions.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments among `attributes`; none when there are none.
///
/// Lines of a paragraph are joined, since descriptions are wrapped by whoever shows them; empty lines between paragraphs,
/// list items, tables, headings, quotations, indented lines and everything in fences stay as they are written.
pub(crate) fn of(attributes: &[Attribute]) -> Option<String> {
    let mut lines = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) = &pair.value
        {
            let text = text.value();
            lines.extend(text.lines().map(|line| {
                let line = line.strip_prefix(' ').unwrap_or(line);
                line.trim_end().to_owned()
            }));
            if text.is_empty() {
                lines.push(String::new());
            }
        }
    }
    let text = joined(&lines);
    (!text.is_empty()).then_some(text)
}

fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    let mut in_fence = false;
    for line in lines {
        let is_fence = line.trim_start().starts_with("```");
        if line.is_empty() && !in_fence {
            if !text.is_empty() && !text.ends_with("\n\n") {
                text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
            }
            continue;
        }
        if in_fence || is_fence || stands_alone(line) {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
        } else if !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        text.push_str(line);
        if is_fence {
            in_fence = !in_fence;
        }
        if in_fence || is_fence {
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

/// Whether Markdown gives a meaning to where the line begins.
fn stands_alone(line: &str) -> bool {
    let numbered = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    line.starts_with(['|', '#', '>', ' ', '\t'])
        || ["- ", "* ", "+ "].iter().any(|item| line.starts_with(item))
        || (numbered.len() < line.len() && numbered.starts_with(". "))
}

#[cfg(test)]
mod tests {
    use super::joined;

    fn of(text: &str) -> String {
        joined(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_and_paragraphs_are_not() {
        assert_eq!(of("One\ntwo.\n\nThree."), "One two.\n\nThree.");
        assert_eq!(of("\nOne\n\n\n"), "One");
    }

    #[test]
    fn lists_tables_and_fences_keep_their_lines() {
        assert_eq!(of("Either:\n- a\n  b\n- c"), "Either:\n- a\n  b\n- c");
        assert_eq!(of("1. a\n2. b"), "1. a\n2. b");
        assert_eq!(of("1.5 is\n2.5 less one"), "1.5 is 2.5 less one");
        assert_eq!(
            of("a\n```text\nx\n\n y\n```\nb"),
            "a\n```text\nx\n\n y\n```\nb"
        );
    }
}
