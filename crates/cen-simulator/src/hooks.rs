//! What can be done to the account from outside the API: payment, drift, a seeded instance, a moved clock.

mod routers;

use std::io;

use super::actions;
use super::cloud::Cloud;
use super::state::{Departure, Package};
use super::view::{
    ChildView, InstanceChange, InstanceView, LimitView, PackageChange, PackageView, Summary,
};

impl Cloud {
    pub(super) fn packages(&self) -> Vec<PackageView> {
        self.look(|context| {
            let packages = context.state.packages.iter();
            packages
                .map(|package| PackageView::of(package, context.now))
                .collect()
        })
    }

    pub(super) fn summary(&self) -> Summary {
        let calls = self.journal.counts();
        self.look(|context| Summary::of(context.state, calls, context.now))
    }

    pub(super) fn change_package(
        &self,
        id: &str,
        change: PackageChange,
    ) -> io::Result<PackageView> {
        self.change(|context| {
            let now = context.now;
            if let Some(instance) = change.cen_id.as_deref().filter(|id| !id.is_empty())
                && context.state.instance(instance).is_err()
            {
                return Err(absent("CEN instance", instance));
            }
            let mut packages = context.state.packages.iter_mut();
            let package = found(
                packages.find(|package| package.id == id),
                "bandwidth package",
                id,
            )?;
            change.apply(package, now);
            Ok(PackageView::of(package, now))
        })?
    }

    pub(super) fn remove_package(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let matches = |package: &Package| package.id == id;
            found(
                context
                    .state
                    .packages
                    .iter()
                    .find(|package| matches(package)),
                "bandwidth package",
                id,
            )?;
            context.state.depart(Departure::Removed, matches);
            Ok(())
        })?
    }

    pub(super) fn pay(&self, order: &str) -> io::Result<PackageView> {
        self.change(|context| {
            let (now, shows_from) = (context.now, context.now.plus(context.settle));
            let mut packages = context.state.packages.iter_mut();
            let package = found(
                packages.find(|package| package.order == order),
                "order",
                order,
            )?;
            if package.paid {
                return Err(io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    format!("the order {order} is paid already"),
                ));
            }
            package.pay(now, shows_from);
            Ok(PackageView::of(package, now))
        })?
    }

    pub(super) fn add_instance(&self, name: &str) -> io::Result<String> {
        self.change(|context| actions::create_instance(context, name))
    }

    pub(super) fn limits(&self) -> Vec<LimitView> {
        self.look(|context| context.state.limits.iter().map(LimitView::of).collect())
    }

    pub(super) fn set_limit(&self, instance: &str, [a, b]: [&str; 2], mbps: u32) -> io::Result<()> {
        self.change(|context| {
            actions::force_limit(context, instance, [a, b], mbps)
                .map_err(|refusal| io::Error::new(io::ErrorKind::NotFound, refusal.message))
        })?
    }

    pub(super) fn instances(&self) -> Vec<InstanceView> {
        self.look(|context| {
            let state = &*context.state;
            let instances = state.instances.iter();
            instances
                .map(|instance| InstanceView::of(instance, state))
                .collect()
        })
    }

    pub(super) fn change_instance(
        &self,
        id: &str,
        change: InstanceChange,
    ) -> io::Result<InstanceView> {
        self.change(|context| {
            let instance = context.state.instance_mut(id);
            change.apply(instance.map_err(|_| absent("CEN instance", id))?);
            let state = &*context.state;
            let instance = state.instance(id).map_err(|_| absent("CEN instance", id))?;
            Ok(InstanceView::of(instance, state))
        })?
    }

    pub(super) fn remove_instance(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let state = &mut *context.state;
            let mut leaving = state.instances.extract_if(.., |instance| instance.id == id);
            found(leaving.next(), "CEN instance", id)?;
            drop(leaving);
            state.children.retain(|child| child.instance != id);
            state.routers.retain(|router| router.instance != id);
            for package in &mut state.packages {
                package.leave(id);
            }
            Ok(())
        })?
    }

    pub(super) fn children(&self) -> Vec<ChildView> {
        self.look(|context| context.state.children.iter().map(ChildView::of).collect())
    }

    pub(super) fn add_child(&self, instance: &str, region: &str) -> io::Result<String> {
        self.change(|context| actions::force_child(context, instance, region))?
            .map_err(|_| absent("CEN instance", instance))
    }

    pub(super) fn remove_child(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let children = &mut context.state.children;
            let mut leaving = children.extract_if(.., |child| child.id == id);
            found(leaving.next(), "attached network instance", id).map(drop)
        })?
    }

    pub(super) fn advance_clock(&self, millis: i64) -> io::Result<()> {
        self.clock.advance(millis);
        // Saves the moved clock with the state.
        self.change(|_| ())
    }
}

fn found<T>(object: Option<T>, kind: &str, id: &str) -> io::Result<T> {
    object.ok_or_else(|| absent(kind, id))
}

fn absent(kind: &str, id: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("there is no {kind} {id}"))
}
