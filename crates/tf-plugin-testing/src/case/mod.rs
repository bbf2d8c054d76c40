//! Steps through the life of a provider's objects, each held against what is expected of it.

mod cli;
mod diff;
mod expect;
mod runner;
mod source;
mod step;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use tf_plugin::framework::Provider;
use tf_plugin::plugin::Plugin;

use crate::api::Transport;
use crate::cli::Workspace;
use crate::host::Host;
use crate::place;
use crate::process::Process;
use crate::said::Said;
use crate::walk::Walker;
use cli::Commands;
use diff::differences;
use runner::Runner;
use step::{Import, Move, Query, Type};

pub use expect::{
    Action, PlanCheck, expect_action, expect_change, expect_empty, expect_replacement,
    expect_unknown,
};
pub use source::Source;
pub use step::{Config, Step};

/// A provider with a state that steps change, one after the other.
///
/// In process, a step does what Terraform does with a configuration, with its own checks of every answer: validate,
/// refresh, plan, plan again, apply. The same steps run with a real CLI, see [`Case::on_cli`].
///
/// Unless a step says otherwise, nobody says a word, neither error nor warning, and once it is done a plan has nothing
/// left to do.
pub struct Case {
    runner: Runner,
    /// What has been configured last.
    config: Option<Config>,
    /// What the state has, by address.
    state: State,
    /// The number of the step.
    number: usize,
}

impl Case {
    /// A case in process.
    pub fn new<P: Provider>(provider: P) -> Self {
        Self::at(Host::of(provider).transport())
    }

    /// A case with a provider in a process of its own, which ends when `process` is dropped.
    pub fn of_process(process: &Process) -> Self {
        Self::at(process.transport())
    }

    /// A case for real Terraform or OpenTofu, which attaches to the provider in this process.
    pub async fn on_cli<P: Provider>(plugin: &Plugin, provider: P) -> Self {
        Self::in_workspace(Workspace::attached(plugin, provider, "").await)
    }

    /// A case for real Terraform or OpenTofu in a workspace that leads to the provider.
    pub fn in_workspace(workspace: Workspace) -> Self {
        Self::with(Runner::Cli(Box::new(Commands::new(workspace))))
    }

    fn at(transport: Transport) -> Self {
        Self::with(Runner::InProcess(Box::new(Walker::new(transport))))
    }

    fn with(runner: Runner) -> Self {
        Self {
            runner,
            config: None,
            state: BTreeMap::new(),
            number: 0,
        }
    }

    /// The arguments of the provider block. It is empty without them.
    #[must_use]
    pub fn configured(mut self, block: Json) -> Self {
        self.runner.configure(block);
        self
    }

    /// The state of the object at `address`; null when there is none.
    pub fn state(&self, address: &str) -> &Json {
        self.state.get(address).unwrap_or(&Json::Null)
    }

    /// Does a step.
    ///
    /// # Panics
    ///
    /// When anything is not as the step expects, with what is different.
    pub async fn step(&mut self, step: Step) {
        self.number += 1;
        let said = match &step.ty {
            Type::Config(config) => Some(self.configure(config, &step).await),
            Type::Import(import) => self.import(import).await,
            Type::Move(moved) => self.move_from(moved).await,
            Type::Query(query) => self.query(query).await,
        };
        let Some(said) = said else {
            return;
        };
        let before = std::mem::replace(&mut self.state, self.runner.state().await);
        self.report("something else was said", &said_differences(&step, &said));
        let faults = step
            .states
            .iter()
            .flat_map(|check| check(&before, &self.state));
        self.report("the state is another", &faults.collect::<Vec<_>>());
        let is_done = step.is_applied() && step.leaves_nothing && !said.iter().any(Said::is_error);
        if let Some(config) = self.config.as_ref().filter(|_| is_done) {
            let plan = self.runner.plan(config).await.plan;
            self.report(
                "the next plan has something to do",
                &expect_empty().faults(&plan),
            );
        }
    }

    /// Destroys everything, without a word.
    ///
    /// # Panics
    ///
    /// When something is said, or left.
    pub async fn destroy(&mut self) {
        self.step(Step::config(json!({}))).await;
        let left: Vec<String> = self.state.keys().cloned().collect();
        self.report("something is left in the state", &left);
    }

    /// Plans, and carries the plan out unless the step is only a plan. Answers with what was said.
    async fn configure(&mut self, config: &Config, step: &Step) -> Vec<Said> {
        self.config = Some(config.clone());
        let ready = self.runner.plan(config).await;
        let mut said = ready.plan.said.clone();
        if ready.plan.code == 0 {
            let faults = step
                .plans
                .iter()
                .flat_map(|check| check.faults(&ready.plan));
            self.report("the plan is another", &faults.collect::<Vec<_>>());
            if !step.only_plans {
                said.extend(self.runner.apply(ready).await);
            }
        }
        said
    }

    async fn import(&mut self, import: &Import) -> Option<Vec<Said>> {
        let known = self.state(&import.address).clone();
        let import = import.resolved(&self.state);
        let config = self.config.as_ref();
        let (said, state) = self
            .runner
            .import(&import, config, !known.is_null())
            .await?;
        if !said.iter().any(Said::is_error) {
            self.same(&known, &state, &import.ignored);
        }
        Some(said)
    }

    async fn move_from(&mut self, moved: &Move) -> Option<Vec<Said>> {
        let known = self.state(&moved.address).clone();
        let source = moved.source.resolved(&self.state);
        let (said, state) = self.runner.move_from(&moved.address, &source).await?;
        if !said.iter().any(Said::is_error) {
            self.same(&known, &state, &[]);
        }
        Some(said)
    }

    /// Insists that what is known is what has come, but for what need not be.
    fn same(&self, known: &Json, come: &Json, ignored: &[String]) {
        if known.is_null() {
            return;
        }
        let is_ignored = |way: &str| ignored.iter().any(|name| way.starts_with(name));
        let faults = differences(known, come).into_iter();
        let faults = faults.filter(|(way, _)| !is_ignored(way));
        let faults: Vec<String> = faults.map(|(_, fault)| fault).collect();
        self.report("what comes is not what was made", &faults);
    }

    async fn query(&mut self, query: &Query) -> Option<Vec<Said>> {
        let (said, found) = self.runner.query(query).await?;
        let faults = query.checks.iter().flat_map(|check| check(&found));
        self.report("something else is found", &faults.collect::<Vec<_>>());
        Some(said)
    }

    fn report(&self, headline: &str, faults: &[String]) {
        assert!(
            faults.is_empty(),
            "step {}: {headline}\n  {}",
            self.number,
            faults.join("\n  ")
        );
    }
}

/// What was said and not expected, and the other way round.
fn said_differences(step: &Step, said: &[Said]) -> Vec<String> {
    let shown = |sign: char, said: &Said| {
        let Said {
            severity,
            summary,
            detail,
            attribute,
        } = said;
        format!("{sign} {severity} at {attribute:?}: {summary}: {detail}")
    };
    let lost = step.said.iter().filter(|one| !said.contains(one));
    let mut new: Vec<&Said> = said.iter().filter(|one| !step.said.contains(one)).collect();
    let mut faults: Vec<String> = lost.map(|one| shown('-', one)).collect();
    for (severity, part) in &step.parts {
        let has_it = |one: &&Said| {
            one.severity == *severity && (one.summary.contains(part) || one.detail.contains(part))
        };
        match new.iter().position(has_it) {
            Some(place) => drop(new.remove(place)),
            None => faults.push(format!("- {severity} with {part:?}")),
        }
    }
    faults.extend(new.into_iter().map(|one| shown('+', one)));
    faults
}

/// What a state has, by address.
type State = BTreeMap<String, Json>;

/// A check of the state after a step, which knows the one before.
type StateCheck = Box<dyn Fn(&State, &State) -> Vec<String> + Send>;

/// What is at `way` in the object at `address`.
fn found<'a>(state: &'a State, address: &str, way: &str) -> Option<&'a Json> {
    state.get(address).and_then(|object| place::at(object, way))
}
