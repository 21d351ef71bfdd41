//! How a call behaves: time, talk-over, dead air, hold, mute, transfer, saving, chance.

use std::sync::Arc;

use steadyline::call::{
    Action, Call, CallOptions, Event, EventKind, Log, LogHeader, Millis, Mode, Mood, Phase, Refusal, Setup, Speaker,
    Speed, read_log, resume,
};
use steadyline::scenario::{Cause, How, MoveKind};

use crate::world::{root, setup};

/// A call with what happened in it.
struct Taken {
    call: Call,
    events: Vec<Event>,
}

impl Taken {
    fn offered(scenario: &str) -> Self {
        let (call, events) = Call::new(setup(scenario, 3));
        Self { call, events }
    }

    /// Answered, greeted, and the caller has said the first line.
    fn begun(scenario: &str) -> Self {
        let mut taken = Self::offered(scenario);
        taken.at(2_000, Action::Answer);
        taken.at(2_500, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
        taken.listen();
        taken
    }

    fn at(&mut self, ms: u64, action: Action) -> &mut Self {
        let happened = self.call.apply(Millis(ms), &action);
        self.events.extend(happened);
        self
    }

    fn now(&mut self, action: Action) -> &mut Self {
        self.at(self.call.now().0, action)
    }

    fn pass(&mut self, ms: u64) -> &mut Self {
        let happened = self.call.advance_to(self.call.now().plus(ms));
        self.events.extend(happened);
        self
    }

    /// Lets everybody else finish.
    fn listen(&mut self) -> &mut Self {
        while self.call.speaking().is_some() || self.call.others_are_next() {
            let Some(next) = self.call.wakes_at() else { break };
            let happened = self.call.advance_to(next);
            self.events.extend(happened);
        }
        self
    }

    fn count(&self, is: impl Fn(&EventKind) -> bool) -> usize {
        self.events.iter().filter(|event| is(&event.kind)).count()
    }

    fn refused(&self) -> Vec<Refusal> {
        let of = |event: &Event| match event.kind {
            EventKind::ActionRefused { refusal } => Some(refusal),
            _ => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    fn caused(&self, wanted: Cause) -> usize {
        self.count(|kind| matches!(kind, EventKind::PatienceChanged { cause, .. } if *cause == wanted))
    }

    fn first_reply(&self) -> String {
        self.call.replies().first().expect("a reply is open").name.clone()
    }
}

#[test]
fn the_caller_begins_alone_when_nobody_greets() {
    let mut taken = Taken::offered("third_call_blender");
    taken.at(2_000, Action::Answer).pass(4_900);
    assert!(taken.call.beat().is_none());
    taken.pass(200);
    assert_eq!(taken.caused(Cause::NoGreeting), 1);
    assert_eq!(taken.call.beat().map(|beat| beat.name.as_str()), Some("opening"));
}

#[test]
fn talking_over_a_line_costs_and_the_line_comes_again() {
    let mut taken = Taken::offered("third_call_blender");
    taken.at(2_000, Action::Answer);
    taken.at(2_500, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
    while taken.call.beat().is_none() || taken.call.speaking().is_none_or(|(by, ..)| *by != Speaker::Caller) {
        taken.pass(100);
    }
    let reply = taken.first_reply();
    taken.pass(500).now(Action::Reply(reply)).listen();
    assert_eq!(taken.caused(Cause::Interrupted), 1);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::LineCut { costs: true, .. })), 1);
    let entered = |kind: &EventKind| matches!(kind, EventKind::BeatEntered { .. });
    assert!(taken.count(entered) >= 2, "the beat is said again or left for one that deals with it");
}

#[test]
fn a_line_that_a_hold_breaks_into_comes_again_after_it() {
    let mut taken = Taken::offered("third_call_blender");
    taken.at(2_000, Action::Answer);
    taken.at(2_500, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
    while taken.call.beat().is_none() || taken.call.speaking().is_none_or(|(by, ..)| *by != Speaker::Caller) {
        taken.pass(100);
    }
    taken.pass(500).now(Action::Hold);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::LineCut { .. })), 1, "nobody talks into a held line");
    assert!(taken.call.speaking().is_none());
    let lines = |taken: &Taken| taken.count(|kind| matches!(kind, EventKind::LineStarted { by: Speaker::Caller, .. }));
    let before = lines(&taken);
    taken.pass(8_000);
    assert_eq!(lines(&taken), before, "and nothing is said while it is held");
    let entered = |kind: &EventKind| matches!(kind, EventKind::BeatEntered { .. });
    let beats = taken.count(entered);
    taken.now(Action::Resume).listen();
    let remark = |kind: &EventKind| matches!(kind, EventKind::LineStarted { line, .. } if line == "after hold");
    assert_eq!(taken.count(remark), 1, "a hold that nobody announced is remarked on");
    assert_eq!(taken.count(entered), beats + 1, "and the line comes again, or what the script says to an interruption");
}

#[test]
fn callers_speak_at_the_speed_of_a_guided_call_and_operators_at_their_own() {
    let (pack, base) = &*crate::world::TAMBLEWICK;
    let scenario = pack.scenario("third_call_blender").expect("it is there");
    let line = "Finally! This is the third time I'm calling about my blender.";
    let ms = |mode: Mode, percent: u16, by: &Speaker| {
        let lengths = [("A recorded line.".to_owned(), 2_000)].into();
        let options = CallOptions { seed: 1, mode, lengths, speed: Speed::new(percent), ..CallOptions::default() };
        let setup = Setup::new(pack, base, scenario, options);
        [line, "A recorded line."].map(|text| setup.line_ms(by, Mood::Calm, text))
    };
    let [usual, recorded] = ms(Mode::Guided, 100, &Speaker::Caller);
    assert!(recorded.abs_diff(2_000) <= 1, "{recorded}");
    let [slow, recorded] = ms(Mode::Guided, 80, &Speaker::Caller);
    assert!(slow.abs_diff(usual * 100 / 80) <= 2 && recorded.abs_diff(2_500) <= 1, "{usual} {slow} {recorded}");
    let [quick, recorded] = ms(Mode::Guided, 125, &Speaker::Department("claims".into()));
    assert!(recorded.abs_diff(1_600) <= 1 && quick < usual, "{quick} {recorded}");
    assert_eq!(ms(Mode::Guided, 80, &Speaker::Operator), ms(Mode::Guided, 100, &Speaker::Operator));
    assert_eq!(ms(Mode::Practice, 80, &Speaker::Caller), ms(Mode::Practice, 100, &Speaker::Caller));
    assert_eq!((Speed::new(10).percent(), Speed::new(900).percent()), (80, 125), "within its bounds");
}

#[test]
fn the_speed_and_the_captions_of_a_call_are_in_its_log() {
    let (pack, base) = &*crate::world::TAMBLEWICK;
    let scenario = pack.scenario("third_call_blender").expect("it is there");
    let text = |options: CallOptions| {
        let setup = Setup::new(pack, base, scenario, options);
        let header = LogHeader::new(&setup, "desk", "2026-11-20T10:00:00Z".to_owned());
        Log { header, lines: Vec::new(), cut_off: false }.text()
    };
    let usual = text(CallOptions::default());
    assert!(!usual.contains("speed") && !usual.contains("captions_off"), "{usual}");
    let options =
        CallOptions { mode: Mode::Guided, speed: Speed::new(90), captions_off: true, ..CallOptions::default() };
    let log = read_log(&text(options)).expect("it is read");
    let setup = resume(std::slice::from_ref(pack), &log.header, false).expect("all is as it was");
    assert_eq!((setup.speed.percent(), setup.captions_off), (90, true));
}

#[test]
fn facts_in_the_unheard_part_are_not_told() {
    let mut taken = Taken::begun("third_call_blender");
    // Whatever is said first, the order number comes only later.
    assert!(!taken.call.told().contains_key("order.id"));
    let told = taken.count(|kind| matches!(kind, EventKind::FactTold { fact, .. } if fact == "order.id"));
    assert_eq!(told, 0);
    taken.pass(0);
}

#[test]
fn silence_is_asked_about_twice_and_then_drains_patience() {
    let mut taken = Taken::begun("third_call_blender");
    let before = taken.call.patience();
    taken.pass(6_100);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::DeadAir { .. })), 1);
    assert!(taken.call.patience() < before);
    taken.pass(40_000);
    let asked = |kind: &EventKind| matches!(kind, EventKind::LineStarted { line, .. } if line == "silence");
    assert_eq!(taken.count(asked), 2);
}

#[test]
fn an_announced_look_up_makes_silence_free_for_twenty_seconds() {
    let mut taken = Taken::begun("when_is_my_money");
    taken.now(Action::Move { kind: MoveKind::AnnounceLookup, about: Vec::new() }).listen().pass(15_000);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::DeadAir { .. })), 0);
    taken.pass(8_000);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::DeadAir { .. })), 1);
}

#[test]
fn a_hold_that_was_asked_for_costs_less_than_one_that_was_not() {
    let mut asked = Taken::begun("third_call_blender");
    asked.now(Action::Move { kind: MoveKind::AskHold, about: Vec::new() }).listen();
    let before = asked.call.patience();
    asked.now(Action::Hold).pass(30_000).now(Action::Resume);
    let cost_asked = before - asked.call.patience();
    let mut unasked = Taken::begun("third_call_blender");
    let before = unasked.call.patience();
    unasked.now(Action::Hold).pass(10_000).now(Action::Resume);
    let cost_unasked = before - unasked.call.patience();
    assert!(cost_asked < cost_unasked, "{cost_asked} against {cost_unasked}");
    assert_eq!(asked.caused(Cause::HoldLong), 0);
}

#[test]
fn nobody_hears_an_operator_who_is_muted() {
    let mut taken = Taken::begun("third_call_blender");
    let reply = taken.first_reply();
    taken.now(Action::Mute).now(Action::Reply(reply));
    assert_eq!(taken.refused(), [Refusal::Muted]);
    taken.pass(4_000);
    assert_eq!(taken.caused(Cause::MuteUnannounced), 1);
}

#[test]
fn one_cannot_say_two_things_at_once() {
    let mut taken = Taken::begun("third_call_blender");
    let reply = taken.first_reply();
    taken.now(Action::Reply(reply.clone())).now(Action::Reply(reply));
    assert_eq!(taken.refused(), [Refusal::StillSpeaking]);
}

#[test]
fn a_blind_transfer_that_nobody_announced_loses_what_was_not_saved() {
    let mut taken = Taken::begun("third_call_blender");
    taken.now(Action::Create { table: "complaints".to_owned() });
    let form = taken.call.front().expect("a form").number;
    taken.now(Action::Type { form, field: "summary".to_owned(), value: "third call".to_owned() });
    taken.now(Action::Transfer { to: "claims".to_owned(), how: How::Blind });
    assert_eq!(taken.call.phase(), Phase::WrapUp);
    assert_eq!(taken.caused(Cause::TransferUnannounced), 1);
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::UnsavedLost { .. })), 1);
    assert!(taken.call.forms().is_empty());
}

#[test]
fn claims_refuses_what_was_not_saved_and_the_operator_is_back_with_the_caller() {
    let mut taken = Taken::begun("third_call_blender");
    taken.now(Action::Move { kind: MoveKind::OfferTransfer, about: vec!["claims".to_owned()] }).listen();
    taken.now(Action::Transfer { to: "claims".to_owned(), how: How::Warm });
    assert_eq!(taken.call.phase(), Phase::Consulting);
    taken.listen();
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::TransferRefused { unmet: true, .. })), 1);
    assert_eq!(taken.call.phase(), Phase::Talking);
}

#[test]
fn saving_keeps_what_is_wrong_and_refuses_what_is_no_value() {
    let mut taken = Taken::begun("third_call_blender");
    let customer = taken.call.setup().value("caller.id").expect("a caller");
    taken.now(Action::Open { table: "customers".to_owned(), id: customer });
    taken.now(Action::Create { table: "complaints".to_owned() });
    let form = taken.call.front().expect("a form").number;
    let mut put = |field: &str, value: &str| {
        taken.now(Action::Type { form, field: field.to_owned(), value: value.to_owned() });
    };
    put("order", "TW0000001");
    put("days_late", "many");
    taken.now(Action::Save(form));
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::SaveRefused { .. })), 1);
    taken.now(Action::Type { form, field: "days_late".to_owned(), value: "18".to_owned() });
    taken.now(Action::Type { form, field: "category".to_owned(), value: "late over 14 days".to_owned() });
    taken.now(Action::Save(form));
    assert_eq!(taken.count(|kind| matches!(kind, EventKind::RowSaved { new: true, .. })), 1);
}

#[test]
fn what_one_call_saved_is_there_in_the_next() {
    let mut taken = Taken::begun("when_is_my_money");
    let customer = taken.call.setup().value("caller.id").expect("a caller");
    taken.now(Action::Open { table: "customers".to_owned(), id: customer.clone() });
    let form = taken.call.front().expect("a form").number;
    taken
        .now(Action::Type { form, field: "phone".to_owned(), value: "07700 900001".to_owned() })
        .now(Action::Save(form));
    let (pack, base) = &*crate::world::TAMBLEWICK;
    let kept = taken.call.database().kept(pack);
    let database = steadyline::call::Database::new(pack, Arc::clone(base), &kept);
    let table = pack.table_index("customers").expect("a table");
    let slot = pack.tables[table].field_index("phone").expect("a field");
    assert_eq!(database.row(table, &customer).expect("the row").values[slot], "07700 900001");
}

#[test]
fn two_seeds_make_two_calls_and_one_seed_makes_one() {
    let facts = |seed| setup("third_call_blender", seed).facts.clone();
    assert_eq!(facts(5), facts(5));
    assert_ne!(facts(5), facts(6));
}

#[test]
fn the_same_call_in_guided_mode_takes_less_time() {
    let length = |mode| {
        let (pack, base) = &*crate::world::TAMBLEWICK;
        let scenario = pack.scenario("third_call_blender").expect("a scenario");
        let options = CallOptions { seed: 1, mode, ..Default::default() };
        let setup = Arc::new(Setup::new(pack, base, scenario, options));
        let (mut call, _) = Call::new(setup);
        call.apply(Millis(1_000), &Action::Answer);
        call.advance_to(Millis(6_100));
        let (.., from, to) = call.speaking().expect("the caller speaks");
        to.since(from)
    };
    assert!(length(Mode::Guided) < length(Mode::Practice));
}

#[test]
fn near_namesakes_come_up_together() {
    let call = Taken::offered("third_call_blender").call;
    let pack = &call.setup().pack;
    let found = call.database().search(pack, "Katherine Wray", 20);
    let headings: Vec<&str> = found.iter().map(|found| found.heading.as_str()).collect();
    for name in ["Katherine Wray", "Catherine Wray"] {
        assert!(headings.iter().any(|heading| heading.contains(name)), "{name} is not among {headings:?}");
    }
}

#[test]
fn no_action_at_any_time_breaks_a_call() {
    // A careless hand: every action, sensible or not, over several seeds and scenarios.
    for scenario in ["third_call_blender", "when_is_my_money", "bits_for_my_sister"] {
        for seed in 0..40_u64 {
            let (mut call, _) = Call::new(setup(scenario, seed));
            let mut now = 0;
            for step in 0..120_u64 {
                let dice = blake3::hash(format!("{scenario} {seed} {step}").as_bytes());
                let bytes = dice.as_bytes();
                now += u64::from(bytes[0]) * 40;
                call.apply(Millis(now), &random_action(&call, bytes));
                assert!((0..=100_000).contains(&call.patience()));
            }
        }
    }
}

fn random_action(call: &Call, dice: &[u8; 32]) -> Action {
    let replies = call.replies();
    let form = u32::from(dice[3] % 4);
    match dice[1] % 24 {
        0 => Action::Answer,
        1..=8 if !replies.is_empty() => Action::Reply(replies[usize::from(dice[2]) % replies.len()].name.clone()),
        9 => Action::Hold,
        10 => Action::Resume,
        11 => Action::Mute,
        12 => Action::Unmute,
        13 => Action::Transfer {
            to: "claims".to_owned(),
            how: if dice[2].is_multiple_of(2) { How::Warm } else { How::Blind },
        },
        14 => Action::Join,
        15 => Action::Back,
        16 if dice[2] < 40 => Action::End,
        17 => Action::Create { table: "complaints".to_owned() },
        18 => Action::Type { form, field: "summary".to_owned(), value: "word".to_owned() },
        19 => Action::Save(form),
        20 => Action::Discard(form),
        21 => Action::Open { table: "orders".to_owned(), id: call.setup().canonical("order.id") },
        22 => Action::WrapUp { code: "ENQ".to_owned(), ticks: Vec::new(), note: String::new() },
        _ => {
            let kinds = [
                MoveKind::Greet,
                MoveKind::AskRepeat,
                MoveKind::AskSpell,
                MoveKind::ReadBack,
                MoveKind::Verify,
                MoveKind::WarnAbuse,
            ];
            Action::Move { kind: kinds[usize::from(dice[4]) % kinds.len()], about: Vec::new() }
        }
    }
}

#[test]
fn a_line_that_leads_on_by_itself_comes_again_when_it_is_talked_over() {
    let text = std::fs::read_to_string(root().join("tests/fixtures/valid/minimal.ron")).expect("the fixture is there");
    // A caller who does not say a line again that was talked over.
    let text = text.replacen("temperament: \"calm\"", "temperament: \"confused\"", 1);
    // The first line cannot be answered: it leads on to the question.
    let text = text.replacen("start: \"opening\"", "start: \"sigh\"", 1);
    let text = text.replacen(
        "beats: {",
        "beats: {\n        \"sigh\": (says: [\"Oh dear, oh dear, what a day this has been so far.\", \"What a day, what a day, I could sit down and cry.\"], then: \"opening\"),",
        1,
    );
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("sigh.ron");
    std::fs::write(&file, text).expect("the scenario can be written");
    let setup = setup_of(&file);
    let (call, events) = Call::new(setup);
    let mut taken = Taken { call, events };
    taken.at(2_000, Action::Answer);
    taken.at(2_500, Action::Move { kind: MoveKind::Greet, about: Vec::new() });
    while taken.call.beat().is_none() || taken.call.speaking().is_none() {
        taken.pass(100);
    }
    taken.pass(600).now(Action::Move { kind: MoveKind::Apologise, about: Vec::new() }).listen();
    assert_eq!(taken.count(|event| matches!(event, EventKind::LineCut { .. })), 1);
    assert_eq!(taken.call.beat().map(|beat| beat.name.as_str()), Some("opening"));
    assert!(!taken.call.replies().is_empty());
}

#[test]
fn an_outgoing_call_is_dialled_rings_and_the_other_end_speaks_first() {
    let (call, events) = Call::new(setup_of(&root().join("tests/fixtures/valid/outbound.ron")));
    let mut taken = Taken { call, events };
    taken.pass(20_000);
    assert_eq!((taken.call.phase(), taken.call.wakes_at()), (Phase::Ringing, None), "nothing rings by itself");
    taken.now(Action::Answer);
    assert_eq!((taken.call.phase(), taken.call.others_are_next()), (Phase::Dialling, true));
    taken.pass(100).now(Action::Answer);
    assert_eq!(taken.count(|event| matches!(event, EventKind::ActionRefused { refusal: Refusal::NotNow })), 1);
    taken.listen();
    let answered = taken.events.iter().find(|event| matches!(event.kind, EventKind::CallAnswered { rang_ms: 4_000 }));
    assert_eq!(answered.map(|event| event.at), Some(Millis(24_000)));
    let first = taken.events.iter().find_map(|event| match &event.kind {
        EventKind::LineStarted { by, .. } => Some((by.clone(), event.at)),
        _ => None,
    });
    assert_eq!(first, Some((Speaker::Caller, Millis(24_300))));
    taken.now(Action::Move { kind: MoveKind::Greet, about: Vec::new() }).listen();
    taken.now(Action::Reply("found".to_owned())).listen();
    taken.now(Action::WrapUp { code: "ENQ".to_owned(), ticks: Vec::new(), note: String::new() });
    assert_eq!(taken.call.phase(), Phase::Done);
    assert_eq!(taken.call.ending().map(|ending| ending.name.as_str()), Some("thanks"));
    let card = steadyline::scoring::score(&taken.call, &taken.events);
    let greeting = card.criteria.iter().find(|criterion| criterion.id == "greeting").expect("it is in the rubric");
    assert!(greeting.full() && greeting.counted(), "the greeting counts from when the other end answered");
}

/// A call of a scenario that stands in a file of its own, on the bundled pack.
fn setup_of(file: &std::path::Path) -> Arc<Setup> {
    let home = crate::invalid::pack_with(&[file.to_path_buf()]);
    let loaded = steadyline::scenario::folder(home.path()).expect("the folder can be read");
    let pack = loaded.packs.first().expect("the pack is sound");
    let base = Arc::new(steadyline::call::Base::lay_out(pack));
    let scenario = pack.scenarios.first().unwrap_or_else(|| panic!("{:?}", loaded.found));
    let options = CallOptions { seed: 1, operator: "Sam".to_owned(), ..Default::default() };
    Arc::new(Setup::new(pack, &base, scenario, options))
}

#[test]
fn steps_that_are_looked_at_in_place_are_the_steps_that_are_given_away() {
    for (scenario, replies) in [("third_call_blender", ["own it", "look"]), ("when_is_my_money", ["look", "explain"])] {
        let mut given = Taken::begun(scenario);
        let (mut call, mut events) = Call::new(setup(scenario, 3));
        events.extend(call.step(Millis(2_000), &Action::Answer).events());
        let greet = Action::Move { kind: MoveKind::Greet, about: Vec::new() };
        events.extend(call.step(Millis(2_500), &greet).events());
        events.extend(call.listen().events());
        let first = given.call.replies().first().map(|reply| reply.name.clone()).expect("a reply is open");
        for name in replies.into_iter().map(str::to_owned).chain([first]) {
            let at = given.call.now().plus(900);
            given.at(at.0, Action::Reply(name.clone())).listen();
            events.extend(call.step(at, &Action::Reply(name)).events());
            events.extend(call.listen().events());
        }
        assert!(given.count(|kind| matches!(kind, EventKind::ReplyGiven { .. })) > 0);
        assert_eq!(events, given.events);
        assert_eq!((call.now(), call.wakes_at()), (given.call.now(), given.call.wakes_at()));
        // Nothing is said twice, whichever way the next step is taken.
        let next = call.now().plus(1_000);
        assert_eq!(call.advance_to(next), given.call.advance_to(next));
    }
}
