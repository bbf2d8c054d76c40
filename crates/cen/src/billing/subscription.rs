//! Prepaid packages as the billing API sees them.

use crate::answer::Answer;
use crate::id::PackageId;
use crate::listed::{Listed, Page};
use crate::reads::Freshness;
use crate::time::Time;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::renewal::Renewal;
use super::{Billing, PRODUCT, SUBSCRIPTION, is_denied};

/// A prepaid package, to the billing API (page QueryAvailableInstances).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The package.
    pub id: PackageId,
    /// What kind of product it is; differs by site, and by whether the package crosses the mainland's border.
    pub product_type: String,
    /// What becomes of it at the end of its term.
    pub renewal: Renewal,
    /// Until when it is paid for.
    pub ends: Option<Time>,
}

/// The same, as a list holds it.
pub(super) type Subscribed = Subscription;

impl Listed for Subscription {
    type Parent = ();

    type Id = PackageId;

    const ACTION: &'static str = "QueryAvailableInstances";

    const MEMBER: &'static str = "InstanceList";

    const PLURAL: &'static str = "instances";

    const PAGE_NUMBER: &'static str = "PageNum";

    /// The API takes a hundred; a page is to hold them all.
    const MOST_IDS: usize = 50;

    fn id(&self) -> &PackageId {
        &self.id
    }

    /// Neither a product type nor a region is named: a host refuses those of the other site (billing sheet of the official
    /// provider's reads).
    fn narrow(call: Call, (): &(), ids: &[PackageId]) -> Call {
        let ids: Vec<&str> = ids.iter().map(PackageId::as_str).collect();
        call.with("ProductCode", PRODUCT)
            .with("SubscriptionType", SUBSCRIPTION)
            .with_some("InstanceIDs", (!ids.is_empty()).then(|| ids.join(",")))
    }

    fn read(entry: Answer<'_>) -> Result<Self, String> {
        Ok(Self {
            id: entry.new_id("InstanceID")?,
            product_type: entry.text("ProductType")?,
            renewal: Renewal::read(entry)?,
            ends: entry.time("EndTime")?,
        })
    }

    fn read_page(answer: Answer<'_>, (): &()) -> Result<Page<Self>, String> {
        let data = answer.within("Data");
        let entries = data.list(Self::MEMBER)?;
        if !data.has(Self::MEMBER) && !data.has("TotalCount") {
            return Err(format!("it has no {}", Self::MEMBER));
        }
        let entries = entries.into_iter().map(Self::read);
        Page::counted(
            entries.collect::<Result<_, _>>()?,
            data.number("TotalCount")?,
        )
    }
}

impl Billing {
    /// A prepaid package by its id; `None` where the billing API does not list it, which a package that has just been bought,
    /// or one that is not prepaid, is not.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. Once the caller has been found not to be permitted, that is said without another call.
    pub async fn subscription(
        &self,
        id: &PackageId,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<Option<Subscription>, CallError> {
        self.permitted(|| {
            self.at_home(async |host| {
                let list = self.subscriptions_at(host);
                list.read(id, freshness, deadline).await
            })
        })
        .await
    }

    /// All prepaid packages.
    ///
    /// # Errors
    ///
    /// As [`subscription`](Self::subscription).
    pub async fn subscriptions(&self, deadline: &Deadline) -> Result<Vec<Subscription>, CallError> {
        self.permitted(|| {
            self.at_home(async |host| self.subscriptions_at(host).all(deadline).await)
        })
        .await
    }

    /// Asks, unless it is known that the answer is no.
    async fn permitted<T, F>(&self, ask: impl FnOnce() -> F) -> Result<T, CallError>
    where
        F: Future<Output = Result<T, CallError>>,
    {
        if let Some(denied) = self.0.denied.get() {
            return Err(denied.clone());
        }
        let answer = ask().await;
        if let Err(error) = &answer
            && is_denied(error)
        {
            // Whoever was first has noted the same.
            drop(self.0.denied.set(error.clone()));
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::testing::{billing, told};
    use crate::billing::{AutomaticMonths, Renewal};
    use crate::testing::deadline;
    use alibaba_cloud::scripted::refusal;

    fn listed(entries: &str) -> String {
        let list = r#""PageNum":1,"PageSize":50,"TotalCount":1,"InstanceList""#;
        format!("{{{list}:[{entries}]}}")
    }

    #[tokio::test(start_paused = true)]
    async fn a_package_is_asked_for_by_its_id_and_read_with_its_renewal() {
        for (renewal, expected) in [
            (
                r#""RenewStatus":"AutoRenewal","RenewalDuration":3,"RenewalDurationUnit":"M""#,
                Renewal::Automatic(AutomaticMonths::new(3).unwrap()),
            ),
            (
                r#""RenewStatus":"AutoRenewal","RenewalDuration":"2","RenewalDurationUnit":"Y""#,
                Renewal::Automatic(AutomaticMonths::new(24).unwrap()),
            ),
            (r#""RenewStatus":"ManualRenewal""#, Renewal::Manual),
            (
                r#""RenewStatus":"NotRenewal","RenewalDuration":0"#,
                Renewal::Never,
            ),
            (
                r#""RenewStatus":"Sometimes""#,
                Renewal::Other("Sometimes".to_owned()),
            ),
        ] {
            let entry = format!(
                r#"{{"InstanceID":"cenbwp-a","ProductType":"cbn_bwp_pre","EndTime":"2026-12-31T16:00:00Z",{renewal}}}"#
            );
            let (billing, transport) = billing([told(&listed(&entry))]);
            let id = PackageId::parse("cenbwp-a").unwrap();
            let found = billing
                .subscription(&id, Freshness::Recent, &deadline())
                .await;
            let found = found.unwrap().unwrap();
            assert_eq!(found.renewal, expected);
            assert_eq!(found.product_type, "cbn_bwp_pre");
            assert_eq!(found.ends.unwrap().as_str(), "2026-12-31T16:00:00Z");
            let sent = &transport.sent()[0];
            for (name, value) in [
                ("InstanceIDs", "cenbwp-a"),
                ("ProductCode", "cbn"),
                ("SubscriptionType", "Subscription"),
                ("PageNum", "1"),
                ("Version", "2017-12-14"),
            ] {
                assert_eq!(sent[name], value);
            }
            assert!(!sent.contains_key("ProductType") && !sent.contains_key("Region"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_list_is_no_package_and_an_answer_without_one_is_none() {
        let id = PackageId::parse("cenbwp-a").unwrap();
        let (client, _) = billing([told(r#"{"TotalCount":0,"InstanceList":[]}"#)]);
        let found = client
            .subscription(&id, Freshness::Latest, &deadline())
            .await;
        assert_eq!(found, Ok(None));
        let (client, _) = billing(std::iter::repeat_with(|| told("{}")).take(5));
        let found = client
            .subscription(&id, Freshness::Latest, &deadline())
            .await;
        assert_eq!(found.unwrap_err().api_error(), None);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_not_permitted_is_told_so_by_one_call() {
        let (billing, transport) = billing([refusal(403, "NotAuthorized")]);
        for id in ["cenbwp-a", "cenbwp-b", "cenbwp-c"] {
            let id = PackageId::parse(id).unwrap();
            let read = billing
                .subscription(&id, Freshness::Recent, &deadline())
                .await;
            assert_eq!(read.unwrap_err().api_error().unwrap().code, "NotAuthorized");
        }
        assert_eq!(transport.sent().len(), 1);
    }
}
