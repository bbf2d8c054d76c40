//! One attempt, written out and signed.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;

use crate::call::Call;
use crate::credentials::Credential;
use crate::secret::Secret;
use crate::sign::rpc::{Parameters, canonical_query};
use crate::sign::{Scheme, acs3, rpc};

/// The type of every body.
const FORM: &str = "application/x-www-form-urlencoded";

/// What is sent in one attempt.
pub struct Request {
    /// Headers that the signature covers, the signature itself among them where it travels so.
    pub(crate) headers: HeaderMap,
    /// The form body. No parameter travels in the address, so that none of them is in a proxy's log.
    pub(crate) body: Secret,
    /// `None` for a call without a caller.
    pub(crate) proof: Option<Proof>,
}

/// What is needed to explain a refused signature. Holds secrets, so it does not print.
pub(crate) struct Proof {
    /// What was signed.
    pub(crate) string_to_sign: Secret,
    /// The signature itself.
    pub(crate) signature: Secret,
}

/// A part of a credential that no HTTP header can carry, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unsendable(pub(crate) &'static str);

/// All of an attempt but who makes it.
pub(crate) struct Draft<'a> {
    pub(crate) call: &'a Call,
    /// Version of the API.
    pub(crate) version: &'a str,
    /// What the `Host` header will say.
    pub(crate) host: &'a str,
    pub(crate) now: SystemTime,
    /// Used once, on repeated attempts as well: the gateway may have seen the earlier one.
    pub(crate) nonce: &'a str,
}

impl Draft<'_> {
    /// The request of a caller who needs no key.
    pub(crate) fn unsigned(&self) -> Request {
        Request {
            headers: form_headers(),
            body: Secret::new(canonical_query(&self.parameters())),
            proof: None,
        }
    }

    /// The request of `credential`'s owner, signed in the way of `scheme`.
    ///
    /// # Errors
    ///
    /// When the credential holds characters that cannot travel where `scheme` puts it.
    pub(crate) fn signed(
        &self,
        scheme: Scheme,
        credential: &Credential,
    ) -> Result<Request, Unsendable> {
        match scheme {
            Scheme::Rpc => Ok(self.signed_parameters(credential)),
            Scheme::Acs3 => self.signed_headers(credential),
        }
    }

    /// The call's parameters and those that every RPC call carries.
    fn parameters(&self) -> Parameters {
        let mut parameters: Parameters = self.call.parameters().clone();
        let common = [
            ("Action", self.call.action()),
            ("Version", self.version),
            // Some products of the same gateway answer in XML unless told otherwise.
            ("Format", "JSON"),
            ("SignatureNonce", self.nonce),
            ("Timestamp", &timestamp(self.now)),
        ];
        put(&mut parameters, common);
        parameters
    }

    fn signed_parameters(&self, credential: &Credential) -> Request {
        let mut parameters = self.parameters();
        let identity = [
            ("AccessKeyId", credential.access_key_id.as_str()),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
        ];
        put(&mut parameters, identity);
        if let Some(token) = &credential.security_token {
            put(&mut parameters, [("SecurityToken", token.expose())]);
        }
        let text = Secret::new(rpc::string_to_sign("POST", &parameters));
        let signature = rpc::signature(text.expose(), &credential.access_key_secret);
        put(&mut parameters, [("Signature", signature.as_str())]);
        Request {
            headers: form_headers(),
            body: Secret::new(canonical_query(&parameters)),
            proof: Some(Proof {
                string_to_sign: text,
                signature: Secret::new(signature),
            }),
        }
    }

    fn signed_headers(&self, credential: &Credential) -> Result<Request, Unsendable> {
        let body = Secret::new(canonical_query(self.call.parameters()));
        let payload_hash = acs3::payload_hash(body.expose().as_bytes());
        let mut covered: BTreeMap<String, String> = [
            ("host", self.host),
            ("content-type", FORM),
            ("x-acs-action", self.call.action()),
            ("x-acs-version", self.version),
            ("x-acs-date", &timestamp(self.now)),
            ("x-acs-signature-nonce", self.nonce),
            ("x-acs-content-sha256", &payload_hash),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        if let Some(token) = &credential.security_token {
            let names = ["x-acs-security-token", "x-acs-accesskey-id"].map(str::to_owned);
            let values = [token.expose(), &credential.access_key_id].map(str::to_owned);
            covered.extend(names.into_iter().zip(values));
        }
        let signed = acs3::Signed {
            method: "POST",
            path: "/",
            query: &Parameters::new(),
            headers: &covered,
            payload_hash: &payload_hash,
        };
        let text = Secret::new(acs3::string_to_sign(&signed.canonical_request()));
        let signature = acs3::signature(text.expose(), &credential.access_key_secret);
        let authorization = acs3::authorization(
            &credential.access_key_id,
            &signed.signed_headers(),
            &signature,
        );
        // The HTTP client writes it, from the same address that it was taken from.
        covered.remove("host");
        let mut headers = HeaderMap::new();
        for (name, value) in &covered {
            let part = match name.as_str() {
                "x-acs-security-token" => "security token",
                _ => "access key id",
            };
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Unsendable(part))?;
            headers.insert(name, confidential(value, part)?);
        }
        headers.insert(
            AUTHORIZATION,
            confidential(&authorization, "access key id")?,
        );
        Ok(Request {
            headers,
            body,
            proof: Some(Proof {
                string_to_sign: text,
                signature: Secret::new(signature),
            }),
        })
    }
}

fn form_headers() -> HeaderMap {
    HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(FORM))])
}

/// A header value that does not print.
fn confidential(value: &str, part: &'static str) -> Result<HeaderValue, Unsendable> {
    let mut value = HeaderValue::from_str(value).map_err(|_| Unsendable(part))?;
    value.set_sensitive(true);
    Ok(value)
}

fn put<const N: usize>(parameters: &mut Parameters, pairs: [(&str, &str); N]) {
    let owned = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    parameters.extend(owned);
}

/// `YYYY-MM-DDThh:mm:ssZ`, whole seconds. A time no calendar holds becomes the epoch, which the server refuses.
fn timestamp(now: SystemTime) -> String {
    now.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn credential(id: &str, token: Option<&str>) -> Credential {
        Credential {
            access_key_id: id.to_owned(),
            access_key_secret: Secret::new("testsecret"),
            security_token: token.map(Secret::new),
            source: String::new(),
            expires: None,
        }
    }

    fn written(write: impl FnOnce(&Draft<'_>) -> Request) -> Request {
        write(&Draft {
            call: &Call::read("Describe").with("Name", "a b*~"),
            version: "2017-09-12",
            host: "cbn.aliyuncs.com",
            now: UNIX_EPOCH + Duration::from_millis(1_525_420_800_999),
            nonce: "nonce-1",
        })
    }

    fn signed(scheme: Scheme, token: &str) -> Request {
        let credential = credential("testid", Some(token));
        written(|draft| draft.signed(scheme, &credential).unwrap())
    }

    #[test]
    fn everything_is_signed_and_sent_once_in_one_encoding() {
        assert_eq!(
            signed(Scheme::Rpc, "to/ken").body.expose(),
            "AccessKeyId=testid&Action=Describe&Format=JSON&Name=a%20b%2A~&SecurityToken=to%2Fken&\
             Signature=CTsh2Xm7ylUtmpG6S17r5oR5shw%3D&SignatureMethod=HMAC-SHA1&SignatureNonce=nonce-1&\
             SignatureVersion=1.0&Timestamp=2018-05-04T08%3A00%3A00Z&Version=2017-09-12"
        );
        assert_eq!(
            written(|draft| draft.unsigned()).body.expose(),
            "Action=Describe&Format=JSON&Name=a%20b%2A~&SignatureNonce=nonce-1&\
             Timestamp=2018-05-04T08%3A00%3A00Z&Version=2017-09-12"
        );
    }

    #[test]
    fn in_headers_the_body_holds_nothing_but_the_calls_own_parameters() {
        let request = signed(Scheme::Acs3, "to/ken");
        assert_eq!(request.body.expose(), "Name=a%20b%2A~");
        let mut headers: Vec<(&str, &str)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        headers.sort_unstable();
        let hash = acs3::payload_hash(b"Name=a%20b%2A~");
        let names = "content-type;host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;\
                     x-acs-security-token;x-acs-signature-nonce;x-acs-version";
        let proof = request.proof.unwrap();
        let signature = proof.signature.expose();
        let authorization = acs3::authorization("testid", names, signature);
        assert_eq!(
            headers,
            [
                ("authorization", authorization.as_str()),
                ("content-type", FORM),
                ("x-acs-accesskey-id", "testid"),
                ("x-acs-action", "Describe"),
                ("x-acs-content-sha256", hash.as_str()),
                ("x-acs-date", "2018-05-04T08:00:00Z"),
                ("x-acs-security-token", "to/ken"),
                ("x-acs-signature-nonce", "nonce-1"),
                ("x-acs-version", "2017-09-12"),
            ]
        );
    }

    #[test]
    fn headers_that_tell_who_is_calling_do_not_print() {
        let printed = format!("{:?}", signed(Scheme::Acs3, "canary-token").headers);
        for secret in ["canary", "testid", "ACS3"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }

    #[test]
    fn what_no_header_can_carry_is_named_and_not_shown() {
        for (id, token, part) in [
            ("canary\n", None, "access key id"),
            ("testid", Some("canary\u{7f}"), "security token"),
        ] {
            let credential = credential(id, token);
            written(|draft| {
                let refused = draft.signed(Scheme::Acs3, &credential).err();
                assert_eq!(refused, Some(Unsendable(part)));
                draft.unsigned()
            });
        }
    }
}
