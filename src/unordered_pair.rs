//! Two arguments that name the two ends of something, in an order and a letter case that do not matter.

use tf_plugin::framework::{HostCapabilities, Plan};
use tf_plugin::value::{Attr, Path};

/// Gives the planned ends the form of the prior ones if they are the same pair, or may yet turn out to be. `read` tells
/// what a text means.
///
/// Hosts plan a second time once everything is known, and what the first plan knew must come out the same. So where one
/// end is still unknown, the other already has the form that it takes if the object stays.
pub(super) fn keep<T: AsRef<str> + Clone, K: PartialEq>(
    prior: [&Attr<T>; 2],
    planned: [&mut Attr<T>; 2],
    read: impl Fn(&str) -> K,
) {
    let mean = |attr: &Attr<T>| attr.known().map(|text| read(text.as_ref()));
    let [Some(a), Some(b)] = prior.map(mean) else {
        return;
    };
    let may_stay = match (mean(&*planned[0]), mean(&*planned[1])) {
        (Some(x), Some(y)) => is_same_pair(&[x, y], &[a, b]),
        (Some(known), None) | (None, Some(known)) => known == a || known == b,
        (None, None) => false,
    };
    if !may_stay {
        return;
    }
    for (before, after) in prior.into_iter().zip(planned) {
        if after.known().is_some() {
            after.clone_from(before);
        }
    }
}

/// What a plan makes of the two ends.
pub(super) struct Change {
    /// Those whose new value needs a new object.
    replacing: Vec<Path>,
    /// Those that are not known yet and may need one.
    open: Vec<Path>,
}

/// Compares the ends, called `names`, with those before.
pub(super) fn change<T: AsRef<str> + PartialEq, K: PartialEq>(
    names: [&'static str; 2],
    prior: [&Attr<T>; 2],
    planned: [&Attr<T>; 2],
    read: impl Fn(&str) -> K,
) -> Change {
    let meaning = |attr: &Attr<T>| attr.known().map(|text| read(text.as_ref()));
    let pair = |ends: [&Attr<T>; 2]| match ends.map(meaning) {
        [Some(a), Some(b)] => Some([a, b]),
        _ => None,
    };
    let paths = |belongs: &dyn Fn(usize) -> bool| {
        let named = names.iter().enumerate();
        let those = named.filter(|(index, _)| belongs(*index));
        those.map(|(_, name)| Path::root(name)).collect()
    };
    let mut change = Change {
        replacing: Vec::new(),
        open: Vec::new(),
    };
    match (pair(prior), pair(planned)) {
        (Some(before), Some(after)) if !is_same_pair(&before, &after) => {
            change.replacing = paths(&|index| prior.get(index) != planned.get(index));
        }
        (Some(_), None) => {
            change.open = paths(&|index| planned.get(index).is_some_and(|end| end.is_unknown()));
        }
        _ => {}
    }
    change
}

impl Change {
    /// Enters it into the plan.
    pub(super) fn enter<M>(self, plan: &mut Plan<M>, host: HostCapabilities) {
        plan.replace.extend(self.replacing);
        for path in self.open {
            plan.replacement_is_open(&path, host);
        }
    }
}

fn is_same_pair<K: PartialEq>([a, b]: &[K; 2], [x, y]: &[K; 2]) -> bool {
    (a == x && b == y) || (a == y && b == x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(planned: [Attr<String>; 2]) -> [Attr<String>; 2] {
        let prior: [Attr<String>; 2] = ["China".into(), "Europe".into()];
        let [mut a, mut b] = planned;
        keep([&prior[0], &prior[1]], [&mut a, &mut b], lower);
        [a, b]
    }

    fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    fn changed([a, b]: &[Attr<String>; 2]) -> (Vec<Path>, Vec<Path>) {
        let prior: [Attr<String>; 2] = ["China".into(), "Europe".into()];
        let change = change(["a", "b"], [&prior[0], &prior[1]], [a, b], lower);
        (change.replacing, change.open)
    }

    #[test]
    fn swapped_ends_and_other_letter_cases_keep_the_form_they_had() {
        for planned in [["europe", "CHINA"], ["china", "EUROPE"]] {
            assert_eq!(
                kept(planned.map(Attr::from)),
                ["China".into(), "Europe".into()]
            );
        }
        assert_eq!(
            kept(["europe".into(), "europe".into()]),
            ["europe".into(), "europe".into()]
        );
    }

    #[test]
    fn an_end_beside_an_unknown_one_has_the_form_that_it_takes_if_the_pair_stays() {
        assert_eq!(
            kept(["europe".into(), Attr::Unknown]),
            ["China".into(), Attr::Unknown]
        );
        assert_eq!(
            kept([Attr::Unknown, "mars".into()]),
            [Attr::Unknown, "mars".into()]
        );
    }

    #[test]
    fn another_pair_replaces_and_an_unknown_end_leaves_that_open() {
        let path = |name| vec![Path::root(name)];
        assert_eq!(
            changed(&["europe".into(), "china".into()]),
            (vec![], vec![])
        );
        assert_eq!(
            changed(&["China".into(), "mars".into()]),
            (path("b"), vec![])
        );
        assert_eq!(
            changed(&["mars".into(), "moon".into()]),
            (vec![Path::root("a"), Path::root("b")], vec![])
        );
        assert_eq!(
            changed(&[Attr::Unknown, "Europe".into()]),
            (vec![], path("a"))
        );
    }
}
