//! Codes about parameters (common error set of the API pages). Most of what they refuse is told at plan time already.

use super::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        codes: &["InvalidName", "NameIllegal"],
        summary: "The name is not legal",
        hint: "A name has at most 128 characters, begins with a letter, goes on with letters, digits, _ and -, and does not \
               begin with http:// or https://.",
    },
    Entry {
        codes: &["InvalidDescription", "DescriptionIllegal"],
        summary: "The description is not legal",
        hint: "A description has at most 256 characters and does not begin with http:// or https://.",
    },
    Entry {
        codes: &["FilterKey.NotSupport"],
        summary: "CEN does not know the filter",
        hint: "This is a mistake of the provider, or the API has changed. Please report it with the request id.",
    },
    Entry {
        codes: &["MissingParameter", "ParameterMustNotNull", "Missing*"],
        summary: "CEN misses a parameter",
        hint: "The API wants an argument that has become mandatory, or something on the way has dropped it. The message \
               names it. Set it; if that is not possible, please report this with the request id.",
    },
    Entry {
        codes: &[
            "InvalidParameter*",
            "ParameterError",
            "ParameterIllegal*",
            "IllegalParam*",
        ],
        summary: "CEN does not accept a value",
        hint: "The message names the parameter. The API may have stricter rules for this account or region than its \
               documentation says; change the argument behind that parameter.",
    },
];
