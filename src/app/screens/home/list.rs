//! The list of what can be practised, by duty: its lessons, then its drills from easy to hard, each with the person's own
//! results.

use bevy::a11y::AccessibilityNode;
use bevy::prelude::*;

use super::Mine;
use super::filters::{Filters, duty_name};
use crate::app::author::{Script, Writer, Written};
use crate::app::lesson::Reading;
use crate::app::profile::Profile;
use crate::app::screens::drill::effort;
use crate::app::screens::page::{FirstFocus, Painter, does, wrapping};
use crate::app::screens::standing::{Standing, stats};
use crate::app::session::{Chosen, Drilling, Library, Session, Words};
use crate::app::ui::list::ActiveRow;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::scenario::{Drill, Duty, Exercise, ExerciseKind, Lesson, Pack, Scenario};
use crate::store::{AttemptKind, AttemptSummary};

/// Opens the call that the keyboard stands on, to be written.
pub(super) const AUTHOR: &str = "home.author";

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Shown>().add_systems(
        Update,
        (show_list.after(super::take_attempts), show_count, show_read)
            .chain()
            .in_set(AppSystems::Show)
            .run_if(in_state(Screen::Home)),
    );
}

/// What a row leads to, by its place in the library.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub pack: usize,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Lesson(usize),
    Call(usize),
    /// A drill without a call.
    Drill(usize),
}

impl Default for What {
    fn default() -> Self {
        Self::Call(0)
    }
}

/// What stands in the list now, in its order, with the duty that it stands under.
#[derive(Resource, Debug, Default)]
pub(super) struct Shown {
    pub entries: Vec<(Duty, Entry)>,
    made_for: Filters,
}

/// Says whether a lesson was read.
#[derive(Component, Debug, Clone, Copy, Default)]
struct ReadMark(Entry);

/// Where the person's numbers of a row are shown.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct StandingOf(pub Entry);

/// The list.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct DrillList;

/// Says how many there are.
#[derive(Component, Debug, Clone, Copy, Default)]
struct CountLine;

pub(super) fn lesson_of(library: &Library, entry: Entry) -> Option<(&std::sync::Arc<Pack>, &std::sync::Arc<Lesson>)> {
    let pack = library.packs.get(entry.pack)?;
    let What::Lesson(at) = entry.what else { return None };
    Some((pack, pack.drills.lessons.get(at)?))
}

pub(super) fn call_of(library: &Library, entry: Entry) -> Option<(&std::sync::Arc<Pack>, &std::sync::Arc<Scenario>)> {
    let pack = library.packs.get(entry.pack)?;
    let What::Call(at) = entry.what else { return None };
    Some((pack, pack.scenarios.get(at)?))
}

pub(super) fn drill_of(library: &Library, entry: Entry) -> Option<(&std::sync::Arc<Pack>, Drill)> {
    let pack = library.packs.get(entry.pack)?;
    let What::Drill(at) = entry.what else { return None };
    Some((pack, pack.all_drills().nth(at)?))
}

/// Everything that fits the filters, by duty.
pub(super) fn entries(library: &Library, filters: &Filters, words: &Words) -> Vec<(Duty, Entry)> {
    let mut found: Vec<(usize, Duty, u32, Entry)> = Vec::new();
    let packs = library.packs.iter().enumerate();
    for (pack, of) in packs.filter(|(_, of)| filters.company.as_ref().is_none_or(|id| *id == of.id)) {
        let mut add = |duty: Duty, level: u32, what: What, text: &str| {
            let fits = filters.duty.is_none_or(|wanted| wanted == duty)
                && (level == 0 || filters.level.is_none_or(|wanted| wanted == level));
            let text = || format!("{text} {} {}", of.source.name, duty_name(words, duty));
            if fits && filters.finds(&text()) {
                let place = Duty::ALL.iter().position(|other| *other == duty).unwrap_or(Duty::ALL.len());
                found.push((place, duty, level, Entry { pack, what }));
            }
        };
        // Level 0 is before every other: the lessons of a duty come first.
        for (at, lesson) in of.drills.lessons.iter().enumerate() {
            add(lesson.source.duty, 0, What::Lesson(at), &lesson.source.title);
        }
        for (at, call) in of.scenarios.iter().enumerate() {
            let source = &call.source;
            let Some(duty) = source.duties.first() else { continue };
            let text = format!("{} {}", source.title, source.trains.join(" "));
            add(*duty, source.difficulty.max(1), What::Call(at), &text);
        }
        for (at, drill) in of.all_drills().enumerate() {
            let Some(duty) = drill.duties().first() else { continue };
            let text = format!("{} {}", drill.title(), drill.trains().join(" "));
            add(*duty, u32::from(drill.difficulty()).max(1), What::Drill(at), &text);
        }
    }
    found.sort_by_key(|(place, _, level, entry)| (*place, *level, entry.pack));
    found.into_iter().map(|(_, duty, _, entry)| (duty, entry)).collect()
}

/// The heading with the list under it.
pub(super) fn section(words: &Words, rows: Vec<Box<dyn Scene>>) -> impl Scene + use<> {
    let title = words.get("home-calls");
    let hint = words.get("home-calls-hint");
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S2) }
        Children [
            wrapping(Box::new(bsn_list![
                (CountLine text("", Type::Small, Token::Ink2)),
                text(hint, Type::Small, Token::Ink3),
                spacer(),
                does(AUTHOR, Skin::Quiet),
            ])),
            (
                @PickList { @label: {title}, @gap: S2, @rows: {Box::new(rows) as Box<dyn SceneList>} }
                DrillList
                FirstFocus
                on(choose)
            ),
        ]
    }
}

/// What fits the filters, and the rows that show it.
pub(super) fn rows(
    words: &Words,
    library: &Library,
    filters: &Filters,
    around: Around<'_>,
) -> (Shown, Vec<Box<dyn Scene>>) {
    let entries = entries(library, filters, words);
    let mut rows: Vec<Box<dyn Scene>> = Vec::new();
    let mut under = None;
    for (duty, entry) in &entries {
        if under.replace(*duty) != Some(*duty) {
            rows.push(Box::new(group(duty_name(words, *duty), rows.is_empty())));
        }
        rows.push(row(words, library, *entry, around));
    }
    if rows.is_empty() {
        let key =
            if library.packs.iter().all(|pack| pack.scenarios.is_empty()) { "home-no-calls" } else { "home-no-fit" };
        rows.push(Box::new(text(words.get(key), Type::Body, Token::Warn)));
    }
    (Shown { entries, made_for: filters.clone() }, rows)
}

/// Other filters show other rows.
pub(super) fn show_list(
    (library, filters, profile): (Res<Library>, Res<Filters>, Res<Profile>),
    mine: Res<Mine>,
    lists: Query<Entity, With<DrillList>>,
    mut shown: ResMut<Shown>,
    mut painter: Painter,
) {
    let Ok(list) = lists.single() else { return };
    if shown.made_for == *filters {
        return;
    }
    let (now, rows) = rows(&painter.words, &library, &filters, (&mine, &profile));
    *shown = now;
    painter.fill(list, rows);
    painter.commands.entity(list).insert(ActiveRow::default());
}

fn show_count(shown: Res<Shown>, words: Res<Words>, mut counts: Query<(Ref<CountLine>, &mut Text)>) {
    for (fresh, mut text) in &mut counts {
        if !fresh.is_added() && !shown.is_changed() {
            continue;
        }
        let drills = shown.entries.iter().filter(|(_, entry)| !matches!(entry.what, What::Lesson(_))).count();
        let lessons = shown.entries.len() - drills;
        text.0 = words.with("home-count", &[("drills", &drills.to_string()), ("lessons", &lessons.to_string())]);
    }
}

/// What was read is known a moment later than the rows, and may be read meanwhile.
fn show_read(
    (library, profile, words): (Res<Library>, Res<Profile>, Res<Words>),
    mut marks: Query<(Ref<ReadMark>, &mut Pill)>,
    mut rows: Query<(&Entry, &mut AccessibilityNode)>,
) {
    for (mark, mut pill) in &mut marks {
        if (!profile.is_changed() && !mark.is_added()) || lesson_of(&library, mark.0).is_none() {
            continue;
        }
        pill.set_if_neq(read_pill(&library, mark.0, &profile, &words));
    }
    for (entry, mut spoken) in rows.iter_mut().filter(|_| profile.is_changed()) {
        if let Some((pack, lesson)) = lesson_of(&library, *entry) {
            spoken.set_label(lesson_label(&words, pack, lesson, &profile));
        }
    }
}

/// The heading of a duty.
fn group(name: String, first: bool) -> impl Scene {
    let above = if first { 0.0 } else { S3 };
    bsn! { text(name, Type::BodyBold, Token::Ink2) Node { margin: UiRect::top(px(above)) } }
}

/// What was done, and what was read.
type Around<'a> = (&'a Mine, &'a Profile);

fn row(words: &Words, library: &Library, entry: Entry, (mine, profile): Around<'_>) -> Box<dyn Scene> {
    if let Some(row) = lesson_row(words, library, entry, profile) {
        return Box::new(row);
    }
    let Some(about) = about(words, library, entry) else { return Box::new(()) };
    let known: Vec<_> =
        mine.known.then(|| stats(words, &standing_of(library, entry, &mine.attempts))).into_iter().collect();
    Box::new(drill_row(about, entry, known))
}

/// What a row says of a call or a drill.
struct About {
    title: String,
    trains: String,
    effort: String,
}

fn about(words: &Words, library: &Library, entry: Entry) -> Option<About> {
    let (pack, exercise) = exercise_of(library, entry)?;
    let effort = match drill_of(library, entry) {
        Some((_, drill)) => effort(words, &drill),
        None => {
            let (least, most) = exercise.minutes;
            let level = words.get(&format!("level-{}", exercise.difficulty.min(5)));
            let args = [("least", least.to_string()), ("most", most.to_string()), ("level", level)];
            words.with("home-effort", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
    };
    let effort = format!("{effort} · {}", pack.source.name);
    let trains = words.with("home-trains", &[("what", &exercise.trains.join(" · "))]);
    Some(About { title: exercise.title.to_owned(), trains, effort })
}

/// What is practised in a row, and where.
pub(super) fn exercise_of(library: &Library, entry: Entry) -> Option<(&Pack, Exercise<'_>)> {
    let pack = library.packs.get(entry.pack)?;
    // Calls come first among them, and the other drills in the order of `all_drills`.
    let at = match entry.what {
        What::Lesson(_) => return None,
        What::Call(at) => at,
        What::Drill(at) => pack.scenarios.len() + at,
    };
    Some((pack, pack.exercises().nth(at)?))
}

fn drill_row(about: About, entry: Entry, known: Vec<Box<dyn Scene>>) -> impl Scene + use<> {
    let About { title, trains, effort } = about;
    let label = format!("{title}. {effort}");
    let content = bsn_list![
        (
            Span
            Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
            Children [
                text(title, Type::BodyBold, Token::Ink),
                text(trains, Type::Small, Token::Ink2),
                text(effort, Type::Small, Token::Ink3),
            ]
        ),
        (
            template_value(StandingOf(entry))
            Node { flex_shrink: 0.0, align_items: AlignItems::Center }
            Children [ {known} ]
        ),
    ];
    bsn! {
        @PickRow { @label: {label}, @skin: {Skin::Card}, @content: {content} }
        template_value(entry)
        StackBelow(820.0)
        Node { align_items: AlignItems::Stretch, column_gap: px(S5), row_gap: px(S2), padding: UiRect::axes(px(S4), px(S3)) }
    }
}

fn read_pill(library: &Library, entry: Entry, profile: &Profile, words: &Words) -> Pill {
    let read = lesson_of(library, entry).is_some_and(|(pack, lesson)| profile.has_read(&pack.id, &lesson.id));
    let (key, tone) = if read { ("home-lesson-read", Tone::Good) } else { ("home-lesson-unread", Tone::Plain) };
    Pill { label: words.get(key), tone }
}

fn lesson_what(words: &Words, pack: &Pack, lesson: &Lesson) -> String {
    let minutes = words.with("lesson-minutes", &[("minutes", &lesson.source.minutes.to_string())]);
    let watch = lesson.source.demonstration.as_ref().map(|_| words.get("home-lesson-watch"));
    let parts = [words.get("home-lesson"), minutes].into_iter().chain(watch).chain([pack.source.name.clone()]);
    parts.collect::<Vec<_>>().join(" · ")
}

fn lesson_label(words: &Words, pack: &Pack, lesson: &Lesson, profile: &Profile) -> String {
    let key = if profile.has_read(&pack.id, &lesson.id) { "home-lesson-read" } else { "home-lesson-unread" };
    format!("{}. {}. {}", lesson.source.title, lesson_what(words, pack, lesson), words.get(key))
}

fn lesson_row(words: &Words, library: &Library, entry: Entry, profile: &Profile) -> Option<impl Scene + use<>> {
    let (pack, lesson) = lesson_of(library, entry)?;
    let (title, what) = (lesson.source.title.clone(), lesson_what(words, pack, lesson));
    let label = lesson_label(words, pack, lesson, profile);
    let Pill { label: state, tone } = read_pill(library, entry, profile, words);
    let content = bsn_list![
        (
            Span
            Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
            Children [ text(title, Type::BodyBold, Token::Accent), text(what, Type::Small, Token::Ink3) ]
        ),
        (@Pill { label: {state}, tone: {tone} } template_value(ReadMark(entry))),
    ];
    Some(bsn! {
        @PickRow { @label: {label}, @skin: {Skin::Card}, @content: {content} }
        template_value(entry)
        StackBelow(480.0)
        Node { align_items: AlignItems::Center, column_gap: px(S5), row_gap: px(S2), padding: UiRect::axes(px(S4), px(S3)) }
    })
}

pub(super) fn standing_of(library: &Library, entry: Entry, attempts: &[AttemptSummary]) -> Standing {
    let Some((pack, exercise)) = exercise_of(library, entry) else { return Standing::default() };
    let kind = match exercise.kind {
        ExerciseKind::Call => AttemptKind::Call,
        ExerciseKind::List => AttemptKind::CallList,
        ExerciseKind::Tidy => AttemptKind::Tidy,
    };
    let own = |one: &&AttemptSummary| one.kind == kind && one.pack == pack.id && one.scenario == exercise.id;
    Standing::of(attempts.iter().filter(own))
}

/// The call or drill of a pack, by its id.
pub(super) fn entry_called(library: &Library, pack: &str, id: &str) -> Option<Entry> {
    let at = library.packs.iter().position(|known| known.id == pack)?;
    let of = &library.packs[at];
    let place = of.exercises().position(|exercise| exercise.id == id)?;
    let what = match place.checked_sub(of.scenarios.len()) {
        None => What::Call(place),
        Some(drill) => What::Drill(drill),
    };
    Some(Entry { pack: at, what })
}

/// Where a row or the suggestion leads.
pub(super) fn lead_to(
    entry: Entry,
    library: &Library,
    (session, reading, drilling): (&mut Session, &mut Reading, &mut Drilling),
    next: &mut NextState<Screen>,
) {
    if let Some((pack, lesson)) = lesson_of(library, entry) {
        reading.open(pack, lesson);
        next.set(Screen::Lesson);
    } else if let Some((pack, scenario)) = call_of(library, entry) {
        session.chosen = Some(Chosen { pack: pack.clone(), scenario: scenario.clone(), twin: false });
        next.set(Screen::Briefing);
    } else if let Some((pack, drill)) = drill_of(library, entry) {
        drilling.open(pack, drill, next);
    }
}

fn choose(
    chosen: On<RowChosen>,
    rows: Query<&Entry>,
    library: Res<Library>,
    (mut session, mut reading, mut drilling): (ResMut<Session>, ResMut<Reading>, ResMut<Drilling>),
    mut next: ResMut<NextState<Screen>>,
) -> Result {
    lead_to(*rows.get(chosen.row)?, &library, (&mut session, &mut reading, &mut drilling), &mut next);
    Ok(())
}

pub(super) fn some_scenario(world: &World) -> bool {
    world.resource::<Library>().packs.iter().any(|pack| !pack.scenarios.is_empty())
}

/// The call that the keyboard stands on, else the first.
pub(super) fn open_author(
    lists: Query<&ActiveRow>,
    rows: Query<&Entry>,
    (library, shown): (Res<Library>, Res<Shown>),
    mut writer: Writer,
) {
    let active = lists.iter().find_map(|active| rows.get(active.0?).ok()).copied();
    let all = active.into_iter().chain(shown.entries.iter().map(|(_, entry)| *entry));
    let Some((pack, scenario)) = all.into_iter().find_map(|entry| call_of(&library, entry)) else { return };
    let written = Written { folder: pack.files.folder.clone(), scenario: scenario.id.clone() };
    let script = Script { pack: pack.clone(), base: library.base(pack), scenario: scenario.clone() };
    writer.open(written, Some(script));
}
