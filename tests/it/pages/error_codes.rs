//! The page of the API's error codes, from the table that the provider goes by.

use std::fmt::Write as _;

use cen::error::{Advice, known_codes};

const HEAD: &str = "---
page_title: \"Error codes\"
subcategory: \"Operating\"
description: |-
  Every error code of the API that the provider knows, what it means, and what to do about it.
---

# Error codes

The last line of an error of the API names its code: `Code Forbidden.RAM, HTTP status 403, request id ...`. This is what the
provider says of each, made from the table that it goes by. A `*` stands for anything. Of a code that is not here the provider
shows the API's own message; [what to look at then](troubleshooting.md).

| code | what is wrong | what to do |
| --- | --- | --- |
";

/// One row for each advice, in the order of the table.
pub(super) fn page() -> String {
    let mut rows: Vec<(Vec<&str>, &Advice)> = Vec::new();
    for (code, advice) in known_codes() {
        match rows.iter_mut().find(|(_, known)| *known == advice) {
            Some((codes, _)) => codes.push(code),
            None => rows.push((vec![code], advice)),
        }
    }
    let mut page = HEAD.to_owned();
    for (codes, advice) in rows {
        let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        let remedy = advice
            .remedy("ACTION")
            .replace("cen:ACTION", "`cen:ACTION`");
        writeln!(
            page,
            "| {} | {} | {remedy} |",
            codes.join(", "),
            advice.summary
        )
        .unwrap();
    }
    page
}
