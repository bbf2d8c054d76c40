//! One log line: a JSON object that the host can always parse.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value;

/// Length that no line reaches, in bytes: hosts split lines of 64 KiB and more, and no longer parse them.
const LONGEST_LINE: usize = 60 * 1024;

/// Room for the message, in bytes of JSON. The rest is for the fields.
const LONGEST_MESSAGE: usize = 40 * 1024;

/// What stands where a text was cut.
const CUT: &str = "… (cut)";

/// A log line in the making.
#[derive(Debug)]
pub(super) struct Line {
    text: String,
}

impl Line {
    /// Begins a line with the three keys that hosts read; they must be strings, since hosts crash on anything else.
    pub(super) fn new(level: &str, module: &str, at: Timestamp) -> Self {
        let mut text = String::with_capacity(256);
        text.push_str("{\"@level\":");
        push_json(&mut text, level);
        text.push_str(",\"@module\":");
        push_json(&mut text, module);
        // Hosts read the time with a layout of exactly six fractional digits.
        text.push_str(
            &at.strftime(",\"@timestamp\":\"%Y-%m-%dT%H:%M:%S.%6fZ\"")
                .to_string(),
        );
        Self { text }
    }

    /// Adds the message.
    pub(super) fn message(&mut self, message: &str) {
        self.text.push_str(",\"@message\":");
        push_json(&mut self.text, &fitting(message, LONGEST_MESSAGE));
    }

    /// Adds a field. A text is cut, and anything else left out, when the line has no room for it.
    ///
    /// Names lose a leading `@`, which marks the keys that hosts read.
    pub(super) fn field(&mut self, name: &str, value: Value) {
        let name = name.trim_start_matches('@');
        let room =
            LONGEST_LINE.saturating_sub(self.text.len() + escaped_length(name) + "\n,:}".len());
        let value = match value {
            Value::String(text) if room > CUT.len() => fitting(&text, room).into_owned().into(),
            other => other,
        };
        let json = value.to_string();
        if json.len() > room {
            return;
        }
        self.text.push(',');
        push_json(&mut self.text, name);
        self.text.push(':');
        self.text.push_str(&json);
    }

    /// The bytes of the line, line feed included.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.push_str("}\n");
        self.text.into_bytes()
    }
}

fn push_json(line: &mut String, text: &str) {
    line.push_str(&Value::from(text).to_string());
}

/// Length of a text as JSON, quotes included.
fn escaped_length(text: &str) -> usize {
    text.chars().map(escaped_char_length).sum::<usize>() + 2
}

/// Bytes that a character takes inside a JSON string.
fn escaped_char_length(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        _ => c.len_utf8(),
    }
}

/// The text, cut so that it takes at most `room` bytes as JSON; `room` is larger than the mark of a cut.
fn fitting(text: &str, room: usize) -> Cow<'_, str> {
    // Every byte grows to at most six, so that most texts need no counting.
    if text.len() * 6 + 2 <= room || escaped_length(text) <= room {
        return Cow::Borrowed(text);
    }
    let room = room.saturating_sub(escaped_length(CUT));
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += escaped_char_length(*c);
        used <= room
    });
    let mut cut: String = kept.collect();
    cut.push_str(CUT);
    Cow::Owned(cut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(message: &str, fields: &[(&str, Value)]) -> String {
        let mut line = Line::new(
            "info",
            "cloud",
            Timestamp::from_microsecond(1_700_000_000_000_001).unwrap(),
        );
        line.message(message);
        for (name, value) in fields {
            line.field(name, value.clone());
        }
        String::from_utf8(line.finish()).unwrap()
    }

    #[test]
    fn a_line_is_what_hclog_writes() {
        let fields = [
            ("tf_rpc", "ReadResource".into()),
            ("attempt", 2.into()),
            ("retried", true.into()),
        ];
        let expected = concat!(
            r#"{"@level":"info","@module":"cloud","@timestamp":"2023-11-14T22:13:20.000001Z","#,
            r#""@message":"say \"hi\"\n","tf_rpc":"ReadResource","attempt":2,"retried":true}"#,
            "\n",
        );
        assert_eq!(line("say \"hi\"\n", &fields), expected);
    }

    #[test]
    fn a_whole_second_keeps_its_six_digits() {
        let line = Line::new("info", "cloud", Timestamp::UNIX_EPOCH).finish();
        let expected = b"{\"@level\":\"info\",\"@module\":\"cloud\",\"@timestamp\":\"1970-01-01T00:00:00.000000Z\"}\n";
        assert_eq!(line, expected);
    }

    #[test]
    fn no_field_can_replace_what_the_host_reads() {
        let text = line(
            "real",
            &[("@level", 7.into()), ("@@message", "false".into())],
        );
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["@level"], "info");
        assert_eq!(parsed["@message"], "real");
        assert_eq!(parsed["level"], 7);
    }

    #[test]
    fn long_texts_are_cut_and_what_has_no_room_is_left_out() {
        let long = "\u{1}".repeat(70 * 1024);
        let list = Value::from(vec![0; 70 * 1024]);
        let text = line(
            &long,
            &[
                ("body", long.clone().into()),
                ("list", list),
                ("last", 1.into()),
            ],
        );
        assert!(text.len() <= LONGEST_LINE);
        let parsed: Value = serde_json::from_str(&text).unwrap();
        let message = parsed["@message"].as_str().unwrap();
        assert!(message.ends_with(CUT));
        assert_eq!(
            message.chars().filter(|c| *c == '\u{1}').count(),
            (LONGEST_MESSAGE - CUT.len() - 2) / 6
        );
        assert!(parsed["body"].as_str().unwrap().ends_with(CUT));
        assert_eq!(parsed.get("list"), None);
    }

    proptest! {
        #[test]
        fn every_text_gives_one_short_line_of_json(message in ".*", repeat in 1_usize..4000, name in ".*") {
            let text = line(&message.repeat(repeat), &[(&name, message.repeat(repeat).into())]);
            prop_assert!(text.len() < 64 * 1024);
            prop_assert_eq!(text.find('\n'), Some(text.len() - 1));
            prop_assert!(serde_json::from_str::<Value>(&text).unwrap().is_object());
        }

        #[test]
        fn the_length_of_json_is_foreseen(text in any::<String>()) {
            prop_assert_eq!(escaped_length(&text), Value::from(text.as_str()).to_string().len());
        }
    }
}
