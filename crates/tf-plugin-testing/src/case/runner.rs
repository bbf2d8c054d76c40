//! Who does the steps: the walks in process, or a CLI.

use serde_json::Value as Json;

use super::State;
use super::cli::Commands;
use super::source::Source;
use super::step::{Config, Import, Query};
use crate::plan::Plan;
use crate::said::Said;
use crate::walk::{Found, Key, Planned, Walker};

pub(super) enum Runner {
    InProcess(Box<Walker>),
    Cli(Box<Commands>),
}

/// A plan, and what is needed to carry it out.
pub(super) struct Ready {
    pub(super) plan: Plan,
    /// In process; a CLI keeps its plan in a file.
    planned: Option<Planned>,
}

impl Runner {
    /// Has another provider block from now on.
    pub(super) fn configure(&mut self, block: Json) {
        match self {
            Self::InProcess(walker) => walker.block = block,
            Self::Cli(commands) => commands.block = block,
        }
    }

    pub(super) async fn plan(&self, config: &Config) -> Ready {
        match self {
            Self::InProcess(walker) => {
                let planned = walker.plan(config.json()).await;
                Ready {
                    plan: planned.plan.clone(),
                    planned: Some(planned),
                }
            }
            Self::Cli(commands) => Ready {
                plan: commands.plan(config).await,
                planned: None,
            },
        }
    }

    pub(super) async fn apply(&mut self, ready: Ready) -> Vec<Said> {
        match (self, ready.planned) {
            (Self::InProcess(walker), Some(planned)) => walker.apply(planned).await,
            (Self::Cli(commands), _) => commands.apply().await,
            (Self::InProcess(_), None) => panic!("a plan of somebody else"),
        }
    }

    /// What was said and found; nothing where it cannot be done.
    pub(super) async fn import(
        &mut self,
        import: &Import,
        config: Option<&Config>,
        is_known: bool,
    ) -> Option<(Vec<Said>, Json)> {
        match self {
            Self::InProcess(walker) => {
                let key = match &import.id {
                    Some(id) => Key::Id(id),
                    None => Key::Identity(import.identity.as_ref()),
                };
                Some(walker.import(&import.address, key).await)
            }
            Self::Cli(commands) => {
                let config = config.expect("a configuration before the import");
                commands.import(import, config, is_known).await
            }
        }
    }

    /// What was said and what has come; nothing where it cannot be done.
    pub(super) async fn move_from(
        &mut self,
        address: &str,
        source: &Source,
    ) -> Option<(Vec<Said>, Json)> {
        match self {
            Self::InProcess(walker) => Some(walker.move_from(address, source).await),
            Self::Cli(_) => None,
        }
    }

    /// What was said and found; nothing where it cannot be done: no CLI of today tells of searches in a form that is
    /// promised to stay.
    pub(super) async fn query(&self, query: &Query) -> Option<(Vec<Said>, Vec<Found>)> {
        match self {
            Self::InProcess(walker) => {
                let Query {
                    type_name,
                    config,
                    limit,
                    ..
                } = query;
                Some(walker.query(type_name, config, *limit).await)
            }
            Self::Cli(_) => None,
        }
    }

    pub(super) async fn state(&self) -> State {
        match self {
            Self::InProcess(walker) => walker.state(),
            Self::Cli(commands) => commands.state().await,
        }
    }
}
