//! `steadyline graph`: a script drawn as SVG, or written as a Mermaid flowchart.

use std::path::PathBuf;
use std::sync::Arc;

use super::explore::progress;
use super::packs::{self, Failure};
use super::{Common, Exit, complain, say};
use crate::bots::{Cast, dead_parts, traffic};
use crate::call::Base;
use crate::review::graph::{GraphWords, Ground, Overlay, coloured, draw_script, script_mermaid};
use crate::scenario::ScriptGraph;
use crate::text::Texts;

/// Draw the script of a scenario
///
/// Beats are boxes with their replies, numbered; a line from a box bears the numbers of the replies that lead along it.
/// Dashed boxes lead on from anywhere. What no call can reach is dotted and struck through.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A scenario by name, or its file
    scenario: String,
    /// What is written; without it the ending of FILE decides, else SVG
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Where to; without it, to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Let the eight bots play so many seeds, and draw lines as wide as their calls are many
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=10_000))]
    bots: u64,
    /// The search for dead parts stops after so many states
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..=50_000_000))]
    states: u64,
    /// For a dark ground
    #[arg(long)]
    dark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Svg,
    Mermaid,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match graph(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn graph(args: &Args, common: &Common) -> Result<(), Failure> {
    let (pack, scenario) = packs::open(common, &args.scenario)?;
    let texts = Texts::english();
    let base = Arc::new(Base::lay_out(&pack));
    let cast =
        if args.bots > 0 { Cast::train(&pack, &base, &scenario) } else { Cast::untrained(&pack, &base, &scenario) };
    // A script too large to be searched is drawn all the same.
    let dead = dead_parts(&cast, usize::try_from(args.states).unwrap_or(usize::MAX)).unwrap_or_default();
    let traffic = if args.bots > 0 {
        let calls = args.bots.to_string();
        let title = texts.with("cli-graph-plays", &[("title", &scenario.source.title), ("seeds", &calls)]);
        let bar = progress(&title, args.bots);
        let traffic = traffic(&cast, args.bots, || {
            bar.inc(1);
            true
        });
        bar.finish_and_clear();
        traffic
    } else {
        std::collections::BTreeMap::new()
    };
    let overlay = Overlay { dead, traffic };
    let graph = ScriptGraph::new(&pack, &scenario);
    let words = words(&texts);
    let text = match format(args) {
        Format::Svg => {
            let ground = if args.dark { Ground::Dark } else { Ground::Light };
            coloured(&draw_script(&graph, &overlay, &words).svg, ground)
        }
        Format::Mermaid => script_mermaid(&graph, &overlay, &words),
    };
    match &args.output {
        None => say(text.trim_end()),
        Some(path) => {
            std::fs::write(path, text).map_err(|error| (format!("{}: {error}", path.display()), Exit::Unavailable))?
        }
    }
    Ok(())
}

fn format(args: &Args) -> Format {
    let ending =
        args.output.as_ref().and_then(|path| path.extension()).map(|ending| ending.to_string_lossy().to_lowercase());
    let by_name = match ending.as_deref() {
        Some("mmd" | "mermaid" | "md") => Format::Mermaid,
        _ => Format::Svg,
    };
    args.format.unwrap_or(by_name)
}

/// The words of a drawing.
pub(crate) fn words(texts: &Texts) -> GraphWords {
    GraphWords {
        zero: texts.get("graph-zero"),
        cut: texts.get("graph-cut"),
        transfer: texts.get("graph-transfer"),
        wrong_transfer: texts.get("graph-wrong-transfer"),
        hang_up: texts.get("graph-hang-up"),
        silence: texts.get("graph-silence"),
        interrupted: texts.get("graph-interrupted"),
        after_hold: texts.get("graph-after-hold"),
        warm: texts.get("graph-warm"),
        blind: texts.get("graph-blind"),
        stays: texts.get("graph-stays"),
        returns: texts.get("graph-returns"),
        time: texts.get("graph-time"),
        tells: texts.get("graph-tells"),
        right: texts.get("graph-right"),
        second_best: texts.get("graph-second-best"),
        wrong: texts.get("graph-wrong"),
        dead: texts.get("graph-dead"),
    }
}
