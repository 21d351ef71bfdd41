//! Judged in one place what was done in another: a supervisor fetches attempts, and what is said and decided stands on both sides.

use steadyline::call::{LogHeader, Mode};
use steadyline::scoring::Scorecard;
use steadyline::store::centre::{Centre, Erasure, Exchanged, LoginKind, Verdict};
use steadyline::store::{
    Actor, AttemptFilter, AttemptId, AuditKind, Choice, Decision, ListFilter, NewAttempt, NewComment, ReviewFilter,
    Store,
};
use tempfile::TempDir;

use crate::centre::PATIENCE;
use crate::down::{House, both_ways, desk};
use crate::people::at;
use crate::postgres::{column, run_sql};
use crate::seals::change;
use crate::world::{TAMBLEWICK, walk};

const CALL: &str = "third_call_blender.namesake";

/// A finished attempt of somebody, with its card.
pub fn take(store: &Store, person: &str) -> (AttemptId, Scorecard) {
    let report = walk(CALL);
    let mut header = LogHeader::new(&report.setup, "desk", "2026-01-01T08:00:00Z".to_owned());
    (header.person, header.mode) = (person.to_owned(), Mode::Practice);
    let (title, files) = (&report.setup.scenario.source.title, &report.setup.pack.files);
    let id = store.begin(&NewAttempt { header: &header, title, files, lines: &report.log }).expect("begins");
    store.finish(&id, &report.card, "2026-01-01T08:10:00Z", &[]).expect("is finished");
    (id, report.card)
}

/// A house with a desk at which Sam and Tess took a call each, and a supervisor with a folder of her own.
pub struct Apart {
    pub house: House,
    pub desk: (TempDir, Store),
    pub nora: (TempDir, Store),
    pub nora_url: String,
    pub sam: AttemptId,
    pub tess: AttemptId,
    pub card: Scorecard,
}

impl Apart {
    pub fn new() -> Self {
        let house = House::new();
        house.publish();
        let (desk, nora) = (desk(), desk());
        let (sam, card) = take(&desk.1, "Sam Hollis");
        let (tess, _) = take(&desk.1, "Tess");
        let nora_url = house.login(LoginKind::Supervisor, "nora");
        let new = Self { house, desk, nora, nora_url, sam, tess, card };
        new.sync_desk();
        new.sync_nora();
        new
    }

    pub fn sync_desk(&self) -> Exchanged {
        both_ways(&self.desk.1, &self.house.place.url()).expect("is exchanged")
    }

    pub fn sync_nora(&self) -> Exchanged {
        both_ways(&self.nora.1, &self.nora_url).expect("is exchanged")
    }

    /// The criterion that lost most.
    pub fn lost(&self) -> (&str, u64) {
        let lost = self.card.criteria.iter().max_by_key(|one| one.possible - one.earned).expect("there are criteria");
        (&lost.id, lost.possible)
    }

    pub fn about<'a>(&'a self, reason: &'a str) -> Decision<'a> {
        Decision { attempt: &self.sam, card: &self.card, criterion: self.lost().0, reason }
    }
}

pub fn who(store: &Store, name: &str) -> Actor {
    store.actor(name).expect("they are there")
}

/// The override that holds, with who made it and why.
pub fn holds(store: &Store, id: &AttemptId) -> Vec<String> {
    let names = store.names().expect("names");
    let held = store.judgement(&Actor::Owner, id).expect("is read");
    let told = held.overrides.iter().map(|one| {
        let by = one.by.as_ref().and_then(|by| names.get(by)).map_or("nobody", String::as_str);
        format!("{by}: {} for {}", one.earned, one.reason.as_deref().unwrap_or("nothing"))
    });
    told.collect()
}

#[test]
fn a_supervisor_fetches_attempts_and_reads_them_as_if_they_had_been_made_there() {
    let apart = Apart::new();
    let store = &apart.nora.1;
    let all = store.attempts(&AttemptFilter { ascending: true, ..AttemptFilter::default() }).expect("a list");
    let there = apart.desk.1.attempts(&AttemptFilter { ascending: true, ..AttemptFilter::default() }).expect("a list");
    assert_eq!(all, there, "to the last number");
    for id in [&apart.sam, &apart.tess] {
        assert_eq!(store.log(id).expect("a log"), apart.desk.1.log(id).expect("a log"));
        assert_eq!(store.sealed(id).expect("an answer"), apart.desk.1.sealed(id).expect("an answer"));
        assert_eq!(store.points(id).expect("points"), apart.desk.1.points(id).expect("points"));
        assert_eq!(store.frozen(id).expect("an answer").expect("is kept").hash(), TAMBLEWICK.0.files.hash());
    }
    // Lists and figures count them as the desk does.
    let page =
        |store: &Store| store.page(&Actor::Owner, &ListFilter { limit: 50, ..ListFilter::default() }).expect("a page");
    assert_eq!((page(store).all, page(store).lines), (2, page(&apart.desk.1).lines));
    assert_eq!(store.figures_to_make().expect("a number"), 0);
    assert!(store.unread_calls().expect("a list").is_empty(), "none has to be played again for figures");
    let sums = |store: &Store| store.heat_sums(&Choice::default()).expect("sums").0.len();
    assert_eq!((sums(store), store.callers().expect("names")), (2, vec!["Sam Hollis".to_owned(), "Tess".to_owned()]));
    // Nora has North, and with it Sam alone.
    let lines = store.to_review(&who(store, "Nora"), &ReviewFilter::default()).expect("a list");
    assert_eq!(lines.iter().map(|line| line.attempt.person.as_str()).collect::<Vec<_>>(), ["Sam Hollis"]);
    let sam = store.roll().expect("people").into_iter().find(|person| person.name == "Sam Hollis").expect("is there");
    assert_eq!(sam.attempts, 1);
    let again = apart.sync_nora();
    assert_eq!((again.fetched.attempts, again.news.judged, again.entries), (0, 0, 0));
    // What is here of others does not go up as this folder's own.
    assert_eq!(store.last_sealed().expect("a number"), 0);
    assert!(store.unsealed().expect("a list").is_empty());
}

#[test]
fn what_is_decided_in_one_place_holds_in_the_other_with_name_and_reason() {
    let apart = Apart::new();
    let (nora, desk) = (&apart.nora.1, &apart.desk.1);
    let (criterion, possible) = apart.lost();
    let me = who(nora, "Nora");
    nora.override_criterion(&me, &apart.about("the caller said so"), possible, at(1)).expect("holds");
    let said = |text, private| NewComment { moment: Some(steadyline::call::Millis(1000)), private, text };
    nora.comment(&me, &apart.sam, &said("breathe first", false), at(2)).expect("is said");
    nora.comment(&me, &apart.sam, &said("shaky today", true), at(3)).expect("is noted");
    nora.sign_off(&me, &apart.sam, at(4)).expect("is signed off");
    assert_eq!(apart.sync_nora().entries, 4);
    assert_eq!(apart.sync_desk().news.judged, 3);
    let held = desk.judgement(&who(desk, "Sam Hollis"), &apart.sam).expect("is read");
    let [comment] = held.comments.as_slice() else { panic!("one comment: {held:?}") };
    assert_eq!((comment.text.as_deref(), comment.moment.map(|at| at.0)), (Some("breathe first"), Some(1000)));
    assert_eq!((held.signed_off.len(), held.overrides.len()), (1, 1));
    assert_eq!(holds(desk, &apart.sam), [format!("Nora: {possible} for the caller said so")]);
    let line = |store: &Store| {
        let lines = store.to_review(&Actor::Owner, &ReviewFilter::default()).expect("a list");
        lines.into_iter().find(|line| line.attempt.id == apart.sam).expect("is there")
    };
    assert_eq!(line(desk).ruled, line(nora).ruled);
    let listed = |store: &Store| {
        let page = store.page(&Actor::Owner, &ListFilter { limit: 50, ..ListFilter::default() }).expect("a page");
        let sam = page.lines.into_iter().find(|line| line.attempt.id == apart.sam).expect("is there");
        (sam.ruled, sam.reviewed, sam.below)
    };
    assert_eq!(listed(desk), listed(nora));
    assert!(listed(desk).0.is_some() && listed(desk).1);
    assert!(line(desk).ruled.is_some() && line(desk).reviewed);
    // What Nora wrote for herself is nowhere but in her folder.
    let words = column(&apart.house.place.admin(), "SELECT string_agg(body, ' ') FROM steadyline.entry_words");
    assert!(words[0].contains("breathe first") && !words[0].contains("shaky"), "{words:?}");
    assert!(!desk.audit(&Actor::Owner).expect("a trail").iter().any(|entry| entry.facts["private"] == true));
    for store in [nora, desk] {
        store.verify_audit(None).expect("is whole");
    }
    // Somebody else's attempt is not touched.
    assert!(holds(desk, &apart.tess).is_empty());
    // Taken back there, it is taken back here.
    nora.withdraw_override(&me, &apart.about("misheard"), at(5)).expect("is taken back");
    apart.sync_nora();
    apart.sync_desk();
    assert!(holds(desk, &apart.sam).is_empty() && line(desk).ruled.is_none() && listed(desk).0.is_none());
    assert!(!criterion.is_empty());
}

#[test]
fn an_appeal_goes_up_and_its_ruling_comes_down() {
    let apart = Apart::new();
    let (nora, desk) = (&apart.nora.1, &apart.desk.1);
    let (criterion, possible) = apart.lost();
    desk.appeal(&who(desk, "Sam Hollis"), &apart.about("it was read back"), at(1)).expect("is appealed");
    desk.comment(
        &who(desk, "Sam Hollis"),
        &apart.sam,
        &NewComment { moment: None, private: true, text: "unfair" },
        at(2),
    )
    .expect("is noted");
    apart.sync_desk();
    assert_eq!(apart.sync_nora().news.judged, 1);
    let open = ReviewFilter { appealed: true, ..ReviewFilter::default() };
    let waits = |store: &Store| store.to_review(&Actor::Owner, &open).expect("a list").len();
    assert_eq!((waits(nora), waits(desk)), (1, 1));
    let held = nora.judgement(&who(nora, "Nora"), &apart.sam).expect("is read");
    let sam = nora.someone("Sam Hollis").expect("is there").id;
    assert_eq!((held.appeals[0].text.as_deref(), held.appeals[0].by.as_ref()), (Some("it was read back"), Some(&sam)));
    nora.rule_on_appeal(&who(nora, "Nora"), &apart.about("so it was"), Some(possible), at(3)).expect("is ruled");
    apart.sync_nora();
    apart.sync_desk();
    assert_eq!((waits(nora), waits(desk)), (0, 0));
    let held = desk.judgement(&who(desk, "Sam Hollis"), &apart.sam).expect("is read");
    let ruling = held.appeals[0].ruling.clone().expect("is ruled on");
    assert_eq!((ruling.upheld, ruling.reason.as_deref()), (true, Some("so it was")));
    assert_eq!(held.overrides[0].criterion, criterion);
    let again = desk.appeal(&who(desk, "Sam Hollis"), &apart.about("once more"), at(4));
    assert!(again.is_err(), "a ruling is final, wherever it was made");
}

#[test]
fn of_two_supervisors_the_later_at_the_centre_holds_and_both_stay_on_record() {
    let apart = Apart::new();
    let desk = &apart.desk.1;
    let (_, possible) = apart.lost();
    let second = crate::down::desk();
    let url = apart.house.login(LoginKind::Supervisor, "ken");
    both_ways(&second.1, &url).expect("is exchanged");
    desk.appeal(&who(desk, "Sam Hollis"), &apart.about("it was read back"), at(0)).expect("is appealed");
    apart.sync_desk();
    apart.sync_nora();
    both_ways(&second.1, &url).expect("is exchanged");
    // Nora decides first by her clock, and comes to the centre last.
    apart.nora.1.override_criterion(&who(&apart.nora.1, "Nora"), &apart.about("half of it"), 1, at(1)).expect("holds");
    second.1.override_criterion(&Actor::Owner, &apart.about("all of it"), possible, at(9)).expect("holds");
    both_ways(&second.1, &url).expect("is exchanged");
    apart.sync_nora();
    both_ways(&second.1, &url).expect("is exchanged");
    apart.sync_desk();
    for store in [desk, &apart.nora.1, &second.1] {
        assert_eq!(holds(store, &apart.sam), ["Nora: 1 for half of it"]);
        let trail = store.audit(&Actor::Owner).expect("a trail");
        assert_eq!(trail.iter().filter(|entry| entry.kind == AuditKind::Overridden).count(), 2);
    }
    // Two rulings on one appeal: the first stands.
    let rule = |store: &Store, reason: &str, upheld| {
        store.rule_on_appeal(&Actor::Owner, &apart.about(reason), upheld, at(10)).expect("is ruled");
    };
    rule(&second.1, "no", None);
    rule(&apart.nora.1, "yes", Some(possible));
    both_ways(&second.1, &url).expect("is exchanged");
    apart.sync_nora();
    both_ways(&second.1, &url).expect("is exchanged");
    apart.sync_desk();
    for store in [desk, &apart.nora.1, &second.1] {
        let held = store.judgement(&Actor::Owner, &apart.sam).expect("is read");
        let ruling = held.appeals[0].ruling.clone().expect("is ruled on");
        assert_eq!((ruling.upheld, ruling.reason.as_deref()), (false, Some("no")));
        assert_eq!(holds(store, &apart.sam), ["Nora: 1 for half of it"]);
    }
}

#[test]
fn what_is_erased_at_the_centre_is_forgotten_by_supervisors_and_nothing_said_about_it_returns() {
    let apart = Apart::new();
    let (nora, desk) = (&apart.nora.1, &apart.desk.1);
    let me = who(nora, "Nora");
    let said = |text| NewComment { moment: None, private: false, text };
    nora.comment(&me, &apart.sam, &said("breathe first"), at(2)).expect("is said");
    apart.sync_nora();
    desk.comment(&who(desk, "Sam Hollis"), &apart.sam, &said("I will"), at(2)).expect("is said");
    apart.sync_desk();
    let named = "SELECT count(*) FROM steadyline.site_person WHERE name = 'Sam Hollis'";
    assert_eq!(column(&apart.house.place.admin(), named), ["1"]);
    let ada = apart.house.url.clone();
    let mut centre = Centre::connect(&ada, PATIENCE).expect("connects");
    let mut verdicts = Vec::new();
    centre.check(&[], false, |one| verdicts.push(one.verdict)).expect("is checked");
    assert_eq!(verdicts.len(), 2);
    assert!(verdicts.iter().all(|verdict| *verdict == Verdict::OtherRules), "{verdicts:?}");
    assert_eq!(centre.erase(&Erasure::Person("Sam Hollis".to_owned())).expect("is erased"), 1);
    let words = || column(&apart.house.place.admin(), "SELECT count(*) FROM steadyline.entry_words");
    assert_eq!(words(), ["0"]);
    for table in ["news", "site_person", "entry"] {
        let found = format!("SELECT count(*) FROM steadyline.{table} t WHERE t::text LIKE '%Sam Hollis%'");
        assert_eq!(column(&apart.house.place.admin(), &found), ["0"], "{table}");
    }
    // What was said meanwhile comes as an entry without words.
    nora.comment(&me, &apart.sam, &said("one more thing"), at(3)).expect("is said");
    let done = apart.sync_nora();
    assert_eq!(done.fetched.erased, 1);
    assert_eq!(words(), ["0"]);
    let left: Vec<String> =
        nora.attempts(&AttemptFilter::default()).expect("a list").into_iter().map(|one| one.person).collect();
    assert_eq!(left, ["Tess"]);
    assert_eq!(
        (nora.callers().expect("names"), nora.figures_to_make().expect("a number")),
        (vec!["Tess".to_owned()], 0)
    );
    assert!(!nora.audit(&Actor::Owner).expect("a trail").iter().any(|entry| entry.words.is_some()));
    nora.erase_person(&Actor::Owner, "Sam Hollis", at(4)).expect("is erased");
    nora.verify_audit(None).expect("what was erased is gone with good reason");
    // A desk that erased somebody takes in nothing that is about them.
    desk.erase_person(&Actor::Owner, "Sam Hollis", at(5)).expect("is erased");
    assert_eq!(apart.sync_desk().news.judged, 0);
    desk.verify_audit(None).expect("is whole");
}

#[test]
fn a_desk_forges_no_judgement_and_reads_nothing_about_others() {
    let apart = Apart::new();
    let (nora, desk) = (&apart.nora.1, &apart.desk.1);
    let (_, possible) = apart.lost();
    // Whoever owns a desk may write there what they like: it holds there alone.
    desk.override_criterion(&Actor::Owner, &apart.about("I say so"), possible, at(1)).expect("holds here");
    assert_eq!(apart.sync_desk().held_here, 1, "and whoever syncs is told so");
    assert_eq!(apart.sync_nora().news.judged, 0);
    assert!(holds(nora, &apart.sam).is_empty());
    // Another desk learns that Nora's trail goes on, and not what stands in it.
    nora.comment(
        &who(nora, "Nora"),
        &apart.sam,
        &NewComment { moment: None, private: false, text: "well held" },
        at(2),
    )
    .expect("is said");
    apart.sync_nora();
    let other = crate::down::desk();
    let url = apart.house.login(LoginKind::Desk, "other");
    assert_eq!(both_ways(&other.1, &url).expect("is exchanged").news.judged, 0);
    let site = other.1.site();
    let seen = format!(
        "SELECT count(*) || ' ' || count(body) || ' ' || count(words) || ' ' || count(actor) FROM steadyline.entries_after('{site}', 0, 1000) WHERE site <> '{site}'"
    );
    let seen = column(&url, &seen);
    assert!(seen[0].ends_with(" 0 0 0") && !seen[0].starts_with("0 "), "{seen:?}");
    // Nor can it speak for another site, or about another's attempt.
    let entry = |site: &str, attempt: &str| {
        format!(
            "SELECT steadyline.take_entries('{own}', ARRAY[(SELECT jsonb_build_object('site', '{site}', 'seq', last + 1, 'before', hash, 'hash', 'x', 'id', 'x', \
         'at', '', 'actor', '', 'kind', 'commented', 'subject', '', 'attempt', '{attempt}', 'criterion', '', 'facts', '{{}}', 'words', 'w', 'salt', 's', \
         'text', 'forged')::text FROM steadyline.trail_of('{own}'))])",
            own = other.1.site()
        )
    };
    let said = run_sql(&url, &[&entry(nora.site(), &apart.sam.0)]).expect_err("is another's");
    assert!(said.contains("of another site"), "{said}");
    run_sql(&url, &[&entry(other.1.site(), &apart.sam.0)]).expect("it may say what it likes of its own");
    let kept = column(&apart.house.place.admin(), "SELECT count(*) FROM steadyline.entry_words WHERE body = 'forged'");
    assert_eq!(kept, ["0"], "about an attempt that is not its own there is nothing to say");
    let done = apart.sync_nora();
    assert_eq!(done.news.judged, 0);
    assert!(done.news.problems.iter().any(|what| what.contains("is not as it was written")), "{:?}", done.news);
    assert_eq!(apart.sync_desk().news.judged, 1, "what Nora said still comes");
}

#[test]
fn what_was_changed_at_the_centre_is_not_taken_over() {
    let apart = Apart::new();
    let nora = &apart.nora.1;
    let me = who(nora, "Nora");
    let (_, possible) = apart.lost();
    nora.override_criterion(&me, &apart.about("the caller said so"), possible, at(1)).expect("holds");
    apart.sync_nora();
    apart.house.place.change("UPDATE steadyline.entry SET body = jsonb_set(body, '{facts}', to_jsonb(replace(body ->> 'facts', '\"earned\":', '\"earned\":1'))) WHERE body ->> 'kind' = 'overridden'");
    let done = apart.sync_desk();
    assert_eq!(done.news.judged, 0);
    assert!(done.news.problems[0].contains("nothing of it was taken over"), "{:?}", done.news.problems);
    assert!(holds(&apart.desk.1, &apart.sam).is_empty());
    // Logs as well: one that was changed on the way is left out, and the others come.
    apart.house.place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\":', '\"at\":1') WHERE id = (SELECT id FROM steadyline.attempt WHERE person = 'Tess')");
    let (_folder, fresh) = desk();
    let done = both_ways(&fresh, &apart.house.login(LoginKind::Supervisor, "new")).expect("is exchanged");
    assert_eq!(done.fetched.attempts, 1);
    assert!(done.news.problems.iter().any(|what| what.contains("number 2 of")), "{:?}", done.news.problems);
    apart.desk.1.verify_audit(None).expect("nothing was taken over");
    // What was taken over and changed here afterwards is found here.
    let other = Apart::new();
    let said = NewComment { moment: None, private: false, text: "slower" };
    other.nora.1.comment(&who(&other.nora.1, "Sue"), &other.tess, &said, at(2)).expect("is said");
    other.sync_nora();
    assert_eq!(other.sync_desk().news.judged, 1);
    change(other.desk.0.path(), "UPDATE audit_words SET body = 'faster' WHERE body = 'slower'");
    let said = other.desk.1.verify_audit(None).expect_err("was changed").to_string();
    assert!(said.contains("of another data folder's trail"), "{said}");
}

#[test]
fn a_copied_folder_does_not_go_on_under_the_same_trail() {
    let apart = Apart::new();
    let nora = &apart.nora.1;
    let copied = tempfile::tempdir().expect("a folder");
    crate::world::copy(apart.nora.0.path(), copied.path());
    let said = |store: &Store, text| {
        let comment = NewComment { moment: None, private: false, text };
        store.comment(&who(store, "Nora"), &apart.sam, &comment, at(2)).expect("is said");
    };
    said(nora, "here");
    apart.sync_nora();
    let second = Store::open(copied.path()).expect("opens");
    said(&second, "there");
    let refused = both_ways(&second, &apart.nora_url).expect_err("it is a copy").to_string();
    assert!(refused.contains("it was copied, or an old one was put back"), "{refused}");
}
