//! Which of the two hosts of the billing API serves an account.

use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::error::{CallError, Stopped};

use crate::listed::unanswered;

/// A site of the vendor, which has accounts, prices and a billing API of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The site for the Chinese mainland. It bills in CNY.
    Domestic,
    /// The site for everywhere else. It bills in USD, as a rule.
    International,
}

impl Site {
    /// Reads the word that the official provider's `account_type` has for a site, in any letter case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Domestic, Self::International]
            .into_iter()
            .find(|site| site.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Domestic => "Domestic",
            Self::International => "International",
        }
    }

    /// Its host. These two are all there are, whatever region is worked in.
    fn address(self) -> &'static str {
        match self {
            Self::Domestic => "https://business.aliyuncs.com",
            Self::International => "https://business.ap-southeast-1.aliyuncs.com",
        }
    }
}

/// Where the billing API is.
#[derive(Clone, Debug)]
pub enum Sites {
    /// At one address, such as a simulator's.
    At(Endpoint),
    /// At the host of this site.
    Of(Site),
    /// At the host of the site that knows the account.
    Either,
}

impl Sites {
    /// The addresses to ask, in this order.
    pub(super) fn endpoints(self) -> Vec<Endpoint> {
        let sites: &[Site] = match &self {
            Self::At(endpoint) => return vec![endpoint.clone()],
            Self::Of(Site::Domestic) => &[Site::Domestic],
            Self::Of(Site::International) => &[Site::International],
            Self::Either => &[Site::Domestic, Site::International],
        };
        let addresses = sites.iter().map(|site| site.address());
        addresses
            .filter_map(|address| Endpoint::parse(address, false).ok())
            .collect()
    }
}

/// Whether a host says that the account is one of the other site.
pub(super) fn is_elsewhere(error: &CallError) -> bool {
    error.api_error().is_some_and(|refusal| {
        refusal.code == "NotApplicable"
            || refusal.message.contains("not found article by given param")
    })
}

/// The error of a client without a host, which there is none of.
pub(super) fn nowhere() -> CallError {
    unanswered(
        "QueryAvailableInstances",
        Stopped::AttemptsUsedUp,
        "the billing API has no address".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::testing::{hosts, no, told};
    use crate::testing::deadline;
    use alibaba_cloud::scripted::{lost, refusal};

    #[test]
    fn a_site_is_named_as_the_official_provider_names_it() {
        assert_eq!(Site::parse(" international "), Some(Site::International));
        assert_eq!(Site::parse("Domestic"), Some(Site::Domestic));
        assert_eq!(Site::parse("china"), None);
        let hosts = |sites: Sites| -> Vec<String> {
            let endpoints = sites.endpoints().into_iter();
            endpoints.map(|endpoint| endpoint.to_string()).collect()
        };
        let (domestic, international) = (
            "https://business.aliyuncs.com",
            "https://business.ap-southeast-1.aliyuncs.com",
        );
        assert_eq!(hosts(Sites::Either), [domestic, international]);
        assert_eq!(hosts(Sites::Of(Site::International)), [international]);
        let simulator = Endpoint::parse("http://127.0.0.1:1", false).unwrap();
        assert_eq!(hosts(Sites::At(simulator)), ["http://127.0.0.1:1"]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_other_site_is_asked_once_and_then_always() {
        let none = || told(r#"{"TotalCount":0,"InstanceList":[]}"#);
        for refused in [refusal(400, "NotApplicable"), no("NotApplicable")] {
            let (billing, [domestic, international]) = hosts([vec![refused], vec![none(), none()]]);
            for _ in 0..2 {
                assert_eq!(billing.subscriptions(&deadline()).await, Ok(Vec::new()));
            }
            assert_eq!(domestic.sent().len(), 1);
            assert_eq!(international.sent().len(), 2);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_is_an_answer_of_the_right_site_and_silence_is_none() {
        let denied = || refusal(403, "NotAuthorized");
        let (billing, [_, international]) = hosts([vec![denied()], Vec::new()]);
        let error = billing.subscriptions(&deadline()).await.unwrap_err();
        assert_eq!(error.api_error().unwrap().code, "NotAuthorized");
        assert_eq!(international.sent().len(), 0);

        let silent = vec![lost(), lost(), lost(), lost(), lost()];
        let (billing, [_, international]) = hosts([silent, Vec::new()]);
        let error = billing.subscriptions(&deadline()).await.unwrap_err();
        assert_eq!(error.api_error(), None);
        assert_eq!(international.sent().len(), 0);
        assert_eq!(billing.0.found.get(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_that_no_site_knows_is_told_by_the_first() {
        let (billing, _) = hosts([
            vec![refusal(400, "NotApplicable")],
            vec![refusal(400, "NotApplicable")],
        ]);
        let error = billing.subscriptions(&deadline()).await.unwrap_err();
        assert_eq!(error.api_error().unwrap().code, "NotApplicable");
    }
}
