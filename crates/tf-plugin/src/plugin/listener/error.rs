//! Why nobody can connect.

use std::io;

/// Why there is nothing to connect to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// No folder for the socket could be made.
    #[error("no private folder for the plugin's socket could be made in {place}: {source}")]
    Folder {
        /// Where it was tried.
        place: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The socket itself could not be made.
    #[error("the plugin could not listen on {address}: {source}")]
    Bind {
        /// Path or address.
        address: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// The path of the socket cannot be written into the handshake line.
    #[error(
        "the plugin's socket cannot be at {path}: the path must be Unicode text without a vertical bar or line break; \
         point TMPDIR to another folder"
    )]
    Path {
        /// The path in question.
        path: String,
    },
    /// The group that the host named does not exist.
    #[error(
        "PLUGIN_UNIX_SOCKET_GROUP names the group {group:?}, which is neither in /etc/group nor a number"
    )]
    NoSuchGroup {
        /// Value of the variable.
        group: String,
    },
    /// The socket could not be opened to the group that the host named.
    #[error("the plugin's socket could not be handed to the group {group:?}: {source}")]
    Group {
        /// Value of the variable.
        group: String,
        /// What the operating system said.
        source: io::Error,
    },
}
