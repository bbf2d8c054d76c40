//! Made from `proto/` by the test `codegen`; never edited by hand.

#[rustfmt::skip]
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::large_enum_variant,
    reason = "generated code follows the generator's taste"
)]
pub mod tfplugin6;
