//! `steadyline review`: attempts looked through and judged, appeals ruled on, and the trail of all of it.

use std::path::Path;

use clap::ValueEnum;
use jiff::Timestamp;

use super::log_file;
use super::packs::Failure;
use super::period::Days;
use super::report::one;
#[cfg(feature = "centre")]
use super::report::team;
use super::review_show::{print_audit, print_lines, print_review};
#[cfg(feature = "centre")]
use super::sync::At;
use super::who::{self, Who, told};
use super::{Common, Exit, complain, say};
use crate::call::Millis;
#[cfg(feature = "centre")]
use crate::review::Source;
use crate::scenario::ScoreNumber;
use crate::scoring::{Scorecard, points_of};
use crate::store::{
    Actor, AttemptId, Decision, JudgementError, ListFilter, NewComment, Page, ReviewFilter, Store, StoreError,
};
use crate::text::Texts;

/// Review attempts: comment, override a criterion, appeal, rule on appeals
///
/// What is said and decided stands beside the machine's score, which stays as it is. Lists and reports use overrides and say so. Each
/// step leaves an entry in the audit trail. An attempt is named by its key, or by a part of it that no other has.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List attempts, the latest first, with what overrides make of them
    ///
    /// With --centre the attempts of all desks are listed, with a supervisor's login; a team is then one that this data folder knows.
    List(ListArgs),
    /// Show an attempt: its criteria, what was overridden, comments and appeals
    Show {
        attempt: String,
        /// One JSON object for programs
        #[arg(long)]
        json: bool,
    },
    /// Comment on an attempt, or on a moment of it
    Comment {
        attempt: String,
        text: String,
        /// The moment of the call, as 1:05
        #[arg(long, value_name = "M:SS", value_parser = moment)]
        at: Option<Millis>,
        /// For yourself alone; else the trainee and their supervisors see it
        #[arg(long)]
        private: bool,
    },
    /// Give a criterion other points than the machine did, with a reason
    Override {
        attempt: String,
        /// The criterion by its name in the rubric, or by a part of its wording that no other has
        criterion: String,
        /// Points, as 7 or 7.5
        #[arg(required_unless_present = "withdraw", value_parser = points)]
        points: Option<u64>,
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Take an override back: what the machine found holds again
        #[arg(long, conflicts_with = "points")]
        withdraw: bool,
    },
    /// Appeal against the points of one criterion of your own attempt
    Appeal {
        attempt: String,
        criterion: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Rule on an appeal; a ruling is final
    Rule {
        attempt: String,
        criterion: String,
        /// Uphold it: the points that the criterion gets
        #[arg(long, value_name = "POINTS", value_parser = points, required_unless_present = "reject")]
        uphold: Option<u64>,
        /// Reject it: the points stay
        #[arg(long, conflicts_with = "uphold")]
        reject: bool,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Sign an attempt off as reviewed
    Done { attempt: String },
    /// Read the audit trail, or look whether it was tampered with
    Audit {
        /// Only entries about this attempt
        attempt: Option<String>,
        /// Only entries about this person
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
        /// Look the whole trail through: ends with 3 where something was changed, left out, put in or cut off
        #[arg(long)]
        verify: bool,
        /// With --verify: the end of the trail as it was noted earlier must still be in it
        #[arg(long, value_name = "HASH", requires = "verify")]
        noted: Option<String>,
        /// One JSON array for programs
        #[arg(long, conflicts_with = "verify")]
        json: bool,
    },
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// The scenario or drill by its id
    #[arg(long, value_name = "ID")]
    scenario: Option<String>,
    /// The language of the call, as a tag
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    #[command(flatten)]
    days: Days,
    /// Only where this number is below its pass mark
    #[arg(long, value_name = "NUMBER")]
    below: Option<NumberArg>,
    /// Only with critical errors
    #[arg(long)]
    critical: bool,
    /// Only finished ones that nobody has reviewed
    #[arg(long)]
    unreviewed: bool,
    /// Only with an appeal that waits
    #[arg(long)]
    appealed: bool,
    /// So many attempts, 1 to 10,000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Those behind this one: the next page
    #[arg(long, value_name = "ATTEMPT")]
    after: Option<String>,
    #[cfg(feature = "centre")]
    #[command(flatten)]
    at: At,
    /// One JSON array for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NumberArg {
    Records,
    Routing,
    Composure,
    Procedure,
}

impl From<NumberArg> for ScoreNumber {
    fn from(number: NumberArg) -> Self {
        match number {
            NumberArg::Records => Self::Records,
            NumberArg::Routing => Self::Routing,
            NumberArg::Composure => Self::Composure,
            NumberArg::Procedure => Self::Procedure,
        }
    }
}

/// A moment of a call, as `1:05` or `1:05.5`.
fn moment(text: &str) -> Result<Millis, String> {
    let wrong = || "a moment is written as minutes and seconds: 1:05".to_owned();
    let (minutes, seconds) = text.split_once(':').ok_or_else(wrong)?;
    let minutes: u64 = minutes.parse().map_err(|_| wrong())?;
    let (seconds, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let whole: u64 = seconds.parse().ok().filter(|whole| *whole < 60).ok_or_else(wrong)?;
    let thousandths: u64 = format!("{part:0<3}").get(..3).and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
    let all = minutes.checked_mul(60_000).and_then(|all| all.checked_add(whole * 1000 + thousandths));
    all.map(Millis).ok_or_else(wrong)
}

fn points(text: &str) -> Result<u64, String> {
    points_of(text).ok_or_else(|| "points are written as 7 or 7.5".to_owned())
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match review(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn review(args: &Args, common: &Common) -> Result<(), Failure> {
    let (texts, folder) = (Texts::english(), who::folder(common));
    let tell = |error: StoreError| told(&folder, &error);
    match &args.what {
        What::List(list) => {
            let page = list.page(&texts, common, &args.who)?;
            print_lines(&texts, &page.lines, list.json);
            if let (Some(next), false) = (page.next, list.json) {
                let (shown, all) = (page.lines.len().to_string(), page.all.to_string());
                say(&texts.with("review-more", &[("shown", &shown), ("all", &all), ("next", &next.0)]));
            }
            Ok(())
        }
        What::Show { attempt, json } => {
            let (store, actor) = args.who.open_to_read(&folder)?;
            let id = find(&texts, &store, &actor, attempt).map_err(|failure| failure.told(&folder))?;
            if store.waits_for(&actor, &id).map_err(tell)? {
                return Err(tell(JudgementError::ScoreFirst(id.0).into()));
            }
            let held = store.judgement(&actor, &id).map_err(tell)?;
            let names = store.names().map_err(tell)?;
            print_review(&texts, &id, &card(common, &id)?, (&held, &names), *json);
            Ok(())
        }
        What::Audit { attempt, person, verify, noted, json } => {
            let (store, actor) = args.who.open_to_read(&folder)?;
            if *verify {
                let end = store.verify_audit(noted.as_deref()).map_err(tell)?;
                let entries = end.entries.to_string();
                say(&texts.with("review-trail-whole", &[("entries", &entries), ("hash", &end.hash)]));
                return Ok(());
            }
            let id = attempt.as_ref().map(|part| find(&texts, &store, &actor, part)).transpose();
            let id = id.map_err(|failure| failure.told(&folder))?;
            let names = store.names().map_err(tell)?;
            let person = person.as_ref().map(|name| store.someone(name)).transpose().map_err(tell)?;
            let mut entries = store.audit(&actor).map_err(tell)?;
            entries.retain(|entry| {
                id.as_ref().is_none_or(|id| entry.attempt.as_ref() == Some(id))
                    && person.as_ref().is_none_or(|one| entry.subject.as_ref() == Some(&one.id))
            });
            print_audit(&texts, &entries, &names, *json);
            Ok(())
        }
        other => decide(&texts, other, &args.who, (common, &folder)),
    }
}

/// What writes.
fn decide(texts: &Texts, what: &What, who: &Who, (common, folder): (&Common, &Path)) -> Result<(), Failure> {
    let tell = |error: StoreError| told(folder, &error);
    let now = Timestamp::now();
    let (store, actor) = who.open(folder)?;
    let id = |part: &str| find(texts, &store, &actor, part).map_err(|failure| failure.told(folder));
    let done = match what {
        What::Comment { attempt, text, at, private } => {
            let comment = NewComment { moment: *at, private: *private, text };
            store.comment(&actor, &id(attempt)?, &comment, now).map_err(tell)?;
            "review-commented"
        }
        What::Done { attempt } => {
            store.sign_off(&actor, &id(attempt)?, now).map_err(tell)?;
            "review-signed-off"
        }
        What::Override { attempt, criterion, points, reason, withdraw } => {
            let about = About::of(texts, common, id(attempt)?, criterion)?;
            let decision = about.decision(reason);
            match points.filter(|_| !withdraw) {
                Some(earned) => store.override_criterion(&actor, &decision, earned, now).map_err(tell)?,
                None => store.withdraw_override(&actor, &decision, now).map_err(tell)?,
            }
            if *withdraw { "review-withdrawn" } else { "review-overridden" }
        }
        What::Appeal { attempt, criterion, reason } => {
            let about = About::of(texts, common, id(attempt)?, criterion)?;
            store.appeal(&actor, &about.decision(reason), now).map_err(tell)?;
            "review-appealed"
        }
        What::Rule { attempt, criterion, uphold, reject, reason } => {
            let about = About::of(texts, common, id(attempt)?, criterion)?;
            let upheld = uphold.filter(|_| !reject);
            store.rule_on_appeal(&actor, &about.decision(reason), upheld, now).map_err(tell)?;
            if upheld.is_some() { "review-upheld" } else { "review-rejected" }
        }
        What::List(_) | What::Show { .. } | What::Audit { .. } => return Ok(()),
    };
    say(&texts.get(done));
    Ok(())
}

/// One criterion of an attempt, on its own card.
struct About {
    id: AttemptId,
    card: Scorecard,
    criterion: String,
}

impl About {
    fn of(texts: &Texts, common: &Common, id: AttemptId, criterion: &str) -> Result<Self, Failure> {
        let card = card(common, &id)?;
        let all: Vec<(&str, &str)> = card.criteria.iter().map(|one| (one.id.as_str(), one.label.as_str())).collect();
        let criterion = one(texts, "review-no-criterion", criterion, &all)?;
        Ok(Self { id, card, criterion })
    }

    fn decision<'a>(&'a self, reason: &'a str) -> Decision<'a> {
        Decision { attempt: &self.id, card: &self.card, criterion: &self.criterion, reason }
    }
}

/// The machine's card, by the rules of the attempt's own day.
fn card(common: &Common, id: &AttemptId) -> Result<Scorecard, Failure> {
    Ok(log_file::kept(&id.0, common, false)?.card(None))
}

/// Why an attempt was not found.
pub(super) enum NotFound {
    Store(StoreError),
    Meant(String),
}

impl NotFound {
    pub(super) fn told(self, folder: &Path) -> Failure {
        match self {
            Self::Store(error) => told(folder, &error),
            Self::Meant(message) => (message, Exit::Usage),
        }
    }
}

/// An attempt by its key, or by a part of it. Whoever may not see an attempt does not learn that it is there.
pub(super) fn find(texts: &Texts, store: &Store, actor: &Actor, part: &str) -> Result<AttemptId, NotFound> {
    let exact = store.attempts_of(&[AttemptId(part.to_owned())]).map_err(NotFound::Store)?;
    if let Some(exact) = exact.into_iter().next() {
        return Ok(exact.id);
    }
    let seen = store.to_review(actor, &ReviewFilter::default()).map_err(NotFound::Store)?;
    let mut fits = seen.iter().filter(|line| !part.is_empty() && line.attempt.id.0.contains(part));
    match (fits.next(), fits.count()) {
        (Some(only), 0) => Ok(only.attempt.id.clone()),
        (Some(_), _) => Err(NotFound::Meant(texts.with("review-many-attempts", &[("part", part)]))),
        (None, _) => Err(NotFound::Store(StoreError::NoAttempt(part.to_owned()))),
    }
}

impl ListArgs {
    /// The page that is asked for, of the data folder or of the centre where one is named.
    fn page(&self, texts: &Texts, common: &Common, who: &Who) -> Result<Page, Failure> {
        let folder = who::folder(common);
        let tell = |error: StoreError| told(&folder, &error);
        #[cfg(feature = "centre")]
        if self.at.is_named() {
            let mut source = Source::Centre(Box::new(self.at.connect(texts)?));
            let team = self.team.as_ref().map(|name| team(texts, (&source, common), name)).transpose()?;
            let filter = self.filter(team.map(|(_, people)| people))?;
            let Source::Centre(centre) = &mut source else { return Err((String::new(), Exit::Bug)) };
            return centre.page(&filter).map_err(|error| super::sync::failure(&error));
        }
        let (store, actor) = who.open_to_read(&folder)?;
        let team = self.team.as_ref().map(|name| store.team_people(&actor, name)).transpose().map_err(tell)?;
        store.page(&actor, &self.filter(team)?).map_err(tell)
    }

    fn filter(&self, team: Option<Vec<String>>) -> Result<ListFilter, Failure> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (from, until) = self.days.micros()?;
        let people = match (&self.person, team) {
            (Some(person), Some(team)) => Some(team.into_iter().filter(|name| name == person).collect()),
            (Some(person), None) => Some(vec![person.clone()]),
            (None, team) => team,
        };
        Ok(ListFilter {
            people,
            scenario: text(&self.scenario),
            language: text(&self.language),
            from,
            until,
            below: self.below.map(Into::into),
            critical: self.critical,
            unreviewed: self.unreviewed,
            appealed: self.appealed,
            limit: self.limit,
            after: self.after.clone().map(AttemptId),
            ..ListFilter::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_points_are_read_as_people_write_them() {
        assert_eq!(moment("1:05"), Ok(Millis(65_000)));
        assert_eq!(moment("0:00.25"), Ok(Millis(250)));
        for wrong in ["", "5", "1:60", "1:5x", "-1:00", "1:05.x", "99999999999999999999:00"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
        assert_eq!((points("7"), points("7.5"), points("0,25")), (Ok(7000), Ok(7500), Ok(250)));
        for wrong in ["", "-1", "1.", "1.2345", "seven", "1e3", "99999999999999999999"] {
            assert!(points(wrong).is_err(), "{wrong}");
        }
    }
}
