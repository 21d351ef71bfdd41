//! `steadyline sync`: brings finished attempts to the centre's database.

use std::time::Duration;

use super::packs::Failure;
use super::{Common, Exit, complain, say};
use crate::store::centre::{Centre, CentreError, Synced, Told, compare, sync};
use crate::store::seal::Fault;
use crate::store::{Store, StoreError, default_folder};
use crate::text::Texts;

/// Where the centre is.
#[derive(Debug, clap::Args)]
pub struct At {
    /// The centre's database, as postgres://LOGIN@HOST/DATABASE; else what STEADYLINE_CENTRE says
    ///
    /// A password is better kept out of the command line: in the variable STEADYLINE_CENTRE or PGPASSWORD, or in the file
    /// .pgpass. With ?sslmode=verify-full the connection is refused unless the server shows a certificate for its name.
    #[arg(long, value_name = "URL")]
    centre: Option<String>,
    /// Seconds after which a centre that does not answer is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

impl At {
    /// Whether the command itself says where the centre is.
    pub(super) const fn is_named(&self) -> bool {
        self.centre.is_some()
    }

    pub(super) fn connect(&self, texts: &Texts) -> Result<Centre, Failure> {
        let url = self.url(texts)?;
        let centre = Centre::connect(&url, Duration::from_secs(self.timeout)).map_err(|error| failure(&error))?;
        if !centre.private {
            complain(&texts.get("centre-open"));
        }
        Ok(centre)
    }

    pub(super) fn url(&self, texts: &Texts) -> Result<String, Failure> {
        let named = self.centre.clone().or_else(|| std::env::var("STEADYLINE_CENTRE").ok());
        named.filter(|url| !url.is_empty()).ok_or_else(|| (texts.get("centre-where"), Exit::Usage))
    }
}

/// Bring finished attempts to the centre's database
///
/// Attempts come in the order in which they were finished, each once, however often the connection breaks: run it again and
/// it goes on. The desk works without the centre, and the window may stay open meanwhile; nothing is taken away here. Logs come
/// with their seals. Exit code 3 when something is not as it was finished.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    at: At,
    /// Also ask whether the centre has what was brought earlier as it is here
    #[arg(long)]
    compare: bool,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

/// What came of a sync.
#[derive(Debug, Default)]
struct Report {
    done: Synced,
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
    // Before anything is sealed: whoever forgot the address has changed nothing.
    args.at.url(&texts)?;
    let store = open(common, &texts)?;
    let mut centre = args.at.connect(&texts)?;
    let mut report = Report::default();
    let error = report.fill(&store, &mut centre, args.compare).err();
    if error.is_none() {
        centre.close();
    }
    report.tell(args.json, error.is_none(), &texts);
    if let Some(error) = error {
        return Err(failure(&error));
    }
    Ok(if report.changed.is_empty() && report.differing.is_empty() { Exit::Fine } else { Exit::Content })
}

/// The store for reading, with what has no seal yet sealed if nobody else is using it.
fn open(common: &Common, texts: &Texts) -> Result<Store, Failure> {
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let failed = |error: StoreError| (error.told(&folder), Exit::Unavailable);
    let store = Store::open_to_read(&folder).map_err(failed)?;
    if store.unsealed().map_err(failed)?.is_empty() {
        return Ok(store);
    }
    drop(store);
    match Store::open(&folder).and_then(|store| store.seal_rest()) {
        Ok(_) => {}
        Err(StoreError::InUse { .. }) => complain(&texts.get("sync-unsealed")),
        Err(error) => return Err(failed(error)),
    }
    Store::open_to_read(&folder).map_err(failed)
}

impl Report {
    fn fill(&mut self, store: &Store, centre: &mut Centre, compares: bool) -> Result<(), CentreError> {
        let done = sync(store, centre, |told| match told {
            Told::Safe(now) => self.done = now,
            Told::Changed(sealed, faults) => {
                self.changed.push((sealed.seal.number, sealed.seal.attempt.clone(), faults.to_vec()));
            }
        });
        self.done = done?;
        if compares {
            self.differing = compare(store, centre, self.done.there)?;
        }
        Ok(())
    }

    fn tell(&self, json: bool, complete: bool, texts: &Texts) {
        let said = |faults: &[Fault]| faults.iter().map(Fault::to_string).collect::<Vec<_>>();
        if json {
            let changed: Vec<_> = self.changed.iter().map(|(number, attempt, faults)| {
                serde_json::json!({ "number": number, "attempt": attempt, "said": said(faults) })
            }).collect();
            let Synced { brought, there } = self.done;
            return say(&serde_json::json!({
                "brought": brought, "at_the_centre": there, "complete": complete, "changed": changed, "differing": self.differing,
            }).to_string());
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
        if complete || self.done.brought > 0 {
            let (brought, there) = (self.done.brought.to_string(), self.done.there.to_string());
            say(&texts.with("sync-done", &[("brought", &brought), ("there", &there)]));
        }
    }
}

pub(super) fn failure(error: &CentreError) -> Failure {
    let exit = match error {
        CentreError::Address(_) | CentreError::Name(_) => Exit::Usage,
        CentreError::Store(StoreError::Damaged(_)) => Exit::Content,
        _ => Exit::Unavailable,
    };
    (error.to_string(), exit)
}
