//! Tasks in which code of a provider runs.

use std::future::poll_fn;
use std::pin::pin;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{JoinHandle, block_in_place};

/// Runs `work` in a task of its own.
///
/// Code of a provider may block its thread, by mistake or for a calculation. Whatever else that thread has to do goes to
/// another one meanwhile, so that the connection, other calls and the stop that is to end this one are served.
pub(super) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return tokio::spawn(work);
    }
    tokio::spawn(async move {
        let mut work = pin!(work);
        poll_fn(|context| block_in_place(|| work.as_mut().poll(context))).await
    })
}
