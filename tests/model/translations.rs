//! A scenario in another language: the table beside it, what spreadsheets do to it, and the call that is played from it.

use std::path::Path;
use std::sync::Arc;

use steadyline::call::{Action, Base, CallOptions, EventKind, Log, LogHeader, LogLine, Millis, Setup, replay, resume};
use steadyline::scenario::translation::{Sheet, State, lines};
use steadyline::scenario::{FieldKind, Loaded, MoveKind, Writing, folder};

use crate::authoring::run;
use crate::invalid::pack_with;
use crate::world::root;

const CALL: &str = "tamblewick/calls/minimal.ron";
const TABLE: &str = "tamblewick/calls/minimal.de.csv";

/// A pack with the minimal scenario, which says that it is there in German too.
fn home() -> tempfile::TempDir {
    let home = pack_with(&[root().join("tests/fixtures/valid/minimal.ron")]);
    edit(&home.path().join(CALL), "    caller: (who", "    languages: [\"de\"],\n    caller: (who");
    home
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("it can be read");
    assert!(text.contains(from), "{from} does not stand in {text}");
    std::fs::write(file, text.replacen(from, to, 1)).expect("it can be written");
}

fn translate(home: &Path) -> (Option<i32>, serde_json::Value) {
    let (code, out, complaint) = run(home, &["translate", CALL, "--lang", "de", "--json"], "");
    (code, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{complaint}")))
}

fn table(home: &Path) -> String {
    std::fs::read_to_string(home.join(TABLE)).expect("the table is there")
}

fn count(report: &serde_json::Value, what: &str) -> usize {
    report[what].as_array().expect("a list").len()
}

/// Every line translated as itself with a mark before it.
fn fill(home: &Path, mark: &str) {
    let sheet = Sheet::read(&table(home)).expect("it is a table");
    let mut filled = sheet.clone();
    for row in &mut filled.rows {
        row.translation = format!("{mark}{}", row.source);
    }
    std::fs::write(home.join(TABLE), filled.text()).expect("it can be written");
}

fn codes(home: &Path) -> Vec<(String, String)> {
    let loaded: Loaded = folder(home).expect("it can be read");
    loaded.found.iter().map(|found| (found.code.to_owned(), found.short())).collect()
}

#[test]
fn lines_are_taken_out_once_and_keep_their_translation() {
    let home = home();
    assert!(codes(home.path())[0].1.contains("there is no table of the language \"de\""));
    let (code, report) = translate(home.path());
    let all = count(&report, "missing");
    assert!(code == Some(0) && all > 8 && report["lines"] == all, "{report}");
    let first = table(home.path());
    translate(home.path());
    assert_eq!(table(home.path()), first, "twice is once");
    assert!(codes(home.path())[0].1.contains(&format!("{all} of {all} lines have no translation")));
    fill(home.path(), "DE ");
    let (_, report) = translate(home.path());
    assert_eq!((count(&report, "missing"), count(&report, "stale")), (0, 0));
    let second = table(home.path());
    translate(home.path());
    assert_eq!(table(home.path()), second);
    assert!(codes(home.path()).is_empty(), "{:?}", codes(home.path()));
}

#[test]
fn ids_stay_when_lines_move_and_others_change_and_a_changed_line_is_stale_until_it_is_seen_to() {
    let home = home();
    translate(home.path());
    fill(home.path(), "DE ");
    translate(home.path());
    let ids = |text: &str| Sheet::read(text).expect("a table").rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let before = ids(&table(home.path()));
    let file = home.path().join(CALL);
    // The two wordings change places, and one of them its words.
    edit(
        &file,
        "\"Where is my parcel? It is {order.id}.\", \"I am waiting for {order.id}. Where is it?\"",
        "\"I have been waiting for {order.id}. Where is it?\", \"Where is my parcel? It is {order.id}.\"",
    );
    let found = codes(home.path());
    assert!(found.len() == 1 && found[0].0 == "SL095" && found[0].1.contains("minimal.de.csv:"), "{found:?}");
    let (_, report) = translate(home.path());
    assert_eq!((count(&report, "stale"), count(&report, "missing")), (1, 0), "{report}");
    let mut after = ids(&table(home.path()));
    after.sort();
    let mut sorted = before.clone();
    sorted.sort();
    assert_eq!(after, sorted);
    let (_, report) = translate(home.path());
    assert_eq!(count(&report, "stale"), 1, "it stays stale until somebody has seen to it");
    // The translator writes it anew, …
    edit(&home.path().join(TABLE), "DE I am waiting for", "DE NEU I have been waiting for");
    assert!(codes(home.path()).is_empty(), "{:?}", codes(home.path()));
    assert_eq!(count(&translate(home.path()).1, "stale"), 0);
    // … or says that it still holds.
    edit(&file, "I have been waiting for", "I've been waiting for");
    assert_eq!(count(&translate(home.path()).1, "stale"), 1);
    edit(&home.path().join(TABLE), ",stale,", ",ok,");
    assert_eq!(count(&translate(home.path()).1, "stale"), 0);
    // A line that goes takes its translation to the end of the table, and back when it comes again.
    edit(&file, "\"I've been waiting for {order.id}. Where is it?\", ", "");
    assert_eq!(translate(home.path()).1["unused"], 1);
    assert!(table(home.path()).trim_end().lines().last().expect("a row").contains("unused"));
    edit(&file, "says: [\"Where is my", "says: [\"I've been waiting for {order.id}. Where is it?\", \"Where is my");
    let (_, report) = translate(home.path());
    assert_eq!((count(&report, "missing"), report["unused"].as_u64()), (0, Some(0)), "{report}");
}

#[test]
fn what_spreadsheets_do_to_a_table_does_no_harm() {
    let home = home();
    edit(&home.path().join(CALL), "Thank you. Bye.", "- so, thank you. Bye. 0800 12.");
    translate(home.path());
    assert!(table(home.path()).contains("'- so, thank you"), "no spreadsheet calculates it");
    fill(home.path(), "=DE ");
    translate(home.path());
    let written = Sheet::read(&table(home.path())).expect("a table");
    // Semicolons, another order of rows and columns, no BOM, ends of lines of another system.
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in written.rows.iter().rev() {
        rows.push(
            [&row.translation, &row.id, &row.source].map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).to_vec(),
        );
    }
    let lines: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
    let foreign = format!("translation;id;source\r\n{}\r\n", lines.join("\r\n"));
    std::fs::write(home.path().join(TABLE), foreign).expect("it can be written");
    let (code, report) = translate(home.path());
    assert_eq!((code, count(&report, "missing"), count(&report, "stale")), (Some(0), 0, 0), "{report}");
    let again = table(home.path());
    assert!(again.contains("id;who;place") && again.contains("'=DE "), "{again}");
    // A formula's error and a lost zero are told, and the line is not said.
    edit(&home.path().join(TABLE), "'=DE - so, thank you. Bye. 0800 12.", "DE 800 12.");
    let (_, report) = translate(home.path());
    assert_eq!(count(&report, "spoiled"), 1, "{report}");
    assert!(codes(home.path()).iter().any(|(code, _)| code == "SL098"));
}

#[test]
fn placeholders_are_kept_and_long_lines_and_broken_tables_are_told() {
    let home = home();
    translate(home.path());
    fill(home.path(), "DE ");
    translate(home.path());
    edit(&home.path().join(TABLE), "DE Where is my parcel? It is {order.id}.", "DE Wo ist {order}?");
    let (code, report) = translate(home.path());
    assert_eq!((code, count(&report, "placeholders")), (Some(3), 1), "{report}");
    let found = codes(home.path());
    assert!(
        found[0].0 == "SL096" && found[0].1.contains("{order.id} is missing, {order} is not in the line"),
        "{found:?}"
    );
    // The call can be played all the same: that line stays in the language of the pack.
    let loaded = folder(home.path()).expect("it can be read");
    let call = loaded.packs[0].scenario("minimal").expect("it is there");
    let german = call.in_language("de").expect("it is translated");
    assert!(german.source.beats["opening"].says[0].starts_with("Where is my parcel?"));
    edit(&home.path().join(TABLE), "DE Wo ist {order}?", &format!("DE {{order.id}} {}", "sehr ".repeat(80)));
    assert_eq!(count(&translate(home.path()).1, "long"), 1);
    assert!(codes(home.path()).iter().any(|(code, text)| code == "SL098" && text.contains("360 fit")));
    std::fs::write(home.path().join(TABLE), "a,b\n1,2\n").expect("it can be written");
    assert_eq!(codes(home.path())[0].0, "SL097");
    let (code, _, complaint) = run(home.path(), &["translate", CALL, "--lang", "de"], "");
    assert!(code == Some(3) && complaint.contains("the table has no column \"id\""), "{complaint}");
    let (code, _, complaint) = run(home.path(), &["translate", CALL, "--lang", "../x"], "");
    assert!(code == Some(2) && complaint.contains("is no language"), "{complaint}");
}

/// `walk` and `explore` take the language as `play` does.
fn others_speak_it_too(home: &Path, scenarios: &str) {
    let way = home.join("tamblewick/calls/minimal.short.walk");
    std::fs::write(&way, "2 answer\n+1 greet\n~ say look\n~ wait\n").expect("it can be written");
    let way = way.to_string_lossy().into_owned();
    let (code, out, _) = run(home, &["walk", "--verbose", "--lang", "de", &way], "");
    assert!(code == Some(0) && out.contains("DE Let me look"), "{out}");
    let (code, out, _) = run(home, &["walk", "--verbose", &way], "");
    assert!(code == Some(0) && out.contains("You: Let me look"), "{out}");
    let (code, _, complaint) = run(home, &["walk", "--lang", "fr", &way], "");
    assert!(code == Some(2) && complaint.contains("its languages: de"), "{complaint}");
    for (lang, expected) in [("de", Some(0)), ("fr", Some(2))] {
        let words =
            ["--scenarios", scenarios, "explore", "minimal", "--states", "2000", "--seeds", "1", "--lang", lang];
        let (code, out, complaint) = run(home, &words, "");
        assert_eq!(code, expected, "{lang}: {out}{complaint}");
    }
}

#[test]
fn a_call_is_played_in_its_language_and_its_log_names_it() {
    let home = home();
    translate(home.path());
    fill(home.path(), "DE ");
    translate(home.path());
    let scenarios = home.path().to_string_lossy().into_owned();
    let words = ["--scenarios", &scenarios, "play", "minimal", "--lang", "de", "--seed", "3", "--log", "call.log"];
    let (_, out, complaint) = run(home.path(), &words, "1.0 answer\n~ greet\n~ say 1\n+20 wait\n");
    assert!(out.contains("DE Where is") || out.contains("DE I am waiting"), "{out}{complaint}");
    let (code, _, complaint) = run(home.path(), &["--scenarios", &scenarios, "play", "minimal", "--lang", "fr"], "");
    assert!(code == Some(2) && complaint.contains("its languages: de"), "{complaint}");
    others_speak_it_too(home.path(), &scenarios);
    let loaded = folder(home.path()).expect("it can be read");
    let pack = &loaded.packs[0];
    let german = pack.scenario("minimal").and_then(|call| call.in_language("de")).expect("it is translated");
    let setup = |call| {
        Arc::new(Setup::new(
            pack,
            &Arc::new(Base::lay_out(pack)),
            call,
            CallOptions { seed: 3, ..CallOptions::default() },
        ))
    };
    let header = LogHeader::new(&setup(german), "test", "2026-10-13T10:20:00Z".to_owned());
    assert_eq!(header.locale, "de");
    let text = std::fs::read_to_string(home.path().join("call.log")).unwrap_or_default();
    assert!(text.lines().next().is_some_and(|head| head.contains("\"locale\":\"de\"")), "{text}");
    let log: Log = steadyline::call::read_log(&text).expect("it is a log");
    let again = resume(&loaded.packs, &log.header, false).expect("it plays again");
    let (call, events) = replay(&again, &log);
    assert!(format!("{events:?}").contains("DE "), "{events:?}");
    assert_eq!(replay(&again, &log).1, events);
    drop(call);
    // The same facts and ways as in the language of the pack.
    let own = setup(pack.scenario("minimal").expect("it is there"));
    assert_eq!(own.facts, again.facts);
    // Another table makes another call.
    edit(&home.path().join(TABLE), "DE ", "DE! ");
    let changed = folder(home.path()).expect("it can be read");
    assert!(resume(&changed.packs, &log.header, false).is_err());
}

#[test]
fn what_is_compared_to_the_letter_is_not_translated() {
    let home = home();
    let file = home.path().join(CALL);
    edit(
        &file,
        "        \"late\": Number([2, 3]),",
        "        \"late\": Number([2, 3]),\n        \"shift\": OneOf([\"early\", \"late\"]),\n        \"topic\": OneOf([\"order status\", \"product\"]),\n        \"why\": OneOf([\"a birthday\", \"a christening\"]),",
    );
    edit(&file, "\"topic\": \"order status\"", "\"topic\": \"{topic}\"");
    edit(&file, "\"opening\": (", "\"opening\": ( tells: [\"topic\"],");
    edit(
        &file,
        "then: \"thanks\",",
        "then: \"thanks\", branches: [(if: [Fact(\"shift\", \"early\")], then: \"gives up\")],",
    );
    let loaded = folder(home.path()).expect("it can be read");
    let call = loaded.packs[0].scenario("minimal").expect("it is sound");
    let facts: Vec<String> =
        lines(&call.source).into_iter().filter(|line| line.slot.starts_with("facts/")).map(|line| line.text).collect();
    assert_eq!(facts, ["a birthday", "a christening"]);
}

#[test]
fn questions_of_a_survey_and_what_a_call_trains_are_lines_too() {
    let call = crate::world::TAMBLEWICK.0.scenario("ten_questions").expect("the survey ships");
    let texts: Vec<String> = lines(&call.source).into_iter().map(|line| line.text).collect();
    let questions = call.source.questions.values().map(|question| &question.text);
    for text in questions.chain(&call.source.trains) {
        assert!(texts.contains(text), "{text} cannot be translated");
    }
}

#[test]
fn every_line_of_the_bundled_calls_has_an_id_of_its_own() {
    let loaded = folder(&root().join("scenarios")).expect("it can be read");
    for call in loaded.packs.iter().flat_map(|pack| &pack.scenarios) {
        let sheet = Sheet::default().merged(&lines(&call.source));
        let mut ids: Vec<&str> = sheet.rows.iter().map(|row| row.id.as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{}", call.id);
        assert!(all > 150 && sheet.rows.iter().all(|row| row.state == State::Missing), "{} {all}", call.id);
        assert_eq!(Sheet::read(&sheet.text()).expect("a table").merged(&lines(&call.source)).text(), sheet.text());
    }
}

#[test]
fn no_table_makes_a_panic_or_a_hang() {
    let home = home();
    translate(home.path());
    fill(home.path(), "DE ");
    let sound = table(home.path());
    let call = folder(home.path()).expect("it can be read").packs[0].scenario("minimal").expect("it is there").clone();
    let lines = lines(&call.source);
    let bytes = sound.as_bytes();
    for cut in (0..bytes.len()).step_by(7) {
        for text in [
            String::from_utf8_lossy(&bytes[..cut]).into_owned(),
            String::from_utf8_lossy(&bytes[cut..]).into_owned(),
            format!("{}\"{}", String::from_utf8_lossy(&bytes[..cut]), String::from_utf8_lossy(&bytes[cut..])),
            format!("{}\n;{{{}", String::from_utf8_lossy(&bytes[..cut]), String::from_utf8_lossy(&bytes[cut..])),
        ] {
            if let Ok(sheet) = Sheet::read(&text) {
                let merged = sheet.merged(&lines);
                assert_eq!(merged.lines(), lines.len(), "each line has a row, whatever the table was");
                assert_eq!(Sheet::read(&merged.text()).expect("a table").merged(&lines).text(), merged.text());
            }
        }
    }
    let many: String = (0..60_000).map(|number| format!("beats/opening/says#{number},x,y\n")).collect();
    let sheet = Sheet::read(&format!("id,source,translation\n{many}")).expect("a table");
    assert_eq!(sheet.merged(&lines).lines(), lines.len());
}

/// The table of what the pack lends to its calls, every line with a mark before it.
fn fill_pack(home: &Path) {
    let file = home.join("tamblewick/pack.de.csv");
    let mut sheet = Sheet::read(&std::fs::read_to_string(&file).expect("the table is there")).expect("it is a table");
    for row in &mut sheet.rows {
        row.translation = format!("DE {}", row.source);
    }
    std::fs::write(&file, sheet.text()).expect("it can be written");
}

#[test]
fn what_a_pack_lends_to_its_calls_is_translated_once_for_all_of_them() {
    let home = home();
    let report = |more: &[&str]| {
        let args = [&["translate", "tamblewick", "--lang", "de", "--json"], more].concat();
        let (code, out, complaint) = run(home.path(), &args, "");
        assert_eq!(code, Some(0), "{complaint}");
        serde_json::from_str::<serde_json::Value>(&out).expect("it is an object")
    };
    let first = report(&[]);
    let lines = first["lines"].as_u64().expect("a number");
    assert!(lines > 150 && count(&first, "missing") as u64 == lines, "{first}");
    fill_pack(home.path());
    assert_eq!(count(&report(&[]), "missing"), 0);
    // Nobody is told of it before the pack names the language.
    let own = |home: &Path| codes(home).into_iter().filter(|(_, told)| told.contains("pack.")).collect::<Vec<_>>();
    assert!(own(home.path()).is_empty());
    let main = home.path().join("tamblewick/pack.ron");
    edit(&main, "    locale:", "    languages: [\"de\"],\n    locale:");
    assert!(own(home.path()).is_empty(), "{:?}", own(home.path()));
    edit(&main, "name: \"Complaint\"", "name: \"Grievance\"");
    assert!(own(home.path()).iter().any(|(code, told)| code == "SL095" && told.contains("tables/complaints/name")));
    assert_eq!(count(&report(&["--report"]), "stale"), 1);
    edit(&main, "name: \"Grievance\"", "name: \"Complaint\"");
    let moves = home.path().join("tamblewick/moves.ron");
    edit(&moves, "{operator}", "{operator} {operator}");
    std::fs::remove_file(home.path().join("tamblewick/pack.de.csv")).expect("it is there");
    assert!(own(home.path()).iter().any(|(_, told)| told.contains("there is no table of the language \"de\"")));
}

#[test]
fn a_translated_call_says_moves_dates_and_sums_in_its_language() {
    let home = home();
    translate(home.path());
    fill(home.path(), "DE ");
    let (code, _, complaint) = run(home.path(), &["translate", "tamblewick", "--lang", "de"], "");
    assert_eq!(code, Some(0), "{complaint}");
    fill_pack(home.path());
    edit(&home.path().join("tamblewick/pack.ron"), "    locale:", "    languages: [\"de\"],\n    locale:");
    let loaded: Loaded = folder(home.path()).expect("it can be read");
    let pack = &loaded.packs[0];
    let base = Arc::new(Base::lay_out(pack));
    let german = pack.scenario("minimal").and_then(|own| own.in_language("de")).expect("it is translated");
    let options = CallOptions { seed: 3, operator: "Ida".to_owned(), ..CallOptions::default() };
    let setup = Arc::new(Setup::new(pack, &base, german, options.clone()));
    assert_eq!((setup.pack.source.locale.as_str(), &setup.pack.hash), ("de", &pack.hash));
    let promised = setup.spoken("promised");
    assert!(promised.contains("tag, ") && promised.contains(". "), "{promised}");
    assert_eq!(setup.spoken("daytime"), "Morgen");
    assert_eq!(setup.pack.writing.spoken(&FieldKind::Money, "1064.50"), "1064,50 £");
    assert_eq!(setup.canonical("promised"), setup.facts["promised"], "the database keeps it as ever");
    let (mut call, _) = steadyline::call::Call::new(Arc::clone(&setup));
    call.apply(Millis(1_000), &Action::Answer);
    let greet = Action::Move { kind: MoveKind::Greet, about: Vec::new() };
    let said = call.apply(Millis(2_000), &greet);
    let text = said.iter().find_map(|event| match &event.kind {
        EventKind::LineStarted { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert!(text.as_ref().is_some_and(|text| text.starts_with("DE ")), "{text:?}");
    // Its log plays again, and the English call is as it was.
    let lines =
        vec![LogLine { at: Millis(1_000), action: Action::Answer }, LogLine { at: Millis(2_000), action: greet }];
    let log = Log { header: LogHeader::new(&setup, "desk", String::new()), lines, cut_off: false };
    assert_eq!(log.header.locale, "de");
    let again = resume(&loaded.packs, &log.header, false).expect("the files are the same");
    assert!(replay(&again, &log).1.iter().any(|event| said.contains(event)));
    let english = Setup::new(pack, &base, pack.scenario("minimal").expect("it is there"), options);
    assert!(english.pack.source.locale.starts_with("en") && !english.spoken("promised").contains(','));
}

#[test]
fn every_language_says_dates_and_sums_in_its_own_form() {
    let today = "2026-10-13".parse().expect("a day");
    let said = |locale: &str, kind: &FieldKind, value: &str| Writing::new(locale, "€", today, None).spoken(kind, value);
    for (locale, this_year, another, sum) in [
        ("en-GB", "Friday 25 September", "Sunday 1 June 2025", "€64.50"),
        ("de-DE", "Freitag, 25. September", "Sonntag, 1. Juni 2025", "64,50 €"),
        ("ru", "пятница, 25 сентября", "воскресенье, 1 июня 2025 года", "64,50 €"),
        ("tr", "25 Eylül Cuma", "1 Haziran 2025 Pazar", "64,50 €"),
        ("hi-IN", "शुक्रवार, 25 सितंबर", "रविवार, 1 जून 2025", "€64.50"),
        ("sw", "25.9.", "1.6.2025", "€64.50"),
    ] {
        assert_eq!(said(locale, &FieldKind::Date, "2026-09-25"), this_year);
        assert_eq!(said(locale, &FieldKind::Date, "2025-06-01"), another);
        assert_eq!(said(locale, &FieldKind::Money, "64.50"), sum);
    }
    assert_eq!(said("de", &FieldKind::Money, "64.00"), "64 €");
}
