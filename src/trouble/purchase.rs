//! Codes about buying, changing and giving back packages (API pages CreateCenBandwidthPackage,
//! ModifyCenBandwidthPackageSpec, DeleteCenBandwidthPackage).

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["ParameterIllegal.GeoRegionId"],
        summary: "An area is not known or not sold",
        hint: "CEN does not know one of the areas, or no longer sells it. China, North-America, Asia-Pacific and Europe \
               are sold; Middle-East and Australia have been withdrawn from its lists.",
    },
    Entry {
        codes: &["GeographicSpan.NotFound"],
        summary: "This pair of areas is not sold",
        hint: "Choose other areas, or ask Alibaba Cloud's support whether this pair is sold to the account on request.",
    },
    Entry {
        codes: &["UnSupported.ChargeType"],
        summary: "The charge type is not sold to this account",
        hint: "PostPaid is offered on request only; use PrePaid.",
    },
    Entry {
        codes: &["InventoryExceeded"],
        summary: "No bandwidth is left to buy",
        hint: "Try again later, or with less bandwidth.",
    },
    Entry {
        codes: &[
            "IdempotenceParam.NotMatch",
            "IdempotentParameterMismatch",
            "Duplicated.ClientToken",
        ],
        summary: "The client token belongs to another purchase",
        hint: "It was used earlier with other arguments. Use the arguments of that purchase, or another client_token for a \
               new one.",
    },
    Entry {
        codes: &[
            "OperationFailed.InsufficientBalance",
            "InsufficientBalance",
            "ACCOUNT_BALANCE_EXCEEDED",
        ],
        summary: "The balance of the account is too low",
        hint: "Top up the account, then run terraform apply again.",
    },
    Entry {
        codes: &["OperationFailed.OrderIsProcessing"],
        summary: "Another order for the package is open",
        hint: "CEN takes one order for a package at a time. A temporary upgrade counts as one until it ends, and an order \
               that nobody has paid until it is paid or cancelled in the console. Then run terraform apply again.",
    },
    Entry {
        codes: &["Account.Arrearage"],
        summary: "The account is in arrears",
        hint: "Pay what is due, then run terraform apply again.",
    },
    Entry {
        codes: &["PAY.*"],
        summary: "The order could not be paid",
        hint: "Look at the unpaid orders in the console, and at the account's means of payment. Cancel the order there \
               before it is placed again.",
    },
    Entry {
        codes: &["OperationInvalid.UserCanNotUseBwp"],
        summary: "The account is barred from bandwidth packages",
        hint: "Ask Alibaba Cloud's support to lift that.",
    },
    Entry {
        codes: &["Operation.Failed"],
        summary: "The package has this bandwidth already",
        hint: "Nothing was ordered. Run terraform plan to see what is in force.",
    },
    Entry {
        codes: &["Forbidden.Release"],
        summary: "A prepaid package cannot be given back before it expires",
        hint: "Wait for its expiry, or set abandon_on_destroy = true, apply that, and destroy again to leave it billing outside of Terraform.",
    },
];
