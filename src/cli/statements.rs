//! What `steadyline export` makes of attempts that are played again: points by criterion, and xAPI statements.

use clap::ValueEnum;

use super::packs::Failure;
use super::report;
use super::who::{Who, told};
use super::{Common, Exit};
use crate::review::Archive;
use crate::review::figures::Case;
use crate::review::xapi::{Publisher, Remark, Statement, Version};
use crate::store::{AttemptSummary, StoreError};
use crate::text::Texts;

/// The version of xAPI that statements name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum XapiVersion {
    #[value(name = "1.0.3")]
    V1,
    #[value(name = "2.0.0")]
    V2,
}

/// All statements of the wanted attempts as one JSON array, as a learning record store takes them.
pub(super) fn xapi(
    (common, who): (&Common, &Who),
    version: XapiVersion,
    home: &str,
    wanted: impl Fn(&AttemptSummary) -> bool,
) -> Result<String, Failure> {
    let version = match version {
        XapiVersion::V1 => Version::V1,
        XapiVersion::V2 => Version::V2,
    };
    let publisher = Publisher::new(home, version)
        .ok_or_else(|| (Texts::english().with("export-no-home", &[("home", home)]), Exit::Usage))?;
    let (archive, cases) = cases(common, who, wanted)?;
    let tell = |error: StoreError| told(&archive.folder, &error);
    let (names, owner) = (archive.store.names().map_err(tell)?, Texts::english().get("review-owner"));
    let mut statements: Vec<Statement> = Vec::new();
    for case in &cases {
        statements.extend(publisher.statements(case));
        let judgement = archive.store.judgement(&archive.actor, &case.attempt.id).map_err(tell)?;
        // What somebody wrote for themselves is theirs; who was erased has no name any more, and their words no author.
        for comment in judgement.comments.iter().filter(|comment| !comment.private) {
            let by = comment.by.as_ref().map_or(Some(&owner), |id| names.get(id));
            let (Some(by), Some(text)) = (by, &comment.text) else { continue };
            let remark = Remark { id: &comment.id, by, at: &comment.at, moment: comment.moment, text };
            statements.extend(publisher.remark(case, &remark));
        }
    }
    Ok(serde_json::to_string_pretty(&statements).unwrap_or_default())
}

/// The cases that the actor may see.
fn cases(
    common: &Common,
    who: &Who,
    wanted: impl Fn(&AttemptSummary) -> bool,
) -> Result<(Archive, Vec<Case>), Failure> {
    let mut archive = report::archive(common, who)?;
    report::only_visible(&mut archive)?;
    let cases = report::cases(&mut archive, wanted)?;
    Ok((archive, cases))
}

const HEAD: [&str; 13] = [
    "attempt",
    "person",
    "pack",
    "scenario",
    "mode",
    "started_at",
    "rubric",
    "number",
    "criterion",
    "label",
    "earned",
    "possible",
    // Where a supervisor overrode it, what the machine found; new columns come last.
    "machine_earned",
];

/// One row for each criterion that counted in each of the wanted attempts, as CSV.
pub(super) fn criteria(
    common: &Common,
    who: &Who,
    wanted: impl Fn(&AttemptSummary) -> bool,
) -> Result<String, Failure> {
    let (_, cases) = cases(common, who, wanted)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut ok = writer.write_record(HEAD).is_ok();
    for row in cases.iter().flat_map(rows) {
        ok &= writer.write_record(row).is_ok();
    }
    if !ok {
        tracing::error!("a row of the export could not be written");
    }
    Ok(writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default())
}

fn rows(case: &Case) -> impl Iterator<Item = [String; 13]> + '_ {
    let points = |thousandths: u64| format!("{:.3}", thousandths as f64 / 1000.0);
    let machine = move |id: &str| {
        let found = case.overridden.iter().find(|known| known.points.criterion == id);
        found.map_or_else(String::new, |known| points(known.points.machine.earned))
    };
    case.card.criteria.iter().filter(|criterion| criterion.counted()).map(move |criterion| {
        [
            case.attempt.id.0.clone(),
            super::export::safe(&case.attempt.person),
            case.attempt.pack.clone(),
            case.attempt.scenario.clone(),
            case.attempt.mode.clone(),
            case.attempt.started_at.clone(),
            case.card.rubric.clone(),
            format!("{:?}", criterion.number).to_lowercase(),
            super::export::safe(&criterion.id),
            super::export::safe(&criterion.label),
            points(criterion.earned),
            points(criterion.possible),
            machine(&criterion.id),
        ]
    })
}
