//! What `steadyline people` does with personal data: taken out, erased, let go when it is old.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::packs::Failure;
use super::report::save;
use super::teams::TEAMS_FILE;
use super::who::{Who, told};
use super::{Exit, complain, say};
use crate::store::{StoreError, copies};
use crate::text::Texts;
use crate::voice::script::slug;

/// How long attempts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Ever,
    Days(u32),
}

/// `forever`, or a number of days.
pub(super) fn keep(text: &str) -> Result<Keep, String> {
    if text == "forever" {
        return Ok(Keep::Ever);
    }
    let days = text.parse().ok().filter(|days| (1..=36_500).contains(days));
    days.map(Keep::Days).ok_or_else(|| "a number of days, or `forever`".to_owned())
}

/// Everything about a person, as one JSON file.
pub(super) fn export(who: &Who, folder: &Path, name: &str, out: Option<&PathBuf>) -> Result<(), Failure> {
    let (store, actor) = who.open(folder)?;
    let all = store.export_person(&actor, name, Timestamp::now()).map_err(|error| told(folder, &error))?;
    save(out.map(PathBuf::as_path), &serde_json::to_string_pretty(&all).unwrap_or_default())
}

/// Erases a person, and says what of them may still lie about.
pub(super) fn erase(texts: &Texts, who: &Who, folder: &Path, name: &str, yes: bool) -> Result<(), Failure> {
    if !yes {
        return Err((texts.with("people-erase-sure", &[("name", name)]), Exit::Usage));
    }
    let (store, actor) = who.open(folder)?;
    let gone = store.erase_person(&actor, name, Timestamp::now()).map_err(|error| told(folder, &error))?;
    say(&texts.with("people-erased", &[("name", name), ("attempts", &gone.to_string())]));
    let heard = folder.join("microphone").join(slug(name));
    if heard.is_dir() {
        let removed = std::fs::remove_dir_all(&heard);
        removed.map_err(|error| (format!("{}: {error}", heard.display()), Exit::Unavailable))?;
    }
    for left in still_there(folder, name) {
        complain(&texts.with("people-erased-not", &[("file", &left.display().to_string())]));
    }
    Ok(())
}

/// What is kept by name in the folder goes along.
pub(super) fn rename(texts: &Texts, who: &Who, folder: &Path, (old, new): (&str, &str)) -> Result<(), Failure> {
    let (store, actor) = who.open(folder)?;
    store.rename_person(&actor, old, new, Timestamp::now()).map_err(|error| told(folder, &error))?;
    let name = new.trim();
    say(&texts.with("people-renamed", &[("old", old), ("name", name)]));
    let heard = |name: &str| folder.join("microphone").join(slug(name));
    let (from, to) = (heard(old), heard(name));
    if from != to && from.is_dir() && !to.exists() {
        let moved = std::fs::rename(&from, &to);
        moved.map_err(|error| (format!("{}: {error}", from.display()), Exit::Unavailable))?;
    }
    for left in still_there(folder, old) {
        complain(&texts.with("people-renamed-not", &[("file", &left.display().to_string())]));
    }
    Ok(())
}

/// Files of the data folder that this program does not change and in which the person may stand.
fn still_there(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut left = copies(folder);
    let teams = folder.join(TEAMS_FILE);
    if std::fs::read_to_string(&teams).is_ok_and(|text| text.contains(name)) {
        left.push(teams);
    }
    left
}

/// Shows or sets how long attempts are kept, and lets go of those that are too old.
pub(super) fn retention(texts: &Texts, who: &Who, folder: &Path, days: Option<Keep>, now: bool) -> Result<(), Failure> {
    let tell = |error: StoreError| told(folder, &error);
    if days.is_none() && !now {
        let (store, _) = who.open_to_read(folder)?;
        say(&rule(texts, store.keep_days().map_err(tell)?));
        let old = store.too_old(Timestamp::now()).map_err(tell)?.len();
        say(&texts.with("people-too-old", &[("attempts", &old.to_string())]));
        return Ok(());
    }
    let (store, actor) = who.open(folder)?;
    if let Some(days) = days {
        let days = if let Keep::Days(days) = days { Some(days) } else { None };
        store.set_keep_days(&actor, days, Timestamp::now()).map_err(tell)?;
    }
    say(&rule(texts, store.keep_days().map_err(tell)?));
    let attempts = if now {
        let gone = store.let_old_go(&actor, Timestamp::now()).map_err(tell)?;
        texts.with("people-let-go", &[("attempts", &gone.to_string())])
    } else {
        let old = store.too_old(Timestamp::now()).map_err(tell)?.len();
        texts.with("people-too-old", &[("attempts", &old.to_string())])
    };
    say(&attempts);
    Ok(())
}

fn rule(texts: &Texts, days: Option<u32>) -> String {
    match days {
        None => texts.get("people-keep-ever"),
        Some(days) => texts.with("people-keep-days", &[("days", &days.to_string())]),
    }
}
