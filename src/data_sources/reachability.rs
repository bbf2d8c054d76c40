//! `cen_reachability`: whether one attached network reaches another.

use std::time::Duration;

use async_trait::async_trait;

use crate::api_errors::{Explain as _, explain};
use crate::known_config::KnownConfig;
use crate::reachability::{self, End, Reachability, Unanswered};
use crate::scope::Scope;
use crate::wait::{self, Pace};
use crate::written::{Written, meaning};
use crate::{Cen, region_argument};
use cen::{AttachmentId, CallError, CenId, Cidr, NotSent, Region};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::timeouts::Timeouts;
use tf_plugin::framework::{DataSource, DataSourceRead, Diagnostics};
use tf_plugin::value::{Attr, Path};

pub(super) struct ReachabilityOfNetworks;

/// Whether one network that is attached to a transit router reaches another and is reached by it, and by which way or why not,
/// for a `check` block, a `postcondition` or an assertion of `terraform test`. It asks for the route tables of transit routers,
/// and follows them as they do: the association of the attachment, the longest match, connections to other transit routers; and
/// the same back. A block may be reached by several routes, as long as all of its parts lead there. A network that its transit
/// router publishes its routes to (`auto_publish_route_enabled`) is taken to know them; the tables of a VPC, its security
/// groups and its network ACLs are not looked at.
#[derive(Clone, Model)]
pub(super) struct Question {
    /// The attachment of the one network; this or `source_region`.
    #[attribute(optional, exactly_one_of("source_region"))]
    source_attachment_id: Attr<Written<AttachmentId>>,
    /// The region of the one network, of which `source_cidr` tells which attachment of the transit router there is meant: the
    /// one from which the longest route to it has been learnt. Default routes and routes that are set by hand do not count.
    #[attribute(optional, required_with("cen_id", "source_cidr"))]
    source_region: Attr<Written<Region>>,
    /// The addresses in the one network; with an attachment all that route tables have learnt of it where this is not set, but
    /// for smaller blocks within that of other networks, and for a default route beside others.
    #[attribute(optional)]
    source_cidr: Attr<Written<Cidr>>,
    /// The attachment of the other network; this or `destination_region`.
    #[attribute(optional, exactly_one_of("destination_region"))]
    destination_attachment_id: Attr<Written<AttachmentId>>,
    /// The region of the other network, of which `destination_cidr` tells which attachment is meant.
    #[attribute(optional, required_with("cen_id", "destination_cidr"))]
    destination_region: Attr<Written<Region>>,
    /// The addresses in the other network, each of which has to be reached; with an attachment all that route tables have learnt
    /// of it where this is not set, as with `source_cidr`.
    #[attribute(optional)]
    destination_cidr: Attr<Written<Cidr>>,
    /// The CEN instance whose transit routers are in the regions that are named; between two attachments not needed, and an
    /// error where it is not theirs.
    #[attribute(optional)]
    cen_id: Attr<Written<CenId>>,
    /// Whether packets arrive in both directions.
    #[attribute(computed)]
    reachable: Attr<bool>,
    /// The first hop that is missing, in words, of the way there or else of the way back; null where both arrive.
    #[attribute(computed)]
    problem: Attr<String>,
    /// The way from the source to the destination, hop by hop, as far as it leads.
    #[attribute(computed)]
    forward_path: Attr<Vec<String>>,
    /// Why that way does not arrive; null where it does.
    #[attribute(computed)]
    forward_problem: Attr<String>,
    /// The way back, hop by hop, as far as it leads.
    #[attribute(computed)]
    return_path: Attr<Vec<String>>,
    /// Why the way back does not arrive; null where it does.
    #[attribute(computed)]
    return_problem: Attr<String>,
    #[attribute(timeouts(
        read = "For how long to look again while something is missing, such as `2m`: routes need a while to spread. One look \
                where it is not set.",
    ))]
    timeouts: Attr<Timeouts>,
}

#[async_trait]
impl DataSource<Cen> for ReachabilityOfNetworks {
    type Model = Question;

    fn type_name(&self) -> &'static str {
        "cen_reachability"
    }

    fn validate(
        &self,
        config: &Question,
        known_config: &KnownConfig,
        diagnostics: &mut Diagnostics,
    ) {
        for (name, region) in [
            ("source_region", &config.source_region),
            ("destination_region", &config.destination_region),
        ] {
            region_argument::check(Path::root(name), region, known_config, diagnostics);
        }
    }

    async fn read(&self, request: DataSourceRead<Question, Cen>) -> Result<Question, Diagnostics> {
        let client = request.access.client()?;
        let config = request.config;
        let timeouts = config.timeouts.known().cloned().unwrap_or_default();
        let deadline = if timeouts.read.is_null() {
            wait::read_deadline(&request.operation)
        } else {
            wait::deadline(&request.operation, &timeouts.read, Duration::ZERO)
        };
        let scope = Scope {
            client: &client,
            deadline: &deadline,
        };
        let source = Side {
            name: "source",
            region_argument: "source_region",
            attachment: &config.source_attachment_id,
            region: &config.source_region,
            block: &config.source_cidr,
        };
        let destination = Side {
            name: "destination",
            region_argument: "destination_region",
            attachment: &config.destination_attachment_id,
            region: &config.destination_region,
            block: &config.destination_cidr,
        };
        let cen = meaning(&config.cen_id);
        let source = source.end(cen, scope).await?;
        let destination = destination.end(cen, scope).await?;
        let mut found = reachability::look(&source, &destination, cen, scope)
            .await
            .map_err(|unanswered| said(unanswered, cen))?;
        let mut pace = Pace::new(&deadline);
        while let Some(problem) = found.problem().filter(|_| !timeouts.read.is_null()) {
            // When time is up, what was found last is the answer.
            if pace.pause(problem.to_owned()).await.is_err() {
                break;
            }
            match reachability::look(&source, &destination, cen, scope).await {
                Ok(seen) => found = seen,
                Err(Unanswered::Call(CallError::NotSent(NotSent::Ended(_)))) => break,
                Err(unanswered) => return Err(said(unanswered, cen)),
            }
        }
        Ok(answered(config, found))
    }
}

/// What there is to say where there is no answer.
fn said(unanswered: Unanswered, cen: Option<&CenId>) -> Diagnostics {
    let (attachment, actual) = match unanswered {
        Unanswered::Call(error) => return explain(&error).into(),
        Unanswered::Elsewhere(attachment, actual) => (attachment, actual),
    };
    let mut diagnostics = Diagnostics::default();
    let asked = cen.map_or_else(String::new, |cen| format!(", not in {cen}"));
    diagnostics.error_at(
        Path::root("cen_id"),
        "An attachment belongs to another CEN instance",
        format!(
            "{attachment} attaches a network to a transit router in {actual}{asked}. Correct cen_id or the attachment; between two \
             attachments cen_id can be left out."
        ),
    );
    diagnostics
}

fn answered(question: Question, found: Reachability) -> Question {
    Question {
        reachable: Attr::Known(found.is_given()),
        problem: found.problem().map(str::to_owned).into(),
        forward_path: Attr::Known(found.forward.path),
        forward_problem: found.forward.problem.into(),
        return_path: Attr::Known(found.back.path),
        return_problem: found.back.problem.into(),
        ..question
    }
}

/// One side of the question, as it is written.
struct Side<'c> {
    name: &'static str,
    region_argument: &'static str,
    attachment: &'c Attr<Written<AttachmentId>>,
    region: &'c Attr<Written<Region>>,
    block: &'c Attr<Written<Cidr>>,
}

impl Side<'_> {
    async fn end(&self, cen: Option<&CenId>, scope: Scope<'_>) -> Result<End, Diagnostics> {
        let block = meaning(self.block).copied();
        if let Some(attachment) = meaning(self.attachment) {
            return Ok(End::Attachment(attachment.clone(), block));
        }
        let (Some(region), Some(cen), Some(block)) = (meaning(self.region), cen, block) else {
            return Err(Diagnostics::of_error(
                "The question is incomplete",
                format!(
                    "Of the {}, set the attachment, or its region, its addresses and the CEN instance.",
                    self.name
                ),
            ));
        };
        let Scope { client, deadline } = scope;
        let router = client.api.transit_router_in(cen, region, deadline).await;
        router
            .explained()?
            .map(|router| End::Router(router.key.id, block))
            .ok_or_else(|| {
                let mut diagnostics = Diagnostics::default();
                diagnostics.error_at(
                    Path::root(self.region_argument),
                    "There is no transit router in this region",
                    format!(
                        "{cen} has no transit router in {region}, so no network is attached there."
                    ),
                );
                diagnostics
            })
    }
}
