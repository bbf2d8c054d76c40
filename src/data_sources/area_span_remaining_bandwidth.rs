//! `cen_area_span_remaining_bandwidth`: what limits leave of the package between two areas.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::{Cen, places, report, rules};
use cen::error::Kind as Trouble;
use cen::{Area, AreaPair, CenId, Freshness};
use tf_plugin::framework::schema::{Attribute, Schema};
use tf_plugin::framework::{DataSource, Diagnostics, Query};
use tf_plugin::value::{Attr, Kind, Number, Path};

use super::limits;

pub(super) struct AreaSpanRemainingBandwidth;

/// Question and answer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Span {
    cen_id: Attr<String>,
    area_a: Attr<String>,
    area_b: Attr<String>,
    remaining_bandwidth: Attr<Number>,
}

#[async_trait]
impl DataSource<Cen> for AreaSpanRemainingBandwidth {
    type Model = Span;

    fn type_name(&self) -> &'static str {
        "cen_area_span_remaining_bandwidth"
    }

    fn schema(&self) -> Schema {
        let attributes = vec![
            Attribute::required("cen_id", Kind::String)
                .describe("The CEN instance that the package is bound to.")
                .validate(rules::cen_id()),
            Attribute::required("area_a", Kind::String).describe(
                "One of the two areas, in any letter case; see `cen_areas`. The order of the two does not matter.",
            ),
            Attribute::required("area_b", Kind::String)
                .describe("The other area; may be the same."),
            Attribute::computed("remaining_bandwidth", Kind::Number).describe(
                "Bandwidth in Mbps that no limit takes. 0 also when no package between the two areas is bound to the \
                 instance.",
            ),
        ];
        Schema::new(
            "What the limits on a CEN instance leave of the bandwidth package between two areas: how much a further \
             `cen_bandwidth_limit` can have.",
            attributes,
        )
    }

    fn validate(&self, config: &Span, facts: &Facts, diagnostics: &mut Diagnostics) {
        for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
            places::check_area(Path::root(name), area, facts, diagnostics);
        }
    }

    async fn read(&self, query: Query<Span, Cen>) -> Result<Span, Diagnostics> {
        let client = query.access.client()?;
        let config = query.config;
        let text = |attr: &Attr<String>| attr.known().cloned().unwrap_or_default();
        let areas = AreaPair::new(
            Area::from_answer(&text(&config.area_a)),
            Area::from_answer(&text(&config.area_b)),
        );
        let unknown = |detail: String| {
            let mut diagnostics = Diagnostics::default();
            diagnostics.error_at(
                Path::root("cen_id"),
                "There is no such CEN instance",
                detail,
            );
            diagnostics
        };
        let cen =
            CenId::parse(&text(&config.cen_id)).map_err(|error| unknown(error.to_string()))?;
        let limits = limits(&query.operation);
        let asked = client
            .api
            .remaining_bandwidth(&cen, &areas, Freshness::Latest, &limits);
        match asked.await {
            Ok(left) => Ok(Span {
                remaining_bandwidth: Attr::Known(left.into()),
                ..config
            }),
            Err(error) if Trouble::of_call(&error) == Some(Trouble::CenGone) => Err(unknown(
                format!("CEN knows no instance {cen} in this account."),
            )),
            Err(error) => Err(report::failed(&error)),
        }
    }
}
