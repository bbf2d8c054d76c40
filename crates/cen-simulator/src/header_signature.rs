//! Requests whose identity travels in headers, as the current SDKs of Alibaba Cloud send them (ACS3-HMAC-SHA256).

use std::collections::BTreeMap;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::acs3::{
    ALGORITHM, Signed, parse_authorization, payload_hash, signature, string_to_sign,
};
use alibaba_cloud::sign::rpc::Parameters;

use crate::error::ApiError;
use crate::form::pairs;

/// Headers that stand for common parameters.
const COMMON: [(&str, &str); 5] = [
    ("x-acs-action", "Action"),
    ("x-acs-version", "Version"),
    ("x-acs-date", "Timestamp"),
    ("x-acs-signature-nonce", "SignatureNonce"),
    ("x-acs-security-token", "SecurityToken"),
];

/// Headers that every signature of this kind covers.
const COVERED: [&str; 6] = [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
];

/// A signature found in the headers of a request, and the text it should be of.
#[derive(Clone)]
pub(crate) struct HeaderSignature {
    given: Secret,
    /// Or what keeps the text from being put together.
    string_to_sign: Result<Secret, String>,
}

impl HeaderSignature {
    /// Reads the headers of a request to `/`: the signature, and the common parameters that travel beside it. `None`
    /// when the request is not signed in this way.
    pub(crate) fn read(
        method: &str,
        query: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<(Self, Parameters)> {
        let authorization = text(headers, AUTHORIZATION.as_str())?;
        authorization.strip_prefix(ALGORITHM)?;
        let mut parameters = Parameters::from([("Format".to_owned(), "JSON".to_owned())]);
        for (header, name) in COMMON {
            if let Some(value) = text(headers, header) {
                parameters.insert(name.to_owned(), value);
            }
        }
        let Some([id, names, given]) = parse_authorization(&authorization) else {
            let problem = "the Authorization header has no Credential, SignedHeaders and Signature";
            let signature = Self {
                given: Secret::new(""),
                string_to_sign: Err(problem.to_owned()),
            };
            return Some((signature, parameters));
        };
        parameters.insert("AccessKeyId".to_owned(), id.to_owned());
        let signature = Self {
            given: Secret::new(given),
            string_to_sign: covered(names, headers).map(|covered| {
                let signed = Signed {
                    method,
                    path: "/",
                    query: &pairs(query.as_bytes()),
                    headers: &covered,
                    payload_hash: &payload_hash(body),
                };
                Secret::new(string_to_sign(&signed.canonical_request()))
            }),
        };
        Some((signature, parameters))
    }

    /// What is wrong with the Authorization header itself.
    pub(crate) fn complete(&self) -> Result<(), ApiError> {
        match &self.string_to_sign {
            Ok(_) => Ok(()),
            Err(problem) => Err(ApiError::new(
                400,
                "IncompleteSignature",
                format!("The signature is not complete, {problem}."),
            )),
        }
    }

    /// The text that should have been signed, if `secret` signs it differently from what was given.
    pub(crate) fn mismatch(&self, secret: &Secret) -> Option<&str> {
        let text = self.string_to_sign.as_ref().ok()?.expose();
        (Secret::new(signature(text, secret)) != self.given).then_some(text)
    }
}

/// The headers that `names` lists, unless one of them is absent or one that must be covered is not.
fn covered(names: &str, headers: &HeaderMap) -> Result<BTreeMap<String, String>, String> {
    let covered: BTreeMap<String, String> = names
        .split(';')
        .map(|name| match text(headers, name) {
            Some(value) => Ok((name.to_owned(), value)),
            None => Err(format!("SignedHeaders names {name}, which was not sent")),
        })
        .collect::<Result<_, _>>()?;
    let sent = headers
        .keys()
        .map(|name| name.as_str())
        // The type of a body need not be: the asynchronous client of the official SDK for Python signs its headers before
        // its transport adds that one, even where there is no body.
        .filter(|name| name.starts_with("x-acs-"));
    match COVERED
        .into_iter()
        .chain(sent)
        .find(|name| !covered.contains_key(*name))
    {
        None => Ok(covered),
        Some(name) => Err(format!("SignedHeaders does not name {name}")),
    }
}

/// The value of a header; several are sorted and joined by commas.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values: Vec<&str> = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .map(str::trim)
        .collect();
    values.sort_unstable();
    (!values.is_empty()).then(|| values.join(","))
}

impl std::fmt::Debug for HeaderSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HeaderSignature(…)")
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};
    use serde::Deserialize;

    use super::*;
    use alibaba_cloud::sign::rpc::canonical_query;

    #[derive(Deserialize)]
    struct Vectors {
        acs3: Vec<Vector>,
    }

    #[derive(Deserialize)]
    struct Vector {
        name: String,
        method: String,
        pathname: String,
        query: Parameters,
        headers: BTreeMap<String, String>,
        body: String,
        access_key_id: String,
        access_key_secret: String,
        authorization: String,
    }

    impl Vector {
        fn read(&self) -> (HeaderSignature, Parameters) {
            let mut headers = HeaderMap::new();
            let mut all = self.headers.clone();
            all.insert("authorization".to_owned(), self.authorization.clone());
            for (name, value) in &all {
                headers.insert(
                    HeaderName::from_bytes(name.as_bytes()).unwrap(),
                    HeaderValue::from_str(value).unwrap(),
                );
            }
            let query = canonical_query(&self.query);
            HeaderSignature::read(&self.method, &query, &headers, self.body.as_bytes()).unwrap()
        }
    }

    /// The recorded requests to RPC products, which live at `/`.
    fn vectors() -> Vec<Vector> {
        let text = include_str!("../../alibaba-cloud/tests/fixtures/rpc-signature-vectors.json");
        let vectors: Vectors = serde_json::from_str(text).unwrap();
        let mut vectors = vectors.acs3;
        vectors.retain(|vector| vector.pathname == "/");
        vectors
    }

    #[test]
    fn what_official_clients_have_signed_is_accepted() {
        let vectors = vectors();
        assert_eq!(vectors.len(), 11);
        for vector in vectors {
            let (signature, common) = vector.read();
            let name = &vector.name;
            assert_eq!(signature.complete(), Ok(()), "{name}");
            let secret = Secret::new(vector.access_key_secret.as_str());
            assert_eq!(signature.mismatch(&secret), None, "{name}");
            assert!(signature.mismatch(&Secret::new("another")).is_some());
            assert_eq!(common["AccessKeyId"], vector.access_key_id, "{name}");
            assert_eq!(common["Format"], "JSON", "{name}");
        }
    }

    #[test]
    fn nothing_that_is_covered_can_be_changed() {
        let changes: [fn(&mut Vector); 5] = [
            |vector| vector.body.push('x'),
            |vector| vector.method = "GET".to_owned(),
            |vector| {
                drop(
                    vector
                        .query
                        .insert("Bandwidth".to_owned(), "2000".to_owned()),
                )
            },
            |vector| {
                drop(
                    vector
                        .headers
                        .insert("x-acs-action".to_owned(), "Other".to_owned()),
                )
            },
            |vector| {
                drop(
                    vector
                        .headers
                        .insert("host".to_owned(), "elsewhere".to_owned()),
                )
            },
        ];
        for change in changes {
            let mut vector = vectors()
                .into_iter()
                .find(|vector| vector.name == "cbn-create-minimal-headers")
                .unwrap();
            change(&mut vector);
            let (signature, _) = vector.read();
            let secret = Secret::new(vector.access_key_secret.as_str());
            assert!(signature.mismatch(&secret).is_some());
        }
    }

    #[test]
    fn a_signature_that_leaves_something_out_is_incomplete() {
        let incomplete = |change: fn(&mut Vector)| {
            let mut vector = vectors().remove(2);
            change(&mut vector);
            let error = vector.read().0.complete().unwrap_err();
            (error.code.to_string(), error.message)
        };
        let because = |problem: &str| {
            let message = format!("The signature is not complete, {problem}.");
            ("IncompleteSignature".to_owned(), message)
        };
        assert_eq!(
            incomplete(|vector| vector.authorization.truncate(40)),
            because("the Authorization header has no Credential, SignedHeaders and Signature")
        );
        assert_eq!(
            incomplete(|vector| drop(vector.headers.remove("x-acs-date"))),
            because("SignedHeaders names x-acs-date, which was not sent")
        );
        assert_eq!(
            incomplete(|vector| vector.authorization = vector.authorization.replace("host;", "")),
            because("SignedHeaders does not name host")
        );
        assert_eq!(
            incomplete(|vector| {
                let token = ("x-acs-security-token".to_owned(), "smuggled".to_owned());
                vector.headers.extend([token]);
            }),
            because("SignedHeaders does not name x-acs-security-token")
        );
    }

    #[test]
    fn a_type_that_the_transport_adds_need_not_be_signed() {
        let mut vector = vectors()
            .into_iter()
            .find(|vector| vector.name == "cbn-create-minimal-headers")
            .unwrap();
        let added = ("content-type", "application/octet-stream");
        let added = (added.0.to_owned(), added.1.to_owned());
        assert_eq!(vector.headers.insert(added.0, added.1), None);
        let (signature, _) = vector.read();
        signature.complete().unwrap();
        let secret = Secret::new(vector.access_key_secret.as_str());
        assert_eq!(signature.mismatch(&secret), None);
    }

    #[test]
    fn a_signature_does_not_print() {
        let (signature, _) = vectors().remove(0).read();
        assert_eq!(format!("{signature:?}"), "HeaderSignature(…)");
    }
}
