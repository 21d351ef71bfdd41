//! The conversation, written for each engine in its own language.

use std::fmt::Write;

pub const BEATS: usize = 50;
pub const REPLIES: usize = 3;

/// Which reply is chosen at each beat.
pub fn picks() -> Vec<usize> {
    (0..BEATS).map(|beat| (beat * 7 + beat / 5) % REPLIES).collect()
}

pub fn line(beat: usize) -> String {
    format!("This is matter number {beat}, and I would like to hear what becomes of it now.")
}

pub fn reply(beat: usize, number: usize) -> String {
    format!("Answer {number} to matter {beat}: I look into it and tell you.")
}

/// The beat that a reply leads to; none at the end.
fn next(beat: usize) -> Option<usize> {
    (beat + 1 < BEATS).then_some(beat + 1)
}

/// How a script is laid out: both are how people write, and the engines take them at different speeds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Each beat a knot or node of its own, as a call that branches is written.
    Beats,
    /// One knot or node that flows from top to bottom.
    Flow,
}

pub fn ink(layout: Layout) -> String {
    let mut out = String::from("-> b0\n");
    for beat in 0..BEATS {
        let head = if layout == Layout::Beats || beat == 0 { format!("=== b{beat}\n") } else { "- ".to_owned() };
        let _ = writeln!(out, "{head}{}", line(beat));
        for number in 0..REPLIES {
            let to = match (layout, next(beat)) {
                (_, None) => " -> END".to_owned(),
                (Layout::Beats, Some(next)) => format!(" -> b{next}"),
                (Layout::Flow, Some(_)) => String::new(),
            };
            let _ = writeln!(out, "+ [{}]{to}", reply(beat, number));
        }
    }
    out
}

pub fn yarn(layout: Layout) -> String {
    let mut out = String::from("title: b0\n---\n");
    for beat in 0..BEATS {
        if layout == Layout::Beats && beat > 0 {
            let _ = write!(out, "===\ntitle: b{beat}\n---\n");
        }
        let _ = writeln!(out, "{}", line(beat));
        for number in 0..REPLIES {
            let _ = writeln!(out, "-> {}", reply(beat, number));
            match (layout, next(beat)) {
                (_, None) => out.push_str("    <<stop>>\n"),
                (Layout::Beats, Some(next)) => {
                    let _ = writeln!(out, "    <<jump b{next}>>");
                }
                (Layout::Flow, Some(_)) => {}
            }
        }
    }
    out.push_str("===\n");
    out
}

pub fn ron() -> String {
    let mut beats = String::new();
    for beat in 0..BEATS {
        let _ = writeln!(beats, "\"b{beat}\": (says: [\"{}\"], replies: {{", line(beat));
        for (number, mark) in ["Tempting", "Good", "Adequate"].into_iter().enumerate() {
            let to = next(beat).map_or_else(|| "thanks".to_owned(), |next| format!("b{next}"));
            let say = reply(beat, number);
            let _ = writeln!(beats, "\"r{number}\": (say: \"{say}\", mark: {mark}, tone: Neutral, then: \"{to}\"),");
        }
        beats.push_str("}),\n");
    }
    format!(
        r#"(format: 1, title: "Fifty matters", rubric: "complaint", duties: [Complaint], line: "customer_line", minutes: (1, 2),
            briefing: "A customer has fifty matters.",
            caller: (who: "caller", temperament: "calm"), facts: {{ "caller": Row(table: "customers") }},
            start: "b0", at_zero: [(then: "gone")], wrong_route: "sent", hang_up: [(then: "cut")],
            beats: {{ {beats} }},
            endings: {{
                "thanks": (title: "Thanked", route: Solved), "gone": (title: "Gave up", route: GaveUp),
                "sent": (title: "Sent", route: Sent(to: "deliveries", how: Blind)), "cut": (title: "Cut", route: CutOff),
            }},
            expect: (routing: (right: ["thanks"]), codes: [(codes: ["ENQ"])]))"#
    )
}
