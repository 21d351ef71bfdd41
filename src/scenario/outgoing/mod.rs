//! Calls that we make: rules of dialling, call lists, and what is right with each row of one.
//!
//! Rules are data, with where they hold, where they stand and until when they may be relied on; nothing of them is in the
//! program. What a row needs is worked out from them, so that a list is judged as its rules say and not as somebody typed.

mod law;
mod list;
mod reach;
mod rules;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

pub use law::{Law, Refused};
pub use list::{ListRow, Try};
pub use rules::{Between, Dialling, zone};
pub use verdict::{Reason, Right, Verdict};

use super::checker::Checker;
use super::diagnostic::{Diagnostic, Severity, SourceFile};
use super::load::carried_laws;
use super::model::Pack;
use super::read::read;
use super::source::{Answered, CampaignSource, DiallingSource, FieldKind};
use super::writing::{Writing, digits};

/// A call list with the rules that it is worked through by.
#[derive(Debug)]
pub struct Campaign {
    /// Name of its file.
    pub id: String,
    pub source: CampaignSource,
    pub rules: Arc<Dialling>,
    /// The laws that hold for each purpose.
    pub laws: BTreeMap<String, Vec<Arc<Law>>>,
    pub rows: Vec<ListRow>,
    /// BLAKE3 of the campaign, its list, its rules and its laws.
    pub hash: String,
    writing: Writing,
}

impl Campaign {
    /// Two writings of one number.
    #[must_use]
    pub fn same_number(&self, one: &str, other: &str) -> bool {
        !one.is_empty() && !other.is_empty() && self.writing.equal(&FieldKind::Phone, one, other)
    }

    fn same_name(&self, one: &str, other: &str) -> bool {
        self.writing.equal(&FieldKind::Name, one, other)
    }

    /// A number as it has to be written, if that can be known from how it is.
    #[must_use]
    pub fn mended(&self, number: &str) -> Option<String> {
        mended(number, &self.rules, &self.writing)
    }

    /// What the cells of a row ought to hold, as far as it can be known from how they are.
    #[must_use]
    pub fn mended_cells(&self, row: &ListRow) -> Cells {
        let (phone, email) = (&row.phone, &row.email);
        let second_phone = self.mended(&row.second_phone).unwrap_or_else(|| row.second_phone.clone());
        // Each stands in the other's place.
        if phone.contains('@') && !self.is_whole(phone) && self.is_whole(email) {
            return Cells { phone: email.clone(), second_phone, email: phone.clone() };
        }
        Cells { phone: self.mended(phone).unwrap_or_else(|| phone.clone()), second_phone, email: email.clone() }
    }

    /// Who or what is there when a number of a row is first dialled.
    #[must_use]
    pub fn first_answer(&self, row: &ListRow, second: bool) -> Answered {
        let answers = if second && !row.second_answers.is_empty() { &row.second_answers } else { &row.answers };
        answers.first().copied().unwrap_or(Answered::NoAnswer)
    }

    /// Whether a number can be dialled as it is written.
    #[must_use]
    pub fn is_whole(&self, number: &str) -> bool {
        is_whole_number(number, &self.rules, &self.writing)
    }
}

/// The cells of a row in which a number or an address stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    pub phone: String,
    pub second_phone: String,
    pub email: String,
}

/// A number with all its digits and nothing else.
fn is_whole_number(number: &str, rules: &Dialling, writing: &Writing) -> bool {
    writing.is_phone(number)
        && number.is_ascii()
        && writing.significant_digits(number).len() == rules.source.phone_digits
}

/// A number that letters have got into which look like digits, as it was meant.
fn mended(number: &str, rules: &Dialling, writing: &Writing) -> Option<String> {
    if is_whole_number(number, rules, writing) {
        return None;
    }
    let letters = |c: char| match c {
        'O' | 'o' => '0',
        'I' | 'l' => '1',
        c => c,
    };
    let plain: String = number.chars().map(letters).collect();
    let lost_nought = || {
        let all = digits(&plain);
        (all.len() == rules.source.phone_digits && !all.starts_with('0') && writing.is_phone(&plain))
            .then(|| format!("0{plain}"))
    };
    Some(plain.clone()).filter(|plain| is_whole_number(plain, rules, writing)).or_else(lost_nought)
}

pub(super) use law::laws;

/// The names of the laws that the campaigns among some files rest on.
pub(super) fn laws_named<'f>(files: impl Iterator<Item = (&'f String, &'f Arc<SourceFile>)>) -> BTreeSet<String> {
    let campaigns = files.filter(|(path, _)| path.starts_with("campaigns/") && path.ends_with(".ron"));
    // What cannot be read is told when the campaign itself is.
    let read = campaigns.filter_map(|(_, file)| read::<CampaignSource>(file).ok());
    let laws =
        |source: CampaignSource| source.purposes.values().flat_map(|purpose| purpose.laws.clone()).collect::<Vec<_>>();
    read.flat_map(laws).collect()
}

/// The rules of dialling of a pack, and what is wrong with them.
pub(super) fn rules(pack: &Pack) -> (BTreeMap<String, Arc<Dialling>>, Vec<Diagnostic>) {
    let (mut out, mut found) = (BTreeMap::new(), Vec::new());
    for (id, file) in files(pack, "dialling/") {
        let source: DiallingSource = match read(&file) {
            Ok(source) => source,
            Err(problems) => {
                found.extend(problems);
                continue;
            }
        };
        let mut check = Checker::new(&file);
        check.format(source.format);
        for (code, outcome) in &source.outcomes {
            let known = pack.source.dispositions.keys().map(String::as_str);
            check.known("SL023", &["outcomes", code, "wrap_up"], "disposition code", &outcome.wrap_up, known);
        }
        let rules = Dialling::new(&id, source, &pack.holidays, &mut check);
        past_review(&mut check, rules.as_ref().map(|rules| rules.review_by), pack);
        let sound = !check.found.iter().any(|problem| problem.severity == Severity::Error);
        found.append(&mut check.found);
        out.extend(rules.filter(|_| sound).map(|rules| (id, Arc::new(rules))));
    }
    (out, found)
}

/// Tells of rules that are past their date on the practice day.
fn past_review(check: &mut Checker<'_>, review_by: Option<Date>, pack: &Pack) {
    let Some(until) = review_by.filter(|until| *until < pack.today.date()) else { return };
    let message = format!("these rules were to be relied on until {until}, and the practice day is later");
    let hint = "compare them with their source, and write a new as_of and review_by".to_owned();
    check.warning("SL144", &["review_by"], message, Some(hint));
}

/// The campaigns of a pack, and what is wrong with them.
/// `later` are scenarios that are not read yet.
pub(super) fn campaigns(pack: &Pack, later: &[(String, PathBuf)]) -> (Vec<Arc<Campaign>>, Vec<Diagnostic>) {
    let (mut out, mut found) = (Vec::new(), Vec::new());
    let paths = pack.files.files.keys().chain(later.iter().map(|(path, _)| path));
    let calls: Vec<&str> = paths.filter_map(|path| path.strip_prefix("calls/")?.strip_suffix(".ron")).collect();
    for (id, file) in files(pack, "campaigns/") {
        match campaign(pack, &id, &file, &calls) {
            Ok((campaign, warnings)) => {
                found.extend(warnings);
                out.push(Arc::new(campaign));
            }
            Err(problems) => found.extend(problems),
        }
    }
    (out, found)
}

fn files(pack: &Pack, folder: &str) -> Vec<(String, Arc<SourceFile>)> {
    let inside = |(path, file): (&String, &Arc<SourceFile>)| {
        let id = path.strip_prefix(folder)?.strip_suffix(".ron")?;
        Some((id.to_owned(), Arc::clone(file)))
    };
    pack.files.files.iter().filter_map(inside).collect()
}

type Found = Vec<Diagnostic>;

fn campaign(pack: &Pack, id: &str, file: &Arc<SourceFile>, calls: &[&str]) -> Result<(Campaign, Found), Found> {
    let source: CampaignSource = read(file)?;
    let mut check = Checker::new(file);
    names(&mut check, &source, pack, calls);
    let list = format!("campaigns/{id}.csv");
    let table = pack.files.files.get(&list);
    if table.is_none() {
        let hint = Some(format!("save the list beside this file, as {list}"));
        check.error("SL140", &[], "the campaign has no list".to_owned(), hint);
    }
    let (Some(rules), Some(table)) = (pack.drills.dialling.get(&source.rules), table) else {
        return Err(check.found);
    };
    let around = list::Around { campaign: &source, rules, writing: &pack.writing, today: pack.today.date() };
    let rows = list::read(table, &around);
    let (rows, mut problems) = match rows {
        Ok(rows) => (rows, Vec::new()),
        Err(problems) => (Vec::new(), problems),
    };
    problems.append(&mut check.found);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems);
    }
    let laws = laws_of(&source, pack);
    let mut each: Vec<&Law> = Vec::new();
    for law in laws.values().flatten().map(Arc::as_ref) {
        if !each.iter().any(|other| other.id == law.id) {
            each.push(law);
        }
    }
    let mut made_of = format!("{}\n{}\n{:?}", file.text, table.text, rules.source);
    each.iter().for_each(|law| made_of.push_str(&law.text));
    let hash = blake3::hash(made_of.as_bytes()).to_hex().to_string();
    let rules = if each.is_empty() { Arc::clone(rules) } else { Arc::new(rules.beside(each.into_iter())) };
    let campaign = Campaign { id: id.to_owned(), source, rules, laws, rows, hash, writing: pack.writing.clone() };
    let others = disagreements(&campaign, table, pack.today);
    let sound = others.is_empty();
    problems.extend(others);
    let never = reach::never(&campaign, file, table, pack.today);
    let sound = sound && !never.iter().any(|problem| problem.severity == Severity::Error);
    problems.extend(never);
    if sound { Ok((campaign, problems)) } else { Err(problems) }
}

/// The laws that each purpose names, those that are sound.
fn laws_of(source: &CampaignSource, pack: &Pack) -> BTreeMap<String, Vec<Arc<Law>>> {
    let of = |names: &[String]| names.iter().filter_map(|name| pack.drills.laws.get(name).cloned()).collect();
    source.purposes.iter().map(|(code, purpose)| (code.clone(), of(&purpose.laws))).collect()
}

fn known_law(check: &mut Checker<'_>, path: &[&str], law: &str, pack: &Pack) {
    if pack.drills.laws.contains_key(law) {
        return;
    }
    let own = format!("laws/{law}.ron");
    if pack.files.files.contains_key(&own) {
        let message = format!("the law \"{law}\" has errors, and nobody is rung under half a law");
        check.error("SL152", path, message, Some(format!("mend {own}")));
        return;
    }
    let carried = carried_laws().map(|(name, _)| name);
    let known = pack.drills.laws.keys().cloned().chain(carried).collect::<BTreeSet<_>>();
    check.unknown("SL152", path, "law", law, known.iter().map(String::as_str));
}

fn names(check: &mut Checker<'_>, source: &CampaignSource, pack: &Pack, calls: &[&str]) {
    check.format(source.format);
    check.duties(&source.duties);
    check.known("SL146", &["rules"], "file of rules", &source.rules, pack.drills.dialling.keys().map(String::as_str));
    check.known("SL146", &["rubric"], "rubric", &source.rubric, pack.rubrics.keys().map(String::as_str));
    let outcomes = pack.drills.dialling.get(&source.rules).map(|rules| &rules.source.outcomes);
    for (code, purpose) in &source.purposes {
        for law in &purpose.laws {
            known_law(check, &["purposes", code, "laws"], law, pack);
        }
        let path = ["purposes", code.as_str(), "script"];
        let Some(script) = &purpose.script else { continue };
        check.known("SL146", &path, "scenario", script, calls.iter().copied());
        for (ending, outcome) in &purpose.endings {
            let path = ["purposes", code.as_str(), "endings", ending.as_str()];
            if let Some(outcomes) = outcomes {
                check.known("SL146", &path, "outcome", outcome, outcomes.keys().map(String::as_str));
            }
        }
    }
    if source.purposes.is_empty() {
        let hint = Some("name what people are rung for".to_owned());
        check.error("SL146", &["purposes"], "the campaign has no purpose".to_owned(), hint);
    }
}

/// Endings that a campaign has an outcome for and the script does not have. To be asked when the scenarios are there.
pub(super) fn endings(pack: &Pack) -> Found {
    let mut found = Vec::new();
    for campaign in &pack.drills.campaigns {
        let Some(file) = pack.files.files.get(&format!("campaigns/{}.ron", campaign.id)) else { continue };
        let mut check = Checker::new(file);
        for (code, purpose) in &campaign.source.purposes {
            let script = purpose.script.as_ref().and_then(|script| pack.scenario(script));
            let Some(script) = script else { continue };
            for ending in purpose.endings.keys() {
                let path = ["purposes", code.as_str(), "endings", ending.as_str()];
                let known = script.source.endings.keys().map(String::as_str);
                check.known("SL151", &path, "ending", ending, known);
            }
        }
        found.append(&mut check.found);
    }
    found
}

/// Rows whose author says something else than the rules, with no note from which a trainee could know it.
fn disagreements(campaign: &Campaign, table: &Arc<SourceFile>, now: DateTime) -> Vec<Diagnostic> {
    let one = |(number, row): (usize, &ListRow)| {
        let right = row.right?;
        let by_rules = campaign.by_rules(number, row, now);
        if by_rules.is(right) || (!row.note.is_empty() && right != Right::Later) {
            return None;
        }
        let message = format!(
            "row {}: its column right says otherwise than the rules, which say {}",
            row.number,
            said(&by_rules)
        );
        let hint = "a trainee can only know what the rules or the row's note say";
        Some(Diagnostic::error("SL147", table, Some(row.span.clone()), message).hint(hint))
    };
    campaign.rows.iter().enumerate().filter_map(one).collect()
}

fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Dial { second: false } => "dial".to_owned(),
        Verdict::Dial { second: true } => "dial second".to_owned(),
        Verdict::Later((from, to)) => {
            format!("later, {} to {}", from.strftime("%A %-d %B %H:%M"), to.strftime("%H:%M"))
        }
        Verdict::Ask => "ask".to_owned(),
        Verdict::Close(reason) => format!("close, {reason:?}"),
    }
}
