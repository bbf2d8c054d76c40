//! The RPCs of list resources.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tonic::codegen::BoxStream;

use super::call::{self, Answer, Response, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{identity, lookup, printable};
use crate::framework::{Diagnostics, DynListResource, DynResource, Listed, Provider, Sink};

/// Objects that wait for the host; a search goes on only when there is room.
const WAITING: usize = 16;

fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn DynListResource<P>>, Answer<T>> {
    lookup::find(&served.list_resources, "list resource", type_name)
}

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_list_resource_config::Request,
) -> Answer<pb::validate_list_resource_config::Response> {
    let list = or_answer!(find(&served, &request.type_name));
    let config = or_answer!(lookup::read_config(
        list.type_info(),
        request.config.as_ref()
    ));
    Answer::only(list.validate(&config, &served.known_config()))
}

/// Streams what is found. The search ends when the host has as much as it asked for, or hangs up.
pub(super) fn list<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::list_resource::Request,
) -> BoxStream<pb::list_resource::Event> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let type_name = request.type_name.clone();
    let last = sender.clone();
    tokio::spawn(async move {
        let search = search(served, request, sender);
        let problems = call::run("ListResource", &type_name, search).await;
        if !problems.diagnostic.is_empty() {
            // Nobody is left to tell when this fails.
            last.send(Ok(problems)).await.ok();
        }
    });
    Box::pin(ReceiverStream::new(receiver))
}

type Events = mpsc::Sender<Result<pb::list_resource::Event, Status>>;

/// Searches, and answers with what went wrong.
async fn search<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::list_resource::Request,
    events: Events,
) -> Answer<pb::list_resource::Event> {
    let hung_up = events.clone();
    let problems = tokio::select! {
        problems = try_search(served, request, events) => problems.err().unwrap_or_default(),
        () = hung_up.closed() => Diagnostics::default(),
    };
    Answer::only(problems)
}

async fn try_search<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::list_resource::Request,
    events: Events,
) -> Result<(), Diagnostics> {
    type Found = Answer<pb::validate_list_resource_config::Response>;
    let diagnostics = |answer: Found| answer.diagnostics;
    let list = find(&served, &request.type_name).map_err(diagnostics)?;
    let resource = lookup::resource(&served, &request.type_name).map_err(diagnostics)?;
    let config =
        lookup::read_config(list.type_info(), request.config.as_ref()).map_err(diagnostics)?;
    let client = served.require_client()?;
    let sink = Stream {
        resource,
        events,
        with_objects: request.include_resource_object,
        room: AtomicI64::new(if request.limit > 0 {
            request.limit
        } else {
            i64::MAX
        }),
    };
    list.list(config, client, served.operation(), &sink).await
}

/// The way of objects to the host.
struct Stream<P: Provider> {
    resource: Arc<dyn DynResource<P>>,
    events: Events,
    with_objects: bool,
    room: AtomicI64,
}

#[async_trait]
impl<P: Provider> Sink for Stream<P> {
    async fn push(&self, item: Result<Listed, Diagnostics>) -> ControlFlow<()> {
        let event = match item {
            Ok(listed) => {
                if self.room.fetch_sub(1, Ordering::Relaxed) <= 0 {
                    return ControlFlow::Break(());
                }
                self.event(&listed)
            }
            Err(diagnostics) => message_only(diagnostics),
        };
        let is_sent = self.events.send(Ok(event)).await.is_ok();
        if is_sent && self.room.load(Ordering::Relaxed) > 0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

impl<P: Provider> Stream<P> {
    fn event(&self, listed: &Listed) -> pb::list_resource::Event {
        let mut diagnostics = Diagnostics::default();
        let resource_object = if self.with_objects {
            lookup::write(self.resource.type_info(), &listed.object, &mut diagnostics)
        } else {
            None
        };
        pb::list_resource::Event {
            identity: identity::write(&self.resource, Some(&listed.identity), &mut diagnostics),
            display_name: printable::line(&listed.name).into_owned(),
            resource_object,
            diagnostic: call::messages(diagnostics),
        }
    }
}

fn message_only(diagnostics: Diagnostics) -> pb::list_resource::Event {
    pb::list_resource::Event {
        diagnostic: call::messages(diagnostics),
        ..Default::default()
    }
}
