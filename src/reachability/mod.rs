//! Whether one attached network reaches another, by what the API says of the tables of transit routers.
//!
//! A packet that comes in by an attachment is looked up in the one table that the attachment is associated with; the longest
//! match decides for each part of a block, and a connection leads to the other transit router, where the same begins anew (help page "How transit routers
//! work"). What networks have in tables of their own belongs to other products and is not looked at: a network that its transit
//! router publishes its routes to has them; one that is not published to counts as having none.

mod ends;
mod part;
mod view;
mod way;

use cen::{AttachmentId, CallError, CenId, Cidr, RouterId};

use crate::scope::Scope;
use view::View;

/// One side of the question.
pub(crate) enum End {
    /// An attached network, and what of it is meant; where nothing is named all that tables have learnt of it, but for what
    /// other networks have within that.
    Attachment(AttachmentId, Option<Cidr>),
    /// Whatever network of this transit router has these addresses.
    Router(RouterId, Cidr),
}

/// How far what goes in one direction comes.
#[derive(Debug, Default)]
pub(crate) struct Way {
    /// What is done with it, hop by hop, in words.
    pub(crate) path: Vec<String>,
    /// The first hop that is missing, in words; `None` where it arrives.
    pub(crate) problem: Option<String>,
}

/// The ways there and back.
#[derive(Debug)]
pub(crate) struct Reachability {
    /// From the source to the destination.
    pub(crate) forward: Way,
    /// From the destination to the source.
    pub(crate) back: Way,
}

impl Reachability {
    /// Whether packets arrive in both directions.
    pub(crate) fn is_given(&self) -> bool {
        self.forward.problem.is_none() && self.back.problem.is_none()
    }

    /// The first problem, of the way there before that of the way back.
    pub(crate) fn problem(&self) -> Option<&str> {
        let problems = [&self.forward.problem, &self.back.problem];
        problems.into_iter().flatten().next().map(String::as_str)
    }
}

/// Why a question has no answer.
pub(crate) enum Unanswered {
    /// A list that was asked for did not come.
    Call(CallError),
    /// This attachment is not one of the CEN instance that is asked about, but of this one.
    Elsewhere(AttachmentId, CenId),
}

impl From<CallError> for Unanswered {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

/// Looks whether `source` reaches `destination`, and is reached by it; both of `cen` where that is given and neither is a
/// region of it.
pub(crate) async fn look(
    source: &End,
    destination: &End,
    cen: Option<&CenId>,
    scope: Scope<'_>,
) -> Result<Reachability, Unanswered> {
    let view = View::new(scope);
    if let (Some(cen), End::Attachment(source, _), End::Attachment(destination, _)) =
        (cen, source, destination)
    {
        for attachment in [source, destination] {
            let network = view.network(attachment).await?;
            let actual = network.as_ref().as_ref().and_then(|one| one.cen.as_ref());
            if let Some(actual) = actual.filter(|actual| *actual != cen) {
                return Err(Unanswered::Elsewhere(attachment.clone(), actual.clone()));
            }
        }
    }
    let [from, to] = [
        ends::find(&view, source).await?,
        ends::find(&view, destination).await?,
    ];
    Ok(match (from, to) {
        (Ok(from), Ok(to)) => Reachability {
            forward: way::between(&view, &from, &to).await?,
            back: way::between(&view, &to, &from).await?,
        },
        (from, to) => {
            let problem = from.err().or(to.err());
            let nowhere = || Way {
                path: Vec::new(),
                problem: problem.clone(),
            };
            Reachability {
                forward: nowhere(),
                back: nowhere(),
            }
        }
    })
}
