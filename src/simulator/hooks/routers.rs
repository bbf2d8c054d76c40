//! What can be done to transit routers from outside the API.

use std::io;

use crate::simulator::actions;
use crate::simulator::cloud::Cloud;
use crate::simulator::view::{RouterChange, RouterView};

use super::{absent, found};

const ROUTER: &str = "transit router";

impl Cloud {
    pub(in crate::simulator) fn routers(&self) -> Vec<RouterView> {
        self.look(|context| context.state.routers.iter().map(RouterView::of).collect())
    }

    pub(in crate::simulator) fn add_router(&self, cen: &str, region: &str) -> io::Result<String> {
        self.change(|context| actions::create_router(context, cen, region))?
            .map_err(|refusal| io::Error::new(io::ErrorKind::InvalidInput, refusal.message))
    }

    pub(in crate::simulator) fn change_router(
        &self,
        id: &str,
        change: RouterChange,
    ) -> io::Result<RouterView> {
        self.change(|context| {
            let router = found(context.state.router_mut(id), ROUTER, id)?;
            change.apply(router);
            Ok(RouterView::of(router))
        })?
    }

    pub(in crate::simulator) fn remove_router(&self, id: &str) -> io::Result<()> {
        self.change(|context| {
            let mut leaving = context
                .state
                .routers
                .extract_if(.., |router| router.id == id);
            leaving.next().map(drop).ok_or_else(|| absent(ROUTER, id))
        })?
    }
}
