//! What settles when, and what is taken back, with kinds made for the purpose.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::object::Object;
use crate::options::Policy;
use crate::settling::{Follows, Settling};
use crate::state::{Kind, State, TableKind};

thread_local! {
    /// How many objects have settled in this test.
    static SETTLED: Cell<usize> = const { Cell::new(0) };
}

/// Goes at a moment, or with what it stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Leaf {
    id: String,
    on: String,
    goes_at: Option<Moment>,
}

/// What leaves stand on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Twig {
    id: String,
}

impl Object for Leaf {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Object for Twig {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Kind for Leaf {
    const TABLE: &'static str = "leaves";
    const NAME: &'static str = "leaf";
    const FOLLOWS: Follows = Follows::Removals(&[Twig::TABLE]);

    fn settle(&mut self, now: &Settling, state: &State, _: &Policy) -> bool {
        SETTLED.set(SETTLED.get() + 1);
        let is_over = self.goes_at.is_some_and(|at| now.has_come(at));
        state.has::<Twig>(&self.on) && !is_over
    }
}

impl Kind for Twig {
    const TABLE: &'static str = "twigs";
    const NAME: &'static str = "twig";
    const FOLLOWS: Follows = Follows::Nothing;
}

fn leaf(id: &str, goes_at: Option<i64>) -> Leaf {
    Leaf {
        id: id.to_owned(),
        on: "twig-a".to_owned(),
        goes_at: goes_at.map(Moment::from),
    }
}

fn twig(id: &str) -> Twig {
    Twig { id: id.to_owned() }
}

/// Settles, and tells how many objects were looked at and which leaves there are.
fn settle(state: &mut State, now: i64) -> (usize, Vec<&str>) {
    SETTLED.set(0);
    state.settle(Moment::from(now), &Policy::default());
    (SETTLED.get(), leaves(state))
}

fn leaves(state: &State) -> Vec<&str> {
    let leaves = state.all::<Leaf>().iter();
    leaves.map(|leaf| leaf.id.as_str()).collect()
}

/// Three leaves on a twig at the moment 100: one stays, one goes at 200 and one at 300.
fn grown() -> State {
    let kinds = [TableKind::of::<Leaf>(), TableKind::of::<Twig>()];
    let mut state = State::empty(1, kinds.into_iter());
    state.push(twig("twig-a"));
    for (id, goes_at) in [
        ("leaf-a", None),
        ("leaf-b", Some(300)),
        ("leaf-c", Some(200)),
    ] {
        state.push(leaf(id, goes_at));
    }
    assert_eq!(
        settle(&mut state, 100),
        (3, vec!["leaf-a", "leaf-b", "leaf-c"])
    );
    state.keep();
    state
}

#[test]
fn nothing_is_looked_at_when_nothing_was_changed_and_nothing_is_due() {
    let mut state = grown();
    assert_eq!(settle(&mut state, 100).0, 0);
    assert_eq!(settle(&mut state, 199).0, 0);
    state.push(twig("twig-b"));
    assert_eq!(settle(&mut state, 199).0, 0);
}

#[test]
fn only_what_is_due_or_was_changed_settles() {
    let mut state = grown();
    assert_eq!(settle(&mut state, 200), (1, vec!["leaf-a", "leaf-b"]));
    state.get_mut::<Leaf>("LEAF-A").unwrap().goes_at = Some(Moment::from(250));
    assert_eq!(settle(&mut state, 201).0, 1);
    assert_eq!(settle(&mut state, 249).0, 0);
    assert_eq!(settle(&mut state, 250), (1, vec!["leaf-b"]));
}

#[test]
fn what_is_followed_makes_all_settle_that_follow_it() {
    let mut state = grown();
    state.push(twig("twig-b"));
    state.take(|twig: &Twig| twig.id == "twig-b");
    assert_eq!(settle(&mut state, 101).0, 3);
    state.take(|twig: &Twig| twig.id == "twig-a");
    assert_eq!(settle(&mut state, 102), (3, vec![]));
}

#[test]
fn all_settle_when_the_clock_was_moved_back() {
    let mut state = grown();
    assert_eq!(settle(&mut state, 99).0, 3);
    assert_eq!(settle(&mut state, 100).0, 0);
    assert_eq!(settle(&mut state, 300), (2, vec!["leaf-a"]));
}

#[test]
fn what_is_taken_back_is_as_it_was_in_its_place_and_settles_again() {
    let mut state = grown();
    settle(&mut state, 200);
    state.take(|leaf: &Leaf| leaf.id == "leaf-a");
    state.get_mut::<Leaf>("leaf-b").unwrap().goes_at = None;
    state.push(leaf("leaf-d", None));
    state.push(leaf("leaf-e", None));
    state.take(|leaf: &Leaf| leaf.id == "leaf-d");
    assert_eq!(leaves(&state), ["leaf-b", "leaf-e"]);
    state.roll_back();
    assert_eq!(leaves(&state), ["leaf-a", "leaf-b", "leaf-c"]);
    assert_eq!(
        state.get::<Leaf>("leaf-b").unwrap(),
        &leaf("leaf-b", Some(300))
    );
    assert!(!state.knows("leaf-e") && state.knows("leaf-a"));
    assert_eq!(settle(&mut state, 200), (3, vec!["leaf-a", "leaf-b"]));
}

#[test]
fn objects_are_found_by_their_ids_whatever_was_removed_before_them() {
    let mut state = grown();
    state.take(|leaf: &Leaf| leaf.id == "leaf-a");
    state.push(leaf("leaf-a", Some(500)));
    assert_eq!(leaves(&state), ["leaf-b", "leaf-c", "leaf-a"]);
    let again = state.get::<Leaf>("Leaf-A").unwrap();
    assert_eq!(again.goes_at, Some(Moment::from(500)));
    assert!(state.has::<Leaf>("leaf-c") && !state.has::<Leaf>("LEAF-C"));
    assert!(state.get::<Leaf>("").is_err() && state.get::<Leaf>("leaf").is_err());
}

/// Two objects may have one id while the first of them goes.
#[test]
fn the_first_of_two_objects_with_one_id_is_meant() {
    let mut state = grown();
    state.push(leaf("leaf-a", Some(400)));
    assert_eq!(state.get::<Leaf>("leaf-a").unwrap().goes_at, None);
    state.take(|leaf: &Leaf| leaf.id == "leaf-a");
    let left = state.get::<Leaf>("leaf-a").unwrap();
    assert_eq!(left.goes_at, Some(Moment::from(400)));
}
