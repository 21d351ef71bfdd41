//! Flags and facts as boxes: ticked is set, or disclosed by the caller. Ticking one plays the present beat anew with it.

use std::collections::BTreeSet;

use bevy::prelude::*;
use bevy::ui::Checked;

use super::Open;
use crate::app::author::Writer;
use crate::app::screens::desk::show_if;
use crate::app::session::Words;
use crate::app::tempo::Settling;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Call, StartAt};
use crate::scenario::facts::told_by;
use crate::scenario::{Scenario, Template};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (list, show).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Author)));
}

/// Which state a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Flag,
    Fact,
}

/// The boxes of a kind, and the script and caller that they were made for.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct Boxes {
    kind: Kind,
    made: Option<(String, u64)>,
}

#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct BoxOf {
    kind: Kind,
    name: String,
}

/// Says when a fact was disclosed.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct WhenOf(String);

/// Counts what is disclosed; for flags it says that there are none.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct CountOf(Kind);

pub(super) fn flags_of(words: &Words) -> impl Scene + use<> {
    group(words.get("author-flags-hint"), Kind::Flag)
}

pub(super) fn facts_of(words: &Words) -> impl Scene + use<> {
    group(words.get("author-facts-hint"), Kind::Fact)
}

fn group(hint: String, kind: Kind) -> impl Scene {
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S1), flex_shrink: 0.0 }
        Children [
            text(hint, Type::Hint, Token::Ink3),
            (template_value(CountOf(kind)) text("", Type::Small, Token::Ink3)),
            (
                template_value(Boxes { kind, made: None })
                Node { flex_direction: FlexDirection::Column, flex_shrink: 0.0 }
            ),
        ]
    }
}

/// Every flag that a reply sets or clears, or that is set.
fn flags(scenario: &Scenario, call: &Call) -> BTreeSet<String> {
    let replies = scenario.beats.iter().flat_map(|beat| &beat.replies);
    let named = replies.flat_map(|reply| reply.source.sets.iter().chain(&reply.source.clears));
    named.cloned().chain(call.flags().iter().map(ToString::to_string)).collect()
}

/// Every fact that a line of the caller tells, or that proves who is calling, or that was told.
fn facts(scenario: &Scenario, call: &Call) -> BTreeSet<String> {
    let mut out: BTreeSet<String> = scenario.source.proofs.iter().cloned().collect();
    for beat in scenario.beats.iter().filter(|beat| beat.source.department.is_none()) {
        let lines = beat.says.iter().chain(beat.says_if.iter().flat_map(|(_, says)| says));
        out.extend(lines.flat_map(Template::slots).map(|slot| told_by(slot).to_owned()));
        out.extend(beat.source.tells.iter().cloned());
    }
    out.retain(|path| !matches!(path.as_str(), "operator" | "company" | "today" | "daytime"));
    out.extend(call.told().keys().map(ToString::to_string));
    out
}

/// Makes the boxes when the script or the caller is another.
fn list(open: Open, mut places: Query<(Entity, &mut Boxes)>, mut settling: ResMut<Settling>, mut commands: Commands) {
    let Some(run) = open.run() else { return };
    let (call, setup) = (run.call(), run.call().setup());
    for (place, mut boxes) in &mut places {
        let wanted = Some((setup.scenario.hash.clone(), setup.seed));
        if boxes.made == wanted {
            continue;
        }
        boxes.made = wanted;
        commands.entity(place).despawn_children();
        let names = match boxes.kind {
            Kind::Flag => flags(&setup.scenario, call),
            Kind::Fact => facts(&setup.scenario, call),
        };
        for name in names {
            let value = match boxes.kind {
                Kind::Flag => String::new(),
                Kind::Fact => setup.spoken(&name),
            };
            let made = commands.spawn_scene(row(boxes.kind, name, &value)).id();
            commands.entity(place).add_child(made);
        }
        settling.request();
    }
}

fn row(kind: Kind, name: String, value: &str) -> impl Scene + use<> {
    let label = if value.is_empty() { name.clone() } else { format!("{name} · {value}") };
    let when = WhenOf(name.clone());
    bsn! {
        Node { flex_direction: FlexDirection::Row, align_items: AlignItems::Center, column_gap: px(S2), flex_shrink: 0.0 }
        Children [
            (
                @TickBox { @label: {label} }
                template_value(BoxOf { kind, name })
                on(tick)
                Node { flex_grow: 1.0, flex_basis: px(0), min_width: px(0), margin: UiRect::left(px(2)) }
            ),
            (template_value(when) line("", Type::Tiny, Token::Ink3)),
        ]
    }
}

fn tick(changed: On<ValueChange<bool>>, boxes: Query<&BoxOf>, mut writer: Writer) -> Result {
    let of = boxes.get(changed.source)?.clone();
    let set = changed.value;
    writer.change(|start: &mut StartAt| {
        let names = match of.kind {
            Kind::Flag => &mut start.flags,
            Kind::Fact => &mut start.told,
        };
        if set {
            names.insert(of.name);
        } else {
            names.remove(&of.name);
        }
    });
    Ok(())
}

type State<'w, 's> = (
    Query<'w, 's, (Entity, Ref<'static, BoxOf>, Has<Checked>)>,
    Query<'w, 's, (&'static WhenOf, &'static mut Text), Without<CountOf>>,
    Query<'w, 's, (&'static CountOf, &'static mut Text, &'static mut Node), Without<WhenOf>>,
);

fn show(open: Open, (boxes, mut whens, mut counts): State, mut commands: Commands) {
    let Some(run) = open.run() else { return };
    let fresh = boxes.iter().any(|(_, of, _)| of.is_added());
    if !open.author.is_changed() && !fresh {
        return;
    }
    let call = run.call();
    for (entity, of, ticked) in &boxes {
        let set = match of.kind {
            Kind::Flag => call.flags().contains(of.name.as_str()),
            Kind::Fact => call.told().contains_key(of.name.as_str()),
        };
        if set && !ticked {
            commands.entity(entity).insert(Checked);
        } else if !set && ticked {
            commands.entity(entity).remove::<Checked>();
        }
    }
    for (of, mut text) in &mut whens {
        let told = call.told().get(of.0.as_str()).map(|at| at.clock()).unwrap_or_default();
        text.set_if_neq(Text(told));
    }
    for (of, mut text, mut node) in &mut counts {
        let all = boxes.iter().filter(|(_, boxed, _)| boxed.kind == of.0).count();
        let said = match of.0 {
            Kind::Flag => {
                if all == 0 {
                    open.words.get("author-no-flags")
                } else {
                    String::new()
                }
            }
            Kind::Fact => {
                let told = call.told().len().to_string();
                open.words.with("author-facts-count", &[("told", &told), ("all", &all.to_string())])
            }
        };
        show_if(&mut node, !said.is_empty());
        text.set_if_neq(Text(said));
    }
}
