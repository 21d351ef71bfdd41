//! Judgement on record: what supervisors and trainees say and decide about an attempt, and a trail of it that shows tampering.

use std::path::Path;

use sqlx::Connection as _;
use steadyline::call::{LogHeader, Millis};
use steadyline::scenario::ScoreNumber;
use steadyline::scoring::{CriterionResult, Overrule, Scorecard};
use steadyline::store::{
    Actor, AttemptId, AuditKind, Decision, JudgementError, NewAttempt, NewComment, PeopleError, ReviewFilter, Store,
    StoreError, Tampering,
};

use crate::people::{at, house, steadyline};
use crate::world::walk;

/// An attempt of Sam Hollis that lost points, kept in a house with two teams.
struct Kept {
    folder: tempfile::TempDir,
    store: Store,
    id: AttemptId,
    card: Scorecard,
}

const CALL: &str = "third_call_blender.namesake";

fn keep(store: &Store, name: &str, finished: bool) -> (AttemptId, Scorecard) {
    let report = walk(name);
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    if finished {
        store.finish(&id, &report.card, "2026-01-01T08:10:00Z", &[]).expect("is finished");
    }
    (id, report.card)
}

fn kept() -> Kept {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let (id, card) = keep(&store, CALL, true);
    Kept { folder, store, id, card }
}

impl Kept {
    fn who(&self, name: &str) -> Actor {
        self.store.actor(name).expect("they are there")
    }

    fn about<'a>(&'a self, criterion: &'a str, reason: &'a str) -> Decision<'a> {
        Decision { attempt: &self.id, card: &self.card, criterion, reason }
    }

    /// The criterion that lost most.
    fn lost(&self) -> &CriterionResult {
        let lost = |one: &&CriterionResult| one.possible - one.earned;
        self.card.criteria.iter().max_by_key(lost).expect("there are criteria")
    }

    fn refused<T: std::fmt::Debug>(&self, done: Result<T, StoreError>) -> bool {
        matches!(done, Err(StoreError::People(PeopleError::Refused(_))))
    }
}

#[test]
fn an_override_stands_beside_the_machines_score_and_changes_what_follows_from_it() {
    let kept = kept();
    let lost = kept.lost();
    let criterion = lost.id.as_str();
    assert!(!lost.full(), "the walkthrough loses points");
    let nora = kept.who("Nora");
    kept.store
        .override_criterion(&nora, &kept.about(criterion, "the caller said so"), lost.possible, at(1))
        .expect("holds");
    let held = kept.store.judgement(&nora, &kept.id).expect("is read");
    let [one] = held.overrides.as_slice() else { panic!("one override: {held:?}") };
    assert_eq!((one.machine.earned, one.earned), (lost.earned, lost.possible));
    assert_eq!(one.reason.as_deref(), Some("the caller said so"));
    let (ruled, done) = kept.card.overruled(&held.decisions());
    let own = |card: &Scorecard| {
        card.criteria.iter().filter(|one| one.number == lost.number).map(|one| one.earned).sum::<u64>()
    };
    assert_eq!(own(&ruled), own(&kept.card) + lost.possible - lost.earned);
    assert!(ruled.number(lost.number) > kept.card.number(lost.number));
    assert_eq!((done[0].before, done[0].after), (kept.card.number(lost.number), ruled.number(lost.number)));
    let again = |card: &Scorecard| card.critical.iter().any(|error| error.criterion.as_deref() == Some(criterion));
    assert!(!again(&ruled), "what the criterion raised is gone with it");
    let line = &kept.store.to_review(&nora, &ReviewFilter::default()).expect("a list")[0];
    let place = [ScoreNumber::Records, ScoreNumber::Routing, ScoreNumber::Composure, ScoreNumber::Procedure]
        .iter()
        .position(|number| *number == lost.number)
        .expect("a number");
    assert_eq!(line.ruled.as_ref().expect("is ruled").numbers[place], ruled.number(lost.number).map(i64::from));
    assert_eq!(line.attempt.records, kept.card.number(ScoreNumber::Records).map(i64::from), "the machine's stays");
    // Taken back, the machine's holds again.
    kept.store.withdraw_override(&nora, &kept.about(criterion, "heard it again"), at(2)).expect("is withdrawn");
    assert!(kept.store.judgement(&nora, &kept.id).expect("is read").overrides.is_empty());
    assert_eq!(kept.store.to_review(&nora, &ReviewFilter::default()).expect("a list")[0].ruled, None);
}

#[test]
fn nobody_but_their_supervisor_changes_a_score() {
    let kept = kept();
    let lost = kept.lost();
    let about = kept.about(&lost.id, "because");
    for who in ["Sam Hollis", "Sue", "Tess", "Will", "Ada"] {
        let actor = kept.who(who);
        assert!(kept.refused(kept.store.override_criterion(&actor, &about, lost.possible, at(1))), "{who}");
        assert!(kept.refused(kept.store.withdraw_override(&actor, &about, at(1))), "{who}");
        assert!(kept.refused(kept.store.rule_on_appeal(&actor, &about, None, at(1))), "{who}");
        assert!(kept.refused(kept.store.sign_off(&actor, &kept.id, at(1))), "{who}");
    }
    for who in ["Sue", "Tess", "Will"] {
        assert!(kept.refused(kept.store.judgement(&kept.who(who), &kept.id)), "{who} does not see it");
        let list = kept.store.to_review(&kept.who(who), &ReviewFilter::default()).expect("a list");
        assert!(list.is_empty(), "{who}");
        assert!(
            kept.store.audit(&kept.who(who)).expect("a trail").iter().all(|entry| entry.attempt.is_none()),
            "{who}"
        );
    }
    assert_eq!(kept.store.to_review(&kept.who("Sam Hollis"), &ReviewFilter::default()).expect("a list").len(), 1);
    assert!(kept.refused(kept.store.appeal(&kept.who("Nora"), &about, at(1))), "an appeal is the trainee's own");
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let kept = kept();
    let lost = kept.lost();
    let nora = kept.who("Nora");
    let error = |done: Result<(), StoreError>| match done {
        Err(StoreError::Judgement(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let decide = |criterion: &str, reason: &str, earned: u64| {
        error(kept.store.override_criterion(&nora, &kept.about(criterion, reason), earned, at(1)))
    };
    assert!(decide("no such", "why", 0).contains("no criterion \"no such\""));
    assert!(decide(&lost.id, "  ", 0).contains("say why"));
    assert!(decide(&lost.id, &"x".repeat(5001), 0).contains("5,000"));
    assert!(decide(&lost.id, "why", lost.possible + 1).contains("points at most"));
    assert!(decide(&lost.id, "why", lost.earned).contains("already"));
    let uncounted = kept.card.criteria.iter().find(|one| !one.counted()).expect("one could not occur");
    assert!(decide(&uncounted.id, "why", 0).contains("could not occur"));
    let about = kept.about(&lost.id, "why");
    assert!(error(kept.store.withdraw_override(&nora, &about, at(1))).contains("nothing was decided"));
    assert!(error(kept.store.rule_on_appeal(&nora, &about, None, at(1))).contains("no appeal"));
    let late = NewComment { moment: Some(Millis(999_999_999)), private: false, text: "when?" };
    assert!(error(kept.store.comment(&nora, &kept.id, &late, at(1)).map(drop)).contains("after the end"));
    let (open, card) = keep(&kept.store, CALL, false);
    let about = Decision { attempt: &open, card: &card, criterion: &lost.id, reason: "why" };
    assert!(error(kept.store.override_criterion(&nora, &about, 0, at(1))).contains("not finished"));
    assert!(kept.store.judgement(&nora, &kept.id).expect("is read").overrides.is_empty(), "nothing was kept");
}

#[test]
fn an_appeal_waits_is_ruled_on_once_and_its_points_hold() {
    let kept = kept();
    let lost = kept.lost();
    let (sam, nora) = (kept.who("Sam Hollis"), kept.who("Nora"));
    let about = kept.about(&lost.id, "I did ask");
    let full = kept.card.criteria.iter().find(|one| one.counted() && one.full()).expect("one is full");
    let nothing = kept.store.appeal(&sam, &kept.about(&full.id, "why"), at(1));
    assert!(matches!(nothing, Err(StoreError::Judgement(JudgementError::NothingLost(_)))), "{nothing:?}");
    kept.store.appeal(&sam, &about, at(1)).expect("waits");
    let twice = kept.store.appeal(&sam, &about, at(2));
    assert!(matches!(twice, Err(StoreError::Judgement(JudgementError::AppealOpen(_)))));
    let waiting = ReviewFilter { appealed: true, ..ReviewFilter::default() };
    assert_eq!(kept.store.to_review(&nora, &waiting).expect("a list").len(), 1);
    let ruling = kept.about(&lost.id, "you did, at 1:05");
    let nothing = kept.store.rule_on_appeal(&nora, &ruling, Some(lost.earned), at(3));
    assert!(matches!(nothing, Err(StoreError::Judgement(JudgementError::UpheldForNothing { .. }))));
    kept.store.rule_on_appeal(&nora, &ruling, Some(lost.possible), at(3)).expect("is ruled on");
    let held = kept.store.judgement(&sam, &kept.id).expect("is read");
    let ruled = held.appeals[0].ruling.as_ref().expect("a ruling");
    assert!(ruled.upheld && ruled.reason.as_deref() == Some("you did, at 1:05"));
    assert!(held.overrides[0].on_appeal && held.overrides[0].earned == lost.possible);
    assert!(kept.store.to_review(&nora, &waiting).expect("a list").is_empty());
    kept.store.override_criterion(&nora, &kept.about(&lost.id, "no"), lost.earned, at(4)).expect("holds");
    let again = kept.store.appeal(&sam, &about, at(5));
    assert!(matches!(again, Err(StoreError::Judgement(JudgementError::AppealRuled(_)))), "a ruling is final");
}

#[test]
fn comments_are_pinned_and_private_ones_are_seen_by_their_author_alone() {
    let kept = kept();
    let (sam, nora, ada) = (kept.who("Sam Hollis"), kept.who("Nora"), kept.who("Ada"));
    let shared = NewComment { moment: Some(Millis(1500)), private: false, text: "good start" };
    let own = NewComment { moment: None, private: true, text: "ask Tess about it" };
    kept.store.comment(&nora, &kept.id, &shared, at(1)).expect("is kept");
    kept.store.comment(&nora, &kept.id, &own, at(2)).expect("is kept");
    kept.store.comment(&sam, &kept.id, &NewComment { text: "thanks", ..shared }, at(3)).expect("the trainee answers");
    let texts = |actor: &Actor| -> Vec<String> {
        let held = kept.store.judgement(actor, &kept.id).expect("is read");
        held.comments.into_iter().filter_map(|comment| comment.text).collect()
    };
    assert_eq!(texts(&nora), ["good start", "ask Tess about it", "thanks"]);
    assert_eq!(texts(&sam), ["good start", "thanks"]);
    assert_eq!(texts(&ada), ["good start", "thanks"]);
    let trail = kept.store.audit(&ada).expect("a trail");
    assert!(trail.iter().all(|entry| entry.words.as_deref() != Some("ask Tess about it")));
    assert!(
        trail.iter().filter(|entry| entry.kind == AuditKind::Commented).count() == 3,
        "that it was written is seen"
    );
}

#[test]
fn a_supervisors_list_is_filtered() {
    let kept = kept();
    let (perfect, _) = keep(&kept.store, "when_is_my_money.losing_it", true);
    let nora = kept.who("Nora");
    let found = |filter: ReviewFilter| -> Vec<AttemptId> {
        let mut ids: Vec<_> =
            kept.store.to_review(&nora, &filter).expect("a list").into_iter().map(|line| line.attempt.id).collect();
        ids.sort();
        ids
    };
    let all = || ReviewFilter::default();
    let both = {
        let mut both = vec![kept.id.clone(), perfect.clone()];
        both.sort();
        both
    };
    assert_eq!(found(all()), both);
    assert_eq!(
        found(ReviewFilter { scenario: "when_is_my_money".to_owned(), ..all() }),
        std::slice::from_ref(&perfect)
    );
    assert_eq!(found(ReviewFilter { team: "North".to_owned(), ..all() }), both);
    assert!(found(ReviewFilter { team: "South".to_owned(), ..all() }).is_empty(), "others' people are not seen");
    assert!(kept.store.to_review(&nora, &ReviewFilter { team: "West".to_owned(), ..all() }).is_err());
    assert_eq!(found(ReviewFilter { language: "en".to_owned(), ..all() }), both);
    assert!(found(ReviewFilter { language: "e".to_owned(), ..all() }).is_empty());
    let day = |text: &str| text.parse().ok();
    let period = |from, until| steadyline::store::Period { from: day(from), until: day(until) };
    assert_eq!(found(ReviewFilter { period: period("2026-01-01T08:00:00Z", "2026-01-01T08:00:00Z"), ..all() }), both);
    assert!(found(ReviewFilter { period: period("2026-01-01T08:00:01Z", ""), ..all() }).is_empty());
    let below = ReviewFilter { below: Some(kept.lost().number), scenario: "third_call_blender".to_owned(), ..all() };
    let number = kept.card.numbers.iter().find(|one| one.number == kept.lost().number).expect("a number");
    assert_eq!(found(below).len(), usize::from(!number.passed()));
    assert_eq!(found(ReviewFilter { unreviewed: true, ..all() }), both);
    kept.store.sign_off(&nora, &perfect, at(1)).expect("is signed off");
    let own = NewComment { moment: None, private: false, text: "I was tired" };
    kept.store.comment(&kept.who("Sam Hollis"), &kept.id, &own, at(2)).expect("is kept");
    assert_eq!(
        found(ReviewFilter { unreviewed: true, ..all() }),
        std::slice::from_ref(&kept.id),
        "a trainee reviews nothing"
    );
}

fn change(folder: &Path, query: &str) -> Result<(), sqlx::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = format!("sqlite://{}", folder.join("steadyline.db").display());
    runtime.block_on(async {
        let mut database = sqlx::SqliteConnection::connect(&url).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(query.to_owned())).execute(&mut database).await.map(drop)
    })
}

/// A trail with a comment, an override and a signature.
fn with_trail() -> Kept {
    let kept = kept();
    let (nora, lost) = (kept.who("Nora"), kept.lost());
    let comment = NewComment { moment: None, private: false, text: "listen to this" };
    kept.store.comment(&nora, &kept.id, &comment, at(1)).expect("is kept");
    kept.store.override_criterion(&nora, &kept.about(&lost.id, "seen"), lost.possible, at(2)).expect("holds");
    kept.store.sign_off(&nora, &kept.id, at(3)).expect("is signed off");
    kept
}

#[test]
fn the_database_itself_refuses_to_change_the_trail_or_a_log() {
    let kept = with_trail();
    let before = kept.store.verify_audit(None).expect("is whole");
    for query in [
        "UPDATE audit SET facts = '{}' WHERE kind = 'overridden'",
        "DELETE FROM audit WHERE kind = 'overridden'",
        "INSERT OR REPLACE INTO audit SELECT site, id, seq, at, actor, kind, subject, attempt, criterion, '{}', words, before, hash \
         FROM audit WHERE kind = 'overridden'",
        "UPDATE action SET body = '{}'",
    ] {
        let refused = change(kept.folder.path(), query).expect_err(query);
        assert!(refused.to_string().contains("cannot be changed"), "{refused}");
    }
    assert_eq!(kept.store.verify_audit(Some(&before.hash)).expect("is whole"), before);
}

#[test]
fn a_change_by_another_program_is_found() {
    let free = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted; ";
    type Expected = fn(&Tampering) -> bool;
    let cases: [(&str, Expected); 7] = [
        ("UPDATE audit SET at = '2020-01-01T00:00:00Z' WHERE kind = 'overridden'", |found| {
            matches!(found, Tampering::Changed(_))
        }),
        ("UPDATE audit SET facts = replace(facts, 'earned', 'earnt') WHERE kind = 'overridden'", |found| {
            matches!(found, Tampering::Changed(_))
        }),
        ("DELETE FROM audit WHERE kind = 'overridden'", |found| matches!(found, Tampering::Gap(_))),
        ("DELETE FROM audit WHERE kind = 'signed-off'", |found| matches!(found, Tampering::CutOff { .. })),
        ("DELETE FROM audit; DELETE FROM audit_head", |found| matches!(found, Tampering::NotedEnd)),
        ("UPDATE audit_words SET body = 'never heard' WHERE body = 'listen to this'", |found| {
            matches!(found, Tampering::Words(_))
        }),
        ("DELETE FROM audit_words WHERE body = 'listen to this'", |found| matches!(found, Tampering::WordsGone(_))),
    ];
    for (query, expected) in cases {
        let kept = with_trail();
        let noted = kept.store.verify_audit(None).expect("is whole").hash;
        let all = format!("PRAGMA foreign_keys = OFF; {free}{query}");
        change(kept.folder.path(), &all).expect("another program may do that");
        match kept.store.verify_audit(Some(&noted)) {
            Err(StoreError::Tampered(found)) => assert!(expected(&found), "{query}: {found:?}"),
            other => panic!("{query}: {other:?}"),
        }
    }
}

#[test]
fn the_terminal_reviews_an_attempt_and_reports_use_the_override_and_say_so() {
    let Kept { folder, store, id, card } = kept();
    let lost = card.criteria.iter().max_by_key(|one| one.possible - one.earned).expect("there are criteria").clone();
    drop(store);
    let run = |args: &[&str]| {
        let mut command = steadyline(folder.path());
        command.args(args);
        command.assert()
    };
    let out = |args: &[&str]| String::from_utf8_lossy(&run(args).success().get_output().stdout).into_owned();
    let json = |args: &[&str]| -> serde_json::Value { serde_json::from_str(&out(args)).expect("JSON") };
    let part = &id.0[id.0.len() - 8..];
    let points = (lost.possible / 1000).to_string();
    let before = json(&["report", "person", "Sam Hollis", "--json"]);
    assert!(before["overridden"].as_array().expect("a list").is_empty());
    assert!(!out(&["report", "person", "Sam Hollis"]).contains("overridden"));
    run(&["review", "--as", "Sam Hollis", "override", part, &lost.id, &points, "--reason", "mine"]).code(2);
    out(&["review", "--as", "Sam Hollis", "appeal", part, &lost.id, "--reason", "I did ask"]);
    let listed = out(&["review", "--as", "Nora", "list", "--appealed"]);
    assert!(listed.contains(&id.0) && listed.contains("one appeal waits"), "{listed}");
    out(&["review", "--as", "Nora", "rule", part, &lost.id, "--uphold", &points, "--reason", "heard at 1:05"]);
    out(&["review", "--as", "Nora", "comment", part, "nicely put", "--at", "0:01.5"]);
    let shown = out(&["review", "--as", "Nora", "show", part]);
    for expected in ["the machine’s:", "overridden to", "upheld by Nora", "heard at 1:05", "0:01  Nora", "nicely put"]
    {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let after = json(&["report", "person", "Sam Hollis", "--json"]);
    let change = &after["overridden"][0];
    assert_eq!((change["criterion"].as_str(), change["by"].as_str()), (Some(lost.id.as_str()), Some("Nora")));
    let decisions = [Overrule { criterion: &lost.id, earned: lost.possible }];
    let ruled = card.overruled(&decisions).0;
    let place = format!("{:?}", lost.number);
    let numbers = ["Records", "Routing", "Composure", "Procedure"].iter().position(|name| *name == place).expect("one");
    assert_eq!(after["steps"][0]["numbers"][numbers].as_u64(), ruled.number(lost.number).map(u64::from));
    assert_eq!(before["steps"][0]["numbers"][numbers].as_u64(), card.number(lost.number).map(u64::from));
    let page = out(&["report", "person", "Sam Hollis"]);
    assert!(page.contains("All figures use the override") && page.contains("heard at 1:05"));
    assert!(out(&["report", "team", "North"]).contains("All figures use the override"));
    assert!(out(&["export"]).contains("ruled_records") && out(&["export", "--criteria"]).contains("machine_earned"));
    let verified = out(&["review", "audit", "--verify"]);
    let hash = verified.trim().rsplit(' ').next().expect("a hash").to_owned();
    out(&["review", "audit", "--verify", "--noted", &hash]);
    change_and_verify(folder.path());
}

fn change_and_verify(folder: &Path) {
    change(folder, "DROP TRIGGER audit_is_not_changed; UPDATE audit SET at = '2020' WHERE seq = 3")
        .expect("is changed");
    let found = steadyline(folder).args(["review", "audit", "--verify"]).assert().code(3);
    let told = String::from_utf8_lossy(&found.get_output().stderr).into_owned();
    assert!(told.contains("tampered with: entry 3 is not as it was written"), "{told}");
}
