//! Whether the account can have transit routers, and in which zones.

use crate::answer::Answer;
use crate::client::Client;
use crate::region::Region;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// The zones of a region that transit routers can have interfaces in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvailableZones {
    /// All of them.
    pub all: Vec<String>,
    /// Those of which one should be the first of an attached VPC.
    pub primary: Vec<String>,
    /// Those of which one should be the second.
    pub secondary: Vec<String>,
    /// Whether transit routers of the region take part in multicast.
    pub multicast: Option<bool>,
}

impl AvailableZones {
    fn read(answer: Answer<'_>) -> Result<Self, String> {
        const ALL: &str = "AvailableZones";
        if !answer.has(ALL) {
            return Err(format!("it has no {ALL}"));
        }
        Ok(Self {
            all: answer.words(ALL)?,
            primary: answer.words("MasterZones")?,
            secondary: answer.words("SlaveZones")?,
            multicast: answer.flag("SupportMulticast")?,
        })
    }
}

impl Client {
    /// The zones of a region in which transit routers can be attached; of those that take part in multicast, if that is asked
    /// for.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn available_zones(
        &self,
        region: &Region,
        multicast: Option<bool>,
        deadline: &Deadline,
    ) -> Result<AvailableZones, CallError> {
        let call = Call::read("ListTransitRouterAvailableResource")
            .with("RegionId", region)
            .with_some("SupportMulticast", multicast);
        self.ask(&call, AvailableZones::read, deadline).await
    }

    /// Whether the service of transit routers has been opened for the account. Nothing is opened.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn router_service_is_open(&self, deadline: &Deadline) -> Result<bool, CallError> {
        const ENABLED: &str = "Enabled";
        let call = Call::read("CheckTransitRouterService");
        let read = |answer: Answer<'_>| {
            let enabled = answer.flag(ENABLED)?;
            enabled.ok_or_else(|| format!("it has no {ENABLED}"))
        };
        self.ask(&call, read, deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{client, deadline};
    use alibaba_cloud::scripted::answer;

    #[tokio::test(start_paused = true)]
    async fn whether_the_service_is_open_is_a_flag_or_a_text() {
        let texts = [r#"{"Enabled":true}"#, r#"{"Enabled":"false"}"#];
        let (client, _) = client(texts.map(|text| answer(200, text)));
        let deadline = deadline();
        assert!(client.router_service_is_open(&deadline).await.unwrap());
        assert!(!client.router_service_is_open(&deadline).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn zones_are_lists_of_words() {
        let text = r#"{"AvailableZones":["a","b"],"MasterZones":["a"],"SlaveZones":["b"],"SupportMulticast":false}"#;
        let (client, transport) = client([answer(200, text)]);
        let (region, deadline) = (Region::parse("cn-hangzhou").unwrap(), deadline());
        let zones = client.available_zones(&region, None, &deadline);
        let expected = AvailableZones {
            all: vec!["a".to_owned(), "b".to_owned()],
            primary: vec!["a".to_owned()],
            secondary: vec!["b".to_owned()],
            multicast: Some(false),
        };
        assert_eq!(zones.await.unwrap(), expected);
        assert_eq!(transport.sent()[0].get("SupportMulticast"), None);
    }
}
