//! The parameters of one call, however they travelled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use alibaba_cloud::sign::rpc::Parameters;

use crate::error::ApiError;
use crate::form::pairs;
use crate::given::Given;
use crate::header_signature::HeaderSignature;

/// Parameters that belong to the gateway, not to an action (API guide, "Common parameters").
const COMMON: [&str; 14] = [
    "AccessKeyId",
    "Action",
    "BearerToken",
    "Format",
    "OwnerAccount",
    "OwnerId",
    "ResourceOwnerAccount",
    "ResourceOwnerId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
];

/// One call: its HTTP method and the decoded parameters of query and form body, merged.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) parameters: Parameters,
    /// Those of them that a signature among the parameters does not cover, as the body they came in is no form.
    unsigned: BTreeSet<String>,
    /// The name it was sent to, without a port; empty when unknown.
    pub(crate) host: String,
    /// `None` when the signature is one of the parameters.
    pub(crate) header_signature: Option<HeaderSignature>,
    /// Made when somebody wants to keep it, once all parameters are there.
    given: OnceLock<Given>,
}

impl Request {
    /// Merges the query with the form body; where a name stands in both, the body's value holds.
    pub(crate) fn new(method: &str, query: &str, body: &[u8]) -> Self {
        let mut parameters = pairs(query.as_bytes());
        parameters.extend(pairs(body));
        Self {
            method: method.to_owned(),
            parameters,
            unsigned: BTreeSet::new(),
            host: String::new(),
            header_signature: None,
            given: OnceLock::new(),
        }
    }

    /// Adds the parameters of a body that is no form; their values hold as well.
    pub(crate) fn with_unsigned(mut self, parameters: Parameters) -> Self {
        self.unsigned = parameters.keys().cloned().collect();
        self.parameters.extend(parameters);
        self
    }

    /// The parameters that a signature among them covers.
    pub(crate) fn signed(&self) -> impl Iterator<Item = (&String, &String)> {
        let is_signed = |name: &String| name != "Signature" && !self.unsigned.contains(name);
        self.parameters
            .iter()
            .filter(move |(name, _)| is_signed(name))
    }

    /// Adds the name it was sent to, with or without a port.
    pub(crate) fn sent_to(mut self, host: &str) -> Self {
        let name = host.split_once(':').map_or(host, |(name, _)| name);
        name.clone_into(&mut self.host);
        self
    }

    /// Adds the common parameters that travelled in headers, where the signature does.
    pub(crate) fn with_headers(mut self, signed: Option<(HeaderSignature, Parameters)>) -> Self {
        if let Some((signature, common)) = signed {
            self.parameters.extend(common);
            self.header_signature = Some(signature);
        }
        self
    }

    /// The value of `name`; an empty text is a value, not an absence.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The value of a parameter that the gateway has already found present.
    pub(crate) fn mandatory(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).ok_or_else(|| ApiError::missing(name))
    }

    /// A decimal whole number without a sign.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<u32>, ApiError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Ok(Some(number)),
            _ => Err(ApiError::invalid(name, "it must be a whole number")),
        }
    }

    /// `true` or `false` in any letter case: one official SDK writes `True`.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(ApiError::invalid(name, "it must be true or false")),
        }
    }

    /// The values of `name.1`, `name.2` and so on, in the order of their numbers; gaps are tolerated.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let mut found = BTreeMap::new();
        for (index, rest, value) in self.indexed(name) {
            if rest.is_empty() {
                found.insert(index, value);
            }
        }
        found.into_values().collect()
    }

    /// The members of `name.1.X`, `name.2.X` and so on: for each number, the values by `X`.
    pub(crate) fn objects(&self, name: &str) -> Vec<BTreeMap<&str, &str>> {
        let mut found: BTreeMap<u32, BTreeMap<&str, &str>> = BTreeMap::new();
        for (index, rest, value) in self.indexed(name) {
            if !rest.is_empty() {
                found.entry(index).or_default().insert(rest, value);
            }
        }
        found.into_values().collect()
    }

    /// The action's own parameters: nothing of the gateway, nothing secret.
    pub(crate) fn given(&self) -> Given {
        let own = || {
            let parameters = self.parameters.iter();
            let all = parameters.map(|(name, value)| (name.as_str(), value.as_str()));
            all.filter(|(name, _)| !COMMON.contains(name))
                .filter(|(name, _)| !matches!(*name, "OIDCToken" | "Timestamp" | "Version"))
        };
        self.given.get_or_init(|| Given::new(own())).clone()
    }

    fn indexed<'a>(&'a self, name: &str) -> impl Iterator<Item = (u32, &'a str, &'a str)> {
        let prefix = format!("{name}.");
        self.parameters
            .range(prefix.clone()..)
            .take_while({
                let prefix = prefix.clone();
                move |(key, _)| key.starts_with(&prefix)
            })
            .filter_map(move |(key, value)| {
                let tail = key.strip_prefix(&prefix)?;
                let (index, rest) = tail.split_once('.').unwrap_or((tail, ""));
                Some((index.parse().ok()?, rest, value.as_str()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_and_body_are_one_set_and_the_body_wins() {
        let request = Request::new("POST", "A=1&B=q%20x&Empty=&Bare", b"B=b+%2B&C=%E6%B5%8B");
        let parameters: Vec<(&str, &str)> = request
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            parameters,
            [
                ("A", "1"),
                ("B", "b +"),
                ("Bare", ""),
                ("C", "测"),
                ("Empty", "")
            ]
        );
    }

    #[test]
    fn lists_follow_their_numbers_and_tolerate_gaps() {
        let request = Request::new(
            "GET",
            "R.10=j&R.2=b&R.1=a&R.x=no&Rest.1=no&R.3.Key=k&R.3.V.1=v",
            b"",
        );
        assert_eq!(request.list("R"), ["a", "b", "j"]);
        assert_eq!(
            request.objects("R"),
            [BTreeMap::from([("Key", "k"), ("V.1", "v")])]
        );
    }

    #[test]
    fn numbers_and_booleans_are_read_strictly_but_in_any_case() {
        let request = Request::new("GET", "N=5&M=%2B5&E=&B=True&C=1", b"");
        assert_eq!(request.integer("N"), Ok(Some(5)));
        assert_eq!(request.integer("Absent"), Ok(None));
        let refused = |name| request.integer(name).unwrap_err().code;
        assert_eq!(refused("M"), "InvalidParameter");
        assert_eq!(refused("E"), "InvalidParameter");
        assert_eq!(request.boolean("B"), Ok(Some(true)));
        assert_eq!(request.boolean("C").unwrap_err().code, "InvalidParameter");
    }

    #[test]
    fn business_parameters_hold_nothing_of_the_gateway() {
        let request = Request::new(
            "GET",
            "Action=A&Version=v&Format=JSON&AccessKeyId=i&Signature=s&SignatureMethod=m&SignatureNonce=n&SignatureVersion=1.0&SignatureType=&SecurityToken=t&OIDCToken=t&Timestamp=z&Name=x&RegionId=r",
            b"",
        );
        assert_eq!(
            request.given().parameters(),
            BTreeMap::from([
                ("Name".to_owned(), "x".to_owned()),
                ("RegionId".to_owned(), "r".to_owned())
            ])
        );
    }
}
