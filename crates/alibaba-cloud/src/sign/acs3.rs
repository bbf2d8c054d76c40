//! ACS3-HMAC-SHA256, which Alibaba Cloud's documentation calls V3: the identity travels in headers, and the body is
//! covered byte for byte.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::secret::Secret;

use super::rpc::{Parameters, canonical_query};

/// The name of the algorithm, as the `Authorization` header and the text that is signed begin.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Everything of a request that is signed.
pub struct Signed<'a> {
    /// `GET`, `POST` and so on.
    pub method: &'a str,
    /// The path as it is sent, percent-encoded; `/` for RPC products.
    pub path: &'a str,
    /// Decoded parameters of the query.
    pub query: &'a Parameters,
    /// Headers by name, in any letter case; only these are covered. The gateway insists on `host`, and on
    /// `content-type` and everything that begins with `x-acs-` when they are sent.
    pub headers: &'a BTreeMap<String, String>,
    /// [`payload_hash`] of the body.
    pub payload_hash: &'a str,
}

impl Signed<'_> {
    /// The text whose hash is signed. It holds the access key id and the security token, so it must never be printed.
    pub fn canonical_request(&self) -> String {
        let headers: String = self
            .lower_case_headers()
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        [
            self.method,
            self.path,
            &canonical_query(self.query),
            &headers,
            &self.signed_headers(),
            self.payload_hash,
        ]
        .join("\n")
    }

    /// Names of the covered headers, joined by semicolons.
    pub(crate) fn signed_headers(&self) -> String {
        let names: Vec<String> = self.lower_case_headers().into_keys().collect();
        names.join(";")
    }

    fn lower_case_headers(&self) -> BTreeMap<String, &str> {
        self.headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
            .collect()
    }
}

/// Lower-case hex of the SHA-256 of a body, the value of `x-acs-content-sha256`.
pub fn payload_hash(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The text that is signed: the algorithm, and the hash of the canonical request.
pub fn string_to_sign(canonical_request: &str) -> String {
    format!(
        "{ALGORITHM}\n{}",
        payload_hash(canonical_request.as_bytes())
    )
}

/// The signature: 64 lower-case hex digits. The key is the bare secret.
pub fn signature(string_to_sign: &str, access_key_secret: &Secret) -> String {
    let key = access_key_secret.expose().as_bytes();
    // HMAC takes keys of any length, so the fallback cannot be reached; an empty answer is refused by the server.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return String::new();
    };
    mac.update(string_to_sign.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// The value of the `Authorization` header.
pub fn authorization(access_key_id: &str, signed_headers: &str, signature: &str) -> String {
    format!(
        "{ALGORITHM} Credential={access_key_id},SignedHeaders={signed_headers},Signature={signature}"
    )
}

/// The three parts of an `Authorization` header of this algorithm: access key id, names of the signed headers, signature.
pub fn parse_authorization(header: &str) -> Option<[&str; 3]> {
    let rest = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let mut parts = rest.split(',');
    let found = ["Credential=", "SignedHeaders=", "Signature="].map(|label| {
        parts
            .next()
            .and_then(|part| part.trim().strip_prefix(label))
    });
    match (found, parts.next()) {
        ([Some(id), Some(names), Some(signature)], None) => Some([id, names, signature]),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

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
        hashed_payload: String,
        canonical_request: String,
        string_to_sign: String,
        signed_headers: String,
        signature: String,
        authorization: String,
    }

    #[test]
    fn every_published_and_recorded_vector_is_reproduced() {
        let text = include_str!("../../tests/fixtures/rpc-signature-vectors.json");
        let vectors: Vectors = serde_json::from_str(text).unwrap();
        assert_eq!(vectors.acs3.len(), 12);
        for vector in vectors.acs3 {
            let name = &vector.name;
            let hash = payload_hash(vector.body.as_bytes());
            assert_eq!(hash, vector.hashed_payload, "{name}");
            let signed = Signed {
                method: &vector.method,
                path: &vector.pathname,
                query: &vector.query,
                headers: &vector.headers,
                payload_hash: &hash,
            };
            let canonical = signed.canonical_request();
            assert_eq!(canonical, vector.canonical_request, "{name}");
            let names = signed.signed_headers();
            assert_eq!(names, vector.signed_headers, "{name}");
            let text = string_to_sign(&canonical);
            assert_eq!(text, vector.string_to_sign, "{name}");
            let signature = signature(&text, &Secret::new(vector.access_key_secret));
            assert_eq!(signature, vector.signature, "{name}");
            let header = authorization(&vector.access_key_id, &names, &signature);
            assert_eq!(header, vector.authorization, "{name}");
            assert_eq!(
                parse_authorization(&header),
                Some([vector.access_key_id.as_str(), &names, &signature]),
                "{name}"
            );
        }
    }

    #[test]
    fn other_headers_are_not_taken_for_an_authorization() {
        for header in [
            "",
            "ACS3-HMAC-SHA256",
            "ACS3-HMAC-SHA256 ",
            "ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c",
            "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b",
            "ACS3-HMAC-SHA256 SignedHeaders=b,Credential=a,Signature=c",
            "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c,d",
        ] {
            assert_eq!(parse_authorization(header), None, "{header}");
        }
    }
}
