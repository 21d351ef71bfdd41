//! The figures of sound for `steadyline bench --audio`: what a speech engine needs, and whether it stays ahead of a call.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::{Exit, complain, say};
use crate::call::{Call, LogLine, Setup};
use crate::voice::{CACHE_LIMIT, Cache, Order, Studio, next_lines, order_of};

/// Calls are played this much faster than people take them.
const FASTER: f64 = 1.5;

/// What was measured of speaking.
#[derive(Debug, Default)]
struct Spoken {
    lines: usize,
    /// Lines that were there when they were due, at a faster pace than people's.
    ready: usize,
    /// The longest that a line was waited for, in milliseconds.
    longest_ms: f64,
    /// For each line, how long it took to speak.
    cold_ms: Vec<f64>,
    /// The same when it was spoken before.
    warm_ms: Vec<f64>,
}

/// Measures speaking and mixing; with `minutes`, plays scripted calls on the sound device for so long.
pub(super) fn run(setup: &Arc<Setup>, log: &[LogLine], minutes: f64, json: bool) -> Exit {
    let Ok(folder) = tempfile_folder() else {
        complain("there is no folder for spoken lines");
        return Exit::Unavailable;
    };
    let exit = measure(setup, log, minutes, json, &folder.0);
    drop(folder);
    exit
}

/// A folder that is gone when it is dropped.
struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn tempfile_folder() -> std::io::Result<Scratch> {
    let folder = std::env::temp_dir().join(format!("steadyline-bench-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder)?;
    Ok(Scratch(folder))
}

fn measure(setup: &Arc<Setup>, log: &[LogLine], minutes: f64, json: bool, folder: &Path) -> Exit {
    let studio = |name: &str| Studio::new("", Cache::new(folder.join(name), CACHE_LIMIT));
    if let Some(trouble) = studio("none").trouble() {
        complain(&trouble.to_string());
        return Exit::Unavailable;
    }
    let mut spoken = ahead(setup, log, &studio("ahead"));
    let orders = orders(setup, log);
    let mut sounds = Vec::new();
    let again = studio("again");
    for order in &orders {
        let began = Instant::now();
        let Ok(clip) = again.say(order) else { continue };
        let sound = clip.heard(order);
        spoken.cold_ms.push(ms(began));
        sounds.push(Arc::new(sound));
        let began = Instant::now();
        std::hint::black_box(again.say(order).map(|clip| clip.heard(order)).ok());
        spoken.warm_ms.push(ms(began));
    }
    if !json {
        say(&format!(
            "speaking a line: {:.0} ms in the middle, {:.0} ms at most; from the cache {:.0} and {:.0} ms",
            middle(&spoken.cold_ms),
            most(&spoken.cold_ms),
            middle(&spoken.warm_ms),
            most(&spoken.warm_ms)
        ));
        say(&format!(
            "rendered ahead of a call at {FASTER} times people's pace: {} of {} lines; the longest wait was {:.0} ms",
            spoken.ready, spoken.lines, spoken.longest_ms
        ));
    }
    let mut figures = serde_json::json!({
        "speak_ms": middle(&spoken.cold_ms),
        "speak_most_ms": most(&spoken.cold_ms),
        "cached_ms": middle(&spoken.warm_ms),
        "ahead_lines": spoken.lines,
        "ahead_ready": spoken.ready,
        "ahead_longest_wait_ms": spoken.longest_ms,
    });
    let exit = super::app::bench_sound(
        &super::app::SoundBench { orders: &orders, sounds: &sounds, folder, minutes, json },
        &mut figures,
    );
    if json {
        say(&figures.to_string());
    }
    exit
}

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}

/// The value in the middle.
pub(super) fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The largest.
pub(super) fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// The lines of a call that are heard.
fn orders(setup: &Arc<Setup>, log: &[LogLine]) -> Vec<Order> {
    let (mut call, mut events) = Call::new(Arc::clone(setup));
    for line in log {
        events.extend(call.apply(line.at, &line.action));
    }
    events.iter().filter_map(|event| order_of(&call, event)).collect()
}

/// Plays a call by its own clock, faster than people, beside an engine that speaks what may come next as the app's does:
/// the time that each line takes to speak is measured, and passes in the call.
fn ahead(setup: &Arc<Setup>, log: &[LogLine], studio: &Studio) -> Spoken {
    let (mut call, _) = Call::new(Arc::clone(setup));
    let mut out = Spoken::default();
    let mut queue: VecDeque<Order> = next_lines(&call).into();
    let mut done: BTreeSet<String> = BTreeSet::new();
    // When the engine is free again, in milliseconds of the listener's time.
    let mut free_at = 0.0;
    let key = |order: &Order| format!("{order:?}");
    for line in log {
        let mut events = call.advance_to(line.at);
        events.extend(call.apply(line.at, &line.action));
        for event in events {
            let Some(order) = order_of(&call, &event) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "minutes")]
            let due = event.at.0 as f64 / FASTER;
            while free_at < due {
                let Some(next) = queue.pop_front() else { break };
                let began = Instant::now();
                std::hint::black_box(studio.say(&next).ok());
                free_at += ms(began);
                done.insert(key(&next));
            }
            out.lines += 1;
            let began = Instant::now();
            std::hint::black_box(studio.say(&order).ok());
            // What is being spoken is not broken off.
            let waited = (free_at - due).max(0.0) + ms(began);
            out.ready += usize::from(done.contains(&key(&order)));
            out.longest_ms = out.longest_ms.max(waited);
            free_at = due + waited;
            queue = next_lines(&call).into();
        }
    }
    out
}

/// A line as it is heard, for a bench that plays it.
#[cfg(feature = "app")]
#[cfg(feature = "app")]
pub(super) fn speak(order: &Order, folder: &Path) -> Option<crate::voice::Sound> {
    let studio = Studio::new("", Cache::new(folder.to_path_buf(), CACHE_LIMIT));
    Some(studio.say(order).ok()?.heard(order))
}
