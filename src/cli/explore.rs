use std::sync::Arc;
use super::{Common, Exit, say};
use crate::bots::{Bot, Cast};
use crate::call::Base;
use crate::scenario::bundled;
#[derive(Debug, clap::Args)]
pub struct Args { name: Option<String>, #[arg(long, default_value_t=20)] seeds: u64, #[arg(long)] bot: Option<String>, #[arg(long)] verbose: bool }
pub(super) fn run(args: &Args, _common: &Common) -> Exit {
    let loaded = bundled();
    for pack in &loaded.packs {
        let base = Arc::new(Base::lay_out(pack));
        for scenario in &pack.scenarios {
            if args.name.as_ref().is_some_and(|name| !scenario.id.contains(name.as_str())) { continue; }
            let began = std::time::Instant::now();
            let cast = Cast::train(pack, &base, scenario);
            say(&format!("{} trained in {:?}", scenario.id, began.elapsed()));
            for bot in Bot::ALL {
                if args.bot.as_ref().is_some_and(|name| name != bot.name()) { continue; }
                let began = std::time::Instant::now();
                let mut sums = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
                let mut endings = std::collections::BTreeMap::new();
                let mut crit = 0; let mut lost: std::collections::BTreeMap<String, u64> = Default::default();
                for seed in 1..=args.seeds {
                    let played = cast.play(bot, seed);
                    let n: Vec<i64> = played.card.numbers.iter().map(|n| n.score.map_or(-1, i64::from)).collect();
                    for (i, v) in n.iter().enumerate() { sums[i].push(*v); }
                    crit += played.card.critical.len();
                    *endings.entry(played.card.ending.clone().unwrap_or_default()).or_insert(0) += 1;
                    for c in played.card.criteria.iter().filter(|c| !c.full()) { *lost.entry(format!("{:?} {}", c.number, c.id)).or_insert(0) += (c.possible - c.earned) / 1000; }
                    if args.verbose { say(&format!("  seed {seed} {n:?} {:?} length {}", played.card.ending, played.card.length.clock()));
                        super::walk::tell(&played.events, &played.card);
                    }
                }
                for s in &mut sums { s.sort_unstable(); }
                let med: Vec<String> = sums.iter().map(|s| format!("{} ({}-{})", s[s.len()/2], s[0], s[s.len()-1])).collect();
                say(&format!("  {:15} {} crit {crit} {endings:?} {:?}/call", bot.name(), med.join("  "), began.elapsed() / u32::try_from(args.seeds).unwrap_or(1)));
                let lost: Vec<String> = lost.iter().map(|(k, v)| format!("{k} {:.1}", *v as f64 / args.seeds as f64)).collect();
                say(&format!("      {}", lost.join(", ")));
            }
        }
    }
    Exit::Fine
}
