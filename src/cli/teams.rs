//! Who is in which team, for reports: teams that the store keeps, and those of `teams.csv` in the data folder, with the columns
//! `team` and `person`.

use std::collections::BTreeMap;
use std::path::Path;

use super::Exit;
use super::packs::Failure;
use crate::store::Team;
use crate::text::Texts;

/// The file in the data folder.
pub(super) const TEAMS_FILE: &str = "teams.csv";

/// The people of each team. A team that the store keeps is as the store has it; others are as the file has them. No file is no
/// further teams.
///
/// # Errors
/// When the file cannot be read, or a row is not a team and a person; the row is named.
pub(super) fn teams(folder: &Path, kept: &[Team], texts: &Texts) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let mut teams = of_file(folder, texts)?;
    teams.extend(kept.iter().map(|team| (team.name.clone(), team.people.clone())));
    Ok(teams)
}

fn of_file(folder: &Path, texts: &Texts) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let path = folder.join(TEAMS_FILE);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(&path).map_err(|error| (format!("{shown}: {error}"), Exit::Unavailable))?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |key: &str, row: u64, column: &str| {
        let row = row.to_string();
        (texts.with(key, &[("file", &shown), ("row", &row), ("column", column)]), Exit::Usage)
    };
    let head = reader.headers().map_err(|error| (format!("{shown}: {error}"), Exit::Usage))?.clone();
    let column = |name: &str| {
        let found = head.iter().position(|head| head.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        found.ok_or_else(|| wrong("teams-no-column", 1, name))
    };
    let (team, person) = (column("team")?, column("person")?);
    let mut teams: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|error| (format!("{shown}: {error}"), Exit::Usage))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize, name: &str| {
            row.get(at).filter(|cell| !cell.is_empty()).ok_or_else(|| wrong("teams-no-cell", line, name))
        };
        let people = teams.entry(cell(team, "team")?.to_owned()).or_default();
        let person = cell(person, "person")?;
        if !people.iter().any(|known| known == person) {
            people.push(person.to_owned());
        }
    }
    Ok(teams)
}
