//! `steadyline sync`: brings finished attempts to the centre's database, and fetches what is new there.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::packs::Failure;
use super::period::day;
use super::{Common, Exit, complain, say, who};
use crate::store::centre::{
    Centre, CentreError, Chosen, Exchanged, Synced, Told, accept_key, compare, exchange, remember, remember_choice,
    remembered, remembered_choice,
};
use crate::store::seal::Fault;
use crate::store::{Store, StoreError};
use crate::text::Texts;

/// Where the centre is.
#[derive(Debug, clap::Args)]
pub struct At {
    /// The centre's database, as postgres://LOGIN@HOST/DATABASE; else what STEADYLINE_CENTRE says
    ///
    /// A password is better kept out of the command line: in the variable STEADYLINE_CENTRE or PGPASSWORD, or in the file
    /// .pgpass. With ?sslmode=verify-full the connection is refused unless the server shows a certificate for its name.
    #[arg(long, value_name = "URL", global = true)]
    centre: Option<String>,
    /// Seconds after which a centre that does not answer is given up
    #[arg(long, value_name = "SECONDS", global = true, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl At {
    /// Whether the command itself says where the centre is.
    pub(super) const fn is_named(&self) -> bool {
        self.centre.is_some()
    }

    pub(super) fn connect(&self, texts: &Texts) -> Result<Centre, Failure> {
        self.connect_to(&self.url(texts)?, texts)
    }

    pub(super) fn connect_to(&self, url: &str, texts: &Texts) -> Result<Centre, Failure> {
        let centre = Centre::connect(url, Duration::from_secs(self.timeout)).map_err(|error| failure(&error))?;
        if !centre.private {
            complain(&texts.get("centre-open"));
        }
        Ok(centre)
    }

    /// The address that was given; else the one that the data folder remembers.
    pub(super) fn url_of(&self, folder: &Path, texts: &Texts) -> Result<String, Failure> {
        let given = self.url(texts);
        if given.is_ok() {
            return given;
        }
        remembered(folder).map_err(|error| (error.told(folder), Exit::Unavailable))?.map_or(given, Ok)
    }

    pub(super) fn url(&self, texts: &Texts) -> Result<String, Failure> {
        let named = self.centre.clone().or_else(|| std::env::var("STEADYLINE_CENTRE").ok());
        named.filter(|url| !url.is_empty()).ok_or_else(|| (texts.get("centre-where"), Exit::Usage))
    }
}

/// Bring what was finished here to the centre's database, and fetch what is new there
///
/// With a desk's login attempts come in the order in which they were finished, each once, however often the connection breaks: run it
/// again and it goes on. Down come people with their roles and teams, assignments, and new versions of packs. With a supervisor's
/// login assignments go up, and the attempts of the people that you look after come down: review, override and rule on them here as if they
/// had been made here. What is said and decided goes to where each attempt was made. The desk works without the centre, and the window may stay open meanwhile; nothing is taken away
/// here. Exit code 3 when something is not as it was finished, or a version of a pack was refused.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    at: At,
    /// Also ask whether the centre has what was brought earlier as it is here
    #[arg(long)]
    compare: bool,
    /// With a supervisor's login: fetch the attempts of this team alone; may be given several times
    #[arg(long = "team", value_name = "TEAM")]
    teams: Vec<String>,
    /// With a supervisor's login: fetch only what was finished on this day or later, in universal time
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<Date>,
    /// From now on sync with this centre, and choose so, where nothing else is said; the password is kept in the data folder, in a
    /// file that only this account reads
    #[arg(long, conflicts_with = "forget")]
    remember: bool,
    /// Forget where the centre is; nothing is synced
    #[arg(long)]
    forget: bool,
    /// Take packs that are signed with another key than before
    #[arg(long)]
    accept_key: bool,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// What came of a sync.
#[derive(Debug, Default)]
struct Report {
    chosen: Chosen,
    done: Exchanged,
    /// Number, attempt and what is wrong.
    changed: Vec<(i64, String, Vec<Fault>)>,
    /// Numbers that the centre has otherwise.
    differing: Vec<i64>,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match bring(args, common) {
        Ok(exit) => exit,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn bring(args: &Args, common: &Common) -> Result<Exit, Failure> {
    let texts = Texts::english();
    let folder = who::folder(common);
    let failed = |error: StoreError| (error.told(&folder), Exit::Unavailable);
    if args.forget {
        remember(&folder, None).map_err(failed)?;
        say(&texts.get("sync-forgotten"));
        return Ok(Exit::Fine);
    }
    // Before anything is sealed: whoever forgot the address has changed nothing.
    let url = args.at.url_of(&folder, &texts)?;
    let store = open(&folder, &texts)?;
    let mut centre = args.at.connect_to(&url, &texts)?;
    let chosen = args.chosen(&store).map_err(failed)?;
    if args.remember {
        remember(&folder, Some(&url)).and_then(|()| remember_choice(&store, &chosen)).map_err(failed)?;
    }
    if args.accept_key {
        accept_key(&store).map_err(|error| failure(&error.into()))?;
    }
    let mut report = Report { chosen, ..Report::default() };
    let error = report.fill(&store, &mut centre, args.compare).err();
    if error.is_none() {
        centre.close();
    }
    report.tell(args.json, error.is_none(), &texts);
    if let Some(error) = error {
        return Err(failure(&error));
    }
    Ok(if report.is_fine() { Exit::Fine } else { Exit::Content })
}

impl Args {
    /// What was asked for; else what was remembered.
    fn chosen(&self, store: &Store) -> Result<Chosen, StoreError> {
        if self.teams.is_empty() && self.since.is_none() && !self.remember {
            return remembered_choice(store);
        }
        // There is no day without a beginning, and none that universal time does not know.
        let start = |day: Date| day.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
        Ok(Chosen { teams: self.teams.clone(), since: self.since.and_then(start) })
    }
}

/// The store beside whoever uses it, with what has no seal yet sealed if that is nobody. One that is not there is made: people and
/// assignments may come before the first call.
fn open(folder: &Path, texts: &Texts) -> Result<Store, Failure> {
    let failed = |error: StoreError| (error.told(folder), Exit::Unavailable);
    let store = match Store::open_beside(folder) {
        Err(StoreError::Folder { cause, .. }) if cause.kind() == std::io::ErrorKind::NotFound => Store::open(folder),
        opened => opened,
    };
    let store = store.map_err(failed)?;
    if store.unsealed().map_err(failed)?.is_empty() {
        return Ok(store);
    }
    drop(store);
    match Store::open(folder).and_then(|store| store.seal_rest()) {
        Ok(_) => {}
        Err(StoreError::InUse { .. }) => complain(&texts.get("sync-unsealed")),
        Err(error) => return Err(failed(error)),
    }
    Store::open_beside(folder).map_err(failed)
}

impl Report {
    fn fill(&mut self, store: &Store, centre: &mut Centre, compares: bool) -> Result<(), CentreError> {
        let changed = &mut self.changed;
        exchange(store, centre, (&self.chosen, &mut self.done), |told| {
            if let Told::Changed(sealed, faults) = told {
                changed.push((sealed.seal.number, sealed.seal.attempt.clone(), faults.to_vec()));
            }
        })?;
        if let Some(synced) = self.done.synced.filter(|_| compares) {
            self.differing = compare(store, centre, synced.there)?;
        }
        Ok(())
    }

    fn is_fine(&self) -> bool {
        let refused = self.done.news.packs.iter().any(|pack| pack.refused.is_some());
        self.changed.is_empty() && self.differing.is_empty() && !refused
    }

    fn tell(&self, json: bool, complete: bool, texts: &Texts) {
        let said = |faults: &[Fault]| faults.iter().map(Fault::to_string).collect::<Vec<_>>();
        let synced = self.done.synced.unwrap_or_default();
        if json {
            let changed: Vec<_> = self.changed.iter().map(|(number, attempt, faults)| {
                serde_json::json!({ "number": number, "attempt": attempt, "said": said(faults) })
            }).collect();
            return say(&serde_json::json!({
                "brought": synced.brought, "at_the_centre": synced.there, "complete": complete, "changed": changed,
                "differing": self.differing, "assigned": self.done.assigned, "fetched": self.done.fetched,
                "news": self.done.news,
            })
            .to_string());
        }
        for (number, attempt, faults) in &self.changed {
            say(&texts.with("sync-changed", &[("number", &number.to_string()), ("attempt", attempt)]));
            for said in said(faults) {
                say(&format!("  {said}"));
            }
        }
        for number in &self.differing {
            say(&texts.with("sync-differing", &[("number", &number.to_string())]));
        }
        let Synced { brought, there } = synced;
        if self.done.synced.is_some() && (complete || brought > 0) {
            say(&texts.with("sync-done", &[("brought", &brought.to_string()), ("there", &there.to_string())]));
        }
        let told = tell_news(&self.done, texts);
        if self.done.synced.is_none() && complete && !told {
            say(&texts.get("sync-nothing"));
        }
    }
}

/// Says whether there was anything to tell.
fn tell_news(done: &Exchanged, texts: &Texts) -> bool {
    let news = &done.news;
    let counts = [
        ("sync-assigned", usize::try_from(done.assigned).unwrap_or(0)),
        ("sync-fetched", usize::try_from(done.fetched.attempts).unwrap_or(0)),
        ("sync-erased", usize::try_from(done.fetched.erased).unwrap_or(0)),
        ("sync-judged", news.judged),
        ("sync-held-here", usize::try_from(done.held_here).unwrap_or(0)),
        ("sync-people", news.people),
        ("sync-assignments", news.assignments),
    ];
    let mut lines: Vec<String> = Vec::new();
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        lines.push(texts.with(key, &[("count", &count.to_string())]));
    }
    for pack in &news.packs {
        let name = pack.pack.as_str();
        if let Some(folder) = &pack.folder {
            lines.push(texts.with("sync-pack", &[("pack", name), ("folder", &folder.display().to_string())]));
        }
        if let Some(folder) = &pack.replaced {
            lines.push(texts.with("sync-pack-replaced", &[("folder", &folder.display().to_string())]));
        }
        if let Some(why) = &pack.refused {
            lines.push(texts.with("sync-pack-refused", &[("pack", name), ("why", why)]));
        }
    }
    lines.extend(news.problems.iter().map(|what| texts.with("sync-problem", &[("what", what)])));
    for line in &lines {
        say(line);
    }
    !lines.is_empty()
}

pub(super) fn failure(error: &CentreError) -> Failure {
    let exit = match error {
        CentreError::Address(_) | CentreError::Name(_) => Exit::Usage,
        CentreError::Store(StoreError::Damaged(_)) => Exit::Content,
        _ => Exit::Unavailable,
    };
    (error.to_string(), exit)
}
