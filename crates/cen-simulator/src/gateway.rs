//! What the gateway checks before an action sees a request: credentials, timestamp, nonce, signature.

use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::{signature, string_to_sign};

use crate::action::Action;
use crate::clock::Moment;
use crate::coverage::not_simulated;
use crate::error::ApiError;
use crate::nonces::Nonces;
use crate::options::{ACCOUNT_ID, AccessKey};
use crate::product::Product;
use crate::registry;
use crate::request::Request;
use crate::sessions::Sessions;

/// How far a request's `Timestamp` may lie from the server's clock, either way (API guide, "Common errors").
const TIMESTAMP_WINDOW: Duration = Duration::from_secs(15 * 60);

/// The gateway: it knows the access keys and remembers nonces.
#[derive(Debug)]
pub(crate) struct Gateway {
    keys: RwLock<Vec<AccessKey>>,
    sessions: Sessions,
    nonces: Mutex<Nonces>,
}

impl Gateway {
    pub(crate) fn new(keys: Vec<AccessKey>) -> Self {
        Self {
            keys: RwLock::new(keys),
            sessions: Sessions::default(),
            nonces: Mutex::default(),
        }
    }

    /// Lets a request through to its action, for the account of its key, or says why not; the checks come in the gateway's order.
    ///
    /// A timestamp may be of `now` or, where it is given, of `real` time.
    pub(crate) fn admit(
        &self,
        request: &Request,
        now: Moment,
        real: Option<Moment>,
    ) -> Result<(&'static Action, u64), ApiError> {
        if !matches!(request.method.as_str(), "GET" | "POST") {
            return Err(ApiError::new(
                403,
                "UnsupportedHTTPMethod",
                "This API takes GET and POST.",
            ));
        }
        if let Some(signature) = &request.header_signature {
            signature.complete()?;
        }
        let action = check_action(request)?;
        let account = if action.is_signed {
            let key = self.check_credentials(request, now)?;
            check_timestamp(request, now, real)?;
            self.check_nonce(request, &key.id, now)?;
            check_signature(request, &key.secret)?;
            key.account
        } else {
            check_timestamp(request, now, real)?;
            ACCOUNT_ID
        };
        let absent = action
            .mandatory
            .iter()
            .find(|name| request.text(name).is_none());
        match absent {
            None => Ok((action, account)),
            Some(name) => Err(action.product.missing(name)),
        }
    }

    /// The sessions of roles, whose keys are good as well.
    pub(crate) fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The accounts and ids of the keys that are no sessions'.
    pub(crate) fn key_ids(&self) -> Vec<(u64, String)> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let ids = keys.iter().map(|key| (key.account, key.id.clone()));
        ids.collect()
    }

    /// Accepts a key from now on, in the place of one of the same id.
    pub(crate) fn add_key(&self, key: AccessKey) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|known| known.id != key.id);
        keys.push(key);
    }

    /// Accepts these keys and no others.
    pub(crate) fn set_keys(&self, keys: Vec<AccessKey>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Accepts a key no more; says whether it was accepted before.
    pub(crate) fn remove_key(&self, id: &str) -> bool {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let before = keys.len();
        keys.retain(|key| key.id != id);
        keys.len() < before
    }

    /// The key of this id, with its end if it has one.
    fn key(&self, id: &str) -> Option<(AccessKey, Option<Moment>)> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.iter().find(|key| key.id == id) {
            return Some((key.clone(), None));
        }
        drop(keys);
        let session = self.sessions.find(id)?;
        let key = AccessKey {
            account: session.account,
            id: id.to_owned(),
            secret: session.secret,
            security_token: Some(session.token),
        };
        Some((key, Some(session.expires)))
    }

    fn check_credentials(&self, request: &Request, now: Moment) -> Result<AccessKey, ApiError> {
        let Some((key, expires)) = self.key(common(request, "AccessKeyId")?) else {
            return Err(ApiError::new(
                404,
                "InvalidAccessKeyId.NotFound",
                "The access key is not known.",
            ));
        };
        let given = request.text("SecurityToken").map(Secret::new);
        match (&key.security_token, given) {
            (None, None) => Ok(key),
            (Some(expected), Some(given)) if *expected == given => match expires {
                Some(expires) if expires <= now => Err(ApiError::new(
                    403,
                    "InvalidSecurityToken.Expired",
                    "The security token has expired.",
                )),
                _ => Ok(key),
            },
            (_, Some(given)) if given.expose().is_empty() => Err(ApiError::new(
                400,
                "InvalidSecurityToken.Malformed",
                "The security token is empty.",
            )),
            (_, Some(_)) => Err(ApiError::new(
                400,
                "InvalidSecurityToken.MismatchWithAccessKey",
                "The security token does not belong to the access key.",
            )),
            (Some(_), None) => Err(ApiError::new(
                400,
                "MissingSecurityToken",
                "This access key is a temporary one and needs its security token.",
            )),
        }
    }

    fn check_nonce(&self, request: &Request, key: &str, now: Moment) -> Result<(), ApiError> {
        let nonce = common(request, "SignatureNonce")?;
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        if nonces.take(key, nonce, now) {
            return Ok(());
        }
        Err(ApiError::new(
            400,
            "SignatureNonceUsed",
            "The signature nonce has been used.",
        ))
    }
}

fn check_action(request: &Request) -> Result<&'static Action, ApiError> {
    let name = common(request, "Action")?;
    let version = common(request, "Version")?;
    let is_of_version = |action: &&Action| action.product.version() == version;
    if let Some(action) = registry::named(name).find(is_of_version) {
        return Ok(action);
    }
    let product = Product::of_version(version);
    if let Some(product) = product
        && product.has(name)
    {
        return Err(not_simulated(product, name));
    }
    let owner = registry::product_of_action(name);
    if product.is_some() && owner.is_none() {
        return Err(ApiError::new(
            404,
            "InvalidAction.NotFound",
            "The action is not known to this product.",
        ));
    }
    let expected = owner.unwrap_or(Product::Cbn).version();
    let message = format!("The version must be {expected}.");
    Err(ApiError::new(400, "InvalidVersion", message))
}

fn check_timestamp(request: &Request, now: Moment, real: Option<Moment>) -> Result<(), ApiError> {
    let Some(at) = request.text("Timestamp").and_then(Moment::parse_request) else {
        return Err(ApiError::new(
            400,
            "IllegalTimestamp",
            "Timestamp must be given as YYYY-MM-DDThh:mm:ssZ.",
        ));
    };
    let is_far = |time: Moment| time.distance(at) > TIMESTAMP_WINDOW;
    if is_far(now) && real.is_none_or(is_far) {
        return Err(ApiError::new(
            400,
            "InvalidTimeStamp.Expired",
            "Timestamp is more than 15 minutes away from the time of the server.",
        ));
    }
    Ok(())
}

fn check_signature(request: &Request, secret: &Secret) -> Result<(), ApiError> {
    let theirs = match &request.header_signature {
        Some(signature) => signature.mismatch(secret).map(str::to_owned),
        None => parameter_mismatch(request, secret)?,
    };
    match theirs {
        None => Ok(()),
        // Clients find the server's text behind the first colon, so there must be no other before it.
        Some(text) => Err(ApiError::new(
            400,
            "SignatureDoesNotMatch",
            format!("The signature is not the one computed here, server string to sign is:{text}"),
        )),
    }
}

/// The text that should have been signed, if the `Signature` parameter is not of it.
fn parameter_mismatch(request: &Request, secret: &Secret) -> Result<Option<String>, ApiError> {
    let method = common(request, "SignatureMethod")?;
    let version = common(request, "SignatureVersion")?;
    let given = common(request, "Signature")?;
    if !method.eq_ignore_ascii_case("HMAC-SHA1") || version != "1.0" {
        return Err(ApiError::new(
            400,
            "IncompleteSignature",
            "SignatureMethod must be HMAC-SHA1 and SignatureVersion 1.0.",
        ));
    }
    let text = string_to_sign(&request.method, request.signed());
    Ok((Secret::new(signature(&text, secret)) != Secret::new(given)).then_some(text))
}

/// A parameter that every request carries (API guide, "Common parameters").
fn common<'a>(request: &'a Request, name: &str) -> Result<&'a str, ApiError> {
    request
        .text(name)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| {
            ApiError::new(
                400,
                "MissingParameter",
                format!("The common parameter {name} is mandatory."),
            )
        })
}
