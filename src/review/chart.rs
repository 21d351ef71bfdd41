//! Charts as SVG, drawn once for the window and for reports. Colours are names, `var(--accent)`; words are handed in.

use std::fmt::Write as _;

use super::moment::MomentKind;
use crate::call::Millis;

/// The plot lies this far inside the drawing.
const LEFT: f32 = 34.0;
const RIGHT: f32 = 14.0;
const TOP: f32 = 14.0;
const BOTTOM: f32 = 26.0;
/// Half the side of a mark.
pub const MARK: f32 = 6.0;
/// Marks this close together are drawn apart.
const APART: f32 = 15.0;
/// Average width of a letter and height of a line of small text.
const LETTER: f32 = 6.1;
const TEXT: f32 = 14.0;
/// Labels of the time axis stand at least this far apart.
const TICK: f32 = 64.0;

/// A time of silence or waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    pub from: Millis,
    pub to: Millis,
    pub label: String,
    /// Whether it was a fault: dead air, a hold nobody announced.
    pub fault: bool,
}

/// A moment on the curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub at: Millis,
    pub kind: MomentKind,
    /// A few words; left out where there is no room for them.
    pub label: String,
    pub chosen: bool,
}

/// What the chart of one call shows.
#[derive(Debug, Clone, Default)]
pub struct PatienceChart {
    /// In pixels.
    pub width: f32,
    pub height: f32,
    /// Thousandths of a point, at each moment that they changed.
    pub patience: Vec<(Millis, i32)>,
    pub end: Millis,
    pub bands: Vec<Band>,
    pub marks: Vec<Mark>,
}

/// Patience over a call, with its silences and holds and the moments that count, as SVG.
#[must_use]
pub fn patience_svg(chart: &PatienceChart) -> String {
    let mut svg = String::new();
    let _ = write!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="Noto Sans" font-size="12" fill="var(--ink-3)">"#,
        w = chart.width.round(),
        h = chart.height.round()
    );
    let plot = Plot::of(chart);
    plot.bands(&mut svg, &chart.bands);
    plot.axes(&mut svg);
    let corners = plot.corners(&chart.patience);
    plot.curve(&mut svg, &corners);
    let spots = mark_spots(chart);
    for (mark, spot) in chart.marks.iter().zip(&spots) {
        draw_mark(&mut svg, mark, *spot);
    }
    plot.labels(&mut svg, chart, &spots, &corners);
    svg.push_str("</svg>");
    svg
}

/// Where the middle of each mark lies, in pixels of the chart: on the curve, or beside it where marks would cover each other.
#[must_use]
pub fn mark_spots(chart: &PatienceChart) -> Vec<(f32, f32)> {
    let plot = Plot::of(chart);
    let mut spots: Vec<(f32, f32)> = Vec::new();
    for mark in &chart.marks {
        let (x, on) = (plot.x(mark.at), plot.y(patience_at(&chart.patience, mark.at)));
        let way = if mark.kind == MomentKind::Lost { 1.0 } else { -1.0 };
        let free = |y: f32| {
            let (low, high) = (plot.top + MARK, plot.bottom - MARK);
            (low..=high).contains(&y)
                && spots.iter().all(|other| (other.0 - x).abs() >= APART || (other.1 - y).abs() >= APART)
        };
        let steps = [0.0_f32, 1.0, 2.0, -1.0, 3.0, -2.0, 4.0, -3.0, 5.0, -4.0];
        let near = on.clamp(plot.top + MARK, plot.bottom - MARK);
        let y = steps.iter().map(|step| near + way * step * APART).find(|y| free(*y)).unwrap_or(near);
        spots.push((x, y));
    }
    spots
}

/// Patience at a moment: a change counts from the moment on at which it was made.
fn patience_at(patience: &[(Millis, i32)], at: Millis) -> i32 {
    let reached = patience.iter().take_while(|(when, _)| *when <= at).last();
    reached.or(patience.first()).map_or(0, |(_, value)| *value)
}

struct Plot {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    end: Millis,
}

impl Plot {
    fn of(chart: &PatienceChart) -> Self {
        Self {
            left: LEFT,
            right: (chart.width - RIGHT).max(LEFT + 1.0),
            top: TOP,
            bottom: (chart.height - BOTTOM).max(TOP + 1.0),
            end: chart.end.max(Millis(1)),
        }
    }

    fn x(&self, at: Millis) -> f32 {
        let share = at.0.min(self.end.0) as f32 / self.end.0 as f32;
        self.left + share * (self.right - self.left)
    }

    fn y(&self, patience: i32) -> f32 {
        let share = patience.clamp(0, 100_000) as f32 / 100_000.0;
        self.bottom - share * (self.bottom - self.top)
    }

    fn bands(&self, svg: &mut String, bands: &[Band]) {
        for band in bands {
            let (from, to) = (self.x(band.from), self.x(band.to));
            // What was no fault is as pale as the page, and in high contrast as white: an edge shows it.
            let (fill, edge, ink) =
                if band.fault { ("warn-soft", "warn-soft", "warn") } else { ("bg", "line", "ink-3") };
            let (top, height, width) = (self.top, self.bottom - self.top, to - from);
            let _ = write!(
                svg,
                r#"<rect x="{from:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}" fill="var(--{fill})" stroke="var(--{edge})"/>"#
            );
            if let Some(label) = self.band_label(band, bands) {
                let _ = write!(
                    svg,
                    r#"<text x="{:.1}" y="{:.1}" fill="var(--{ink})">{}</text>"#,
                    label.x - label.half_width,
                    label.y + 4.0,
                    escape(&band.label)
                );
            }
        }
    }

    fn axes(&self, svg: &mut String) {
        for points in [100, 50, 0] {
            let y = self.y(points * 1000);
            let _ = write!(
                svg,
                r#"<path d="M{:.1} {y:.1}H{:.1}" stroke="var(--line)"/><text x="{:.1}" y="{:.1}" text-anchor="end">{points}</text>"#,
                self.left,
                self.right,
                self.left - 6.0,
                y + 4.0
            );
        }
        let step = self.tick();
        for tick in 0..=self.end.0 / step.0 {
            let at = Millis(tick * step.0);
            let x = self.x(at).min(self.right + RIGHT - LETTER * 2.5 - 2.0);
            let _ = write!(
                svg,
                r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                self.bottom + 18.0,
                at.clock()
            );
        }
    }

    /// The least round time between two labels of the axis that leaves room for them.
    fn tick(&self) -> Millis {
        let second = (self.right - self.left) * 1000.0 / self.end.0 as f32;
        let least = TICK / second.max(f32::EPSILON);
        let round = [15, 30, 60, 120, 300, 600, 1800, 3600];
        let seconds = round.into_iter().find(|seconds| *seconds as f32 >= least).unwrap_or(7200);
        Millis(seconds * 1000)
    }

    /// The corners of the curve. Patience stays as it is until something changes it: steps with softened edges.
    fn corners(&self, patience: &[(Millis, i32)]) -> Vec<(f32, f32)> {
        const SOFT: f32 = 5.0;
        let Some((_, first)) = patience.first() else { return Vec::new() };
        let (mut x, mut y) = (self.left, self.y(*first));
        let mut corners = vec![(x, y)];
        for (at, value) in patience.iter().skip(1) {
            let to = self.x(*at);
            corners.push(((to - SOFT).max(x), y));
            (x, y) = (to, self.y(*value));
            corners.push((x, y));
        }
        corners.push((self.right, y));
        corners
    }

    fn curve(&self, svg: &mut String, corners: &[(f32, f32)]) {
        let mut path = String::new();
        for (number, (x, y)) in corners.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if number == 0 { 'M' } else { 'L' });
        }
        let _ = write!(
            svg,
            r#"<path class="patience" d="{path}" fill="none" stroke="var(--accent)" stroke-width="2.5" stroke-linejoin="round"/>"#
        );
    }

    /// Words beside the marks, where there is room for them.
    fn labels(&self, svg: &mut String, chart: &PatienceChart, spots: &[(f32, f32)], corners: &[(f32, f32)]) {
        let mut taken: Vec<Rect> =
            spots.iter().map(|(x, y)| Rect { x: *x, y: *y, half_width: MARK + 1.0, half_height: MARK + 1.0 }).collect();
        taken.extend(chart.bands.iter().filter_map(|band| self.band_label(band, &chart.bands)));
        taken.extend(along(corners));
        // What was lost matters more: where there is no room for both, it stands.
        let mut order: Vec<usize> = (0..chart.marks.len()).collect();
        order.sort_by_key(|number| chart.marks[*number].kind);
        for number in order {
            let mark = &chart.marks[number];
            let places = places(mark, spots[number]).map(|rect| rect.inside(self));
            let mut free =
                places.into_iter().filter(|rect| rect.fits(self) && !taken.iter().any(|other| other.meets(rect)));
            let Some(rect) = free.next() else { continue };
            let ink = if mark.kind == MomentKind::Lost { "bad" } else { "good" };
            let _ = write!(
                svg,
                r#"<text x="{:.1}" y="{:.1}" text-anchor="middle" fill="var(--{ink})">{}</text>"#,
                rect.x,
                rect.y + 4.0,
                escape(&mark.label)
            );
            taken.push(rect);
        }
    }

    /// Where the words of a band stand, if there is room for them up to the next band.
    fn band_label(&self, band: &Band, bands: &[Band]) -> Option<Rect> {
        let half_width = text_width(&band.label) / 2.0;
        let from = self.x(band.from);
        let later = bands.iter().filter(|other| other.from > band.from).map(|other| self.x(other.from));
        let until = later.fold(self.right, f32::min);
        let fits = from + half_width * 2.0 + 6.0 <= until;
        fits.then(|| Rect { x: from + 4.0 + half_width, y: self.top + 7.0, half_width, half_height: TEXT / 2.0 })
    }
}

/// Where the words of a mark may stand, the best place first: on its own side of the curve, on the other, beside it.
fn places(mark: &Mark, (x, y): (f32, f32)) -> [Rect; 8] {
    let half_width = text_width(&mark.label) / 2.0;
    let way = if mark.kind == MomentKind::Lost { 1.0 } else { -1.0 };
    let away = way * (MARK + 3.0 + TEXT / 2.0);
    let beside = MARK + 4.0 + half_width;
    let places = [
        (0.0, away),
        (0.0, -away),
        (beside, 0.0),
        (-beside, 0.0),
        (beside, away),
        (-beside, away),
        (0.0, away * 1.8),
        (0.0, -away * 1.8),
    ];
    places.map(|(dx, dy)| Rect { x: x + dx, y: y + dy, half_width, half_height: TEXT / 2.0 })
}

/// Small boxes along a line, which words must not cover.
fn along(corners: &[(f32, f32)]) -> Vec<Rect> {
    const STEP: f32 = 6.0;
    let mut boxes = Vec::new();
    for pair in corners.windows(2) {
        let ((x, y), (to_x, to_y)) = (pair[0], pair[1]);
        let count = ((to_x - x).abs().max((to_y - y).abs()) / STEP).ceil() as usize;
        boxes.extend((0..=count).map(|number| {
            let share = number as f32 / count.max(1) as f32;
            Rect { x: x + (to_x - x) * share, y: y + (to_y - y) * share, half_width: 1.0, half_height: 1.5 }
        }));
    }
    boxes
}

/// A square for what was lost, a circle for what was earned; a ring round what is chosen.
fn draw_mark(svg: &mut String, mark: &Mark, (x, y): (f32, f32)) {
    if mark.chosen {
        let _ = write!(
            svg,
            r#"<circle class="chosen" cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="var(--panel)" stroke="var(--focus)" stroke-width="2"/>"#,
            MARK + 5.0
        );
    }
    let _ = match mark.kind {
        MomentKind::Lost => write!(
            svg,
            r#"<rect class="lost" x="{:.1}" y="{:.1}" width="{side}" height="{side}" rx="1.5" fill="var(--bad)" stroke="var(--panel)"/>"#,
            x - MARK + 0.5,
            y - MARK + 0.5,
            side = MARK * 2.0 - 1.0
        ),
        MomentKind::Earned => write!(
            svg,
            r#"<circle class="earned" cx="{x:.1}" cy="{y:.1}" r="{MARK}" fill="var(--good)" stroke="var(--panel)"/>"#
        ),
    };
}

/// A box by its middle and half its sides.
#[derive(Debug, Clone, Copy)]
struct Rect {
    x: f32,
    y: f32,
    half_width: f32,
    half_height: f32,
}

impl Rect {
    /// Moved sideways into the plot, by no more than half its width.
    fn inside(self, plot: &Plot) -> Self {
        let least = plot.left + self.half_width;
        let most = (plot.right + RIGHT - 2.0 - self.half_width).max(least);
        let x = self.x.clamp(least, most);
        Self { x: x.clamp(self.x - self.half_width, self.x + self.half_width), ..self }
    }

    fn fits(&self, plot: &Plot) -> bool {
        self.y - self.half_height >= plot.top - TOP
            && self.y + self.half_height <= plot.bottom + 2.0
            && self.x - self.half_width >= plot.left
            && self.x + self.half_width <= plot.right + RIGHT
    }

    fn meets(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < self.half_width + other.half_width + 3.0
            && (self.y - other.y).abs() < self.half_height + other.half_height
    }
}

fn text_width(text: &str) -> f32 {
    text.chars().count() as f32 * LETTER
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(seconds: u64, kind: MomentKind, label: &str) -> Mark {
        Mark { at: Millis(seconds * 1000), kind, label: label.to_owned(), chosen: false }
    }

    fn chart(marks: Vec<Mark>) -> PatienceChart {
        let patience = [(0, 50), (40, 60), (80, 35), (200, 75)];
        PatienceChart {
            width: 600.0,
            height: 160.0,
            patience: patience.map(|(seconds, points)| (Millis(seconds * 1000), points * 1000)).to_vec(),
            end: Millis(240_000),
            bands: vec![Band {
                from: Millis(90_000),
                to: Millis(150_000),
                label: "hold, announced".to_owned(),
                fault: false,
            }],
            marks,
        }
    }

    #[test]
    fn a_call_is_drawn_whole() {
        let marks = vec![mark(40, MomentKind::Earned, "owned it"), mark(80, MomentKind::Lost, "told to <calm> down")];
        insta::assert_snapshot!(patience_svg(&chart(marks)).replace("><", ">\n<"));
    }

    #[test]
    fn marks_of_one_time_do_not_cover_each_other() {
        let marks =
            vec![mark(80, MomentKind::Lost, "a"), mark(81, MomentKind::Lost, "b"), mark(80, MomentKind::Earned, "c")];
        let spots = mark_spots(&chart(marks));
        for (number, one) in spots.iter().enumerate() {
            for other in &spots[number + 1..] {
                assert!((one.0 - other.0).abs() >= APART || (one.1 - other.1).abs() >= APART, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn words_without_room_are_left_out_and_marks_never() {
        let marks = (0..40).map(|number| mark(number * 6, MomentKind::Lost, "a rather long label")).collect();
        let svg = patience_svg(&chart(marks));
        assert_eq!(svg.matches("class=\"lost\"").count(), 40);
        let labels = svg.matches("a rather long label").count();
        assert!((1..30).contains(&labels), "{labels}");
    }

    #[test]
    fn a_call_without_length_is_still_a_drawing() {
        let svg = patience_svg(&PatienceChart { width: 0.0, height: 0.0, ..PatienceChart::default() });
        assert!(svg.ends_with("</svg>") && !svg.contains("NaN"));
    }
}
