//! The page of what the simulator carries out, from the table of its actions.

use std::fmt::Write as _;

use cen_simulator::{Coverage, coverage};

const HEAD: &str = "---
page_title: \"What the simulator carries out\"
subcategory: \"Writing configurations\"
description: |-
  Every action of the products that the simulator stands for: carried out, with what it leaves out, or not.
---

# What the simulator carries out

Made from the simulator's own table of actions; a running one answers the same at `GET /_simulator/coverage`. An action that is not
carried out is answered with HTTP status 400 and the code `Simulator.NotSimulated`, which no client repeats its call for. An action
that the product itself does not have is answered with 404 and `InvalidAction.NotFound`, as the product does.

What CEN has and the simulator lacks as a whole: routing policies, flow logs, traffic marking and queues, multicast, private DNS and
access to cloud services, health checks of border routers. Of VPC it has what attachments need: VPCs, vSwitches, their tags, route
tables as they are read, regions and zones; no routes of one's own, no IPv6. To list what is missing in a shell:
`curl \"$CEN_ENDPOINT/_simulator/coverage\" | jq -r '.[] | select(.simulated | not) | .action'`.
";

/// A section for each product.
pub(super) fn page() -> String {
    let all = coverage();
    let mut page = HEAD.to_owned();
    for product in all.chunk_by(|a, b| a.product == b.product) {
        section(&mut page, product);
    }
    page
}

/// What is carried out as a table, and the names of all others.
fn section(page: &mut String, actions: &[Coverage]) {
    let (simulated, others): (Vec<&Coverage>, Vec<&Coverage>) =
        actions.iter().partition(|one| one.simulated);
    let first = &actions[0];
    writeln!(
        page,
        "\n## {} {}\n\n{} of {} actions are carried out.\n",
        first.product,
        first.version,
        simulated.len(),
        actions.len()
    )
    .unwrap();
    if !simulated.is_empty() {
        page.push_str("| action | what it leaves out or makes up |\n| --- | --- |\n");
    }
    for one in simulated {
        writeln!(page, "| `{}` | {} |", one.action, one.note.unwrap_or("")).unwrap();
    }
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .map(|one| format!("`{}`", one.action))
            .collect();
        writeln!(page, "\nNot carried out: {}.", names.join(", ")).unwrap();
    }
}
