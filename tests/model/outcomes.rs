//! What is kept of a finished call says the same as the call played again; what another version wrote is not read.

use steadyline::review::figures::{Case, health, outcome, team_figures};
use steadyline::store::{AttemptFilter, AttemptSummary, Kept, Store};

use crate::seals::attempt;
use crate::world::walk;

const CALL: &str = "third_call_blender.namesake";

fn summary() -> AttemptSummary {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    attempt(&store, CALL, usize::MAX, 1);
    store.attempts(&AttemptFilter::default()).expect("a list").remove(0)
}

#[test]
fn figures_from_what_was_kept_are_those_of_the_call_played_again() {
    let (report, summary) = (walk(CALL), summary());
    let body = outcome(&report.call, &report.events, &report.card);
    let kept = Case::kept(summary.clone(), &body).expect("it is read");
    let played = Case::of(summary.clone(), &report.call, &report.events, report.card);
    assert!(
        played.card.criteria.iter().any(|criterion| !criterion.evidence.is_empty()),
        "there is evidence to leave out"
    );
    assert!(kept.card.criteria.iter().all(|criterion| criterion.evidence.is_empty()), "only the call itself shows it");
    assert_eq!((&kept.choices, &kept.locale), (&played.choices, &played.locale));
    let people = [summary.person.clone()];
    assert_eq!(
        team_figures(&people, std::slice::from_ref(&kept)),
        team_figures(&people, std::slice::from_ref(&played))
    );
    let all = std::slice::from_ref(&summary);
    let (kept, played) = (health(&summary.scenario, all, &[kept]), health(&summary.scenario, all, &[played]));
    assert!(kept.cases == 1 && !kept.decisions.is_empty() && !kept.fields.is_empty(), "{kept:?}");
    assert_eq!(kept, played);
}

#[test]
fn what_is_kept_says_all_but_what_the_call_itself_shows() {
    for name in ["third_call_blender.namesake", "third_call_blender.cold", "towels_and_a_maybe.perfect"] {
        let report = walk(name);
        let mut wanted = Kept::of(&report.call, &report.events, &report.card);
        let kept = Kept::read(&wanted.text()).expect("it is read");
        wanted.card.patience.clear();
        for one in &mut wanted.card.criteria {
            one.evidence.clear();
            one.better.clear();
        }
        for field in wanted.card.rows.iter_mut().flat_map(|row| &mut row.fields) {
            (field.told_text, field.told_line) = (None, None);
        }
        assert!(wanted.card.rows.iter().any(|row| row.fields.iter().any(|field| field.mention)), "{name}");
        assert_eq!(kept, wanted, "{name}");
    }
}

#[test]
fn what_another_version_kept_is_not_read() {
    let (report, summary) = (walk(CALL), summary());
    let body = outcome(&report.call, &report.events, &report.card);
    let later = body.replacen("\"version\":2", "\"version\":3", 1);
    assert_ne!(later, body);
    assert!(Case::kept(summary.clone(), &later).is_none());
    assert!(Case::kept(summary, "{\"version\":1").is_none());
}
