//! What schemas are for, and the names that can be used there.

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::framework) enum Role {
    /// Objects that are planned and stored.
    Planned,
    /// A question that is answered: a data source, an ephemeral resource.
    Answered,
    /// A provider block.
    ProviderBlock,
    /// What is only told: the configuration of an action, the filter of a search.
    Told,
}

impl Role {
    /// Names that the language itself uses there, or keeps for later.
    pub(super) fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::ProviderBlock => &[
                "alias",
                "count",
                "depends_on",
                "for_each",
                "lifecycle",
                "locals",
                "source",
                "version",
            ],
            Self::Planned | Self::Answered | Self::Told => &[
                "connection",
                "count",
                "depends_on",
                "for_each",
                "lifecycle",
                "provider",
                "provisioner",
            ],
        }
    }
}

/// Whether hosts accept `name` for a type, an attribute, a block or a function.
pub(in crate::framework) fn is_name(name: &str) -> bool {
    let mut letters = name.bytes();
    let starts_well = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase() || letter == b'_');
    starts_well
        && letters
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_')
}

/// What is wrong with a name that is none.
pub(in crate::framework) const NO_NAME: &str =
    "names are lower-case letters, digits and underscores, and begin with no digit";
