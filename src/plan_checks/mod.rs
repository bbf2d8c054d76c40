//! What a plan has to say once it knows of the other plans of its walk. Only messages come of it; see
//! [`Walk`](crate::walk::Walk).

pub(crate) mod bandwidth;
pub(crate) mod connection;
pub(crate) mod limit;
pub(crate) mod limit_bandwidth;
pub(crate) mod package_binding;
