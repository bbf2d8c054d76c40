//! `cen_areas`: the areas that packages connect, and their regions.

use async_trait::async_trait;

use crate::Cen;
use cen::Area as Place;
use cen::region::{LISTED_IN, regions};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::Attr;

pub(super) struct Areas;

/// The areas that bandwidth packages have been sold for, and the regions in each, from a dated list inside the provider:
/// nobody is asked. Regions that were opened later are missing, and not every pair of areas is on sale.
#[derive(Clone, Model)]
#[model(computed)]
pub(super) struct Found {
    /// Year and month in which the list was last compared with Alibaba Cloud's own, such as `2026-08`.
    listed_in: Attr<String>,
    /// The areas, always in the same order.
    areas: Attr<Vec<Area>>,
}

/// An area.
#[derive(Clone, Model)]
#[model(computed)]
struct Area {
    /// Its name, as `cen_bandwidth_package` takes it.
    name: String,
    /// The ids of its regions, in alphabetical order.
    regions: Vec<String>,
}

#[async_trait]
impl DataSource<Cen> for Areas {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_areas"
    }

    fn is_offline(&self) -> bool {
        true
    }

    async fn read(&self, _request: DataSourceRead<Found, Cen>) -> Result<Found, Diagnostics> {
        let shown = |area: &Place| Area {
            name: area.as_str().to_owned(),
            regions: regions(area).map(str::to_owned).collect(),
        };
        Ok(Found {
            listed_in: LISTED_IN.into(),
            areas: Attr::Known(Place::LISTED.iter().map(shown).collect()),
        })
    }
}
