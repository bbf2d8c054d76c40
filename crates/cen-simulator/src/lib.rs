//! CEN as a server: an HTTP API on loopback that signs for nothing and sells nothing, but behaves.
//!
//! It checks signatures, nonces and clocks, keeps packages and instances by CEN's rules (`rules.rs`), remembers client
//! tokens, answers in JSON and XML, writes down every call, and misbehaves on demand ([`Fault`]). Of the provider's
//! own client it shares the signing algorithm and nothing else: names, statuses and rules are written a second time on
//! purpose, so that a mistake in one shows up against the other.
//!
//! There is one clock, real time plus a movable offset. Settling, expiry and every memory follow it; delays and
//! latency are real time.
//!
//! What a client sees of a simulator is in the API; what a person may do to it is in [`control`].

mod actions;
mod clock;
mod cloud;
pub mod control;
mod duration;
mod fault_rule;
mod faults;
mod header_signature;
mod hooks;
mod http;
mod ids;
mod journal;
mod options;
mod refusal;
mod render;
mod request;
mod routers;
mod rules;
mod running;
mod sessions;
mod state;
mod store;
mod verify;
mod view;
mod wire;

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use cloud::Cloud;

pub use duration::{BadDuration, parse_duration};
pub use fault_rule::{BadFault, FAULT_GRAMMAR};
pub use faults::{Effect, Fault, FaultStatus, Stage};
pub use journal::{Call, Outcome};
pub use options::{
    AccessKey, BadAccessKey, CallObserver, DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET,
    Options, Policy,
};
pub use rules::children::ACCOUNT_ID;
pub use rules::{ChargeType, Cycle, Term};
pub use state::{BusinessStatus, ChildKind, ChildStatus, Departure, InstanceStatus, ZoneMapping};
pub use view::{
    AttachmentChange, AttachmentView, ChildView, InstanceChange, InstanceView, LimitView,
    PackageChange, PackageView, PeerAttachmentView, Purchase, RouterChange, RouterView, Summary,
    VpcAttachmentView,
};

/// A running simulator; it stops when this is dropped.
pub struct Simulator {
    cloud: Arc<Cloud>,
    address: SocketAddr,
    _stop: DropGuard,
}

impl Simulator {
    /// Starts a simulator on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, or the state file cannot be read or is not one; the message names it.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await.map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot listen on {}: {error}", options.listen),
            )
        })?;
        let address = listener.local_addr()?;
        let cloud = Arc::new(Cloud::open(options)?);
        let stop = CancellationToken::new();
        tokio::spawn(http::serve(listener, Arc::clone(&cloud), stop.clone()));
        Ok(Self {
            cloud,
            address,
            _stop: stop.drop_guard(),
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a rule of misbehaviour, after those there are.
    pub fn fault(&self, fault: Fault) {
        self.cloud.faults.add(fault);
    }

    /// Ends all misbehaviour. Calls that are held stay held until [`release`](Self::release).
    pub fn clear_faults(&self) {
        self.cloud.faults.clear();
    }

    /// The calls so far, in the order of their arrival; the oldest are forgotten beyond ten thousand.
    pub fn journal(&self) -> Vec<Call> {
        self.cloud.journal.calls()
    }

    /// Forgets the calls and their counts.
    pub fn clear_journal(&self) {
        self.cloud.journal.clear();
    }

    /// How many calls of `action` have arrived.
    pub fn calls(&self, action: &str) -> usize {
        self.cloud
            .journal
            .counts()
            .get(action)
            .copied()
            .unwrap_or(0)
    }

    /// Resolves when the `nth` call of `action`, counted from 1, has arrived.
    pub async fn wait_for_call(&self, action: &str, nth: usize) {
        self.cloud.journal.wait_for(action, nth).await;
    }

    /// Resolves when at least `count` calls are being held. With a hold after the action, their effect is there.
    pub async fn wait_for_held(&self, count: usize) {
        let mut held = self.cloud.held.subscribe();
        // The sender lives in the cloud, which this borrows, so it cannot have gone.
        let _ = held.wait_for(|held| *held >= count).await;
    }

    /// Lets every call go on that is held, or has arrived and would be.
    pub fn release(&self) {
        self.cloud.release();
    }

    /// The packages, unpaid orders included, in the order of their purchase.
    pub fn packages(&self) -> Vec<PackageView> {
        self.cloud.packages()
    }

    /// Changes a package behind Terraform's back.
    ///
    /// # Errors
    ///
    /// There is no such package or CEN instance, or the state cannot be saved; so with the others below.
    pub fn change_package(&self, id: &str, change: PackageChange) -> io::Result<PackageView> {
        self.cloud.change_package(id, change)
    }

    /// Removes a package behind Terraform's back.
    pub fn remove_package(&self, id: &str) -> io::Result<()> {
        self.cloud.remove_package(id)
    }

    /// Pays an order, as its owner would in the console.
    pub fn pay(&self, order: &str) -> io::Result<PackageView> {
        self.cloud.pay(order)
    }

    /// The CEN instances, in the order in which they were made.
    pub fn instances(&self) -> Vec<InstanceView> {
        self.cloud.instances()
    }

    /// Changes a CEN instance behind Terraform's back.
    pub fn change_instance(&self, id: &str, change: InstanceChange) -> io::Result<InstanceView> {
        self.cloud.change_instance(id, change)
    }

    /// Removes a CEN instance behind Terraform's back: what is attached to it goes too, packages become idle.
    pub fn remove_instance(&self, id: &str) -> io::Result<()> {
        self.cloud.remove_instance(id)
    }

    /// The network instances that are attached to CEN instances, in the order in which they were.
    pub fn children(&self) -> Vec<ChildView> {
        self.cloud.children()
    }

    /// Detaches a network instance behind Terraform's back.
    pub fn remove_child(&self, id: &str) -> io::Result<()> {
        self.cloud.remove_child(id)
    }

    /// Attaches a VPC of this region to a CEN instance at once, and returns its id.
    pub fn add_child(&self, cen_id: &str, region: &str) -> io::Result<String> {
        self.cloud.add_child(cen_id, region)
    }

    /// Makes a CEN instance that is active at once, and returns its id.
    pub fn add_cen(&self, name: &str) -> io::Result<String> {
        self.cloud.add_instance(name)
    }

    /// The bandwidth limits between regions, in the order in which they were first set.
    pub fn limits(&self) -> Vec<LimitView> {
        self.cloud.limits()
    }

    /// Sets the limit between two regions behind Terraform's back, at once and without regard to what is left of the
    /// package; 0 removes it.
    ///
    /// # Errors
    ///
    /// There is no such region or CEN instance, or no package that serves both regions is bound to the instance.
    pub fn set_limit(&self, cen_id: &str, regions: [&str; 2], mbps: u32) -> io::Result<()> {
        self.cloud.set_limit(cen_id, regions, mbps)
    }

    /// Moves the clock forward.
    pub fn advance_clock(&self, span: Duration) -> io::Result<()> {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.cloud.advance_clock(millis)
    }

    /// Moves the clock back.
    pub fn set_back_clock(&self, span: Duration) -> io::Result<()> {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.cloud.advance_clock(-millis)
    }

    /// What was called and what was bought.
    pub fn summary(&self) -> Summary {
        self.cloud.summary()
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulator({})", self.endpoint())
    }
}
