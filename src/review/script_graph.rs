//! A script drawn as SVG: beats as boxes with their replies, endings, what leads there, dead parts and traffic.
//!
//! Drawn once for files and for the window. Colours are names, `var(--accent)`, as in the charts; words are handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::lettering::{escaped, fitted, text_width};
use super::script_layout::Course;
use crate::scenario::{BeatNode, EndingNode, Mark, NodeKind, ReplyRow, ScriptEdge, ScriptGraph, Trigger, Why, Worth};

/// Sizes of type, in pixels.
const NAME: f32 = 14.0;
const ROW: f32 = 12.0;
pub(super) const SMALL: f32 = 11.0;
/// Heights of lines, and space inside a box.
const HEAD_H: f32 = 24.0;
const ROW_H: f32 = 18.0;
const PAD: f32 = 10.0;
const LEAST_W: f32 = 150.0;
const MOST_W: f32 = 250.0;

/// The words of the drawing.
#[derive(Debug, Clone, Default)]
pub struct GraphWords {
    pub zero: String,
    /// Before the number of a cut.
    pub cut: String,
    /// Before the name of a department.
    pub transfer: String,
    pub wrong_transfer: String,
    pub hang_up: String,
    pub silence: String,
    pub interrupted: String,
    pub after_hold: String,
    pub warm: String,
    pub blind: String,
    pub stays: String,
    pub returns: String,
    /// Before the number of a time.
    pub time: String,
    pub tells: String,
    pub right: String,
    pub second_best: String,
    pub wrong: String,
    pub dead: String,
}

/// What is known of a script beside itself.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Places of dead parts: `beats/opening`, `beats/opening/replies/own it`, `endings/sent`.
    pub dead: BTreeSet<String>,
    /// How often calls went from one beat to another or to an ending, by name.
    pub traffic: BTreeMap<(String, String), usize>,
}

/// A drawing, and where its beats and endings are.
#[derive(Debug, Clone)]
pub struct ScriptDrawing {
    pub svg: String,
    /// In pixels.
    pub width: f32,
    pub height: f32,
    /// By the name of a beat or ending.
    pub boxes: Vec<(String, NodeBox)>,
}

/// A box by its upper left corner, in pixels of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeBox {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Lays a script out and draws it.
#[must_use]
pub fn draw_script(graph: &ScriptGraph, overlay: &Overlay, words: &GraphWords) -> ScriptDrawing {
    let artist = Artist { graph, overlay, words };
    let placed = artist.place();
    let mut svg = String::new();
    let (width, height) = (placed.width.ceil(), placed.height.ceil());
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="Noto Sans, sans-serif" font-size="{ROW}" fill="var(--ink-2)"><rect width="{width}" height="{height}" fill="var(--bg)"/>"#
    );
    for (edge, way) in graph.edges.iter().zip(&placed.ways) {
        artist.edge(&mut svg, edge, way);
    }
    for (edge, way) in graph.edges.iter().zip(&placed.ways) {
        artist.edge_label(&mut svg, edge, way);
    }
    for (number, place) in placed.boxes.iter().enumerate() {
        artist.node(&mut svg, number, *place);
    }
    svg.push_str("</svg>");
    let named = graph.nodes.iter().zip(&placed.boxes).filter(|(node, _)| !node.name.is_empty());
    ScriptDrawing { svg, width, height, boxes: named.map(|(node, place)| (node.name.clone(), *place)).collect() }
}

pub(super) struct Artist<'a> {
    pub graph: &'a ScriptGraph,
    overlay: &'a Overlay,
    words: &'a GraphWords,
}

impl Artist<'_> {
    pub fn is_trigger(&self, node: usize) -> bool {
        matches!(self.graph.nodes[node].kind, NodeKind::Trigger(_))
    }

    pub fn size(&self, node: usize) -> (f32, f32) {
        let name = &self.graph.nodes[node].name;
        match &self.graph.nodes[node].kind {
            NodeKind::Beat(beat) => {
                let rows = beat.replies.iter().map(|row| text_width(&self.row_text(row), ROW) + 78.0);
                let dead = self.is_dead(&format!("beats/{name}"));
                let aside = if dead { &self.words.dead } else { beat.department.as_deref().unwrap_or("") };
                let head = text_width(name, NAME) * 1.06 + text_width(aside, SMALL) + 26.0;
                let tells = text_width(&self.tells(beat), SMALL);
                let width = rows.fold(head.max(tells), f32::max) + PAD * 2.0;
                let lines = f32::from(u16::try_from(beat.replies.len()).unwrap_or(u16::MAX));
                let told = if beat.tells.is_empty() { 0.0 } else { ROW_H };
                (width.clamp(LEAST_W, MOST_W), HEAD_H + ROW_H + told + lines * ROW_H + PAD + 4.0)
            }
            NodeKind::Ending(ending) => {
                let width = text_width(&ending.title, NAME).max(text_width(self.worth(ending), SMALL) + 22.0);
                ((width + PAD * 3.0).clamp(110.0, MOST_W), 48.0)
            }
            NodeKind::Trigger(trigger) => {
                ((text_width(&self.trigger_text(trigger), ROW) + PAD * 2.4).min(MOST_W), 28.0)
            }
        }
    }

    fn worth(&self, ending: &EndingNode) -> &str {
        match ending.worth {
            Worth::Right => &self.words.right,
            Worth::SecondBest => &self.words.second_best,
            Worth::Wrong => &self.words.wrong,
        }
    }

    fn trigger_text(&self, trigger: &Trigger) -> String {
        match trigger {
            Trigger::Zero => self.words.zero.clone(),
            Trigger::Cut(number) => format!("{} {number}", self.words.cut),
            Trigger::Transfer(to) => format!("{} {to}", self.words.transfer),
            Trigger::WrongTransfer => self.words.wrong_transfer.clone(),
            Trigger::HangUp => self.words.hang_up.clone(),
        }
    }

    fn row_text(&self, row: &ReplyRow) -> String {
        let mut text = row.name.clone();
        if row.stays {
            let _ = write!(text, " ({})", self.words.stays);
        }
        if row.returns {
            let _ = write!(text, " ({})", self.words.returns);
        }
        text
    }

    fn tells(&self, beat: &BeatNode) -> String {
        format!("{} {}", self.words.tells, beat.tells.join(", "))
    }

    /// The numbers of the replies that lead along an edge, or why it is gone. Where all of them lead there, nothing.
    pub fn edge_text(&self, edge: &ScriptEdge) -> String {
        let words = self.words;
        let all = match &self.graph.nodes[edge.from].kind {
            NodeKind::Beat(beat) => edge.why.len() == beat.replies.len() && beat.replies.len() > 1,
            _ => false,
        };
        if all && edge.why.iter().all(|why| matches!(why, Why::Reply(_))) {
            return String::new();
        }
        let text = |why: &Why| match why {
            Why::Reply(number) => (number + 1).to_string(),
            Why::LeadsOn | Why::Anyhow => String::new(),
            Why::Silence => words.silence.clone(),
            Why::Interrupted => words.interrupted.clone(),
            Why::AfterHold => words.after_hold.clone(),
            Why::Time(number) => format!("{} {number}", words.time),
            Why::Warm => words.warm.clone(),
            Why::Blind => words.blind.clone(),
        };
        let texts: Vec<String> = edge.why.iter().map(text).filter(|text| !text.is_empty()).collect();
        texts.join(" · ")
    }

    fn is_dead(&self, place: &str) -> bool {
        self.overlay.dead.contains(place)
    }

    /// Whether nothing ever goes along an edge.
    fn is_dead_edge(&self, edge: &ScriptEdge) -> bool {
        let from = &self.graph.nodes[edge.from];
        let dead = |why: &Why| match (why, &from.kind) {
            (Why::Reply(number), NodeKind::Beat(beat)) => {
                self.is_dead(&format!("beats/{}/replies/{}", from.name, beat.replies[*number].name))
            }
            _ => false,
        };
        self.is_dead(&format!("beats/{}", from.name)) || edge.why.iter().all(dead)
    }

    fn edge(&self, svg: &mut String, edge: &ScriptEdge, way: &Course) {
        let Some((last, before)) = way.points.last().copied().zip(way.points.iter().rev().nth(1).copied()) else {
            return;
        };
        let names = (self.graph.nodes[edge.from].name.clone(), self.graph.nodes[edge.to].name.clone());
        let busiest = self.overlay.traffic.values().copied().max().unwrap_or(0);
        let calls = self.overlay.traffic.get(&names).copied().unwrap_or(0);
        let (mut width, mut ink) = (1.5, "ink-3");
        if calls > 0 && busiest > 0 {
            width = 1.5 + 6.5 * (calls as f32 / busiest as f32).sqrt();
            ink = "accent";
        } else if busiest > 0 || self.is_trigger(edge.from) {
            ink = "line-strong";
        }
        let dashes = if self.is_dead_edge(edge) {
            r#" stroke-dasharray="2 5""#
        } else if self.is_trigger(edge.from) {
            r#" stroke-dasharray="7 4""#
        } else {
            ""
        };
        // The line stops under its arrow's head, however wide it is.
        let head = 6.0 + width * 1.2;
        let long = ((last.0 - before.0).powi(2) + (last.1 - before.1).powi(2)).sqrt().max(0.1);
        let unit = ((last.0 - before.0) / long, (last.1 - before.1) / long);
        let neck = (last.0 - unit.0 * head, last.1 - unit.1 * head);
        let mut points = way.points.clone();
        if let Some(end) = points.last_mut() {
            *end = neck;
        }
        let side = head * 0.55;
        let _ = write!(
            svg,
            r#"<path class="edge" d="{}" fill="none" stroke="var(--{ink})" stroke-width="{width:.1}" stroke-linejoin="round"{dashes}/><path d="M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z" fill="var(--{ink})"/>"#,
            curve(&points),
            last.0,
            last.1,
            neck.0 - unit.1 * side,
            neck.1 + unit.0 * side,
            neck.0 + unit.1 * side,
            neck.1 - unit.0 * side
        );
    }

    fn edge_label(&self, svg: &mut String, edge: &ScriptEdge, way: &Course) {
        let text = self.edge_text(edge);
        if text.is_empty() {
            return;
        }
        let (x, y) = way.label;
        let width = text_width(&text, SMALL) + 10.0;
        let _ = write!(
            svg,
            r#"<rect x="{:.1}" y="{:.1}" width="{width:.1}" height="16" rx="8" fill="var(--bg)"/><text x="{x:.1}" y="{:.1}" font-size="{SMALL}" text-anchor="middle">{}</text>"#,
            x - width / 2.0,
            y - 8.0,
            y + 4.0,
            escaped(&text)
        );
    }

    fn node(&self, svg: &mut String, number: usize, place: NodeBox) {
        let node = &self.graph.nodes[number];
        match &node.kind {
            NodeKind::Beat(beat) => self.beat(svg, &node.name, beat, place),
            NodeKind::Ending(ending) => self.ending(svg, &node.name, ending, place),
            NodeKind::Trigger(trigger) => {
                let text = fitted(&self.trigger_text(trigger), ROW, place.width - PAD * 1.4);
                let _ = write!(
                    svg,
                    r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="6" fill="var(--bg)" stroke="var(--line-strong)" stroke-dasharray="7 4"/>"#,
                    place.x, place.y, place.width, place.height
                );
                centred(svg, &text, place, place.y + 18.5, ROW, "ink-2");
            }
        }
    }

    fn ending(&self, svg: &mut String, name: &str, ending: &EndingNode, place: NodeBox) {
        let (fill, ink) = match ending.worth {
            Worth::Right => ("good-soft", "good"),
            Worth::SecondBest => ("warn-soft", "warn"),
            Worth::Wrong => ("panel-2", "line-strong"),
        };
        let dead = self.is_dead(&format!("endings/{name}"));
        let dashes = if dead { r#" stroke-dasharray="2 5""# } else { "" };
        let _ = write!(
            svg,
            r#"<rect class="ending" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="24" fill="var(--{fill})" stroke="var(--{ink})" stroke-width="1.5"{dashes}/>"#,
            place.x, place.y, place.width, place.height
        );
        let title = fitted(&ending.title, NAME, place.width - PAD * 2.4);
        centred(svg, &title, place, place.y + 21.0, NAME, "ink");
        let worth = if dead { &self.words.dead } else { self.worth(ending) };
        let ink = if ink == "line-strong" { "ink-3" } else { ink };
        centred(svg, &fitted(worth, SMALL, place.width - PAD * 2.4), place, place.y + 37.0, SMALL, ink);
    }

    fn beat(&self, svg: &mut String, name: &str, beat: &BeatNode, place: NodeBox) {
        let dead = self.is_dead(&format!("beats/{name}"));
        let edge = if beat.start { "accent" } else { "line-strong" };
        let width = if beat.start { 2.5 } else { 1.0 };
        let dashes = if dead { r#" stroke-dasharray="2 5""# } else { "" };
        let fill = if dead { "panel-2" } else { "panel" };
        let _ = write!(
            svg,
            r#"<rect class="beat" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="10" fill="var(--{fill})" stroke="var(--{edge})" stroke-width="{width}"{dashes}/>"#,
            place.x, place.y, place.width, place.height
        );
        let room = place.width - PAD * 2.0;
        let left = place.x + PAD;
        let aside = if dead { Some(&self.words.dead) } else { beat.department.as_ref() };
        let aside = aside.map(|text| fitted(text, SMALL, room * 0.5)).unwrap_or_default();
        let taken = if aside.is_empty() { 0.0 } else { text_width(&aside, SMALL) + 8.0 };
        let title = fitted(name, NAME, (room - taken) / 1.06);
        let ink = if dead { "ink-3" } else { "ink" };
        let _ = write!(
            svg,
            r#"<text x="{left:.1}" y="{:.1}" font-size="{NAME}" font-weight="bold" fill="var(--{ink})">{}</text>"#,
            place.y + 19.0,
            escaped(&title)
        );
        if !aside.is_empty() {
            let ink = if dead { "bad" } else { "accent" };
            let _ = write!(
                svg,
                r#"<text x="{:.1}" y="{:.1}" font-size="{SMALL}" text-anchor="end" fill="var(--{ink})">{}</text>"#,
                left + room,
                place.y + 18.0,
                escaped(&aside)
            );
        }
        let mut y = place.y + HEAD_H + 12.0;
        line(svg, &fitted(&beat.line, SMALL, room), (left, y), SMALL, "ink-3");
        if !beat.tells.is_empty() {
            y += ROW_H;
            line(svg, &fitted(&self.tells(beat), SMALL, room), (left, y), SMALL, "accent");
        }
        for (number, row) in beat.replies.iter().enumerate() {
            y += ROW_H;
            let dead = dead || self.is_dead(&format!("beats/{name}/replies/{}", row.name));
            self.row(svg, (number, row), (left, y, room), dead);
        }
    }

    /// A reply: its mark, its number, its name, what it does to the mood.
    fn row(&self, svg: &mut String, (number, row): (usize, &ReplyRow), (left, y, room): (f32, f32, f32), dead: bool) {
        draw_mark(svg, row.mark, (left + 5.0, y - 4.0));
        let mut name_left = left + 30.0;
        let ink = if dead { "ink-3" } else { "ink-2" };
        line(svg, &(number + 1).to_string(), (left + 15.0, y), SMALL, "ink-3");
        if row.looks_at_records || row.reads_back {
            draw_record(svg, (name_left, y - 9.0));
            name_left += 14.0;
        }
        let mood = match row.mood {
            0 => String::new(),
            mood if mood > 0 => format!("+{mood}"),
            mood => format!("−{}", -mood),
        };
        let taken = if mood.is_empty() { 0.0 } else { text_width(&mood, SMALL) + 6.0 };
        let text = fitted(&self.row_text(row), ROW, room - (name_left - left) - taken);
        let extra = match (dead, row.locked) {
            (true, _) => r#" text-decoration="line-through""#,
            (_, true) => r#" font-style="italic""#,
            _ => "",
        };
        let _ = write!(
            svg,
            r#"<text x="{name_left:.1}" y="{y:.1}" font-size="{ROW}" fill="var(--{ink})"{extra}>{}</text>"#,
            escaped(&text)
        );
        if !mood.is_empty() {
            let ink = if row.mood > 0 { "good" } else { "bad" };
            let _ = write!(
                svg,
                r#"<text x="{:.1}" y="{y:.1}" font-size="{SMALL}" text-anchor="end" fill="var(--{ink})">{mood}</text>"#,
                left + room
            );
        }
    }
}

fn line(svg: &mut String, text: &str, (x, y): (f32, f32), size: f32, ink: &str) {
    let text = escaped(text);
    let _ = write!(svg, r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}" fill="var(--{ink})">{text}</text>"#);
}

fn centred(svg: &mut String, text: &str, place: NodeBox, y: f32, size: f32, ink: &str) {
    let _ = write!(
        svg,
        r#"<text x="{:.1}" y="{y:.1}" font-size="{size}" text-anchor="middle" fill="var(--{ink})">{}</text>"#,
        place.x + place.width / 2.0,
        escaped(text)
    );
}

/// A line along these points with its corners rounded, so that what stands at a corner stays on the line.
fn curve(points: &[(f32, f32)]) -> String {
    let mut path = String::new();
    let Some((first, rest)) = points.split_first() else { return path };
    let _ = write!(path, "M{:.1} {:.1}", first.0, first.1);
    for three in points.windows(3) {
        let (before, after) = (towards(three[1], three[0]), towards(three[1], three[2]));
        let corner = three[1];
        let _ = write!(
            path,
            "L{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            before.0, before.1, corner.0, corner.1, after.0, after.1
        );
    }
    if let Some(last) = rest.last() {
        let _ = write!(path, "L{:.1} {:.1}", last.0, last.1);
    }
    path
}

/// A point near a corner on the way to its neighbour.
fn towards(corner: (f32, f32), other: (f32, f32)) -> (f32, f32) {
    const ROUND: f32 = 22.0;
    let (dx, dy) = (other.0 - corner.0, other.1 - corner.1);
    let long = (dx * dx + dy * dy).sqrt().max(0.1);
    let share = (ROUND / long).min(0.5);
    (corner.0 + dx * share, corner.1 + dy * share)
}

/// What the author thinks of a reply, by shape and colour: a full circle, a ring, a triangle, a square.
fn draw_mark(svg: &mut String, mark: Mark, (x, y): (f32, f32)) {
    let _ = match mark {
        Mark::Good => write!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="var(--good)"/>"#),
        Mark::Adequate => write!(
            svg,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.4" fill="none" stroke="var(--ink-3)" stroke-width="1.4"/>"#
        ),
        Mark::Tempting => write!(svg, r#"<path d="M{x:.1} {:.1}l4.6 8h-9.2z" fill="var(--warn)"/>"#, y - 4.4),
        Mark::Bad => write!(
            svg,
            r#"<rect x="{:.1}" y="{:.1}" width="7.4" height="7.4" rx="1" fill="var(--bad)"/>"#,
            x - 3.7,
            y - 3.7
        ),
    };
}

/// A small form: the reply looks at records, or reads one back.
fn draw_record(svg: &mut String, (x, y): (f32, f32)) {
    let _ = write!(
        svg,
        r#"<path d="M{x:.1} {y:.1}h9v11h-9zM{:.1} {:.1}h5M{:.1} {:.1}h5M{:.1} {:.1}h3" fill="none" stroke="var(--accent)"/>"#,
        x + 2.0,
        y + 3.0,
        x + 2.0,
        y + 5.5,
        x + 2.0,
        y + 8.0
    );
}
