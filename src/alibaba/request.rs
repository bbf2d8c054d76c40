//! One attempt's signed form.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use crate::alibaba::call::Call;
use crate::alibaba::credentials::Credential;
use crate::alibaba::secret::Secret;
use crate::alibaba::sign::rpc::{Parameters, canonical_query, signature, string_to_sign};

/// The form of one attempt.
pub(crate) struct Request {
    /// The form body; everything travels in it, so that no address holds a key, a token or a signature.
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

impl Request {
    /// Writes `call` for one attempt and signs it (RPC signature 1.0) if there is a `credential`. A nonce is used
    /// once, on repeated attempts as well: the gateway may have seen the earlier one.
    pub(crate) fn new(
        call: &Call,
        version: &str,
        credential: Option<&Credential>,
        now: SystemTime,
        nonce: &str,
    ) -> Self {
        let mut parameters: Parameters = call.parameters().clone();
        let common = [
            ("Action", call.action()),
            ("Version", version),
            // Some products of the same gateway answer in XML unless told otherwise.
            ("Format", "JSON"),
            ("SignatureNonce", nonce),
            ("Timestamp", &timestamp(now)),
        ];
        put(&mut parameters, common);
        let proof = credential.map(|credential| {
            let identity = [
                ("AccessKeyId", credential.access_key_id.as_str()),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureVersion", "1.0"),
            ];
            put(&mut parameters, identity);
            if let Some(token) = &credential.security_token {
                put(&mut parameters, [("SecurityToken", token.expose())]);
            }
            let text = Secret::new(string_to_sign("POST", &parameters));
            let signature = signature(text.expose(), &credential.access_key_secret);
            put(&mut parameters, [("Signature", signature.as_str())]);
            Proof {
                string_to_sign: text,
                signature: Secret::new(signature),
            }
        });
        Self {
            body: Secret::new(canonical_query(&parameters)),
            proof,
        }
    }
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

    #[test]
    fn everything_is_signed_and_sent_once_in_one_encoding() {
        let parameters = Parameters::from([("Name".to_owned(), "a b*~".to_owned())]);
        let call = Call::read("Describe", parameters, |_| None);
        let credential = Credential {
            access_key_id: "testid".to_owned(),
            access_key_secret: Secret::new("testsecret"),
            security_token: Some(Secret::new("to/ken")),
            source: String::new(),
            expires: None,
        };
        let now = UNIX_EPOCH + Duration::from_millis(1_525_420_800_999);
        let request = Request::new(&call, "2017-09-12", Some(&credential), now, "nonce-1");
        assert_eq!(
            request.body.expose(),
            "AccessKeyId=testid&Action=Describe&Format=JSON&Name=a%20b%2A~&SecurityToken=to%2Fken&\
             Signature=CTsh2Xm7ylUtmpG6S17r5oR5shw%3D&SignatureMethod=HMAC-SHA1&SignatureNonce=nonce-1&\
             SignatureVersion=1.0&Timestamp=2018-05-04T08%3A00%3A00Z&Version=2017-09-12"
        );
        let request = Request::new(&call, "2017-09-12", None, now, "nonce-1");
        assert_eq!(
            request.body.expose(),
            "Action=Describe&Format=JSON&Name=a%20b%2A~&SignatureNonce=nonce-1&\
             Timestamp=2018-05-04T08%3A00%3A00Z&Version=2017-09-12"
        );
    }
}
