//! What supervisors decide holds in the centre's figures and lists as it does in their own folders, in whatever order things come.

use steadyline::review::Source;
use steadyline::store::centre::{Centre, Erasure, LoginKind};
use steadyline::store::{Actor, AttemptId, Decision, Kept, ListFilter, NewComment, Role, Store};
use tempfile::TempDir;

use crate::centre::{PATIENCE, Place};
use crate::down::{both_ways, desk};
use crate::people::{at, new, steadyline};
use crate::summaries::{PACKS, lost, own, source};
use crate::supervisors::{asked, check, login, supervisor};

/// A centre, a desk with the calls of eight people, and Nora with a folder of her own that has them too.
struct There {
    place: Place,
    desk: (TempDir, Store),
    nora: (TempDir, Store),
    url: String,
    /// What is judged: a call that lost points, and the criterion that lost most.
    id: AttemptId,
    kept: Kept,
    criterion: String,
}

impl There {
    fn new() -> Self {
        let (place, data) = (Place::new(), own());
        let store = Store::open(data.path()).expect("opens");
        both_ways(&store, &place.url()).expect("is exchanged");
        let nora = desk();
        nora.1.add_person(&Actor::Owner, &new("Nora", &[Role::Supervisor], &[]), at(0)).expect("is added");
        let url = login(&place, LoginKind::Supervisor, "nora");
        let (id, kept, criterion) = lost(&store);
        let new = Self { place, desk: (data, store), nora, url, id, kept, criterion };
        new.sync();
        new
    }

    /// Nora's, the desk's, and Nora's again: what was said on one side is on the other.
    fn sync(&self) {
        both_ways(&self.nora.1, &self.url).expect("is exchanged");
        both_ways(&self.desk.1, &self.place.url()).expect("is exchanged");
        both_ways(&self.nora.1, &self.url).expect("is exchanged");
    }

    fn decision<'a>(&'a self, reason: &'a str) -> Decision<'a> {
        Decision { attempt: &self.id, card: &self.kept.card, criterion: &self.criterion, reason }
    }

    fn full(&self) -> u64 {
        self.kept.card.criteria.iter().find(|one| one.id == self.criterion).expect("it").possible
    }

    fn actor(&self) -> Actor {
        self.nora.1.actor("Nora").expect("is there")
    }

    /// All figures and lists are those of Nora's folder. Says how many overrides there are.
    fn is_the_folder(&self, when: &str) -> usize {
        let mut centre = supervisor(&self.place);
        let there = asked(&mut centre);
        let here = asked(&mut source(self.nora.0.path()));
        assert_eq!(there.0.overridden, here.0.overridden, "{when}");
        assert_eq!(there.0.progress, here.0.progress, "{when}");
        assert!(there == here, "{when}: the figures differ");
        let Source::Centre(mut centre) = centre else { panic!("a centre") };
        let all = ListFilter { limit: 500, ..ListFilter::default() };
        for filter in [
            all.clone(),
            ListFilter { unreviewed: true, ..all.clone() },
            ListFilter { appealed: true, ..all.clone() },
            ListFilter { critical: true, ..all },
        ] {
            let told = |lines: Vec<steadyline::store::ReviewLine>| -> Vec<String> {
                let told = lines.into_iter().map(|line| {
                    let numbers = [line.attempt.records, line.attempt.routing, line.attempt.composure];
                    format!(
                        "{} {numbers:?} {} {:?} {} {} {} {:?}",
                        line.attempt.id.0,
                        line.attempt.passed,
                        line.ruled,
                        line.overrides,
                        line.open_appeals,
                        line.reviewed,
                        line.below
                    )
                });
                let mut told: Vec<String> = told.collect();
                told.sort();
                told
            };
            let here = self.nora.1.page(&Actor::Owner, &filter).expect("a page").lines;
            assert_eq!(told(centre.page(&filter).expect("a page").lines), told(here), "{when}: {filter:?}");
        }
        there.0.overridden.len()
    }
}

#[test]
fn figures_at_the_centre_use_the_overrides_of_supervisors() {
    let there = There::new();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("nothing is decided"), 0);
    let nora = &there.nora.1;
    nora.override_criterion(&there.actor(), &there.decision("the caller said so"), there.full(), at(1)).expect("holds");
    there.sync();
    assert_eq!(asked(&mut supervisor(&there.place)).0.overridden.len(), 0, "the next check brings it");
    assert!(check(&there.place, false).is_empty(), "no log has to be played again for it");
    assert_eq!(there.is_the_folder("overridden"), 1);
    let found = asked(&mut supervisor(&there.place)).0.overridden.remove(0);
    assert_eq!((found.by.as_deref(), found.reason.as_deref()), (Some("Nora"), Some("the caller said so")));
    check(&there.place, false);
    check(&there.place, true);
    assert_eq!(there.is_the_folder("looked at again"), 1);
    // Reports say so, as a folder's do.
    let url = login(&there.place, LoginKind::Supervisor, "sue");
    let report = |args: &[&str]| {
        let done = steadyline(there.nora.0.path()).args(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).expect("text")
    };
    let team = report(&["report", "team", "--centre", &url]);
    assert!(team.contains("All figures use the override") && team.contains("the caller said so"));
    assert_eq!(report(&["report", "team", "--json", "--centre", &url]), report(&["report", "team", "--json"]));
    let list = report(&["review", "list", "--centre", &url]);
    assert!(list.contains("* overridden"), "{list}");
    // Taken back, it is gone there too.
    nora.withdraw_override(&there.actor(), &there.decision("misheard"), at(2)).expect("is taken back");
    there.sync();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("withdrawn"), 0);
    // An appeal comes from the desk, and its ruling from Nora.
    let (desk, nora) = (&there.desk.1, &there.nora.1);
    let whose = desk.whose(&there.id).expect("somebody").name;
    let trainee = desk.actor(&whose).expect("is there");
    desk.appeal(&trainee, &there.decision("it was read back"), at(3)).expect("waits");
    there.sync();
    there.sync();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("an appeal waits"), 0);
    nora.rule_on_appeal(&there.actor(), &there.decision("so it was"), Some(there.full()), at(4)).expect("is ruled");
    there.sync();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("ruled on"), 1);
    let note = NewComment { moment: None, private: true, text: "shaky" };
    nora.comment(&there.actor(), &there.id, &note, at(5)).expect("is noted");
    nora.sign_off(&there.actor(), &there.id, at(6)).expect("is signed off");
    there.sync();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("signed off"), 1);
}

#[test]
fn an_override_may_come_before_its_attempt() {
    let there = There::new();
    let nora = &there.nora.1;
    nora.override_criterion(&there.actor(), &there.decision("the caller said so"), there.full(), at(1)).expect("holds");
    there.sync();
    // Both come before anything was looked at.
    check(&there.place, false);
    assert_eq!(there.is_the_folder("in one check"), 1);
    // The house moves to another database, and Nora is there first.
    let other = Place::new();
    let moved = There { url: login(&other, LoginKind::Supervisor, "nora"), place: other, ..there };
    both_ways(&moved.nora.1, &moved.url).expect("is exchanged");
    check(&moved.place, false);
    let known = |what: &str| moved.place.ask(&format!("SELECT count(*) FROM steadyline.{what}"));
    assert_eq!([known("entry WHERE attempt <> ''"), known("attempt")].concat(), ["1", "0"]);
    moved.sync();
    check(&moved.place, false);
    let mut found = asked(&mut supervisor(&moved.place));
    // What somebody wrote is not kept of an attempt that is not there: it might have been erased.
    let reason = found.0.overridden[0].reason.replace("the caller said so".to_owned());
    assert_eq!(reason, None);
    assert!(found == asked(&mut source(moved.nora.0.path())), "the points hold");
}

#[test]
fn what_a_desk_decides_or_somebody_changed_counts_nowhere() {
    let there = There::new();
    check(&there.place, false);
    // Whoever owns a desk may write there what they like.
    there.desk.1.override_criterion(&Actor::Owner, &there.decision("I say so"), there.full(), at(1)).expect("here");
    there.sync();
    check(&there.place, false);
    assert_eq!(there.is_the_folder("a desk decided"), 0);
    // What was looked at and changed afterwards.
    let nora = &there.nora.1;
    nora.override_criterion(&there.actor(), &there.decision("the caller said so"), there.full(), at(2)).expect("holds");
    both_ways(nora, &there.url).expect("is exchanged");
    check(&there.place, false);
    assert_eq!(there.is_the_folder("decided"), 1);
    let points = "UPDATE steadyline.entry SET body = jsonb_set(body, '{facts}', to_jsonb(replace(body ->> 'facts', '\"earned\":', '\"earned\":1'))) \
                  WHERE body ->> 'kind' = 'overridden' AND NOT by_desk";
    there.place.change(points);
    check(&there.place, true);
    assert_eq!(asked(&mut supervisor(&there.place)).0.overridden.len(), 0);
    there.place.change(&points.replace("'\"earned\":', '\"earned\":1'", "'\"earned\":1', '\"earned\":'"));
    check(&there.place, true);
    assert_eq!(there.is_the_folder("as it was"), 1);
    // What was changed before it was looked at, and all behind it; everything else is looked at all the same.
    nora.withdraw_override(&there.actor(), &there.decision("misheard"), at(3)).expect("is taken back");
    nora.sign_off(&there.actor(), &there.id, at(4)).expect("is signed off");
    both_ways(nora, &there.url).expect("is exchanged");
    there.place.change("UPDATE steadyline.entry SET body = jsonb_set(body, '{at}', '\"\"') WHERE body ->> 'kind' = 'override-withdrawn'");
    let ada = login(&there.place, LoginKind::Administrator, "ada");
    let mut centre = Centre::connect(&ada, PATIENCE).expect("connects");
    let trails = centre.check(&PACKS, false, |_| {}).expect("is checked");
    assert!(trails.len() == 1 && trails[0].contains(nora.site()) && trails[0].contains("from entry"), "{trails:?}");
    assert_eq!(asked(&mut supervisor(&there.place)).0.overridden.len(), 1, "what stands before it holds");
    let said = steadyline(there.desk.0.path()).args(["centre", "check", "--centre", &ada]).output().expect("it runs");
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.code() == Some(3) && text.contains("is not as it was written"), "{text}");
    // Nothing stays of whoever is erased.
    let whose = there.desk.1.whose(&there.id).expect("somebody").name;
    centre.erase(&Erasure::Person(whose)).expect("is erased");
    assert_eq!(there.place.ask("SELECT count(*) FROM steadyline.figure_ruled"), ["0"]);
    centre.check(&PACKS, true, |_| {}).expect("is checked");
    assert_eq!(there.place.ask("SELECT count(*) FROM steadyline.figure_ruled"), ["0"]);
}

#[test]
fn a_supervisors_login_changes_none_of_it() {
    let there = There::new();
    for statement in [
        "INSERT INTO steadyline.trail_seen VALUES ('x', 1, 'y')",
        "INSERT INTO steadyline.unsettled VALUES ('x')",
        "DELETE FROM steadyline.figure_ruled",
    ] {
        for url in [&there.url, &there.place.url()] {
            let said = crate::postgres::run_sql(url, &[statement]).expect_err(statement);
            assert!(said.contains("permission denied"), "{statement}: {said}");
        }
    }
}
