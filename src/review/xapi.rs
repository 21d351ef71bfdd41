//! Attempts as xAPI statements: completed, passed or failed, and answered for each decision and each field.
//!
//! Types of our own, held to the rules of xAPI 1.0.3 and 2.0 by tests: the published crate `xapi-data` is under the GPL. There is
//! no score of the whole call: the four numbers are never blended, and stand as extensions of the result.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::figures::{Case, NUMBERS, ReplyChoice};
use crate::call::Millis;
use crate::scoring::{FieldClass, FieldResult, RowResult};

/// The version of the specification that statements name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Version {
    #[serde(rename = "1.0.3")]
    V1,
    #[serde(rename = "2.0.0")]
    V2,
}

type LanguageMap = BTreeMap<String, String>;
type Extensions = BTreeMap<String, Value>;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statement {
    /// The same attempt gives the same id again, so that sending twice stores once.
    pub id: Uuid,
    pub actor: Actor,
    pub verb: Verb,
    pub object: Activity,
    pub result: StatementResult,
    pub context: Context,
    pub timestamp: Timestamp,
    pub version: Version,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    pub object_type: &'static str,
    pub name: String,
    pub account: Account,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub home_page: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verb {
    pub id: String,
    pub display: LanguageMap,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    pub object_type: &'static str,
    pub id: String,
    pub definition: Definition,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    pub name: LanguageMap,
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub correct_responses_pattern: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Component>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Component {
    pub id: String,
    pub description: LanguageMap,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StatementResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: Extensions,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    pub registration: Uuid,
    pub context_activities: ContextActivities,
    /// The content hash of the scenario.
    pub revision: String,
    pub platform: &'static str,
    pub language: String,
    pub extensions: Extensions,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContextActivities {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parent: Vec<Activity>,
    pub grouping: Vec<Activity>,
}

const SIMULATION: &str = "http://adlnet.gov/expapi/activities/simulation";
const INTERACTION: &str = "http://adlnet.gov/expapi/activities/cmi.interaction";
const COURSE: &str = "http://adlnet.gov/expapi/activities/course";

/// Whose statements these are: the address that names people and calls, without a slash at its end.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub home: String,
    pub version: Version,
}

impl Publisher {
    /// Takes an address that identifiers can be made of.
    #[must_use]
    pub fn new(home: &str, version: Version) -> Option<Self> {
        let rest = home.strip_prefix("https://").or_else(|| home.strip_prefix("http://"))?;
        let fits = |sign: char| sign.is_ascii_alphanumeric() || "-._~:/%".contains(sign);
        let home = home.trim_end_matches('/').to_owned();
        (rest.starts_with(|sign: char| sign.is_ascii_alphanumeric()) && rest.chars().all(fits))
            .then_some(Self { home, version })
    }

    /// What somebody said about a finished attempt; none for one whose key or times cannot be read. What is private is left out by
    /// whoever asks.
    #[must_use]
    pub fn remark(&self, case: &Case, remark: &Remark<'_>) -> Option<Statement> {
        let registration = Uuid::parse_str(&case.attempt.id.0).ok()?;
        let (began, said) = (case.attempt.began()?, remark.at.parse().ok()?);
        let of = Attempt { publisher: self, case, registration, began };
        let moment = remark.moment.map(|at| (of.iri("moment"), json!(duration(at))));
        let result = StatementResult {
            response: Some(remark.text.to_owned()),
            extensions: moment.into_iter().collect(),
            ..StatementResult::default()
        };
        let statement = of.statement(&format!("comment {}", remark.id), "commented", of.scenario(), result, said);
        Some(Statement { actor: self.agent(remark.by), ..statement })
    }

    fn agent(&self, name: &str) -> Actor {
        let account = Account { home_page: self.home.clone(), name: name.to_owned() };
        Actor { object_type: "Agent", name: name.to_owned(), account }
    }

    /// The statements of a finished attempt in order of time; none for one whose key or times cannot be read.
    #[must_use]
    pub fn statements(&self, case: &Case) -> Vec<Statement> {
        let (Ok(registration), Some(began)) = (Uuid::parse_str(&case.attempt.id.0), case.attempt.began()) else {
            return Vec::new();
        };
        let of = Attempt { publisher: self, case, registration, began };
        let mut out: Vec<Statement> = case.choices.iter().map(|choice| of.decision(choice)).collect();
        for (number, row) in case.card.rows.iter().enumerate() {
            let fields = row.fields.iter().enumerate().filter(|(_, field)| !field.mention);
            out.extend(fields.map(|(at, field)| of.field((number, row), (at, field))));
        }
        out.sort_by_key(|statement| statement.timestamp);
        out.extend([of.completed(), of.verdict()]);
        out
    }
}

/// A comment on an attempt.
#[derive(Debug, Clone, Copy)]
pub struct Remark<'a> {
    /// The comment's key.
    pub id: &'a str,
    /// Who said it.
    pub by: &'a str,
    /// RFC 3339.
    pub at: &'a str,
    /// The moment of the call that it is about; none for the whole of it.
    pub moment: Option<Millis>,
    pub text: &'a str,
}

/// One attempt on its way into statements.
struct Attempt<'a> {
    publisher: &'a Publisher,
    case: &'a Case,
    registration: Uuid,
    began: Timestamp,
}

impl Attempt<'_> {
    fn completed(&self) -> Statement {
        let result = StatementResult { completion: Some(true), ..self.outcome() };
        self.statement(&self.judged("completed"), "completed", self.scenario(), result, self.ended())
    }

    fn verdict(&self) -> Statement {
        let passed = self.case.card.passed();
        let result = StatementResult { success: Some(passed), ..self.outcome() };
        self.statement(
            &self.judged("verdict"),
            if passed { "passed" } else { "failed" },
            self.scenario(),
            result,
            self.ended(),
        )
    }

    /// What a statement is known by. An override makes another statement of it: stores refuse a changed one under an old id.
    fn judged(&self, key: &str) -> String {
        let held =
            self.case.overridden.iter().map(|known| format!(" {}={}", known.points.criterion, known.points.earned));
        held.fold(key.to_owned(), |key, one| key + &one)
    }

    fn ended(&self) -> Timestamp {
        let told = self.case.attempt.finished_at.as_ref().and_then(|at| at.parse().ok());
        told.unwrap_or_else(|| self.at(self.case.card.length))
    }

    fn at(&self, at: Millis) -> Timestamp {
        self.began.saturating_add(SignedDuration::from_millis(at.0.cast_signed())).unwrap_or(self.began)
    }

    /// The four numbers and the critical errors.
    fn outcome(&self) -> StatementResult {
        let card = &self.case.card;
        let mut extensions = Extensions::new();
        for number in NUMBERS {
            if let Some(score) = card.number(number) {
                extensions.insert(self.iri(&format!("score/{}", format!("{number:?}").to_lowercase())), json!(score));
            }
        }
        let critical: Vec<&str> = card.critical.iter().map(|error| error.what.as_str()).collect();
        extensions.insert(self.iri("critical-errors"), json!(critical));
        let overridden = &self.case.overridden;
        if !overridden.is_empty() {
            let criteria: Vec<&str> = overridden.iter().map(|known| known.points.criterion.as_str()).collect();
            extensions.insert(self.iri("overridden"), json!(criteria));
        }
        StatementResult { duration: Some(duration(card.length)), extensions, ..StatementResult::default() }
    }

    fn decision(&self, choice: &ReplyChoice) -> Statement {
        let component = |(name, _): &(String, bool)| Component { id: word(name), description: self.said(name) };
        let right = choice.offered.iter().filter(|(_, good)| *good);
        let definition = Definition {
            name: self.said(&choice.beat),
            kind: INTERACTION,
            interaction_type: Some("choice"),
            correct_responses_pattern: right.map(|(name, _)| word(name)).collect(),
            choices: choice.offered.iter().map(component).collect(),
        };
        let object = self.activity(&format!("{}/decision/{}", self.path(), encoded(&choice.beat)), definition);
        let result = StatementResult {
            success: Some(choice.right),
            response: Some(word(&choice.reply)),
            duration: Some(duration(choice.took)),
            ..StatementResult::default()
        };
        self.statement(&format!("decision {}", choice.beat), "answered", object, result, self.at(choice.at))
    }

    fn field(&self, (number, row): (usize, &RowResult), (at, field): (usize, &FieldResult)) -> Statement {
        let definition = Definition {
            name: self.said(&field.label),
            kind: INTERACTION,
            interaction_type: Some("fill-in"),
            correct_responses_pattern: vec![field.truth.clone()],
            choices: Vec::new(),
        };
        let name = format!("{}/field/{}/{number}/{}", self.path(), encoded(&row.table), encoded(&field.field));
        let object = self.activity(&name, definition);
        let right = field.class == FieldClass::Right;
        let extensions = Extensions::from([(self.iri("field-class"), json!(field.class.name()))]);
        let result = StatementResult {
            success: Some(right),
            response: Some(field.saved.clone()),
            extensions,
            ..StatementResult::default()
        };
        let saved = field.saved_at.map_or_else(|| self.ended(), |at| self.at(at));
        self.statement(&format!("field {number} {at}"), "answered", object, result, saved)
    }

    fn statement(
        &self,
        key: &str,
        verb: &str,
        object: Activity,
        result: StatementResult,
        timestamp: Timestamp,
    ) -> Statement {
        let attempt = &self.case.attempt;
        let is_call = object.definition.kind == SIMULATION;
        Statement {
            id: id(&attempt.id.0, key),
            actor: self.publisher.agent(&attempt.person),
            verb: Verb { id: format!("http://adlnet.gov/expapi/verbs/{verb}"), display: english(verb) },
            object,
            result,
            context: Context {
                registration: self.registration,
                context_activities: ContextActivities {
                    parent: if is_call { Vec::new() } else { vec![self.scenario()] },
                    grouping: vec![self.pack()],
                },
                revision: attempt.scenario_hash.clone(),
                platform: "Steadyline",
                language: self.case.locale.clone(),
                extensions: Extensions::from([(self.iri("mode"), json!(attempt.mode))]),
            },
            timestamp,
            version: self.publisher.version,
        }
    }

    fn scenario(&self) -> Activity {
        self.activity(&self.path(), plain(self.said(&self.case.attempt.title), SIMULATION))
    }

    fn pack(&self) -> Activity {
        let pack = &self.case.attempt.pack;
        self.activity(&format!("pack/{}", encoded(pack)), plain(self.said(pack), COURSE))
    }

    fn activity(&self, path: &str, definition: Definition) -> Activity {
        Activity { object_type: "Activity", id: self.iri(path), definition }
    }

    fn path(&self) -> String {
        format!("call/{}/{}", encoded(&self.case.attempt.pack), encoded(&self.case.attempt.scenario))
    }

    fn iri(&self, path: &str) -> String {
        format!("{}/xapi/{path}", self.publisher.home)
    }

    /// Words of the scenario, in its language.
    fn said(&self, text: &str) -> LanguageMap {
        LanguageMap::from([(self.case.locale.clone(), text.to_owned())])
    }
}

const fn plain(name: LanguageMap, kind: &'static str) -> Definition {
    Definition { name, kind, interaction_type: None, correct_responses_pattern: Vec::new(), choices: Vec::new() }
}

fn english(text: &str) -> LanguageMap {
    LanguageMap::from([("en".to_owned(), text.to_owned())])
}

/// A UUID of version 8, made from the hash of an attempt's key and of what the statement is about.
fn id(attempt: &str, key: &str) -> Uuid {
    let hash = blake3::hash(format!("{attempt}\n{key}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// An identifier of an interaction's component: without blanks.
fn word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("_")
}

/// A part of an IRI: whatever is no letter or digit of ASCII is written in per cent.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// ISO 8601, to hundredths of a second, which is as far as the specification compares.
fn duration(of: Millis) -> String {
    let hundredths = of.0 / 10;
    format!("PT{}.{:02}S", hundredths / 100, hundredths % 100)
}
