//! A lesson: what is to be known before a drill, and a call to watch.

use serde::Deserialize;

use super::duty::Duty;
use super::pack::MoveKind;

/// `lessons/NAME.ron`: a short lesson on one duty.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonSource {
    /// Version of the format: 1.
    pub format: u32,
    /// The duty that it is about.
    pub duty: Duty,
    /// What it is called in lists.
    pub title: String,
    /// How long it takes to read, in minutes, without the demonstration.
    pub minutes: u32,
    /// What is told, in its order.
    pub parts: Vec<LessonPart>,
    /// A call that the expert takes, to be watched.
    #[serde(default)]
    pub demonstration: Option<DemonstrationSource>,
}

/// A part of a lesson: words, or a picture that the app draws.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum LessonPart {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// What to do or to remember, one thing an entry.
    List(Vec<String>),
    /// One situation said in two ways.
    Say {
        /// What the caller has just said, or what has happened.
        #[serde(default)]
        when: String,
        /// How it should not be said.
        poor: String,
        /// How it should be said.
        good: String,
        /// What makes the difference.
        why: String,
    },
    /// An article or a policy of the pack, by its number, shown with its title and text.
    Article(String),
    /// A picture: boxes with arrows between them, one step after the other.
    Steps {
        /// What the picture is about.
        title: String,
        /// Two to seven steps, a few words each.
        steps: Vec<String>,
    },
    /// A picture: a question, and where each answer leads.
    Fork {
        /// The question.
        question: String,
        /// Two to four answers, each with what is to be done then.
        answers: Vec<(String, String)>,
    },
    /// A picture: two columns beside each other.
    Compare {
        /// What the picture is about.
        title: String,
        /// Heading and lines of the left column.
        left: (String, Vec<String>),
        /// Heading and lines of the right column.
        right: (String, Vec<String>),
    },
    /// A picture: the caller's patience over a call.
    Curve {
        /// What the picture is about.
        title: String,
        /// Two to eight points from left to right.
        points: Vec<CurvePoint>,
    },
    /// A picture: a form as it should be filled in, with a remark beside its fields.
    Form {
        /// What the form is called.
        title: String,
        /// One to eight fields.
        fields: Vec<FormField>,
    },
}

/// A point of a curve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurvePoint {
    /// Seconds since the call began.
    pub at_s: u32,
    /// Patience, 0 to 100.
    pub patience: u32,
    /// What happened there; empty where the curve only bends.
    #[serde(default)]
    pub label: String,
}

/// A field of a form in a picture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// What the field is called.
    pub label: String,
    /// What stands in it.
    pub value: String,
    /// What is to be said of it; empty where nothing is.
    #[serde(default)]
    pub note: String,
}

/// A call that the expert takes, with comments.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemonstrationSource {
    /// The scenario: the name of a file in `calls`.
    pub scenario: String,
    /// Makes what chance decides. The same number is the same call.
    #[serde(default = "first_seed")]
    pub seed: u64,
    /// What to look out for, before it begins.
    #[serde(default)]
    pub before: String,
    /// What is said about it, each at its moment.
    pub comments: Vec<CommentSource>,
    /// What to take along, after it.
    #[serde(default)]
    pub after: String,
}

const fn first_seed() -> u64 {
    1
}

/// A comment at a moment of the demonstration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentSource {
    /// The moment; the first of its kind.
    pub at: Moment,
    /// The comment.
    pub say: String,
}

/// A moment of a call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub enum Moment {
    /// The call is taken, or somebody picks up.
    Answered,
    /// The caller comes to this beat.
    Beat(String),
    /// A reply is said: the beat, and the name of the reply in it.
    Reply(String, String),
    /// Something is said that can always be said.
    Move(MoveKind),
    /// A record of this table is opened or begun.
    Opened(String),
    /// A record of this table is saved.
    Saved(String),
    /// The caller is put on hold.
    Hold,
    /// This department is rung.
    Transfer(String),
    /// The call is over.
    Ended,
    /// The wrap-up is done.
    WrapUp,
}
