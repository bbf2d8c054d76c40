//! One call from its arrival to its answer: gateway, faults, action, journal.

mod account;

use std::borrow::Cow;
use std::io;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use crate::accounts::Accounts;
use crate::action::Answer;
use crate::clock::Clock;
use crate::era::{Era, Eras};
use crate::error::ApiError;
use crate::faults::{Effect, Fault, Faults, Stage};
use crate::gateway::Gateway;
use crate::holds::{Holds, Releases};
use crate::ids::{RequestIds, request_text};
use crate::journal::{Entry, Journal, Outcome, kept_name};
use crate::live::{Event, Live};
use crate::options::{AccessKey, CallObserver, Options};
use crate::product::Product;
use crate::registry;
use crate::render::Format;
use crate::request::Request;
use crate::settings::Settings;
use crate::store::Store;
use crate::throttle::Buckets;

use account::Contents;

/// What goes back to the client, and how the connection ends.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
    pub(crate) ending: Ending,
}

/// How much of a reply reaches the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Whole,
    /// Half of the body, then a close.
    Truncated,
    /// Half of the body, then a reset.
    ResetMidway,
    /// Nothing, and a close.
    Lost,
    /// Nothing, and a reset.
    Reset,
}

/// What a simulator was started with and what can be changed while it runs.
struct Beginning {
    settings: Arc<Settings>,
    keys: Vec<AccessKey>,
    faults: Vec<Fault>,
}

impl Beginning {
    fn of(options: &Options) -> Self {
        Self {
            settings: Arc::new(Settings::of(options)),
            keys: options.access_keys.clone(),
            faults: options.faults.clone(),
        }
    }
}

/// The simulated cloud, shared by all connections and the handle.
pub(crate) struct Cloud {
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) holds: Holds,
    pub(crate) live: Live,
    pub(crate) started: Instant,
    beginning: Beginning,
    /// Replaced as a whole, so that a call goes by those that held when it arrived.
    settings: RwLock<Arc<Settings>>,
    buckets: Buckets,
    observer: Option<CallObserver>,
    pub(crate) gateway: Gateway,
    pub(crate) eras: Eras,
    request_ids: RequestIds,
    contents: Mutex<Contents>,
    store: Option<Store>,
}

impl Cloud {
    pub(crate) fn open(options: Options) -> io::Result<Self> {
        let (store, mut accounts, offset) = match &options.state_file {
            Some(path) => {
                let (store, accounts, offset) = Store::open(path)?;
                (Some(store), accounts, offset)
            }
            None => (None, Accounts::default(), 0),
        };
        accounts.open(options.access_keys.iter().map(|key| key.account));
        let beginning = Beginning::of(&options);
        let settings = RwLock::new(Arc::clone(&beginning.settings));
        let faults = Faults::default();
        faults.begin_with(&beginning.faults);
        Ok(Self {
            clock: Clock::with_offset(offset),
            faults,
            journal: Journal::new(),
            holds: Holds::new(),
            live: Live::default(),
            started: Instant::now(),
            beginning,
            settings,
            buckets: Buckets::default(),
            observer: options.observer,
            gateway: Gateway::new(options.access_keys),
            eras: Eras::default(),
            request_ids: RequestIds::new(options.seed),
            contents: Mutex::new(Contents::new(accounts, options.seed)),
            store,
        })
    }

    /// Answers one call and enters it in the journal.
    pub(crate) async fn answer(&self, request: &Request) -> Reply {
        let started = Instant::now();
        // Before the settings, so that no call goes by those of an era that is over in the one after it.
        let era = self.eras.current();
        let settings = self.settings();
        let releases = self.holds.arrive();
        let action = request.text("Action").unwrap_or("");
        let known = registry::named(action).next().map(|action| action.name);
        let request_id = self.request_ids.draw();
        let entry = self.arrival(request, known, request_id);
        let number = self.journal.arrive(entry, known.unwrap_or("(unknown)"));
        let request_id = request_text(request_id);
        self.live
            .tell(|| Some(Event::Arrived(Arc::new(self.journal.call(number)?))));

        let mut progress = Progress::new(number, releases);
        let outcome = tokio::select! {
            biased;
            outcome = self.carry_out(request, &settings, &era, &mut progress) => outcome,
            () = era.end() => self.end_early(number),
        };
        let format = Format::of(request.text("Format"));
        let reply = match outcome {
            Ok(Sent::Answer(answer)) => Reply {
                status: 200,
                content_type: format.content_type(),
                retry_after: None,
                body: format.success(action, &request_id, answer),
                ending: progress.ending,
            },
            Ok(Sent::Page { status, body }) => Reply {
                status,
                content_type: "text/html",
                retry_after: None,
                body,
                ending: Ending::Whole,
            },
            Err(error) => Reply {
                status: error.status,
                content_type: format.content_type(),
                retry_after: progress.retry_after,
                body: match (registry::product(request), error.status) {
                    (Product::Bss, 200) => format.refusal(action, &request_id, &error),
                    (product, _) => {
                        let host = product.host(settings.policy.site);
                        format.failure(host, &request_id, &error)
                    }
                },
                ending: progress.ending,
            },
        };
        let silent = matches!(reply.ending, Ending::Lost | Ending::Reset);
        self.journal.update(number, |entry| {
            entry.status = (!silent).then_some(reply.status);
            entry.duration = started.elapsed();
        });
        if let Some(observer) = &self.observer
            && let Some(call) = self.journal.call(number)
        {
            observer(&call);
        }
        self.live
            .tell(|| Some(Event::Answered(Arc::new(self.journal.call(number)?))));
        reply
    }

    fn arrival(&self, request: &Request, known: Option<&'static str>, request_id: Uuid) -> Entry {
        let kept = |name| request.text(name).map(kept_name).map(Box::from);
        let action = kept_name(request.text("Action").unwrap_or(""));
        Entry {
            at: self.clock.now(),
            method: match request.method.as_str() {
                "GET" => Cow::Borrowed("GET"),
                "POST" => Cow::Borrowed("POST"),
                other => Cow::Owned(kept_name(other).to_owned()),
            },
            action: known.map_or_else(|| Cow::Owned(action.to_owned()), Cow::Borrowed),
            given: request.given(),
            is_cut: false,
            access_key_id: kept("AccessKeyId"),
            with_security_token: request.text("SecurityToken").is_some(),
            request_id,
            outcome: Outcome::Running,
            fault: None,
            status: None,
            created: None,
            duration: Duration::ZERO,
        }
    }

    async fn carry_out(
        &self,
        request: &Request,
        settings: &Settings,
        era: &Era,
        progress: &mut Progress,
    ) -> Result<Sent, ApiError> {
        let (now, policy) = (self.clock.now(), &settings.policy);
        let real = policy.lenient_clock.then(Clock::real);
        let admitted = self.gateway.admit(request, now, real);
        if admitted.is_err() {
            self.journal.update(progress.number, Entry::cut_as_refused);
        }
        let allowed = admitted.and_then(|(action, account)| {
            let (product, name) = (action.product, action.name);
            if let Some(throttle) = &settings.throttle {
                let key = request.text("AccessKeyId").unwrap_or("");
                if let Err(wait) = self.buckets.take(throttle, key, name, now) {
                    progress.retry_after = Some(wait);
                    return Err(ApiError::throttled());
                }
            }
            product.admits(policy, name, &request.host)?;
            Ok((action, account))
        });
        let (action, account) = self.noting(progress.number, allowed)?;
        let fault = self.faults.strike(action.name);
        if let Some(fault) = &fault {
            let rule = Some(fault.to_string().into());
            self.journal
                .update(progress.number, |entry| entry.fault = rule);
        }

        let token = action.token_name(request);
        let taken = era.in_flight.take(token.map(|name| (account, name)));
        let in_flight = self.noting(progress.number, taken)?;
        pause(settings.latency).await;
        if let Some(fault) = &fault
            && let Some(sent) = self.before(fault, progress).await
        {
            return self.noting(progress.number, sent);
        }
        let result = self.run(era, account, action, settings, request).await;
        if let Ok(answer) = &result {
            self.journal.update(progress.number, |entry| {
                entry.created = answer.created.as_deref().map(Box::from);
                entry.outcome = Outcome::Done;
            });
        }
        // Whoever asks again from here on meets the finished purchase, even while this answer is delayed or lost.
        drop(in_flight);
        let result = self.noting(progress.number, result);
        if let Some(fault) = &fault {
            self.after(fault, progress).await;
        }
        result.map(Sent::Answer)
    }

    /// Ends a call that waits for something, as its era is over.
    fn end_early(&self, number: u64) -> Result<Sent, ApiError> {
        let error = account::replaced();
        self.journal.update(number, |entry| {
            if entry.outcome == Outcome::Running {
                entry.outcome = Outcome::Refused(error.code.to_string());
            }
        });
        Err(error)
    }

    /// Enters an error in the journal before anything else can happen to the call.
    fn noting<T>(&self, number: u64, result: Result<T, ApiError>) -> Result<T, ApiError> {
        if let Err(error) = &result {
            let code = error.code.to_string();
            self.journal
                .update(number, |entry| entry.outcome = Outcome::Refused(code));
        }
        result
    }

    /// What a fault does before the action; what is sent when the action is not carried out at all.
    async fn before(
        &self,
        fault: &Fault,
        progress: &mut Progress,
    ) -> Option<Result<Sent, ApiError>> {
        let cut = match &fault.effect {
            Effect::Error {
                status,
                code,
                message,
            } => return Some(Err(ApiError::new(*status, code.clone(), message.clone()))),
            Effect::Throttle { retry_after } => {
                progress.retry_after = *retry_after;
                return Some(Err(ApiError::throttled()));
            }
            Effect::Http { status, body } => {
                let (status, body) = (*status, body.clone());
                self.not_reached(progress.number);
                return Some(Ok(Sent::Page { status, body }));
            }
            Effect::NoEffect => Ending::Whole,
            Effect::Lost(Stage::Before) => Ending::Lost,
            Effect::Reset(Stage::Before) => Ending::Reset,
            Effect::Delay(Stage::Before, span) => {
                pause(*span).await;
                return None;
            }
            Effect::Hold(Stage::Before) => {
                self.holds.hold(&mut progress.releases).await;
                return None;
            }
            _ => return None,
        };
        progress.ending = cut;
        self.not_reached(progress.number);
        Some(Ok(Sent::Answer(Answer::default())))
    }

    /// What a fault does to the answer of an action that has been carried out.
    async fn after(&self, fault: &Fault, progress: &mut Progress) {
        match fault.effect {
            Effect::Lost(Stage::After) => progress.ending = Ending::Lost,
            Effect::Reset(Stage::After) => progress.ending = Ending::Reset,
            Effect::ResetMidway => progress.ending = Ending::ResetMidway,
            Effect::Truncated => progress.ending = Ending::Truncated,
            Effect::Delay(Stage::After, span) => pause(span).await,
            Effect::Hold(Stage::After) => self.holds.hold(&mut progress.releases).await,
            _ => {}
        }
    }

    fn not_reached(&self, number: u64) {
        self.journal
            .update(number, |entry| entry.outcome = Outcome::NotReached);
    }
}

/// What is on its way to the client.
enum Sent {
    Answer(Answer),
    Page { status: u16, body: String },
}

/// What has been decided about the call in hand.
struct Progress {
    number: u64,
    releases: Releases,
    ending: Ending,
    retry_after: Option<Duration>,
}

impl Progress {
    fn new(number: u64, releases: Releases) -> Self {
        Self {
            number,
            releases,
            ending: Ending::Whole,
            retry_after: None,
        }
    }
}

async fn pause(span: Duration) {
    if !span.is_zero() {
        tokio::time::sleep(span).await;
    }
}
