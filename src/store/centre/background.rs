//! A thread that syncs while the app goes on: after each finished call, and every so often.
//!
//! It has a connection of its own to the store, as another program beside the app has: `SQLite` lets many read while one writes, and
//! every change here is short, so a call that is being taken waits for less than a blink. What the app shows it reads anew when it
//! is told that something came.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::stop::Stop;
use super::{Centre, CentreError, Chosen, Exchanged, exchange};
use crate::store::Store;

/// How to sync, and how often.
#[derive(Debug, Clone)]
pub struct Regular {
    /// The centre's address, with the login.
    pub url: String,
    /// From the end of one sync to the next.
    pub every: Duration,
    /// An answer that takes longer is given up.
    pub patience: Duration,
    /// What a supervisor fetches.
    pub chosen: Chosen,
}

/// What the thread tells of.
#[derive(Debug)]
pub enum SyncNews {
    Began,
    /// All went well: what was brought and what came.
    Done(Box<Exchanged>),
    /// What was done up to there stays. The next trial comes after a while, earlier if `now` is called.
    Failed {
        done: Box<Exchanged>,
        why: CentreError,
        again: Duration,
    },
}

/// The first wait after a failure; each further one is twice as long, up to a quarter of an hour.
const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(900);
/// So long the end waits for a change that is being written. After that the thread ends by itself.
const FAREWELL: Duration = Duration::from_secs(2);

/// The thread, as long as this is kept.
#[derive(Debug)]
pub struct Background {
    wake: Option<Sender<()>>,
    stop: Stop,
    ended: Receiver<()>,
}

impl Background {
    /// Syncs as soon as nothing is under way, as after a call that was finished.
    pub fn now(&self) {
        if let Some(wake) = &self.wake {
            // If the thread has ended there is nobody to wake.
            let _ = wake.send(());
        }
    }
}

impl Drop for Background {
    /// Ends at once, also in the middle of an answer: what was not brought is brought another time.
    fn drop(&mut self) {
        self.stop.now();
        drop(self.wake.take());
        let _ = self.ended.recv_timeout(FAREWELL);
    }
}

/// Begins to sync the store of a data folder, at once and then again and again. `told` is called on the thread: it should hand on
/// what it hears and return.
#[must_use]
pub fn background(folder: &Path, how: Regular, told: impl FnMut(SyncNews) + Send + 'static) -> Background {
    let (wake, woken) = channel();
    let (end, ended) = channel();
    let stop = Stop::default();
    let (folder, stopped) = (folder.to_path_buf(), stop.clone());
    let run = move || {
        turn(&folder, &how, &stopped, &woken, told);
        let _ = end.send(());
    };
    let spawned = thread::Builder::new().name("centre".to_owned()).spawn(run);
    if let Err(error) = &spawned {
        tracing::error!("nothing is synced in the background: {error}");
    }
    Background { wake: spawned.is_ok().then_some(wake), stop, ended }
}

fn turn(folder: &Path, how: &Regular, stop: &Stop, woken: &Receiver<()>, mut told: impl FnMut(SyncNews)) {
    let mut failures = 0;
    loop {
        told(SyncNews::Began);
        let mut done = Exchanged::default();
        let tried = once(folder, how, stop, &mut done);
        if stop.is_now() {
            return;
        }
        let wait = match tried {
            Ok(()) => {
                failures = 0;
                told(SyncNews::Done(Box::new(done)));
                how.every
            }
            Err(why) => {
                let again = spread(wait_after(failures));
                failures += 1;
                told(SyncNews::Failed { done: Box::new(done), why, again });
                again
            }
        };
        if !rest(woken, wait) {
            return;
        }
    }
}

fn once(folder: &Path, how: &Regular, stop: &Stop, done: &mut Exchanged) -> Result<(), CentreError> {
    let store = Store::open_beside(folder)?;
    let mut centre = Centre::connect_until(&how.url, how.patience, stop)?;
    exchange(&store, &mut centre, (&how.chosen, done), |_| {})?;
    centre.close();
    Ok(())
}

/// Waits until it is time or somebody calls. Says whether to go on.
fn rest(woken: &Receiver<()>, wait: Duration) -> bool {
    match woken.recv_timeout(wait) {
        Ok(()) => {
            // Several calls are one.
            while woken.try_recv().is_ok() {}
            true
        }
        Err(RecvTimeoutError::Timeout) => true,
        Err(RecvTimeoutError::Disconnected) => false,
    }
}

fn wait_after(failures: u32) -> Duration {
    let times = 1_u32.checked_shl(failures.min(16)).unwrap_or(u32::MAX);
    FIRST.saturating_mul(times).min(LONGEST)
}

/// Up to a quarter more or less: desks that lost the centre together do not come back together.
fn spread(wait: Duration) -> Duration {
    let mut byte = [0];
    // Without random numbers they come together, which is no harm to any of them.
    let _ = getrandom::fill(&mut byte);
    wait.mul_f64(0.75 + f64::from(byte[0]) / 510.0)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn waits_grow_and_are_spread() {
        let waits: Vec<u64> = (0..8).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(waits, [15, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(wait_after(u32::MAX), LONGEST);
        let spread: Vec<Duration> = (0..64).map(|_| spread(Duration::from_secs(100))).collect();
        assert!(spread.iter().all(|wait| (75..=125).contains(&wait.as_secs())), "{spread:?}");
        assert!(spread.iter().any(|wait| *wait != spread[0]), "they differ");
    }

    #[test]
    fn whoever_calls_is_heard_once() {
        let (wake, woken) = channel();
        for _ in 0..3 {
            wake.send(()).expect("is heard");
        }
        let began = Instant::now();
        assert!(rest(&woken, Duration::from_secs(60)) && began.elapsed() < Duration::from_secs(30));
        assert!(rest(&woken, Duration::ZERO), "nobody calls any more, and the time is over");
        drop(wake);
        assert!(!rest(&woken, Duration::from_secs(60)), "nobody is left");
    }
}
