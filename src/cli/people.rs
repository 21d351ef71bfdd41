//! `steadyline people`: who there is, what they may do, how they sign in.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::Timestamp;

use super::packs::Failure;
use super::personal::{self, Keep};
use super::who::{self, Who, told};
use super::{Common, Exit, complain, say};
use crate::store::{
    Actor, ImportFault, ImportProblem, NewPerson, Person, Right, Role, SignInRule, StoreError, may, read_people,
};
use crate::text::Texts;

/// Keep people: roles, teams, passphrases
///
/// Everybody is a trainee and sees their own attempts. Authors also see how scenarios work, supervisors review and judge the people
/// of their teams, administrators keep people and rules. Where nobody is asked to sign in, whoever has the data folder may do
/// everything, and --as NAME does as much as that person may.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List people with their roles and teams
    List {
        /// Only people of this team
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// One JSON array for programs
        #[arg(long)]
        json: bool,
    },
    /// Add somebody
    Add {
        /// The name as it stands on attempts
        name: String,
        /// What they are there for besides practising; may be given several times
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<RoleArg>,
        /// A team, which is made if it is not there; may be given several times
        #[arg(long = "team", value_name = "TEAM")]
        teams: Vec<String>,
    },
    /// Add people from a table: the column `name`, and `roles` and `teams` where they are there
    ///
    /// Columns are parted by commas or semicolons; several roles or teams in a cell by |. Who is there already gets the roles and
    /// teams that they do not have. If anything is wrong, every problem is told with its row and column, and nothing is taken in.
    Import {
        /// The table, as CSV
        file: PathBuf,
    },
    /// Give somebody another name
    ///
    /// Roles, teams, passphrase, attempts, judgements, settings and figures go with them. What is signed keeps the name of its day:
    /// logs, seals, and what others hold of them. Where a centre hands people down, rename where they are kept and publish.
    Rename { old: String, new: String },
    /// Set what somebody is there for
    Role {
        name: String,
        /// All their roles: trainee alone takes the others away
        #[arg(required = true)]
        roles: Vec<RoleArg>,
    },
    /// Put somebody into a team, or take them out of it
    Team {
        name: String,
        team: String,
        /// Take them out
        #[arg(long)]
        leave: bool,
    },
    /// Set a passphrase: your own, or as an administrator anybody's
    ///
    /// It is asked for without being shown. Without a terminal each is a line of standard input: first that of --as, or your old one,
    /// then the new one.
    Passphrase { name: String },
    /// Show or set what the installation asks of those who sign in
    SignIn {
        /// `passphrase`, or `open` for a machine of one's own
        ask: Option<Ask>,
        /// A session that nobody uses locks after so many minutes; 0 is never
        #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(..=1440))]
        lock_after: Option<u32>,
    },
    /// Take out everything about a person as one JSON file
    Export {
        name: String,
        /// Write to this file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Erase a person: name, logs, words and recordings are gone, the numbers of their attempts stay without a name
    Erase {
        name: String,
        /// Nothing of it can be taken back
        #[arg(long)]
        yes: bool,
    },
    /// Show or set how many days attempts are kept, and let go of older ones
    ///
    /// What is let go keeps its numbers, as when a person is erased.
    Retention {
        /// A number of days, or `forever`
        #[arg(value_parser = personal::keep)]
        days: Option<Keep>,
        /// Let go of what is too old
        #[arg(long)]
        now: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleArg {
    Trainee,
    Author,
    Supervisor,
    Administrator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ask {
    Open,
    Passphrase,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Trainee => Self::Trainee,
            RoleArg::Author => Self::Author,
            RoleArg::Supervisor => Self::Supervisor,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

fn roles_of(roles: &[RoleArg]) -> BTreeSet<Role> {
    roles.iter().map(|role| (*role).into()).collect()
}

pub(super) fn run(args: &Args, common: &Common) -> Exit {
    match people(args, &who::folder(common)) {
        Ok(()) => Exit::Fine,
        Err((message, exit)) => {
            complain(&message);
            exit
        }
    }
}

fn people(args: &Args, folder: &Path) -> Result<(), Failure> {
    let texts = Texts::english();
    let (who, tell) = (&args.who, |error: StoreError| told(folder, &error));
    let now = Timestamp::now();
    match &args.what {
        What::List { team, json } => list(&texts, who, folder, team.as_deref(), *json),
        What::Add { name, roles, teams } => {
            let (store, actor) = who.open(folder)?;
            let new = NewPerson { name: name.clone(), roles: roles_of(roles), teams: teams.iter().cloned().collect() };
            store.add_person(&actor, &new, now).map_err(tell)?;
            say(&texts.with("people-added", &[("name", name.trim())]));
            Ok(())
        }
        What::Rename { old, new } => personal::rename(&texts, who, folder, (old, new)),
        What::Import { file } => import(&texts, who, folder, file),
        What::Role { name, roles } => {
            let (store, actor) = who.open(folder)?;
            store.set_roles(&actor, name, &roles_of(roles), now).map_err(tell)?;
            say(&texts.with("people-role-set", &[("name", name), ("roles", &role_words(&texts, &roles_of(roles)))]));
            Ok(())
        }
        What::Team { name, team, leave } => {
            let (store, actor) = who.open(folder)?;
            let done = if *leave {
                store.leave_team(&actor, name, team, now)
            } else {
                store.join_team(&actor, name, team, now)
            };
            done.map_err(tell)?;
            let key = if *leave { "people-team-left" } else { "people-team-joined" };
            say(&texts.with(key, &[("name", name), ("team", team)]));
            Ok(())
        }
        What::Passphrase { name } => passphrase(&texts, who, folder, name),
        What::Export { name, out } => personal::export(who, folder, name, out.as_ref()),
        What::Erase { name, yes } => personal::erase(&texts, who, folder, name, *yes),
        What::Retention { days, now } => personal::retention(&texts, who, folder, *days, *now),
        What::SignIn { ask, lock_after } => sign_in(&texts, who, folder, (*ask, *lock_after)),
    }
}

fn role_words(texts: &Texts, roles: &BTreeSet<Role>) -> String {
    let named = |role: &Role| texts.get(&format!("role-{}", role.name()));
    let beyond: Vec<String> = roles.iter().filter(|role| **role != Role::Trainee).map(named).collect();
    if beyond.is_empty() { named(&Role::Trainee) } else { beyond.join(", ") }
}

fn list(texts: &Texts, who: &Who, folder: &Path, team: Option<&str>, json: bool) -> Result<(), Failure> {
    let tell = |error: StoreError| told(folder, &error);
    let (store, actor) = who.open_to_read(folder)?;
    let seen: BTreeSet<_> = store
        .everyone()
        .map_err(tell)?
        .into_iter()
        .filter(|other| may(&actor, Right::See(other)).is_ok())
        .map(|other| other.id)
        .collect();
    let mut people = store.roll().map_err(tell)?;
    people.retain(|person| seen.contains(&person.id) && team.is_none_or(|team| person.teams.contains(team)));
    if json {
        say(&serde_json::to_string_pretty(&people).unwrap_or_default());
        return Ok(());
    }
    let wide = people.iter().map(|person| person.name.chars().count()).max().unwrap_or(0);
    for person in &people {
        let name = &person.name;
        say(format!("{name:<wide$}  {}", line(texts, person)).trim_end());
    }
    if people.is_empty() {
        say(&texts.get("people-none"));
    }
    Ok(())
}

fn line(texts: &Texts, person: &Person) -> String {
    let teams: Vec<&str> = person.teams.iter().map(String::as_str).collect();
    let key = if person.has_passphrase { "people-with-passphrase" } else { "people-without-passphrase" };
    let attempts = texts.with("people-attempts", &[("attempts", &person.attempts.to_string())]);
    format!("{:<24}  {:<24}  {attempts:<14}  {}", role_words(texts, &person.roles), teams.join(", "), texts.get(key))
}

fn import(texts: &Texts, who: &Who, folder: &Path, file: &Path) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| (format!("{shown}: {error}"), Exit::Unavailable))?;
    let people = read_people(&bytes).map_err(|found| {
        let mut lines: Vec<String> = found.iter().map(|problem| problem_text(texts, &shown, problem)).collect();
        lines.push(texts.get("people-import-nothing"));
        (lines.join("\n"), Exit::Content)
    })?;
    let (store, actor) = who.open(folder)?;
    let done = store.import_people(&actor, &people, Timestamp::now()).map_err(|error| told(folder, &error))?;
    let counts = [done.added, done.changed, done.same].map(|count| count.to_string());
    say(&texts.with("people-imported", &[("added", &counts[0]), ("changed", &counts[1]), ("same", &counts[2])]));
    Ok(())
}

/// A problem in a table, with its row and column.
fn problem_text(texts: &Texts, file: &str, problem: &ImportProblem) -> String {
    let what = match &problem.fault {
        ImportFault::NotUtf8 => texts.get("import-not-utf8"),
        ImportFault::Broken(cause) => texts.with("import-broken", &[("cause", cause)]),
        ImportFault::Empty => texts.get("import-empty"),
        ImportFault::NoSuchColumn => texts.get("import-no-such-column"),
        ImportFault::MissingColumn => texts.get("import-missing-column"),
        ImportFault::TwiceColumn => texts.get("import-twice-column"),
        ImportFault::Cells { found, wanted } => {
            texts.with("import-cells", &[("found", &found.to_string()), ("wanted", &wanted.to_string())])
        }
        ImportFault::Name(fault) => fault.to_string(),
        ImportFault::NoSuchRole(role) => texts.with("import-no-such-role", &[("role", role)]),
        ImportFault::Twice(row) => texts.with("import-twice", &[("row", &row.to_string())]),
        ImportFault::TooManyRows => texts.get("import-too-large"),
    };
    let row = problem.row.to_string();
    texts.with("import-problem", &[("file", file), ("row", &row), ("column", &problem.column), ("what", &what)])
}

fn passphrase(texts: &Texts, who: &Who, folder: &Path, name: &str) -> Result<(), Failure> {
    let tell = |error: StoreError| told(folder, &error);
    let own = Who { acting: who.acting.clone().or_else(|| Some(name.to_owned())) };
    let asked = crate::store::Store::open_to_read(folder).and_then(|store| store.sign_in_rule()).map_err(tell)?;
    // Where passphrases are asked for, nobody sets one without being somebody.
    let who = if asked.passphrase { &own } else { who };
    let (store, actor) = who.open(folder)?;
    let own = matches!(&actor, Actor::Person(me) if me.name == name) && asked.passphrase;
    let new = who::new_passphrase(texts, name)?;
    if own {
        store.renew_passphrase(&actor, &new, Timestamp::now()).map_err(tell)?;
    } else {
        store.set_passphrase(&actor, name, &new, Timestamp::now()).map_err(tell)?;
    }
    say(&texts.with("people-passphrase-set", &[("name", name)]));
    Ok(())
}

fn sign_in(texts: &Texts, who: &Who, folder: &Path, wanted: (Option<Ask>, Option<u32>)) -> Result<(), Failure> {
    let tell = |error: StoreError| told(folder, &error);
    let rule = if wanted == (None, None) {
        crate::store::Store::open_to_read(folder).and_then(|store| store.sign_in_rule()).map_err(tell)?
    } else {
        let (store, actor) = who.open(folder)?;
        let old = store.sign_in_rule().map_err(tell)?;
        let rule = SignInRule {
            passphrase: wanted.0.map_or(old.passphrase, |ask| ask == Ask::Passphrase),
            lock_after_min: wanted.1.unwrap_or(old.lock_after_min),
        };
        store.set_sign_in_rule(&actor, rule, Timestamp::now()).map_err(tell)?;
        rule
    };
    say(&texts.get(if rule.passphrase { "people-sign-in-passphrase" } else { "people-sign-in-open" }));
    if rule.passphrase {
        let minutes = rule.lock_after_min.to_string();
        say(&if rule.lock_after_min == 0 {
            texts.get("people-lock-never")
        } else {
            texts.with("people-lock-after", &[("minutes", &minutes)])
        });
    }
    Ok(())
}
