//! `cen_area_span_remaining_bandwidth`: what limits leave of the package between two areas.

use crate::api_errors::explain;
use crate::known_config::KnownConfig;
use crate::written::Written;
use crate::{Cen, regions, wait};
use async_trait::async_trait;
use cen::error::Kind as Trouble;
use cen::{Area, AreaPair, CenId, Freshness};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::{Attr, Path};

pub(super) struct AreaSpanRemainingBandwidth;

/// What the limits on a CEN instance leave of the bandwidth package between two areas: how much a further
/// `cen_bandwidth_limit` can have.
#[derive(Clone, Model)]
pub(super) struct Span {
    /// The CEN instance that the package is bound to.
    #[attribute(required)]
    cen_id: Attr<Written<CenId>>,
    /// One of the two areas, in any letter case; see `cen_areas`. The order of the two does not matter.
    #[attribute(required)]
    area_a: Attr<Written<Area>>,
    /// The other area; may be the same.
    #[attribute(required)]
    area_b: Attr<Written<Area>>,
    /// Bandwidth in Mbps that no limit takes. 0 also when no package between the two areas is bound to the instance.
    #[attribute(computed)]
    remaining_bandwidth: Attr<u64>,
}

#[async_trait]
impl DataSource<Cen> for AreaSpanRemainingBandwidth {
    type Model = Span;

    fn type_name(&self) -> &'static str {
        "cen_area_span_remaining_bandwidth"
    }

    fn validate(&self, config: &Span, known_config: &KnownConfig, diagnostics: &mut Diagnostics) {
        for (name, area) in [("area_a", &config.area_a), ("area_b", &config.area_b)] {
            regions::check_area(Path::root(name), area, known_config, diagnostics);
        }
    }

    async fn read(&self, request: DataSourceRead<Span, Cen>) -> Result<Span, Diagnostics> {
        let client = request.access.client()?;
        let config = request.config;
        let (Some(cen), Some(a), Some(b)) = (
            config.cen_id.known(),
            config.area_a.known(),
            config.area_b.known(),
        ) else {
            return Err(Diagnostics::of_error(
                "The question is incomplete",
                "The CEN instance or an area is not known.",
            ));
        };
        let areas = AreaPair::new((**a).clone(), (**b).clone());
        let deadline = wait::read_deadline(&request.operation);
        let asked = client
            .api
            .remaining_bandwidth(cen, &areas, Freshness::Latest, &deadline);
        match asked.await {
            Ok(left) => Ok(Span {
                remaining_bandwidth: Attr::Known(left),
                ..config
            }),
            Err(error) if Trouble::of_call(&error) == Some(Trouble::CenGone) => {
                let mut diagnostics = Diagnostics::default();
                diagnostics.error_at(
                    Path::root("cen_id"),
                    "There is no such CEN instance",
                    format!("CEN knows no instance {} in this account.", **cen),
                );
                Err(diagnostics)
            }
            Err(error) => Err(explain(&error).into()),
        }
    }
}
