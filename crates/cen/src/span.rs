//! Pairs of areas: which are on sale, which regions they span, and what is left of the bandwidth between them.

use serde::Deserialize;
use serde_json::Value;

use crate::area::{Area, AreaPair};
use crate::id::CenId;
use crate::listing::{Listed, PAGE_SIZE};
use crate::operation::{self, Operation};
use crate::region::Region;
use crate::wire;
use alibaba_cloud::call::Call;
use alibaba_cloud::sign::rpc::Parameters;

/// The action that asks for bandwidth that is left.
const REMAINING: &str = "DescribeCenGeographicSpanRemainingBandwidth";

/// Asks what the limits on a CEN instance leave of the package between two areas.
pub(crate) struct RemainingBandwidth<'a> {
    pub(crate) cen: &'a CenId,
    pub(crate) areas: &'a AreaPair,
}

impl Operation for RemainingBandwidth<'_> {
    /// In Mbit/s.
    type Answer = u64;

    fn call(&self) -> Call {
        let parameters = operation::parameters([
            ("CenId", self.cen.as_str()),
            ("GeographicRegionAId", self.areas.first().as_str()),
            ("GeographicRegionBId", self.areas.second().as_str()),
        ]);
        Call::read(REMAINING, parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<u64, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Raw {
            #[serde(default, deserialize_with = "wire::number")]
            remaining_bandwidth: Option<u64>,
        }
        let raw = Raw::deserialize(answer).map_err(|error| error.to_string())?;
        raw.remaining_bandwidth
            .ok_or_else(|| "it has no RemainingBandwidth".to_owned())
    }
}

/// What was left of the package between two areas on a CEN instance, as a list of one: reads of it share calls.
#[derive(Clone, Debug)]
pub(crate) struct Remaining {
    pub(crate) cen: CenId,
    pub(crate) mbps: u64,
}

impl Listed for Remaining {
    type Id = CenId;
    const ACTION: &'static str = REMAINING;
    const PLURAL: &'static str = "answers";
    const MOST_IDS: usize = 1;
    const BY_PAGES: bool = false;

    fn id(&self) -> &CenId {
        &self.cen
    }
}

/// One page of a list that nobody asks for by id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sheet<T> {
    pub(crate) objects: Vec<T>,
    /// How many objects all pages hold together; those of this page when the API does not say.
    pub(crate) total: u64,
}

impl<T> Sheet<T> {
    fn new(objects: Vec<T>, total: Option<u64>) -> Self {
        let shown = u64::try_from(objects.len()).unwrap_or(u64::MAX);
        Self {
            objects,
            total: total.unwrap_or(shown),
        }
    }
}

/// A pair of areas between which bandwidth is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The API's name of the pair, in an order that cannot be derived.
    pub id: String,
    /// The two areas.
    pub areas: AreaPair,
}

/// Lists the spans on sale.
pub(crate) struct DescribeSpans {
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for DescribeSpans {
    type Answer = Sheet<Span>;

    fn call(&self) -> Call {
        let parameters = paged(self.page);
        Call::read("DescribeCenGeographicSpans", parameters, operation::class)
    }

    fn decode(answer: &Value) -> Result<Sheet<Span>, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct RawSpan {
            #[serde(default, deserialize_with = "wire::text")]
            geographic_span_id: String,
            #[serde(default, deserialize_with = "wire::text")]
            local_geo_region_id: String,
            #[serde(default, deserialize_with = "wire::text")]
            opposite_geo_region_id: String,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Raw {
            #[serde(default, deserialize_with = "wire::number")]
            total_count: Option<u64>,
            #[serde(default, deserialize_with = "wire::list")]
            geographic_span_models: Vec<RawSpan>,
        }
        let raw = Raw::deserialize(answer).map_err(|error| error.to_string())?;
        let spans = raw.geographic_span_models.into_iter().map(|span| {
            let [local, opposite] = [&span.local_geo_region_id, &span.opposite_geo_region_id];
            if local.is_empty() || opposite.is_empty() {
                return Err(format!(
                    "span {} in it lacks an area",
                    span.geographic_span_id
                ));
            }
            Ok(Span {
                areas: AreaPair::new(Area::from_answer(local), Area::from_answer(opposite)),
                id: span.geographic_span_id,
            })
        });
        Ok(Sheet::new(
            spans.collect::<Result<_, _>>()?,
            raw.total_count,
        ))
    }
}

/// Lists the regions of an area.
pub(crate) struct DescribeRegions<'a> {
    pub(crate) area: &'a Area,
    /// From 1.
    pub(crate) page: u64,
}

impl Operation for DescribeRegions<'_> {
    type Answer = Sheet<Region>;

    fn call(&self) -> Call {
        let mut parameters = paged(self.page);
        // This action documents areas in lower case, unlike all others.
        let area = self.area.as_str().to_ascii_lowercase();
        parameters.insert("GeographicRegionId".to_owned(), area);
        Call::read(
            "DescribeGeographicRegionMembership",
            parameters,
            operation::class,
        )
    }

    fn decode(answer: &Value) -> Result<Sheet<Region>, String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct RawRegion {
            #[serde(default, deserialize_with = "wire::text")]
            region_id: String,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Raw {
            #[serde(default, deserialize_with = "wire::number")]
            total_count: Option<u64>,
            #[serde(default, deserialize_with = "wire::list")]
            region_ids: Vec<RawRegion>,
        }
        let raw = Raw::deserialize(answer).map_err(|error| error.to_string())?;
        let regions = raw.region_ids.iter().map(|region| {
            Region::from_answer(&region.region_id)
                .ok_or_else(|| format!("{:?} in it is no region", region.region_id))
        });
        Ok(Sheet::new(
            regions.collect::<Result<_, _>>()?,
            raw.total_count,
        ))
    }
}

fn paged(page: u64) -> Parameters {
    operation::parameters([
        ("PageNumber", &page.to_string()),
        ("PageSize", &PAGE_SIZE.to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use alibaba_cloud::sign::rpc::canonical_query;

    #[test]
    fn regions_are_asked_for_in_lower_case_and_read_out_of_objects() {
        let call = DescribeRegions {
            area: &Area::NorthAmerica,
            page: 1,
        }
        .call();
        assert_eq!(
            canonical_query(call.parameters()),
            "GeographicRegionId=north-america&PageNumber=1&PageSize=50"
        );
        let answer = json!({"TotalCount": 2, "RegionIds": {"RegionId": [
            {"RegionId": "us-west-1"}, {"RegionId": "us-east-1"}]}});
        let regions = ["us-west-1", "us-east-1"].map(|id| Region::from_answer(id).unwrap());
        assert_eq!(
            DescribeRegions::decode(&answer),
            Ok(Sheet::new(regions.into(), Some(2)))
        );
        let odd = json!({"RegionIds": [{"RegionId": "us west"}]});
        assert_eq!(
            DescribeRegions::decode(&odd),
            Err("\"us west\" in it is no region".to_owned())
        );
    }

    #[test]
    fn a_span_is_a_pair_whichever_side_is_local() {
        let answer = json!({"GeographicSpanModels": {"GeographicSpanModel": [{
            "GeographicSpanId": "china_asia-pacific", "LocalGeoRegionId": "asia-pacific",
            "OppositeGeoRegionId": "china"}]}});
        let span = Span {
            id: "china_asia-pacific".to_owned(),
            areas: AreaPair::new(Area::China, Area::AsiaPacific),
        };
        let expected = Sheet {
            objects: vec![span],
            total: 1,
        };
        assert_eq!(DescribeSpans::decode(&answer), Ok(expected));
        let half = json!({"GeographicSpanModels": [{"GeographicSpanId": "x", "LocalGeoRegionId": "china"}]});
        assert_eq!(
            DescribeSpans::decode(&half),
            Err("span x in it lacks an area".to_owned())
        );
    }
}
