//! The files of a pack: the company, its tables and forms, its people, its knowledge, its callers' temperaments.

use serde::Deserialize;

use super::voice::{VoiceKind, VoiceSource};
use super::words::{Act, Tone};
use crate::scenario::named::{Named, Ordered};

/// `pack.ron`: the company.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackSource {
    /// Version of the format: 1.
    pub format: u32,
    /// The company's name.
    pub name: String,
    /// The company in a few sentences, for the briefing.
    pub about: String,
    /// Language of the lines, as a BCP 47 tag.
    pub locale: String,
    /// Languages into which what the pack lends to its calls is translated.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Sign before a sum of money.
    pub currency: String,
    /// The day and time at which every call is offered, `2026-10-13T10:20`.
    pub practice_day: String,
    /// Days beside Saturday and Sunday on which nobody works, `2026-12-25`.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Numbers that callers dial, by id.
    pub lines: Named<LineSource>,
    /// Where calls can be sent, by name.
    pub departments: Named<DepartmentSource>,
    /// Disposition codes with their meaning.
    pub dispositions: Named<String>,
    /// Boxes to tick at wrap-up, by id.
    pub ticks: Named<String>,
    /// Times and limits of after-call work.
    pub wrap_up: WrapUpSource,
    /// Ranges of invented phone numbers, `07700 900000-900999`.
    pub phones: Vec<String>,
    /// The record forms, by name.
    pub tables: Named<TableSource>,
    /// How the practice database is filled.
    pub generate: Vec<GenerateSource>,
}

/// A number that callers dial, or that is shown when the company rings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineSource {
    /// What the desk calls it.
    pub name: String,
    /// The number, from a range reserved for invention.
    pub number: String,
}

/// Times and limits of after-call work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrapUpSource {
    /// Seconds of after-call work in which the code is due.
    pub seconds: u32,
    /// Most words in the wrap-up note.
    pub note_words: u32,
}

/// A department.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentSource {
    /// Its name as people say it.
    pub name: String,
    /// What it takes, as the knowledge panel shows it.
    pub takes: String,
    /// What it does not take, for its entry in the knowledge base.
    #[serde(default)]
    pub will_not: String,
    /// What has to be done before a transfer, as the panel shows it.
    #[serde(default)]
    pub before: String,
    /// How a call is sent there.
    pub how: Vec<How>,
    /// Opening hours; none means always open.
    #[serde(default)]
    pub hours: Vec<HoursSource>,
    /// Announced wait, in minutes.
    pub wait_min: u32,
    /// The wait as it is played, in seconds.
    pub wait_play_s: u32,
    /// What is heard while it is waited for, in place of the usual announcement of queue and wait.
    #[serde(default)]
    pub announcement: String,
    /// What the department says when a scenario gives it no beat of its own.
    pub answers: Vec<String>,
}

/// Opening hours on some days of the week.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSource {
    /// Days of the week.
    pub days: Vec<Day>,
    /// `09:00`.
    pub from: String,
    /// `17:30`.
    pub to: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// How a call is sent to a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
pub enum How {
    /// The operator speaks to the receiver first and introduces the caller.
    Warm,
    /// The caller is sent straight into the queue.
    Blind,
}

/// A table of the practice database and its form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSource {
    /// One row, in the words of the desk: "Complaint".
    pub name: String,
    /// The name of several.
    pub plural: String,
    /// Prefix and number of digits of a row's own number: `("CP", 6)`.
    pub id: (String, u32),
    /// Heading of a row, a template over its fields: `"{name}"`.
    pub heading: String,
    /// The line under the heading.
    #[serde(default)]
    pub detail: String,
    /// Fields that the desk's search reads, beside the row's number.
    #[serde(default)]
    pub search: Vec<String>,
    /// Whether the operator may make new rows.
    #[serde(default)]
    pub create: bool,
    /// Whether the operator may change rows.
    #[serde(default)]
    pub edit: bool,
    /// Its fields, by name, in the order of the form.
    pub fields: Named<FieldSource>,
}

/// A field of a record form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSource {
    /// What the form calls it.
    pub label: String,
    /// What stands in it, which decides how it is compared.
    pub kind: FieldKind,
    /// The row cannot be saved without it.
    #[serde(default)]
    pub required: bool,
    /// Value that a new row starts with.
    #[serde(default)]
    pub default: String,
    /// A line of help under the field.
    #[serde(default)]
    pub help: String,
}

/// What a field holds; decides its widget, its validation and how scoring compares it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum FieldKind {
    Name,
    Phone,
    Address,
    /// Kept as `2026-10-13`.
    Date,
    /// Kept with two decimals, `64.00`.
    Money,
    /// A whole number.
    Number,
    /// A short text that must match to the letter: code, email.
    Code,
    /// One of a list.
    Choice(Vec<String>),
    /// Free text.
    Note,
    /// The number of a row in another table.
    Reference(String),
}

/// Rows made when a practice database is laid out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerateSource {
    /// One of the pack's tables.
    pub table: String,
    /// How many rows.
    pub count: u32,
    /// How each field is made.
    pub set: Named<MakerSource>,
}

/// How the value of a generated field is made.
#[derive(Debug, Clone, Deserialize)]
pub enum MakerSource {
    /// A person's name. The first rows of the table are the pack's namesakes.
    PersonName,
    /// A phone number out of the pack's ranges; no two rows share one while the ranges last.
    Phone,
    Address,
    Email,
    /// Always this.
    Text(String),
    /// One of these, as often as its weight says.
    Weighted(Named<u32>),
    /// A whole number from the first to the last.
    Between(i64, i64),
    /// Practice day less this many days, from the least to the most.
    DaysAgo(i64, i64),
    /// The number of some row of another table.
    Any(String),
    /// Another field of the row named by a reference field: `Of("customer", "name")`.
    Of(String, String),
}

/// `people.ron`: names and places that the database and the facts of a call are made from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleSource {
    /// Version of the format: 1.
    pub format: u32,
    /// First names.
    pub first_names: Vec<String>,
    /// Surnames.
    pub surnames: Vec<String>,
    /// Names of streets.
    pub streets: Vec<String>,
    /// Towns with their postcode area: `("Alderwick", "QA")`.
    pub towns: Vec<(String, String)>,
    /// Groups of people whose names are easily confused. The first two of a group live in one town.
    pub namesakes: Vec<Vec<String>>,
    /// First names that go with a high or a low voice. Chance decides for the others.
    #[serde(default)]
    pub voices: Ordered<VoiceKind, Vec<String>>,
    /// Where invented emails live.
    pub email_domain: String,
}

/// `rows.ron`: rows that are the same in every practice database, such as products.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsSource {
    /// Version of the format: 1.
    pub format: u32,
    /// By table.
    pub rows: Named<Vec<RowSource>>,
}

/// A row that is always there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSource {
    /// Its number in the table.
    pub id: String,
    /// Its fields.
    pub set: Named<String>,
}

/// `knowledge.ron`: articles and policies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeSource {
    /// Version of the format: 1.
    pub format: u32,
    /// Articles, by number.
    pub articles: Named<ArticleSource>,
    /// Policies, by number.
    pub policies: Named<ArticleSource>,
}

/// An article or a policy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleSource {
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Since when the article is out of date, in words; empty while it holds.
    #[serde(default)]
    pub out_of_date: String,
}

/// `moves.ron`: what an operator can always say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovesSource {
    /// Version of the format: 1.
    pub format: u32,
    /// What an operator can always say.
    pub moves: Ordered<MoveKind, MoveSource>,
}

/// Something that an operator can always say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveSource {
    /// What its button is called.
    pub label: String,
    /// Wordings. Placeholders: the call's facts, `{operator}`, `{company}`, `{daytime}`, `{form}` (what the open form
    /// holds, for the read-back), `{proofs}`, `{department}`, `{wait}`.
    pub says: Vec<String>,
    /// How it sounds.
    pub tone: Tone,
    /// What it does; each act is priced by the caller's temperament.
    #[serde(default)]
    pub acts: Vec<Act>,
}

/// The universal moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
pub enum MoveKind {
    Greet,
    AskRepeat,
    AskSpell,
    ReadBack,
    AnnounceLookup,
    AskHold,
    ReturnThanks,
    Acknowledge,
    Apologise,
    Verify,
    WarnAbuse,
    OfferTransfer,
    FurtherHelp,
    Close,
}

/// `temperaments.ron`: how callers take what is done to them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemperamentsSource {
    /// Version of the format: 1.
    pub format: u32,
    /// Tempers, by name.
    pub temperaments: Named<TemperamentSource>,
}

/// A temper: what each cause does to patience, and what the caller says by habit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemperamentSource {
    /// What it is called for authors.
    pub name: String,
    /// Patience when the call begins, 0 to 100 points.
    pub start: i32,
    /// Patience never rises above this.
    #[serde(default = "full_patience")]
    pub ceiling: i32,
    /// Calls with such a caller count as hostile, however patient the caller is at the start.
    #[serde(default)]
    pub hostile: bool,
    /// Change of patience for each cause, in points.
    pub deltas: Ordered<Cause, i32>,
    /// What the first, second, third … time of a cause in one call is worth, in per cent; the last entry holds on.
    #[serde(default)]
    pub falling: Ordered<Cause, Vec<u32>>,
    /// Whether a line that was talked over is said again.
    #[serde(default)]
    pub repeats_when_cut: bool,
    /// What such a caller says to a universal move when the beat has nothing better.
    pub answers: Ordered<MoveKind, Vec<String>>,
    /// Said when a line is talked over.
    pub interrupted: Vec<String>,
    /// Said into unexplained silence.
    pub silence: Vec<String>,
    /// Said when the operator comes back from hold.
    pub after_hold: Vec<String>,
    /// Said before a line that is repeated on request.
    pub repeats: Vec<String>,
    /// Puts one value of a read-back right: `{field}` and `{truth}`.
    pub corrects: Vec<String>,
    /// How such a caller sounds; without it no mood moves the pace.
    #[serde(default)]
    pub voice: VoiceSource,
}

fn full_patience() -> i32 {
    100
}

/// Everything that moves patience: acts of a reply, and what happens on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
pub enum Cause {
    Acknowledge,
    Own,
    NextStep,
    ReadBack,
    NewForm,
    CheckUnderstanding,
    SoftPromise,
    KeptPromise,
    BrokenPromise,
    Blame,
    BrushOff,
    TalkDown,
    SameWords,
    Contradict,
    AskTwice,
    Apologise,
    Announce,
    Warn,
    /// Dead air that nobody explained.
    Silence,
    /// Talk-over.
    Interrupted,
    HoldAnnounced,
    HoldUnannounced,
    /// Each further 15 s of a hold past what was announced.
    HoldLong,
    MuteUnannounced,
    TransferUnannounced,
    /// Ringing beyond the third ring.
    SlowAnswer,
    /// No greeting within five seconds of answering.
    NoGreeting,
    /// A question or request that was already answered.
    TooEarly,
}
