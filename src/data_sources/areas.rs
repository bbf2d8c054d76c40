//! `cen_areas`: the areas that packages connect, and their regions.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Cen;
use cen::Area as Place;
use cen::region::{LISTED_IN, regions};
use tf_plugin::framework::schema::{Attribute, Nesting, Schema};
use tf_plugin::framework::{DataSource, Diagnostics, Query};
use tf_plugin::value::{Attr, Kind};

pub(super) struct Areas;

/// The answer; there are no conditions.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Found {
    listed_in: Attr<String>,
    areas: Attr<Vec<Area>>,
}

/// What is shown of an area.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Area {
    name: Attr<String>,
    regions: Attr<Vec<Attr<String>>>,
}

#[async_trait]
impl DataSource<Cen> for Areas {
    type Model = Found;

    fn type_name(&self) -> &'static str {
        "cen_areas"
    }

    fn schema(&self) -> Schema {
        let area = vec![
            Attribute::computed("name", Kind::String)
                .describe("Its name, as `cen_bandwidth_package` takes it."),
            Attribute::computed("regions", Kind::list(Kind::String))
                .describe("The ids of its regions, in alphabetical order."),
        ];
        let attributes = vec![
            Attribute::computed("listed_in", Kind::String).describe(
                "Year and month in which the list was last compared with Alibaba Cloud's own, such as `2026-08`.",
            ),
            Attribute::computed_nested("areas", Nesting::List, area)
                .describe("The areas, always in the same order."),
        ];
        Schema::new(
            "The areas that bandwidth packages have been sold for, and the regions in each, from a dated list inside the \
             provider: nobody is asked. Regions that were opened later are missing, and not every pair of areas is on \
             sale.",
            attributes,
        )
    }

    fn is_offline(&self) -> bool {
        true
    }

    async fn read(&self, _query: Query<Found, Cen>) -> Result<Found, Diagnostics> {
        let shown = |area: &Place| Area {
            name: area.as_str().into(),
            regions: Attr::Known(regions(area).map(Attr::from).collect()),
        };
        Ok(Found {
            listed_in: LISTED_IN.into(),
            areas: Attr::Known(Place::LISTED.iter().map(shown).collect()),
        })
    }
}
