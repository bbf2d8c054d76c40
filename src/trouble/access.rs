//! Codes about who is calling and what they may do: those of the gateway (API guide, "Common errors"), and those of the
//! access management service.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["InvalidAccessKeyId.NotFound", "InvalidAccessKeyId"],
        summary: "The access key is not known",
        hint: "Check the access key: access_key in the provider block, or ALIBABA_CLOUD_ACCESS_KEY_ID. It may have been \
               deleted, or its end may have been cut off in copying.",
    },
    Entry {
        codes: &["InvalidAccessKeyId.Inactive"],
        summary: "The access key is disabled",
        hint: "Enable it in the RAM console, or use another one.",
    },
    Entry {
        codes: &["MissingAccessKeyId"],
        summary: "The access key did not arrive",
        hint: "Something between this machine and CEN has changed the request. Check the endpoint and the proxy.",
    },
    Entry {
        codes: &["SignatureDoesNotMatch", "InvalidAccessKeySecret"],
        summary: "The signature was not accepted",
        hint: "To rule out the secret, copy it again: secret_key in the provider block, or \
               ALIBABA_CLOUD_ACCESS_KEY_SECRET. The RAM console shows it once only; if it is lost, make a new key.",
    },
    Entry {
        codes: &[
            "IncompleteSignature",
            "InvalidTimeStamp.Format",
            "IllegalTimestamp",
        ],
        summary: "The request was malformed",
        hint: "This is a mistake of the provider, or something on the way has changed the request. Please report it with \
               the request id.",
    },
    Entry {
        codes: &["InvalidTimeStamp.Expired"],
        summary: "The clock is wrong",
        hint: "Requests are accepted for 15 minutes before and after the time that they are signed with. Correct the \
               clock of this machine, and keep it synchronised.",
    },
    Entry {
        codes: &["SignatureNonceUsed"],
        summary: "The request was taken for a repetition",
        hint: "A copy of it had arrived before, which something on the way may have made. Run terraform apply again.",
    },
    Entry {
        codes: &["InvalidSecurityToken.Expired"],
        summary: "The temporary key has expired",
        hint: "Get a new one, and put it where this one came from.",
    },
    Entry {
        codes: &[
            "InvalidSecurityToken.MismatchWithAccessKey",
            "InvalidSecurityToken.Malformed",
        ],
        summary: "The security token does not fit the access key",
        hint: "A temporary key and its token come as a pair. Set both anew, and look for a token that is left over in the \
               environment (ALIBABA_CLOUD_SECURITY_TOKEN, ALICLOUD_SECURITY_TOKEN).",
    },
    Entry {
        codes: &["MissingSecurityToken"],
        summary: "The security token is missing",
        hint: "An access key that begins with STS. is a temporary one. Set security_token beside it, or \
               ALIBABA_CLOUD_SECURITY_TOKEN.",
    },
    Entry {
        codes: &["Unauthorized", "Forbidden", "Forbidden.RAM", "NoPermission"],
        summary: "Not permitted",
        hint: "The access key lacks a permission: its RAM policy must allow cen:{action}.",
    },
    Entry {
        // "Forbbiden" is how the API spells it.
        codes: &[
            "Forbbiden.SubUser",
            "Forbidden.SubUser",
            "Abs.ApiForbiddenBySubBid",
        ],
        summary: "Not permitted for this kind of account",
        hint: "Only the account itself may do this, not one of its users. Use another identity, or ask the account's \
               owner to do it in the console.",
    },
    Entry {
        codes: &["Forbidden.RiskControl"],
        summary: "The account is under risk control",
        hint: "Alibaba Cloud has stopped the account's orders for its own safety. The console says what it wants to \
               know; repeating the request does not help.",
    },
    Entry {
        codes: &[
            "InvalidAction.NotFound",
            "InvalidVersion",
            "InvalidApi.NotFound",
            "InvalidProduct.NotFound",
        ],
        summary: "The endpoint is not that of CEN",
        hint: "The server is one of Alibaba Cloud, but does not know {action}. Check endpoint in the provider block, \
               CEN_ENDPOINT, ALIBABA_CLOUD_ENDPOINT_CBN and CBN_ENDPOINT; CEN is at https://cbn.aliyuncs.com.",
    },
    Entry {
        codes: &["InvalidProtocol.NeedSsl"],
        summary: "The endpoint wants TLS",
        hint: "Write the endpoint with https:// instead of http://.",
    },
];
