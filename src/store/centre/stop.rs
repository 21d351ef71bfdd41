//! A call from another thread to stop waiting for the centre.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// Shared by whoever waits and whoever may call.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    called: AtomicBool,
    waits: Mutex<Option<Waker>>,
}

impl Stop {
    /// Whoever waits stops waiting, now and ever after.
    pub fn now(&self) {
        self.0.called.store(true, Ordering::SeqCst);
        if let Some(waker) = self.0.waits.lock().unwrap_or_else(PoisonError::into_inner).take() {
            waker.wake();
        }
    }

    pub fn is_now(&self) -> bool {
        self.0.called.load(Ordering::SeqCst)
    }

    /// What comes of some work; none when somebody calls before it is done.
    pub async fn unless<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        std::future::poll_fn(|context| {
            *self.0.waits.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.waker().clone());
            // Looked at after the waker is there, so that no call is missed.
            if self.is_now() {
                return Poll::Ready(None);
            }
            work.as_mut().poll(context).map(Some)
        })
        .await
    }
}
