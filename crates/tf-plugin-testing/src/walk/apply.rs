//! The walk that carries a plan out.

use std::collections::BTreeSet;

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::config::{Declared, Mode, value};
use super::plan::{Fate, Planned, Planning};
use super::{Held, Walker};
use crate::conformance::Stored;
use crate::object::{Answered, Change, agrees, applied, failed, planned};
use crate::said::Said;

impl Walker {
    /// Carries a plan out, with the provider configured anew, and answers with what was said.
    pub(crate) async fn apply(&mut self, plan: Planned) -> Vec<Said> {
        let mut said = self.configure().await;
        if said.iter().any(Said::is_error) {
            return said;
        }
        self.refresh(&plan);
        let mut broken = BTreeSet::new();
        // What others were made with goes after them.
        for planning in plan.plannings.iter().rev() {
            let end = match planning.fate {
                Fate::Deleted => &planning.change,
                Fate::Replaced => planning.end.as_ref().expect("a plan for the end"),
                _ => continue,
            };
            let heard = self.end(planning, end.clone()).await;
            if failed(&heard) {
                broken.insert(planning.address.clone());
            }
            said.extend(Said::of(&heard));
        }
        for declared in &plan.declared {
            if broken.contains(&declared.address) || !broken.is_disjoint(&declared.needs) {
                broken.insert(declared.address.clone());
                continue;
            }
            let heard = match declared.mode {
                Mode::Data => self.look_up(declared).await,
                Mode::Managed => self.make(declared, &plan.plannings).await,
            };
            if failed(&heard) {
                broken.insert(declared.address.clone());
            }
            said.extend(Said::of(&heard));
        }
        let is_data = |held: &mut Held| held.address.starts_with("data.");
        self.looked_up = self.objects.extract_if(.., is_data).collect();
        said
    }

    /// Stores what the plan has seen of the objects.
    fn refresh(&mut self, plan: &Planned) {
        let planned_for = |address: &str| {
            let mut plannings = plan.plannings.iter();
            plannings.find(|planning| planning.address == address)
        };
        self.objects
            .retain_mut(|held| match planned_for(&held.address) {
                Some(planning) => {
                    held.stored = planning.before.clone();
                    !held.stored.state.is_null()
                }
                // It was gone already, and nobody wants it back.
                None => false,
            });
    }

    async fn end(&mut self, planning: &Planning, end: Change) -> Vec<pb::Diagnostic> {
        let of = self.subject().await.of_type(&planning.type_name);
        let ended = applied(of, &planning.before, &Value::Null, end).await;
        if failed(&ended.said) {
            self.store(&planning.address, &planning.type_name, ended.brings, false);
        } else {
            self.objects.retain(|held| held.address != planning.address);
        }
        ended.said
    }

    /// Reads a data source. Its value is kept with the objects until the end of the walk.
    async fn look_up(&mut self, declared: &Declared) -> Vec<pb::Diagnostic> {
        let read = self.data(declared, &self.scope()).await;
        if !failed(&read.said) {
            let stored = Stored::of(read.brings, b"");
            self.store(&declared.address, &declared.type_name, stored, false);
        }
        read.said
    }

    /// Makes or changes an object.
    async fn make(&mut self, declared: &Declared, plannings: &[Planning]) -> Vec<pb::Diagnostic> {
        let mut plannings = plannings.iter();
        let planning = plannings.find(|planning| planning.address == declared.address);
        let Some(planning) = planning.filter(|planning| planning.fate != Fate::Stays) else {
            return Vec::new();
        };
        let of = self.subject().await.of_type(&declared.type_name);
        let before = match planning.fate {
            Fate::Updated => planning.before.clone(),
            _ => Stored::nothing(),
        };
        let config = value(of.block, &declared.body, &self.scope());
        let again = planned(of, &before, &config).await;
        let Some(change) = again.brings else {
            return again.said;
        };
        agrees(of, &planning.change.planned, &change.planned);
        let Answered { said, brings } = applied(of, &before, &config, change).await;
        if !brings.state.is_null() {
            let tainted = failed(&said) && planning.fate != Fate::Updated;
            self.store(&declared.address, &declared.type_name, brings, tainted);
        }
        [again.said, said].concat()
    }

    /// Keeps an object in the state, in its place if it has one.
    pub(super) fn store(&mut self, address: &str, type_name: &str, stored: Stored, tainted: bool) {
        if let Some(held) = self.objects.iter_mut().find(|held| held.address == address) {
            held.stored = stored;
            held.tainted = tainted;
        } else {
            self.objects.push(Held {
                address: address.to_owned(),
                type_name: type_name.to_owned(),
                stored,
                tainted,
            });
        }
    }
}
