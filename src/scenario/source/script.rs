//! A scenario file: one scripted call.

use serde::{Deserialize, Serialize};

use super::caller::{CallerSource, TwinSource};
use super::duty::Duty;
use super::expect::ExpectSource;
use super::pack::{How, MoveKind};
use super::question::QuestionSource;
use super::words::{Act, Condition, LineEffect, Mark, Tone};
use crate::scenario::named::{Named, Ordered};
use crate::scenario::shared::Shared;

/// One scripted call: `calls/NAME.ron`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioSource {
    /// Version of the format: 1.
    pub format: u32,
    /// What the call is called on the home screen.
    pub title: String,
    /// The rubric that scores it.
    pub rubric: String,
    /// Who rings whom.
    #[serde(default)]
    pub direction: Direction,
    /// The pack's line that was dialled, or is shown when we dial.
    pub line: String,
    /// The duties that it trains, the main one first: `[Order, Inform]`. At least one has to stand there.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// What it trains, in a few words each, as the home screen shows it.
    #[serde(default)]
    pub trains: Vec<String>,
    /// Usual length in minutes, from and to.
    pub minutes: (u32, u32),
    /// 1 (easy) to 5.
    #[serde(default)]
    pub difficulty: u32,
    /// What the trainee is told before the phone rings; no more than an operator would know.
    pub briefing: String,
    /// Languages into which its lines are translated, `de`: each has a table `NAME.de.csv` beside the file.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Banks of the pack of which this scenario takes something.
    #[serde(default)]
    pub uses: Vec<String>,
    /// Who calls, and in what temper.
    pub caller: CallerSource,
    /// The same call by another temper, for comparison; without it the pack's calmest temperament.
    #[serde(default)]
    pub twin: Option<TwinSource>,
    /// What is made from the seed: the caller, orders, dates, sums. Lines name them as `{name}`.
    #[serde(default)]
    pub facts: Named<FactSource>,
    /// Rows that are put into the practice database, or changed there, before the phone rings.
    #[serde(default)]
    pub plant: Vec<PlantSource>,
    /// Facts that count as proof of identity.
    #[serde(default)]
    pub proofs: Vec<String>,
    /// The beat that the call begins with.
    pub start: String,
    /// What this caller says by habit, where a beat does not say otherwise.
    #[serde(default)]
    pub habits: HabitsSource,
    /// What happens at zero patience: the first entry the first time, the second the second time.
    pub at_zero: Vec<ZeroSource>,
    /// Beats that cut in before another when their conditions hold.
    #[serde(default)]
    pub cuts: Vec<CutSource>,
    /// What a transfer to a department does.
    #[serde(default)]
    pub routes: Named<RouteSource>,
    /// A transfer to a department that `routes` does not name.
    pub wrong_route: String,
    /// Ending when the operator ends the call; the first entry whose conditions hold.
    pub hang_up: Vec<BranchSource>,
    /// Questions that are to be read word for word, by name.
    #[serde(default)]
    pub questions: Named<QuestionSource>,
    /// The points of the script, by name.
    pub beats: Named<Shared<BeatSource>>,
    /// The ways in which the call can end, by name.
    pub endings: Named<EndingSource>,
    /// What flags are called on a scorecard: `"one date": "one date named and kept"`.
    #[serde(default)]
    pub steps: Named<String>,
    /// What ought to come of the call.
    pub expect: ExpectSource,
}

/// Who rings whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Direction {
    /// The caller rings us.
    #[default]
    Inbound,
    /// We ring.
    Outbound,
}

/// How a fact of the call is made from the seed.
#[derive(Debug, Clone, Deserialize)]
pub enum FactSource {
    /// An existing row; its fields are facts too: `caller.name`. With `namesake`, one of those places (1, 2, 3) in a
    /// namesake group.
    Row {
        /// One of the pack's tables.
        table: String,
        /// Places in a namesake group, 1 for the first.
        #[serde(default)]
        namesake: Vec<u32>,
    },
    /// The row that is easily confused with another row fact.
    NamesakeOf(String),
    /// One of these sets; its entries are facts too: `size.first`.
    Choose(Vec<Named<String>>),
    /// One of these whole numbers.
    Number(Vec<i64>),
    /// A text, a template.
    Text(String),
    /// One of these texts.
    OneOf(Vec<String>),
    /// One of the texts of a list of the banks; the loader puts the texts in its place.
    FromList(String),
    /// A date: `"today - {late} days"`, `"{promised} + 5 working days"`, `"2026-10-07"`.
    Date(String),
    /// A sum: `"{price} - 2.95"`, `"123.35 + 14.50 * {gifts}"`.
    Money(String),
    /// A phone number that nobody in the database has.
    NewPhone,
    /// A person who is not in the database.
    NewName,
    /// An address that nobody in the database has.
    NewAddress,
}

/// A row that the scenario puts into the practice database, or changes there, before the phone rings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlantSource {
    /// One of the pack's tables.
    pub table: String,
    /// The fact under which the new row is known.
    #[serde(default, rename = "as")]
    pub name: Option<String>,
    /// The fact that holds the row to change, instead of a new one.
    #[serde(default)]
    pub row: Option<String>,
    /// Its fields, each a template.
    pub set: Named<String>,
}

/// Habitual lines.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitsSource {
    /// Said into unexplained silence.
    #[serde(default)]
    pub silence: Vec<String>,
    /// Seconds until then.
    #[serde(default)]
    pub silence_after_s: Option<u32>,
    /// When the operator talks over.
    #[serde(default)]
    pub interrupted: Vec<String>,
    /// After a hold that was too long or unannounced.
    #[serde(default)]
    pub after_hold: Vec<String>,
    /// Answers to universal moves.
    #[serde(default)]
    pub answers: Ordered<MoveKind, Vec<String>>,
}

/// What happens at zero patience.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZeroSource {
    /// Beat or ending.
    pub then: String,
    /// Patience from there on; not used by an ending.
    #[serde(default)]
    pub restart: i32,
}

/// A beat that cuts in before another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutSource {
    /// All of them have to hold.
    #[serde(rename = "if")]
    pub conditions: Vec<Condition>,
    /// The beat that cuts in.
    pub then: String,
    /// Once a call, unless said otherwise.
    #[serde(default = "yes")]
    pub once: bool,
}

fn yes() -> bool {
    true
}

/// What happens when the operator sends the call to a department.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteSource {
    /// The beat in which the department answers a warm transfer.
    #[serde(default)]
    pub consult: Option<String>,
    /// The department will not take the call while any of these fails…
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// …and says this instead.
    #[serde(default)]
    pub refusal: Vec<String>,
    /// Ending of a blind transfer.
    pub blind: String,
}

/// A way on, taken when its conditions hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchSource {
    /// All of them have to hold; none means always.
    #[serde(default, rename = "if")]
    pub conditions: Vec<Condition>,
    /// A beat or an ending.
    pub then: String,
}

/// A point in the script.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeatSource {
    /// A department that speaks instead of the caller.
    #[serde(default)]
    pub department: Option<String>,
    /// Wordings of the line; the seed picks, and a repetition takes another.
    pub says: Vec<String>,
    /// Other wordings while conditions hold; the first that holds is taken.
    #[serde(default)]
    pub says_if: Vec<SaysIfSource>,
    /// Facts that the line gives without naming them in a placeholder.
    #[serde(default)]
    pub tells: Vec<String>,
    /// What the operator can say here, by name.
    #[serde(default)]
    pub replies: Named<Shared<ReplySource>>,
    /// Replies of the banks, by name, each with its `then` here.
    #[serde(default)]
    pub takes: Named<String>,
    /// Universal moves that count as a reply of this beat: `{ Verify: "ask for two" }`.
    #[serde(default)]
    pub moves: Ordered<MoveKind, String>,
    /// What happens when the operator says nothing.
    #[serde(default)]
    pub on_silence: Option<HabitSource>,
    /// What happens when the operator talks over this line.
    #[serde(default)]
    pub interrupted: Option<HabitSource>,
    /// What happens after a long or unannounced hold here.
    #[serde(default)]
    pub after_hold: Option<HabitSource>,
    /// The line is abuse aimed at the operator: a first time is warned of, a second time too, a third ends the call.
    #[serde(default)]
    pub abuse: bool,
    /// Talking over this line is right, and costs nothing.
    #[serde(default)]
    pub may_interrupt: bool,
    /// Where the call goes when the line is over and no reply is open.
    #[serde(default)]
    pub then: Option<String>,
    /// What the desk's systems write into the row that the operator saved last.
    #[serde(default)]
    pub system: Vec<SystemEditSource>,
    /// Shown in guided mode.
    #[serde(default)]
    pub hint: String,
}

/// Other wordings for other circumstances.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaysIfSource {
    /// All of them have to hold.
    #[serde(rename = "if")]
    pub conditions: Vec<Condition>,
    /// Wordings; the seed picks one.
    pub says: Vec<String>,
}

/// What the caller does on silence, on being talked over, after a hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitSource {
    /// Seconds of silence; only for `on_silence`.
    #[serde(default)]
    pub after_s: Option<u32>,
    /// Wordings; the seed picks one.
    #[serde(default)]
    pub says: Vec<String>,
    /// A beat or an ending to go to; without it the call stays where it is.
    #[serde(default)]
    pub then: Option<String>,
}

/// What the company's own systems write when a beat begins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemEditSource {
    /// One of the pack's tables.
    pub table: String,
    /// Its fields, each a template.
    pub set: Named<String>,
}

/// Something the operator can say here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplySource {
    /// What the operator says; a template.
    pub say: String,
    /// What the author thinks of it. The trainee sees it in the debrief only.
    pub mark: Mark,
    /// How it sounds.
    pub tone: Tone,
    /// What it does; each act is priced by the caller's temperament.
    #[serde(default)]
    pub acts: Vec<Act>,
    /// Beat or ending; `"stay"` says the line of this beat again, `"back"` goes to the beat that was cut into.
    pub then: String,
    /// Tried before `then`, in order.
    #[serde(default)]
    pub branches: Vec<BranchSource>,
    /// Open only while these hold.
    #[serde(default)]
    pub needs: Vec<Condition>,
    /// Flags that go up.
    #[serde(default)]
    pub sets: Vec<String>,
    /// Flags that go down.
    #[serde(default)]
    pub clears: Vec<String>,
    /// Facts about the account that the reply tells the caller: verification must come first.
    #[serde(default)]
    pub reveals: bool,
    /// Facts that the reply reads back.
    #[serde(default)]
    pub reads_back: Vec<String>,
    /// The question that the reply asks, in its own words or in others.
    #[serde(default)]
    pub asks: Option<String>,
    /// Seconds of silence that the reply announces.
    #[serde(default)]
    pub lookup_s: u32,
    /// Seconds before the caller goes on.
    #[serde(default)]
    pub pause_s: u32,
    /// Saying it is a critical error, which is called so on the scorecard.
    #[serde(default)]
    pub critical: Option<CriticalSource>,
    /// What the reply promises, which then has to stand in a record.
    #[serde(default)]
    pub promises: Vec<PromiseSource>,
    /// Items that a hand-over note holds.
    #[serde(default)]
    pub hands_over: Vec<String>,
    /// What the reply does on the line.
    #[serde(default)]
    pub line: Option<LineEffect>,
    /// Why it is good or bad, for the debrief.
    #[serde(default)]
    pub why: String,
}

/// A promise, and where it has to be written down.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseSource {
    /// The promise in a few words: "a callback between 2 and 4".
    pub what: String,
    /// The table in which the promise has to stand.
    pub table: String,
    /// The field of it.
    pub field: String,
    /// What the field has to hold, a template; for a note, what it has to mention.
    pub value: String,
}

/// A critical error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticalSource {
    /// Whom it harms.
    pub kind: CriticalKind,
    /// What it is called on the scorecard.
    pub what: String,
}

/// Whom a critical error hurts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum CriticalKind {
    Customer,
    Business,
    Compliance,
}

/// A way in which the call ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndingSource {
    /// What the ending is called on the debrief.
    pub title: String,
    /// The caller's last words; may be empty.
    #[serde(default)]
    pub says: Vec<String>,
    /// Where the call went.
    pub route: Route,
    /// What came of it, for the debrief.
    #[serde(default)]
    pub after: String,
}

/// What became of the caller's matter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub enum Route {
    /// Finished by the operator.
    Solved,
    /// Sent to a department.
    Sent { to: String, how: How },
    /// A callback was agreed.
    Callback { by: String },
    /// Ended by the operator.
    CutOff,
    /// The caller gave up.
    GaveUp,
}
