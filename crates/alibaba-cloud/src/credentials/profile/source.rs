//! What profiles come to.

use std::path::Path;
use std::sync::Arc;

use crate::credentials::ProvideCredentials;

/// What a profile comes to: a source, or why it is none.
pub(super) type Source = Result<Arc<dyn ProvideCredentials>, String>;

/// What a profile (or `section`) is called in messages.
pub(super) fn label(what: &str, name: &str, file: &Path) -> String {
    format!("{what} {name:?} of {}", file.display())
}
