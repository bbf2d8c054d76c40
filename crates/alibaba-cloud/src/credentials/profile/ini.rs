//! The shared credentials file of Alibaba Cloud's SDKs: sections of `key = value` lines.

use std::collections::BTreeMap;

/// The file's content. Holds secrets, so it does not print.
pub(super) struct Ini {
    sections: BTreeMap<String, Section>,
}

/// One section: values by lower-case key.
#[derive(Default)]
pub(super) struct Section {
    values: BTreeMap<String, String>,
}

impl Ini {
    /// Reads the file's text. Lines may begin with `#` or `;` as comments, and a `#` behind white space begins one as
    /// well; of a key that stands twice in a section, the later value holds.
    ///
    /// # Errors
    ///
    /// The number of the first line that is neither a section nor a value, without its content.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let mut open: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let illegal = |what: &str| format!("line {} {what}", index.saturating_add(1));
            let line = without_comment(line);
            if line.is_empty() {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let name = rest
                    .strip_suffix(']')
                    .ok_or_else(|| illegal("opens a section without closing its name with ]"))?;
                let name = name.trim().to_owned();
                sections.entry(name.clone()).or_default();
                open = Some(name);
                continue;
            }
            let (key, value) = line
                .split_once(['=', ':'])
                .ok_or_else(|| illegal("is neither a [section] nor a key = value"))?;
            let section = open
                .as_ref()
                .and_then(|name| sections.get_mut(name))
                .ok_or_else(|| illegal("stands before the first [section]"))?;
            let key = key.trim().to_ascii_lowercase();
            section.values.insert(key, value.trim().to_owned());
        }
        Ok(Self { sections })
    }

    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.get(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }
}

impl Section {
    /// The value of `key`; an empty one counts as absent.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.values
            .get(key)
            .filter(|text| !text.is_empty())
            .cloned()
    }

    pub(super) fn needed(&self, key: &str) -> Result<String, String> {
        self.text(key).ok_or_else(|| format!("{key} is not set"))
    }
}

fn without_comment(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with(['#', ';']) {
        return "";
    }
    let comment = line
        .char_indices()
        .zip(line.chars().skip(1))
        .find(|((_, before), c)| *c == '#' && before.is_whitespace());
    match comment {
        Some(((at, _), _)) => line.get(..at).unwrap_or(line).trim_end(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_line_ends_and_letter_case_of_keys_do_not_matter() {
        let text = "# first\r\n; second\r\n\r\n[default] # the usual one\r\nType = access_key\r\naccess_key_id=a#b # id\r\n\
                    access_key_secret : s=c\r\n[ other ]\r\nempty =\r\n";
        let ini = Ini::parse(text).unwrap();
        assert_eq!(ini.names().collect::<Vec<_>>(), ["default", "other"]);
        let section = ini.section("default").unwrap();
        let text = |key| section.text(key);
        assert_eq!(text("type").as_deref(), Some("access_key"));
        assert_eq!(text("access_key_id").as_deref(), Some("a#b"));
        assert_eq!(text("access_key_secret").as_deref(), Some("s=c"));
        assert_eq!(ini.section("other").unwrap().text("empty"), None);
    }

    #[test]
    fn a_broken_line_is_told_by_its_number() {
        for (text, problem) in [
            (
                "[a]\ncanary",
                "line 2 is neither a [section] nor a key = value",
            ),
            (
                "[canary",
                "line 1 opens a section without closing its name with ]",
            ),
            ("\na = canary", "line 2 stands before the first [section]"),
        ] {
            assert_eq!(Ini::parse(text).err(), Some(problem.to_owned()));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[\\PC\\n\\r#;=:\\[\\] ]{0,200}") {
            let _ = Ini::parse(&text);
        }
    }
}
