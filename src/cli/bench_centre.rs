//! `steadyline bench --centre`: how fast a finished call is safe at the desk, and what the centre takes in from many desks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use super::packs::Failure;
use super::sync::failure;
use super::{Exit, complain, say};
use crate::bots::WalkReport;
use crate::call::LogHeader;
use crate::store::centre::{Centre, CentreError, LoginKind, sync};
use crate::store::{NewAttempt, Store, StoreError};

const DESKS: usize = 50;

/// Attempts that each desk brings at once, beside the first, with which the pack's files come.
const ATTEMPTS: usize = 40;

const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn run(url: &str, report: &WalkReport, json: bool) -> Exit {
    let folder = std::env::temp_dir().join(format!("steadyline-bench-{}", std::process::id()));
    let measured = measure(url, report, &folder);
    // Whatever came of it, nothing of it stays.
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        complain(&format!("{}: {error}", folder.display()));
    }
    match measured {
        Ok(measured) => measured.told(json),
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

#[derive(Debug)]
struct Measured {
    /// A call's last action and its end, on the disk; the fastest first.
    finished: Vec<Duration>,
    first: Duration,
    rest: Duration,
    /// More at the centre than before.
    there: i64,
}

impl Measured {
    fn told(&self, json: bool) -> Exit {
        let all = DESKS * ATTEMPTS;
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
        let rate = all as f64 / self.rest.as_secs_f64();
        let ms = |part: usize| {
            let at = (self.finished.len() * part / 100).min(self.finished.len().saturating_sub(1));
            self.finished.get(at).copied().unwrap_or_default().as_secs_f64() * 1000.0
        };
        let whole = usize::try_from(self.there) == Ok(all + DESKS);
        if json {
            let figures = serde_json::json!({
                "finish_ms_median": ms(50), "finish_ms_99": ms(99), "desks": DESKS, "attempts": all,
                "attempts_per_second": rate, "first_sync_s": self.first.as_secs_f64(), "no_loss_no_double": whole,
            });
            say(&figures.to_string());
        } else {
            say(&format!("a finished call is on the desk's disk in {:.1} ms (99 of 100 in {:.1} ms)", ms(50), ms(99)));
            say(&format!(
                "first sync of {DESKS} desks, with the files of a pack each: {:.1} s",
                self.first.as_secs_f64()
            ));
            say(&format!(
                "{DESKS} desks together: {rate:.0} attempts a second ({all} in {:.1} s)",
                self.rest.as_secs_f64()
            ));
            say(&format!("at the centre, each attempt once: {}", if whole { "yes" } else { "no" }));
        }
        if whole { Exit::Fine } else { Exit::Bug }
    }
}

/// A desk of the benchmark: its data folder, and the centre's address with its login.
struct Desk {
    folder: PathBuf,
    url: String,
}

fn measure(url: &str, report: &WalkReport, folder: &Path) -> Result<Measured, Failure> {
    let told = |error: CentreError| failure(&error);
    let mut centre = Centre::connect(url, PATIENCE).map_err(told)?;
    centre.init().map_err(told)?;
    let before = centre.attempts().map_err(told)?;
    let mut desks = Vec::new();
    for number in 0..DESKS {
        let name = format!("bench_{}_{number}", std::process::id());
        let login = centre.add(LoginKind::Desk, &name).map_err(told)?;
        let url = login.address(url).map_err(told)?;
        desks.push(Desk { folder: folder.join(number.to_string()), url });
    }
    let local = |error: StoreError| (error.told(folder), Exit::Unavailable);
    for desk in &desks {
        finish(&desk.folder, report, 1).map_err(local)?;
    }
    let first = together(&desks)?;
    let mut finished = Vec::new();
    for desk in &desks {
        finished.extend(finish(&desk.folder, report, ATTEMPTS).map_err(local)?);
    }
    finished.sort();
    let rest = together(&desks)?;
    let there = centre.attempts().map_err(told)? - before;
    Ok(Measured { finished, first, rest, there })
}

/// Finishes so many attempts at a desk. Says how long the last action and the end of each took.
fn finish(folder: &Path, report: &WalkReport, count: usize) -> Result<Vec<Duration>, StoreError> {
    let store = Store::open(folder)?;
    let (files, title) = (&report.setup.pack.files, &report.setup.scenario.source.title);
    let Some((last, lines)) = report.log.split_last() else { return Ok(Vec::new()) };
    let mut took = Vec::new();
    for _ in 0..count {
        let now = jiff::Timestamp::now().to_string();
        let header = LogHeader::new(&report.setup, "bench", now.clone());
        let id = store.begin(&NewAttempt { header: &header, title, files, lines })?;
        let began = Instant::now();
        store.append(&id, lines.len(), last)?;
        store.finish(&id, &report.card, &now, &[])?;
        took.push(began.elapsed());
    }
    Ok(took)
}

/// All desks sync at once. Says how long it took until the last was done.
fn together(desks: &[Desk]) -> Result<Duration, Failure> {
    let start = Arc::new(Barrier::new(desks.len() + 1));
    std::thread::scope(|scope| {
        let bring = |desk| {
            let start = Arc::clone(&start);
            scope.spawn(move || {
                start.wait();
                one(desk)
            })
        };
        let all: Vec<_> = desks.iter().map(bring).collect();
        start.wait();
        let began = Instant::now();
        for desk in all {
            let done = desk.join().map_err(|_| ("a desk of the benchmark broke down".to_owned(), Exit::Bug))?;
            done.map_err(|error| failure(&error))?;
        }
        Ok(began.elapsed())
    })
}

fn one(desk: &Desk) -> Result<(), CentreError> {
    let store = Store::open_to_read(&desk.folder)?;
    let mut centre = Centre::connect(&desk.url, PATIENCE)?;
    sync(&store, &mut centre, |_| {})?;
    centre.close();
    Ok(())
}
