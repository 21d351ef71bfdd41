//! One screen with every control of the kit, laid out as the desk is. Tests drive it.

use bevy::input_focus::tab_navigation::TabGroup;
use bevy::prelude::*;
use bevy::ui::{Checked, InteractionDisabled, Selected};
use steadyline::app::Screen;
use steadyline::app::actions::{ActionApp, ActionSpec, Chord, Does};
use steadyline::app::ui::prelude::*;

/// What the controls reported, for tests to read.
#[derive(Resource, Debug, Default)]
pub struct Heard(pub Vec<String>);

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct OrderField;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct NotesField;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct UrgencyChoice;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct FactBox;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct KnowledgeList;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct FormTabs;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct Transcript;

#[derive(Component, Debug, Clone, Copy, Default)]
pub struct HoldButton;

pub fn plugin(app: &mut App) {
    app.init_resource::<Heard>()
        .add_action(ActionSpec::new("desk.mute", Screen::Desk).key(Chord::Plain('m')), heard("mute"))
        .add_action(ActionSpec::new("desk.hold", Screen::Desk).key(Chord::Plain('h')), heard("hold"))
        .add_action(
            ActionSpec::new("desk.transfer", Screen::Desk).key(Chord::Plain('t')).when(|_| false),
            heard("transfer"),
        )
        .add_action(ActionSpec::new("desk.end", Screen::Desk).key(Chord::Plain('e')), heard("end"))
        .add_action(ActionSpec::new("desk.save", Screen::Desk).key(Chord::Ctrl('s')), heard("save"))
        .add_action(ActionSpec::new("desk.reply-1", Screen::Desk).key(Chord::Plain('1')), heard("reply 1"))
        .add_systems(Startup, name_actions)
        .add_systems(OnEnter(Screen::Desk), spawn_gallery);
}

fn heard(what: &'static str) -> impl Fn(ResMut<Heard>) + Send + Sync + 'static {
    move |mut heard: ResMut<Heard>| heard.0.push(what.to_owned())
}

fn name_actions(mut actions: ResMut<steadyline::app::actions::Actions>) {
    actions.label_all(|id| {
        match id {
            "desk.mute" => "Mute",
            "desk.hold" => "Hold",
            "desk.transfer" => "Transfer",
            "desk.end" => "End",
            "desk.save" => "Save complaint",
            _ => "You have waited sixteen days for this. I will trace it now and stay on the line with you.",
        }
        .to_owned()
    });
}

fn spawn_gallery(mut commands: Commands) {
    commands.spawn_scene(gallery());
}

fn gallery() -> impl Scene {
    bsn! {
        template(|_| Ok(DespawnOnExit(Screen::Desk)))
        TabGroup
        Fill(Token::Line, Shade::Rest)
        Scrolls
        Node { width: percent(100), height: percent(100), flex_direction: FlexDirection::Column, row_gap: px(1), overflow: Overflow::scroll_y() }
        Children [
            top_bar(),
            (
                StackBelow(900.0)
                Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(280), column_gap: px(1), row_gap: px(1), overflow: Overflow::scroll_y() }
                Scrolls
                Children [
                    (call_column() Span(300.0)),
                    (form_column() Span),
                    (side_column() Span(310.0)),
                ]
            ),
            replies(),
        ]
    }
}

fn top_bar() -> impl Scene {
    bsn! {
        panel()
        Node {
            flex_direction: FlexDirection::Row,
            align_items: AlignItems::Center,
            column_gap: px(S4),
            row_gap: px(S2),
            flex_wrap: FlexWrap::Wrap,
            padding: UiRect::axes(px(S4), px(10)),
            flex_shrink: 0.0,
        }
        Children [
            line("Steadyline", Type::BodyBold, Token::Ink),
            line("Parcel two weeks late", Type::Body, Token::Ink3),
            @Pill { label: "Guided" },
            spacer(),
            line("Звонок 3 из 8 · कॉल ३", Type::Body, Token::Ink3),
            @Pill { label: "English" },
            line("Amina Otieno", Type::Body, Token::Ink),
        ]
    }
}

fn call_column() -> impl Scene {
    bsn! {
        panel()
        Children [
            (
                Node { justify_content: JustifyContent::SpaceBetween, column_gap: px(S2) }
                Children [
                    text("+44 7700 900 312", Type::Large, Token::Ink),
                    @Pill { label: "Talking", tone: Tone::Good },
                ]
            ),
            (
                Node { justify_content: JustifyContent::SpaceBetween, align_items: AlignItems::FlexEnd }
                Children [
                    line("02:47", Type::Number, Token::Ink),
                    (
                        Node { width: px(140), flex_direction: FlexDirection::Column, row_gap: px(S1) }
                        Children [
                            (
                                Node { justify_content: JustifyContent::SpaceBetween }
                                Children [
                                    line("Patience", Type::Tiny, Token::Ink3),
                                    line("38", Type::Tiny, Token::Ink3),
                                ]
                            ),
                            @Meter { label: "Patience", value: 38.0, tone: Tone::Warn, mark: {Some(60.0)} },
                        ]
                    ),
                ]
            ),
            (
                Node { column_gap: px(S2) }
                Children [
                    (call_button(Skin::Normal) Does("desk.mute")),
                    (call_button(Skin::Normal) Does("desk.hold") HoldButton),
                    (call_button(Skin::Normal) Does("desk.transfer")),
                    (call_button(Skin::Danger) Does("desk.end")),
                ]
            ),
            heading("What was said"),
            transcript(),
        ]
    }
}

fn transcript() -> impl Scene {
    bsn! {
        @ScrollBox {
            @label: "What was said",
            @gap: S3,
            @tab_stop: true,
            @sticks_to_end: true,
            @content: {bsn_list![
                (
                    Transcript
                    Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0 }
                    Children [
                        said("Finally! This is the third time I'm calling about my blender.", "Caller · 00:04", Token::Panel2),
                        said("That is far too long, and I am sorry. Let me take this over. May I have your name?", "You · 00:11", Token::AccentSoft),
                        said("Katherine Wray. W-R-A-Y. And please don't make me spell it a fourth time.", "Caller · 00:19", Token::Panel2),
                        said("The order number ends in four-four-seven. I want it here by Friday or I want my…", "Caller · speaking", Token::Panel2),
                    ]
                ),
            ]}
        }
        Node { flex_grow: 1.0, flex_basis: px(0), min_height: px(120) }
    }
}

fn call_button(skin: Skin) -> impl Scene {
    bsn! {
        @PushButton { @skin: {skin}, @key_place: {KeyPlace::Below} }
        Node { flex_grow: 1.0, flex_basis: px(0) }
    }
}

fn said(words: &'static str, when: &'static str, fill: Token) -> impl Scene {
    let (edge, align) =
        if fill == Token::AccentSoft { (fill, AlignSelf::FlexEnd) } else { (Token::Line, AlignSelf::FlexStart) };
    bsn! {
        Fill({fill})
        Edge({edge})
        Node {
            align_self: {align},
            max_width: percent(92),
            flex_direction: FlexDirection::Column,
            border: UiRect::all(px(1)),
            border_radius: BorderRadius::all(px(R_M)),
            padding: UiRect::axes(px(S3), px(S2)),
        }
        Children [ body(words), text(when, Type::Tiny, Token::Ink3) ]
    }
}

fn form_column() -> impl Scene {
    bsn! {
        panel()
        Children [
            @Field { @label: "Find", @label_hidden: true, @placeholder: "Find a customer, order or phone", @key: "Ctrl F" },
            (
                @Tabs {
                    @label: "Records",
                    @tabs: {bsn_list![tab("Customer"), tab("Order 80 447"), (tab("New complaint •") Selected), tab("History")]}
                }
                FormTabs
                on(|chosen: On<RowChosen>, captions: Query<&Caption>, mut heard: ResMut<Heard>| -> Result {
                    heard.0.push(format!("tab {}", captions.get(chosen.row)?.0));
                    Ok(())
                })
            ),
            pair(
                bsn! { @Field { @label: "Customer", @value: "Katherine Wray" } },
                bsn! {
                    @Field { @label: "Order", @value: "80 474" }
                    OrderField
                    template_value(FieldHint::Bad("No such order for this customer. Check the digits.".to_owned()))
                    on(|edited: On<FieldEdited>, mut heard: ResMut<Heard>| heard.0.push(format!("order {}", edited.text)))
                },
            ),
            pair(
                bsn! {
                    @Choice {
                        @label: "Category",
                        @options: {["Late delivery", "Damaged", "Wrong item", "Refund"].map(str::to_owned).to_vec()},
                        @chosen: {Some(0)}
                    }
                },
                bsn! { @Field { @label: "Promised by", @value: "27 Nov 2026" } InteractionDisabled },
            ),
            (
                @Field { @label: "What happened, in the caller's words", @lines: 3.0, @value: "Third call. Tracking has not moved since 13 Nov. Wants delivery by Friday or refund. Звонит третий раз. तीसरी बार फ़ोन।" }
                NotesField
            ),
            form_end(),
            (@Chart { @label: "Patience over the call", @svg: CHART } Node { max_height: px(120) }),
        ]
    }
}

fn form_end() -> impl Scene {
    bsn! {
        Node { flex_direction: FlexDirection::Column, row_gap: px(S3), flex_shrink: 0.0 }
        Children [
            pair(
                bsn! { @Field { @label: "Call back on", @placeholder: "Phone" } },
                bsn! {
                    @Choice {
                        @label: "Urgency",
                        @placeholder: "Choose one",
                        @options: {["Low", "Medium", "High"].map(str::to_owned).to_vec()}
                    }
                    UrgencyChoice
                    on(|changed: On<ChoiceChanged>, mut heard: ResMut<Heard>| heard.0.push(format!("urgency {}", changed.index)))
                },
            ),
            (
                Node { align_items: AlignItems::Center, column_gap: px(S3), row_gap: px(S2), flex_wrap: FlexWrap::Wrap }
                Children [
                    (@PushButton { @skin: {Skin::Primary} } Does("desk.save")),
                    text("Not saved yet. A transfer would lose it.", Type::Body, Token::Warn),
                ]
            ),
            (
                Node { column_gap: px(S5), flex_wrap: FlexWrap::Wrap }
                Children [
                    (@TickBox { @label: "Read back to the caller" } FactBox),
                    (@TickBox { @label: "Consent given" } Checked),
                    (@TickBox { @label: "Disabled" } InteractionDisabled),
                ]
            ),
        ]
    }
}

const CHART: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 120" font-family="Noto Sans" font-size="12">
<rect width="600" height="120" fill="var(--panel)"/>
<path d="M40 10H590M40 50H590M40 90H590" stroke="var(--line)"/>
<path d="M40 60L150 70L260 40L370 80L480 30L590 20" fill="none" stroke="var(--accent)" stroke-width="2"/>
<circle cx="260" cy="40" r="5" fill="var(--good)"/><text x="235" y="30" fill="var(--good)">owned it · взял · लिया</text>
<text x="10" y="14" fill="var(--ink-3)">100</text><text x="40" y="110" fill="var(--ink-3)">00:00</text>
</svg>"##;

fn pair(left: impl Scene, right: impl Scene) -> impl Scene {
    bsn! {
        Node { column_gap: px(S4), row_gap: px(S3) }
        StackBelow(560.0)
        Children [
            ({left} Span),
            ({right} Span),
        ]
    }
}

fn side_column() -> impl Scene {
    bsn! {
        panel()
        Children [
            @Field { @label: "Knowledge", @label_hidden: true, @placeholder: "Search the knowledge base", @key: "Ctrl K" },
            (
                @PickList {
                    @label: "Knowledge base",
                    @gap: S3,
                    @rows: {bsn_list![
                        article("Late parcels: 7 to 14 days", "Trace with the carrier, promise a callback within one working day."),
                        (article("Late parcels: over 14 days", "Offer reshipment or refund at once. Claims decides on compensation above 20.") Selected),
                        article("Damaged goods", "Ask for a photograph."),
                    ]}
                }
                KnowledgeList
                on(|chosen: On<RowChosen>, rows: Query<&Article>, mut heard: ResMut<Heard>| -> Result {
                    heard.0.push(format!("article {}", rows.get(chosen.row)?.0));
                    Ok(())
                })
            ),
            heading("Notes"),
            @Field { @label: "Notes", @label_hidden: true, @lines: 2.0, @value: "order ends 447, Friday" },
        ]
    }
}

#[derive(Component, Debug, Clone, Default)]
pub struct Article(pub String);

fn article(title: &'static str, words: &'static str) -> impl Scene {
    bsn! {
        @PickRow {
            @label: title,
            @skin: {Skin::Card},
            @content: {bsn_list![text(title, Type::BodyBold, Token::Ink), dim(words)]}
        }
        Article(title)
        Node { flex_direction: FlexDirection::Column, align_items: AlignItems::FlexStart }
    }
}

fn replies() -> impl Scene {
    bsn! {
        panel()
        Node { flex_direction: FlexDirection::Row, flex_shrink: 0.0, column_gap: px(10), padding: UiRect::axes(px(S4), px(S3)) }
        Children [
            (
                @PushButton { @skin: {Skin::Card}, @key_place: {KeyPlace::Before}, @style: {ButtonType::Body} }
                Does("desk.reply-1")
                Node { flex_grow: 1.0, flex_basis: px(0), border_radius: BorderRadius::all(px(R_M)) }
            ),
            (
                @PushButton { @label: "Ask to repeat", @key: "R", @key_place: {KeyPlace::Before} }
                Node { width: px(260) }
            ),
        ]
    }
}
