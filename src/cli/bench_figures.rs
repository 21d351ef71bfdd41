//! `steadyline bench --figures`: how fast lists and figures answer over very many attempts, at a desk and at the centre.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::packs::{self, Failure};
use super::{Common, Exit, complain, say};
use crate::bots::Cast;
use crate::call::Base;
use crate::review::source::{health, heat_map, team_figures};
use crate::review::{Archive, Source};
use crate::scenario::ScoreNumber;
#[cfg(feature = "centre")]
use crate::store::centre::Centre;
use crate::store::{Actor, AttemptId, Choice, Kept, ListFilter, MadeCall, Page, SortBy, Store, StoreError, Template};

/// People of the made attempts, and of each of their teams.
const PEOPLE: usize = 2_000;
const TEAM: usize = 30;

/// Each question is asked so often.
const ROUNDS: usize = 15;

/// So many attempts are written at a time.
const BATCH: usize = 20_000;

/// A new attempt every so many seconds: a million take a little less than a year.
const EVERY_S: i64 = 30;

pub(super) fn run(attempts: usize, centre: Option<&str>, json: bool, common: &Common) -> Exit {
    let kept = common.data.clone();
    let folder =
        kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("steadyline-bench-{}", std::process::id())));
    let measured = measure(attempts, centre, &folder, common);
    // What nobody asked to be kept does not stay.
    if kept.is_none()
        && folder.exists()
        && let Err(error) = std::fs::remove_dir_all(&folder)
    {
        complain(&format!("{}: {error}", folder.display()));
    }
    match measured {
        Ok(rows) => tell(&rows, json),
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

/// A question with how long its answers took, the fastest first, and how many lines or people it was about.
struct Row {
    what: &'static str,
    took: Vec<Duration>,
    of: i64,
}

fn tell(rows: &[Row], json: bool) -> Exit {
    let ms = |took: Option<&Duration>| took.copied().unwrap_or_default().as_secs_f64() * 1000.0;
    let figures = |row: &Row| (ms(row.took.get(row.took.len() / 2)), ms(row.took.last()));
    if json {
        let of = |row: &Row| {
            let (median, worst) = figures(row);
            serde_json::json!({ "what": row.what, "median_ms": median, "worst_ms": worst, "of": row.of })
        };
        say(&serde_json::json!({ "figures": rows.iter().map(of).collect::<Vec<_>>() }).to_string());
        return Exit::Fine;
    }
    let wide = rows.iter().map(|row| row.what.len()).max().unwrap_or(0);
    say(&format!("{:<wide$}  {:>10}  {:>10}  {:>9}", "", "median", "worst", "of"));
    for row in rows {
        let (median, worst) = figures(row);
        say(&format!("{:<wide$}  {median:>7.1} ms  {worst:>7.1} ms  {:>9}", row.what, row.of));
    }
    Exit::Fine
}

fn measure(attempts: usize, centre: Option<&str>, folder: &Path, common: &Common) -> Result<Vec<Row>, Failure> {
    #[cfg(feature = "centre")]
    if let Some(url) = centre {
        return at_centre(attempts, url, common);
    }
    #[cfg(not(feature = "centre"))]
    let _ = centre;
    let told = |error: StoreError| (error.told(folder), Exit::Unavailable);
    std::fs::create_dir_all(folder).map_err(|error| (format!("{}: {error}", folder.display()), Exit::Unavailable))?;
    let store = Store::open(folder).map_err(told)?;
    if store.page(&Actor::Owner, &ListFilter::default()).map_err(told)?.all == 0 {
        let of = templates(common)?;
        let mut made = Made::new(&of, attempts);
        let indexes = store.begin_filling().map_err(told)?;
        while let Some(calls) = made.next() {
            store.fill_in(&of, &calls).map_err(told)?;
        }
        store.end_filling(&indexes).map_err(told)?;
        said("written", made.began.elapsed());
        store.make_all_figures_anew().map_err(told)?;
        while store.make_figures().map_err(told)? > 0 {}
        said("written and summed up", made.began.elapsed());
    }
    drop(store);
    let store = Store::open_to_read(folder).map_err(told)?;
    let archive = Archive::unread(folder, store, Actor::Owner, Vec::new());
    ask(&mut Source::Desk(Box::new(archive)))
}

#[cfg(feature = "centre")]
fn at_centre(attempts: usize, url: &str, common: &Common) -> Result<Vec<Row>, Failure> {
    let told = |error| super::sync::failure(&error);
    let mut centre = Centre::connect(url, Duration::from_secs(600)).map_err(told)?;
    centre.init().map_err(told)?;
    if centre.attempts().map_err(told)? == 0 {
        let of = templates(common)?;
        let mut made = Made::new(&of, attempts);
        let indexes = centre.begin_filling().map_err(told)?;
        while let Some(calls) = made.next() {
            centre.fill_in(&of, &calls).map_err(told)?;
        }
        centre.end_filling(&indexes).map_err(told)?;
        said("written", made.began.elapsed());
        centre.make_all_figures_anew().map_err(told)?;
        centre.make_figures().map_err(told)?;
        centre.settle().map_err(told)?;
        said("written and summed up", made.began.elapsed());
    }
    ask(&mut Source::Centre(Box::new(centre)))
}

/// On standard error: the table stands alone.
fn said(what: &str, took: Duration) {
    complain(&format!("{what} in {:.0} s", took.as_secs_f64()));
}

/// Calls that bots take: each of the bots at each scenario of the packs.
fn templates(common: &Common) -> Result<Vec<Template>, Failure> {
    let began = Instant::now();
    let mut all = Vec::new();
    for pack in packs::load(common)?.packs {
        let base = Arc::new(Base::lay_out(&pack));
        for scenario in &pack.scenarios {
            let cast = Cast::train(&pack, &base, scenario);
            for played in cast.crew(1) {
                all.push(Template {
                    pack: pack.id.clone(),
                    scenario: scenario.id.clone(),
                    title: scenario.source.title.clone(),
                    hash: scenario.hash.clone(),
                    kept: Kept::of(&played.call, &played.events, &played.card),
                });
            }
        }
    }
    said(&format!("{} calls of bots", all.len()), began.elapsed());
    Ok(all)
}

/// Attempts in the making.
struct Made<'t> {
    of: &'t [Template],
    done: usize,
    all: usize,
    began: Instant,
}

/// Scatters numbers: what is next to each other ends far apart.
const fn scattered(number: usize) -> usize {
    let mixed = (number as u64 ^ 0x9e37).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as usize
}

fn person(number: usize) -> String {
    format!("Operator {number:04} of team {:02}", number / TEAM + 1)
}

impl<'t> Made<'t> {
    fn new(of: &'t [Template], all: usize) -> Self {
        Self { of, done: 0, all, began: Instant::now() }
    }

    fn next(&mut self) -> Option<Vec<MadeCall>> {
        let until = (self.done + BATCH).min(self.all);
        let calls: Vec<MadeCall> = (self.done..until).map(|number| self.call(number)).collect();
        self.done = until;
        (!calls.is_empty()).then_some(calls)
    }

    fn call(&self, number: usize) -> MadeCall {
        let chance = scattered(number);
        let seconds = i64::try_from(number).unwrap_or(0) * EVERY_S;
        let first = Timestamp::from_second(1_735_689_600).unwrap_or(Timestamp::UNIX_EPOCH);
        MadeCall {
            template: chance % self.of.len().max(1),
            id: format!("01942000-0000-7000-8000-{number:012x}"),
            person: person(scattered(number * 7 + 3) % PEOPLE),
            mode: ["guided", "practice", "practice", "assessment"][chance / 977 % 4],
            started_at: first.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(first),
            reviewed: chance / 31 % 10 < 6,
        }
    }
}

/// A page of the list, wherever it is.
fn page(source: &mut Source, filter: &ListFilter) -> Result<Page, Failure> {
    match source {
        Source::Desk(archive) => {
            archive.store.page(&Actor::Owner, filter).map_err(|error| (error.told(&archive.folder), Exit::Unavailable))
        }
        #[cfg(feature = "centre")]
        Source::Centre(centre) => centre.page(filter).map_err(|error| super::sync::failure(&error)),
    }
}

/// Asks one thing over and over. It says how many it was about.
fn row(what: &'static str, mut ask: impl FnMut() -> Result<i64, Failure>) -> Result<Row, Failure> {
    let mut took = Vec::with_capacity(ROUNDS);
    let mut of = 0;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        of = ask()?;
        took.push(began.elapsed());
    }
    took.sort();
    Ok(Row { what, took, of })
}

fn ask(source: &mut Source) -> Result<Vec<Row>, Failure> {
    let told = |error: crate::review::ArchiveError| (error.to_string(), Exit::Unavailable);
    let scenario = source.scenarios().map_err(told)?.into_iter().next().map(|(id, _)| id).unwrap_or_default();
    let mut rows = Vec::new();
    for (what, filter) in lists(source, &scenario)? {
        rows.push(row(what, || page(source, &filter).map(|page| page.all))?);
    }
    let size = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let team: Vec<String> = (0..TEAM).map(|number| person(number + TEAM * 4)).collect();
    let month = Choice { people: Some(team.clone()), from: Some(MONTH.0), until: Some(MONTH.1) };
    let team = Choice { people: Some(team), ..Choice::default() };
    let all = Choice::default();
    for (what, choice) in [("heat map of a team", &team), ("heat map of everybody", &all)] {
        rows.push(row(what, || heat_map(source, choice).map(|map| size(map.people.len())).map_err(told))?);
    }
    for (what, choice) in [
        ("all figures of a team", &team),
        ("all figures of a team, one month", &month),
        ("all figures of everybody", &all),
    ] {
        rows.push(row(what, || team_figures(source, choice).map(|of| size(of.people.len())).map_err(told))?);
    }
    for (what, choice) in [("health of a scenario", &all), ("health of a scenario, a team", &team)] {
        rows.push(row(what, || health(source, &scenario, choice).map(|of| size(of.cases)).map_err(told))?);
    }
    Ok(rows)
}

/// A month in the middle, in microseconds since 1970.
const MONTH: (i64, i64) = (1_748_736_000_000_000, 1_751_327_999_999_999);

/// The lists that are asked for.
fn lists(source: &mut Source, scenario: &str) -> Result<Vec<(&'static str, ListFilter)>, Failure> {
    let plain = ListFilter::default();
    let team = (0..TEAM).map(|number| person(number + TEAM * 4)).collect();
    let team = ListFilter { people: Some(team), ..plain.clone() };
    let all = usize::try_from(page(source, &plain)?.all).unwrap_or(0);
    let middle = AttemptId(format!("01942000-0000-7000-8000-{:012x}", all / 2));
    let number = Some(ScoreNumber::Routing);
    Ok(vec![
        ("list: first page", plain.clone()),
        ("list: a page in the middle", ListFilter { after: Some(middle.clone()), ..plain.clone() }),
        ("list: a person", ListFilter { people: Some(vec![person(125)]), ..plain.clone() }),
        ("list: a team", team.clone()),
        ("list: a scenario", ListFilter { scenario: scenario.to_owned(), ..plain.clone() }),
        ("list: a language", ListFilter { language: "en".to_owned(), ..plain.clone() }),
        ("list: a month", ListFilter { from: Some(MONTH.0), until: Some(MONTH.1), ..plain.clone() }),
        ("list: Routing below its mark", ListFilter { below: number, ..plain.clone() }),
        ("list: with critical errors", ListFilter { critical: true, ..plain.clone() }),
        ("list: not reviewed", ListFilter { unreviewed: true, ..plain.clone() }),
        ("list: with an appeal", ListFilter { appealed: true, ..plain.clone() }),
        ("list: a text", ListFilter { text: "team 07".to_owned(), ..plain.clone() }),
        ("list: a team, critical, not reviewed", ListFilter { critical: true, unreviewed: true, ..team }),
        (
            "list: a scenario, below, not reviewed",
            ListFilter { scenario: scenario.to_owned(), below: number, unreviewed: true, ..plain.clone() },
        ),
        (
            "list: a language, critical, not reviewed",
            ListFilter { language: "en".to_owned(), critical: true, unreviewed: true, ..plain.clone() },
        ),
        ("list: by Composure", ListFilter { sort: SortBy::Composure, ascending: true, ..plain.clone() }),
        (
            "list: by Composure, in the middle",
            ListFilter { sort: SortBy::Composure, after: Some(middle), ..plain.clone() },
        ),
        ("list: by name", ListFilter { sort: SortBy::Person, ascending: true, ..plain.clone() }),
        ("list: by length", ListFilter { sort: SortBy::Length, ..plain }),
    ])
}
