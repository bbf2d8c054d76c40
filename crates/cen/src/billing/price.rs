//! What an order would cost.

use crate::answer::Answer;
use crate::area::AreaPair;
use crate::purchase::{Cycle, Term};
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

use super::catalogue::Configuration;
use super::{Billing, Money, PRODUCT, RenewalMonths, SUBSCRIPTION, Subscription};

/// An order whose price is asked for.
#[derive(Clone, Debug)]
pub enum Order<'a> {
    /// A new package.
    New {
        /// For how long.
        term: Term,
    },
    /// One more term for a package.
    Renewal {
        /// The package.
        of: &'a Subscription,
        /// For how long.
        months: RenewalMonths,
    },
    /// Another bandwidth for a package until the end of its term.
    Upgrade {
        /// The package.
        of: &'a Subscription,
    },
}

/// A price, after and before discounts. Tax may come on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What is paid.
    pub to_pay: Money,
    /// What it is without any discount.
    pub original: Option<Money>,
}

impl Price {
    /// The discount, where there is one.
    pub fn discount(&self) -> Option<Money> {
        let discount = self.original.as_ref()?.minus(&self.to_pay)?;
        (!discount.is_zero()).then_some(discount)
    }
}

/// Why a price is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpriced {
    /// A question was not answered.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The billing API has no price for packages.
    #[error("the billing API lists no price for bandwidth packages")]
    NotListed,
    /// The price that was answered is none: nothing is sold for nothing, or less.
    #[error("the billing API has answered {0}, which is no price")]
    NoPrice(Money),
    /// The price depends on something that nothing is known of.
    #[error("the price depends on {0:?} too, which this version knows nothing of")]
    UnknownAttribute(String),
}

impl Order<'_> {
    fn subscription(&self) -> Option<&Subscription> {
        match self {
            Self::New { .. } => None,
            Self::Renewal { of, .. } | Self::Upgrade { of } => Some(of),
        }
    }

    /// The kind of order, as this action calls it.
    fn kind(&self) -> &'static str {
        match self {
            Self::New { .. } => "NewOrder",
            Self::Renewal { .. } => "Renewal",
            Self::Upgrade { .. } => "Upgrade",
        }
    }

    /// Number and unit of the term.
    fn term(&self) -> Option<(u32, &'static str)> {
        match self {
            Self::New { term } => Some((term.period(), term.cycle().as_str())),
            Self::Renewal { months, .. } => Some(match months.months() {
                months if months.is_multiple_of(12) => (months / 12, Cycle::Year.as_str()),
                months => (months, Cycle::Month.as_str()),
            }),
            Self::Upgrade { .. } => None,
        }
    }

    fn question(&self, product_type: &str, configuration: &str) -> Call {
        let (term, subscription) = (self.term(), self.subscription());
        let is_upgrade = matches!(self, Self::Upgrade { .. });
        Call::read("GetSubscriptionPrice")
            .with("ProductCode", PRODUCT)
            .with("ProductType", product_type)
            .with("SubscriptionType", SUBSCRIPTION)
            .with("OrderType", self.kind())
            .with("Quantity", 1)
            .with_some("ServicePeriodQuantity", term.map(|(number, _)| number))
            .with_some("ServicePeriodUnit", term.map(|(_, unit)| unit))
            .with_some("InstanceId", subscription.map(|known| &known.id))
            .with("ModuleList.1.ModuleCode", "bandwidth")
            .with("ModuleList.1.Config", configuration)
            // A change of the module that is there; the default is one more of it.
            .with_some("ModuleList.1.ModuleStatus", is_upgrade.then_some(2))
    }
}

fn price(data: Answer<'_>) -> Result<Price, String> {
    Ok(Price {
        to_pay: data.money("TradePrice")?,
        original: data.money("OriginalPrice").ok(),
    })
}

impl Billing {
    /// What an order of this bandwidth, in Mbit/s, between these areas would cost.
    ///
    /// # Errors
    ///
    /// Why that is not known.
    pub async fn price(
        &self,
        order: &Order<'_>,
        mbps: u64,
        areas: &AreaPair,
        deadline: &Deadline,
    ) -> Result<Price, Unpriced> {
        let product_type = match order.subscription() {
            Some(known) => known.product_type.clone(),
            None => {
                let catalogue = self.catalogue(deadline).await?;
                let named = catalogue.product_type(areas.is_cross_border());
                named.ok_or(Unpriced::NotListed)?.to_owned()
            }
        };
        // The form in which the API answers areas.
        let (a, b) = (
            areas.first().as_str().to_ascii_lowercase(),
            areas.second().as_str().to_ascii_lowercase(),
        );
        let configuration = Configuration {
            mbps,
            area_a: &a,
            area_b: &b,
        };
        let attributes = self.attributes(&product_type, deadline).await?;
        let text = configuration.text(&attributes)?;
        let question = order.question(&product_type, &text);
        let price = self.ask(&question, price, deadline).await?;
        // A change of bandwidth may bring something back.
        let is_price = matches!(order, Order::Upgrade { .. }) || price.to_pay.is_positive();
        match is_price {
            true => Ok(price),
            false => Err(Unpriced::NoPrice(price.to_pay)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::Area;
    use crate::billing::testing::{billing, no, subscription, told};
    use crate::testing::deadline;
    use alibaba_cloud::scripted::{Act, refusal};

    const PRODUCTS: &str = r#"{"ProductList":{"Product":[
        {"ProductCode":"ecs","ProductType":"","SubscriptionType":"Subscription"},
        {"ProductCode":"cbn","ProductType":"cbn_post","SubscriptionType":"PayAsYouGo"},
        {"ProductCode":"cbn","ProductType":"cbn_bwp_pre","SubscriptionType":"Subscription"},
        {"ProductCode":"cbn","ProductType":"cbn_bwp_pre_mkt","SubscriptionType":"Subscription"}]}}"#;

    fn module(attributes: &str) -> Act {
        told(&format!(
            r#"{{"ModuleList":{{"Module":[{{"ModuleCode":"Bandwidth","ConfigList":{{"ConfigList":{attributes}}}}}]}}}}"#
        ))
    }

    fn priced() -> Act {
        told(r#"{"OriginalPrice":1360,"DiscountPrice":136.5,"TradePrice":1223.5,"Currency":"CNY"}"#)
    }

    fn areas(b: Area) -> AreaPair {
        AreaPair::new(Area::China, b)
    }

    fn new_order() -> Order<'static> {
        Order::New {
            term: Term::new(3, Cycle::Month).unwrap(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_order_is_priced_by_what_is_on_sale_which_is_asked_for_once() {
        let (billing, transport) = billing([
            told(PRODUCTS),
            module(r#"["bandwidth","RegionA","RegionB"]"#),
            priced(),
            priced(),
        ]);
        for _ in 0..2 {
            let price = billing
                .price(&new_order(), 10, &areas(Area::China), &deadline())
                .await;
            let price = price.unwrap();
            assert_eq!(price.to_pay.to_string(), "CNY 1223.50");
            assert_eq!(price.discount().unwrap().to_string(), "CNY 136.50");
        }
        assert_eq!(
            transport.actions(),
            [
                "QueryProductList",
                "DescribePricingModule",
                "GetSubscriptionPrice",
                "GetSubscriptionPrice"
            ]
        );
        let sent = &transport.sent()[2];
        for (name, value) in [
            ("ProductType", "cbn_bwp_pre"),
            ("OrderType", "NewOrder"),
            ("ServicePeriodQuantity", "3"),
            ("ServicePeriodUnit", "Month"),
            ("ModuleList.1.ModuleCode", "bandwidth"),
            (
                "ModuleList.1.Config",
                "bandwidth:10,RegionA:china,RegionB:china",
            ),
        ] {
            assert_eq!(sent[name], value);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_package_that_crosses_the_border_is_another_product_type() {
        let (billing, transport) = billing([
            told(PRODUCTS),
            // As a sample of the vendor has it.
            module(r#"["[ \"RegionB\",\"RegionA\",\"bandwidth\" ]"]"#),
            priced(),
        ]);
        let price = billing
            .price(&new_order(), 10, &areas(Area::AsiaPacific), &deadline())
            .await;
        price.unwrap();
        let sent = &transport.sent()[2];
        assert_eq!(sent["ProductType"], "cbn_bwp_pre_mkt");
        assert_eq!(
            sent["ModuleList.1.Config"],
            "RegionB:asia-pacific,RegionA:china,bandwidth:10"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn renewals_and_upgrades_name_the_package_and_need_no_list_of_products() {
        let of = &subscription();
        let months = RenewalMonths::new(12).unwrap();
        for (order, expected) in [
            (
                Order::Renewal { of, months },
                [
                    ("ServicePeriodUnit", "Year"),
                    ("ServicePeriodQuantity", "1"),
                ],
            ),
            (
                Order::Upgrade { of },
                [("ModuleList.1.ModuleStatus", "2"), ("OrderType", "Upgrade")],
            ),
        ] {
            let (billing, transport) = billing([module(r#"["bandwidth"]"#), priced()]);
            let price = billing
                .price(&order, 20, &areas(Area::China), &deadline())
                .await;
            price.unwrap();
            let sent = &transport.sent()[1];
            assert_eq!(sent["InstanceId"], "cenbwp-a");
            for (name, value) in expected {
                assert_eq!(sent[name], value);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_priced_says_why_and_is_not_asked_for_again() {
        for (acts, why) in [
            (
                vec![told(r#"{"ProductList":{"Product":[]}}"#)],
                "the billing API lists no price for bandwidth packages",
            ),
            (
                vec![told(PRODUCTS), module(r#"["bandwidth","Line"]"#)],
                "the price depends on \"Line\" too, which this version knows nothing of",
            ),
            (
                vec![told(PRODUCTS), module(r#"["RegionA","RegionB"]"#)],
                "the billing API lists no price for bandwidth packages",
            ),
            (
                vec![refusal(403, "NotAuthorized")],
                "QueryProductList was refused",
            ),
        ] {
            let calls = acts.len();
            let (billing, transport) = billing(acts);
            for _ in 0..2 {
                let price = billing
                    .price(&new_order(), 10, &areas(Area::China), &deadline())
                    .await;
                let error = price.unwrap_err().to_string();
                assert!(error.starts_with(why), "{error}");
            }
            assert_eq!(transport.sent().len(), calls);
        }
        let (billing, _) = billing([
            told(PRODUCTS),
            module(r#"["bandwidth"]"#),
            no("COMMODITY.INVALID_COMPONENT"),
        ]);
        let price = billing
            .price(&new_order(), 10, &areas(Area::China), &deadline())
            .await;
        let error = price.unwrap_err().to_string();
        assert!(error.contains("COMMODITY.INVALID_COMPONENT"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_and_less_are_no_prices_of_what_is_sold() {
        for odd in ["0", "-5", "0.00001"] {
            let (billing, _) = billing([
                told(PRODUCTS),
                module(r#"["bandwidth"]"#),
                told(&format!(r#"{{"TradePrice":{odd},"Currency":"CNY"}}"#)),
            ]);
            let price = billing
                .price(&new_order(), 10, &areas(Area::China), &deadline())
                .await;
            let error = price.unwrap_err().to_string();
            assert!(error.ends_with("which is no price"), "{error}");
        }
    }
}
