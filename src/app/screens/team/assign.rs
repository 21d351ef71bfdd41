//! The form in which something is assigned: what, to whom, in which mode, by when and how often.

use bevy::prelude::*;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

use crate::app::actions::{ActionApp, ActionSpec, Chord, Does};
use crate::app::assigned::ToDo;
use crate::app::session::{Library, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Dialog, Screen};
use crate::call::Mode;
use crate::store::{NewAssignment, Step};

/// Longer lists of people are searched by typing.
const CHOSEN_FROM: usize = 60;

/// Most days and attempts that the form takes.
const MOST: u32 = 365;

pub(super) fn plugin(app: &mut App) {
    let here = |id| ActionSpec::new(id, Screen::Team).in_dialog(Dialog::Assign);
    app.init_resource::<Assigning>()
        .add_action(
            ActionSpec::new("team.assign", Screen::Team).key(Chord::Plain('a')).when(somebody),
            |mut dialog: ResMut<NextState<Dialog>>| dialog.set(Dialog::Assign),
        )
        .add_action(here("assign.keep").key(Chord::Ctrl('s')), keep)
        .add_action(here("assign.cancel"), |mut dialog: ResMut<NextState<Dialog>>| {
            NextState::set_if_neq(&mut dialog, Dialog::None);
        })
        .add_systems(OnEnter(Dialog::Assign), open.run_if(in_state(Screen::Team)))
        .add_systems(Update, answer.in_set(AppSystems::Show).run_if(in_state(Screen::Team)));
}

/// What was sent, and the number of its request.
#[derive(Resource, Debug, Default)]
struct Assigning {
    asked: u64,
    title: String,
}

/// The choices and fields of the form.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    What,
    Whom,
    Name,
    Mode,
    Days,
    Attempts,
}

/// Where it stands what is missing.
#[derive(Component, Debug, Clone, Copy, Default)]
struct WrongLine;

fn somebody(world: &World) -> bool {
    let offered = &world.resource::<ToDo>().offered;
    !offered.people.is_empty() || !offered.teams.is_empty()
}

/// Every call and drill, with its company.
fn steps(library: &Library) -> Vec<(Step, String)> {
    let of = |pack: &std::sync::Arc<crate::scenario::Pack>| {
        let company = pack.source.name.clone();
        let step = |exercise: crate::scenario::Exercise<'_>| {
            let (pack, scenario) = (pack.id.clone(), exercise.id.to_owned());
            (Step { pack, scenario, title: exercise.title.to_owned() }, format!("{} · {company}", exercise.title))
        };
        pack.exercises().map(step).collect::<Vec<_>>()
    };
    library.packs.iter().flat_map(of).collect()
}

/// Teams, then people, as far as they can be chosen from a list.
fn whom(todo: &ToDo, words: &Words) -> Vec<String> {
    let teams = todo.offered.teams.iter().map(|team| words.with("team-assign-team", &[("team", team)]));
    teams.chain(listed(todo).iter().cloned()).collect()
}

fn listed(todo: &ToDo) -> &[String] {
    if todo.offered.people.len() > CHOSEN_FROM { &[] } else { &todo.offered.people }
}

fn open(words: Res<Words>, library: Res<Library>, todo: Res<ToDo>, mut commands: Commands) {
    let title = words.get("team-assign-title");
    let steps: Vec<String> = steps(&library).into_iter().map(|(_, shown)| shown).collect();
    let whom = whom(&todo, &words);
    let named = (listed(&todo).len() < todo.offered.people.len()).then(|| {
        let label = words.get("report-person");
        bsn! { @Field { @label: {label} } template_value(Part::Name) }
    });
    let named: Vec<_> = named.into_iter().collect();
    let modes: Vec<String> = Mode::ALL.iter().map(|mode| words.get(&format!("mode-{}", mode.key()))).collect();
    let label = |key: &str| words.get(&format!("team-assign-{key}"));
    let (what, whom_label, mode) = (label("what"), label("whom"), label("mode"));
    let (days, attempts) = (label("days"), label("attempts"));
    commands.spawn_scene(bsn! {
        @Modal {
            @title: {title},
            @width: 560.0,
            @content: {bsn_list![
                (@Choice { @label: {what}, @options: {steps} } template_value(Part::What)),
                (@Choice { @label: {whom_label}, @options: {whom} } template_value(Part::Whom)),
                {named},
                (@Choice { @label: {mode}, @options: {modes}, @chosen: {Some(1)} } template_value(Part::Mode) Node { max_width: px(260) }),
                (@Field { @label: {days}, @value: {"7".to_owned()}, @max_characters: {Some(3)} } template_value(Part::Days)),
                (@Field { @label: {attempts}, @max_characters: {Some(3)} } template_value(Part::Attempts)),
                (text("", Type::Small, Token::Bad) WrongLine Node { display: Display::None }),
                (
                    Node { column_gap: px(S2), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                    Children [
                        (@PushButton { @skin: {Skin::Primary} } Does("assign.keep")),
                        (@PushButton Does("assign.cancel")),
                    ]
                ),
            ]}
        }
        template(|_| Ok(DespawnOnExit(Dialog::Assign)))
    });
}

/// What is chosen and typed, by part.
type Filled<'w, 's> = Query<'w, 's, (&'static Part, Option<&'static ChoiceValue>, Option<&'static FieldText>)>;

fn chosen(filled: &Filled<'_, '_>, part: Part) -> Option<usize> {
    filled.iter().find(|(own, ..)| **own == part)?.1?.0
}

fn typed(filled: &Filled<'_, '_>, part: Part) -> String {
    let found = filled.iter().find(|(own, ..)| **own == part).and_then(|(.., typed)| typed);
    found.map(|typed| typed.0.trim().to_owned()).unwrap_or_default()
}

/// A number, or nothing.
fn number(text: &str, words: &Words) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || words.with("team-assign-number", &[("most", &MOST.to_string())]);
    text.parse().ok().filter(|number| (1..=MOST).contains(number)).map(Some).ok_or_else(wrong)
}

fn keep(
    filled: Filled,
    (words, library, todo): (Res<Words>, Res<Library>, Res<ToDo>),
    mut assigning: ResMut<Assigning>,
    mut worker: ResMut<Worker>,
    lines: Query<(&mut Text, &mut Node), With<WrongLine>>,
) {
    match read(&filled, (&words, &library, &todo)) {
        Ok(new) => {
            assigning.title.clone_from(&new.title);
            assigning.asked = worker.ask(Request::Assign(Box::new(new)));
        }
        Err(wrong) => tell(lines, wrong),
    }
}

fn tell(mut lines: Query<(&mut Text, &mut Node), With<WrongLine>>, wrong: String) {
    if let Ok((mut text, mut node)) = lines.single_mut() {
        text.0 = wrong;
        node.display = Display::Flex;
    }
}

/// The assignment of the form, or what is wrong with it.
fn read(filled: &Filled<'_, '_>, (words, library, todo): (&Words, &Library, &ToDo)) -> Result<NewAssignment, String> {
    let step = chosen(filled, Part::What).and_then(|at| steps(library).into_iter().nth(at));
    let teams = &todo.offered.teams;
    let name = typed(filled, Part::Name);
    let (people, of_teams) = match chosen(filled, Part::Whom) {
        Some(at) if at < teams.len() => (Vec::new(), vec![teams[at].clone()]),
        Some(at) => (listed(todo).get(at - teams.len()).cloned().into_iter().collect(), Vec::new()),
        None if name.is_empty() => (Vec::new(), Vec::new()),
        None => (vec![name], Vec::new()),
    };
    let nobody = people.is_empty() && of_teams.is_empty();
    let (Some((step, _)), false) = (step, nobody) else { return Err(words.get("team-assign-choose")) };
    let days = number(&typed(filled, Part::Days), words)?;
    let attempts = number(&typed(filled, Part::Attempts), words)?;
    let mode = chosen(filled, Part::Mode).and_then(|at| Mode::ALL.get(at)).copied().unwrap_or_default();
    let title = step.title.clone();
    Ok(NewAssignment { title, steps: vec![step], people, teams: of_teams, due: days.and_then(end_of), attempts, mode })
}

/// The end of the day that lies so many days ahead, where this machine stands.
fn end_of(days: u32) -> Option<Timestamp> {
    let day = Zoned::now().date().checked_add(i64::from(days).days()).ok()?;
    day.at(23, 59, 59, 0).to_zoned(TimeZone::system()).ok().map(|end| end.timestamp())
}

fn answer(
    mut answered: MessageReader<Answered>,
    words: Res<Words>,
    (mut assigning, mut todo, mut worker): (ResMut<Assigning>, ResMut<ToDo>, ResMut<Worker>),
    mut dialog: ResMut<NextState<Dialog>>,
    mut notices: MessageWriter<Notice>,
    mut lines: Query<(&mut Text, &mut Node), With<WrongLine>>,
) {
    for Answered { number, answer } in answered.read() {
        if *number != assigning.asked || *number == 0 {
            continue;
        }
        assigning.asked = 0;
        match answer {
            Answer::Done => {
                todo.ask_all(&mut worker);
                NextState::set_if_neq(&mut dialog, Dialog::None);
                let done = words.with("team-assign-done", &[("title", &assigning.title)]);
                notices.write(Notice::new(Tone::Good, done));
            }
            Answer::Refused(why) => {
                if let Ok((mut text, mut node)) = lines.single_mut() {
                    text.0.clone_from(why);
                    node.display = Display::Flex;
                }
            }
            _ => {}
        }
    }
}
