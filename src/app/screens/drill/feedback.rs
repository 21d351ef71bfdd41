//! What is wrong with a row as it stands now: in practice at once, in assessment never before the debrief.

use crate::app::session::{LiveDrill, Words};
use crate::call::{DrillRun, Mode};
use crate::scoring::{Finding, Scorecard, score_drill};

/// The row that evidence is about.
pub(super) fn row_of(finding: &Finding) -> Option<&str> {
    finding.args.iter().find(|(name, _)| *name == "row").map(|(_, value)| value.as_str())
}

/// What is said of a row in a scorecard, each once.
pub(super) fn findings(card: &Scorecard, row: &str, words: &Words) -> Vec<String> {
    let all = card.criteria.iter().flat_map(|criterion| &criterion.evidence);
    let mut said: Vec<String> = Vec::new();
    for moment in all.filter(|moment| row_of(&moment.finding) == Some(row)) {
        let text = words.finding(&moment.finding);
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said
}

/// What is wrong with a row that something was done about; nothing in assessment, and nothing of a row that waits.
pub(super) fn at_once(live: &LiveDrill, row: usize, words: &Words) -> Vec<String> {
    if live.run.mode() == Mode::Assessment {
        return Vec::new();
    }
    let number = match &live.run {
        DrillRun::List(run) if run.rows()[row].settled => &run.campaign().rows[row].number,
        DrillRun::Tidy(run) if run.rows()[row].settled => &run.tidy().rows[row].number,
        _ => return Vec::new(),
    };
    let Some(rubric) = live.pack.rubrics.get(live.drill.rubric()) else { return Vec::new() };
    findings(&score_drill(&live.run, rubric), number, words)
}
