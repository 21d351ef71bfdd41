//! The health of scenarios: which decisions and fields are hard, which tell people apart, and which are broken. First attempts
//! without hints alone count, and a flag is only raised where the sample carries it.

use bevy::prelude::*;

use super::{View, cell, headed, wide};
use crate::app::session::Words;
use crate::app::team::{Figures, flags};
use crate::app::ui::prelude::*;
use crate::review::figures::statistic::Z_95;
use crate::review::figures::{Flag, Health, Item, ItemHealth};

/// Widths in logical pixels: a count, a share with its interval, what was chosen wrongly.
const CASES: f32 = 60.0;
const SHARE: f32 = 128.0;
const WRONG: f32 = 220.0;

/// The number of a scenario.
#[derive(Component, Debug, Clone, Copy, Default)]
struct ScenarioRow(usize);

pub(super) fn health(figures: &Figures, chosen: usize, words: &Words) -> Vec<Box<dyn Scene>> {
    let chosen = chosen.min(figures.health.len().saturating_sub(1));
    let rows: Vec<_> =
        figures.health.iter().enumerate().map(|(at, of)| scenario(at, of, at == chosen, words)).collect();
    let label = words.get("team-drills-list");
    let list: Box<dyn SceneList> = Box::new(bsn_list![(
        @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} }
        on(choose)
    )]);
    let mut shown = vec![headed(words.get("team-drills-head"), words.get("team-drills-rule"), list)];
    if let Some(of) = figures.health.get(chosen) {
        shown.push(items(of, &of.decisions, "report-decisions", words));
        shown.push(items(of, &of.fields, "report-fields-head", words));
    }
    shown
}

fn choose(chosen: On<RowChosen>, rows: Query<&ScenarioRow>, mut view: ResMut<View>) -> Result {
    view.scenario = rows.get(chosen.row)?.0;
    Ok(())
}

fn scenario(at: usize, of: &Health, chosen: bool, words: &Words) -> impl Scene + use<> {
    let flags = flags(of);
    let args =
        [("cases", of.cases.to_string()), ("passed", of.passed.part.to_string()), ("left", of.left_out.to_string())];
    let counts = words.with("team-drill-counts", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    let flagged = words.with("team-drill-flags", &[("count", &flags.to_string())]);
    let label = format!("{}. {counts}. {flagged}", of.title);
    let title = of.title.clone();
    let pill: Vec<_> =
        (flags > 0).then(|| bsn! { @Pill { label: {flagged}, tone: {Tone::Warn} } }).into_iter().collect();
    let marked = chosen.then(|| bsn! { bevy::ui::Selected });
    let content =
        bsn_list![wide(text(title, Type::BodyBold, Token::Ink)), text(counts, Type::Small, Token::Ink2), { pill },];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        template_value(ScenarioRow(at))
        {marked}
        Node { column_gap: px(S3), row_gap: px(2), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::Center, padding: UiRect::axes(px(S3), px(S1)) }
    }
}

fn items(of: &Health, items: &[ItemHealth], key: &str, words: &Words) -> Box<dyn Scene> {
    let title = words.with("team-of-drill", &[("what", &words.get(key)), ("title", &of.title)]);
    let head = |key: &str| text(words.get(key), Type::Tiny, Token::Ink3);
    let rows: Vec<_> = items.iter().map(|item| item_scene(item, words)).collect();
    let label = title.clone();
    let wrong = if key == "report-decisions" { "report-wrong-reply" } else { "report-wrong-way" };
    headed(
        title,
        words.get("report-discrimination-rule"),
        Box::new(bsn_list![
            (
                Node { column_gap: px(S2), flex_wrap: FlexWrap::Wrap, padding: UiRect::axes(px(S3), px(0)) }
                Children [
                    wide(head("team-item")),
                    cell(CASES, head("report-cases")),
                    cell(SHARE, head("report-facility")),
                    cell(SHARE, head("report-discrimination")),
                    cell(WRONG, head(wrong)),
                    cell(CASES, head("report-took")),
                ]
            ),
            divider(),
            @PickList { @label: {label}, @rows: {Box::new(rows) as Box<dyn SceneList>} },
        ]),
    )
}

fn item_scene(item: &ItemHealth, words: &Words) -> impl Scene + use<> {
    let dash = || "–".to_owned();
    let per_cent = |share: f64| format!("{:.0} %", share * 100.0);
    let name = match &item.item {
        Item::Decision { .. } => item.label.clone(),
        Item::Field { table, .. } => {
            words.with("report-field-of", &[("field", &item.label), ("table", &table.replace('_', " ")), ("row", "1")])
        }
    };
    let share = item.right.value().map_or_else(dash, |value| {
        format!("{} ({} – {})", per_cent(value), per_cent(item.interval.0), per_cent(item.interval.1))
    });
    let telling = item.discrimination.map_or_else(dash, |found| {
        found.interval(Z_95).map_or_else(dash, |(low, high)| format!("{:.2} ({low:.2} … {high:.2})", found.r))
    });
    let wrong = item.most_wrong.as_ref().map_or_else(dash, |(what, count)| {
        let of_field = matches!(item.item, Item::Field { .. });
        let what = if of_field { words.get(&format!("class-{what}")) } else { what.clone() };
        format!("{what} ({count})")
    });
    let took = item.took.map_or_else(dash, |took| {
        words.with("report-seconds", &[("seconds", &format!("{:.1}", took.0 as f64 / 1000.0))])
    });
    let flags: Vec<String> = item.flags.iter().map(|flag| words.get(flag_key(*flag))).collect();
    let cases = item.right.of.to_string();
    let parts = [name.clone(), share.clone(), telling.clone(), wrong.clone(), took.clone()];
    let label = parts.into_iter().chain(flags.clone()).collect::<Vec<_>>().join(". ");
    let raised: Vec<_> = flags.into_iter().map(|flag| text(flag, Type::SmallBold, Token::Warn)).collect();
    let content = bsn_list![
        (
            Node { flex_direction: FlexDirection::Column, flex_grow: 1.0, flex_basis: px(160), min_width: px(0) }
            Children [ text(name, Type::Body, Token::Ink), {raised} ]
        ),
        cell(CASES, text(cases, Type::Small, Token::Ink2)),
        cell(SHARE, text(share, Type::Small, Token::Ink)),
        cell(SHARE, text(telling, Type::Small, Token::Ink2)),
        cell(WRONG, text(wrong, Type::Small, Token::Ink2)),
        cell(CASES, text(took, Type::Small, Token::Ink2)),
    ];
    bsn! {
        @PickRow { @label: {label}, @content: {content} }
        Node { column_gap: px(S2), row_gap: px(2), flex_wrap: FlexWrap::Wrap, align_items: AlignItems::FlexStart, padding: UiRect::axes(px(S3), px(S1)) }
    }
}

const fn flag_key(flag: Flag) -> &'static str {
    match flag {
        Flag::Reversed => "report-flag-reversed",
        Flag::Misleads => "report-flag-misleads",
        Flag::Hard => "report-flag-hard",
        Flag::Easy => "report-flag-easy",
    }
}
