//! Codes about packages on CEN instances and the bandwidth that is allotted from them (API pages
//! AssociateCenBandwidthPackage, UnassociateCenBandwidthPackage, SetCenInterRegionBandwidthLimit).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["InvalidOperation.BwpForGeoSpanAlreadyAssociated"],
        summary: "The CEN instance has a package for these areas",
        hint: "A CEN instance takes one package for each pair of areas, and it has one. Change the bandwidth of that one, \
               or unbind it first.",
    },
    Entry {
        codes: &["InvalidOperation.BwpForGeoSpanNotAssociated"],
        summary: "No package connects these areas",
        hint: "A limit needs a bandwidth package of the areas that its two regions lie in, bound to the CEN instance.",
    },
    Entry {
        codes: &["InvalidOperation.BwpBandwidthExceeded"],
        summary: "More bandwidth is allotted than the package has",
        hint: "Together, the limits of the connections between regions would be above the bandwidth of the package. Lower \
               them, or give the package more.",
    },
    Entry {
        codes: &["InvalidOperation.BwpInstanceStatus"],
        summary: "The package is not in a status that allows this",
        hint: "It may be bound to another CEN instance. Unbind it there first.",
    },
    Entry {
        codes: &["InvalidOperation.BwpBusinessStatus"],
        summary: "The package is locked",
        hint: "It has expired, is overdue, or is locked for security. Renew it in the console, or pay what is due.",
    },
    Entry {
        codes: &["InvalidOperation.CenBandwidthLimitsNotZero"],
        summary: "Bandwidth of the package is in use",
        hint: "It is allotted to connections between regions, by limits or by connections of transit routers. Remove those \
               first. Where one run takes a connection off the package and destroys the package, Terraform does that in \
               the wrong order, unless the package has create_before_destroy = true in a lifecycle block.",
    },
    Entry {
        codes: &["OperationFailed.SetPostPay95BandwidthLimitError"],
        summary: "Billing by the 95th percentile could not be set up",
        hint: "The package is billed by the 95th percentile of its use, and CEN failed to set that up. Apply again; if it \
               goes on, ask Alibaba Cloud's support with the request id.",
    },
    Entry {
        codes: &["ParameterIllegal.BandwidthLimit"],
        summary: "The bandwidth limit is not legal",
        hint: "A limit is a whole number of Mbps, at least 1 and at most the bandwidth of the package.",
    },
    Entry {
        codes: &["ParameterIllegal.RegionId", "IllegalParam.Region"],
        summary: "A region is not known here",
        hint: "Either there is no region with this id, or nothing in it is attached to the CEN instance. Attach a network \
               of that region first.",
    },
];
