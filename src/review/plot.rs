//! Plots of figures as SVG, for reports: scores over calls, shares with their intervals, and bars. Words are handed in.
//!
//! A drawing says in its title and description what it shows, for whoever hears it; the numbers stand in a table beside it.

use std::fmt::Write as _;

use super::lettering::{escaped, fitted, text_width};

const SIZE: f32 = 13.0;
/// Room for a line of text and what it is about.
const ROW: f32 = 38.0;

/// What a drawing is called, and what it shows in words.
#[derive(Debug, Clone)]
pub struct Caption {
    /// Told apart from every other drawing of the page.
    pub id: String,
    pub title: String,
    pub description: String,
}

/// A score of a call, 0 to 100, and whether it reached its pass mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub score: u32,
    pub passed: bool,
}

/// Scores of one number over the calls in their order; a gap where a call had nothing of it. A circle reached the pass mark,
/// a square did not.
#[must_use]
pub fn scores_svg(caption: &Caption, points: &[Option<Point>]) -> String {
    let (width, height) = (320.0_f32, 150.0_f32);
    let (left, right, top, bottom) = (34.0_f32, 10.0_f32, 12.0_f32, 22.0_f32);
    let mut svg = head(caption, width, height);
    let y = |score: u32| height - bottom - (height - top - bottom) * score.min(100) as f32 / 100.0;
    for score in [0, 50, 100] {
        let at = y(score);
        let _ = write!(
            svg,
            r#"<path d="M{left} {at:.1}H{:.1}" stroke="var(--line)"/><text x="{:.1}" y="{:.1}" text-anchor="end">{score}</text>"#,
            width - right,
            left - 6.0,
            at + 4.0
        );
    }
    let step = (width - left - right - 16.0) / points.len().saturating_sub(1).max(1) as f32;
    let x = |at: usize| left + 8.0 + step * at as f32;
    let mut path = String::new();
    let mut drawing = false;
    for (at, point) in points.iter().enumerate() {
        if let Some(point) = point {
            let _ = write!(path, "{}{:.1} {:.1}", if drawing { 'L' } else { 'M' }, x(at), y(point.score));
        }
        drawing = point.is_some();
    }
    let _ = write!(svg, r#"<path d="{path}" fill="none" stroke="var(--accent)" stroke-width="2"/>"#);
    for (at, point) in points.iter().enumerate() {
        let Some(point) = point else { continue };
        let (x, y) = (x(at), y(point.score));
        let _ = if point.passed {
            write!(svg, r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="var(--good)" stroke="var(--panel)"/>"#)
        } else {
            write!(
                svg,
                r#"<rect x="{:.1}" y="{:.1}" width="8" height="8" fill="var(--bad)" stroke="var(--panel)"/>"#,
                x - 4.0,
                y - 4.0
            )
        };
    }
    for at in [0, points.len().saturating_sub(1)] {
        let _ = write!(svg, r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#, x(at), height - 5.0, at + 1);
    }
    svg.push_str("</svg>");
    svg
}

/// A share with its interval, all from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    pub label: String,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// Few cases, or a flag: what stands behind the label.
    pub note: String,
    pub flagged: bool,
}

/// Shares with their intervals, one under the other.
#[must_use]
pub fn intervals_svg(caption: &Caption, rows: &[Interval]) -> String {
    let width = 640.0_f32;
    let height = ROW * rows.len() as f32 + 26.0;
    let (left, right) = (4.0_f32, 24.0_f32);
    let mut svg = head(caption, width, height);
    let x = |share: f64| left + (width - left - right) * share.clamp(0.0, 1.0) as f32;
    for per_cent in [0, 25, 50, 75, 100] {
        let at = x(f64::from(per_cent) / 100.0);
        let _ = write!(
            svg,
            r#"<path d="M{at:.1} 4V{:.1}" stroke="var(--line)"/><text x="{at:.1}" y="{:.1}" text-anchor="{}">{per_cent} %</text>"#,
            height - 22.0,
            height - 6.0,
            if per_cent == 0 { "start" } else { "middle" }
        );
    }
    for (number, row) in rows.iter().enumerate() {
        let top = ROW * number as f32;
        let ink = if row.flagged { "bad" } else { "accent" };
        words(&mut svg, &row.label, &row.note, top, width);
        let (low, high, middle) = (x(row.low), x(row.high), x(row.value));
        let at = top + 28.0;
        let _ = write!(
            svg,
            r#"<path d="M{low:.1} {at:.1}H{high:.1}M{low:.1} {:.1}v8M{high:.1} {:.1}v8" stroke="var(--{ink})" stroke-width="2" fill="none"/><circle cx="{middle:.1}" cy="{at:.1}" r="5" fill="var(--{ink})" stroke="var(--panel)"/>"#,
            at - 4.0,
            at - 4.0
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A bar with its label and what it amounts to in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    pub value: f64,
    pub note: String,
}

/// Bars under each other, the longest as wide as the drawing.
#[must_use]
pub fn bars_svg(caption: &Caption, bars: &[Bar]) -> String {
    let width = 640.0_f32;
    let mut svg = head(caption, width, ROW * bars.len() as f32 + 4.0);
    let most = bars.iter().map(|bar| bar.value).fold(f64::EPSILON, f64::max);
    for (number, bar) in bars.iter().enumerate() {
        let top = ROW * number as f32;
        words(&mut svg, &bar.label, &bar.note, top, width);
        let long = (f64::from(width - 8.0) * (bar.value / most).clamp(0.0, 1.0)).max(1.0);
        let _ = write!(
            svg,
            r#"<rect x="4" y="{:.1}" width="{long:.1}" height="10" rx="2" fill="var(--accent)"/>"#,
            top + 22.0
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A label to the left and a note to the right of one line.
fn words(svg: &mut String, label: &str, note: &str, top: f32, width: f32) {
    let room = width - text_width(note, SIZE) - 24.0;
    let y = top + 16.0;
    let _ = write!(
        svg,
        r#"<text x="4" y="{y:.1}" fill="var(--ink)">{}</text><text x="{:.1}" y="{y:.1}" text-anchor="end">{}</text>"#,
        escaped(&fitted(label, SIZE, room)),
        width - 4.0,
        escaped(note)
    );
}

fn head(caption: &Caption, width: f32, height: f32) -> String {
    let id = escaped(&caption.id);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0}" role="img" aria-labelledby="{id}-title {id}-text" font-size="{SIZE}" fill="var(--ink-2)"><title id="{id}-title">{}</title><desc id="{id}-text">{}</desc>"#,
        escaped(&caption.title),
        escaped(&caption.description)
    )
}
