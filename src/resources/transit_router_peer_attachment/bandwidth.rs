//! The bandwidth of a connection: how much it is, where it comes from, and over which kind of link it goes.

use std::ops::RangeInclusive;

use crate::written::{Written, linked, meaning};
use crate::{from_api, official};
use cen::transit_router::{Peer, Supply};
use cen::{BANDWIDTH_MBPS, PackageId};
use tf_plugin::framework::model::Model;
use tf_plugin::framework::validate::{one_of, whole_number_between};
use tf_plugin::framework::{Diagnostics, SourceState};
use tf_plugin::value::{Attr, Path};

/// The arguments for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Bandwidth {
    /// Bandwidth in Mbps: what the connection gets of the package, or the limit of one that is billed by traffic. Changed in
    /// place.
    #[attribute(required, validate = whole_number_between(MBPS, "Mbps"))]
    pub(super) bandwidth: Attr<u64>,
    /// Where the bandwidth comes from: `BandwidthPackage`, which needs `cen_bandwidth_package_id` and follows from it where
    /// this is not set; or `DataTransfer`, **which is billed by traffic** and has to be said. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&[BY_PACKAGE, BY_TRAFFIC])
    )]
    pub(super) bandwidth_type: Attr<String>,
    /// The package that the bandwidth comes from. It joins the areas of the two regions and is bound to the CEN instance.
    /// Changed in place.
    #[attribute(optional)]
    pub(super) cen_bandwidth_package_id: Attr<Written<PackageId>>,
    /// The kind of link: `Gold`, which it is where this is not set; or `Platinum`, only for a connection that is billed by
    /// traffic. Changed in place.
    #[attribute(
        optional,
        computed,
        use_state_for_unknown,
        validate = one_of(&["Gold", PLATINUM])
    )]
    pub(super) default_link_type: Attr<String>,
}

/// No page says how much a connection that is billed by traffic may have; the number is one of 32 bits.
const MBPS: RangeInclusive<u64> = 1..=2_147_483_647;

/// Bandwidth from a package.
const BY_PACKAGE: &str = "BandwidthPackage";
/// Bandwidth that is billed by traffic.
const BY_TRAFFIC: &str = "DataTransfer";
/// The better of the two links.
const PLATINUM: &str = "Platinum";

impl Bandwidth {
    /// How much it is in Mbit/s, once that is known.
    pub(super) fn mbps(&self) -> Option<u64> {
        self.bandwidth.known().copied()
    }

    /// Where it comes from, once that is known.
    pub(super) fn supply(&self) -> Option<Supply> {
        if self.bandwidth_type.known()? == BY_PACKAGE {
            let package = meaning(&self.cen_bandwidth_package_id)?;
            Some(Supply::Package(package.clone()))
        } else {
            Some(Supply::Traffic)
        }
    }

    /// Both, once both are known.
    pub(super) fn supplied(&self) -> Option<(Supply, u64)> {
        self.supply().zip(self.mbps())
    }

    /// The kind of link to send where it changes to that of `planned`.
    pub(super) fn new_link(&self, planned: &Self) -> Option<String> {
        let link = planned.default_link_type.known();
        link.filter(|link| self.default_link_type.known() != Some(link))
            .cloned()
    }

    /// Plans where it comes from, where `config` leaves that to the package. Whether it comes from elsewhere than that of
    /// `prior` did: then CEN decides anew what it decides.
    pub(super) fn plan(&mut self, config: &Self, prior: Option<&Self>) -> bool {
        if config.bandwidth_type.is_null() {
            self.bandwidth_type = match config.cen_bandwidth_package_id {
                Attr::Unknown => Attr::Unknown,
                _ => BY_PACKAGE.into(),
            };
        }
        let moves = prior.is_some_and(|prior| {
            self.bandwidth_type != prior.bandwidth_type
                || self.cen_bandwidth_package_id != prior.cen_bandwidth_package_id
        });
        if moves && config.default_link_type.is_null() {
            self.default_link_type = Attr::Unknown;
        }
        moves
    }

    /// Notes that it has been sent as `planned`.
    pub(super) fn enter_sent(&mut self, planned: &Self) {
        let link = self.default_link_type.clone();
        self.clone_from(planned);
        if planned.default_link_type.is_unknown() {
            self.default_link_type = link;
        }
    }

    /// Takes over what the API says.
    pub(super) fn refresh(&mut self, remote: &Peer) {
        if let Some(mbps) = remote.bandwidth_mbps {
            self.bandwidth = Attr::Known(mbps);
        }
        self.bandwidth_type = from_api::name(&remote.bandwidth_type, &self.bandwidth_type);
        let package = PackageId::from_api(&remote.package_id);
        self.cen_bandwidth_package_id = linked(package.as_ref(), &self.cen_bandwidth_package_id);
        self.default_link_type = from_api::name(&remote.link_type, &self.default_link_type);
    }

    /// Takes over from a state of the official provider.
    pub(super) fn move_from(&mut self, source: &SourceState<'_>) {
        let mbps = source.number("bandwidth");
        self.bandwidth = mbps.and_then(|mbps| mbps.as_u64()).into();
        self.bandwidth_type = official::text(source, &["bandwidth_type"]);
        self.cen_bandwidth_package_id = official::named(source, "cen_bandwidth_package_id");
        self.default_link_type = official::text(source, &["default_link_type"]);
    }

    /// Checks what the arguments say together.
    pub(super) fn check(&self, diagnostics: &mut Diagnostics) {
        let package = &self.cen_bandwidth_package_id;
        let kind = match &self.bandwidth_type {
            Attr::Unknown => return,
            Attr::Known(kind) => Some(kind.as_str()),
            Attr::Null => None,
        };
        match kind {
            None if package.is_null() => diagnostics.error_at(
                Path::root("bandwidth_type"),
                "It is not said where the bandwidth comes from",
                "Set cen_bandwidth_package_id to the package that it comes from; or, to be billed by traffic, set \
                 bandwidth_type = \"DataTransfer\".",
            ),
            Some(BY_PACKAGE) if package.is_null() => diagnostics.error_at(
                Path::root("cen_bandwidth_package_id"),
                "The bandwidth package is missing",
                "With bandwidth_type = \"BandwidthPackage\" the bandwidth comes from a package. Set cen_bandwidth_package_id; \
                 or, to be billed by traffic, set bandwidth_type = \"DataTransfer\".",
            ),
            Some(BY_TRAFFIC) if package.known().is_some() => diagnostics.error_at(
                Path::root("cen_bandwidth_package_id"),
                "A connection billed by traffic has no package",
                "With bandwidth_type = \"DataTransfer\" nothing is drawn on a package. Remove cen_bandwidth_package_id, or set \
                 bandwidth_type = \"BandwidthPackage\".",
            ),
            _ => {}
        }
        // An unknown package may turn out to be none.
        let draws = kind == Some(BY_PACKAGE) || (kind.is_none() && package.known().is_some());
        if draws {
            self.check_drawn(diagnostics);
        }
    }

    /// Checks what goes with bandwidth that is drawn on a package.
    fn check_drawn(&self, diagnostics: &mut Diagnostics) {
        let link = self.default_link_type.known();
        if link.is_some_and(|link| link == PLATINUM) {
            diagnostics.error_at(
                Path::root("default_link_type"),
                "Platinum needs a connection billed by traffic",
                "Connections that draw on a package have links of the kind \"Gold\". Remove default_link_type, or set \
                 bandwidth_type = \"DataTransfer\".",
            );
        }
        let most = *BANDWIDTH_MBPS.end();
        if let Some(mbps) = self.mbps().filter(|mbps| *mbps > most) {
            diagnostics.error_at(
                Path::root("bandwidth"),
                "No package has so much bandwidth",
                format!(
                    "This asks for {mbps} Mbps of a package, and packages have {most} Mbps at the most."
                ),
            );
        }
    }
}
