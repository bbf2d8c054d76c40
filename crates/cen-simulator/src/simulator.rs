//! The handle of a running simulator: what tests ask of it and do to it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::action::Context;
use crate::admin::{self, Changeable};
use crate::api::billing::account;
use crate::api::package::order::Order;
use crate::api::package::{self, Package};
use crate::api::{child, instance, limit, network, transit_router};
use crate::cloud::Cloud;
use crate::control::Control;
use crate::faults::Fault;
use crate::http::Server;
use crate::journal::Call;
use crate::money::Money;
use crate::options::{ACCOUNT_ID, Options};
use crate::routing::{Side, reachability};
use crate::state::Kind;
use crate::summary::Summary;
use crate::tls::Identity;

/// A running simulator; it stops when this is dropped.
pub struct Simulator {
    pub(crate) cloud: Arc<Cloud>,
    address: SocketAddr,
    authority: Option<String>,
    _stop: DropGuard,
}

impl Simulator {
    /// Starts a simulator on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// The address cannot be bound, or the state file cannot be read or is not one; the message names it.
    pub async fn start(options: Options) -> io::Result<Self> {
        options.control.check_hosts()?;
        let identity = options.tls.as_ref().map(Identity::open).transpose()?;
        let authority = identity.as_ref().map(|identity| identity.authority.clone());
        let control = Control::new(options.control.clone(), identity).map_err(io::Error::other)?;
        let listener = TcpListener::bind(options.listen).await.map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot listen on {}: {error}", options.listen),
            )
        })?;
        let address = listener.local_addr()?;
        let cloud = Arc::new(Cloud::open(options)?);
        let stop = CancellationToken::new();
        let server = Server::new(Arc::clone(&cloud), control, stop.clone());
        tokio::spawn(server.serve(listener));
        Ok(Self {
            cloud,
            address,
            authority,
            _stop: stop.drop_guard(),
        })
    }

    /// `http://127.0.0.1:PORT`: where a client on this machine finds it.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.reached_at())
    }

    /// The same by TLS, where it speaks that.
    pub fn tls_endpoint(&self) -> Option<String> {
        let address = self.reached_at();
        self.authority
            .as_ref()
            .map(|_| format!("https://{address}"))
    }

    /// The certificate, in PEM, that clients have to trust for TLS.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// It may listen at all addresses, which is none that a client can call.
    fn reached_at(&self) -> SocketAddr {
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        address
    }

    /// Adds a fault, after those there are.
    pub fn fault(&self, fault: Fault) {
        self.cloud.faults.add(fault);
    }

    /// Removes all faults. Calls that are held stay held until [`release`](Self::release).
    pub fn clear_faults(&self) {
        self.cloud.faults.clear();
    }

    /// The calls so far, in the order of their arrival; the oldest are forgotten beyond ten thousand, or 16 MiB.
    pub fn journal(&self) -> Vec<Call> {
        self.cloud.journal.calls()
    }

    /// Forgets the calls and their counts.
    pub fn clear_journal(&self) {
        self.cloud.forget_calls();
    }

    /// How many calls of `action` have arrived.
    pub fn calls(&self, action: &str) -> usize {
        let counts = self.cloud.journal.counts();
        counts.get(action).copied().unwrap_or(0)
    }

    /// Resolves when the `nth` call of `action`, counted from 1, has arrived.
    pub async fn wait_for_call(&self, action: &str, nth: usize) {
        self.cloud.journal.wait_for(action, nth).await;
    }

    /// Resolves when at least `count` calls are being held. With a hold after the action, their effect is there.
    pub async fn wait_for_held(&self, count: usize) {
        self.cloud.holds.wait_for(count).await;
    }

    /// Lets every call go on that is held, or has arrived and would be.
    pub fn release(&self) {
        self.cloud.holds.release();
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    ///
    /// The state cannot be saved; so with all others that change something.
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
        Summary::of(&self.cloud, ACCOUNT_ID)
    }

    /// All objects of a kind, in the order in which they were created.
    pub fn all<T: Kind>(&self) -> Vec<T> {
        self.cloud
            .look(ACCOUNT_ID, |context| context.state.all().to_vec())
    }

    /// Changes an object outside of Terraform.
    ///
    /// # Errors
    ///
    /// There is none of that id, or nothing that the change names; the state cannot be saved.
    pub fn change<T: Changeable>(&self, id: &str, change: T::Change) -> io::Result<T> {
        self.with(|context| admin::change(context, id, change))
    }

    /// Removes an object outside of Terraform, with everything that is attached to it.
    ///
    /// # Errors
    ///
    /// As [`change`](Self::change).
    pub fn remove<T: Kind>(&self, id: &str) -> io::Result<()> {
        self.with(|context| admin::remove::<T>(context, id))
    }

    /// Pays an order, as its owner would in the console.
    pub fn pay(&self, order: &str) -> io::Result<Package> {
        self.with(|context| package::admin::pay(context, order))
    }

    /// Every order, of packages that are still there first.
    pub fn orders(&self) -> Vec<Order> {
        self.cloud
            .look(ACCOUNT_ID, |context| account::orders(context.state))
    }

    /// What the account has, in the currency of its prices.
    pub fn balance(&self) -> Money {
        self.cloud.look(ACCOUNT_ID, |context| {
            account::balance(context.state, context.policy)
        })
    }

    /// Lets the account have exactly this much.
    pub fn set_balance(&self, balance: Money) -> io::Result<()> {
        self.with(|context| {
            account::set(context, balance);
            Ok(())
        })
    }

    /// Creates a CEN instance that is active at once, and returns its id.
    pub fn add_cen(&self, name: &str) -> io::Result<String> {
        self.with(|context| Ok(instance::admin_add(context, name)))
    }

    /// Attaches a VPC of this region to a CEN instance at once, and returns its id.
    pub fn add_child(&self, cen_id: &str, region: &str) -> io::Result<String> {
        self.with(|context| child::admin_add(context, cen_id, region))
    }

    /// Sets the limit between two regions outside of Terraform, at once and without regard to what is left of the
    /// package; 0 removes it.
    ///
    /// # Errors
    ///
    /// There is no such region or CEN instance, or no package that serves both regions is bound to the instance.
    pub fn set_limit(&self, cen_id: &str, regions: [&str; 2], mbps: u32) -> io::Result<()> {
        self.with(|context| limit::admin_set(context, cen_id, regions, mbps))
    }

    /// Creates a transit router that is active at once, and returns its id.
    ///
    /// # Errors
    ///
    /// There is no such CEN instance or region, or a transit router is there already; the state cannot be saved.
    pub fn add_transit_router(&self, cen_id: &str, region: &str) -> io::Result<String> {
        self.with(|context| transit_router::admin_add(context, cen_id, region))
    }

    /// Says which blocks a network has, whether it is attached or not: the vSwitches of a VPC, or what lies behind anything else.
    ///
    /// # Errors
    ///
    /// One of them is no block of addresses; the state cannot be saved.
    pub fn describe_network(&self, id: &str, blocks: &[&str]) -> io::Result<()> {
        self.with(|context| network::admin_describe(context, id, blocks))
    }

    /// Whether packets from all that one attached network has arrive in another, and back again. Both are named by the ids of
    /// the attachments or of what is attached.
    ///
    /// # Errors
    ///
    /// There is no such attachment, or what is attached has no addresses.
    pub fn reaches(&self, from: &str, to: &str) -> io::Result<[bool; 2]> {
        let side = |id| Side { id, block: None };
        let look = |context: &mut Context<'_>| reachability(context.state, &side(from), &side(to));
        let found = self.cloud.look(ACCOUNT_ID, look)?;
        Ok([found.forward.delivered, found.back.delivered])
    }

    /// The account and its clock as one JSON document.
    ///
    /// # Errors
    ///
    /// An object cannot be written as JSON.
    pub fn snapshot(&self) -> io::Result<Value> {
        self.cloud.snapshot()
    }

    /// Takes the account and the clock of a snapshot for all there is, or nothing of it. Temporary keys end.
    ///
    /// # Errors
    ///
    /// It is no snapshot, and the message says why; the state cannot be saved.
    pub fn load(&self, snapshot: Value) -> io::Result<()> {
        self.cloud.load(serde_json::from_value(snapshot))
    }

    /// Makes the account and the clock those of a new simulator: there are no objects, no orders, no memory of client tokens
    /// and no temporary keys, and with a seed the same ids are drawn again. Keys, policy, faults and the journal stay.
    ///
    /// # Errors
    ///
    /// The state cannot be saved.
    pub fn reset(&self) -> io::Result<()> {
        self.cloud.reset()
    }

    fn with<T>(&self, work: impl FnOnce(&mut Context<'_>) -> io::Result<T>) -> io::Result<T> {
        self.cloud.change(ACCOUNT_ID, work)
    }
}

impl Drop for Simulator {
    /// Gives the state file free at once, while connections may still be ending.
    fn drop(&mut self) {
        self.cloud.close();
    }
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Simulator({})", self.endpoint())
    }
}
