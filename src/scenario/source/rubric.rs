//! `rubrics/*.ron`: what a kind of call is scored on.

use serde::{Deserialize, Serialize};

use super::pack::MoveKind;
use super::script::{CriticalKind, CriticalSource};
use super::words::Act;
use crate::scenario::named::{Named, Ordered};

/// What a kind of call is scored on: `rubrics/NAME.ron`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RubricSource {
    /// Version of the format: 1.
    pub format: u32,
    /// The kind of call.
    pub title: String,
    /// What each number has to reach.
    pub pass: PassMarks,
    /// What a critical error of a kind does to the call; a kind without an entry fails it.
    #[serde(default)]
    pub critical: Ordered<CriticalKind, CriticalEffect>,
    /// Ways of calming a caller that the rule `Model` asks for, by name: LAST, HEARD, LEAP. Schools differ, so they are data.
    #[serde(default)]
    pub models: Named<ModelSource>,
    /// Banks whose criteria count here too, where this rubric has none of that name.
    #[serde(default)]
    pub uses: Vec<String>,
    /// The criteria, by name.
    pub criteria: Named<CriterionSource>,
}

/// Pass marks, 0 to 100, for each number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PassMarks {
    /// 0 to 100.
    pub records: u32,
    /// 0 to 100.
    pub routing: u32,
    /// 0 to 100.
    pub composure: u32,
    /// 0 to 100.
    pub procedure: u32,
}

/// What a critical error does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum CriticalEffect {
    /// It is named, and nothing else.
    Flag,
    /// The call is not passed, whatever the numbers say.
    Fail,
    /// The number cannot be higher than this, 0 to 100.
    Cap { number: ScoreNumber, at: u32 },
}

/// Steps of a de-escalation model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSource {
    /// Whether each step has to begin after the one before it.
    #[serde(default)]
    pub in_order: bool,
    /// Each step with what counts as taking it; any one of them will do.
    pub steps: Named<Vec<StepBy>>,
}

/// What counts as a step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum StepBy {
    /// A line of the operator with this act.
    Act(Act),
    /// A universal move, or the reply that the script has for it.
    Move(MoveKind),
    /// A flag that is set by then.
    Flag(String),
    /// The caller's first line was let end.
    HeardOut,
}

/// One thing that is judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionSource {
    /// The number that it belongs to.
    pub number: ScoreNumber,
    /// The criterion in words a trainee accepts.
    pub label: String,
    /// Its weight in that number.
    pub points: u32,
    /// How it is judged.
    pub rule: Rule,
    /// Missing the criterion is a critical error, which is called so.
    #[serde(default)]
    pub critical: Option<CriticalSource>,
    /// What would have been better.
    pub better: String,
}

/// The four numbers of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum ScoreNumber {
    Records,
    Routing,
    Composure,
    Procedure,
}

/// How a criterion is judged. Measures earn full points at `full_at`, none at `zero_at`, and a share between.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub enum Rule {
    /// Share of the expected fields that hold what was said.
    FieldsRight,
    /// No rows made or changed beside the expected ones.
    NoStrayRows,
    /// Nothing of the scenario's `never` list stands in a record, a note or the wrap-up.
    NothingForbidden,
    /// The call ended by the right route; the second best earns half.
    RightRoute,
    /// What the scenario wants done before the routing was done.
    DoneBefore,
    /// The caller was told of a transfer before it was made.
    CallerTold,
    /// The caller was asked whether a transfer suited them (`AskTransfer`), and had answered before it was made.
    CallerAsked,
    /// Share of the wanted items that the hand-over held.
    Handover,
    /// The transfer went the way, warm or blind, that the department's entry in the pack names.
    TransferWay,
    /// Transfers to departments that no right or second best ending leads to, or before they would take the call.
    NeedlessTransfers { full_at: u32, zero_at: u32 },
    /// No department was rung outside its hours.
    OpenQueues,
    /// Share of the promises made in replies that stand in a record.
    PromisesKept,
    /// Share of the operator's lines without a harsh tone (defensive, blaming, dismissive, patronising).
    Tone,
    /// What was typed into notes holds no blame, insult or shouting. The words are data of the language.
    TypedTone,
    /// Abuse was met by a first warning, a second warning and the end of the call, and nobody was warned without cause.
    AbusePath,
    /// Share of the steps of one of the rubric's models that were taken, in order where the model says so.
    Model(String),
    /// The caller's trouble was acknowledged within this many of the operator's lines.
    AcknowledgedWithin(u32),
    /// Seconds of unexplained dead air.
    DeadAir { full_at: u32, zero_at: u32 },
    /// How often the operator began before the caller had finished.
    TalkOver { full_at: u32, zero_at: u32 },
    /// Holds and mutes that were not announced.
    UnannouncedHolds { full_at: u32, zero_at: u32 },
    /// Hold or mute within this many seconds of a hostile line.
    NoEscape { within_s: u32 },
    /// The reply after a hostile line takes no longer than this much of the median after calm ones, in per cent.
    /// Not counted with fewer than three of each.
    SteadyPace { full_at: u32, zero_at: u32 },
    /// Replies that said the same again in the same words.
    SameWords { full_at: u32, zero_at: u32 },
    /// The call was not ended by the operator before its time.
    NotCutOff,
    /// Patience at the end of the call.
    PatienceLeft { full_at: u32, zero_at: u32 },
    /// A greeting within this many seconds of answering.
    Greeting { within_s: u32 },
    /// Answered within this many seconds of the first ring.
    AnsweredWithin { full_at: u32, zero_at: u32 },
    /// The number of proofs that the scenario wants were given before anything was told.
    Verified,
    /// Share of the scenario's `read_back` facts that were read back, of those that were told.
    ReadBack,
    /// As `ReadBack`, and each was read back before a record that holds it was first saved.
    ReadBackFirst,
    /// A line with this act was said, among the operator's first `within` lines where that is named: the recording
    /// notice, a question for consent.
    Said {
        /// The act.
        act: Act,
        /// So many of the operator's first lines.
        #[serde(default)]
        within: Option<u32>,
    },
    /// Share of the scenario's `questions` that were asked word for word, of those that were asked.
    Verbatim,
    /// Share of the operator's probes that were neutral.
    NeutralProbes,
    /// A universal move was made, or the reply that the script has for it.
    Made(MoveKind),
    /// The flag was set: a step that only the script knows.
    Flag(String),
    /// Share of these flags that were set.
    Flags(Vec<String>),
    /// The right disposition code.
    Disposition,
    /// The boxes ticked at wrap-up are the right ones.
    Ticks,
    /// Wrap-up done within the pack's time.
    WrapUpInTime,
    /// Something about a call list: for rubrics of campaigns.
    List(ListRule),
    /// Something about rows put in order: for rubrics of tidying.
    Tidy(TidyRule),
}

/// How work on the rows of the base is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum TidyRule {
    /// Share of the rows that were merged, kept apart and marked as is right.
    Decisions,
    /// Share of the cells that were to be changed, and of those that were changed, which hold what is right.
    Cells,
    /// Nobody was made one person with somebody else.
    NamesakesApart,
    /// Nothing that has to stay was lost in a merge: do not call.
    NothingLost,
    /// A record with two persons' matters was left as it was.
    MisfiledUntouched,
    /// Nothing was carried into a row that must not stand there.
    NothingCarried,
    /// Seconds for a row, of a drill that is at least half done.
    Pace { full_at: u32, zero_at: u32 },
}

/// How the work on a call list is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ListRule {
    /// Share of the rows that were dialled, put off, closed or asked about as the rules say.
    Decisions,
    /// Nobody was dialled whom the rules forbid to dial: do not call, no consent, not at this hour.
    Permitted,
    /// Share of the mistaken cells that were mended rightly, and of the right ones that were changed.
    Mended,
    /// Share of the attempts whose outcome is the one that fits what happened on the line.
    Outcomes,
    /// Share of the rows that were put off, or will be tried again, to a time that the rules allow and that was agreed.
    NextDue,
    /// Share of the unanswered attempts that were let ring for half a minute.
    RangOut,
}
