//! The RPCs of actions.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use tonic::codegen::BoxStream;

use super::call::{self, Answer, Response, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup, printable};
use crate::framework::{DeferredReason, Diagnostics, DynAction, Progress, Provider};

/// Lines that wait for the host. A host that reads too slowly misses what finds no room, so that it costs no memory.
const WAITING: usize = 256;

fn find<P: Provider, T: Response>(
    served: &Served<P>,
    type_name: &str,
) -> Result<Arc<dyn DynAction<P>>, Answer<T>> {
    lookup::find(&served.actions, "action", type_name)
}

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_action_config::Request,
) -> Answer<pb::validate_action_config::Response> {
    let action = or_answer!(find(&served, &request.type_name));
    let config = or_answer!(lookup::read_config(
        action.type_info(),
        request.config.as_ref()
    ));
    Answer::only(action.validate(&config, &served.known_config()))
}

pub(super) async fn plan<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::plan_action::Request,
) -> Answer<pb::plan_action::Response> {
    let action = or_answer!(find(&served, &request.action_type));
    let config = or_answer!(lookup::read_config(
        action.type_info(),
        request.config.as_ref()
    ));
    let host = convert::host_capabilities(request.client_capabilities.as_ref());
    if served.defers(host) {
        return Answer::from(pb::plan_action::Response {
            deferred: Some(convert::deferred(DeferredReason::ProviderConfigUnknown)),
            ..Default::default()
        });
    }
    let access = served.access();
    let remarks = access.remarks();
    let planned = action.plan(config, access, served.operation()).await;
    Answer::only(remarks.before(planned.err().unwrap_or_default()))
}

/// Streams progress and then, always, the end. The action goes on when the host hangs up.
pub(super) fn invoke<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::invoke_action::Request,
) -> BoxStream<pb::invoke_action::Event> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let progress = Events(sender.clone());
    let running = served.running();
    tokio::spawn(async move {
        let type_name = request.action_type.clone();
        let work = async move {
            let problems = try_invoke(served, request, &progress).await.err();
            Answer::<pb::invoke_action::event::Completed>::only(problems.unwrap_or_default())
        };
        let completed = call::run("InvokeAction", &type_name, work).await;
        drop(running);
        // Waits for room; fails when the host has hung up and misses the end.
        let end = pb::invoke_action::event::Type::Completed(completed);
        sender.send(Ok(event(end))).await.ok();
    });
    Box::pin(ReceiverStream::new(receiver))
}

async fn try_invoke<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::invoke_action::Request,
    progress: &Events,
) -> Result<(), Diagnostics> {
    let diagnostics = |answer: Answer<pb::validate_action_config::Response>| answer.diagnostics;
    let action = find(&served, &request.action_type).map_err(diagnostics)?;
    let config =
        lookup::read_config(action.type_info(), request.config.as_ref()).map_err(diagnostics)?;
    let client = served.require_client()?;
    action
        .invoke(config, client, served.operation(), progress)
        .await
}

type News = Result<pb::invoke_action::Event, Status>;

/// The way of news to the host.
struct Events(mpsc::Sender<News>);

fn event(news: pb::invoke_action::event::Type) -> pb::invoke_action::Event {
    pb::invoke_action::Event { r#type: Some(news) }
}

impl Progress for Events {
    fn send(&self, line: String) {
        let progress = pb::invoke_action::event::Progress {
            message: printable::text(&line, true).into_owned(),
        };
        let news = pb::invoke_action::event::Type::Progress(progress);
        // A host that hung up, or does not listen, misses the news; the work goes on.
        self.0.try_send(Ok(event(news))).ok();
    }
}
