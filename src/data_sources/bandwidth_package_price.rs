//! `cen_bandwidth_package_price`: what an order would cost, for modules that decide by it.

use async_trait::async_trait;

use crate::api_errors::Explain as _;
use crate::billing::Trouble;
use crate::client::Client;
use crate::known_config::KnownConfig;
use crate::prices;
use crate::purchase_term::{self, CYCLES};
use crate::written::{Written, meaning};
use crate::{Cen, regions, wait};
use cen::billing::{Money, Order, Price, RenewalMonths};
use cen::{Area, AreaPair, BANDWIDTH_MBPS, Deadline, Freshness, PackageId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{one_of, whole_number_between};
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::{Attr, Number, Path};

pub(super) struct BandwidthPackagePrice;

/// What an order of a prepaid bandwidth package would cost, by the billing API: a new package, with `area_a` and `area_b`; or,
/// with `bandwidth_package_id`, another bandwidth of a package until the end of its term, or its renewal. Nothing is ordered. A
/// price that is not known is null, with a warning; see `is_known`.
#[derive(Clone, Model)]
pub(super) struct Question {
    /// One of the two areas of a new package, in any letter case; see `cen_areas`.
    #[attribute(
        optional,
        exactly_one_of("bandwidth_package_id"),
        required_with("area_b", "bandwidth")
    )]
    area_a: Attr<Written<Area>>,
    /// The other area; may be the same.
    #[attribute(optional, required_with("area_a"))]
    area_b: Attr<Written<Area>>,
    /// Bandwidth in Mbps: of a new package, or the one that a package is to have.
    #[attribute(optional, validate = whole_number_between(BANDWIDTH_MBPS, "Mbps"))]
    bandwidth: Attr<u64>,
    /// For how long a new package is bought, as in the resource `cen_bandwidth_package`; one month or year where this is not
    /// set.
    #[attribute(optional, required_with("area_a"))]
    period: Attr<Number>,
    /// The unit of `period`: `Month` (the default) or `Year`.
    #[attribute(optional, required_with("area_a"), validate = one_of(&CYCLES))]
    pricing_cycle: Attr<String>,
    /// A package that is there: the price of another `bandwidth`, or of a renewal by `renewal_months`.
    #[attribute(optional)]
    bandwidth_package_id: Attr<Written<PackageId>>,
    /// The months of a renewal: 1 to 9, 12, 24 or 36.
    #[attribute(optional, required_with("bandwidth_package_id"))]
    renewal_months: Attr<u32>,
    /// What is paid, after all discounts, in `currency`. Tax may come on top. Null where it is not known.
    #[attribute(computed)]
    price: Attr<Number>,
    /// The same without any discount. Null where it is not known.
    #[attribute(computed)]
    original_price: Attr<Number>,
    /// How much of `original_price` is left off; 0 for nothing. Null where it is not known.
    #[attribute(computed)]
    discount: Attr<Number>,
    /// The currency of the account, such as `CNY` or `USD`. Null where there is no price.
    #[attribute(computed)]
    currency: Attr<String>,
    /// Whether the price is known.
    #[attribute(computed)]
    is_known: Attr<bool>,
    /// Why the price is not known. Null where it is.
    #[attribute(computed)]
    reason: Attr<String>,
}

impl Question {
    fn renewal(&self) -> Option<RenewalMonths> {
        RenewalMonths::new(*self.renewal_months.known()?).ok()
    }

    fn areas(&self) -> Option<AreaPair> {
        let (a, b) = meaning(&self.area_a).zip(meaning(&self.area_b))?;
        Some(AreaPair::new(a.clone(), b.clone()))
    }

    fn answered(self, price: &Price) -> Self {
        let number = |money: &Money| money.amount().parse::<Number>().ok();
        let original = price.original.as_ref();
        let discount = original.and_then(|original| number(&original.minus(&price.to_pay)?));
        Self {
            price: number(&price.to_pay).into(),
            original_price: original.and_then(number).into(),
            discount: discount.into(),
            currency: price.to_pay.currency().into(),
            is_known: Attr::Known(true),
            reason: Attr::Null,
            ..self
        }
    }

    fn unanswered(self, cause: String) -> Self {
        Self {
            price: Attr::Null,
            original_price: Attr::Null,
            discount: Attr::Null,
            currency: Attr::Null,
            is_known: Attr::Known(false),
            reason: Attr::Known(cause),
            ..self
        }
    }
}

#[async_trait]
impl DataSource<Cen> for BandwidthPackagePrice {
    type Model = Question;

    fn type_name(&self) -> &'static str {
        "cen_bandwidth_package_price"
    }

    fn validate(
        &self,
        config: &Question,
        known_config: &KnownConfig,
        diagnostics: &mut Diagnostics,
    ) {
        for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
            regions::check_area(Path::root(name), area, known_config, diagnostics);
        }
        purchase_term::check(&config.period, &config.pricing_cycle, diagnostics);
        if let Some(months) = config.renewal_months.known()
            && let Err(error) = RenewalMonths::new(*months)
        {
            diagnostics.error_at(
                Path::root("renewal_months"),
                "Renewal is not sold for so many months",
                format!("{error}."),
            );
        }
        if config.bandwidth_package_id.known().is_some() {
            one_order(config, diagnostics);
        }
    }

    async fn read(&self, request: DataSourceRead<Question, Cen>) -> Result<Question, Diagnostics> {
        let client = request.access.client()?;
        let deadline = wait::read_deadline(&request.operation);
        let question = request.config;
        let asked = match question.bandwidth_package_id.known() {
            Some(id) => of_package(id, &question, &client, &deadline).await?,
            None => of_new_package(&question, &client, &deadline).await,
        };
        Ok(match asked {
            Ok(price) => question.answered(&price),
            Err(trouble) => {
                request.access.remark(prices::why(&trouble));
                question.unanswered(trouble.cause)
            }
        })
    }
}

/// Checks that of a package that is there one thing is asked.
fn one_order(config: &Question, diagnostics: &mut Diagnostics) {
    let detail = "With bandwidth_package_id, set bandwidth for the price of another bandwidth, or renewal_months for that of a \
                  renewal.";
    if config.bandwidth.is_null() && config.renewal_months.is_null() {
        diagnostics.error("bandwidth or renewal_months is missing", detail);
    }
    if config.bandwidth.known().is_some() && config.renewal_months.known().is_some() {
        diagnostics.error_at(
            Path::root("renewal_months"),
            "Another bandwidth and a renewal are two orders",
            detail,
        );
    }
}

async fn of_new_package(
    question: &Question,
    client: &Client,
    deadline: &Deadline,
) -> Result<Price, Trouble> {
    let term = purchase_term::term(&question.period, &question.pricing_cycle);
    let asked = question.areas().zip(question.bandwidth.known()).zip(term);
    let Some(((areas, mbps), term)) = asked else {
        return Err(Trouble::arguments_unknown());
    };
    prices::ask(client, &Order::New { term }, *mbps, &areas, deadline).await
}

/// The price of an order for a package that is there, or why it has none.
///
/// # Errors
///
/// There is no such package, or CEN does not say.
async fn of_package(
    id: &PackageId,
    question: &Question,
    client: &Client,
    deadline: &Deadline,
) -> Result<Result<Price, Trouble>, Diagnostics> {
    let found = client.api.package(id, Freshness::Recent, deadline).await;
    let Some(package) = found.explained()? else {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(
            Path::root("bandwidth_package_id"),
            "No such bandwidth package",
            Trouble::gone(id).detail,
        );
        return Err(diagnostics);
    };
    let subscription = match prices::subscription(client, id, deadline).await {
        Ok(subscription) => subscription,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let of = &subscription;
    let (order, mbps) = match (question.bandwidth.known(), question.renewal()) {
        (Some(mbps), _) => (Order::Upgrade { of }, *mbps),
        (None, Some(months)) => (Order::Renewal { of, months }, package.bought_mbps()),
        (None, None) => return Ok(Err(Trouble::arguments_unknown())),
    };
    Ok(prices::ask(client, &order, mbps, &package.areas, deadline).await)
}
