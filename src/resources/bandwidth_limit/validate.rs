//! Checks of a limit's configuration that look at more than one argument, or at the provider block.

use crate::facts::Facts;
use crate::places;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use super::model::Limit;

pub(super) fn check(config: &Limit, facts: &Facts, diagnostics: &mut Diagnostics) {
    let regions = [
        ("region_a", &config.region_a),
        ("region_b", &config.region_b),
    ];
    for (name, region) in regions {
        places::check_region(Path::root(name), region, facts, diagnostics);
    }
    if let (Some(a), Some(b)) = (config.region_a.known(), config.region_b.known())
        && **a == **b
    {
        diagnostics.error_at(
            Path::root("region_b"),
            "A limit needs two regions",
            format!(
                "Both ends of this limit are {:?}. Traffic inside a region needs no bandwidth package; set region_a and \
                 region_b to the two regions that are connected.",
                a.as_ref()
            ),
        );
    }
}
