//! "The call": patience as a curve with its silences and holds, and the moments that cost or earned something, on the
//! curve and as a list.

use accesskit::Role;
use bevy::feathers::cursor::EntityCursor;
use bevy::prelude::*;
use bevy::ui::Selected;
use bevy::ui_widgets::Button as Pressable;
use bevy::window::SystemCursorIcon;

use super::{Goes, Open, Reading, words};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::screens::moment::length;
use crate::app::screens::page::does;
use crate::app::session::{Debriefing, Words};
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::ui::scroll::Wanted;
use crate::app::{AppSystems, Screen};
use crate::call::Millis;
use crate::review::chart::{Band, MARK, Mark, PatienceChart, mark_spots, patience_svg};
use crate::review::{KeyMoment, MomentKind, Stretch, StretchKind, stretches};

/// Height of the curve, and its width before it is laid out.
const HEIGHT: f32 = 184.0;
const WIDTH: f32 = 840.0;
/// Side of the square round a mark that a pointer can choose.
const REACH: f32 = 22.0;

pub(super) fn plugin(app: &mut App) {
    app.add_action(
        ActionSpec::new("debrief.next-moment", Screen::Debrief).key(Chord::Plain('n')).when(has_moments),
        step(Way::Forth),
    )
    .add_action(
        ActionSpec::new("debrief.previous-moment", Screen::Debrief).key(Chord::Plain('p')).when(has_moments),
        step(Way::Back),
    )
    .add_systems(
        Update,
        (mark_chosen.run_if(resource_exists_and_changed::<Reading>), draw_curve.run_if(resource_exists::<Reading>))
            .chain()
            .in_set(AppSystems::Show),
    );
}

/// The list of moments.
#[derive(Component, Debug, Clone, Copy, Default)]
struct MomentList;

/// The row of a moment.
#[derive(Component, Debug, Clone, Copy, Default)]
struct MomentRow(usize);

/// The curve, and what was drawn last: its width and the chosen moment.
#[derive(Component, Debug, Clone, Copy, PartialEq, Default)]
struct Curve {
    width: f32,
    chosen: Option<usize>,
}

/// Lies over the curve and holds what a pointer can choose.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Spots;

pub(super) fn timeline(debrief: &Debriefing, moments: &[KeyMoment], words: &Words) -> impl Scene + use<> {
    let (title, note) = (words.get("debrief-call"), words.get("debrief-call-note"));
    bsn! {
        card()
        Node { flex_shrink: 0.0, row_gap: px(S2) }
        Children [
            (
                Node { flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, column_gap: px(S3), row_gap: px(S1) }
                Children [
                    text(title, Type::BodyBold, Token::Ink),
                    (text(note, Type::Small, Token::Ink3) Node { flex_grow: 1.0, flex_basis: px(320), min_width: px(0) }),
                    (
                        Node { column_gap: px(S3) }
                        Children [
                            step_button("debrief.previous-moment"),
                            step_button("debrief.next-moment"),
                            step_button(super::replay::REPLAY),
                            step_button("debrief.play-on"),
                            step_button(super::hear::HEAR),
                        ]
                    ),
                ]
            ),
            super::hear::caption(),
            (
                StackBelow(900.0)
                Node { column_gap: px(S4), row_gap: px(S3) }
                Children [
                    (curve(debrief, moments, words) Span),
                    (moment_list(moments, words) Span(290.0)),
                ]
            ),
        ]
    }
}

fn step_button(action: &'static str) -> impl Scene {
    bsn! { does(action, Skin::Normal) Node { min_height: px(30), padding: UiRect::axes(px(S3), px(S1)) } }
}

fn curve(debrief: &Debriefing, moments: &[KeyMoment], words: &Words) -> impl Scene + use<> {
    let svg = patience_svg(&chart(debrief, moments, words, WIDTH, None));
    let label = curve_name(debrief, moments, words);
    bsn! {
        Node { min_width: px(0), height: px(HEIGHT), flex_shrink: 0.0 }
        Children [
            (
                @Chart { @label: {label}, @svg: {svg} }
                Curve
                Node { width: percent(100), height: percent(100), aspect_ratio: {None} }
            ),
            (
                Spots
                Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100) }
                Pickable { should_block_lower: false, is_hoverable: false }
            ),
        ]
    }
}

fn chart(
    debrief: &Debriefing,
    moments: &[KeyMoment],
    words: &Words,
    width: f32,
    chosen: Option<usize>,
) -> PatienceChart {
    let end = debrief.events.last().map_or(debrief.card.length, |event| event.at.max(debrief.card.length));
    let marks = moments.iter().enumerate().map(|(number, moment)| Mark {
        at: moment.at,
        kind: moment.kind,
        label: words::moment(words, moment),
        chosen: chosen == Some(number),
    });
    PatienceChart {
        width,
        height: HEIGHT,
        patience: debrief.card.patience.clone(),
        end,
        bands: stretches(&debrief.events).into_iter().map(|stretch| band(stretch, words)).collect(),
        marks: marks.collect(),
    }
}

fn band(stretch: Stretch, words: &Words) -> Band {
    let (key, fault) = match stretch.kind {
        StretchKind::DeadAir => ("debrief-band-dead-air", true),
        StretchKind::Hold { announced: true } => ("debrief-band-hold", false),
        StretchKind::Hold { announced: false } => ("debrief-band-hold-unannounced", true),
        StretchKind::Mute => ("debrief-band-mute", true),
        StretchKind::Consulting => ("debrief-band-consulting", false),
        StretchKind::WrapUp => ("debrief-band-wrap-up", false),
    };
    let label = words.with(key, &[("seconds", &stretch.seconds().to_string())]);
    Band { from: stretch.from, to: stretch.to, label, fault }
}

/// The curve in words.
fn curve_name(debrief: &Debriefing, moments: &[KeyMoment], words: &Words) -> String {
    let patience = &debrief.card.patience;
    let points = |value: i32| (value / 1000).to_string();
    let lowest = patience.iter().min_by_key(|(_, value)| *value).copied().unwrap_or((Millis(0), 0));
    let count = |kind| moments.iter().filter(|moment| moment.kind == kind).count().to_string();
    words.with(
        "debrief-chart-name",
        &[
            ("length", &length(words, debrief.card.length.0)),
            ("first", &points(patience.first().map_or(0, |(_, value)| *value))),
            ("lowest", &points(lowest.1)),
            ("lowest_at", &lowest.0.clock()),
            ("last", &points(patience.last().map_or(0, |(_, value)| *value))),
            ("lost", &count(MomentKind::Lost)),
            ("earned", &count(MomentKind::Earned)),
        ],
    )
}

fn moment_list(moments: &[KeyMoment], words: &Words) -> impl Scene + use<> {
    let rows: Vec<_> = moments.iter().enumerate().map(|(number, moment)| moment_row(number, moment, words)).collect();
    let label = words.get("debrief-moments");
    let content: Box<dyn SceneList> = if rows.is_empty() {
        Box::new(bsn_list![text(words.get("debrief-moments-none"), Type::Small, Token::Ink3)])
    } else {
        let name = label.clone();
        Box::new(bsn_list![
            (@PickList { @label: {name}, @gap: 0.0, @rows: {Box::new(rows) as Box<dyn SceneList>} } MomentList)
        ])
    };
    bsn! {
        @ScrollBox { @label: {label}, @pad: S1, @content: {content} }
        Node { height: px(HEIGHT), flex_shrink: 0.0 }
    }
}

fn moment_row(number: usize, moment: &KeyMoment, words: &Words) -> impl Scene + use<> {
    let content = bsn_list![
        line(moment.at.clock(), Type::Small, Token::Ink3),
        sign_beside(moment.kind),
        (text(words::moment_line(words, moment), Type::Small, Token::Ink) Node { flex_basis: px(0), flex_grow: 1.0 }),
    ];
    let goes = Goes { at: moment.at, moment: Some(number) };
    bsn! {
        @PickRow { @label: {words::moment_name(words, moment)}, @content: {content} }
        template_value(MomentRow(number))
        template_value(goes)
        Node {
            align_items: AlignItems::FlexStart,
            padding: UiRect::axes(px(S2), px(2)),
            margin: UiRect::right(px(S3)),
        }
    }
}

/// A square for what was lost, a disc for what was earned.
pub(super) fn moment_sign(kind: MomentKind) -> impl Scene {
    let (token, radius) = match kind {
        MomentKind::Lost => (Token::Bad, 1.5),
        MomentKind::Earned => (Token::Good, R_PILL),
    };
    bsn! {
        Fill({token}, Shade::Rest)
        Node { width: px(10), height: px(10), flex_shrink: 0.0, border_radius: BorderRadius::all(px(radius)) }
    }
}

/// A sign on the first line of the text beside it.
fn sign_beside(kind: MomentKind) -> impl Scene {
    bsn! {
        Node { height: px(T_S * LINE), align_items: AlignItems::Center, flex_shrink: 0.0 }
        Children [ moment_sign(kind) ]
    }
}

fn has_moments(world: &World) -> bool {
    world.get_resource::<Reading>().is_some_and(|reading| !reading.moments.is_empty())
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Forth,
    Back,
}

/// Chooses the moment after or before the chosen one.
fn step(way: Way) -> impl Fn(ResMut<Reading>) + Send + Sync + 'static {
    move |mut reading: ResMut<Reading>| {
        let Some(last) = reading.moments.len().checked_sub(1) else { return };
        let to = match (way, reading.chosen) {
            (Way::Forth, None) => 0,
            (Way::Forth, Some(at)) => (at + 1).min(last),
            (Way::Back, None) => last,
            (Way::Back, Some(at)) => at.saturating_sub(1),
        };
        let at = reading.moments[to].at;
        reading.go(Goes { at, moment: Some(to) });
    }
}

/// The list shows which moment is chosen, however it was chosen.
fn mark_chosen(
    reading: Res<Reading>,
    lists: Query<Entity, With<MomentList>>,
    rows: Query<(Entity, &MomentRow)>,
    mut wanted: ResMut<Wanted>,
    mut commands: Commands,
) {
    let Ok(list) = lists.single() else { return };
    if let Some((row, _)) = rows.iter().find(|(_, row)| Some(row.0) == reading.chosen) {
        wanted.0 = Some(row);
        commands.trigger(SelectRow { list, row });
    } else {
        for (row, _) in &rows {
            commands.entity(row).remove::<Selected>();
        }
    }
}

/// Draws the curve anew when it has another width or another moment is chosen.
fn draw_curve(
    open: Open,
    mut curves: Query<(&ComputedNode, &mut Curve, &mut Chart)>,
    spots: Query<Entity, With<Spots>>,
    mut settling: ResMut<Settling>,
    mut commands: Commands,
) {
    let (Some(debrief), Ok((node, mut curve, mut drawn)), Ok(spots)) =
        (&open.session.debrief, curves.single_mut(), spots.single())
    else {
        return;
    };
    let width = (node.size().x * node.inverse_scale_factor()).round();
    let (reading, words) = (&open.reading, &open.words);
    let now = Curve { width, chosen: reading.chosen };
    if width < 1.0 || *curve == now {
        return;
    }
    let moved = (curve.width - width).abs() > 0.5;
    *curve = now;
    let chart = chart(debrief, &reading.moments, words, width, reading.chosen);
    drawn.svg = patience_svg(&chart);
    settling.request();
    if !moved {
        return;
    }
    commands.entity(spots).despawn_children();
    for (number, (moment, place)) in reading.moments.iter().zip(mark_spots(&chart)).enumerate() {
        let spot = commands.spawn_scene(spot(number, moment, place, words)).id();
        commands.entity(spots).add_child(spot);
    }
}

/// What a pointer chooses on the curve. The keyboard has the list.
fn spot(number: usize, moment: &KeyMoment, (x, y): (f32, f32), words: &Words) -> impl Scene + use<> {
    let reach = REACH.max(MARK * 2.0);
    let goes = Goes { at: moment.at, moment: Some(number) };
    bsn! {
        Pressable
        EntityCursor::System(SystemCursorIcon::Pointer)
        spoken(Role::Button, words::moment_name(words, moment))
        template_value(goes)
        Node {
            position_type: PositionType::Absolute,
            left: px(x - reach / 2.0),
            top: px(y - reach / 2.0),
            width: px(reach),
            height: px(reach),
        }
    }
}
