//! Who practises: somebody who was here before, or a new name.

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::input_focus::{FocusCause, InputFocus};
use bevy::prelude::*;

use super::keys;
use super::page::{FirstFocus, Painter, does, store_opened, wrapping};
use crate::app::actions::{ActionApp, ActionSpec, run};
use crate::app::entry::Entry;
use crate::app::session::{Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen, TITLE};

/// Longer names are cut where they are typed.
const NAME_CHARACTERS: usize = 60;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Known>()
        .add_action(
            ActionSpec::new("sign_in.go_on", Screen::SignIn).when(|world| !world.resource::<Entry>().waits()),
            go_on,
        )
        .add_action(ActionSpec::new("sign_in.settings", Screen::SignIn), |mut next: ResMut<NextState<Screen>>| {
            next.set(Screen::Settings);
        })
        // Where people have roles nobody sees anything before it is known who they are.
        .add_action(
            ActionSpec::new("sign_in.attempts", Screen::SignIn).when(|world| !world.resource::<Entry>().roles_kept),
            |mut next: ResMut<NextState<Screen>>| next.set(Screen::Attempts),
        )
        .add_systems(OnEnter(Screen::SignIn), (open, ask).chain())
        .add_systems(
            Update,
            (ask.run_if(store_opened), show_people, show_passphrase, show_refused)
                .chain()
                .in_set(AppSystems::Show)
                .run_if(in_state(Screen::SignIn)),
        );
}

/// The people of this data folder, the latest first, and the number of the request for them.
#[derive(Resource, Debug, Default)]
struct Known {
    asked: u64,
    people: Vec<String>,
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct NameField;

#[derive(Component, Debug, Clone, Copy, Default)]
struct PassphraseField;

/// Where a passphrase is asked for.
#[derive(Component, Debug, Clone, Copy, Default)]
struct PassphrasePlace;

/// Holds the list of earlier people.
#[derive(Component, Debug, Clone, Copy, Default)]
struct PeoplePlace;

#[derive(Component, Debug, Clone, Default)]
struct Person(String);

fn open(words: Res<Words>, mut session: ResMut<Session>, mut commands: Commands) {
    session.who.clear();
    commands.spawn_scene(sign_in(&words));
}

fn sign_in(words: &Words) -> impl Scene + use<> {
    let greeting = words.get("sign-in-greeting");
    let (name, hint) = (words.get("sign-in-name"), words.get("sign-in-name-hint"));
    let content = bsn_list![
        text(TITLE, Type::Title, Token::Ink),
        dim(greeting),
        (
            @Field { @label: {name}, @placeholder: {hint}, @max_characters: {Some(NAME_CHARACTERS)} }
            NameField
            FirstFocus
            on(submit_name)
            on(|edited: On<FieldEdited>, mut commands: Commands| {
                commands.entity(edited.field).insert(FieldHint::None);
            })
        ),
        (PassphrasePlace Node { flex_direction: FlexDirection::Column, display: Display::None }),
        (does("sign_in.go_on", Skin::Primary)),
        (PeoplePlace Node { flex_direction: FlexDirection::Column, row_gap: px(S2), min_height: px(0) }),
        divider(),
        wrapping(Box::new(bsn_list![
            does("sign_in.attempts", Skin::Normal),
            does("sign_in.settings", Skin::Normal),
            keys::button(),
        ])),
    ];
    bsn! {
        template(|_| Ok(DespawnOnExit(Screen::SignIn)))
        TabGroup
        Scrolls
        Fill(Token::Bg, Shade::Rest)
        Node {
            width: percent(100),
            height: percent(100),
            justify_content: JustifyContent::Center,
            align_items: AlignItems::FlexStart,
            padding: UiRect::all(px(S5)),
            overflow: Overflow::scroll_y(),
        }
        Children [(
            card()
            Node {
                width: px(440),
                max_width: percent(100),
                flex_shrink: 0.0,
                padding: UiRect::all(px(S5)),
                row_gap: px(S4),
                margin: UiRect::vertical(auto()),
            }
            Children [ {content} ]
        )]
    }
}

fn ask(worker: Option<ResMut<Worker>>, mut known: ResMut<Known>) {
    if let Some(mut worker) = worker {
        known.asked = worker.ask(Request::People);
    }
}

fn show_people(
    mut answered: MessageReader<Answered>,
    mut known: ResMut<Known>,
    place: Query<Entity, With<PeoplePlace>>,
    mut painter: Painter,
) {
    for Answered { number, answer } in answered.read() {
        let Answer::People(people) = answer else { continue };
        if *number != known.asked {
            continue;
        }
        known.people.clone_from(people);
        let Ok(place) = place.single() else { continue };
        let shown: Vec<Box<dyn Scene>> = if people.is_empty() {
            Vec::new()
        } else {
            vec![Box::new(heading(painter.words.get("sign-in-earlier"))), Box::new(people_list(&painter.words, people))]
        };
        painter.fill(place, shown);
    }
}

fn people_list(words: &Words, people: &[String]) -> impl Scene + use<> {
    let rows: Vec<_> = people.iter().map(|person| person_row(person)).collect();
    let label = words.get("sign-in-earlier");
    let list = bsn_list![(
        @PickList { @label: {label.clone()}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        on(pick)
    )];
    bsn! {
        @ScrollBox { @label: {label}, @pad: S1, @content: {list} }
        Node { max_height: px(280) }
    }
}

fn person_row(person: &str) -> impl Scene + use<> {
    let content = bsn_list![(text(person, Type::Body, Token::Ink) FollowsSkin)];
    bsn! {
        @PickRow { @label: {person.to_owned()}, @content: {content} }
        template_value(Person(person.to_owned()))
    }
}

fn pick(
    chosen: On<RowChosen>,
    people: Query<&Person>,
    mut session: ResMut<Session>,
    mut next: ResMut<NextState<Screen>>,
) -> Result {
    session.who.clone_from(&people.get(chosen.row)?.0);
    next.set(Screen::Home);
    Ok(())
}

/// Enter in the name leads to the passphrase where one is asked for.
fn submit_name(
    _submitted: On<FieldSubmitted>,
    passphrase: Query<&FieldParts, With<PassphraseField>>,
    mut focus: ResMut<InputFocus>,
    mut commands: Commands,
) {
    match passphrase.single() {
        Ok(parts) => focus.set(parts.input, FocusCause::Navigated),
        Err(_) => commands.queue(run("sign_in.go_on")),
    }
}

/// The second field comes when it is known that it is needed.
fn show_passphrase(
    entry: Res<Entry>,
    mut places: Query<(Entity, &mut Node, Ref<PassphrasePlace>)>,
    fields: Query<(), With<PassphraseField>>,
    mut painter: Painter,
) {
    let Ok((place, mut node, made)) = places.single_mut() else { return };
    if !(entry.is_changed() || made.is_added()) || !entry.asks() || !fields.is_empty() {
        return;
    }
    node.display = Display::Flex;
    let label = painter.words.get("sign-in-passphrase");
    painter.fill(
        place,
        vec![Box::new(bsn! {
            @Field { @label: {label}, @secret: true }
            PassphraseField
            on(|_: On<FieldSubmitted>, mut commands: Commands| commands.queue(run("sign_in.go_on")))
        })],
    );
}

fn show_refused(entry: Res<Entry>, fields: Query<Entity, With<PassphraseField>>, mut commands: Commands) {
    let Ok(field) = fields.single() else { return };
    if let (true, Some(why)) = (entry.is_changed(), &entry.refused) {
        commands.entity(field).insert(FieldHint::Bad(why.clone()));
        commands.trigger(SetField { field, text: String::new() });
    }
}

/// The name, with its field.
type Names<'w, 's> = Query<'w, 's, (Entity, &'static FieldText), With<NameField>>;

fn go_on(
    (fields, secrets): (Names, Query<&FieldText, With<PassphraseField>>),
    (known, words): (Res<Known>, Res<Words>),
    (mut entry, worker): (ResMut<Entry>, Option<ResMut<Worker>>),
    mut session: ResMut<Session>,
    mut next: ResMut<NextState<Screen>>,
    mut commands: Commands,
) -> Result {
    let (field, typed) = fields.single()?;
    let name = typed.0.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        let hint = if known.people.is_empty() { "sign-in-empty" } else { "sign-in-empty-or-choose" };
        commands.entity(field).insert(FieldHint::Bad(words.get(hint)));
        return Ok(());
    }
    if let (true, Some(mut worker)) = (entry.asks(), worker) {
        let passphrase = secrets.single().map_or("", |typed| typed.0.as_str());
        entry.try_passphrase(&mut worker, &name, passphrase);
        return Ok(());
    }
    // Whoever was here before keeps one name, however it is typed.
    let before = known.people.iter().find(|person| person.to_lowercase() == name.to_lowercase());
    session.who = before.cloned().unwrap_or(name);
    next.set(Screen::Home);
    Ok(())
}
