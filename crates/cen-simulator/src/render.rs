//! Answers as text: JSON or XML.

use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use crate::action::Answer;
use crate::error::ApiError;

/// The form of an answer, from the `Format` parameter in any letter case; this product's default is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

impl Format {
    pub(crate) fn of(parameter: Option<&str>) -> Self {
        match parameter {
            Some(text) if text.eq_ignore_ascii_case("xml") => Self::Xml,
            _ => Self::Json,
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }

    /// The answer of an action that succeeded.
    pub(crate) fn success(self, action: &str, request_id: &str, answer: Answer) -> String {
        let Answer {
            mut fields,
            written,
            ..
        } = answer;
        fields.insert("RequestId".to_owned(), json!(request_id));
        match (self, written) {
            (Self::Json, None) => Value::Object(fields).to_string(),
            (Self::Json, Some((name, text))) => {
                let rest = Value::Object(fields).to_string();
                let rest = rest.strip_prefix('{').unwrap_or(&rest);
                let mut out = String::with_capacity(text.len() + name.len() + rest.len() + 5);
                for part in ["{\"", name, "\":", &text, ",", rest] {
                    out.push_str(part);
                }
                out
            }
            (Self::Xml, written) => {
                if let Some((name, text)) = written {
                    // It was written as JSON by this server.
                    let value = serde_json::from_str(&text).unwrap_or_default();
                    fields.insert(name.to_owned(), value);
                }
                document(&format!("{action}Response"), &fields)
            }
        }
    }

    /// The answer of an action of billing that was refused without an error.
    pub(crate) fn refusal(self, action: &str, request_id: &str, error: &ApiError) -> String {
        let refused = Answer::new(json!({
            "Code": error.code,
            "Message": error.message,
            "Success": false,
        }));
        self.success(action, request_id, refused)
    }

    /// The error envelope, from `host`.
    pub(crate) fn failure(self, host: &str, request_id: &str, error: &ApiError) -> String {
        let code = &error.code;
        let advice =
            format!("https://error-center.aliyun.com/status/search?Keyword={code}&source=PopGw");
        match self {
            Self::Json => json!({
                "RequestId": request_id,
                "HostId": host,
                "Code": code,
                "Message": error.message,
                "Recommend": advice,
            })
            .to_string(),
            Self::Xml => {
                let children: String = [
                    ("RequestId", request_id),
                    ("HostId", host),
                    ("Code", code),
                    ("Message", &error.message),
                ]
                .iter()
                .map(|(name, text)| format!("<{name}>{}</{name}>", xml_text(text)))
                .collect();
                // A section that ends early would let a code from a fault rule write markup.
                let advice = advice.replace("]]>", "");
                format!(
                    "{DECLARATION}<Error>{children}<Recommend><![CDATA[{advice}]]></Recommend></Error>"
                )
            }
        }
    }
}

const DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";

fn document(root: &str, fields: &Map<String, Value>) -> String {
    let mut out = format!("{DECLARATION}<{root}>");
    write_fields(&mut out, fields);
    out.push_str(&format!("</{root}>"));
    out
}

fn write_fields(out: &mut String, fields: &Map<String, Value>) {
    for (name, value) in fields {
        match value {
            // A list is its element, repeated; the wrapper around it is an object of its own.
            Value::Array(items) => items.iter().for_each(|item| write_element(out, name, item)),
            value => write_element(out, name, value),
        }
    }
}

fn write_element(out: &mut String, name: &str, value: &Value) {
    out.push_str(&format!("<{name}>"));
    match value {
        Value::Object(fields) => write_fields(out, fields),
        Value::String(text) => out.push_str(&xml_text(text)),
        Value::Null | Value::Array(_) => {}
        Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
    out.push_str(&format!("</{name}>"));
}

/// Escapes markup; control characters, which XML 1.0 cannot carry even as references, become U+FFFD.
fn xml_text(text: &str) -> String {
    let legal: String = text
        .chars()
        .map(|character| match character {
            '\t' | '\n' | '\r' => character,
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
            character => character,
        })
        .collect();
    escape(legal).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_keeps_its_wrapper_in_both_forms() {
        let answer = || {
            Answer::new(
                json!({"TotalCount": 2, "Ids": {"Id": ["a<b", "c"]}, "None": {"Id": []}, "Yes": true}),
            )
        };
        assert_eq!(
            Format::Json.success("List", "R-1", answer()),
            r#"{"Ids":{"Id":["a<b","c"]},"None":{"Id":[]},"RequestId":"R-1","TotalCount":2,"Yes":true}"#
        );
        assert_eq!(
            Format::Xml.success("List", "R-1", answer()),
            "<?xml version='1.0' encoding='UTF-8'?><ListResponse><Ids><Id>a&lt;b</Id><Id>c</Id></Ids><None></None>\
             <RequestId>R-1</RequestId><TotalCount>2</TotalCount><Yes>true</Yes></ListResponse>"
        );
    }

    #[test]
    fn what_is_written_already_is_a_field_as_any_other() {
        let answer = || Answer {
            written: Some(("Ids", r#"{"Id":["a<b"]}"#.to_owned())),
            ..Answer::new(json!({"TotalCount": 1}))
        };
        assert_eq!(
            Format::Json.success("List", "R-1", answer()),
            r#"{"Ids":{"Id":["a<b"]},"RequestId":"R-1","TotalCount":1}"#
        );
        assert_eq!(
            Format::Xml.success("List", "R-1", answer()),
            "<?xml version='1.0' encoding='UTF-8'?><ListResponse><Ids><Id>a&lt;b</Id></Ids><RequestId>R-1</RequestId>\
             <TotalCount>1</TotalCount></ListResponse>"
        );
    }

    #[test]
    fn an_error_has_the_envelope_of_the_gateway() {
        let error = ApiError::new(400, "Some.Code", "1 < 2\u{1}");
        assert_eq!(
            Format::Json.failure("cbn.aliyuncs.com", "R-1", &error),
            r#"{"Code":"Some.Code","HostId":"cbn.aliyuncs.com","Message":"1 < 2\u0001","Recommend":"https://error-center.aliyun.com/status/search?Keyword=Some.Code&source=PopGw","RequestId":"R-1"}"#
        );
        assert_eq!(
            Format::Xml.failure("cbn.aliyuncs.com", "R-1", &error),
            "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-1</RequestId><HostId>cbn.aliyuncs.com</HostId>\
             <Code>Some.Code</Code><Message>1 &lt; 2\u{fffd}</Message><Recommend><![CDATA[https://error-center.aliyun.com/status/search?Keyword=Some.Code&source=PopGw]]></Recommend></Error>"
        );
    }

    #[test]
    fn only_xml_in_any_case_asks_for_xml() {
        assert_eq!(Format::of(None), Format::Json);
        assert_eq!(Format::of(Some("json")), Format::Json);
        assert_eq!(Format::of(Some("None")), Format::Json);
        assert_eq!(Format::of(Some("Xml")), Format::Xml);
    }
}
