//! The kit: fields take text, keys respect the focus, a theme re-colours, lists and choices work by keyboard.

use bevy::a11y::AccessibilityNode;
use bevy::input::keyboard::Key;
use bevy::input_focus::InputFocus;
use bevy::prelude::*;
use bevy::ui::widget::TextScroll;
use bevy::ui::{Checked, InteractionDisabled, Selected};
use steadyline::app::ui::choice::ChoiceParts;
use steadyline::app::ui::prelude::*;
use steadyline::app::{Dialog, Screen};

use crate::gallery::{
    self, Article, FactBox, FormTabs, Heard, HoldButton, KnowledgeList, NotesField, OrderField, UrgencyChoice,
};
use crate::harness::{app_on, click, focus, focus_field, frames, of, only, press, type_text};

const CTRL: (KeyCode, Key) = (KeyCode::ControlLeft, Key::Control);
const ALT: (KeyCode, Key) = (KeyCode::AltLeft, Key::Alt);

fn app() -> App {
    app_on(Screen::Desk, |app| {
        app.add_plugins(gallery::plugin);
    })
}

fn heard(app: &mut App) -> Vec<String> {
    std::mem::take(&mut app.world_mut().resource_mut::<Heard>().0)
}

fn letter(app: &mut App, holding: &[(KeyCode, Key)], code: KeyCode, letter: &str) {
    press(app, holding, code, Key::Character(letter.into()));
}

#[test]
fn a_field_takes_text_and_reports_it() {
    let mut app = app();
    focus_field::<OrderField>(&mut app);
    type_text(&mut app, "91");
    assert_eq!(of::<OrderField, FieldText>(&mut app).0, "80 47491");
    assert_eq!(heard(&mut app), ["order 80 4749", "order 80 47491"]);
}

#[test]
fn a_field_is_set_without_a_report() {
    let mut app = app();
    let field = only::<OrderField>(&mut app);
    app.world_mut().trigger(SetField { field, text: "80 447".to_owned() });
    frames(&mut app, 3);
    assert_eq!(of::<OrderField, FieldText>(&mut app).0, "80 447");
    assert!(heard(&mut app).is_empty());
    focus_field::<OrderField>(&mut app);
    press(&mut app, &[], KeyCode::Backspace, Key::Backspace);
    assert_eq!(of::<OrderField, FieldText>(&mut app).0, "80 44", "the caret stands at the end of what was set");
}

#[test]
fn a_long_text_shows_its_start_until_one_types() {
    let mut app = app();
    let field = only::<OrderField>(&mut app);
    let input = of::<OrderField, FieldParts>(&mut app).input;
    let scrolled = |app: &App| app.world().get::<TextScroll>(input).expect("it scrolls").0.x;
    let text = "39 Bakehouse Lane, Marrowdale, QM5 5ES, third bell from the left, behind the old mill".repeat(2);
    app.world_mut().trigger(SetField { field, text });
    frames(&mut app, 3);
    assert_eq!(scrolled(&app), 0.0);
    focus(&mut app, input);
    frames(&mut app, 2);
    assert!(scrolled(&app) > 0.0, "typing goes on at the end");
    app.world_mut().resource_mut::<InputFocus>().clear();
    frames(&mut app, 3);
    assert_eq!(scrolled(&app), 0.0);
}

#[test]
fn enter_starts_a_line_only_where_there_are_several() {
    let mut app = app();
    focus_field::<NotesField>(&mut app);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    assert!(of::<NotesField, FieldText>(&mut app).0.ends_with('\n'));
    focus_field::<OrderField>(&mut app);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    assert_eq!(of::<OrderField, FieldText>(&mut app).0, "80 474");
}

#[test]
fn plain_keys_act_unless_text_is_typed() {
    let mut app = app();
    letter(&mut app, &[], KeyCode::KeyH, "h");
    assert_eq!(heard(&mut app), ["hold"]);
    focus_field::<OrderField>(&mut app);
    letter(&mut app, &[], KeyCode::KeyH, "h");
    assert_eq!(heard(&mut app), ["order 80 474h"]);
    letter(&mut app, &[ALT], KeyCode::KeyH, "h");
    letter(&mut app, &[CTRL], KeyCode::KeyS, "s");
    assert_eq!(heard(&mut app), ["hold", "save"], "with Alt and Ctrl they hold in a field too");
}

#[test]
fn keys_go_by_their_place_on_a_keyboard_of_another_script() {
    let mut app = app();
    letter(&mut app, &[], KeyCode::KeyM, "ь");
    letter(&mut app, &[CTRL], KeyCode::KeyS, "ы");
    assert_eq!(heard(&mut app), ["mute", "save"]);
}

#[test]
fn an_action_that_is_not_available_does_nothing() {
    let mut app = app();
    letter(&mut app, &[], KeyCode::KeyT, "t");
    assert!(heard(&mut app).is_empty());
    let disabled = app
        .world_mut()
        .query_filtered::<&Caption, With<InteractionDisabled>>()
        .iter(app.world())
        .any(|caption| caption.0 == "Transfer");
    assert!(disabled, "its button is disabled");
}

#[test]
fn keys_of_a_screen_rest_while_a_dialog_is_open() {
    let mut app = app();
    app.world_mut().resource_mut::<NextState<Dialog>>().set(Dialog::Keys);
    frames(&mut app, 2);
    letter(&mut app, &[], KeyCode::KeyH, "h");
    assert!(heard(&mut app).is_empty());
}

#[test]
fn a_click_and_a_key_do_the_same() {
    let mut app = app();
    let button = only::<HoldButton>(&mut app);
    click(&mut app, button);
    focus(&mut app, button);
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    letter(&mut app, &[], KeyCode::KeyH, "h");
    assert_eq!(heard(&mut app), ["hold", "hold", "hold"]);
}

#[test]
fn a_list_works_by_keyboard_and_by_click() {
    let mut app = app();
    let list = only::<KnowledgeList>(&mut app);
    focus(&mut app, list);
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    assert!(heard(&mut app).is_empty(), "moving only looks");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    assert_eq!(heard(&mut app), ["article Damaged goods"]);
    let first = app
        .world_mut()
        .query::<(Entity, &Article)>()
        .iter(app.world())
        .find(|(_, article)| article.0.contains("7 to 14"))
        .expect("the first article")
        .0;
    click(&mut app, first);
    assert_eq!(heard(&mut app), ["article Late parcels: 7 to 14 days"]);
    let chosen: Vec<_> = app.world_mut().query_filtered::<&Article, With<Selected>>().iter(app.world()).collect();
    assert_eq!(chosen.len(), 1);
}

#[test]
fn tabs_choose_as_the_arrows_move() {
    let mut app = app();
    let tabs = only::<FormTabs>(&mut app);
    focus(&mut app, tabs);
    press(&mut app, &[], KeyCode::ArrowRight, Key::ArrowRight);
    assert_eq!(heard(&mut app), ["tab History"]);
}

#[test]
fn a_choice_works_by_keyboard() {
    let mut app = app();
    let face = of::<UrgencyChoice, ChoiceParts>(&mut app).face;
    focus(&mut app, face);
    press(&mut app, &[], KeyCode::ArrowDown, Key::ArrowDown);
    letter(&mut app, &[], KeyCode::KeyH, "h");
    press(&mut app, &[], KeyCode::Enter, Key::Enter);
    assert_eq!(of::<UrgencyChoice, ChoiceValue>(&mut app).0, Some(2));
    assert_eq!(heard(&mut app), ["urgency 2"], "a letter finds an option and is no action's key");
    press(&mut app, &[], KeyCode::Space, Key::Space);
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    letter(&mut app, &[], KeyCode::KeyM, "m");
    assert_eq!(heard(&mut app), ["mute"], "closed, it lets keys pass");
}

#[test]
fn a_box_is_ticked_by_click_and_space() {
    let mut app = app();
    let fact = only::<FactBox>(&mut app);
    click(&mut app, fact);
    assert!(app.world().get::<Checked>(fact).is_some());
    focus(&mut app, fact);
    press(&mut app, &[], KeyCode::Space, Key::Space);
    assert!(app.world().get::<Checked>(fact).is_none());
}

#[test]
fn a_theme_paints_everything_anew() {
    let mut app = app();
    let colours = |app: &mut App| -> Vec<Color> {
        app.world_mut().query::<(&TextColor, &Ink)>().iter(app.world()).map(|(color, _)| color.0).collect()
    };
    let light = colours(&mut app);
    app.insert_resource(Theme(ThemeKind::Dark));
    frames(&mut app, 1);
    let dark = colours(&mut app);
    assert!(light.len() > 20 && light.len() == dark.len());
    assert!(light.iter().zip(&dark).all(|(before, after)| before != after));
}

#[test]
fn tab_reaches_every_control_and_each_has_a_name() {
    let mut app = app();
    let mut seen = Vec::new();
    loop {
        press(&mut app, &[], KeyCode::Tab, Key::Tab);
        let here = app.world().resource::<InputFocus>().get().expect("something has the focus");
        if seen.contains(&here) {
            break;
        }
        let label = app.world().get::<AccessibilityNode>(here).and_then(|node| node.label().map(str::to_owned));
        assert!(label.is_some_and(|label| !label.is_empty()), "stop {} has no name", seen.len() + 1);
        seen.push(here);
        assert!(seen.len() < 60, "the stops have no end");
    }
    assert_eq!(seen.len(), 22, "every control but the field that is disabled");
}

#[test]
fn a_dialog_keeps_the_focus_and_goes_at_escape() {
    let mut app = app_on(Screen::Desk, |app| {
        app.add_plugins(gallery::plugin).add_systems(OnEnter(Dialog::Confirm), |mut commands: Commands| {
            commands.spawn_scene(bsn! {
                @Modal {
                    @title: "End the call?",
                    @content: {bsn_list![
                        @Field { @label: "Reason" },
                        @PushButton { @label: "Keep talking" },
                    ]}
                }
                template(|_| Ok(DespawnOnExit(Dialog::Confirm)))
            });
        });
    });
    let button = only::<HoldButton>(&mut app);
    focus(&mut app, button);
    app.world_mut().resource_mut::<NextState<Dialog>>().set(Dialog::Confirm);
    frames(&mut app, 3);
    let first = app.world().resource::<InputFocus>().get();
    assert_ne!(first, Some(button));
    press(&mut app, &[], KeyCode::Tab, Key::Tab);
    press(&mut app, &[], KeyCode::Tab, Key::Tab);
    assert_eq!(app.world().resource::<InputFocus>().get(), first, "two stops, round and round");
    press(&mut app, &[], KeyCode::Escape, Key::Escape);
    frames(&mut app, 2);
    assert_eq!(app.world().resource::<State<Dialog>>().get(), &Dialog::None);
    assert_eq!(app.world().resource::<InputFocus>().get(), Some(button), "the focus is back");
}

#[test]
fn texts_of_three_scripts_have_no_empty_boxes() {
    let mut app = app();
    let glyphs: Vec<_> = app
        .world_mut()
        .query::<(&Text, &bevy::text::TextLayoutInfo)>()
        .iter(app.world())
        .filter(|(text, _)| text.0.contains("कॉल"))
        .map(|(_, layout)| layout.glyphs.len())
        .collect();
    assert_eq!(glyphs.len(), 1);
    assert!(glyphs[0] >= 14, "{glyphs:?} glyphs");
}

#[test]
fn text_size_scales_and_stacks() {
    let mut app = app();
    app.insert_resource(TextSize::new(200));
    frames(&mut app, 3);
    assert!((app.world().resource::<UiScale>().0 - 2.0).abs() < f32::EPSILON);
    let stacked = app.world_mut().query_filtered::<(), With<Stacked>>().iter(app.world()).count();
    assert!(stacked >= 1);
}

#[test]
fn a_failing_system_is_told_and_the_app_goes_on() {
    let mut app = app();
    app.add_systems(Update, || -> Result { Err("the store is away".into()) });
    frames(&mut app, 40);
    // The faults of all the apps of one process wait in one place, so another test's app may take some.
    let told = app.world_mut().query::<&Text>().iter(app.world()).filter(|text| text.0 == "the store is away").count();
    assert_eq!(told, 1, "what fails every frame is told once");
}

/// WCAG 2 contrast of two colours.
fn contrast(theme: Theme, ink: Token, ground: Token) -> f32 {
    let luminance = |color: Color| Luminance::luminance(&color.to_linear());
    let (a, b) = (luminance(theme.ink(ink)), luminance(theme.color(ground)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_theme_has_enough_contrast() {
    use Token::{
        Accent, AccentInk, AccentSoft, Bad, BadInk, BadSoft, Bg, Focus, Good, GoodSoft, Ink, Ink2, Ink3, LineStrong,
        Panel, Panel2, Warn, WarnSoft,
    };
    let texts = [
        (Ink, Panel),
        (Ink, Bg),
        (Ink, Panel2),
        (Ink, AccentSoft),
        (Ink2, Panel),
        (Ink2, Bg),
        (Ink3, Panel),
        (AccentInk, Accent),
        (BadInk, Bad),
        (Good, GoodSoft),
        (Warn, WarnSoft),
        (Bad, BadSoft),
        (Bad, Panel),
        (Warn, Panel),
        (Good, Panel),
    ];
    for kind in ThemeKind::ALL {
        for (ink, ground) in texts {
            let ratio = contrast(Theme(kind), ink, ground);
            assert!(ratio >= 4.5, "{kind:?}: {ink:?} on {ground:?} is {ratio:.2}");
        }
        assert!(contrast(Theme(kind), Focus, Panel) >= 3.0);
        assert!(contrast(Theme(kind), LineStrong, Panel) >= 1.7);
    }
}

#[test]
fn what_has_the_focus_is_brought_into_view() {
    let mut app = app();
    app.insert_resource(TextSize::new(200));
    frames(&mut app, 4);
    focus_field::<NotesField>(&mut app);
    frames(&mut app, 4);
    let field = only::<NotesField>(&mut app);
    let node = app.world().get::<ComputedNode>(field).expect("a node");
    let transform = app.world().get::<UiGlobalTransform>(field).expect("a place");
    let bottom = transform.translation.y + node.size().y / 2.0;
    assert!(bottom > 100.0 && bottom < 800.0, "the field ends at {bottom}");
}
