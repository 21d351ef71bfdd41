//! The words of the interface, through Fluent: English is the source, other languages are files beside it.
//!
//! Scenario lines are not here: they belong to their pack. The room knows the findings that it puts into words and the
//! names of problems and refusals, and nothing of screens.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::call::{Problem, Refusal};
use crate::scoring::Finding;

const ENGLISH: [&str; 5] = [
    include_str!("../../assets/text/en/core.ftl"),
    include_str!("../../assets/text/en/front.ftl"),
    include_str!("../../assets/text/en/desk.ftl"),
    include_str!("../../assets/text/en/debrief.ftl"),
    include_str!("../../assets/text/en/cli.ftl"),
];

/// The words of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.debug_struct("Texts").field("locales", &self.bundle.locales).finish_non_exhaustive()
    }
}

impl Texts {
    /// The English words.
    #[must_use]
    pub fn english() -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec!["en-GB".parse::<LanguageIdentifier>().unwrap_or_default()]);
        // Marks against mixed writing directions would stand in every log and snapshot; no language here needs them.
        bundle.set_use_isolating(false);
        for source in ENGLISH {
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(?errors, "the English words do not parse");
                    resource
                }
            };
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "two English messages have one key");
            }
        }
        Self { bundle }
    }

    /// A message without arguments.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A message with arguments. Whole numbers take part in plural rules.
    #[must_use]
    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(*name, argument(value));
        }
        self.format(key, Some(&values))
    }

    /// Whether there is such a message.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Evidence in words.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> String {
        let args: Vec<(&str, &str)> = finding.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.with(&format!("finding-{}", finding.key), &args)
    }

    /// What a form says under a field.
    #[must_use]
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.get("problem-required"),
            Problem::NotAPhone => self.get("problem-not-a-phone"),
            Problem::NotADate => self.get("problem-not-a-date"),
            Problem::NotMoney => self.get("problem-not-money"),
            Problem::NotANumber => self.get("problem-not-a-number"),
            Problem::NotAChoice => self.get("problem-not-a-choice"),
            Problem::NoSuchRow(_) => self.get("problem-no-such-row"),
            Problem::BelongsElsewhere(_) => self.get("problem-belongs-elsewhere"),
        }
    }

    /// Why something could not be done.
    #[must_use]
    pub fn refusal(&self, refusal: Refusal) -> String {
        self.get(match refusal {
            Refusal::NotNow => "refusal-not-now",
            Refusal::StillSpeaking => "refusal-still-speaking",
            Refusal::Muted => "refusal-muted",
            Refusal::NoSuchReply => "refusal-no-such-reply",
            Refusal::NoSuchDepartment => "refusal-no-such-department",
            Refusal::DepartmentClosed => "refusal-department-closed",
            Refusal::NoSuchRow => "refusal-no-such-row",
            Refusal::NoSuchForm => "refusal-no-such-form",
            Refusal::NoSuchField => "refusal-no-such-field",
            Refusal::MayNotCreate => "refusal-may-not-create",
            Refusal::MayNotEdit => "refusal-may-not-edit",
            Refusal::NothingToSpell => "refusal-nothing-to-spell",
            Refusal::NothingToReadBack => "refusal-nothing-to-read-back",
            Refusal::NoSuchCode => "refusal-no-such-code",
            Refusal::NoSuchTick => "refusal-no-such-tick",
            Refusal::NoSuchArticle => "refusal-no-such-article",
            Refusal::TimeRunsBackwards => "refusal-time-runs-backwards",
        })
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, "no such message");
            return format!("⟨{key}⟩");
        };
        let mut errors = Vec::new();
        let text: Cow<'_, str> = self.bundle.format_pattern(pattern, args, &mut errors);
        for error in errors {
            tracing::warn!(key, %error, "a message lacks an argument");
        }
        text.into_owned()
    }
}

/// A short plain number is a number, everything else (phones, order numbers, money) stays as it is written.
fn argument(value: &str) -> FluentValue<'_> {
    let short = value.len() <= 4 && !value.starts_with('0');
    match value.parse::<u32>() {
        Ok(number) if short || value == "0" => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}
