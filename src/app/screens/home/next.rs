//! "Next for you": one thing to do, and why. What is chosen is worked out in `review`.

use std::collections::BTreeSet;

use bevy::prelude::*;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Mine;
use super::filters::Filters;
use super::list::{Entry, Shown, exercise_of, lead_to, lesson_of};
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::lesson::Reading;
use crate::app::profile::Profile;
use crate::app::screens::page::{Painter, does};
use crate::app::screens::standing::{NUMBERS, number_name, number_of};
use crate::app::session::{Drilling, Library, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::review::next::{Candidate, Done, Reason, suggest};
use crate::scenario::{Duty, ScoreNumber};
use crate::store::AttemptSummary;

const GO: &str = "home.next";

pub(super) fn plugin(app: &mut App) {
    let go =
        ActionSpec::new(GO, Screen::Home).key(Chord::Plain('n')).when(|world| world.resource::<Next>().0.is_some());
    app.init_resource::<Next>().add_action(go, go_on).add_systems(
        Update,
        show.in_set(AppSystems::Show).after(super::list::show_list).run_if(in_state(Screen::Home)),
    );
}

/// What is suggested.
#[derive(Resource, Debug, Default)]
struct Next(Option<Entry>);

/// Where the suggestion stands, and what it was worked out from.
#[derive(Component, Debug, Clone, Default)]
struct Place {
    made_for: Option<(Filters, usize, BTreeSet<String>)>,
}

pub(super) fn place() -> impl Scene {
    bsn! { Place Node { flex_direction: FlexDirection::Column } }
}

/// The day on which an attempt began, where the trainee is.
fn day_of(attempt: &AttemptSummary) -> Option<Date> {
    let at: Timestamp = attempt.started_at.parse().ok()?;
    Some(at.to_zoned(TimeZone::system()).date())
}

fn done(attempt: &AttemptSummary) -> Option<Done<'_>> {
    let counts = !attempt.interrupted() && !attempt.twin && attempt.rewound_of.is_none();
    let numbers = NUMBERS.map(|number| number_of(attempt, number));
    let (pack, id) = (attempt.pack.as_str(), attempt.scenario.as_str());
    counts.then_some(())?;
    Some(Done { pack, id, on: day_of(attempt)?, numbers, passed: attempt.passed })
}

fn candidate<'a>(library: &'a Library, duty: Duty, entry: Entry) -> Option<Candidate<'a>> {
    let duty = Some(duty);
    if let Some((pack, lesson)) = lesson_of(library, entry) {
        return Some(Candidate { pack: &pack.id, id: &lesson.id, duty, difficulty: 0, lesson: true });
    }
    let (pack, drill) = exercise_of(library, entry)?;
    Some(Candidate { pack: &pack.id, id: drill.id, duty, difficulty: drill.difficulty, lesson: false })
}

fn show(
    (library, shown, mine): (Res<Library>, Res<Shown>, Res<Mine>),
    (filters, profile): (Res<Filters>, Res<Profile>),
    mut places: Query<(Entity, &mut Place)>,
    mut next: ResMut<Next>,
    mut painter: Painter,
) {
    let Ok((entity, mut place)) = places.single_mut() else { return };
    let now = (filters.clone(), mine.attempts.len(), profile.lessons_read.clone());
    if !mine.known || place.made_for.as_ref() == Some(&now) {
        return;
    }
    place.made_for = Some(now);
    let entries: Vec<(Entry, Candidate<'_>)> =
        shown.entries.iter().filter_map(|(duty, entry)| Some((*entry, candidate(&library, *duty, *entry)?))).collect();
    let candidates: Vec<Candidate<'_>> = entries.iter().map(|(_, candidate)| *candidate).collect();
    let attempts: Vec<Done<'_>> = mine.attempts.iter().filter_map(done).collect();
    let read = |lesson: &Candidate<'_>| profile.has_read(lesson.pack, lesson.id);
    let found = suggest(&candidates, &attempts, read, Zoned::now().date());
    next.0 = found.map(|found| entries[found.candidate].0);
    let shown = found.map(|found| {
        let entry = entries[found.candidate].0;
        Box::new(card_of(&painter.words, &library, entry, found.reason)) as Box<dyn Scene>
    });
    painter.fill(entity, shown.into_iter().collect());
}

fn card_of(words: &Words, library: &Library, entry: Entry, reason: Reason) -> impl Scene + use<> {
    let lesson =
        || lesson_of(library, entry).map(|(pack, lesson)| (lesson.source.title.clone(), pack.source.name.clone()));
    let drill = exercise_of(library, entry).map(|(pack, drill)| (drill.title.to_owned(), pack.source.name.clone()));
    let (title, company) = drill.or_else(lesson).unwrap_or_default();
    let heading = words.get("home-next");
    let why = why(words, reason);
    bsn! {
        card()
        Edge(Token::Accent)
        StackBelow(700.0)
        Node { flex_direction: FlexDirection::Row, align_items: AlignItems::Center, column_gap: px(S4), row_gap: px(S2) }
        Children [
            (
                Span
                Node { flex_direction: FlexDirection::Column, row_gap: px(2), min_width: px(0) }
                Children [
                    text(heading, Type::SmallBold, Token::Accent),
                    text(format!("{title} · {company}"), Type::Large, Token::Ink),
                    text(why, Type::Small, Token::Ink2),
                ]
            ),
            does(GO, Skin::Primary),
        ]
    }
}

/// The reason in words.
fn why(words: &Words, reason: Reason) -> String {
    let lowest = |key: &str, days: i64, lowest: Option<(ScoreNumber, i64)>| {
        let Some((number, points)) = lowest else { return words.with(key, &[("days", &days.to_string())]) };
        let number = number_name(words, number);
        let args = [("days", days.to_string()), ("number", number), ("points", points.to_string())];
        words.with(&format!("{key}-lowest"), &args.each_ref().map(|(name, value)| (*name, value.as_str())))
    };
    match reason {
        Reason::FirstLesson => words.get("next-first-lesson"),
        Reason::FirstDrill => words.get("next-first-drill"),
        Reason::AfterLesson => words.get("next-after-lesson"),
        Reason::NotPassed(number) => lowest("next-not-passed", 0, number),
        Reason::ComesBack { days, lowest: number } => lowest("next-comes-back", days, number),
        Reason::New => words.get("next-new"),
        Reason::Early => words.get("next-early"),
        Reason::AgainToday => words.get("next-again-today"),
    }
}

fn go_on(
    suggested: Res<Next>,
    library: Res<Library>,
    (mut session, mut reading, mut drilling): (ResMut<Session>, ResMut<Reading>, ResMut<Drilling>),
    mut next: ResMut<NextState<Screen>>,
) {
    if let Some(entry) = suggested.0 {
        lead_to(entry, &library, (&mut session, &mut reading, &mut drilling), &mut next);
    }
}
