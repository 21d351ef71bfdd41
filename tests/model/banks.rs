//! What several scenarios share: personas, replies, lists and criteria out of the banks of a pack.

use std::collections::BTreeMap;

use steadyline::scenario::{CallerVoiceSource, FactSource, LineQuality, Loaded, PackFiles, VoiceAge, VoiceKind, kept};

use crate::world::TAMBLEWICK;

const BANK: &str = r#"(
    format: 1,
    uses: ["words"],
    personas: {
        "worn out": (
            temperament: "hostile", patience: 25, ceiling: 80, shows: "{caller.phone}",
            facts: { "caller": Row(table: "customers"), "occasion": FromList("occasions") },
            habits: (silence: ["Are you still there?"], silence_after_s: 8, answers: { Greet: ["Yes, yes."] }),
            voice: (kind: Low, age: Old, pace: 90, line: Mobile),
        ),
    },
    replies: {
        "one moment": (say: "One moment, I am looking it up.", mark: Adequate, tone: Neutral, lookup_s: 20, then: "stay"),
    },
    criteria: {
        "greeting": (number: Procedure, label: "Greeted", points: 100, rule: Greeting(within_s: 5), better: "Say hello."),
        "code": (number: Procedure, label: "The code", points: 50, rule: Disposition, better: "The other one."),
    },
)"#;
const WORDS: &str = r#"(format: 1, lists: { "occasions": ["a christening", "a birthday"] })"#;
const RUBRIC: &str = r#"(
    format: 1, title: "Short", pass: (records: 0, routing: 0, composure: 0, procedure: 80), uses: ["people"],
    criteria: { "code": (number: Procedure, label: "Our own", points: 7, rule: Disposition, better: "Ours.") },
)"#;

/// The minimal scenario, with these things changed.
fn scenario(changes: &[(&str, &str)]) -> String {
    let mut text = include_str!("../fixtures/valid/minimal.ron").to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn load(bank: &str, call: &str) -> Loaded {
    let (pack, _) = &*TAMBLEWICK;
    let own = pack.files.without_calls();
    let mut files: BTreeMap<String, String> = own.map(|(path, file)| (path.clone(), file.text.clone())).collect();
    for (path, text) in
        [("banks/people.ron", bank), ("banks/words.ron", WORDS), ("rubrics/short.ron", RUBRIC), ("calls/one.ron", call)]
    {
        files.insert(path.to_owned(), text.to_owned());
    }
    kept(PackFiles::of_texts("tamblewick", files))
}

const TAKES: [(&str, &str); 4] = [
    ("rubric: \"complaint\"", "rubric: \"short\""),
    (
        "caller: (who: \"caller\", temperament: \"calm\")",
        "uses: [\"people\"],\n    caller: (who: \"caller\", persona: \"worn out\")",
    ),
    ("        \"caller\": Row(table: \"customers\"),\n", ""),
    ("            replies: {", "            takes: { \"one moment\": \"thanks\" },\n            replies: {"),
];

#[test]
fn a_scenario_takes_its_caller_replies_lists_and_criteria_from_banks() {
    let loaded = load(BANK, &scenario(&TAKES));
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert!(found.is_empty(), "{found:#?}");
    let pack = &loaded.packs[0];
    let call = pack.scenario("one").expect("it is sound");
    let caller = &call.source.caller;
    assert_eq!((caller.temperament.as_str(), caller.patience, caller.ceiling), ("hostile", Some(25), Some(80)));
    assert_eq!(call.habits.silence_after_ms, Some(8000));
    let FactSource::OneOf(list) = &call.source.facts["occasion"] else {
        panic!("the list takes the place of its name")
    };
    assert_eq!(list, &["a christening", "a birthday"]);
    let reply = call.beats[0].replies.iter().find(|reply| reply.name == "one moment").expect("it is taken");
    assert_eq!((reply.source.then.as_str(), reply.source.lookup_s), ("thanks", 20));
    let criteria = &pack.rubrics["short"].source.criteria;
    assert_eq!(criteria["code"].points, 7, "a rubric's own criterion stands");
    assert_eq!(criteria["greeting"].points, 100);
}

#[test]
fn a_persona_brings_its_voice_and_a_scenario_changes_what_it_says_itself() {
    let voice = |own: &str| {
        let mut changes = TAKES.to_vec();
        let with = format!("uses: [\"people\"],\n    caller: (who: \"caller\", persona: \"worn out\"{own})");
        changes[1].1 = &with;
        let loaded = load(BANK, &scenario(&changes));
        assert!(loaded.found.is_empty(), "{:?}", loaded.found.iter().map(|one| one.short()).collect::<Vec<_>>());
        loaded.packs[0].scenario("one").expect("it is sound").source.caller.voice
    };
    let (low, old) = (Some(VoiceKind::Low), Some(VoiceAge::Old));
    assert_eq!(voice(""), CallerVoiceSource { kind: low, age: old, pace: 90, line: LineQuality::Mobile });
    let changed = voice(", voice: (age: Young, pace: 110)");
    let young = Some(VoiceAge::Young);
    assert_eq!(changed, CallerVoiceSource { kind: low, age: young, pace: 110, line: LineQuality::Mobile });
    let loaded = load(&BANK.replace("pace: 90", "pace: 900"), &scenario(&TAKES));
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert_eq!(
        found,
        [
            "tamblewick/banks/people.ron:9:48: error[SL086]: the voice has a pace that nobody has (pace is from 50 to 200)"
        ]
    );
}

#[test]
fn another_bank_makes_another_scenario() {
    let hash = |bank: &str| load(bank, &scenario(&TAKES)).packs[0].scenario("one").expect("it is sound").hash.clone();
    assert_eq!(hash(BANK), hash(BANK));
    assert_ne!(hash(BANK), hash(&BANK.replace("patience: 25", "patience: 20")));
    // One that uses nothing keeps the hash that recorded calls name.
    let plain = scenario(&[]);
    let loaded = load(BANK, &plain);
    let own = loaded.packs[0].scenario("one").expect("it is sound");
    assert_eq!(own.hash, own.file.hash());
}

#[test]
fn what_is_wrong_in_a_bank_is_told_in_the_bank() {
    let at = |bank: &str| {
        let loaded = load(bank, &scenario(&TAKES));
        loaded.found.iter().map(|problem| problem.short()).collect::<Vec<_>>()
    };
    assert_eq!(
        at(&BANK.replace("temperament: \"hostile\"", "temperament: \"hostil\"")),
        [
            "tamblewick/banks/people.ron:6:26: error[SL026]: there is no temperament \"hostil\" (did you mean \"hostile\"?)"
        ]
    );
    assert_eq!(
        at(&BANK.replace("looking it up.", "looking {it} up.")),
        [
            "tamblewick/banks/people.ron:13:29: error[SL021]: there is no fact \"it\" (there are: caller, late, occasion, order, promised)"
        ]
    );
    assert_eq!(
        at(&BANK.replace("points: 100", "points: 0")),
        [
            "tamblewick/banks/people.ron:16:67: error[SL060]: a criterion without points counts nothing (give it points, or leave it out)"
        ]
    );
}
