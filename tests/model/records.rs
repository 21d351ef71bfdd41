//! Records with forensics: no right answer is accused, no wrong one passes, and each has its name, line and time.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use steadyline::bots::{WalkReport, parse_walk, run_walk};
use steadyline::call::{Base, check_value};
use steadyline::scenario::{FieldSource, Writing, folder};
use steadyline::scoring::{Around, EXPERT_PER_THOUSAND, FieldClass, FieldErrors, FieldResult, classify};
use steadyline::text::Texts;

use crate::mistakes::mistake;
use crate::ways::{Dice, LOCALES, currency, kinds, truth, way};
use crate::world::{TAMBLEWICK, root, setup, walk};

fn writings() -> BTreeMap<&'static str, Writing> {
    let today = jiff::civil::date(2026, 10, 13);
    LOCALES.iter().map(|locale| (*locale, Writing::new(locale, currency(locale), today, None))).collect()
}

#[test]
fn a_thousand_ways_of_writing_a_right_answer_lose_nothing() {
    let writings = writings();
    let mut dice = Dice::new(37);
    let mut accused = String::new();
    for number in 0..1000 {
        let kinds = kinds();
        let (locale, kind) = (LOCALES[number % LOCALES.len()], &kinds[number / LOCALES.len() % kinds.len()]);
        let right = truth(&mut dice, locale, kind);
        let written = way(&mut dice, locale, kind, &right);
        let class = classify(&writings[locale], kind, &written, &right, &Around::default());
        if class != FieldClass::Right {
            let _ = writeln!(accused, "{locale} {kind:?}: {written:?} for {right:?} is {}", class.name());
        }
    }
    assert!(accused.is_empty(), "{} accused:\n{accused}", accused.lines().count());
}

#[test]
fn what_is_right_to_scoring_is_kept_by_the_desk() {
    let (pack, _) = &*TAMBLEWICK;
    let call = setup("when_is_my_money", 1);
    let mut dice = Dice::new(38);
    let mut differs = String::new();
    for number in 0..1000 {
        let kinds = kinds();
        let kind = &kinds[number % kinds.len()];
        let right = truth(&mut dice, "en-GB", kind);
        let written = way(&mut dice, "en-GB", kind, &right);
        let field = FieldSource {
            label: String::new(),
            kind: kind.clone(),
            required: false,
            default: String::new(),
            help: String::new(),
        };
        match check_value(pack, &call.database, &field, &written) {
            Ok(kept) if pack.writing.equal(kind, &kept, &right) => {}
            // These orders exist nowhere: the desk warns of them and lets them in.
            Err(problem) if !problem.blocks() => {}
            other => drop(writeln!(differs, "{kind:?} {written:?} for {right:?}: {other:?}")),
        }
    }
    assert!(differs.is_empty(), "{differs}");
}

/// Class asked for, class given, and how often.
type Confusion = BTreeMap<(FieldClass, FieldClass), usize>;

#[test]
fn a_thousand_wrong_answers_are_caught_and_nineteen_of_twenty_named() {
    let writings = writings();
    let mut dice = Dice::new(39);
    let wrong: Vec<FieldClass> = FieldClass::ALL.into_iter().filter(|class| *class != FieldClass::Right).collect();
    let mut table = Confusion::new();
    let (mut passed, mut misnamed) = (String::new(), String::new());
    let mut count = 0;
    while count < 1000 {
        let class = wrong[count % wrong.len()];
        let kinds = kinds();
        let (locale, kind) = (LOCALES[dice.below(LOCALES.len())], &kinds[dice.below(kinds.len())]);
        let Some(made) = mistake(&mut dice, locale, kind, class) else { continue };
        count += 1;
        let given = classify(&writings[locale], kind, &made.saved, &made.truth, &made.around());
        *table.entry((class, given)).or_default() += 1;
        let line = format!(
            "{locale} {kind:?}: {:?} for {:?}, {} named {}\n",
            made.saved,
            made.truth,
            class.name(),
            given.name()
        );
        if given == FieldClass::Right {
            passed.push_str(&line);
        } else if given != class {
            misnamed.push_str(&line);
        }
    }
    println!("{}\n{misnamed}", shown(&table));
    let right: usize = table.iter().filter(|((asked, given), _)| asked == given).map(|(_, count)| count).sum();
    println!("{right} of {count} named as they were made");
    assert!(passed.is_empty(), "wrong, and taken for right:\n{passed}");
    assert!(right * 100 >= count * 95, "{right} of {count} named right:\n{misnamed}");
}

/// The confusion table, made down, named across.
fn shown(table: &Confusion) -> String {
    let mut out = format!("{:<13}", "made \\ named");
    for given in FieldClass::ALL {
        let _ = write!(out, "{:>13}", given.name());
    }
    for asked in FieldClass::ALL.into_iter().filter(|class| *class != FieldClass::Right) {
        let _ = write!(out, "\n{:<13}", asked.name());
        for given in FieldClass::ALL {
            let _ = write!(out, "{:>13}", table.get(&(asked, given)).copied().unwrap_or(0));
        }
    }
    out
}

#[test]
fn every_class_and_finding_has_words() {
    let texts = Texts::english();
    let Some(field) = field_of(&walk("when_is_my_money.perfect"), "customers", "phone") else {
        panic!("the phone is compared")
    };
    for class in FieldClass::ALL {
        assert!(texts.has(&format!("class-{}", class.name())), "class-{}", class.name());
        for (mention, untouched, elsewhere, saved) in [
            (false, false, false, ""),
            (true, false, false, ""),
            (false, true, false, "x"),
            (false, false, true, "x"),
            (false, false, false, "x"),
        ] {
            let of = FieldResult { class, mention, untouched, elsewhere, saved: saved.to_owned(), ..field.clone() };
            for key in ["finding", "mark"].map(|start| format!("{start}-{}", of.finding())) {
                assert!(texts.has(&key), "{key}");
            }
        }
    }
}

// ---- In a call.

fn field_of(report: &WalkReport, table: &str, field: &str) -> Option<FieldResult> {
    let rows = report.card.rows.iter().filter(|row| row.table == table);
    rows.flat_map(|row| &row.fields).find(|result| result.field == field).cloned()
}

/// A shipped walkthrough with one line of it replaced; what it expects at its end is taken off.
fn changed(name: &str, line: &str, by: &str) -> WalkReport {
    let path = root().join(format!("scenarios/tamblewick/calls/{name}.walk"));
    let text = std::fs::read_to_string(path).expect("the walkthrough can be read");
    assert!(text.contains(line), "{name} has no line {line:?}");
    let text = text.replacen(line, by, 1);
    let kept: Vec<&str> =
        text.lines().filter(|line| !["score", "critical", "field"].iter().any(|word| line.starts_with(word))).collect();
    let parsed = parse_walk(&kept.join("\n")).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let (pack, base) = &*TAMBLEWICK;
    let scenario = pack.scenario(name.split('.').next().expect("a name")).expect("there is such a scenario");
    run_walk(pack, base, scenario, &parsed)
}

const MONEY: &str = "when_is_my_money.perfect";
const TYPED: &str = "+6 type phone = {new_phone}\n+2 save\n";

fn new_phone() -> String {
    walk(MONEY).setup.canonical("new_phone")
}

/// The number with its last two digits the other way round, or another last one where they are equal.
fn swapped(phone: &str) -> String {
    let (head, tail) = phone.split_at(phone.len() - 2);
    let mut tail: Vec<char> = tail.chars().rev().collect();
    if tail[0] == tail[1] {
        tail[1] = if tail[1] == '9' { '1' } else { '9' };
    }
    format!("{head}{}", tail.into_iter().collect::<String>())
}

#[test]
fn an_international_number_loses_no_point() {
    let abroad = format!("+44 {}", &new_phone()[1..]);
    let report = changed(MONEY, TYPED, &format!("+6 type phone = {abroad}\n+2 save\n"));
    let field = field_of(&report, "customers", "phone").expect("the phone is compared");
    assert_eq!((field.class, field.saved), (FieldClass::Right, abroad));
    assert_eq!(report.card.number(steadyline::scenario::ScoreNumber::Records), Some(100));
    assert_eq!(report.card.field_errors.wrong, 0);
}

#[test]
fn a_wrong_field_stands_beside_the_line_that_told_it() {
    let report = changed(MONEY, TYPED, &format!("+6 type phone = {}\n+2 save\n", swapped(&new_phone())));
    let field = field_of(&report, "customers", "phone").expect("the phone is compared");
    assert!(matches!(field.class, FieldClass::Transposed | FieldClass::Misheard), "{field:?}");
    let line = field.told_line.expect("the caller said it");
    let story = steadyline::scoring::Story::new(&report.setup, &report.events);
    assert_eq!(Some(story.lines[line].text.as_str()), field.told_text.as_deref());
    assert!(story.lines[line].text.contains(&new_phone()), "{}", story.lines[line].text);
    assert!(story.lines[line].at <= field.told_at.expect("it was told") && field.told_at < field.saved_at);
    let errors = report.card.field_errors;
    assert_eq!(errors.wrong, 1);
    assert!(errors.per_thousand.is_some_and(|rate| rate > EXPERT_PER_THOUSAND && rate < 1000.0), "{errors:?}");
    let many = FieldErrors::over([errors, walk(MONEY).card.field_errors]);
    assert_eq!((many.wrong, many.compared), (1, errors.compared * 2));
}

#[test]
fn a_fault_that_is_corrected_before_saving_costs_nothing() {
    let by = format!("+3 type phone = {}\n+3 type phone = {{new_phone}}\n+2 save\n", swapped(&new_phone()));
    let report = changed(MONEY, TYPED, &by);
    assert_eq!(report.card.number(steadyline::scenario::ScoreNumber::Records), Some(100));
    assert_eq!(report.card.field_errors.wrong, 0);
}

#[test]
fn what_is_typed_and_not_saved_is_named_so() {
    let report = changed(MONEY, TYPED, "+6 type phone = {new_phone}\n");
    // The later save of the same form takes it along.
    assert_eq!(field_of(&report, "customers", "phone").map(|field| field.class), Some(FieldClass::Right));
    let report = changed("third_call_blender.perfect", "+2 save\nexpect beat queue\n", "+2 end\n");
    let phone = field_of(&report, "complaints", "contact_phone").expect("the phone is compared");
    assert_eq!((phone.class, phone.saved.as_str()), (FieldClass::Unsaved, ""));
}

#[test]
fn the_namesakes_row_is_the_wrong_record() {
    let by = "+5 open customers {namesake.id}\n+2 type phone = {mobile}\n+1 save\n+1 open orders {order.id}\n+3 new complaints\n";
    let report = changed("third_call_blender.perfect", "+3 open orders {order.id}\n+3 new complaints\n", by);
    let phone = field_of(&report, "customers", "phone").expect("a customer was changed");
    assert_eq!((phone.class, phone.finding()), (FieldClass::WrongRecord, "field-in-namesake"));
}

#[test]
fn a_read_back_that_shows_a_mistake_earns_credit() {
    let truth = walk("third_call_blender.perfect").setup.canonical("mobile");
    let wrong = format!("+5 type contact_phone = {}\n", swapped(&truth));
    let by = format!("{wrong}~ readback\n~ type contact_phone = {truth}\n");
    let report = changed("third_call_blender.perfect", "+5 type contact_phone = {mobile}\n", &by);
    let phone = field_of(&report, "complaints", "contact_phone").expect("the phone is compared");
    assert!(phone.class == FieldClass::Right && phone.caught, "{phone:?}");
    assert!(phone.read_back_at < phone.saved_at);
    let moments = steadyline::review::key_moments(&report.call, &report.events, &report.card);
    let mut found = moments.iter().flat_map(|moment| &moment.evidence).map(|evidence| evidence.finding.key);
    assert!(found.any(|key| key == "earned-caught"));
}

#[test]
fn a_second_row_for_a_customer_is_a_duplicate() {
    let home = tempfile::tempdir().expect("a folder can be made");
    copy_pack(&root().join("scenarios/tamblewick"), &home.path().join("tamblewick"));
    let main = home.path().join("tamblewick/pack.ron");
    let text = std::fs::read_to_string(&main).expect("pack.ron can be read");
    let search = "search: [\"name\", \"phone\", \"second_phone\", \"email\", \"billing_address\"],";
    assert!(text.contains(search));
    std::fs::write(&main, text.replacen(search, &format!("{search} create: true,"), 1)).expect("it can be written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let pack = &loaded.packs[0];
    let base = std::sync::Arc::new(Base::lay_out(pack));
    let path = root().join(format!("scenarios/tamblewick/calls/{MONEY}.walk"));
    let text = std::fs::read_to_string(path).expect("the walkthrough can be read");
    let made = "+2 new customers\n+2 type name = {caller.name.surname}, {caller.name.first}\n+2 type phone = {new_phone}\n+1 type billing_address = {caller.billing_address}\n+1 save\n";
    let text = text.replacen(&format!("+2 open customers {{caller.id}}\n{TYPED}"), made, 1);
    let kept: Vec<&str> =
        text.lines().filter(|line| !["score", "critical", "field"].iter().any(|word| line.starts_with(word))).collect();
    let parsed = parse_walk(&kept.join("\n")).expect("it parses");
    let report = run_walk(pack, &base, pack.scenario("when_is_my_money").expect("it is there"), &parsed);
    let duplicate = report.card.duplicates.first().expect("it is noticed");
    assert_eq!(duplicate.of, report.setup.canonical("caller.id"));
    let phone = field_of(&report, "customers", "phone").expect("the phone is compared");
    assert_eq!(phone.class, FieldClass::Duplicate, "{phone:?}");
    let stray = report.card.criteria.iter().flat_map(|criterion| &criterion.evidence);
    assert!(stray.map(|moment| moment.finding.key).any(|key| key == "duplicate-row"));
}

#[test]
fn a_pack_is_told_what_is_wrong_with_its_words() {
    let home = tempfile::tempdir().expect("a folder can be made");
    let pack = home.path().join("tamblewick");
    copy_pack(&root().join("scenarios/tamblewick"), &pack);
    let found = |text: &str| {
        std::fs::write(pack.join("writing.ron"), text).expect("it can be written");
        let loaded = folder(home.path()).expect("the folder can be read");
        let codes: Vec<String> = loaded.found.iter().map(|problem| problem.code.to_owned()).collect();
        (loaded.packs.len(), codes)
    };
    assert_eq!(found("(format: 1, months: [[\"january\"]])"), (0, vec!["SL058".to_owned()]));
    assert_eq!(found("(format: 1, titel: [\"Guildmaster\"])").1, ["SL010"]);
    assert_eq!(found("(format: 1, titles: [\"Guildmaster\"])"), (1, Vec::new()));
}

fn copy_pack(from: &std::path::Path, to: &std::path::Path) {
    for folder in ["", "rubrics", "banks", "calls"] {
        std::fs::create_dir_all(to.join(folder)).expect("a folder can be made");
        for entry in std::fs::read_dir(from.join(folder)).expect("the pack is there") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "ron") {
                std::fs::copy(&path, to.join(folder).join(path.file_name().expect("a name")))
                    .expect("it can be copied");
            }
        }
    }
}
