//! A script as a Mermaid flowchart, for documents and wikis that draw those.

use std::fmt::Write as _;

use super::script_graph::{GraphWords, Overlay};
use crate::scenario::{Mark, NodeKind, ScriptGraph, Trigger, Why, Worth};

/// The flowchart's text.
#[must_use]
pub fn script_mermaid(graph: &ScriptGraph, overlay: &Overlay, words: &GraphWords) -> String {
    let mut out = String::from("flowchart TD\n");
    for (number, node) in graph.nodes.iter().enumerate() {
        let (open, text, close, class) = match &node.kind {
            NodeKind::Beat(beat) => {
                let mut text = format!("<b>{}</b>", safe(&node.name));
                if let Some(department) = &beat.department {
                    let _ = write!(text, " · {}", safe(department));
                }
                if !beat.tells.is_empty() {
                    let _ = write!(text, "<br/>{} {}", safe(&words.tells), safe(&beat.tells.join(", ")));
                }
                for (at, row) in beat.replies.iter().enumerate() {
                    let mood = if row.mood == 0 { String::new() } else { format!(" {:+}", row.mood) };
                    let _ = write!(text, "<br/>{} {} {}{mood}", at + 1, mark(row.mark), safe(&row.name));
                }
                let dead = overlay.dead.contains(&format!("beats/{}", node.name));
                (
                    "[\"",
                    text,
                    "\"]",
                    if dead {
                        "dead"
                    } else if beat.start {
                        "start"
                    } else {
                        "beat"
                    },
                )
            }
            NodeKind::Ending(ending) => {
                let class = match ending.worth {
                    Worth::Right => "right",
                    Worth::SecondBest => "second",
                    Worth::Wrong => "wrong",
                };
                let dead = overlay.dead.contains(&format!("endings/{}", node.name));
                ("([\"", safe(&ending.title), "\"])", if dead { "dead" } else { class })
            }
            NodeKind::Trigger(trigger) => ("{{\"", safe(&trigger_text(trigger, words)), "\"}}", "anywhere"),
        };
        let _ = writeln!(out, "    n{number}{open}{text}{close}:::{class}");
    }
    edges(graph, overlay, words, &mut out);
    // Colours of the light theme: a flowchart knows no names.
    out.push_str(
        "    classDef beat fill:#FFFFFF,stroke:#B9C4CF,color:#14212E
    classDef start fill:#FFFFFF,stroke:#0B6E6E,stroke-width:3px,color:#14212E
    classDef right fill:#DDF2E6,stroke:#1B7F4B,color:#14212E
    classDef second fill:#FCEFD6,stroke:#9A5B00,color:#14212E
    classDef wrong fill:#F9FAFB,stroke:#B9C4CF,color:#14212E
    classDef anywhere fill:#F4F6F8,stroke:#B9C4CF,stroke-dasharray:7 4,color:#4A5B6C
    classDef dead fill:#F9FAFB,stroke:#B3261E,stroke-dasharray:2 5,color:#66788A
",
    );
    out
}

fn edges(graph: &ScriptGraph, overlay: &Overlay, words: &GraphWords, out: &mut String) {
    let busiest = overlay.traffic.values().copied().max().unwrap_or(0);
    let mut styles = String::new();
    for (number, edge) in graph.edges.iter().enumerate() {
        let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
        let arrow = if matches!(from.kind, NodeKind::Trigger(_)) { "-.->" } else { "-->" };
        let text: Vec<String> =
            edge.why.iter().map(|why| why_text(why, words)).filter(|text| !text.is_empty()).collect();
        let label = if text.is_empty() { String::new() } else { format!("|\"{}\"|", safe(&text.join(" · "))) };
        let _ = writeln!(out, "    n{} {arrow}{label} n{}", edge.from, edge.to);
        let calls = overlay.traffic.get(&(from.name.clone(), to.name.clone())).copied().unwrap_or(0);
        if calls > 0 && busiest > 0 {
            let width = 1.5 + 6.5 * (calls as f32 / busiest as f32).sqrt();
            let _ = writeln!(styles, "    linkStyle {number} stroke:#0B6E6E,stroke-width:{width:.1}px");
        }
    }
    out.push_str(&styles);
}

fn trigger_text(trigger: &Trigger, words: &GraphWords) -> String {
    match trigger {
        Trigger::Zero => words.zero.clone(),
        Trigger::Cut(number) => format!("{} {number}", words.cut),
        Trigger::Transfer(to) => format!("{} {to}", words.transfer),
        Trigger::WrongTransfer => words.wrong_transfer.clone(),
        Trigger::HangUp => words.hang_up.clone(),
    }
}

fn why_text(why: &Why, words: &GraphWords) -> String {
    match why {
        Why::Reply(number) => (number + 1).to_string(),
        Why::LeadsOn | Why::Anyhow => String::new(),
        Why::Silence => words.silence.clone(),
        Why::Interrupted => words.interrupted.clone(),
        Why::AfterHold => words.after_hold.clone(),
        Why::Time(number) => format!("{} {number}", words.time),
        Why::Warm => words.warm.clone(),
        Why::Blind => words.blind.clone(),
    }
}

const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "●",
        Mark::Adequate => "○",
        Mark::Tempting => "▲",
        Mark::Bad => "■",
    }
}

/// A text between quotation marks: every sign that could mean something to Mermaid, Markdown or HTML by its number.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign.is_control() {
            out.push(' ');
        } else if sign.is_alphanumeric() || !sign.is_ascii() || matches!(sign, ' ' | ',' | '.' | '\'' | '?' | '!' | '-')
        {
            out.push(sign);
        } else {
            let _ = write!(out, "#{};", u32::from(sign));
        }
    }
    out
}
