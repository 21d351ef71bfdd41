//! Calibration on record: calls that supervisors score blind, who is told what before and after, and what comes of it.

use std::collections::BTreeMap;

use steadyline::call::LogHeader;
use steadyline::review::Calibrating;
use steadyline::scoring::Scorecard;
use steadyline::store::centre::LoginKind;
use steadyline::store::{
    Actor, AttemptId, AuditKind, JudgementError, Level, ListFilter, NewAttempt, NewComment, ReviewFilter, ReviewLine,
    Role, Store, StoreError,
};

use crate::down::{both_ways, desk};
use crate::judging_apart::{Apart, take, who};
use crate::people::{at, house, new, steadyline};
use crate::world::walk;

/// A house in which Nora and Olga both have North, with a finished call of Sam and one of Tess.
struct Kept {
    folder: tempfile::TempDir,
    store: Store,
    sam: AttemptId,
    tess: AttemptId,
    card: Scorecard,
}

fn kept() -> Kept {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    store.add_person(&Actor::Owner, &new("Olga", &[Role::Supervisor], &["North"]), at(0)).expect("is added");
    let (sam, card) = take(&store, "Sam Hollis");
    let (tess, _) = take(&store, "Tess");
    Kept { folder, store, sam, tess, card }
}

impl Kept {
    fn who(&self, name: &str) -> Actor {
        who(&self.store, name)
    }

    /// What the program found, but for so many criteria, of which it is given the other end.
    fn given(&self, otherwise: usize) -> BTreeMap<String, Level> {
        given(&self.card, otherwise)
    }

    fn rate(&self, name: &str, otherwise: usize) -> Result<(), StoreError> {
        self.store.rate(&self.who(name), (&self.sam, &self.card), &self.given(otherwise), at(5))
    }

    fn line(&self, name: &str) -> ReviewLine {
        let actor = self.who(name);
        let page = self.store.page(&actor, &ListFilter::default()).expect("a page").lines;
        let all = self.store.to_review(&actor, &ReviewFilter::default()).expect("a list");
        let own = |lines: Vec<ReviewLine>| lines.into_iter().find(|line| line.attempt.id == self.sam).expect("a line");
        let (one, other) = (own(page), own(all));
        assert_eq!((one.blind, &one.attempt), (other.blind, &other.attempt), "both lists tell the same");
        one
    }
}

fn given(card: &Scorecard, otherwise: usize) -> BTreeMap<String, Level> {
    let scored = card.criteria.iter().filter_map(|one| Some((one.id.clone(), Level::of(one)?)));
    let other = |level| if level == Level::Met { Level::NotMet } else { Level::Met };
    scored.enumerate().map(|(at, (id, found))| (id, if at < otherwise { other(found) } else { found })).collect()
}

fn error(done: Result<(), StoreError>) -> JudgementError {
    match done {
        Err(StoreError::Judgement(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn until_somebody_has_scored_they_are_told_nothing_and_then_all() {
    let kept = kept();
    let (store, nora, olga) = (&kept.store, kept.who("Nora"), kept.who("Olga"));
    assert!(kept.line("Nora").attempt.records.is_some());
    let drawn = store.draw(&nora, ("North", 5), at(1)).expect("is drawn");
    assert_eq!(drawn, std::slice::from_ref(&kept.sam), "of her own team, and finished");
    for name in ["Nora", "Olga"] {
        let line = kept.line(name);
        let of = &line.attempt;
        assert!(line.blind && line.below.is_empty() && line.ruled.is_none(), "{name}");
        assert_eq!((of.records, of.routing, of.composure, of.procedure), (None, None, None, None), "{name}");
        assert_eq!((of.critical(), of.passed, of.measures.is_none(), &of.ending), (0, false, true, &None), "{name}");
        assert!(store.waits_for(&kept.who(name), &kept.sam).expect("an answer"), "{name}");
    }
    for name in ["Sam Hollis", "Ada"] {
        assert!(!store.waits_for(&kept.who(name), &kept.sam).expect("an answer"), "{name} judges nobody");
        assert!(kept.line(name).attempt.records.is_some(), "{name}");
    }
    kept.rate("Nora", 1).expect("is kept");
    assert!(kept.line("Nora").attempt.records.is_some(), "the numbers are back");
    let seen = |actor: &Actor| store.judgement(actor, &kept.sam).expect("is read").blind.ratings.len();
    assert_eq!((seen(&nora), seen(&olga)), (1, 0), "Olga has not scored");
    let of_olga = store.calibration(&olga).expect("a list");
    assert!(of_olga[0].waits && of_olga[0].ratings.is_empty() && !of_olga[0].own);
    let trail = |actor: &Actor| {
        let entries = store.audit(actor).expect("a trail");
        let rated = entries.into_iter().find(|entry| entry.kind == AuditKind::Rated).expect("an entry");
        rated.facts["scores"].is_array()
    };
    assert!(trail(&nora) && !trail(&olga) && !trail(&kept.who("Ada")), "the trail does not tell it either");
    kept.rate("Olga", 0).expect("is kept");
    assert_eq!((seen(&nora), seen(&olga)), (2, 2));
    assert_eq!(seen(&kept.who("Sam Hollis")), 0, "raters are between themselves");
    assert!(store.calibration(&kept.who("Sam Hollis")).expect("a list").is_empty());
    assert!(store.calibration(&kept.who("Sue")).expect("a list").is_empty(), "another team");
    assert!(!kept.line("Nora").reviewed, "scoring blind tells the trainee nothing");
    store.verify_audit(None).expect("the trail is whole");
}

#[test]
fn who_knows_of_a_call_does_not_score_it() {
    let kept = kept();
    let store = &kept.store;
    store.put_up(&kept.who("Nora"), &kept.sam, at(1)).expect("is put up");
    assert!(!kept.line("Nora").blind, "she has seen it");
    assert!(matches!(error(kept.rate("Nora", 0)), JudgementError::NotBlind(_)));
    assert!(kept.line("Olga").blind);
    let comment = NewComment { moment: None, private: true, text: "I know this one" };
    store.comment(&kept.who("Olga"), &kept.sam, &comment, at(2)).expect("is said");
    assert!(matches!(error(kept.rate("Olga", 0)), JudgementError::NotBlind(_)));
    let other = kept.who("Sue");
    assert!(matches!(kept.rate("Sue", 0), Err(StoreError::People(_))), "{other:?} has another team");
    // Whoever has scored blind may say afterwards what they like.
    let kept = self::kept();
    kept.store.draw(&kept.who("Nora"), ("", 5), at(1)).expect("is drawn");
    kept.rate("Nora", 0).expect("is kept");
    kept.store.comment(&kept.who("Nora"), &kept.sam, &comment, at(2)).expect("is said");
    assert_eq!(kept.store.calibration(&kept.who("Nora")).expect("a list")[0].ratings.len(), 1);
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let kept = kept();
    let (store, nora) = (&kept.store, kept.who("Nora"));
    assert!(matches!(error(store.put_up(&Actor::Owner, &kept.sam, at(1))), JudgementError::NobodyNamed));
    assert!(matches!(error(kept.rate("Nora", 0)), JudgementError::NotPutUp(_)));
    assert!(matches!(error(store.take_off(&nora, &kept.sam, at(1))), JudgementError::NotPutUp(_)));
    assert!(matches!(store.put_up(&nora, &kept.tess, at(1)), Err(StoreError::People(_))), "another team's");
    let report = walk("third_call_blender.namesake");
    let header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let open = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    assert!(matches!(error(store.put_up(&nora, &open, at(1))), JudgementError::Interrupted(_)));
    assert_eq!(store.draw(&nora, ("North", 0), at(1)).expect("an answer"), []);
    let drawn = store.draw(&nora, ("North", 50), at(1)).expect("an answer");
    assert_eq!(drawn, std::slice::from_ref(&kept.sam));
    assert_eq!(store.draw(&nora, ("North", 50), at(1)).expect("an answer"), [], "not twice");
    assert!(matches!(store.draw(&nora, ("Nowhere", 1), at(1)), Err(StoreError::People(_))));
    assert!(matches!(error(store.put_up(&nora, &kept.sam, at(1))), JudgementError::PutUpAlready(_)));
    let rate = |given: &BTreeMap<String, Level>| error(store.rate(&nora, (&kept.sam, &kept.card), given, at(2)));
    assert!(matches!(rate(&BTreeMap::new()), JudgementError::NothingScored));
    let strange = BTreeMap::from([("no such".to_owned(), Level::Met)]);
    assert!(rate(&strange).to_string().contains("no such"));
    store.take_off(&nora, &kept.sam, at(3)).expect("is taken off");
    assert!(matches!(error(kept.rate("Nora", 0)), JudgementError::NotPutUp(_)));
    assert!(kept.line("Nora").attempt.records.is_some(), "it waits for nobody");
    store.put_up(&kept.who("Olga"), &kept.sam, at(4)).expect("is put up again");
    kept.rate("Nora", 0).expect("is kept");
    assert!(matches!(error(kept.rate("Nora", 1)), JudgementError::RatedAlready(_)));
    assert_eq!(store.calibration(&nora).expect("a list")[0].ratings.len(), 1);
}

#[test]
fn the_figures_tell_how_far_raters_agree_with_each_other_and_with_the_program() {
    let kept = kept();
    kept.store.draw(&kept.who("Nora"), ("", 1), at(1)).expect("is drawn");
    kept.rate("Nora", 0).expect("is kept");
    kept.rate("Olga", 2).expect("is kept");
    let found = Calibrating::of(&kept.store, &kept.who("Nora")).expect("figures");
    let counted = kept.given(0).len();
    assert_eq!(found.figures.criteria.len(), counted);
    assert_eq!(found.figures.disagreements.len(), 2, "two criteria were seen otherwise");
    assert_eq!(found.figures.disagreements[0].spread, 100);
    let label = found.label(&found.figures.disagreements[0].criterion);
    assert!(kept.card.criteria.iter().any(|one| one.label == label), "{label}");
    let program: Vec<(usize, usize)> =
        found.figures.program.iter().map(|one| (one.agreed.part, one.agreed.of)).collect();
    assert_eq!(program.len(), counted);
    assert_eq!((program[0], program[1], program[2]), ((1, 2), (1, 2), (2, 2)), "the least agreement first");
    // The report says so, by name, and shows nothing to whoever has not scored.
    let told = |name: &str, more: &[&str]| {
        let mut command = steadyline(kept.folder.path());
        let output = command.args(["report", "calibration", "--as", name]).args(more).output().expect("it ran");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let page = told("Nora", &[]);
    for words in ["Calls scored blind", "Raters and the program", label, "Nora", "Third call about a blender"] {
        assert!(page.contains(words), "{words}");
    }
    let json: serde_json::Value = serde_json::from_str(&told("Sue", &["--json"])).expect("figures");
    assert_eq!(json["program"].as_array().map(Vec::len), Some(0), "Sue has another team");
}

#[test]
fn in_the_terminal_calls_are_drawn_listed_and_kept_from_whoever_has_to_score_them() {
    let Kept { folder, store, sam, .. } = kept();
    drop(store);
    let run = |args: &[&str]| {
        let output = steadyline(folder.path()).args(args).output().expect("it ran");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let (code, said) = run(&["calibrate", "draw", "--team", "North", "--as", "Nora"]);
    assert_eq!((code, said.contains("One call was drawn")), (Some(0), true), "{said}");
    let (_, said) = run(&["calibrate", "list", "--as", "Olga"]);
    assert!(said.contains("waits for your scores"), "{said}");
    let (code, said) = run(&["review", "show", &sam.0, "--as", "Olga"]);
    assert_eq!((code, said.contains("score it blind first")), (Some(2), true), "{said}");
    let (code, _) = run(&["review", "show", &sam.0, "--as", "Ada"]);
    assert_eq!(code, Some(0), "an administrator judges nobody");
    let (code, said) = run(&["calibrate", "put-up", &sam.0]);
    assert_eq!((code, said.contains("told apart by their names")), (Some(2), true), "{said}");
    let (code, _) = run(&["calibrate", "take-off", &sam.0, "--as", "Nora"]);
    assert_eq!(code, Some(0));
    let (_, said) = run(&["calibrate", "list", "--as", "Olga"]);
    assert!(said.contains("taken off"), "{said}");
}

#[test]
fn scores_come_to_other_supervisors_and_never_to_a_desk() {
    let apart = Apart::new();
    let olga = new("Olga", &[Role::Supervisor], &["North"]);
    apart.house.store.add_person(&Actor::Owner, &olga, at(1)).expect("is added");
    apart.house.publish();
    let (there, url) = (desk(), apart.house.login(LoginKind::Supervisor, "olga"));
    let sync_olga = || both_ways(&there.1, &url).expect("is exchanged");
    apart.sync_nora();
    sync_olga();
    let (nora, other) = (&apart.nora.1, &there.1);
    nora.draw(&who(nora, "Nora"), ("North", 3), at(2)).expect("is drawn");
    nora.rate(&who(nora, "Nora"), (&apart.sam, &apart.card), &given(&apart.card, 1), at(3)).expect("is kept");
    apart.sync_nora();
    sync_olga();
    let me = who(other, "Olga");
    assert!(other.waits_for(&me, &apart.sam).expect("an answer"));
    assert!(other.calibration(&me).expect("a list")[0].ratings.is_empty());
    other.rate(&me, (&apart.sam, &apart.card), &given(&apart.card, 0), at(4)).expect("is kept");
    assert_eq!(other.calibration(&me).expect("a list")[0].ratings.len(), 2);
    sync_olga();
    apart.sync_nora();
    let found = Calibrating::of(nora, &who(nora, "Nora")).expect("figures");
    assert_eq!((found.figures.raters.len(), found.figures.disagreements.len()), (2, 1));
    apart.sync_desk();
    let desk = &apart.desk.1;
    let told = desk.audit(&Actor::Owner).expect("a trail");
    assert!(told.iter().all(|entry| entry.kind.reviews() || entry.kind == AuditKind::Retained), "{told:?}");
    for store in [nora, other, desk] {
        store.verify_audit(None).expect("the trail is whole");
    }
}
