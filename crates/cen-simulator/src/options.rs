//! How a simulator is set up.

use std::borrow::Cow;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use alibaba_cloud::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::duration;
use crate::faults::Fault;
use crate::journal::Call;
use crate::money::Money;
use crate::price_list::PriceList;
use crate::quotas::Quotas;
use crate::settings::patched;
use crate::site::Site;
use crate::throttle::Throttle;
use crate::tls::Tls;

/// The account that the simulator's access keys belong to unless they name another.
pub const ACCOUNT_ID: u64 = 1_234_567_890_123_456;

/// The id of the access key that a simulator knows unless told otherwise.
pub const DEFAULT_ACCESS_KEY_ID: &str = "simulator-key-id";

/// The secret that belongs to [`DEFAULT_ACCESS_KEY_ID`].
pub const DEFAULT_ACCESS_KEY_SECRET: &str = "simulator-key-secret";

/// An access key that the gateway accepts; with a security token it is a temporary one, and the token is demanded.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// The account that calls by it.
    pub account: u64,
    /// The public half.
    pub id: String,
    /// The half that signs.
    pub secret: Secret,
    /// The token that must come with it.
    pub security_token: Option<Secret>,
}

impl Default for AccessKey {
    fn default() -> Self {
        Self {
            account: ACCOUNT_ID,
            id: DEFAULT_ACCESS_KEY_ID.to_owned(),
            secret: Secret::new(DEFAULT_ACCESS_KEY_SECRET),
            security_token: None,
        }
    }
}

/// A text that is no access key; it is not repeated, as it holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an access key is written ID:SECRET or ID:SECRET:TOKEN, with neither the id nor the secret empty; one of another account ACCOUNT@ID:SECRET, with the digits of its id"
)]
pub struct BadAccessKey;

impl FromStr for AccessKey {
    type Err = BadAccessKey;

    fn from_str(text: &str) -> Result<Self, BadAccessKey> {
        let mut parts = text.splitn(3, ':');
        let (Some(whose), Some(secret), token) = (parts.next(), parts.next(), parts.next()) else {
            return Err(BadAccessKey);
        };
        let (account, id) = match whose.split_once('@') {
            Some((account, id)) => (account_id(account).ok_or(BadAccessKey)?, id),
            None => (ACCOUNT_ID, whose),
        };
        if id.is_empty() || secret.is_empty() {
            return Err(BadAccessKey);
        }
        Ok(Self {
            account,
            id: id.to_owned(),
            secret: Secret::new(secret),
            security_token: token.map(Secret::new),
        })
    }
}

/// The account of that id, which is digits.
pub(crate) fn account_id(text: &str) -> Option<u64> {
    let is_id = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_id)
}

/// Where accounts, sites and years differ: which of the documented rules hold.
///
/// Its serialised form is what `--policy` and the control API take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Areas that are sold besides China, North-America, Asia-Pacific and Europe; every pair with them is on sale.
    pub additional_areas: Vec<String>,
    /// Pairs of areas, in either order, that are not on sale.
    pub pairs_off_sale: Vec<(String, String)>,
    /// Refuses China as the second area, as the API seems to have done until about 2019.
    pub china_first: bool,
    /// Sells pay-as-you-go packages (`POSTPAY`), which real accounts get on request only.
    pub postpaid: bool,
    /// Upgrades packages for a while, which real accounts may do only when their account manager has enabled it.
    pub temporary_upgrades: bool,
    /// Network instances of other accounts, each with its account, which has granted it to this one.
    pub granted_children: Vec<(String, u64)>,
    /// Sets bandwidth limits between regions only where a network instance is attached in both.
    pub limits_need_children: bool,
    /// The service of transit routers is open from the beginning.
    pub transit_router_service: bool,
    /// How much there may be of each kind of object.
    pub quotas: Quotas,
    /// How long an expired package stays locked before it is released: 7 days on the Chinese site, 15 elsewhere.
    #[serde(with = "duration::as_text")]
    pub grace: Duration,
    /// Takes timestamps of real time, too, when the clock has been moved. Clients that do not follow the `Date` of a refusal,
    /// and of the official ones none does, could not call at all otherwise. A client that does follow it learns of the moved
    /// clock by the refusal, and only then sees what has ended by it; so this is for the others.
    pub lenient_clock: bool,
    /// The site of the account.
    pub site: Site,
    /// RAM allows the actions of billing.
    pub billing: bool,
    /// Every action of billing answers as if it was called at the host of the other site.
    pub billing_not_applicable: bool,
    /// Names of hosts besides the two real ones, each with the site whose billing it stands for, so that both sites can be
    /// had over loopback: `127.0.0.1` and `localhost`. By any other name the site is that of the account.
    pub billing_hosts: Vec<(String, Site)>,
    /// Packages can be refunded through the API.
    pub refunds: bool,
    /// What the account has before anything is bought, in the currency of its prices.
    pub balance: Money,
    /// What packages cost; invented when absent.
    pub price_list: Option<PriceList>,
}

/// Why a rule of a [`Policy`] cannot be set so.
#[derive(Debug, thiserror::Error)]
pub enum BadPolicy {
    /// There is no equals sign.
    #[error("write NAME=VALUE, such as grace=7d")]
    NoValue,
    /// There is no such rule, or it takes no such value.
    #[error("{0}")]
    Refused(#[from] serde_json::Error),
}

impl Policy {
    /// This policy with one rule set as `text` says, which is `NAME=VALUE`; a name with a point leads to a rule within another.
    /// The value is JSON, or a text as it is.
    pub fn set(&self, text: &str) -> Result<Self, BadPolicy> {
        let (name, value) = text.split_once('=').ok_or(BadPolicy::NoValue)?;
        let patch = |value: Value| {
            let names = name.rsplit('.');
            names.fold(value, |value, name| json!({ name: value }))
        };
        let as_text = || patched(self, &patch(value.into()));
        match serde_json::from_str(value) {
            Ok(json) => Ok(patched(self, &patch(json)).or_else(|_| as_text())?),
            Err(_) => Ok(as_text()?),
        }
    }

    /// The price list, or the invented one of the site.
    pub(crate) fn prices(&self) -> Cow<'_, PriceList> {
        match &self.price_list {
            Some(list) => Cow::Borrowed(list),
            None => Cow::Owned(PriceList::invented(self.site)),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            additional_areas: Vec::new(),
            pairs_off_sale: Vec::new(),
            china_first: false,
            postpaid: true,
            temporary_upgrades: true,
            limits_need_children: true,
            granted_children: Vec::new(),
            transit_router_service: true,
            quotas: Quotas::default(),
            grace: Duration::from_secs(15 * 24 * 3_600),
            lenient_clock: false,
            site: Site::default(),
            billing: true,
            billing_not_applicable: false,
            billing_hosts: Vec::new(),
            refunds: true,
            balance: Money::whole(1_000_000_000),
            price_list: None,
        }
    }
}

/// Who may use the control API. The default is everybody on this machine, and no page in a browser but the simulator's own.
#[derive(Clone, Debug, Default)]
pub struct ControlAccess {
    /// Names of hosts by which the control API may be called besides `localhost` and loopback addresses.
    pub hosts: Vec<String>,
    /// What a client has to show; with it the control API answers clients elsewhere too.
    pub token: Option<Secret>,
}

/// Called with each call once it has been answered.
pub type CallObserver = Arc<dyn Fn(&Call) + Send + Sync>;

/// How a simulator is set up. The default is a loopback server on a free port that answers and settles at once.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The keys that the gateway accepts.
    pub access_keys: Vec<AccessKey>,
    /// What every call takes before it is carried out.
    pub latency: Duration,
    /// How long a purchase, a change of bandwidth or a binding takes to show, on the simulator's clock.
    pub settle: Duration,
    /// The seed of ids, which are random when it is absent.
    pub seed: Option<u64>,
    /// How many calls are let through; all of them when it is absent.
    pub throttle: Option<Throttle>,
    /// Who may use the control API.
    pub control: ControlAccess,
    /// Speaks TLS as well as plain HTTP.
    pub tls: Option<Tls>,
    /// Where objects are kept between runs.
    pub state_file: Option<PathBuf>,
    /// Faults to begin with.
    pub faults: Vec<Fault>,
    /// Which of the documented rules hold.
    pub policy: Policy,
    /// Told of each call.
    pub observer: Option<CallObserver>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            access_keys: vec![AccessKey::default()],
            latency: Duration::ZERO,
            settle: Duration::ZERO,
            seed: None,
            throttle: None,
            control: ControlAccess::default(),
            tls: None,
            state_file: None,
            faults: Vec::new(),
            policy: Policy::default(),
            observer: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_name_its_account() {
        let key: AccessKey = "7@id:secret:to:ken".parse().unwrap();
        assert_eq!((key.account, key.id.as_str()), (7, "id"));
        assert_eq!(key.secret.expose(), "secret");
        assert_eq!(key.security_token.unwrap().expose(), "to:ken");
        let key: AccessKey = "id:sec@ret".parse().unwrap();
        assert_eq!((key.account, key.secret.expose()), (ACCOUNT_ID, "sec@ret"));
        for bad in [
            "@id:secret",
            "me@id:secret",
            "+7@id:secret",
            "7@:secret",
            "7@id:",
            "99999999999999999999@id:secret",
        ] {
            assert_eq!(bad.parse::<AccessKey>().unwrap_err(), BadAccessKey, "{bad}");
        }
    }

    #[test]
    fn a_rule_is_set_by_its_name() {
        let usual = Policy::default();
        for (text, set) in [
            (
                "grace=7d",
                Policy {
                    grace: Duration::from_secs(7 * 24 * 3_600),
                    ..usual.clone()
                },
            ),
            (
                "postpaid=false",
                Policy {
                    postpaid: false,
                    ..usual.clone()
                },
            ),
            (
                "balance=100",
                Policy {
                    balance: Money::whole(100),
                    ..usual.clone()
                },
            ),
            (
                "granted_children=[[\"vpc-a\", 7]]",
                Policy {
                    granted_children: vec![("vpc-a".to_owned(), 7)],
                    ..usual.clone()
                },
            ),
        ] {
            assert_eq!(usual.set(text).unwrap(), set, "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for (text, error) in [
            ("grace", "write NAME=VALUE, such as grace=7d"),
            ("moon=1", "unknown field `moon`"),
            ("grace=soon", "`soon` is not a duration"),
            (
                "postpaid=maybe",
                "invalid type: string \"maybe\", expected a boolean",
            ),
        ] {
            let refused = Policy::default().set(text).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{refused}");
        }
    }
}
