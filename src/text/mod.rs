//! The words of the interface, through Fluent: English is the source, other languages are files beside it.
//!
//! Scenario lines are not here: they belong to their pack. The room knows the findings that it puts into words, the
//! names of problems and refusals, and what rules of dialling say, and nothing of screens.

use std::borrow::Cow;
use std::fmt;

mod dialling;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::{Date, DateTime};
use unic_langid::LanguageIdentifier;

use crate::call::{Action, Decision, Problem, Refusal, Setup};
use crate::scoring::Finding;

const ENGLISH: &[&str] = &[
    include_str!("../../assets/text/en/core.ftl"),
    include_str!("../../assets/text/en/front.ftl"),
    include_str!("../../assets/text/en/desk.ftl"),
    include_str!("../../assets/text/en/debrief.ftl"),
    include_str!("../../assets/text/en/cli.ftl"),
    include_str!("../../assets/text/en/author.ftl"),
    include_str!("../../assets/text/en/list.ftl"),
    include_str!("../../assets/text/en/duties.ftl"),
    include_str!("../../assets/text/en/drill.ftl"),
    include_str!("../../assets/text/en/centre.ftl"),
    include_str!("../../assets/text/en/report.ftl"),
    include_str!("../../assets/text/en/team.ftl"),
    include_str!("../../assets/text/en/people.ftl"),
    include_str!("../../assets/text/en/review.ftl"),
    include_str!("../../assets/text/en/assign.ftl"),
    include_str!("../../assets/text/en/judge.ftl"),
];

/// How many signs a day has as the database keeps it.
const ISO_DAY: usize = 10;

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
            let resource = match FluentResource::try_new((*source).to_owned()) {
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

    /// What was decided: the words that were said, or what was done.
    #[must_use]
    pub fn decision(&self, decision: &Decision, setup: &Setup) -> String {
        if let Some(line) = &decision.said {
            return self.with("decision-said", &[("line", line)]);
        }
        self.get(match &decision.action {
            Action::Transfer { to, .. } => {
                let department = setup.pack.department_name(to);
                return self.with("decision-transfer", &[("department", department)]);
            }
            Action::Answer => "decision-answer",
            Action::Hold => "decision-hold",
            Action::Resume => "decision-resume",
            Action::Mute => "decision-mute",
            Action::Unmute => "decision-unmute",
            Action::Join => "decision-join",
            Action::Back => "decision-back",
            Action::End => "decision-end",
            Action::Save(_) => "decision-save",
            Action::WrapUp { .. } => "decision-wrap-up",
            _ => "decision-other",
        })
    }

    /// A day as people write it: `27 Nov 2026`.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        let (day, month, year) = (date.day().to_string(), date.month().to_string(), date.year().to_string());
        self.with("date", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// A day with the time of day: `27 Nov 2026, 09:05`.
    #[must_use]
    pub fn day_and_time(&self, at: DateTime) -> String {
        let (hour, minute) = (format!("{:02}", at.hour()), format!("{:02}", at.minute()));
        self.with("date-and-time", &[("date", &self.day(at.date())), ("hour", &hour), ("minute", &minute)])
    }

    /// A text in which each day that stands as the database keeps it, `2026-11-27`, is written as people do.
    #[must_use]
    pub fn dated(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|sign: char| sign.is_ascii_digit()) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let end = from.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            let whole = !before.ends_with(|sign: char| sign.is_alphanumeric() || sign == '-');
            match word.parse::<Date>() {
                Ok(date) if whole && word.len() == ISO_DAY => out.push_str(&self.day(date)),
                _ => out.push_str(word),
            }
            rest = after;
        }
        out.push_str(rest);
        out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_the_words_of_the_language() {
        let texts = Texts::english();
        assert_eq!(texts.day(jiff::civil::date(2026, 11, 7)), "7 Nov 2026");
        assert_eq!(texts.day_and_time(jiff::civil::date(2026, 1, 31).at(9, 5, 0, 0)), "31 Jan 2026, 09:05");
        let months: Vec<String> = (1..=12).map(|month| texts.day(jiff::civil::date(2026, month, 1))).collect();
        assert_eq!(months.first().zip(months.last()), Some((&"1 Jan 2026".to_owned(), &"1 Dec 2026".to_owned())));
    }

    #[test]
    fn days_inside_a_text_are_found_and_nothing_else_is() {
        let texts = Texts::english();
        for (text, written) in [
            ("Placed 2026-09-18, promised by 2026-09-25.", "Placed 18 Sep 2026, promised by 25 Sep 2026."),
            ("TW1580900 · 07700 900312 · £40.00", "TW1580900 · 07700 900312 · £40.00"),
            ("2026-13-40 and A2026-09-18 and 2026-09-18-7", "2026-13-40 and A2026-09-18 and 2026-09-18-7"),
            ("", ""),
        ] {
            assert_eq!(texts.dated(text), written);
        }
    }
}
