//! What transit routers do with the networks attached to them: which routes their tables learn, what the networks are told
//! of, and who reaches whom. All of it follows from the objects of the account and is kept nowhere.
//!
//! What is in transition has no effect yet, and what is going has none any more. Rules of the documentation are marked so
//! where they are applied; where it is silent, what is usual among routers is done, and the text says that too.

mod forward;
mod instance;
mod learn;
mod reachability;
mod route;
mod select;
mod world;

pub(crate) use reachability::{Side, matrix, reachability};
pub(crate) use route::{Route, Source};
pub(crate) use world::World;

use crate::state::State;

/// The tables of all transit routers, with what they have learned.
pub(crate) struct Routing<'s> {
    pub(crate) world: World<'s>,
    /// In the order of the tables of the world.
    pub(crate) tables: Vec<Vec<Route<'s>>>,
}

impl<'s> Routing<'s> {
    pub(crate) fn of(state: &'s State) -> Self {
        let world = World::of(state);
        let tables = learn::tables(&world);
        Self { world, tables }
    }

    /// The routes of the table of that id.
    pub(crate) fn table(&self, id: &str) -> Option<&[Route<'s>]> {
        let at = self.world.tables.iter().position(|table| table.id == id)?;
        self.tables.get(at).map(Vec::as_slice)
    }
}
