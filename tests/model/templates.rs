//! Every template with every bundled pack and every temperament: it checks without a word, and an expert can win it.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use steadyline::author::{Offer, Wishes, kinds, write};
use steadyline::bots::{Bot, Cast, NUMBERS};
use steadyline::call::Base;
use steadyline::scenario::{How, Loaded, Pack, PackFiles, bundled, kept};

static PACKS: LazyLock<Vec<Arc<Pack>>> = LazyLock::new(|| bundled().packs);

/// The pack with these calls in place of its own.
fn with_calls(pack: &Pack, calls: &BTreeMap<String, String>) -> Loaded {
    let own = pack.files.without_calls();
    let own = own.map(|(path, file)| (path.clone(), file.text.clone()));
    let new = calls.iter().map(|(id, text)| (format!("calls/{id}.ron"), text.clone()));
    kept(PackFiles::of_texts(&pack.id, own.chain(new)))
}

/// Kinds × temperaments × ways to end, each as a call of its own.
fn all(pack: &Pack, change: impl Fn(&Offer<'_>, &mut Wishes) -> bool) -> BTreeMap<String, String> {
    let offer = Offer::of(pack).expect("a pack has people and forms");
    let mut out = BTreeMap::new();
    for (name, kind) in &kinds() {
        for temperament in pack.temperaments.keys() {
            let mut wishes = Wishes::proposed(&offer, name, kind).expect("something fits");
            wishes.temperament.clone_from(temperament);
            if change(&offer, &mut wishes) {
                let text = write(&offer, kind, &wishes).unwrap_or_else(|error| panic!("{name}: {error:#}"));
                out.insert(format!("{name}_{temperament}"), text);
            }
        }
    }
    out
}

fn assert_clean(loaded: &Loaded, calls: &BTreeMap<String, String>) {
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.render(false)).collect();
    assert!(found.is_empty(), "{} problems\n{}", found.len(), found.join("\n\n"));
    assert_eq!(loaded.scenarios, calls.len());
}

/// The expert's scores and critical errors where it does not win.
fn lost(loaded: &Loaded, only: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for pack in &loaded.packs {
        let base = Arc::new(Base::lay_out(pack));
        for scenario in pack.scenarios.iter().filter(|scenario| only(&scenario.id)) {
            let cast = Cast::train(pack, &base, scenario);
            for seed in [1, 2, 5] {
                let played = cast.play(Bot::Expert, seed);
                let scores: Vec<u32> =
                    NUMBERS.iter().map(|number| played.card.number(*number).unwrap_or(100)).collect();
                if scores != [100; 4] || !played.card.critical.is_empty() {
                    let missed = played.card.criteria.iter().filter(|criterion| criterion.earned < criterion.possible);
                    let why = missed.map(|criterion| {
                        let found: Vec<_> = criterion.evidence.iter().map(|moment| &moment.finding).collect();
                        format!("  {}: {found:?}", criterion.id)
                    });
                    let why: Vec<String> = why.collect();
                    out.push(format!("{} seed {seed}: {scores:?}\n{}", scenario.id, why.join("\n")));
                    break;
                }
            }
        }
    }
    out
}

#[test]
fn every_kind_with_every_temperament_checks_without_a_word() {
    for pack in &*PACKS {
        for repeats in [0, 1, 5] {
            let calls = all(pack, |_, wishes| {
                wishes.repeats = repeats;
                true
            });
            assert_clean(&with_calls(pack, &calls), &calls);
        }
    }
}

#[test]
fn every_kind_can_go_to_every_open_department_and_be_written_in_every_form() {
    for pack in &*PACKS {
        let offer = Offer::of(pack).expect("a pack has people and forms");
        let kinds = kinds();
        for (to, _) in offer.departments() {
            let calls = all(pack, |offer, wishes| {
                wishes.send(offer.pack, &kinds[&wishes.kind], Some(to.to_owned()));
                wishes.temperament == "calm"
            });
            assert_clean(&with_calls(pack, &calls), &calls);
        }
        for form in offer.forms() {
            let calls = all(pack, |offer, wishes| {
                wishes.take_form(offer, &kinds[&wishes.kind], &form.name);
                wishes.temperament == "calm"
            });
            assert_clean(&with_calls(pack, &calls), &calls);
        }
    }
}

#[test]
fn an_expert_wins_every_kind_with_every_temperament() {
    for pack in &*PACKS {
        let calls = all(pack, |_, _| true);
        let lost = lost(&with_calls(pack, &calls), |_| true);
        assert!(lost.is_empty(), "{} of {} lost\n{}", lost.len(), calls.len(), lost.join("\n"));
    }
}

#[test]
fn an_expert_wins_what_is_sent_warm_or_blind_and_asked_again() {
    for pack in &*PACKS {
        let offer = Offer::of(pack).expect("a pack has people and forms");
        let kinds = kinds();
        for way in [How::Warm, How::Blind] {
            let Some((to, _)) = offer.departments().into_iter().find(|(_, own)| *own == way) else { continue };
            let calls = all(pack, |offer, wishes| {
                wishes.send(offer.pack, &kinds[&wishes.kind], Some(to.to_owned()));
                wishes.repeats = 2;
                wishes.temperament == "anxious"
            });
            let lost = lost(&with_calls(pack, &calls), |_| true);
            assert!(lost.is_empty(), "{to}: {} of {} lost\n{}", lost.len(), calls.len(), lost.join("\n"));
        }
    }
}

/// A company unlike the bundled one: other tables, other names, one form, a single department that takes calls blind.
const LIBRARY: &str = r#"(
    format: 1, name: "Lending Library", about: "Books by post.", locale: "en-GB", currency: "£",
    practice_day: "2026-10-13T10:20",
    lines: { "desk": (name: "The desk", number: "01632 960000") },
    departments: {
        "stacks": (name: "The \"Stacks\"", takes: "Books.", how: [Blind], wait_min: 2, wait_play_s: 5, answers: ["Not ours."]),
    },
    dispositions: { "A": "Done", "B": "Passed on" },
    ticks: { "x": "X" },
    wrap_up: (seconds: 60, note_words: 60),
    phones: ["07700 900000-900999"],
    tables: {
        "members": (name: "Member", plural: "Members", id: ("M", 5), heading: "{who}", search: ["who", "mobile"], fields: {
            "who": (label: "Name", kind: Name, required: true),
            "mobile": (label: "Mobile", kind: Phone),
            "home": (label: "Home", kind: Address),
        }),
        "slips": (name: "Slip", plural: "Slips", id: ("S", 5), heading: "{kind}", create: true, fields: {
            "member": (label: "Member", kind: Reference("members"), required: true),
            "kind": (label: "Kind {of} \"slip\"?", kind: Choice(["loan", "fine", "lost book"]), required: true),
            "sum": (label: "Sum", kind: Money, required: true),
            "light": (label: "Copies", kind: Number, required: true),
            "shelf": (label: "Shelf", kind: Code, required: true),
            "since": (label: "Since", kind: Date, required: true),
            "lender": (label: "Lender", kind: Name, required: true),
            "post_to": (label: "Post to", kind: Address, required: true),
            "words": (label: "Words", kind: Note),
        }),
    },
    generate: [(table: "members", count: 60, set: { "who": PersonName, "mobile": Phone, "home": Address })],
)"#;

#[test]
fn another_company_with_other_forms_gets_calls_that_an_expert_wins_too() {
    let own = &PACKS[0];
    let kept_files = |path: &str| {
        ["people.ron", "moves.ron", "temperaments.ron"].contains(&path)
            || path.starts_with("rubrics/")
            || path.starts_with("banks/")
    };
    let files = own.files.files.iter().filter(|(path, _)| kept_files(path));
    let files = files.map(|(path, file)| (path.clone(), file.text.clone()));
    let more = [
        ("pack.ron", LIBRARY),
        ("rows.ron", "(format: 1, rows: {})"),
        ("knowledge.ron", "(format: 1, articles: {}, policies: {})"),
    ];
    let more = more.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let loaded = kept(PackFiles::of_texts("library", files.chain(more)));
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert!(found.is_empty(), "{found:#?}");
    let pack = &loaded.packs[0];
    let kinds = kinds();
    for to in [None, Some("stacks")] {
        let calls = all(pack, |offer, wishes| {
            wishes.send(offer.pack, &kinds[&wishes.kind], to.map(str::to_owned));
            wishes.temperament == "confused"
        });
        let loaded = with_calls(pack, &calls);
        assert_clean(&loaded, &calls);
        let lost = lost(&loaded, |_| true);
        assert!(lost.is_empty(), "{to:?}: {} of {} lost\n{}", lost.len(), calls.len(), lost.join("\n"));
    }
}
