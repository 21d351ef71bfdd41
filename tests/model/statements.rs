//! Exports of attempts that are played again: xAPI statements by the rules of the specification, and points by criterion.
//!
//! The rules are those of "Experience API, part two: data", version 1.0.3, sections 2.2 to 2.6 and 4; 2.0 (IEEE 9274.1.1) keeps them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use assert_cmd::Command;
use jiff::Timestamp;
use serde_json::Value;
use steadyline::call::Millis;
use steadyline::review::xapi::{Publisher, Version};
use steadyline::store::{Actor, AttemptFilter, NewComment, NewPerson, Role, Store};

static CENTRE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let data = tempfile::tempdir().expect("a folder");
    steadyline(data.path()).args(["demo", "--people", "4", "--calls", "2", "--seed", "3"]).assert().success();
    data
});

fn steadyline(data: &Path) -> Command {
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    command.arg("--data").arg(data);
    command
}

fn export(args: &[&str]) -> String {
    let done = steadyline(CENTRE.path()).arg("export").args(args).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).expect("text")
}

fn statements(args: &[&str]) -> Vec<Value> {
    serde_json::from_str(&export(&[&["--xapi"], args].concat())).expect("JSON")
}

/// Every rule that a statement breaks.
fn broken(statement: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut rule = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rule(is_uuid(&statement["id"]), "the id is no UUID of variant 2");
    rule(!has_null(statement), "a null outside of extensions");
    let known = ["id", "actor", "verb", "object", "result", "context", "timestamp", "version"];
    let keys = statement.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    rule(keys.iter().all(|key| known.contains(&key.as_str())), "a property that there is not");
    let actor = &statement["actor"];
    let identifiers = ["mbox", "mbox_sha1sum", "openid", "account"];
    rule(identifiers.iter().filter(|key| actor.get(key).is_some()).count() == 1, "an agent has exactly one identifier");
    rule(
        is_iri(&actor["account"]["homePage"]) && !text(&actor["account"]["name"]).is_empty(),
        "the account is not whole",
    );
    rule(is_iri(&statement["verb"]["id"]) && is_language_map(&statement["verb"]["display"]), "the verb is not whole");
    rule(is_activity(&statement["object"]), "the object is no activity");
    rule(text(&statement["timestamp"]).parse::<Timestamp>().is_ok(), "no timestamp of ISO 8601 with a zone");
    let result = &statement["result"];
    let of_result = ["score", "success", "completion", "response", "duration", "extensions"];
    let result_keys = result.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    rule(result_keys.iter().all(|key| of_result.contains(&key.as_str())), "a result's property that there is not");
    rule(result.get("duration").is_none_or(is_duration), "no duration of ISO 8601");
    rule(result.get("extensions").is_none_or(is_extensions), "an extension without an IRI");
    let context = &statement["context"];
    rule(is_uuid(&context["registration"]), "the registration is no UUID");
    rule(is_extensions(&context["extensions"]), "an extension of the context without an IRI");
    let related =
        context["contextActivities"].as_object().map(|all| all.iter().collect::<Vec<_>>()).unwrap_or_default();
    let roles = ["parent", "grouping", "category", "other"];
    rule(
        related.iter().all(|(role, of)| {
            roles.contains(&role.as_str()) && of.as_array().is_some_and(|of| of.iter().all(is_activity))
        }),
        "wrong context activities",
    );
    wrong
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(all) => all.iter().any(has_null),
        Value::Object(all) => all.iter().any(|(key, value)| key != "extensions" && has_null(value)),
        _ => false,
    }
}

fn is_uuid(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let shape = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            19 => b"89ab".contains(&byte),
            _ => byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase(),
        });
    shape && text.as_bytes()[14] != b'0'
}

fn is_iri(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.split_once("://").is_some_and(|(scheme, rest)| scheme.starts_with("http") && !rest.is_empty())
        && !text.contains(|sign: char| sign.is_whitespace() || "<>\"{}|\\^`".contains(sign))
}

fn is_language_map(value: &Value) -> bool {
    let tag = |tag: &str| {
        !tag.is_empty()
            && tag
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    value.as_object().is_some_and(|all| all.iter().all(|(key, value)| tag(key) && value.is_string()))
}

fn is_extensions(value: &Value) -> bool {
    value.as_object().is_some_and(|all| all.keys().all(|key| is_iri(&Value::String(key.clone()))))
}

fn is_duration(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let seconds = text.strip_prefix("PT").and_then(|rest| rest.strip_suffix('S'));
    seconds.is_some_and(|seconds| {
        seconds.parse::<f64>().is_ok_and(|seconds| seconds >= 0.0)
            && seconds.split_once('.').is_none_or(|(_, fraction)| fraction.len() <= 2)
    })
}

fn is_activity(value: &Value) -> bool {
    let definition = &value["definition"];
    let kinds = [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    ];
    let interaction = definition.get("interactionType").and_then(Value::as_str);
    let components = definition["choices"].as_array().cloned().unwrap_or_default();
    let ids: Vec<&str> = components.iter().filter_map(|one| one["id"].as_str()).collect();
    let distinct = ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    let right = definition["correctResponsesPattern"].as_array().cloned().unwrap_or_default();
    let patterns = match interaction {
        Some("choice") => {
            right.iter().all(|one| one.as_str().is_some_and(|one| one.split("[,]").all(|id| ids.contains(&id))))
        }
        Some(kind) => kinds.contains(&kind) && components.is_empty() && right.iter().all(Value::is_string),
        None => right.is_empty() && components.is_empty(),
    };
    value["objectType"] == "Activity"
        && is_iri(&value["id"])
        && is_iri(&definition["type"])
        && is_language_map(&definition["name"])
        && components.iter().all(|one| is_language_map(&one["description"]))
        && ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace))
        && distinct
        && patterns
}

#[test]
fn statements_keep_the_rules_of_the_specification() {
    let all = statements(&[]);
    assert!(all.len() > 100, "{}", all.len());
    for statement in &all {
        assert_eq!(broken(statement), Vec::<String>::new(), "{statement:#}");
        assert_eq!(statement["version"], "1.0.3");
    }
    let ids: BTreeSet<&str> = all.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids.len(), all.len(), "two statements have one id");
    assert_eq!(all, statements(&[]), "sending twice stores once");
    assert_eq!(statements(&["2.0.0"])[0]["version"], "2.0.0");
}

#[test]
fn what_was_said_about_a_call_is_commented_and_what_is_private_is_not() {
    let data = tempfile::tempdir().expect("a folder");
    crate::world::copy(CENTRE.path(), data.path());
    let store = Store::open(data.path()).expect("the store opens");
    let id = store.attempts(&AttemptFilter::default()).expect("a list").remove(0).id;
    let nora = NewPerson { name: "Nora Frey".to_owned(), roles: [Role::Supervisor].into(), teams: BTreeSet::new() };
    let now: Timestamp = "2026-06-01T12:00:00Z".parse().expect("a time");
    store.add_person(&Actor::Owner, &nora, now).expect("is added");
    let actor = store.actor("Nora Frey").expect("is there");
    let said = NewComment { moment: Some(Millis(4_200)), private: false, text: "You let her finish. Good." };
    let key = store.comment(&actor, &id, &said, now).expect("is said");
    let private = NewComment { private: true, text: "gooseberry", ..said };
    store.comment(&actor, &id, &private, now).expect("is said");
    store.comment(&Actor::Owner, &id, &NewComment { moment: None, text: "Well done.", ..said }, now).expect("is said");
    drop(store);
    let export = || {
        let args = ["export", "--xapi", "--home", "https://lms.example.org"];
        let done = steadyline(data.path()).args(args).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).expect("text")
    };
    let text = export();
    assert!(!text.contains("gooseberry"));
    let all: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let verb = "http://adlnet.gov/expapi/verbs/commented";
    let found: Vec<&Value> = all.iter().filter(|one| one["verb"]["id"] == verb).collect();
    assert_eq!(found.len(), 2, "{key}");
    for statement in &found {
        assert_eq!(broken(statement), Vec::<String>::new(), "{statement:#}");
        assert_eq!(statement["context"]["registration"], id.0.as_str());
        assert_eq!(statement["timestamp"], "2026-06-01T12:00:00Z");
        assert_eq!(statement["object"]["definition"]["type"], "http://adlnet.gov/expapi/activities/simulation");
    }
    assert_eq!(found[0]["actor"]["account"]["name"], "Nora Frey");
    assert_eq!(found[0]["result"]["response"], "You let her finish. Good.");
    assert_eq!(found[0]["result"]["extensions"]["https://lms.example.org/xapi/moment"], "PT4.20S");
    assert_eq!(found[1]["result"], serde_json::json!({ "response": "Well done." }));
    assert_eq!(export(), text, "sending twice stores once");
}

#[test]
fn the_rules_notice_what_is_wrong() {
    let good = statements(&[]).remove(0);
    let with = |at: &str, value: Value| {
        let mut statement = good.clone();
        *statement.pointer_mut(at).expect("it is there") = value;
        broken(&statement).len()
    };
    assert_eq!(with("/id", "not-a-uuid".into()), 1);
    assert_eq!(with("/verb/id", "answered".into()), 1);
    assert_eq!(with("/timestamp", "yesterday".into()), 1);
    assert_eq!(with("/object/definition/name", serde_json::json!({ "no language": "x" })), 1);
    assert_eq!(with("/result", serde_json::json!({ "duration": "5 s" })), 1);
    assert_eq!(with("/result", serde_json::json!({ "mark": 5 })), 1);
    assert_eq!(with("/actor/account", Value::Null), 2);
    assert_eq!(with("/context/registration", "c".into()), 1);
}

#[test]
fn each_attempt_is_completed_once_and_passed_or_failed_once() {
    let store = Store::open_to_read(CENTRE.path()).expect("the store opens");
    let attempts = store.attempts(&AttemptFilter::default()).expect("a list");
    let all = statements(&["--home", "https://lms.example.org/"]);
    for attempt in &attempts {
        let own: Vec<&Value> =
            all.iter().filter(|one| one["context"]["registration"] == attempt.id.0.as_str()).collect();
        let verbs = |name: &str| {
            let id = format!("http://adlnet.gov/expapi/verbs/{name}");
            own.iter().filter(|one| one["verb"]["id"] == id.as_str()).copied().collect::<Vec<_>>()
        };
        assert_eq!(verbs("completed").len(), 1);
        let (passed, failed) = (verbs("passed"), verbs("failed"));
        assert_eq!((passed.len(), failed.len()), if attempt.passed { (1, 0) } else { (0, 1) });
        let verdict = passed.first().or(failed.first()).expect("one");
        assert_eq!(verdict["result"]["success"], attempt.passed);
        let records = &verdict["result"]["extensions"]["https://lms.example.org/xapi/score/records"];
        assert_eq!(records.as_i64(), attempt.records);
        assert_eq!(verdict["actor"]["account"]["homePage"], "https://lms.example.org");
        assert_eq!(verdict["object"]["definition"]["type"], "http://adlnet.gov/expapi/activities/simulation");
        assert_eq!(verdict["timestamp"].as_str(), attempt.finished_at.as_deref());
        let answered = verbs("answered");
        assert!(answered.iter().any(|one| one["object"]["definition"]["interactionType"] == "choice"));
        assert!(answered.iter().any(|one| one["object"]["definition"]["interactionType"] == "fill-in"));
        for one in answered.iter().filter(|one| one["object"]["definition"]["interactionType"] == "choice") {
            let right = one["object"]["definition"]["correctResponsesPattern"].as_array().expect("patterns");
            assert_eq!(one["result"]["success"], right.contains(&one["result"]["response"]));
        }
    }
    assert_eq!(
        all.iter().filter(|one| one["verb"]["id"].as_str().is_some_and(|id| id.ends_with("completed"))).count(),
        attempts.len()
    );
}

#[test]
fn an_address_that_names_nothing_is_refused() {
    for home in ["lms.example.org", "https://", "https://a b", "ftp://a", "https://a\"b"] {
        assert!(Publisher::new(home, Version::V1).is_none(), "{home}");
    }
    let done = steadyline(CENTRE.path()).args(["export", "--xapi", "1.0.3", "--home", "lms"]).assert().code(2);
    assert!(String::from_utf8_lossy(&done.get_output().stderr).contains("--home"));
    steadyline(CENTRE.path()).args(["export", "--xapi", "3.0"]).assert().code(2);
}

#[test]
fn points_by_criterion_add_up_to_the_scores() {
    let text = export(&["--criteria"]);
    let rows: Vec<csv_row::Row> = csv_row::read(&text);
    let store = Store::open_to_read(CENTRE.path()).expect("the store opens");
    for attempt in store.attempts(&AttemptFilter::default()).expect("a list") {
        let own = rows.iter().filter(|row| row.attempt == attempt.id.0 && row.number == "procedure");
        let (earned, possible) = own.fold((0.0, 0.0), |sum, row| (sum.0 + row.earned, sum.1 + row.possible));
        let score = attempt.procedure.expect("procedure always counts") as f64;
        assert!((earned * 100.0 / possible - score).abs() <= 0.51, "{}: {earned} of {possible}, {score}", attempt.id.0);
    }
}

/// The columns of the export that are added up.
mod csv_row {
    pub struct Row {
        pub attempt: String,
        pub number: String,
        pub earned: f64,
        pub possible: f64,
    }

    pub fn read(text: &str) -> Vec<Row> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let head = reader.headers().expect("a head").clone();
        let column = |name: &str| head.iter().position(|head| head == name).expect("the column");
        let (attempt, number, earned, possible) =
            (column("attempt"), column("number"), column("earned"), column("possible"));
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| Row {
            attempt: row[attempt].to_owned(),
            number: row[number].to_owned(),
            earned: row[earned].parse().expect("a number"),
            possible: row[possible].parse().expect("a number"),
        })
        .collect()
    }
}
