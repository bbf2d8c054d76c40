//! Codes that pass by themselves, and are told only when they did not in the time that there was.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &[
            "Operation.Blocking",
            "OperationConflict",
            "OperationConflict.Task",
            "TaskConflict",
            "OperationFailed.TaskConflict",
            "OperationFailed.OperationIsProcessing",
            "InvalidOperation.CenInstanceStatus",
            "InvalidOperation.ChildInstanceStatus",
            "InstanceStatus.NotSupport",
            "InvalidStatus.Resource",
            "IncorrectStatus",
            "IncorrectStatus.*",
            "OperationFailed.InvalidVpcStatus",
            "LOCK_ERROR",
            "LockFailed",
            "Conflict.Lock",
        ],
        summary: "Another task holds the object",
        hint: "CEN works on one task at a time for each object, and this one had to wait for too long. Run terraform apply \
               again, or raise the timeouts of the resource.",
    },
    Entry {
        codes: &[
            "LastTokenProcessing",
            "OperationFailed.LastTokenProcessing",
            "TokenProcessing",
            "IdempotenceProcessing",
        ],
        summary: "The same request is still under way",
        hint: "CEN is still carrying out an earlier copy of it. Run terraform apply again, with the same arguments.",
    },
    Entry {
        codes: &[
            "Throttling",
            "Throttling*",
            "throttling*",
            "Rejected.Throttling",
            "TooManyRequests",
            "QPS Limit Exceeded",
            "HTTP 429",
        ],
        summary: "Too many requests",
        hint: "The API allows the account fewer calls of {action} than were made, which other programs may have been part \
               of. Run terraform apply again, with a lower -parallelism or with max_requests_per_second in the provider \
               block.",
    },
    Entry {
        codes: &[
            "ServiceUnavailable",
            "SystemBusy",
            "System.Busy",
            "ServiceBusy",
            "InternalError",
            "InternalServerError",
            "InternalFailure",
            "UnknownError",
            "DB.Error",
        ],
        summary: "CEN is in trouble",
        hint: "The failure is on the side of CEN. Run terraform apply again later; if it goes on, ask Alibaba Cloud's \
               support with the request id.",
    },
    Entry {
        codes: &["HTTP *"],
        summary: "Something that is not CEN has answered",
        hint: "A proxy, a gateway or another server has answered in CEN's place. Check endpoint in the provider block, and \
               HTTPS_PROXY and NO_PROXY in the environment.",
    },
];
