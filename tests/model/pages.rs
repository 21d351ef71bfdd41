//! The attempts list a page at a time: what it shows is what the whole list has, in every order and through every filter.

use std::path::Path;

use steadyline::review::source as figures;
use steadyline::scenario::ScoreNumber;
use steadyline::store::{
    Actor, AttemptFilter, AttemptId, Choice, Decision, Kept, ListFilter, MadeCall, NewComment, Period, ReviewFilter,
    ReviewLine, SortBy, Store, Template,
};

use crate::people::{at, house, steadyline};
use crate::summaries::{own, source};

/// A centre in which something was said, decided and broken off, and in which half of the people are a team.
fn centre() -> tempfile::TempDir {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    house(&store);
    let all = store.to_review(&Actor::Owner, &ReviewFilter::default()).expect("a list");
    let mut people: Vec<String> = all.iter().map(|line| line.attempt.person.clone()).collect();
    people.sort();
    people.dedup();
    for person in people.iter().step_by(2) {
        store.join_team(&Actor::Owner, person, "North", at(0)).expect("joins");
    }
    let said = NewComment { moment: None, private: false, text: "well done" };
    for line in all.iter().step_by(5) {
        store.comment(&Actor::Owner, &line.attempt.id, &said, at(1)).expect("is said");
    }
    for line in all.iter().skip(1).step_by(7) {
        let id = &line.attempt.id;
        let kept = Kept::read(&store.outcome(id).expect("an answer").expect("kept")).expect("is read");
        let lost = kept.card.criteria.iter().find(|one| one.earned < one.possible).cloned();
        let Some(lost) = lost else { continue };
        let decision = Decision { attempt: id, card: &kept.card, criterion: &lost.id, reason: "heard it otherwise" };
        store.override_criterion(&Actor::Owner, &decision, lost.possible, at(2)).expect("is decided");
        let other = kept.card.criteria.iter().find(|one| one.earned < one.possible && one.id != lost.id);
        if let Some(other) = other {
            let trainee = store.actor(&line.attempt.person).expect("they are there");
            let decision = Decision { criterion: &other.id, ..decision };
            store.appeal(&trainee, &decision, at(3)).expect("waits");
        }
    }
    data
}

fn keys(lines: &[ReviewLine]) -> Vec<&str> {
    lines.iter().map(|line| line.attempt.id.0.as_str()).collect()
}

/// All pages of a few lines, one after another.
fn paged(store: &Store, actor: &Actor, filter: &ListFilter) -> Vec<ReviewLine> {
    let mut filter = ListFilter { limit: 7, ..filter.clone() };
    let mut all = Vec::new();
    loop {
        let page = store.page(actor, &filter).expect("a page");
        all.extend(page.lines);
        let Some(next) = page.next else {
            assert_eq!(usize::try_from(page.all), Ok(all.len()), "{filter:?}");
            return all;
        };
        filter.after = Some(next);
    }
}

#[test]
fn through_every_filter_the_pages_are_the_whole_list() {
    let data = centre();
    let store = Store::open_to_read(data.path()).expect("opens");
    let all = store.to_review(&Actor::Owner, &ReviewFilter::default()).expect("a list");
    let some = &all[all.len() / 2].attempt;
    let period = Period { from: all[40].attempt.began(), until: all[10].attempt.began() };
    let (from, until) = (period.from.expect("a time"), period.until.expect("a time"));
    let north = store.team_people(&Actor::Owner, "North").expect("a team");
    let whole = ReviewFilter::default();
    let page = ListFilter::default();
    let numbers = [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure];
    let mut pairs = vec![
        (whole.clone(), page.clone()),
        (
            ReviewFilter { team: "North".to_owned(), ..whole.clone() },
            ListFilter { people: Some(north.clone()), ..page.clone() },
        ),
        (
            ReviewFilter { person: some.person.clone(), ..whole.clone() },
            ListFilter { people: Some(vec![some.person.clone()]), ..page.clone() },
        ),
        (
            ReviewFilter { scenario: some.scenario.clone(), ..whole.clone() },
            ListFilter { scenario: some.scenario.clone(), ..page.clone() },
        ),
        (
            ReviewFilter { language: "EN".to_owned(), ..whole.clone() },
            ListFilter { language: "EN".to_owned(), ..page.clone() },
        ),
        (ReviewFilter { critical: true, ..whole.clone() }, ListFilter { critical: true, ..page.clone() }),
        (ReviewFilter { unreviewed: true, ..whole.clone() }, ListFilter { unreviewed: true, ..page.clone() }),
        (ReviewFilter { appealed: true, ..whole.clone() }, ListFilter { appealed: true, ..page.clone() }),
        (
            ReviewFilter { period, ..whole.clone() },
            ListFilter { from: Some(from.as_microsecond()), until: Some(until.as_microsecond()), ..page.clone() },
        ),
        (
            ReviewFilter { team: "North".to_owned(), critical: true, unreviewed: true, ..whole.clone() },
            ListFilter { people: Some(north), critical: true, unreviewed: true, ..page.clone() },
        ),
    ];
    for below in numbers {
        let wanted = ReviewFilter { below: Some(below), ..whole.clone() };
        pairs.push((wanted, ListFilter { below: Some(below), ..page.clone() }));
    }
    for (whole, page) in pairs {
        let wanted = store.to_review(&Actor::Owner, &whole).expect("a list");
        assert!(
            !wanted.is_empty()
                && (whole == ReviewFilter::default() || wanted.len() < all.len() || !page.language.is_empty()),
            "{whole:?}"
        );
        assert_eq!(paged(&store, &Actor::Owner, &page), wanted, "{page:?}");
    }
    assert_eq!(paged(&store, &Actor::Owner, &ListFilter { language: "de".to_owned(), ..page.clone() }), []);
    let gone = ListFilter { after: Some(AttemptId("gone".to_owned())), ..page };
    assert_eq!(store.page(&Actor::Owner, &gone).expect("a page").lines, []);
}

#[test]
fn whoever_sees_some_people_pages_through_theirs_alone() {
    let data = centre();
    let store = Store::open_to_read(data.path()).expect("opens");
    for name in ["Nora", "Sue", "Ada"] {
        let actor = store.actor(name).expect("is there");
        let wanted = store.to_review(&actor, &ReviewFilter::default()).expect("a list");
        assert_eq!(keys(&paged(&store, &actor, &ListFilter::default())), keys(&wanted), "{name}");
        let everybody = store.callers().expect("people");
        let asked = ListFilter { people: Some(everybody), ..ListFilter::default() };
        assert_eq!(keys(&paged(&store, &actor, &asked)), keys(&wanted), "{name} asks for everybody");
    }
}

#[test]
fn in_every_order_the_pages_are_the_whole_list() {
    let data = centre();
    let store = Store::open_to_read(data.path()).expect("opens");
    use SortBy::{Composure, Critical, Length, Passed, Person, Procedure, Records, Routing, Started, Title};
    for sort in [Started, Person, Title, Length, Records, Routing, Composure, Procedure, Critical, Passed] {
        for ascending in [false, true] {
            let found = paged(&store, &Actor::Owner, &ListFilter { sort, ascending, ..ListFilter::default() });
            // What was overridden sorts as it holds, and the list of before by what the machine found.
            let value = |line: &ReviewLine| {
                let of = &line.attempt;
                let machine = [of.records, of.routing, of.composure, of.procedure];
                let numbers = line.ruled.as_ref().map_or(machine, |ruled| ruled.numbers);
                let number = |at: usize| numbers[at].unwrap_or(-1);
                match sort {
                    Started => (of.started_at.clone(), 0),
                    Person => (of.person.clone(), 0),
                    Title => (of.title.clone(), 0),
                    Length => (String::new(), of.length_ms.unwrap_or(-1)),
                    Records => (String::new(), number(0)),
                    Routing => (String::new(), number(1)),
                    Composure => (String::new(), number(2)),
                    Procedure => (String::new(), number(3)),
                    Critical => (String::new(), line.ruled.as_ref().map_or(of.critical(), |ruled| ruled.critical)),
                    Passed => (String::new(), i64::from(line.ruled.as_ref().map_or(of.passed, |ruled| ruled.passed))),
                }
            };
            let mut sorted = found.clone();
            sorted.sort_by_key(|line| (value(line), line.attempt.began(), line.attempt.id.clone()));
            if !ascending {
                sorted.reverse();
            }
            assert_eq!(keys(&found), keys(&sorted), "{sort:?} {ascending}");
            let all = store.attempts(&AttemptFilter::default()).expect("a list");
            assert_eq!(found.len(), all.len());
        }
    }
}

#[test]
fn names_and_titles_are_found_in_whatever_letters() {
    let data = centre();
    let store = Store::open_to_read(data.path()).expect("opens");
    let all = store.to_review(&Actor::Owner, &ReviewFilter::default()).expect("a list");
    for part in [&all[3].attempt.person[1..4], &all[3].attempt.title[2..9], "nothing has this"] {
        let like = |text: &str| text.to_lowercase().contains(&part.to_lowercase());
        let fits = |line: &&ReviewLine| like(&line.attempt.person) || like(&line.attempt.title);
        let wanted: Vec<ReviewLine> = all.iter().filter(fits).cloned().collect();
        let asked = ListFilter { text: part.to_uppercase(), ..ListFilter::default() };
        assert_eq!(paged(&store, &Actor::Owner, &asked), wanted, "{part}");
    }
}

#[test]
fn no_page_is_found_by_reading_every_attempt() {
    let data = own();
    let store = Store::open_to_read(data.path()).expect("opens");
    let page = ListFilter::default();
    let person = Some(store.callers().expect("people")[..2].to_vec());
    for filter in [
        page.clone(),
        ListFilter { people: person, ..page.clone() },
        ListFilter { scenario: "third_call_blender".to_owned(), ..page.clone() },
        ListFilter { language: "en".to_owned(), ..page.clone() },
        ListFilter { from: Some(0), until: Some(1), ..page.clone() },
        ListFilter { below: Some(ScoreNumber::Routing), ..page.clone() },
        ListFilter { critical: true, ..page.clone() },
        ListFilter { unreviewed: true, ..page.clone() },
        ListFilter { appealed: true, ..page.clone() },
        ListFilter { interrupted: true, ..page.clone() },
        ListFilter { sort: SortBy::Records, ascending: true, ..page.clone() },
        ListFilter { sort: SortBy::Person, ..page },
    ] {
        let plans = store.plans(&filter).expect("plans");
        let table = plans.iter().filter(|plan| plan.contains("figure_call"));
        let table: Vec<&String> = table.collect();
        assert!(!table.is_empty() && table.iter().all(|plan| plan.contains("INDEX")), "{filter:?}: {plans:?}");
    }
}

#[test]
fn the_command_shows_a_page_and_how_to_get_the_next() {
    let data = own();
    let list = |args: &[&str]| {
        let done = steadyline(data.path()).args(["review", "list"]).args(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).expect("text")
    };
    let first = list(&["--limit", "5"]);
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines.len(), 6, "{first}");
    assert!(lines[5].starts_with("5 of ") && lines[5].contains("--after "), "{first}");
    let next = lines[5].rsplit(' ').next().expect("a key");
    assert!(lines[4].contains(next));
    let second = list(&["--limit", "5", "--after", next]);
    assert!(!second.contains(lines[4]) && second.lines().count() == 6, "{second}");
    let all: Vec<serde_json::Value> = serde_json::from_str(&list(&["--json", "--limit", "10000"])).expect("JSON");
    let store = Store::open_to_read(data.path()).expect("opens");
    assert_eq!(all.len(), store.attempts(&AttemptFilter::default()).expect("a list").len());
}

/// The calls of a centre as templates and made calls.
pub fn made(store: &Store) -> (Vec<Template>, Vec<MadeCall>) {
    let all = store.attempts(&AttemptFilter { ascending: true, ..AttemptFilter::default() }).expect("a list");
    let (mut of, mut calls) = (Vec::new(), Vec::new());
    for (template, attempt) in all.iter().enumerate() {
        let kept = Kept::read(&store.outcome(&attempt.id).expect("an answer").expect("kept")).expect("is read");
        of.push(Template {
            pack: attempt.pack.clone(),
            scenario: attempt.scenario.clone(),
            title: attempt.title.clone(),
            hash: attempt.scenario_hash.clone(),
            kept,
        });
        let mode = ["guided", "practice", "assessment"].into_iter().find(|mode| *mode == attempt.mode).expect("a mode");
        let (id, person) = (attempt.id.0.clone(), attempt.person.clone());
        let started_at = attempt.began().expect("a time");
        calls.push(MadeCall { template, id, person, mode, started_at, reviewed: false });
    }
    (of, calls)
}

#[test]
fn attempts_made_in_bulk_come_to_the_same_as_calls_kept_one_by_one() {
    let data = own();
    let store = Store::open(data.path()).expect("opens");
    let (of, calls) = made(&store);
    drop(store);
    let other = tempfile::tempdir().expect("a folder");
    let bulk = Store::open(other.path()).expect("opens");
    bulk.fill_in(&of, &calls).expect("are made");
    bulk.make_all_figures_anew().expect("is noted");
    while bulk.make_figures().expect("are summed up") > 0 {}
    let all = |folder: &Path| {
        let store = Store::open_to_read(folder).expect("opens");
        let lines = paged(&store, &Actor::Owner, &ListFilter::default());
        // Counts for comparisons and when the wrap-up ended are no part of figures.
        let lines = lines.into_iter().map(|mut line| {
            line.attempt.measures = None;
            line.attempt.finished_at = None;
            line
        });
        let lines: Vec<ReviewLine> = lines.collect();
        drop(store);
        let mut source = source(folder);
        let team = figures::team_figures(&mut source, &Choice::default()).expect("figures");
        let scenarios = source.scenarios().expect("scenarios");
        let health =
            scenarios.iter().map(|(id, _)| figures::health(&mut source, id, &Choice::default()).expect("figures"));
        (lines, team, health.collect::<Vec<_>>())
    };
    drop(bulk);
    assert_eq!(all(other.path()), all(data.path()));
}
