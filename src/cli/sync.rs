//! `steadyline sync`: brings finished attempts to the centre's database.

use std::time::Duration;

use super::packs::Failure;
use super::{Common, Exit, complain, say};
use crate::store::centre::{Centre, CentreError, Synced, sync};
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
/// it goes on. The desk works without the centre; nothing is taken away here. Logs come with their seals.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    at: At,
    /// One JSON object for programs
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match bring(args, common) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn bring(args: &Args, common: &Common) -> Result<(), Failure> {
    let texts = Texts::english();
    // Before anything is sealed: whoever forgot the address has changed nothing.
    args.at.url(&texts)?;
    let folder = common.data.clone().unwrap_or_else(default_folder);
    let failed = |error: StoreError| (error.told(&folder), Exit::Unavailable);
    let mut store = Store::open_to_read(&folder).map_err(failed)?;
    if !store.unsealed().map_err(failed)?.is_empty() {
        drop(store);
        match Store::open(&folder).and_then(|store| store.seal_rest()) {
            Ok(_) => {}
            Err(StoreError::InUse { .. }) => complain(&texts.get("sync-unsealed")),
            Err(error) => return Err(failed(error)),
        }
        store = Store::open_to_read(&folder).map_err(failed)?;
    }
    let mut centre = args.at.connect(&texts)?;
    let mut last = Synced::default();
    let done = sync(&store, &mut centre, |now| last = now);
    let (now, error) = match done {
        Ok(now) => (now, None),
        Err(error) => (last, Some(error)),
    };
    if error.is_none() {
        centre.close();
    }
    if args.json {
        say(&serde_json::json!({ "brought": now.brought, "at_the_centre": now.there, "complete": error.is_none() })
            .to_string());
    } else if error.is_none() || now.brought > 0 {
        let (brought, there) = (now.brought.to_string(), now.there.to_string());
        say(&texts.with("sync-done", &[("brought", &brought), ("there", &there)]));
    }
    error.map_or(Ok(()), |error| Err(failure(&error)))
}

pub(super) fn failure(error: &CentreError) -> Failure {
    let exit = match error {
        CentreError::Address(_) | CentreError::Name(_) => Exit::Usage,
        CentreError::Store(StoreError::Damaged(_)) => Exit::Content,
        _ => Exit::Unavailable,
    };
    (error.to_string(), exit)
}
