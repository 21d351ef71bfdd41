//! What the engine does in a call, action by action, and what surrounds it. `cargo bench --no-default-features`.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use steadyline::bots::{Bot, Cast, parse_walk, run_walk, search_effort};
use steadyline::call::{Base, Call};
use steadyline::review::graph::{GraphWords, Overlay, draw_script};
use steadyline::scenario::{ScriptGraph, bundled, checked};
use steadyline::scoring::score;

const WALK: &str = include_str!("../scenarios/tamblewick/calls/third_call_blender.perfect.walk");

/// The search of states stops here.
const STATES: usize = 400_000;

fn calls(criterion: &mut Criterion) {
    let loaded = bundled();
    let pack = loaded.packs.iter().find(|pack| pack.id == "tamblewick").expect("the bundled pack is sound");
    let base = Arc::new(Base::lay_out(pack));
    let scenario = pack.scenario("third_call_blender").expect("there is such a scenario");
    let report = run_walk(pack, &base, scenario, &parse_walk(WALK).expect("the walkthrough parses"));
    let mut group = criterion.benchmark_group("call");
    group.throughput(Throughput::Elements(u64::try_from(report.log.len()).unwrap_or(1)));
    group.bench_function("actions of a whole call", |bench| {
        bench.iter_batched_ref(
            || Call::new(Arc::clone(&report.setup)).0,
            |call| {
                for line in &report.log {
                    black_box(call.apply(line.at, &line.action));
                }
            },
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
    criterion.bench_function("scoring a call", |bench| bench.iter(|| score(&report.call, black_box(&report.events))));
    let cast = Cast::train(pack, &base, scenario);
    let mut group = criterion.benchmark_group("bots");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("1,000 calls, set up, played and scored", |bench| {
        bench.iter(|| (1..=1_000 / Bot::ALL.len() as u64).map(|seed| cast.crew(seed).len()).sum::<usize>());
    });
    group.finish();
    let mut group = criterion.benchmark_group("explore");
    group.sample_size(10);
    let effort = search_effort(&cast, STATES).expect("it is not too large");
    group.throughput(Throughput::Elements(u64::try_from(effort.seen).unwrap_or(1)));
    group.bench_function("states of a call that differ", |bench| {
        bench.iter(|| search_effort(&cast, black_box(STATES)));
    });
    group.finish();
    let graph = ScriptGraph::new(pack, scenario);
    criterion.bench_function("laying out and drawing a script of 26 beats", |bench| {
        bench.iter(|| draw_script(&graph, &Overlay::default(), &GraphWords::default()));
    });
    criterion.bench_function("search by name over the practice database", |bench| {
        bench.iter(|| report.call.database().search(pack, black_box("katherine wray"), 20));
    });
    criterion.bench_function("reading and checking the bundled packs", |bench| bench.iter(bundled));
    let home = thousand();
    let mut group = criterion.benchmark_group("pack");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("checking 1,000 scenarios on a disk", |bench| bench.iter(|| checked(home.path())));
    group.finish();
    criterion.bench_function("laying out a practice database", |bench| bench.iter(|| Base::lay_out(pack)));
}

/// A pack of a thousand scenarios: the bundled ones by other names, as large as they are.
fn thousand() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder can be made");
    let loaded = bundled();
    let pack = loaded.packs.iter().find(|pack| pack.id == "tamblewick").expect("the bundled pack is sound");
    for (path, file) in pack.files.without_calls() {
        let to = home.path().join("thousand").join(path);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(to, &file.text).expect("a file can be written");
    }
    let calls = home.path().join("thousand/calls");
    std::fs::create_dir_all(&calls).expect("a folder can be made");
    for (number, scenario) in pack.scenarios.iter().cycle().take(1_000).enumerate() {
        let title = format!("title: \"Call {number}: ");
        let text = scenario.file.text.replacen("title: \"", &title, 1);
        std::fs::write(calls.join(format!("call_{number}.ron")), text).expect("a file can be written");
    }
    let loaded = checked(home.path()).expect("the folder can be read");
    assert_eq!((loaded.scenarios, loaded.found.len()), (1_000, 0));
    home
}

criterion_group!(benches, calls);
criterion_main!(benches);
