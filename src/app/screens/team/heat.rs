//! The heat map: criteria down, people across, the share of points that each kept in the latest calls without hints. The number
//! says it; colour and weight help to find it.

use bevy::math::Rot2;
use bevy::prelude::*;
use bevy::ui::UiTransform;

use super::headed;
use crate::app::screens::standing::number_name;
use crate::app::session::Words;
use crate::app::ui::prelude::*;
use crate::review::figures::{HeatCell, HeatMap, HeatRow, NUMBERS};

/// Widths and heights in logical pixels: the label of a criterion, all cells together, one of them at least and at most, and
/// the names, which stand upright.
const LABEL: f32 = 268.0;
const CELLS: f32 = 912.0;
const LEAST: f32 = 28.0;
const MOST: f32 = 64.0;
const NAMES: f32 = 116.0;
const CELL: f32 = 24.0;

/// More people than these do not stand beside each other.
const PEOPLE: usize = 32;

pub(super) fn map(heat: &HeatMap, words: &Words) -> Vec<Box<dyn Scene>> {
    let shown = heat.people.len().min(PEOPLE);
    let width = (CELLS / (shown + 1) as f32).clamp(LEAST, MOST);
    let names: Vec<_> = heat
        .people
        .iter()
        .take(shown)
        .cloned()
        .chain([words.get("report-heat-all")])
        .map(|name| upright(name, width))
        .collect();
    let groups: Vec<_> = NUMBERS
        .iter()
        .map(|number| {
            let title = number_name(words, *number);
            let rows = heat.rows.iter().filter(|row| row.key.number == *number);
            let rows: Vec<_> = rows.map(|row| row_scene(row, &heat.people[..shown], width, words)).collect();
            bsn! {
                Node { flex_direction: FlexDirection::Column, row_gap: px(2), flex_shrink: 0.0, margin: UiRect::top(px(S2)) }
                Children [ text(title, Type::SmallBold, Token::Ink), {rows} ]
            }
        })
        .collect();
    let legend = [0, 50, 80, 95].map(band_of);
    let legend: Vec<_> = legend
        .into_iter()
        .map(|band| {
            let fill = band.fill();
            bsn! {
                Node { align_items: AlignItems::Center, column_gap: px(S1) }
                Children [
                    (Fill(fill, Shade::Rest) Edge(Token::Line) Node { width: px(16), height: px(16), border: UiRect::all(px(1)) }),
                    text(words.get(band.key()), Type::Small, Token::Ink2),
                ]
            }
        })
        .collect();
    let label = words.get("report-heat-table");
    let rows: Box<dyn SceneList> = Box::new(bsn_list![
        (Node { column_gap: px(S4), row_gap: px(S1), flex_wrap: FlexWrap::Wrap } Children [ {legend} ]),
        (
            spoken(accesskit::Role::Group, label)
            Scrolls
            Node { flex_direction: FlexDirection::Column, row_gap: px(2), overflow: Overflow::scroll_x() }
            Children [
                (
                    Node { align_items: AlignItems::FlexEnd, flex_shrink: 0.0, height: px(NAMES) }
                    Children [ (Node { width: px(LABEL), flex_shrink: 0.0 }), {names} ]
                ),
                {groups},
            ]
        ),
    ]);
    let mut shown_all = vec![headed(words.get("report-heat"), words.get("report-heat-rule"), rows)];
    if heat.people.len() > PEOPLE {
        let args = [("shown", PEOPLE.to_string()), ("all", heat.people.len().to_string())];
        let more = words.with("team-heat-more", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
        shown_all.push(Box::new(bsn! { card() Children [ text(more, Type::Small, Token::Ink2) ] }));
    }
    shown_all
}

/// A name, from the bottom to the top.
fn upright(name: String, width: f32) -> impl Scene {
    bsn! {
        Node { width: px(width), height: px(NAMES), flex_shrink: 0.0 }
        Children [(
            Node {
                position_type: PositionType::Absolute,
                width: px(NAMES),
                height: px(20),
                left: px((width - NAMES) / 2.0),
                top: px((NAMES - 20.0) / 2.0),
            }
            template_value(UiTransform::from_rotation(Rot2::degrees(-90.0)))
            Children [ line(name, Type::Small, Token::Ink2) ]
        )]
    }
}

fn row_scene(row: &HeatRow, people: &[String], width: f32, words: &Words) -> impl Scene + use<> {
    let cells: Vec<_> =
        row.cells.iter().take(people.len()).chain([&row.all]).map(|cell| cell_scene(*cell, width)).collect();
    let each =
        people.iter().zip(&row.cells).filter_map(|(person, cell)| Some(format!("{person} {}", cell.per_cent()?)));
    let each: Vec<String> = each.collect();
    let all = row.all.per_cent().map_or_else(|| "–".to_owned(), |all| all.to_string());
    let args = [("label", row.label.as_str()), ("all", &all), ("each", &each.join(", "))];
    let name = words.with("team-heat-row", &args);
    let label = row.label.clone();
    bsn! {
        spoken(accesskit::Role::Row, name)
        Node { align_items: AlignItems::Center, flex_shrink: 0.0 }
        Children [
            (Node { width: px(LABEL), flex_shrink: 0.0, padding: UiRect::right(px(S2)) } Children [ text(label, Type::Small, Token::Ink) ]),
            {cells},
        ]
    }
}

/// Where a share stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Band {
    Weak,
    Below,
    Fair,
    Firm,
}

const fn band_of(share: u32) -> Band {
    match share {
        0..50 => Band::Weak,
        50..80 => Band::Below,
        80..95 => Band::Fair,
        _ => Band::Firm,
    }
}

impl Band {
    const fn fill(self) -> Token {
        match self {
            Self::Weak => Token::BadSoft,
            Self::Below => Token::WarnSoft,
            Self::Fair => Token::Panel2,
            Self::Firm => Token::GoodSoft,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Weak => "team-heat-0",
            Self::Below => "team-heat-1",
            Self::Fair => "team-heat-2",
            Self::Firm => "team-heat-3",
        }
    }

    const fn ink(self) -> (Type, Token) {
        match self {
            Self::Weak => (Type::SmallBold, Token::Bad),
            Self::Below => (Type::SmallBold, Token::Warn),
            Self::Fair => (Type::Small, Token::Ink),
            Self::Firm => (Type::Small, Token::Good),
        }
    }
}

fn cell_scene(of: HeatCell, width: f32) -> impl Scene {
    let band = of.per_cent().map(band_of);
    let (kind, ink) = band.map_or((Type::Small, Token::Ink3), Band::ink);
    let said = of.per_cent().map_or_else(|| "–".to_owned(), |share| share.to_string());
    let fill = band.map_or(Token::Panel, Band::fill);
    bsn! {
        Fill(fill, Shade::Rest)
        Edge(Token::Line)
        Node {
            width: px(width),
            height: px(CELL),
            flex_shrink: 0.0,
            border: UiRect::all(px(1)),
            align_items: AlignItems::Center,
            justify_content: JustifyContent::Center,
        }
        Children [ line(said, kind, ink) ]
    }
}
