//! One direction, hop by hop.

use std::pin::Pin;

use cen::transit_router::{RouteEntry, RouteEntryStatus};
use cen::{AttachmentId, CallError, Cidr, RouteTableId, RouterId};

use super::Way;
use super::ends::{Found, no_network, not_associated};
use super::part::{Part, is_within};
use super::view::{CONNECTION, View};

impl Way {
    fn lost(problem: String) -> Self {
        Self {
            path: Vec::new(),
            problem: Some(problem),
        }
    }

    /// The same after another hop.
    fn after(mut self, hop: String) -> Self {
        self.path.insert(0, hop);
        self
    }
}

/// The way from one network to the other: the first of its blocks that does not arrive, or else the first.
pub(super) async fn between(view: &View<'_>, from: &Found, to: &Found) -> Result<Way, CallError> {
    let blocks = match &to.blocks {
        Ok(blocks) => blocks,
        Err(problem) => return Ok(Way::lost(problem.clone())),
    };
    // Addresses of one kind do not send to those of the other.
    let sends_to = |block: &&Cidr| match &from.blocks {
        Ok(own) => own.iter().any(|own| own.is_ipv4() == block.is_ipv4()),
        Err(_) => true,
    };
    let blocks: Vec<Cidr> = blocks.iter().filter(sends_to).copied().collect();
    if blocks.is_empty() {
        let kinds = "one side has addresses of IPv4 only, and the other of IPv6";
        return Ok(Way::lost(kinds.to_owned()));
    }
    let direction = Direction { view, from, to };
    let others = direction.others().await?;
    let mut first = None;
    for block in blocks {
        let within = others.iter().copied().filter(|one| is_within(*one, block));
        let Some(part) = Part::of(block, within) else {
            continue;
        };
        let way = direction.leave(&part).await?;
        if way.problem.is_some() {
            return Ok(way);
        }
        first.get_or_insert(way);
    }
    let to = &to.attachment;
    Ok(first.unwrap_or_else(|| {
        Way::lost(format!(
            "other networks have all that route tables have learnt of {to}"
        ))
    }))
}

/// What is followed from one network to the other.
struct Direction<'d, 's> {
    view: &'d View<'s>,
    from: &'d Found,
    to: &'d Found,
}

/// A transit router that looks something up.
struct Stop {
    router: RouterId,
    table: RouteTableId,
    /// The routers before it.
    passed: Vec<RouterId>,
}

type Followed = Result<Way, CallError>;

impl Direction<'_, '_> {
    /// The blocks that other networks have, as far as the transit routers of both ends know. They are asked about where the
    /// question names them, and otherwise not.
    async fn others(&self) -> Result<Vec<Cidr>, CallError> {
        let Self { view, from, to } = self;
        if to.is_named || from.attachment == to.attachment {
            return Ok(Vec::new());
        }
        let mut others: Vec<Cidr> = from.blocks.iter().flatten().copied().collect();
        for end in [from, to] {
            if let Some(network) = &*view.network(&end.attachment).await? {
                let tables = view.all_routes(&network.router).await?;
                let routes = tables.iter().flat_map(|routes| routes.iter());
                let of_others = routes.filter(|route| to.is_anothers(route));
                others.extend(of_others.map(|route| route.destination));
            }
        }
        Ok(others)
    }

    async fn leave(&self, part: &Part) -> Followed {
        let Self { view, from, to } = self;
        let from = &from.attachment;
        if *from == to.attachment {
            let own = Way {
                path: vec![format!("{from}: {part} is its own")],
                problem: None,
            };
            return Ok(own);
        }
        let lost = |problem| Ok(Way::lost(problem));
        let Some(network) = &*view.network(from).await? else {
            return lost(no_network(from));
        };
        let associations = view.associations(from).await?;
        let Some(own) = associations.first() else {
            return lost(not_associated(from));
        };
        let resource = &own.resource;
        if !network.is_attached {
            return lost(format!("{from} is not attached yet, or no longer"));
        }
        if !network.is_published_to {
            return lost(format!(
                "{resource} is told of no routes: {from} has auto_publish_route_enabled = false, and what the network has in \
                 tables of its own is not looked at"
            ));
        }
        let stop = Stop {
            router: network.router.clone(),
            table: own.table.clone(),
            passed: Vec::new(),
        };
        let way = self.look_up(&stop, part).await?;
        Ok(way.after(format!("{resource}: leaves by {from}")))
    }

    /// The way from a transit router on: of the first part that does not arrive, or else of the first. Boxed, since the way
    /// leads from one to the next.
    fn look_up<'f>(
        &'f self,
        stop: &'f Stop,
        part: &'f Part,
    ) -> Pin<Box<dyn Future<Output = Followed> + Send + 'f>> {
        Box::pin(async move {
            let routes = self.view.routes(&stop.table).await?;
            let in_use: Vec<&RouteEntry> = routes
                .iter()
                .filter(|route| route.status == RouteEntryStatus::Active)
                .collect();
            let mut first = None;
            for part in part.split(in_use.iter().map(|route| route.destination)) {
                let best = longest_matches(&in_use, part.block);
                let way = self.by_any(stop, &best, &part).await?;
                if way.problem.is_some() {
                    return Ok(way);
                }
                first.get_or_insert(way);
            }
            // A part is never empty, so there is one.
            Ok(first.unwrap_or_default())
        })
    }

    /// The way by one of several equal routes that arrives: what they lead to has the same addresses.
    async fn by_any(&self, stop: &Stop, routes: &[&RouteEntry], part: &Part) -> Followed {
        let Stop { router, table, .. } = stop;
        let mut first = None;
        for route in routes {
            let way = self.by(stop, route, part).await?;
            if way.problem.is_none() {
                return Ok(way);
            }
            first.get_or_insert(way);
        }
        Ok(first.unwrap_or_else(|| {
            Way::lost(format!(
                "the route table {table} of {router} has no route to {part} (cen_transit_router_route_table_propagation or \
                 cen_transit_router_route_entry)"
            ))
        }))
    }

    async fn by(&self, stop: &Stop, route: &RouteEntry, part: &Part) -> Followed {
        let Stop {
            router,
            table,
            passed,
        } = stop;
        let block = route.destination;
        let Some(next) = &route.next_hop else {
            let what = match block.contains(part.asked) {
                true => block.to_string(),
                false => part.to_string(),
            };
            return Ok(Way::lost(format!(
                "{what} is a black hole in the route table {table} of {router}"
            )));
        };
        let hop = format!("{router}: {block} leads to {next} in the route table {table}");
        let to = &self.to.attachment;
        let way = if route.next_hop_resource_type == CONNECTION {
            let mut passed = passed.clone();
            passed.push(router.clone());
            self.cross(passed, next, &route.next_hop_resource_id, part)
                .await?
        } else if next == to {
            Way::default()
        } else {
            Way::lost(format!("{part} is taken to {next}, not to {to}"))
        };
        Ok(way.after(hop))
    }

    /// The way over a connection and from its other side on.
    async fn cross(
        &self,
        passed: Vec<RouterId>,
        connection: &AttachmentId,
        peer: &str,
        part: &Part,
    ) -> Followed {
        let lost = |problem| Ok(Way::lost(problem));
        let Some(router) = RouterId::from_api(peer) else {
            return lost(format!(
                "the API does not say to which transit router {connection} leads"
            ));
        };
        if passed.contains(&router) {
            return lost(format!(
                "what is for {part} goes in a circle: back to {router}"
            ));
        }
        let tables = self.view.tables(&router).await?;
        let associations = self.view.associations(connection).await?;
        let own = associations.iter().find(|one| tables.contains(&one.table));
        let Some(own) = own else {
            return lost(format!(
                "the connection {connection} is associated with no route table of {router}, so what comes in by it is dropped \
                 there (cen_transit_router_route_table_association)"
            ));
        };
        let stop = Stop {
            router,
            table: own.table.clone(),
            passed,
        };
        self.look_up(&stop, part).await
    }
}

/// The routes that decide about a block: those of the longest prefix, several where they are equally good.
fn longest_matches<'r>(routes: &[&'r RouteEntry], block: Cidr) -> Vec<&'r RouteEntry> {
    let matching = || {
        routes
            .iter()
            .filter(|route| route.destination.contains(block))
    };
    let longest = matching().map(|route| route.destination.length()).max();
    matching()
        .filter(|route| Some(route.destination.length()) == longest)
        .copied()
        .collect()
}
