//! Whether a call may be sent a second time.

/// What sending a call twice would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Nothing: it only reads.
    ReadOnly,
    /// The same as sending it once, because it sets absolute values or names what shall be gone.
    Idempotent,
    /// The same as sending it once, because its token makes the server answer with the first result.
    ByToken,
    /// It once more: an order without a token. Sent again only when it is certain that nothing was done.
    NotIdempotent,
}
