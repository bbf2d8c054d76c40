//! Whether what limits and connections take of a package is there, together with what the same walk adds and takes.

use cen::{AreaPair, CallError, Deadline, Freshness};
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use crate::client::Client;
use crate::walk::{Party, Place, Walk};

/// What somebody takes of a package, in Mbit/s.
pub(crate) struct Draw {
    /// Who.
    pub(crate) party: Party,
    /// Where.
    pub(crate) place: Place,
    /// What it has already.
    pub(crate) held: u64,
    /// What it is to have.
    pub(crate) wanted: u64,
    /// The argument that says so.
    pub(crate) argument: &'static str,
}

impl Draw {
    /// How much more it asks for.
    pub(crate) fn more(&self) -> u64 {
        self.wanted.saturating_sub(self.held)
    }
}

/// Notes what is taken and asks whether it is there. Warns where it is, and what all of this walk take together is not.
/// How many Mbit/s are left where even this alone is too much; what is to be said of that depends on who asks.
///
/// # Errors
///
/// When the API does not say what is left.
pub(crate) async fn shortage(
    draw: &Draw,
    client: &Client,
    walk: &Walk,
    deadline: &Deadline,
    diagnostics: &mut Diagnostics,
) -> Result<Option<u64>, CallError> {
    let Draw { party, place, .. } = draw;
    walk.memory()
        .bandwidth_budget
        .note(party.clone(), place, draw.held, draw.wanted);
    if draw.more() == 0 {
        return Ok(None);
    }
    let Place { cen, areas } = place;
    let left = client
        .api
        .remaining_bandwidth(cen, areas, Freshness::Recent, deadline)
        .await?;
    let memory = walk.memory();
    let budget = &memory.bandwidth_budget;
    let left = left.saturating_add(budget.gain(place));
    if budget.fits(place, left) {
        return Ok(None);
    }
    if draw.more() > left {
        return Ok(Some(left));
    }
    let demand = budget.demand(place);
    diagnostics.warn_at(
        Path::root(draw.argument),
        "Not enough bandwidth is left for all",
        not_for_all(draw, demand, left),
    );
    Ok(None)
}

fn not_for_all(draw: &Draw, demand: u64, left: u64) -> String {
    format!(
        "All limits and connections of this run together ask for {demand} Mbps more {}, of which {} are asked for here, and \
         {left} Mbps are left on {}. Unless this run makes room first, by a package that is bound or made larger, apply \
         will be refused for some of them.",
        between(&draw.place.areas),
        draw.more(),
        draw.place.cen
    )
}

/// The two areas for a message, as `between China and Europe`.
pub(crate) fn between(areas: &AreaPair) -> String {
    if areas.first() == areas.second() {
        format!("between regions of {}", areas.first())
    } else {
        format!("between {} and {}", areas.first(), areas.second())
    }
}

#[cfg(test)]
mod tests {
    use cen::{Area, CenId, LimitId};

    use super::*;

    #[test]
    fn a_shortage_for_all_says_what_all_and_this_one_ask_for() {
        let draw = Draw {
            party: Party::Limit(LimitId::parse("cen-x:cn-hangzhou:eu-central-1").unwrap()),
            place: Place {
                cen: CenId::parse("cen-x").unwrap(),
                areas: AreaPair::new(Area::China, Area::Europe),
            },
            held: 2,
            wanted: 5,
            argument: "bandwidth_limit",
        };
        assert_eq!(
            not_for_all(&draw, 7, 6),
            "All limits and connections of this run together ask for 7 Mbps more between China and Europe, of which 3 are \
             asked for here, and 6 Mbps are left on cen-x. Unless this run makes room first, by a package that is bound or \
             made larger, apply will be refused for some of them."
        );
    }
}
