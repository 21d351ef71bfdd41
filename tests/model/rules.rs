//! Rules of tone, abuse, calming, transfers and promises, each kept and broken in one small call.

use std::sync::{Arc, LazyLock};

use steadyline::call::{Action, Base, Call, CallOptions, Event, EventKind, Millis, Phase, Setup};
use steadyline::scenario::{How, MoveKind, Pack, folder};
use steadyline::scoring::{CriterionResult, Scorecard, score};

use crate::world::{copy, root};

/// The retailer with the small scenario and its rubric, and one department that is closed in the morning.
static PACK: LazyLock<(Arc<Pack>, Arc<Base>)> = LazyLock::new(|| {
    let home = tempfile::tempdir().expect("a folder");
    let pack = home.path().join("tamblewick");
    copy(&root().join("scenarios/tamblewick"), &pack);
    std::fs::copy(root().join("tests/fixtures/rules/rules.ron"), pack.join("calls/rules.ron")).expect("a scenario");
    std::fs::copy(root().join("tests/fixtures/rules/small.ron"), pack.join("rubrics/small.ron")).expect("a rubric");
    let file = pack.join("pack.ron");
    let text = std::fs::read_to_string(&file).expect("the pack");
    let closed = text.replacen("from: \"10:00\", to: \"18:00\"", "from: \"17:00\", to: \"18:00\"", 1);
    assert_ne!(text, closed);
    std::fs::write(&file, closed).expect("the pack is written");
    let loaded = folder(home.path()).expect("the pack reads");
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert_eq!(loaded.errors(), 0, "{found:#?}");
    let pack = Arc::clone(&loaded.packs[0]);
    let base = Arc::new(Base::lay_out(&pack));
    (pack, base)
});

/// A call in which everybody lets everybody finish.
struct Taken {
    call: Call,
    events: Vec<Event>,
}

impl Taken {
    fn begun() -> Self {
        let (pack, base) = &*PACK;
        let options = CallOptions { seed: 1, operator: "Sam Hollis".to_owned(), ..CallOptions::default() };
        let scenario = pack.scenario("rules").expect("it is sound");
        let (call, events) = Call::new(Arc::new(Setup::new(pack, base, scenario, options)));
        let mut taken = Self { call, events };
        taken.act(Action::Answer).made(MoveKind::Greet);
        taken
    }

    fn act(&mut self, action: Action) -> &mut Self {
        let at = self.call.now().plus(1_000);
        let happened = self.call.apply(at, &action);
        self.events.extend(happened);
        while self.call.speaking().is_some() || self.call.others_are_next() {
            let Some(next) = self.call.wakes_at() else { break };
            let happened = self.call.advance_to(next);
            self.events.extend(happened);
        }
        self
    }

    fn say(&mut self, reply: &str) -> &mut Self {
        self.act(Action::Reply(reply.to_owned()));
        let said = self
            .events
            .iter()
            .any(|event| matches!(&event.kind, EventKind::ReplyGiven { reply: of, .. } if of == reply));
        assert!(said, "{reply} cannot be said here");
        self
    }

    fn made(&mut self, kind: MoveKind) -> &mut Self {
        self.act(Action::Move { kind, about: Vec::new() })
    }

    fn transfer(&mut self, to: &str, how: How) -> &mut Self {
        self.act(Action::Transfer { to: to.to_owned(), how })
    }

    fn callback(&mut self, fields: &[(&str, &str)]) -> &mut Self {
        let caller = self.call.setup().value("caller.id").expect("a caller");
        self.act(Action::Create { table: "callbacks".to_owned() });
        let form = self.call.front().expect("a form").number;
        let needed =
            [("customer", caller.as_str()), ("date", "2026-10-14"), ("phone", "07700 900001"), ("who_rings", "claims")];
        for (field, value) in needed.iter().chain(fields) {
            self.act(Action::Type { form, field: (*field).to_owned(), value: (*value).to_owned() });
        }
        self.act(Action::Save(form));
        assert!(self.events.iter().any(|event| matches!(event.kind, EventKind::RowSaved { .. })), "it was not saved");
        self
    }

    fn note(&mut self, text: &str) -> &mut Self {
        self.act(Action::Note(text.to_owned()))
    }

    fn card(&self) -> Scorecard {
        score(&self.call, &self.events)
    }

    /// Points in thousandths of all that could be earned, and what was found, by key.
    fn check(&self, criterion: &str, share: Option<u64>, keys: &[&str]) {
        let card = self.card();
        let found: &CriterionResult =
            card.criteria.iter().find(|one| one.id == criterion).expect("there is such a criterion");
        let earned = found.counted().then(|| found.earned * 1000 / found.possible);
        let said: Vec<&str> = found.evidence.iter().map(|moment| moment.finding.key).collect();
        assert_eq!((earned, said.as_slice()), (share, keys), "{:#?}", found.evidence);
    }

    fn warnings(&self) -> usize {
        self.events.iter().filter(|event| matches!(event.kind, EventKind::WarningGiven { .. })).count()
    }
}

#[test]
fn a_promise_is_kept_when_its_record_holds_it() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("promises", None, &[]);
    taken.say("promise");
    taken.check("promises", Some(0), &["promise-not-recorded", "promise-not-recorded"]);
    taken.callback(&[("window", "13-15"), ("promised", "Rings between 13 and 15 today")]);
    taken.check("promises", Some(1000), &[]);

    // Said twice, it is one promise.
    let mut twice = Taken::begun();
    twice.say("own").say("promise").say("promise");
    twice.check("promises", Some(0), &["promise-not-recorded", "promise-not-recorded"]);
}

#[test]
fn a_promise_whose_record_says_otherwise_differs() {
    let mut taken = Taken::begun();
    taken.say("own").say("promise").callback(&[("window", "09-11"), ("promised", "Rings today")]);
    taken.check("promises", Some(0), &["promise-differs", "promise-not-recorded"]);
    // A second record that holds it keeps it.
    taken.callback(&[("window", "13-15"), ("promised", "Between 13 and 15")]);
    taken.check("promises", Some(1000), &[]);
}

#[test]
fn a_transfer_goes_the_way_that_its_department_wants() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("way", None, &[]);
    taken.callback(&[("window", "13-15")]).transfer("claims", How::Warm);
    assert_eq!(taken.call.phase(), Phase::Consulting);
    taken.check("way", Some(1000), &[]);
    taken.check("needless", Some(1000), &[]);
    taken.check("open", Some(1000), &[]);

    let mut blind = Taken::begun();
    blind.say("own").callback(&[("window", "13-15")]).transfer("claims", How::Blind);
    blind.check("way", Some(0), &["transfer-blind"]);

    let mut warm = Taken::begun();
    warm.say("own").transfer("product_advice", How::Warm);
    warm.check("way", Some(0), &["transfer-warm"]);
}

#[test]
fn needless_and_refused_transfers_are_counted_once_each() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("needless", Some(1000), &[]);
    // A department that nothing here is for sends the call back.
    taken.transfer("deliveries", How::Warm);
    taken.check("needless", Some(500), &["transfer-needless"]);
    // The right one, too early.
    taken.transfer("claims", How::Warm);
    taken.check("needless", Some(0), &["transfer-needless", "transfer-refused"]);
}

#[test]
fn a_queue_that_is_closed_is_not_rung() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("open", None, &[]);
    taken.transfer("beauty_advice", How::Warm);
    taken.check("open", Some(0), &["queue-closed"]);
}

#[test]
fn a_warning_is_counted_once_by_reply_and_by_move() {
    for by_move in [false, true] {
        let mut taken = Taken::begun();
        taken.say("own");
        taken.check("abuse", None, &[]);
        taken.say("provoke");
        if by_move {
            taken.made(MoveKind::WarnAbuse);
        } else {
            taken.say("warn");
        }
        assert_eq!(taken.warnings(), 1, "by move: {by_move}");
        taken.check("abuse", Some(1000), &[]);
    }
}

#[test]
fn two_warnings_and_then_the_end() {
    let mut taken = Taken::begun();
    taken.say("own").say("provoke").say("warn").say("provoke").made(MoveKind::WarnAbuse).say("provoke");
    let mut ended = Taken { call: taken.call.clone(), events: taken.events.clone() };
    ended.act(Action::End);
    assert_eq!(ended.call.ending().expect("it is over").name, "ended by rule");
    ended.check("abuse", Some(1000), &[]);
    // Who goes on as if nothing had been said bears it.
    taken.say("bear").say("done");
    taken.check("abuse", Some(666), &["abuse-borne"]);
}

#[test]
fn missing_and_unearned_warnings_are_named() {
    let mut borne = Taken::begun();
    borne.say("own").say("provoke").say("bear").say("provoke").say("warn").say("done");
    borne.check("abuse", Some(500), &["warning-missing"]);

    let mut unearned = Taken::begun();
    unearned.say("own").made(MoveKind::WarnAbuse);
    unearned.check("abuse", Some(0), &["warning-without-cause"]);
    // The insult that comes later did not earn it.
    unearned.say("provoke").say("bear").say("done");
    unearned.check("abuse", Some(0), &["warning-missing", "warning-without-cause"]);
}

#[test]
fn a_caller_who_insults_and_is_gone_cannot_be_warned() {
    let mut taken = Taken::begun();
    taken.say("own").say("provoke for good");
    assert!(taken.call.ending().is_some_and(|ending| ending.name == "gives up"));
    taken.check("abuse", None, &[]);
}

#[test]
fn steps_of_a_model_are_named_where_they_are_missing() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("any order", Some(666), &["model-step-missing"]);
    let missing =
        taken.card().criteria.iter().find(|one| one.id == "any order").expect("it is there").evidence[0].clone();
    assert!(missing.finding.args.contains(&("step", "ask".to_owned())), "{missing:?}");
    taken.made(MoveKind::Verify);
    taken.check("any order", Some(1000), &[]);
    taken.check("in order", Some(500), &["model-step-missing"]);
    taken.made(MoveKind::Apologise);
    taken.check("in order", Some(1000), &[]);

    // Sorry first and owning after is the wrong way round where order counts.
    let mut turned = Taken::begun();
    turned.made(MoveKind::Apologise).say("own");
    turned.check("in order", Some(500), &["model-step-missing"]);
}

#[test]
fn who_cuts_the_opening_has_not_heard_it_out() {
    let (pack, base) = &*PACK;
    let scenario = pack.scenario("rules").expect("it is sound");
    let (mut call, mut events) = Call::new(Arc::new(Setup::new(pack, base, scenario, CallOptions::default())));
    events.extend(call.apply(Millis(1_000), &Action::Answer));
    events.extend(call.apply(Millis(1_500), &Action::Move { kind: MoveKind::Greet, about: Vec::new() }));
    while call.speaking().is_none_or(|(by, ..)| *by != steadyline::call::Speaker::Caller) {
        let next = call.wakes_at().expect("the caller speaks");
        events.extend(call.advance_to(next));
    }
    let at = call.now().plus(300);
    events.extend(call.apply(at, &Action::Reply("own".to_owned())));
    events.extend(call.advance_to(at.plus(20_000)));
    let taken = Taken { call, events };
    let card = taken.card();
    let found = card.criteria.iter().find(|one| one.id == "any order").expect("it is there");
    let steps: Vec<&str> = found
        .evidence
        .iter()
        .flat_map(|moment| &moment.finding.args)
        .filter(|(name, _)| *name == "step")
        .map(|(_, step)| step.as_str())
        .collect();
    assert_eq!(steps, ["listen", "ask"]);
}

#[test]
fn opinions_in_notes_are_found_and_quotations_are_not() {
    let typed = |text: &str| {
        let mut taken = Taken::begun();
        taken.say("own").note(text);
        taken
    };
    Taken::begun().check("typed", None, &[]);
    typed("Parcel late, rings tomorrow.").check("typed", Some(1000), &[]);
    typed("Caller is an idiot.").check("typed", Some(0), &["typed-insult"]);
    typed("Driver called her \"an idiot\". Apologised.").check("typed", Some(1000), &[]);
    typed("Driver called her “an idiot”. Apologised.").check("typed", Some(1000), &[]);
    // What the caller has said word for word is the caller's, with or without quotation marks, in any case.
    typed("Driver said: You silly idiot").check("typed", Some(1000), &[]);
    typed("Her own fault.").check("typed", Some(0), &["typed-blame"]);
    typed("Didn’t listen.").check("typed", Some(0), &["typed-blame"]);
    typed("WANTS MONEY NOW").check("typed", Some(0), &["typed-shouting"]);
    // Codes of the wrap-up are no shouting.
    typed("Coded ENQ ORD today").check("typed", Some(1000), &[]);
}

#[test]
fn notes_of_records_count_when_they_are_saved() {
    let mut taken = Taken::begun();
    taken.say("own").callback(&[("window", "13-15"), ("promised", "Rude woman")]);
    taken.check("typed", Some(0), &["typed-judgement"]);
}

#[test]
fn a_caller_is_asked_before_a_transfer_and_has_answered() {
    let mut taken = Taken::begun();
    taken.say("own").callback(&[("window", "13-15")]);
    taken.check("asked", None, &[]);
    let ring = |taken: &mut Taken| {
        taken.transfer("claims", How::Warm);
        assert_eq!(taken.call.phase(), Phase::Consulting);
    };
    ring(&mut taken);
    taken.check("asked", Some(0), &["transfer-unasked"]);

    // Asked, and answered.
    let mut asked = Taken::begun();
    asked.say("own").callback(&[("window", "13-15")]);
    asked.act(Action::Move { kind: MoveKind::OfferTransfer, about: vec!["claims".to_owned()] });
    ring(&mut asked);
    asked.check("asked", Some(1000), &[]);

    // Asked, and rung before the answer.
    let mut hasty = Taken::begun();
    hasty.say("own").callback(&[("window", "13-15")]);
    let at = hasty.call.now().plus(1_000);
    let offer = Action::Move { kind: MoveKind::OfferTransfer, about: vec!["claims".to_owned()] };
    hasty.events.extend(hasty.call.apply(at, &offer));
    let caller_speaks = |call: &Call| call.speaking().is_some_and(|(by, ..)| *by == steadyline::call::Speaker::Caller);
    while !caller_speaks(&hasty.call) {
        let next = hasty.call.wakes_at().expect("the caller is going to answer");
        hasty.events.extend(hasty.call.advance_to(next));
    }
    let at = hasty.call.now().plus(1);
    hasty.events.extend(hasty.call.apply(at, &Action::Transfer { to: "claims".to_owned(), how: How::Warm }));
    hasty.check("asked", Some(0), &["transfer-unasked"]);
}

#[test]
fn notices_and_questions_for_consent_are_said_and_said_in_time() {
    let mut taken = Taken::begun();
    taken.check("notice", Some(0), &["notice-missing"]);
    taken.check("consent", Some(0), &["consent-missing"]);
    // The greeting, "own", and then the notice: a line too late.
    taken.say("own").say("notice").say("consent");
    taken.check("notice", Some(0), &["notice-late"]);
    taken.check("consent", Some(1000), &[]);
}

#[test]
fn a_read_back_counts_before_the_save() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("first", Some(0), &["not-read-back"]);
    taken.say("repeat").callback(&[("window", "13-15")]);
    taken.check("first", Some(1000), &[]);

    let mut late = Taken::begun();
    late.say("own").callback(&[("window", "13-15")]).say("repeat");
    late.check("first", Some(0), &["read-back-late"]);

    // A record saved without the fact has held nothing that could be wrong.
    let mut other = Taken::begun();
    other.say("own").say("repeat").callback(&[("window", "13-15"), ("promised", "Rings")]).say("repeat");
    other.check("first", Some(1000), &[]);
}

#[test]
fn a_question_is_read_as_it_stands() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("read", None, &[]);
    taken.say("as it stands");
    taken.check("read", Some(1000), &[]);
    taken.say("shorter");
    taken.check("read", Some(500), &["not-verbatim"]);
    let card = taken.card();
    let read = card.criteria.iter().find(|one| one.id == "read").expect("it is judged");
    let difference = read.evidence[0].finding.args.iter().find(|(name, _)| *name == "difference").map(|(_, text)| text);
    assert!(difference.is_some_and(|text| text.starts_with("How likely [−or unlikely] are you to order [+with us]")));
}

#[test]
fn a_probe_puts_nothing_into_a_mouth() {
    let mut taken = Taken::begun();
    taken.say("own");
    taken.check("probes", None, &[]);
    taken.say("neutral");
    taken.check("probes", Some(1000), &[]);
    taken.say("leading");
    taken.check("probes", Some(500), &["leading-probe"]);
}
