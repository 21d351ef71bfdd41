//! The script drawn beside the list of its beats: the present beat is framed, and a click on a beat takes a call to it. As
//! soon as it is known, dead parts are struck through and lines are as wide as the bots' calls are many.
//!
//! Laying out and painting a large script takes longer than a frame, so a thread does it; until it is done the drawing
//! before it stands.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use accesskit::{Live, Role};
use bevy::a11y::AccessibilityNode;
use bevy::feathers::cursor::EntityCursor;
use bevy::input::ButtonState;
use bevy::input::keyboard::{KeyCode, KeyboardInput};
use bevy::input_focus::FocusedInput;
use bevy::picking::events::{Drag, Pointer};
use bevy::prelude::*;
use bevy::ui_widgets::Button as Pressable;
use bevy::window::SystemCursorIcon;

use super::{Looking, Open, View};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::author::{CALLS, Goal, Outlooks, Search, Traffic, Writer};
use crate::app::house::waker;
use crate::app::screens::desk::show_if;
use crate::app::screens::page::{Painter, does};
use crate::app::session::Words;
use crate::app::tempo::Settling;
use crate::app::ui::chart::rasterise;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::cli::graph_words;
use crate::review::graph::{NodeBox, Overlay, ScriptDrawing, draw_script};
use crate::scenario::ScriptGraph;

/// The largest side of a picture, in pixels.
const MOST_SIDE: f32 = 4_000.0;
/// How far an arrow key moves the drawing, in logical pixels.
const NOTCH: f32 = 60.0;
/// Room round the drawing where it is shown whole.
const MARGIN: f32 = 4.0;

pub(super) fn plugin(app: &mut App) {
    let (made, inbox) = channel();
    app.insert_resource(Drawings { made, inbox: Mutex::new(inbox), wanted: None, shown: None, whole: false })
        .add_action(
            ActionSpec::new("author.whole", Screen::Author).key(Chord::Plain('v')).when(is_shown),
            |mut drawings: ResMut<Drawings>| drawings.whole = !drawings.whole,
        )
        .add_observer(pan)
        .add_observer(pan_by_key)
        .add_observer(play_from)
        .add_systems(OnExit(Screen::Author), |mut drawings: ResMut<Drawings>| {
            (drawings.wanted, drawings.shown) = (None, None)
        })
        .add_systems(
            Update,
            (ask, take, frame_present, tell).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Author)),
        );
}

fn is_shown(world: &World) -> bool {
    world.resource::<Looking>().view == View::Graph
}

/// What a picture is of: the script, the colours, and how many pixels a step of the drawing has, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    script: Of,
    theme: Theme,
    pixels: u32,
}

/// Hashes of the pack and the scenario, and how much was known of it.
type Of = (String, String, u32);

/// A script as it was drawn.
#[derive(Debug)]
struct Drawn {
    key: Key,
    image: Image,
    script: Arc<ScriptDrawing>,
}

/// Drawings on their way, and the one that is shown.
#[derive(Resource, Debug)]
struct Drawings {
    made: Sender<Drawn>,
    inbox: Mutex<Receiver<Drawn>>,
    wanted: Option<Key>,
    shown: Option<Shown>,
    /// The whole script in the width of the panel, rather than at a size to be read.
    whole: bool,
}

#[derive(Debug, Clone)]
struct Shown {
    /// What was drawn, and of which script.
    script: Arc<ScriptDrawing>,
    of: Of,
    /// Logical pixels of a step of the drawing.
    zoom: f32,
    /// The beat that was last brought into view.
    present: Option<String>,
}

impl Shown {
    fn size(&self) -> Vec2 {
        Vec2::new(self.script.width, self.script.height) * self.zoom
    }
}

/// The part of the panel that the drawing moves in.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Pane;

#[derive(Component, Debug, Clone, Copy, Default)]
struct Picture;

/// Says that the drawing is on its way.
#[derive(Component, Debug, Clone, Copy, Default)]
struct Waiting;

/// Says what is known of the script beside itself.
#[derive(Component, Debug, Clone, Copy, Default)]
struct KnownLine;

/// The frame round the present beat.
#[derive(Component, Debug, Clone, Copy, Default)]
struct PresentFrame;

/// A beat that can be clicked.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct GraphBox(String);

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (label, note, waiting) =
        (words.get("action-author-graph"), words.get("author-graph-note"), words.get("author-graph-waiting"));
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2), flex_grow: 1.0, flex_basis: px(0), min_height: px(240) }
        Children [
            (
                Node { column_gap: px(S3), row_gap: px(S1), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, flex_shrink: 0.0 }
                Children [
                    (text(note, Type::Hint, Token::Ink3) Node { flex_grow: 1.0, flex_basis: px(200), min_width: px(0) }),
                    (does("author.whole", Skin::Normal) Node { min_height: px(26), padding: UiRect::axes(px(S2), px(1)) }),
                ]
            ),
            (KnownLine text("", Type::Small, Token::Ink2) spoken(Role::Status, "") Node { flex_shrink: 0.0 }),
            (Waiting dim(waiting)),
            (
                Pane
                Scrolls
                FocusRing
                bevy::input_focus::tab_navigation::TabIndex(0)
                spoken(Role::ScrollView, label)
                Fill(Token::Bg, Shade::Rest)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(0), min_width: px(0), overflow: Overflow::scroll() }
                Children [ (Picture Node { flex_shrink: 0.0 }) ]
            ),
        ]
    }
}

/// Has the script drawn when it, the colours or the size are others than those of the last drawing.
fn ask(
    open: Open,
    (looking, theme, outlooks): (Res<Looking>, Res<Theme>, Res<Outlooks>),
    panes: Query<&ComputedNode, With<Pane>>,
    pictures: Query<Entity, With<Picture>>,
    mut drawings: ResMut<Drawings>,
    mut painter: Painter,
) {
    let (Some(run), Ok(pane), View::Graph) = (open.run(), panes.single(), looking.view) else { return };
    let setup = Arc::clone(run.call().setup());
    let script = (setup.pack.hash.clone(), setup.scenario.hash.clone(), outlooks.revision);
    if let (Some(script), Traffic::NotAsked, Search::Found(_)) =
        (open.draft().and_then(|draft| draft.script()).cloned(), &outlooks.traffic, &outlooks.search)
    {
        painter.commands.queue(move |world: &mut World| {
            let wake = waker(world);
            world.resource_mut::<Outlooks>().ask_bots(&script, || wake);
        });
    }
    let scale = pane.inverse_scale_factor().recip();
    let room = (pane.size().x * pane.inverse_scale_factor() - 2.0 * MARGIN).max(100.0);
    let fit =
        drawings.shown.as_ref().filter(|_| drawings.whole).map_or(1.0, |shown| (room / shown.script.width).min(1.0));
    let laid_out = drawings.shown.as_ref().filter(|shown| shown.of == script).map(|shown| Arc::clone(&shown.script));
    let key = Key { script, theme: *theme, pixels: (fit * scale * 1_000.0) as u32 };
    if let Some(shown) = drawings.shown.as_mut().filter(|shown| (shown.zoom - fit).abs() > f32::EPSILON) {
        // The picture that is there is shown at the new size until the sharp one comes.
        shown.zoom = fit;
        painter.lay(&pictures, shown);
    }
    if drawings.wanted.as_ref() == Some(&key) {
        return;
    }
    drawings.wanted = Some(key.clone());
    let (made, words, overlay) = (drawings.made.clone(), graph_words(&open.words), overlay(&outlooks));
    painter.commands.queue(move |world: &mut World| {
        let wake = waker(world);
        let drawn = thread::Builder::new().name("steadyline-graph".to_owned()).spawn(move || {
            let script = laid_out.unwrap_or_else(|| {
                let graph = ScriptGraph::new(&setup.pack, &setup.scenario);
                let script = draw_script(&graph, &overlay, &words);
                Arc::new(script)
            });
            if let Some(drawn) = paint(script, key) {
                // Author mode may have been left.
                made.send(drawn).unwrap_or(());
                wake();
            }
        });
        if let Err(error) = drawn {
            tracing::error!(%error, "the thread that draws did not start");
        }
    });
}

/// What the drawing shows beside the script.
fn overlay(outlooks: &Outlooks) -> Overlay {
    let dead = match &outlooks.search {
        Search::Found(found) => found.dead.clone(),
        Search::Searching | Search::TooLarge => default(),
    };
    let traffic = match &outlooks.traffic {
        Traffic::Played(calls) => BTreeMap::clone(calls),
        Traffic::NotAsked | Traffic::Playing => default(),
    };
    Overlay { dead, traffic }
}

/// Says what is searched for, and what it came to.
fn tell(
    open: Open,
    outlooks: Res<Outlooks>,
    mut lines: Query<(Ref<KnownLine>, &mut Text, &mut AccessibilityNode)>,
    mut settling: ResMut<Settling>,
) {
    for (fresh, mut line, mut spoken) in &mut lines {
        if !outlooks.is_changed() && !fresh.is_added() {
            continue;
        }
        let said = known(&outlooks, &open.words);
        spoken.set_label(said.clone());
        spoken.set_live(Live::Polite);
        line.set_if_neq(Text(said));
        settling.request();
    }
}

fn known(outlooks: &Outlooks, words: &Words) -> String {
    let dead = match &outlooks.search {
        Search::Searching => return words.get("author-searching"),
        Search::TooLarge => return words.get("author-too-large"),
        Search::Found(found) => words.with("author-dead", &[("count", &found.dead.len().to_string())]),
    };
    let calls = match &outlooks.traffic {
        Traffic::NotAsked | Traffic::Playing => words.get("author-bots-play"),
        Traffic::Played(_) => words.with("author-bots-played", &[("calls", &CALLS.to_string())]),
    };
    format!("{dead} {calls}")
}

fn paint(script: Arc<ScriptDrawing>, key: Key) -> Option<Drawn> {
    let size = Vec2::new(script.width, script.height);
    let pixels = (key.pixels as f32 / 1_000.0).min(MOST_SIDE / size.max_element());
    let image = rasterise(&script.svg, key.theme, (size * pixels).ceil().as_uvec2());
    let image = image.inspect_err(|error| tracing::error!(%error, "the script cannot be drawn")).ok()?;
    Some(Drawn { key, image, script })
}

/// Shows a drawing that is done, with something to click on each beat.
fn take(
    mut drawings: ResMut<Drawings>,
    pictures: Query<Entity, With<Picture>>,
    mut images: ResMut<Assets<Image>>,
    mut waiting: Query<&mut Node, With<Waiting>>,
    mut painter: Painter,
) {
    let drawn = drawings.inbox.get_mut().ok().and_then(|inbox| inbox.try_iter().last());
    let Some(drawn) = drawn.filter(|drawn| Some(&drawn.key) == drawings.wanted.as_ref()) else { return };
    let Ok(picture) = pictures.single() else { return };
    for mut node in &mut waiting {
        show_if(&mut node, false);
    }
    let zoom = drawings.shown.as_ref().map_or(1.0, |shown| shown.zoom);
    let mut shown = Shown { script: drawn.script, of: drawn.key.script, zoom, present: None };
    painter.lay(&pictures, &mut shown);
    painter.commands.entity(picture).insert(ImageNode::new(images.add(drawn.image)));
    drawings.shown = Some(shown);
}

impl Painter<'_, '_> {
    /// Gives the picture its size, and each beat something to click on.
    fn lay(&mut self, pictures: &Query<Entity, With<Picture>>, shown: &mut Shown) {
        let Ok(picture) = pictures.single() else { return };
        let mut boxes: Vec<Box<dyn Scene>> = Vec::new();
        for (name, place) in &shown.script.boxes {
            boxes.push(Box::new(graph_box(name.clone(), placed(place, shown.zoom, 0.0), &self.words)));
        }
        boxes.push(Box::new(present_frame(&self.words)));
        self.fill(picture, boxes);
        let size = shown.size();
        self.commands.entity(picture).insert(Node {
            width: px(size.x),
            height: px(size.y),
            flex_shrink: 0.0,
            ..default()
        });
        shown.present = None;
    }
}

/// A box of the drawing as a place in the panel, with room round it.
fn placed(place: &NodeBox, zoom: f32, round: f32) -> Node {
    Node {
        position_type: PositionType::Absolute,
        left: px(place.x * zoom - round),
        top: px(place.y * zoom - round),
        width: px(place.width * zoom + 2.0 * round),
        height: px(place.height * zoom + 2.0 * round),
        border_radius: BorderRadius::all(px(R_M + round)),
        ..default()
    }
}

/// The list of beats leads there by keys; here a pointer does.
fn graph_box(name: String, place: Node, words: &Words) -> impl Scene + use<> {
    let label = words.with("author-play-from", &[("beat", &name)]);
    bsn! {
        template_value(GraphBox(name))
        Pressable
        EntityCursor::System(SystemCursorIcon::Pointer)
        spoken(Role::Button, label)
        template_value(place)
    }
}

fn present_frame(words: &Words) -> impl Scene + use<> {
    let label = words.get("author-here");
    bsn! {
        PresentFrame
        Edge(Token::Focus)
        Pickable { should_block_lower: false, is_hoverable: false }
        Node { display: Display::None, position_type: PositionType::Absolute }
        Children [(@Pill { label: {label}, tone: {Tone::Accent} } Node { position_type: PositionType::Absolute, right: px(4), top: px(-26) })]
    }
}

/// The present beat is framed, and brought to the middle when the call comes to it.
fn frame_present(
    open: Open,
    mut drawings: ResMut<Drawings>,
    mut frames: Query<&mut Node, With<PresentFrame>>,
    mut panes: Query<(&ComputedNode, &mut ScrollPosition), With<Pane>>,
    mut painter: Painter,
) {
    let call = open.run().map(|run| run.call());
    let ending = call.and_then(|call| call.ending()).map(|ending| ending.name.clone());
    let present = ending.or_else(|| call.and_then(|call| call.beat()).map(|beat| beat.name.clone()));
    let (Ok(mut frame), Ok((pane, mut position))) = (frames.single_mut(), panes.single_mut()) else { return };
    let Some(shown) = drawings.bypass_change_detection().shown.as_mut() else { return };
    if shown.present == present || pane.size().x < 1.0 {
        return;
    }
    shown.present.clone_from(&present);
    painter.refresh();
    let script = Arc::clone(&shown.script);
    let place = script.boxes.iter().find(|(name, _)| Some(name) == present.as_ref());
    show_if(&mut frame, place.is_some());
    let Some((_, place)) = place else { return };
    *frame = Node { border: UiRect::all(px(3)), ..placed(place, shown.zoom, 5.0) };
    let room = pane.size() * pane.inverse_scale_factor();
    let middle = Vec2::new(place.x + place.width / 2.0, place.y + place.height / 2.0) * shown.zoom;
    let most = (shown.size() - room).max(Vec2::ZERO);
    *position = ScrollPosition((middle - room / 2.0).clamp(Vec2::ZERO, most));
}

fn most(pane: &ComputedNode) -> Vec2 {
    ((pane.content_size() - pane.size()) * pane.inverse_scale_factor()).max(Vec2::ZERO)
}

/// The drawing is dragged like a map.
fn pan(
    drag: On<Pointer<Drag>>,
    parents: Query<&ChildOf>,
    mut panes: Query<(&ComputedNode, &mut ScrollPosition), With<Pane>>,
) {
    let inside = std::iter::once(drag.entity).chain(parents.iter_ancestors(drag.entity));
    let Some(pane) = inside.into_iter().find(|entity| panes.contains(*entity)) else { return };
    // The event goes up from what was pressed; it is taken once.
    if drag.entity != drag.original_event_target() {
        return;
    }
    if let Ok((node, mut position)) = panes.get_mut(pane) {
        let moved = position.0 - drag.delta * node.inverse_scale_factor();
        position.0 = moved.clamp(Vec2::ZERO, most(node));
    }
}

/// Up and down are those of every area that scrolls.
fn pan_by_key(
    key: On<FocusedInput<KeyboardInput>>,
    mut panes: Query<(&ComputedNode, &mut ScrollPosition), With<Pane>>,
) {
    let Ok((node, mut position)) = panes.get_mut(key.focused_entity) else { return };
    let by = match key.input.key_code {
        KeyCode::ArrowRight => NOTCH,
        KeyCode::ArrowLeft => -NOTCH,
        _ => return,
    };
    if key.input.state == ButtonState::Pressed {
        position.x = (position.x + by).clamp(0.0, most(node).x);
    }
}

fn play_from(activate: On<Activate>, boxes: Query<&GraphBox>, mut writer: Writer) {
    let Ok(GraphBox(name)) = boxes.get(activate.entity).cloned() else { return };
    let draft = writer.author.draft.as_ref();
    let beat = draft.and_then(|draft| draft.scenario()).and_then(|scenario| scenario.beat_index(&name)).is_some();
    writer.go(if beat { Goal::Beat(name) } else { Goal::Ending(name) });
}
