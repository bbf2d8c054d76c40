//! What of the product is on sale at the account's site, and how its price is asked for.

use std::collections::HashMap;

use crate::answer::Answer;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;

use super::{Billing, PRODUCT, SUBSCRIPTION, Unpriced};

/// Rows that a page of the product list holds at most (API page QueryProductList).
const PAGE: usize = 300;

/// Far more pages than the vendor has products for, so that a list without end is noticed.
const MOST_PAGES: usize = 50;

/// The module of the product that is priced by bandwidth.
const MODULE: &str = "bandwidth";

/// What the types of prepaid packages that cross the mainland's border have in their names.
const CROSS_BORDER: &str = "_mkt";

/// The product types under which packages are sold, as far as their prices can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Catalogue(Vec<String>);

impl Catalogue {
    /// The product type of packages that do, or do not, cross the border of the Chinese mainland.
    pub(super) fn product_type(&self, is_cross_border: bool) -> Option<&str> {
        let of_kind = |name: &&String| name.contains(CROSS_BORDER) == is_cross_border;
        let found = self.0.iter().find(of_kind).or_else(|| self.0.first());
        found.map(String::as_str)
    }
}

fn products(page: usize) -> Call {
    Call::read("QueryProductList")
        .with("PageNum", page)
        .with("PageSize", PAGE)
        .with("QueryTotalCount", true)
}

/// The types of prepaid products of ours on a page, and whether it is the last one.
fn own_types(data: Answer<'_>) -> Result<(Vec<String>, bool), String> {
    let rows = data.within("ProductList").list("Product")?;
    let mut types = Vec::new();
    for row in &rows {
        if row.text("ProductCode")? == PRODUCT && row.text("SubscriptionType")? == SUBSCRIPTION {
            types.push(row.text("ProductType")?);
        }
    }
    Ok((types, rows.len() < PAGE))
}

/// The attributes of modules that have been asked for, by product type.
pub(super) type Modules = HashMap<String, Result<Vec<String>, Unpriced>>;

/// What a price depends on.
#[derive(Clone, Debug)]
pub(super) struct Configuration<'a> {
    pub(super) mbps: u64,
    pub(super) area_a: &'a str,
    pub(super) area_b: &'a str,
}

/// The attributes of the module that prices bandwidth, as the API spells them; nothing where there is no such module.
fn attributes(data: Answer<'_>) -> Result<Option<Vec<String>>, String> {
    for module in data.within("ModuleList").list("Module")? {
        if module.text("ModuleCode")?.eq_ignore_ascii_case(MODULE) {
            let names = module.words("ConfigList")?;
            // A sample has one text that is itself a list.
            let names = names.iter().flat_map(|name| {
                let bare = name.trim_matches(['[', ']']);
                bare.split(',')
                    .map(|name| name.trim().trim_matches('"').trim())
            });
            let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
            return Ok(Some(names.collect()));
        }
    }
    Ok(None)
}

impl Configuration<'_> {
    /// The text for the attributes of the module, all of which the API wants to be told.
    ///
    /// # Errors
    ///
    /// An attribute that nothing is known of, or that bandwidth is none of them.
    pub(super) fn text(&self, attributes: &[String]) -> Result<String, Unpriced> {
        if !attributes
            .iter()
            .any(|name| name.eq_ignore_ascii_case(MODULE))
        {
            return Err(Unpriced::NotListed);
        }
        let value = |name: &String| match name.to_ascii_lowercase().as_str() {
            "bandwidth" => Ok(format!("{name}:{}", self.mbps)),
            "regiona" => Ok(format!("{name}:{}", self.area_a)),
            "regionb" => Ok(format!("{name}:{}", self.area_b)),
            _ => Err(Unpriced::UnknownAttribute(name.clone())),
        };
        let pairs: Vec<String> = attributes.iter().map(value).collect::<Result<_, _>>()?;
        Ok(pairs.join(","))
    }
}

impl Billing {
    /// What is on sale, asked for once.
    pub(super) async fn catalogue(&self, deadline: &Deadline) -> Result<Catalogue, Unpriced> {
        let catalogue = self
            .0
            .catalogue
            .get_or_init(|| self.read_catalogue(deadline));
        catalogue.await.clone()
    }

    async fn read_catalogue(&self, deadline: &Deadline) -> Result<Catalogue, Unpriced> {
        let mut types = Vec::new();
        for page in 1..=MOST_PAGES {
            let (found, is_last) = self.ask(&products(page), own_types, deadline).await?;
            types.extend(found);
            if is_last {
                break;
            }
        }
        match types.is_empty() {
            true => Err(Unpriced::NotListed),
            false => Ok(Catalogue(types)),
        }
    }

    /// The attributes of the module by which packages of this product type are priced, asked for once.
    pub(super) async fn attributes(
        &self,
        product_type: &str,
        deadline: &Deadline,
    ) -> Result<Vec<String>, Unpriced> {
        // Held while the API is asked, so that of many who want to know only one asks.
        let mut modules = self.0.modules.lock().await;
        if let Some(known) = modules.get(product_type) {
            return known.clone();
        }
        let call = Call::read("DescribePricingModule")
            .with("ProductCode", PRODUCT)
            .with("ProductType", product_type)
            .with("SubscriptionType", SUBSCRIPTION);
        let read = self.ask(&call, attributes, deadline).await;
        let found = match read {
            Ok(found) => found.ok_or(Unpriced::NotListed),
            Err(error) => Err(error.into()),
        };
        modules.insert(product_type.to_owned(), found.clone());
        found
    }
}
