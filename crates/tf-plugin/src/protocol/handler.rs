//! Tasks in which code of a provider runs.

use std::future::poll_fn;
use std::pin::Pin;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{JoinHandle, block_in_place};

/// Runs `work` in a task of its own.
///
/// Code of a provider may block its thread, by mistake or for a calculation. Whatever else that thread has to do goes to
/// another one meanwhile, so that the connection, other calls and the stop that is to end this one are served.
pub(super) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    spawn_boxed(Box::pin(work))
}

/// The same for each kind of answer and not for each kind of work, which would be as many copies of what a task is.
fn spawn_boxed<T: Send + 'static>(
    mut work: Pin<Box<dyn Future<Output = T> + Send>>,
) -> JoinHandle<T> {
    let may_block = Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread;
    tokio::spawn(poll_fn(move |context| {
        if may_block {
            block_in_place(|| work.as_mut().poll(context))
        } else {
            work.as_mut().poll(context)
        }
    }))
}
