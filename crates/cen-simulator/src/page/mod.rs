//! The page in the browser: what it consists of, and what keeps it from being used for anything else.
//!
//! It is plain HTML with a style and scripts, all of it in the binary, so it works without a network and without a build. Everything it
//! shows comes from the control API, mostly from `overview`, and everything it does goes there. Texts of objects and
//! calls are written by whoever calls the API: the scripts put them in as text only, and the policy below forbids browsers to
//! take any text for markup or for a script.

use hyper::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

use crate::admin::Route;
use crate::cloud::{Ending, Reply};
use crate::words::Shown;

/// Nothing but what is served here, in no frame, and no text that becomes markup (`require-trusted-types-for`).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Where the page is.
pub(crate) const HOME: &str = "/_simulator/";

const HTML: &str = "text/html;charset=utf-8";
const CSS: &str = "text/css;charset=utf-8";
const SCRIPT: &str = "text/javascript;charset=utf-8";

/// A file of the page. There is nothing secret in any.
#[derive(Debug)]
pub(crate) struct PageFile {
    /// Below the prefix of the control API.
    path: &'static str,
    content_type: &'static str,
    text: &'static str,
}

/// The files. The page names them in full, so it may be asked for with and without a slash at its end.
pub(crate) static FILES: [PageFile; 7] = [
    PageFile::new("", HTML, include_str!("index.html")),
    PageFile::new("/style.css", CSS, include_str!("style.css")),
    PageFile::new("/page.js", SCRIPT, include_str!("page.js")),
    PageFile::new("/elements.js", SCRIPT, include_str!("elements.js")),
    PageFile::new("/picture.js", SCRIPT, include_str!("picture.js")),
    PageFile::new("/facts.js", SCRIPT, include_str!("facts.js")),
    PageFile::new("/tables.js", SCRIPT, include_str!("tables.js")),
];

impl PageFile {
    const fn new(path: &'static str, content_type: &'static str, text: &'static str) -> Self {
        Self {
            path,
            content_type,
            text,
        }
    }

    /// Where it is, and what is said of it.
    pub(crate) fn route(&self) -> Route<()> {
        let route = Route::at("GET", self.path, "A file of the page in the browser", ());
        route.answers(Shown::Text(self.content_type))
    }

    pub(crate) fn reply(&self) -> Reply {
        Reply {
            status: 200,
            content_type: self.content_type,
            retry_after: None,
            body: self.text.to_owned(),
            ending: Ending::Whole,
        }
    }
}

/// Whether a person's browser asks for the root, who is then sent to [`HOME`]: it accepts HTML, as clients of the API do not,
/// and there is neither an action nor a signature, in the query or in the headers.
pub(crate) fn is_looked_for(head: &Parts) -> bool {
    let accepted = head.headers.get(ACCEPT).map(HeaderValue::to_str);
    let takes_html =
        accepted.is_some_and(|types| types.is_ok_and(|types| types.contains("text/html")));
    let is_call = head.uri.query().is_some_and(|query| !query.is_empty())
        || head.headers.contains_key(AUTHORIZATION)
        || head.headers.contains_key("x-acs-action");
    takes_html && !is_call && head.method == Method::GET
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
