//! What users are told of the codes of [the table](super::codes).

use crate::billing::ram_action;

/// What to tell the user of an API error, beyond the API's own words.
#[derive(Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong, in at most 70 characters and without a full stop.
    pub summary: &'static str,
    /// What to do, in sentences; `{action}` stands for the API action.
    remedy: &'static str,
}

impl Advice {
    /// What to do after `action` failed so.
    pub fn remedy(&self, action: &str) -> String {
        // Rights are named after the product that an action belongs to.
        let product = ram_action(action).map_or("cen", |_| "bssapi");
        let remedy = self.remedy.replace("{product}", product);
        remedy.replace("{action}", action)
    }
}

pub(super) const UNKNOWN_KEY: Advice = Advice {
    summary: "The access key is not known",
    remedy: "Check the access key: access_key in the provider block, or ALIBABA_CLOUD_ACCESS_KEY_ID. It may have been \
             deleted, or its end may have been cut off in copying.",
};

pub(super) const DISABLED_KEY: Advice = Advice {
    summary: "The access key is disabled",
    remedy: "Enable it in the RAM console, or use another one.",
};

pub(super) const LOST_KEY: Advice = Advice {
    summary: "The access key did not arrive",
    remedy: "Something between this machine and CEN has changed the request. Check the endpoint and the proxy.",
};

pub(super) const WRONG_SIGNATURE: Advice = Advice {
    summary: "The signature was not accepted",
    remedy: "To rule out the secret, copy it again: secret_key in the provider block, or \
             ALIBABA_CLOUD_ACCESS_KEY_SECRET. The RAM console shows it once only; if it is lost, make a new key.",
};

pub(super) const MALFORMED: Advice = Advice {
    summary: "The request was malformed",
    remedy: "This is a mistake of the provider, or something on the way has changed the request. Please report it with \
             the request id.",
};

pub(super) const WRONG_CLOCK: Advice = Advice {
    summary: "The clock is wrong",
    remedy: "Requests are accepted for 15 minutes before and after the time that they are signed with. Correct the \
             clock of this machine, and keep it synchronised.",
};

pub(super) const TAKEN_FOR_REPETITION: Advice = Advice {
    summary: "The request was taken for a repetition",
    remedy: "A copy of it had arrived before, which something on the way may have made. Run terraform apply again.",
};

pub(super) const EXPIRED_KEY: Advice = Advice {
    summary: "The temporary key has expired",
    remedy: "Get a new one, and put it where this one came from.",
};

pub(super) const WRONG_TOKEN: Advice = Advice {
    summary: "The security token does not fit the access key",
    remedy: "A temporary key and its token come as a pair. Set both anew, and look for a token that is left over in \
             the environment (ALIBABA_CLOUD_SECURITY_TOKEN, ALICLOUD_SECURITY_TOKEN).",
};

pub(super) const NO_TOKEN: Advice = Advice {
    summary: "The security token is missing",
    remedy: "An access key that begins with STS. is a temporary one. Set security_token beside it, or \
             ALIBABA_CLOUD_SECURITY_TOKEN.",
};

pub(super) const NOT_PERMITTED: Advice = Advice {
    summary: "Not permitted",
    remedy: "The access key lacks a permission: its RAM policy must allow {product}:{action}.",
};

pub(super) const ACCOUNT_ONLY: Advice = Advice {
    summary: "Not permitted for this kind of account",
    remedy: "Only the account itself may do this, not one of its users. Use another identity, or ask the account's \
             owner to do it in the console.",
};

pub(super) const RISK_CONTROL: Advice = Advice {
    summary: "The account is under risk control",
    remedy: "Alibaba Cloud has stopped the account's orders for its own safety. The console says what it wants to \
             know; repeating the request does not help.",
};

pub(super) const WRONG_ENDPOINT: Advice = Advice {
    summary: "The endpoint is not that of CEN",
    remedy: "The server is one of Alibaba Cloud, but does not know {action}. Check endpoint in the provider block, \
             CEN_ENDPOINT, ALIBABA_CLOUD_ENDPOINT_CBN and CBN_ENDPOINT; CEN is at https://cbn.aliyuncs.com.",
};

pub(super) const WANTS_TLS: Advice = Advice {
    summary: "The endpoint wants TLS",
    remedy: "Write the endpoint with https:// instead of http://.",
};

pub(super) const UNKNOWN_AREA: Advice = Advice {
    summary: "An area is not known or not sold",
    remedy: "CEN does not know one of the areas, or no longer sells it. China, North-America, Asia-Pacific and Europe \
             are sold; Middle-East and Australia have been withdrawn from its lists.",
};

pub(super) const PAIR_NOT_SOLD: Advice = Advice {
    summary: "This pair of areas is not sold",
    remedy: "Choose other areas, or ask Alibaba Cloud's support whether this pair is sold to the account on request.",
};

pub(super) const CHARGE_TYPE_NOT_SOLD: Advice = Advice {
    summary: "The charge type is not sold to this account",
    remedy: "PostPaid is offered on request only; use PrePaid.",
};

pub(super) const OUT_OF_STOCK: Advice = Advice {
    summary: "No bandwidth is left to buy",
    remedy: "Try again later, or with less bandwidth.",
};

pub(super) const TOKEN_IN_USE: Advice = Advice {
    summary: "The client token belongs to another purchase",
    remedy: "It was used earlier with other arguments. Use the arguments of that purchase, or another client_token for \
             a new one.",
};

pub(super) const BALANCE_TOO_LOW: Advice = Advice {
    summary: "The balance of the account is too low",
    remedy: "Top up the account, then run terraform apply again.",
};

pub(super) const ORDER_OPEN: Advice = Advice {
    summary: "Another order for the package is open",
    remedy: "CEN takes one order for a package at a time. A temporary upgrade counts as one until it ends, and an \
             order that nobody has paid until it is paid or cancelled in the console. Then run terraform apply \
             again.",
};

pub(super) const ARREARS: Advice = Advice {
    summary: "The account is in arrears",
    remedy: "Pay what is due, then run terraform apply again.",
};

pub(super) const NOT_PAID: Advice = Advice {
    summary: "The order could not be paid",
    remedy: "Look at the unpaid orders in the console, and at the account's means of payment. Cancel the order there \
             before it is placed again.",
};

pub(super) const BARRED: Advice = Advice {
    summary: "The account is barred from bandwidth packages",
    remedy: "Ask Alibaba Cloud's support to lift that.",
};

pub(super) const SAME_BANDWIDTH: Advice = Advice {
    summary: "The package has this bandwidth already",
    remedy: "Nothing was ordered. Run terraform plan to see what is in force.",
};

pub(super) const NOT_RELEASABLE: Advice = Advice {
    summary: "A prepaid package cannot be given back before it expires",
    remedy: "Wait for its expiry, or set on_destroy = \"abandon\", apply that, and destroy again to leave it billing \
             outside of Terraform.",
};

pub(super) const PAIR_TAKEN: Advice = Advice {
    summary: "The CEN instance has a package for these areas",
    remedy: "A CEN instance takes one package for each pair of areas, and it has one. Change the bandwidth of that \
             one, or unbind it first.",
};

pub(super) const NO_PACKAGE: Advice = Advice {
    summary: "No package connects these areas",
    remedy: "A limit needs a bandwidth package of the areas that its two regions lie in, bound to the CEN instance.",
};

pub(super) const PACKAGE_TOO_SMALL: Advice = Advice {
    summary: "More bandwidth is allotted than the package has",
    remedy: "Together, the limits of the connections between regions would be above the bandwidth of the package. \
             Lower them, or give the package more.",
};

pub(super) const WRONG_STATUS: Advice = Advice {
    summary: "The package is not in a status that allows this",
    remedy: "It may be bound to another CEN instance. Unbind it there first.",
};

pub(super) const LOCKED: Advice = Advice {
    summary: "The package is locked",
    remedy: "It has expired, is overdue, or is locked for security. Renew it in the console, or pay what is due; one that has expired is released by CEN some days later.",
};

pub(super) const ALLOTTED: Advice = Advice {
    summary: "Bandwidth of the package is in use",
    remedy: "It is allotted to connections between regions, by limits or by connections of transit routers. Remove \
             those first. Where one run takes a connection off the package and destroys the package, Terraform does \
             that in the wrong order, unless the package has create_before_destroy = true in a lifecycle block.",
};

pub(super) const PERCENTILE: Advice = Advice {
    summary: "Billing by the 95th percentile could not be set up",
    remedy: "The package is billed by the 95th percentile of its use, and CEN failed to set that up. Apply again; if \
             it goes on, ask Alibaba Cloud's support with the request id.",
};

pub(super) const BAD_LIMIT: Advice = Advice {
    summary: "The bandwidth limit is not legal",
    remedy: "A limit is a whole number of Mbps, at least 1 and at most the bandwidth of the package.",
};

pub(super) const UNKNOWN_REGION: Advice = Advice {
    summary: "A region is not known here",
    remedy: "Either there is no region with this id, or nothing in it is attached to the CEN instance. Attach a \
             network of that region first.",
};

pub(super) const NO_CEN: Advice = Advice {
    summary: "The CEN instance does not exist",
    remedy: "There is none with this id in the account of the access key. Check the id, and which account the key is \
             of.",
};

pub(super) const NO_SUCH_PACKAGE: Advice = Advice {
    summary: "The bandwidth package does not exist",
    remedy: "There is none with this id in the account of the access key. Check the id, and which account the key is \
             of.",
};

pub(super) const NO_NETWORK: Advice = Advice {
    summary: "The network instance does not exist",
    remedy: "Check its id, and that the region is the one it is in.",
};

pub(super) const ATTACHED_ALREADY: Advice = Advice {
    summary: "The network instance is attached already",
    remedy: "It can be attached to one CEN instance at a time. Detach it from the other one first.",
};

pub(super) const FOREIGN_NETWORK: Advice = Advice {
    summary: "The network instance belongs to another account",
    remedy: "That account has to grant it to the account of the CEN instance first: a VPC in the VPC console or with \
             GrantInstanceToCen, a CCN with GrantInstanceToCbn.",
};

pub(super) const BORDER_ROUTER: Advice = Advice {
    summary: "The border router cannot be attached",
    remedy: "Ask Alibaba Cloud's support what it takes to attach a router of its model.",
};

pub(super) const NETWORK_TYPE: Advice = Advice {
    summary: "The type of the network instance is not supported",
    remedy: "CEN takes VPCs, VBRs and CCNs, and the id must be of the type that is given.",
};

pub(super) const STILL_ATTACHED: Advice = Advice {
    summary: "Something is still attached",
    remedy: "Detach the networks and unbind the packages of the CEN instance first, those outside of Terraform \
             included.",
};

pub(super) const ROUTE_TABLES: Advice = Advice {
    summary: "The CEN instance has route tables",
    remedy: "A transit router of it has route tables of its own. Delete those first.",
};

pub(super) const ROUTES: Advice = Advice {
    summary: "The CEN instance has routes",
    remedy: "A transit router of it has routes of its own. Delete those first.",
};

pub(super) const PROTECTION_LEVEL: Advice = Advice {
    summary: "The protection level cannot be raised",
    remedy: "Once overlapping networks are allowed (REDUCED), CEN does not go back to forbidding them.",
};

pub(super) const CEN_QUOTA: Advice = Advice {
    summary: "There are as many CEN instances as there may be",
    remedy: "Delete one that is not needed, or ask for a higher quota in Quota Center.",
};

pub(super) const QUOTA: Advice = Advice {
    summary: "A quota is used up",
    remedy: "The account has as many of these as it may have. Remove some, or ask for a higher quota in Quota \
             Center.",
};

pub(super) const BAD_NAME: Advice = Advice {
    summary: "The name is not legal",
    remedy: "A name has at most 128 characters, begins with a letter, goes on with letters, digits, _ and -, and does \
             not begin with http:// or https://.",
};

pub(super) const BAD_DESCRIPTION: Advice = Advice {
    summary: "The description is not legal",
    remedy: "A description has at most 256 characters and does not begin with http:// or https://.",
};

pub(super) const BAD_FILTER: Advice = Advice {
    summary: "CEN does not know the filter",
    remedy: "This is a mistake of the provider, or the API has changed. Please report it with the request id.",
};

pub(super) const MISSING: Advice = Advice {
    summary: "CEN misses a parameter",
    remedy: "The API wants an argument that has become mandatory, or something on the way has dropped it. The message \
             names it. Set it; if that is not possible, please report this with the request id.",
};

pub(super) const BAD_VALUE: Advice = Advice {
    summary: "CEN does not accept a value",
    remedy: "The message names the parameter. The API may have stricter rules for this account or region than its \
             documentation says; change the argument behind that parameter.",
};

pub(super) const SERVICE_NOT_OPEN: Advice = Advice {
    summary: "The transit router service is not open",
    remedy: "Opening it is free: do it once for the account, in the CEN console or by the API action \
             OpenTransitRouterService.",
};

pub(super) const NO_ROUTER: Advice = Advice {
    summary: "The transit router does not exist",
    remedy: "There is none with this id in the account. Check the id, and that the region is the one it is in.",
};

pub(super) const NOT_THERE: Advice = Advice {
    summary: "Something does not exist",
    remedy: "There is nothing with the id that the message names in the account. Check the id, and the region.",
};

pub(super) const ROUTER_IN_USE: Advice = Advice {
    summary: "Something of the transit router is still in use",
    remedy: "An association with a route table, a propagation or a route still uses it. Remove that first. Of an \
             attachment that has the argument, set force_delete = true, apply that, and destroy again to have CEN remove it. A \
             table that is replaced, or whose associations move in the same run, needs lifecycle { create_before_destroy = true }.",
};

pub(super) const NO_ADDRESSES: Advice = Advice {
    summary: "The transit router has no addresses left for the connection",
    remedy: "A private IPsec connection takes addresses of a block of the transit router. Give the transit router a block \
             that is free and large enough, then apply again.",
};

pub(super) const ROUTE_TAKEN: Advice = Advice {
    summary: "The table has a route to this destination already",
    remedy: "A route table takes one static route to each destination. Import that one, delete it, or choose another destination; \
             where two routes of this configuration are meant to take each other's place, take create_before_destroy off.",
};

pub(super) const CIDR_IN_USE: Advice = Advice {
    summary: "Addresses of the block are in use",
    remedy: "An attachment of a VPN connection has addresses from this block of the transit router. End that attachment first.",
};

pub(super) const BUSY: Advice = Advice {
    summary: "Another task holds the object",
    remedy: "CEN works on one task at a time for each object, and this one had to wait for too long. Run terraform \
             apply again, or raise the timeouts of the resource.",
};

pub(super) const STILL_RUNNING: Advice = Advice {
    summary: "The same request is still under way",
    remedy: "CEN is still carrying out an earlier copy of it. Run terraform apply again, with the same arguments.",
};

pub(super) const THROTTLED: Advice = Advice {
    summary: "Too many requests",
    remedy: "The API allows the account fewer calls of {action} than were made, which other programs may have been \
             part of. Run terraform apply again, with a lower -parallelism or with max_requests_per_second in the \
             provider block.",
};

pub(super) const SERVER_FAILED: Advice = Advice {
    summary: "CEN is in trouble",
    remedy: "The failure is on the side of CEN. Run terraform apply again later; if it goes on, ask Alibaba Cloud's \
             support with the request id.",
};

pub(super) const NOT_CEN: Advice = Advice {
    summary: "Something that is not CEN has answered",
    remedy: "A proxy, a gateway or another server has answered in CEN's place. Check endpoint in the provider block, \
             and HTTPS_PROXY and NO_PROXY in the environment.",
};

pub(super) const BILLING_NOT_PERMITTED: Advice = Advice {
    summary: "Not permitted by the billing API",
    remedy: "The access key lacks a permission of the billing API: its RAM policy must allow bssapi:{action}. To work without \
             that API, set use_billing_api = false in the provider block.",
};

pub(super) const OTHER_SITE: Advice = Advice {
    summary: "The account belongs to the other site",
    remedy: "Alibaba Cloud has two sites, each with a billing API of its own, and this one does not serve the account. Set \
             account_type in the provider block to Domestic or International, or leave it out: both are asked then.",
};

pub(super) const NOT_AN_INSTANCE: Advice = Advice {
    summary: "The billing API does not know the package",
    remedy: "It may be gone, not be prepaid, or have been bought moments ago. Run terraform plan to see what CEN says.",
};

pub(super) const REFUNDED_ALREADY: Advice = Advice {
    summary: "The package is given back already",
    remedy: "It has expired, or an order to give it back is under way. Run terraform plan to see what is left.",
};

pub(super) const NOT_IN_THIS_STATUS: Advice = Advice {
    summary: "The package is not in the status for this",
    remedy: "A package that is given back must not be bound to a CEN instance, nor have bandwidth allotted; one that is renewed \
             must not be locked or released.",
};

pub(super) const NOTHING_LEFT: Advice = Advice {
    summary: "Nothing would be paid back",
    remedy: "What was paid for the package is used up, or was paid with vouchers. Let it expire.",
};

pub(super) const NOT_REFUNDABLE: Advice = Advice {
    summary: "The package is not taken back",
    remedy: "Alibaba Cloud does not take this one back: packages across the border of the Chinese mainland, and what was bought \
             in a promotion, stay until they expire. A ticket may help.",
};

pub(super) const TOO_MANY_REFUNDS: Advice = Advice {
    summary: "The account has given back too much",
    remedy: "Alibaba Cloud limits how often an account gives things back. Ask by ticket, or let the package expire.",
};

pub(super) const UNPAID_ORDER: Advice = Advice {
    summary: "An unpaid order is in the way",
    remedy: "Pay or cancel the order of this package in the console, then try again.",
};
