//! The page in the browser: what it consists of, and what keeps it from being used for anything else.
//!
//! It is plain HTML with a style and scripts, all of it in the binary, so it works without a network and without a build. Everything it
//! shows comes from the control API, mostly from `overview`, and everything it does goes there. Texts of objects and
//! calls are written by whoever calls the API: the scripts put them in as text only, and the policy below forbids browsers to
//! take any text for markup or for a script.

use hyper::HeaderMap;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use crate::cloud::{Ending, Reply};

/// Nothing but what is served here, in no frame, and no text that becomes markup (`require-trusted-types-for`).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HTML: &str = "text/html;charset=utf-8";
const CSS: &str = "text/css;charset=utf-8";
const SCRIPT: &str = "text/javascript;charset=utf-8";

/// The files by their paths below the prefix of the control API. The page names them in full, so it may be asked for with and
/// without a slash at its end.
const FILES: [(&str, &str, &str); 8] = [
    ("", HTML, include_str!("index.html")),
    ("/", HTML, include_str!("index.html")),
    ("/style.css", CSS, include_str!("style.css")),
    ("/page.js", SCRIPT, include_str!("page.js")),
    ("/elements.js", SCRIPT, include_str!("elements.js")),
    ("/picture.js", SCRIPT, include_str!("picture.js")),
    ("/facts.js", SCRIPT, include_str!("facts.js")),
    ("/tables.js", SCRIPT, include_str!("tables.js")),
];

/// A file of the page, if that is what is asked for. There is nothing secret in any.
pub(crate) fn file(method: &str, path: &str) -> Option<Reply> {
    let mut files = FILES.iter().filter(|(name, ..)| *name == path);
    let (_, content_type, text) = files.next().filter(|_| method == "GET")?;
    Some(Reply {
        status: 200,
        content_type,
        retry_after: None,
        body: (*text).to_owned(),
        ending: Ending::Whole,
    })
}

/// Adds what tells browsers how to treat an answer of the control API.
pub(crate) fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
