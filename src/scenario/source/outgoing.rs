//! Calls that we make: the rules under which people are rung, and the lists that are worked through.

use serde::Deserialize;

use super::duty::Duty;
use super::pack::HoursSource;
use crate::scenario::named::Named;

/// `dialling/NAME.ron`: when and how often people may be rung, as some law or policy had it on a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiallingSource {
    /// Version of the format: 1.
    pub format: u32,
    /// What the rules are called.
    pub title: String,
    /// Where they hold.
    pub jurisdiction: String,
    /// Where they stand: the law or policy, with its section.
    pub source: String,
    /// The day on which they were last compared with their source, `2026-09-01`.
    pub as_of: String,
    /// The last day on which they may be relied on, `2027-03-31`.
    pub review_by: String,
    /// The time zone of our own clock, `Europe/London`.
    pub our_zone: String,
    /// Hours at which people may be rung, by their clock; at other hours nobody is.
    pub hours: Vec<HoursSource>,
    /// Our own clock has to allow the hour too.
    #[serde(default)]
    pub by_our_clock_too: bool,
    /// People may be rung on the company's holidays.
    #[serde(default)]
    pub on_holidays: bool,
    /// Digits of a whole phone number without those of the country and the nought before it.
    pub phone_digits: usize,
    /// Parts of the day, in which attempts are counted, `"morning": ("09:00", "12:00")`.
    pub parts: Named<(String, String)>,
    /// Windows in which a call can be promised, `"09-11": ("09:00", "11:00")`.
    pub windows: Named<(String, String)>,
    /// The most attempts for one person in one campaign.
    pub attempts: u32,
    /// The most attempts in a day; an engaged line is not counted.
    pub attempts_a_day: u32,
    /// The most attempts in the same part of the day.
    pub attempts_a_part: u32,
    /// What can come of an attempt, by code.
    pub outcomes: Named<OutcomeSource>,
}

/// `laws/NAME.ron`: what a law, or a code that a company has bound itself to, says of calls to the people of some place. It
/// narrows the rules of dialling wherever a purpose names it. Those that come with the program need no file in the pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawSource {
    /// Version of the format: 1.
    pub format: u32,
    /// What it is called.
    pub title: String,
    /// Where it holds.
    pub jurisdiction: String,
    /// Where it stands, with its section.
    pub source: String,
    /// The day on which it was last compared with its source, `2026-09-01`.
    pub as_of: String,
    /// The last day on which it may be relied on, `2027-03-31`.
    pub review_by: String,
    /// Hours at which people may be rung, by their clock; at any hour where none is named.
    #[serde(default)]
    pub hours: Vec<HoursSource>,
    /// Days on which nobody is rung, by the calendar of the person, `2026-12-25`.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// How often one person may be tried within a span of time; each of them holds.
    #[serde(default)]
    pub within: Vec<WithinSource>,
    /// Whole days for which nobody who has refused is tried again.
    #[serde(default)]
    pub after_refusal_days: Option<u32>,
    /// What the row has to say of the person's consent, whatever the purpose asks for.
    #[serde(default)]
    pub consent: ConsentNeeded,
}

/// At most so many attempts within a span of time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithinSource {
    /// The most attempts; an engaged line counts too.
    pub attempts: u32,
    /// Within which time.
    pub span: WithinSpan,
}

/// A span of time that ends with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum WithinSpan {
    /// So many hours before it.
    Hours(u32),
    /// So many days of the calendar, its own day among them.
    Days(u32),
}

/// What can come of an attempt.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeSource {
    /// What it is called.
    pub name: String,
    /// Which kind of outcome it is in a report.
    pub family: Family,
    /// What has to have happened on the line.
    pub after: Vec<Answered>,
    /// The disposition code that goes with it.
    pub wrap_up: String,
    /// What becomes of the row.
    pub then: Then,
}

/// The kinds of outcomes of the American Association for Public Opinion Research's Standard Definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
pub enum Family {
    /// The call did what it was made for, or half of it.
    Interview,
    /// The person was reached and would not.
    Refusal,
    /// The person lives there and was not reached.
    NonContact,
    /// Something else stood in the way: language, illness.
    Other,
    /// Nobody knows whether the person is there.
    UnknownEligibility,
    /// It is not the person's number, or nobody's.
    NotEligible,
}

/// Who or what takes a call that we make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
pub enum Answered {
    /// The person on the list.
    Person,
    /// Another grown-up of the house or firm.
    Adult,
    /// A child.
    Child,
    /// An answering machine or voicemail.
    Machine,
    /// It rings out.
    NoAnswer,
    /// The line is engaged.
    Busy,
    /// Somebody who does not know the person.
    WrongNumber,
    /// The number is dead.
    NotInUse,
}

impl Answered {
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::Adult,
        Self::Child,
        Self::Machine,
        Self::NoAnswer,
        Self::Busy,
        Self::WrongNumber,
        Self::NotInUse,
    ];

    /// Its name in the interface's language files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Adult => "adult",
            Self::Child => "child",
            Self::Machine => "machine",
            Self::NoAnswer => "no-answer",
            Self::Busy => "busy",
            Self::WrongNumber => "wrong-number",
            Self::NotInUse => "not-in-use",
        }
    }
}

/// What becomes of a row after an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum Then {
    /// Nobody is rung again in this campaign.
    Close,
    /// The person and the number are never rung again, whatever the campaign.
    Bar,
    /// Again, in another part of the day.
    Again,
    /// Again on the same day after so many minutes, at most so often a day.
    AgainIn(u32, u32),
    /// Again after so many days, and only so often.
    AgainAfter(u32, u32),
    /// At the time that was agreed, exactly.
    Agreed,
    /// The number is struck off; the second number, if there is one.
    OtherNumber,
}

/// `campaigns/NAME.ron`: a call list to be worked through, which lies beside it as `campaigns/NAME.csv`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignSource {
    /// Version of the format: 1.
    pub format: u32,
    /// What it is called in lists.
    pub title: String,
    /// What the trainee is told before.
    pub briefing: String,
    /// The duties that it trains, the main one first: `[Order, Inform]`. At least one has to stand there.
    #[serde(default)]
    pub duties: Vec<Duty>,
    /// What it trains, for lists.
    pub trains: Vec<String>,
    /// From 1, easy, to 3.
    pub difficulty: u8,
    /// Shortest and longest time that it takes, in minutes.
    pub minutes: (u32, u32),
    /// Who picks the next row.
    pub dialler: Dialler,
    /// The rules of dialling: the name of a file in `dialling`.
    pub rules: String,
    /// What the work on the list is scored on: the name of a file in `rubrics`.
    pub rubric: String,
    /// What people are rung for, by the code in the column `purpose`.
    pub purposes: Named<PurposeSource>,
}

/// Who picks the next row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
pub enum Dialler {
    /// The operator looks at a row and decides.
    Preview,
    /// The desk dials the next row that may be dialled; what the operator does is the call and its outcome.
    Progressive,
}

/// What people are rung for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeSource {
    /// What the desk calls it.
    pub name: String,
    /// What the row has to say of the person's consent.
    #[serde(default)]
    pub consent: ConsentNeeded,
    /// The laws that hold for it beside the rules of dialling: names of files in `laws`, the pack's own or the program's.
    #[serde(default)]
    pub laws: Vec<String>,
    /// The scenario that is played when the person takes the call; none where the list alone is the drill.
    #[serde(default)]
    pub script: Option<String>,
    /// The outcome code that fits each ending of the script.
    #[serde(default)]
    pub endings: Named<String>,
}

/// What a row has to say of the person's consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum ConsentNeeded {
    /// Nothing: nothing is sold.
    #[default]
    NotNeeded,
    /// The person said yes.
    Yes,
    /// The person said yes, and where and when is on the row.
    YesWithSource,
}
