//! One conversation of 50 beats with three replies each, stepped by Steadyline, ink and Yarn Spinner in turns.
//!
//! `cargo run --release --manifest-path benches/dialogue/Cargo.toml`. A step is a reply chosen and the line that answers it.
//! All three first have to say the same; then each round plays the conversation once in each engine, and the table shows the
//! median time of a step and how many times it is that of Steadyline in the same round. Loading is measured the same way.
//! With a word behind `--`, only engines with that word in their name are played, to see where their time goes.

mod script;
mod steady;
mod story;
mod yarn;

use std::time::{Duration, Instant};

use script::Layout;

/// Rounds that are measured, after as many again to warm up.
const ROUNDS: usize = 200;

/// An engine with the conversation loaded.
trait Engine {
    /// Plays the conversation from its beginning and hands every line and every chosen reply to `heard`.
    fn play(&mut self, picks: &[usize], heard: &mut dyn FnMut(&str));
}

#[derive(Clone)]
struct Contender {
    name: &'static str,
    load: fn() -> Box<dyn Engine>,
    steps: Vec<Duration>,
    loads: Vec<Duration>,
}

fn main() {
    let picks = script::picks();
    let contender = |name, load| Contender { name, load, steps: Vec::new(), loads: Vec::new() };
    let all = [
        contender("Steadyline", steady::load),
        contender("bladeink 2.1.0, a knot for each beat", || story::load(Layout::Beats)),
        contender("bladeink 2.1.0, one knot", || story::load(Layout::Flow)),
        contender("yarnspinner 0.9.0, a node for each beat", || yarn::load(Layout::Beats)),
        contender("yarnspinner 0.9.0, one node", || yarn::load(Layout::Flow)),
    ];
    let mut all = all.to_vec();
    if let Some(word) = std::env::args().nth(1) {
        all.retain(|contender| contender.name.contains(&word));
    }
    assert!(!all.is_empty(), "there is no such engine");
    let mut engines: Vec<Box<dyn Engine>> = all.iter().map(|contender| (contender.load)()).collect();
    let transcripts: Vec<Vec<String>> = engines.iter_mut().map(|engine| transcript(engine.as_mut(), &picks)).collect();
    assert_eq!(transcripts[0].len(), script::BEATS * 2, "every line and every reply was heard");
    for (contender, transcript) in all.iter().zip(&transcripts) {
        let other = transcript.iter().zip(&transcripts[0]).find(|(its, own)| its != own);
        assert!(transcript == &transcripts[0], "{} says something else than Steadyline: {other:?}", contender.name);
    }
    println!("{} lines and replies are the same in all.", transcripts[0].len());
    for round in 0..ROUNDS * 2 {
        for (contender, engine) in all.iter_mut().zip(&mut engines) {
            let mut play = || {
                engine.play(&picks, &mut |heard| {
                    std::hint::black_box(heard);
                });
            };
            // Once to have its own data at hand again after the others.
            play();
            let begun = Instant::now();
            play();
            let taken = begun.elapsed();
            if round >= ROUNDS {
                contender.steps.push(taken / u32::try_from(script::BEATS).expect("a small number"));
            }
        }
    }
    for _ in 0..20 {
        for contender in &mut all {
            let begun = Instant::now();
            std::hint::black_box((contender.load)());
            contender.loads.push(begun.elapsed());
        }
    }
    println!("| engine | a step | times Steadyline's | loading |\n|---|---|---|---|");
    let own = all[0].steps.clone();
    for contender in &all {
        let ratios = contender.steps.iter().zip(&own).map(|(its, own)| its.as_secs_f64() / own.as_secs_f64());
        let step = middle(contender.steps.iter().map(Duration::as_secs_f64)) * 1e6;
        let load = middle(contender.loads.iter().map(Duration::as_secs_f64)) * 1e3;
        println!("| {} | {step:.2} µs | {:.0} | {load:.1} ms |", contender.name, middle(ratios));
    }
}

/// What was said. Ink ends with an empty line, which nobody hears.
fn transcript(engine: &mut dyn Engine, picks: &[usize]) -> Vec<String> {
    let mut heard = Vec::new();
    engine.play(picks, &mut |line| heard.push(line.trim().to_owned()));
    heard.retain(|line| !line.is_empty());
    heard
}

/// The median.
fn middle(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
