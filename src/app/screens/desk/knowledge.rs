//! The knowledge base: articles, policies and departments, found as one types. Opening an article is told to the call.

use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::text::EditableText;
use bevy::time::Real;
use bevy::ui::Selected;

use super::search::{PAUSE, Pending};
use super::{choices, enter_field, excerpt, notes, show_if};
use crate::app::actions::{ActionApp, ActionSpec, Chord, Group};
use crate::app::session::{Operator, Session, Words};
use crate::app::ui::list::ActiveRow;
use crate::app::ui::prelude::*;
use crate::app::{AppSystems, Screen};
use crate::call::{Action, Call};
use crate::scenario::{ArticleSource, How, KnowledgeSource};
use crate::text::Texts;

/// A closed row shows this many characters.
const GLANCE: usize = 84;

pub(super) fn plugin(app: &mut App) {
    let spec = ActionSpec::new("desk.knowledge", Screen::Desk).group(Group::Knowledge);
    app.add_action(spec.key(Chord::Ctrl('k')), go_to_knowledge).add_systems(
        Update,
        (tell_pause, find, show_rows).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Desk)),
    );
}

#[derive(Component, Debug, Clone, Copy, Default)]
struct KnowledgeField;

/// The list, and which of its entries are shown and opened.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct KnowledgeList {
    made_for: Option<Vec<Entry>>,
    opened: Option<Entry>,
}

/// What a row is about.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
enum Entry {
    #[default]
    None,
    Article(String),
    Department(String),
}

/// A text of a row.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
struct EntryText {
    entry: Entry,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    Words,
    OutOfDate,
}

pub(super) fn panel_of(words: &Words) -> impl Scene + use<> {
    let (label, placeholder, list) =
        (words.get("desk-knowledge"), words.get("desk-knowledge-empty"), words.get("desk-knowledge"));
    let notes = notes::field(words);
    bsn! {
        panel()
        Children [
            (
                @Field { @label: {label}, @label_hidden: true, @placeholder: {placeholder}, @key: "Ctrl K" }
                KnowledgeField
                Pending
                Node { flex_shrink: 0.0 }
                on(typed)
                on(open_first)
            ),
            (
                @ScrollBox {
                    @content: {bsn_list![(
                        @PickList { @label: {list}, @gap: S2 }
                        KnowledgeList
                        Node { padding: UiRect { left: px(2), right: px(S3), top: px(2), bottom: px(2) } }
                        on(open)
                    )]}
                }
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
            ),
            notes,
        ]
    }
}

fn article<'a>(knowledge: &'a KnowledgeSource, id: &str) -> Option<&'a ArticleSource> {
    knowledge.articles.get(id).or_else(|| knowledge.policies.get(id))
}

/// What a search shows: titles that hold every word, then texts, then departments; without words the departments.
fn entries(call: &Call, text: &str, opened: Option<&Entry>) -> Vec<Entry> {
    let pack = &call.setup().pack;
    let words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let departments = pack.source.departments.keys().map(|id| Entry::Department(id.clone()));
    if words.is_empty() {
        let article = opened.filter(|entry| matches!(entry, Entry::Article(_))).cloned();
        return article.into_iter().chain(departments).collect();
    }
    let holds = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let all = || pack.knowledge.articles.iter().chain(&pack.knowledge.policies);
    let titled = all().filter(|(id, article)| holds(&format!("{id} {}", article.title)));
    let worded = all().filter(|(id, article)| {
        !holds(&format!("{id} {}", article.title)) && holds(&format!("{} {}", article.title, article.text))
    });
    let found = titled.chain(worded).map(|(id, _)| Entry::Article(id.clone()));
    let fitting = pack
        .source
        .departments
        .iter()
        .filter(|(_, department)| holds(&format!("{} {}", department.name, department.takes)));
    found.chain(fitting.map(|(id, _)| Entry::Department(id.clone()))).collect()
}

fn typed(edited: On<FieldEdited>, time: Res<Time<Real>>, mut pending: Query<&mut Pending>) {
    if let Ok(mut pending) = pending.get_mut(edited.field) {
        pending.0 = Some(time.elapsed());
    }
}

fn tell_pause(
    time: Res<Time<Real>>,
    mut fields: Query<(&FieldText, &mut Pending), With<KnowledgeField>>,
    mut operator: Operator,
) {
    for (text, mut pending) in &mut fields {
        if pending.0.is_some_and(|since| time.elapsed().saturating_sub(since) >= PAUSE) {
            tell(text, &mut pending, &mut operator);
        }
    }
}

fn tell(text: &FieldText, pending: &mut Pending, operator: &mut Operator) {
    if pending.0.take().is_some() && !text.0.trim().is_empty() {
        operator.act(Action::Find(text.0.trim().to_owned()));
    }
}

fn find(
    session: Res<Session>,
    words: Res<Words>,
    fields: Query<&FieldText, With<KnowledgeField>>,
    mut lists: Query<(Entity, &mut KnowledgeList)>,
    mut commands: Commands,
) {
    let (Some(live), Ok(text)) = (&session.live, fields.single()) else { return };
    for (list, mut shown) in &mut lists {
        let wanted = entries(&live.call, &text.0, shown.opened.as_ref());
        if shown.made_for.as_ref() == Some(&wanted) {
            continue;
        }
        commands.entity(list).despawn_children().insert(ActiveRow::default());
        if wanted.is_empty() {
            let none = commands.spawn_scene(dim(words.get("desk-nothing-found"))).id();
            commands.entity(list).add_child(none);
        }
        let mut before = None;
        for entry in &wanted {
            let departments = matches!(entry, Entry::Department(_));
            if before != Some(departments) && departments {
                let title = commands.spawn_scene(heading(words.get("desk-departments"))).id();
                commands.entity(list).add_child(title);
            }
            before = Some(departments);
            let row = commands.spawn_scene(row(&live.call, entry, &words)).id();
            commands.entity(list).add_child(row);
        }
        shown.made_for = Some(wanted);
    }
}

fn row(call: &Call, entry: &Entry, words: &Texts) -> impl Scene + use<> {
    let pack = &call.setup().pack;
    let (title, pill) = match entry {
        Entry::Article(id) => {
            (article(&pack.knowledge, id).map_or(id.clone(), |article| format!("{id} · {}", article.title)), None)
        }
        Entry::Department(id) => (pack.department_name(id).to_owned(), Some(department_pill(call, id, words))),
        Entry::None => (String::new(), None),
    };
    let label = match &pill {
        Some(pill) => format!("{title}, {}", pill.label),
        None => title.clone(),
    };
    let pill: Box<dyn Scene> = match pill {
        Some(Pill { label, tone }) => {
            Box::new(bsn! { @Pill { label: {label.clone()}, tone: {tone} } Node { align_self: AlignSelf::FlexStart } })
        }
        None => Box::new(bsn! { Node { display: Display::None } }),
    };
    let text_of = |part| EntryText { entry: entry.clone(), part };
    let (body_text, old_text) = (text_of(Part::Words), text_of(Part::OutOfDate));
    let entry = entry.clone();
    bsn! {
        @PickRow {
            @label: {label},
            @skin: {Skin::Card},
            @content: {bsn_list![
                (
                    Node { column_gap: px(S2), justify_content: JustifyContent::SpaceBetween }
                    Pickable { should_block_lower: false, is_hoverable: false }
                    Children [
                        (
                            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(0), min_width: px(0) }
                            Pickable { should_block_lower: false, is_hoverable: false }
                            Children [ text(title, Type::BodyBold, Token::Ink) ]
                        ),
                        ({pill}),
                    ]
                ),
                (template_value(old_text) text("", Type::SmallBold, Token::Warn) Node { display: Display::None }),
                (template_value(body_text) text("", Type::Small, Token::Ink2)),
            ]}
        }
        template_value(entry)
        Node { flex_direction: FlexDirection::Column, align_items: AlignItems::Stretch, column_gap: px(0), row_gap: px(2) }
    }
}

fn department_pill(call: &Call, id: &str, words: &Texts) -> Pill {
    let open = call.setup().pack.source.departments.get(id).is_some_and(|department| call.is_open(department));
    Pill { label: choices::department_state(call, id, words), tone: if open { Tone::Plain } else { Tone::Warn } }
}

/// What is known about a department that was opened.
fn department_text(call: &Call, id: &str, opened: bool, words: &Texts) -> String {
    let Some(department) = call.setup().pack.source.departments.get(id) else { return String::new() };
    if !opened {
        return excerpt(&department.takes, GLANCE);
    }
    let how: Vec<String> = department
        .how
        .iter()
        .map(|how| words.get(if *how == How::Warm { "desk-how-warm" } else { "desk-how-blind" }))
        .collect();
    let mut out = department.takes.clone();
    if !department.will_not.is_empty() {
        out.push_str(&format!("\n{}", words.with("desk-department-not", &[("what", &department.will_not)])));
    }
    if !department.before.is_empty() {
        out.push_str(&format!("\n{}", words.with("desk-department-before", &[("what", &department.before)])));
    }
    out.push_str(&format!("\n{}", words.with("desk-department-how", &[("how", &how.join(", "))])));
    out
}

fn show_rows(
    session: Res<Session>,
    words: Res<Words>,
    lists: Query<&KnowledgeList>,
    mut texts: Query<(&EntryText, &mut Text, &mut Node)>,
    rows: Query<(Entity, &Entry, Has<Selected>)>,
    mut commands: Commands,
) {
    let (Some(live), Ok(list)) = (&session.live, lists.single()) else { return };
    let knowledge = &live.call.setup().pack.knowledge;
    for (at, mut text, mut node) in &mut texts {
        let opened = list.opened.as_ref() == Some(&at.entry);
        let now = match (&at.entry, at.part) {
            (Entry::Article(id), Part::Words) => article(knowledge, id).map_or_else(String::new, |article| {
                if opened { article.text.clone() } else { excerpt(&article.text, GLANCE) }
            }),
            (Entry::Article(id), Part::OutOfDate) => article(knowledge, id)
                .filter(|article| opened && !article.out_of_date.is_empty())
                .map_or_else(String::new, |article| words.with("desk-out-of-date", &[("since", &article.out_of_date)])),
            (Entry::Department(id), Part::Words) => department_text(&live.call, id, opened, &words),
            (Entry::Department(_), Part::OutOfDate) | (Entry::None, _) => String::new(),
        };
        show_if(&mut node, !now.is_empty());
        text.set_if_neq(Text(now));
    }
    for (row, entry, selected) in &rows {
        let opened = list.opened.as_ref() == Some(entry);
        if opened && !selected {
            commands.entity(row).insert(Selected);
        } else if !opened && selected {
            commands.entity(row).remove::<Selected>();
        }
    }
}

fn open(
    chosen: On<RowChosen>,
    rows: Query<&Entry>,
    mut lists: Query<&mut KnowledgeList>,
    mut fields: Query<(&FieldText, &mut Pending), With<KnowledgeField>>,
    mut operator: Operator,
) {
    let (Ok(entry), Ok(mut list)) = (rows.get(chosen.row), lists.get_mut(chosen.list)) else { return };
    open_entry(entry, &mut list, &mut fields, &mut operator);
}

/// Opens what is closed, and closes what is open.
fn open_entry(
    entry: &Entry,
    list: &mut KnowledgeList,
    fields: &mut Query<(&FieldText, &mut Pending), With<KnowledgeField>>,
    operator: &mut Operator,
) {
    for (text, mut pending) in fields {
        tell(text, &mut pending, operator);
    }
    if list.opened.as_ref() == Some(entry) {
        list.opened = None;
        return;
    }
    list.opened = Some(entry.clone());
    if let Entry::Article(id) = entry {
        operator.act(Action::Article(id.clone()));
    }
}

/// Enter opens the best result of what was typed. The list may show another frame's results still, and follows.
fn open_first(
    submitted: On<FieldSubmitted>,
    mut lists: Query<&mut KnowledgeList>,
    mut fields: Query<(&FieldText, &mut Pending), With<KnowledgeField>>,
    mut operator: Operator,
) {
    let Some(live) = operator.session.live.as_ref().filter(|_| !submitted.text.trim().is_empty()) else { return };
    let Some(first) = entries(&live.call, &submitted.text, None).into_iter().next() else { return };
    for mut list in &mut lists {
        open_entry(&first, &mut list, &mut fields, &mut operator);
    }
}

fn go_to_knowledge(
    fields: Query<&FieldParts, With<KnowledgeField>>,
    mut editables: Query<&mut EditableText>,
    mut focus: ResMut<InputFocus>,
) {
    for parts in &fields {
        enter_field(parts.input, &mut focus, &mut editables);
    }
}
