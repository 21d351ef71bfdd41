//! What comes down from a centre: people, teams and assignments stand at each desk as if they had been made there, each once, however
//! the connection breaks; and nothing of what others did.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use steadyline::call::Mode;
use steadyline::store::centre::{Centre, CentreError, Chosen, Exchanged, LoginKind, exchange, publish};
use steadyline::store::{Actor, AssignedFilter, NewAssignment, Role, SignInRule, Step, Store};
use tempfile::TempDir;

use crate::centre::{PATIENCE, Place, bring};
use crate::people::{at, house, new};
use crate::postgres::{SERVER, Way, column, run_sql};
use crate::seals::attempt;

/// A centre with the data folder in which its people are kept.
pub struct House {
    pub place: Place,
    pub folder: TempDir,
    pub store: Store,
    pub url: String,
}

impl House {
    pub fn new() -> Self {
        let place = Place::new();
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        house(&store);
        let url = SERVER.url(&place.login(LoginKind::Administrator, "ada"), &place.database);
        Self { place, folder, store, url }
    }

    pub fn publish(&self) -> (i64, i64, i64) {
        let mut centre = Centre::connect(&self.url, PATIENCE).expect("connects");
        let done = publish(&self.store, &mut centre, &[], false).expect("is published");
        centre.close();
        (done.people, done.assignments, done.packs)
    }

    pub fn login(&self, kind: LoginKind, name: &str) -> String {
        SERVER.url(&self.place.login(kind, name), &self.place.database)
    }

    /// Sam is to practise one call.
    pub fn assign(&self, people: &[&str], teams: &[&str]) -> steadyline::store::AssignmentId {
        self.store.assign(&Actor::Owner, &assignment(people, teams), Timestamp::now()).expect("is assigned")
    }
}

pub fn assignment(people: &[&str], teams: &[&str]) -> NewAssignment {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let scenario = "third_call_blender".to_owned();
    NewAssignment {
        title: "Week 1".to_owned(),
        steps: vec![Step { pack: "tamblewick".to_owned(), title: scenario.clone(), scenario }],
        people: names(people),
        teams: names(teams),
        due: None,
        attempts: Some(1),
        mode: Mode::Practice,
    }
}

pub fn desk() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    (folder, store)
}

/// One exchange.
pub fn both_ways(store: &Store, url: &str) -> Result<Exchanged, CentreError> {
    both_ways_within(store, url, PATIENCE)
}

pub fn both_ways_within(store: &Store, url: &str, patience: Duration) -> Result<Exchanged, CentreError> {
    let mut centre = Centre::connect(url, patience)?;
    let mut done = Exchanged::default();
    exchange(store, &mut centre, (&Chosen::default(), &mut done), |_| {})?;
    centre.close();
    Ok(done)
}

/// Everybody with their roles and teams.
pub fn roll(store: &Store) -> Vec<String> {
    let told = |person: steadyline::store::Person| {
        let roles: Vec<&str> = person.roles.iter().skip(1).map(|role| role.name()).collect();
        let teams: Vec<&str> = person.teams.iter().map(String::as_str).collect();
        format!("{}|{}|{}", person.name, roles.join(" "), teams.join(" "))
    };
    store.roll().expect("people").into_iter().map(told).collect()
}

/// What is assigned to whom.
pub fn assigned(store: &Store) -> Vec<String> {
    let all = store.assigned(&Actor::Owner, &AssignedFilter::default(), Timestamp::now()).expect("a list");
    all.into_iter().map(|one| format!("{}: {}", one.person, one.title)).collect()
}

const ALL: [&str; 6] = [
    "Ada|administrator|",
    "Nora|supervisor|North",
    "Sam Hollis||North",
    "Sue|supervisor|South",
    "Tess||South",
    "Will|author|North",
];

#[test]
fn people_and_assignments_stand_at_each_desk_as_if_made_there() {
    let house = House::new();
    house.assign(&["Tess"], &["North"]);
    assert_eq!(house.publish(), (6, 1, 0));
    assert_eq!(house.publish(), (0, 0, 0), "what stands there is passed over");
    let (_folder, store) = desk();
    let own = attempt(&store, "third_call_blender.perfect", usize::MAX, 1);
    let done = both_ways(&store, &house.place.url()).expect("is exchanged");
    assert_eq!((done.synced.map(|synced| synced.there), done.news.people, done.news.assignments), (Some(1), 6, 1));
    assert_eq!(roll(&store), ALL);
    assert_eq!(assigned(&store), ["Nora: Week 1", "Sam Hollis: Week 1", "Tess: Week 1", "Will: Week 1"]);
    assert_eq!(store.attempts(&Default::default()).expect("a list")[0].id, own, "Sam is who Sam was");
    let again = both_ways(&store, &house.place.url()).expect("again");
    assert_eq!((again.news, again.assigned), Default::default());
    // Rights follow: Nora has North, and nobody else.
    let nora = store.actor("Nora").expect("is there");
    let seen = store.assigned(&nora, &AssignedFilter::default(), Timestamp::now()).expect("a list");
    assert_eq!(seen.len(), 3, "{seen:?}");
    // One attempt is allowed, and taken here it counts.
    let asked = ("tamblewick", "third_call_blender", Mode::Practice);
    let may = || store.may_begin("Tess", asked).is_ok();
    assert!(may());
    let report = crate::world::walk("third_call_blender.cold");
    let mut header = steadyline::call::LogHeader::new(&report.setup, "desk", Timestamp::now().to_string());
    (header.mode, header.person) = (Mode::Practice, "Tess".to_owned());
    let files = &report.setup.pack.files;
    let new = steadyline::store::NewAttempt { header: &header, title: "A call", files, lines: &report.log };
    store.begin(&new).expect("begins");
    assert!(!may(), "it is used up");
}

#[test]
fn what_changes_in_the_house_changes_at_the_desks_and_their_own_stays() {
    let house = House::new();
    let id = house.assign(&["Tess"], &[]);
    house.publish();
    let (_folder, store) = desk();
    // Known here before, with a team of the desk's own.
    store.add_person(&Actor::Owner, &new("Tess", &[], &["Night shift"]), at(0)).expect("is added");
    store.add_person(&Actor::Owner, &new("Guest", &[], &["North"]), at(0)).expect("is added");
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert_eq!(roll(&store)[1], "Guest||North");
    assert_eq!(roll(&store)[5], "Tess||Night shift South");
    let own = &house.store;
    let all = |roles: &[Role]| roles.iter().copied().collect();
    own.set_roles(&Actor::Owner, "Tess", &all(&[Role::Supervisor]), at(1)).expect("is set");
    own.leave_team(&Actor::Owner, "Tess", "South", at(1)).expect("leaves");
    own.join_team(&Actor::Owner, "Will", "West", at(1)).expect("joins");
    own.withdraw_assignment(&Actor::Owner, &id, at(1)).expect("is withdrawn");
    own.erase_person(&Actor::Owner, "Sue", at(1)).expect("is erased");
    own.rename_person(&Actor::Owner, "Sam Hollis", "Sam Marsh", at(1)).expect("is renamed");
    assert_eq!(house.publish(), (4, 1, 0));
    let done = both_ways(&store, &house.place.url()).expect("is exchanged");
    assert_eq!((done.news.people, done.news.assignments, done.news.problems.len()), (4, 1, 0), "{:?}", done.news);
    let expected = [
        "Ada|administrator|",
        "Guest||North",
        "Nora|supervisor|North",
        "Sam Marsh||North",
        "Sue||",
        "Tess|supervisor|Night shift",
        "Will|author|North West",
    ];
    assert_eq!(roll(&store), expected);
    assert!(assigned(&store).is_empty(), "it was taken back");
    assert_eq!(
        store.verify_audit(None).expect("is whole").entries,
        store.audit(&Actor::Owner).expect("a trail").len() as i64
    );
}

#[test]
fn the_last_administrator_of_a_locked_desk_stays_one() {
    let house = House::new();
    house.publish();
    let (_folder, store) = desk();
    store.add_person(&Actor::Owner, &new("Tess", &[Role::Administrator], &[]), at(0)).expect("is added");
    store.set_passphrase(&Actor::Owner, "Tess", "correct horse battery", at(0)).expect("is set");
    let rule = SignInRule { passphrase: true, lock_after_min: 10 };
    store.set_sign_in_rule(&Actor::Owner, rule, at(0)).expect("is set");
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert!(roll(&store).contains(&"Tess|administrator|South".to_owned()), "{:?}", roll(&store));
}

#[test]
fn a_connection_that_ends_at_any_byte_brings_nothing_twice_and_loses_nothing() {
    let house = House::new();
    for team in ["North", "South"] {
        house.assign(&[], &[team]);
    }
    house.publish();
    let login = house.place.login(LoginKind::Desk, "cut");
    let way = |way| {
        let (port, passed) = crate::postgres::proxy(SERVER.port, way);
        (format!("postgres://{login}@127.0.0.1:{port}/{}?sslmode=disable", house.place.database), passed)
    };
    let (_folder, whole) = desk();
    let (url, passed) = way(Way::Cut(usize::MAX));
    both_ways(&whole, &url).expect("is exchanged");
    let all = passed.load(Ordering::SeqCst);
    let straight = format!("{}?sslmode=disable", SERVER.url(&login, &house.place.database));
    let audited = |store: &Store| store.verify_audit(None).expect("is whole").entries;
    let mut broken = 0;
    for limit in (0..all).step_by(all / 24).chain((all - 64..all).step_by(16)) {
        let (_folder, store) = desk();
        // Each desk is a new one to the centre.
        house.place.change("UPDATE steadyline.enrolment SET site = NULL, takes_key = true WHERE name LIKE '%cut'");
        broken += i32::from(both_ways(&store, &way(Way::Cut(limit)).0).is_err());
        both_ways(&store, &straight).expect("the rest comes");
        assert_eq!(
            (roll(&store), assigned(&store)),
            (roll(&whole), assigned(&whole)),
            "cut after {limit} of {all} bytes"
        );
        assert_eq!(audited(&store), audited(&whole), "each once: cut after {limit} of {all} bytes");
    }
    assert!(broken > 15, "{broken} of the connections broke");
    for limit in [900, 2500, 5000] {
        let (_folder, store) = desk();
        house.place.change("UPDATE steadyline.enrolment SET site = NULL, takes_key = true WHERE name LIKE '%cut'");
        drop(both_ways_within(&store, &way(Way::Repeat(limit)).0, Duration::from_secs(3)));
        both_ways(&store, &straight).expect("the rest comes");
        assert_eq!((roll(&store), audited(&store)), (roll(&whole), audited(&whole)));
    }
}

#[test]
fn two_syncs_of_one_desk_at_once_write_everything_once() {
    let house = House::new();
    for number in 0..60 {
        house.store.add_person(&Actor::Owner, &new(&format!("P{number}"), &[], &["North"]), at(0)).expect("is added");
    }
    house.publish();
    let (folder, store) = desk();
    let url = house.place.url();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let beside = Store::open_beside(folder.path()).expect("opens beside the app");
                both_ways(&beside, &url).expect("is exchanged");
            });
        }
    });
    assert_eq!(roll(&store), roll(&house.store));
    // Each person came, and joined a team or not; six have roles or teams of their own.
    let entries = store.verify_audit(None).expect("is whole").entries;
    let (_other, alone) = desk();
    house.place.change("UPDATE steadyline.enrolment SET site = NULL, takes_key = true");
    both_ways(&alone, &url).expect("is exchanged");
    assert_eq!(entries, alone.verify_audit(None).expect("is whole").entries);
}

#[test]
fn a_desk_for_some_teams_hears_of_no_others() {
    let house = House::new();
    house.assign(&["Tess"], &[]);
    house.assign(&["Sam Hollis"], &[]);
    house.publish();
    let limit = |teams: &[&str]| {
        let mut centre = Centre::connect(&house.place.admin(), PATIENCE).expect("connects");
        let login = centre.add(LoginKind::Desk, &format!("{}_north", house.place.database)).expect("a login");
        let teams: Vec<String> = teams.iter().map(|team| (*team).to_owned()).collect();
        centre.limit(&login, &teams).expect("is set");
        SERVER.url(&format!("{}:{}", login.role, login.password), &house.place.database)
    };
    let (_folder, store) = desk();
    both_ways(&store, &limit(&["North"])).expect("is exchanged");
    // Who may judge is known everywhere, for their names stand on what they decide.
    assert_eq!(
        roll(&store),
        ["Ada|administrator|", "Nora|supervisor|North", "Sam Hollis||North", "Sue|supervisor|", "Will|author|North"]
    );
    assert_eq!(assigned(&store), ["Sam Hollis: Week 1"]);
    both_ways(&store, &limit(&["South"])).expect("is exchanged");
    assert_eq!(assigned(&store), ["Tess: Week 1"]);
    assert!(roll(&store).contains(&"Sam Hollis||".to_owned()), "who was known stays, with their attempts");
    both_ways(&store, &limit(&[])).expect("is exchanged");
    assert_eq!(roll(&store), ALL);
    assert_eq!(assigned(&store), ["Sam Hollis: Week 1", "Tess: Week 1"]);
}

#[test]
fn a_supervisor_assigns_from_a_folder_of_their_own() {
    let house = House::new();
    house.publish();
    let supervisor = house.login(LoginKind::Supervisor, "nora");
    let (_own, own) = desk();
    let fetched = both_ways(&own, &supervisor).expect("is exchanged");
    assert_eq!((fetched.synced, fetched.news.people), (None, 6));
    let nora = own.actor("Nora").expect("came down");
    let id = own.assign(&nora, &assignment(&[], &["North"]), Timestamp::now()).expect("is assigned");
    assert_eq!(both_ways(&own, &supervisor).expect("is exchanged").assigned, 1);
    assert_eq!(both_ways(&own, &supervisor).expect("again").assigned, 0);
    let (_folder, store) = desk();
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert_eq!(assigned(&store), ["Nora: Week 1", "Sam Hollis: Week 1", "Will: Week 1"]);
    // Another supervisor takes it back, in a folder of theirs.
    let other = house.login(LoginKind::Supervisor, "other");
    let (_second, second) = desk();
    both_ways(&second, &other).expect("is exchanged");
    second.withdraw_assignment(&Actor::Owner, &id, Timestamp::now()).expect("is withdrawn");
    both_ways(&second, &other).expect("is exchanged");
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert!(assigned(&store).is_empty());
    both_ways(&own, &supervisor).expect("is exchanged");
    assert!(assigned(&own).is_empty(), "also where it was made");
    assert_eq!(both_ways(&own, &supervisor).expect("again").assigned, 0, "and it does not come back");
    // Nor is a data folder both a desk and somebody's.
    let said = both_ways(&own, &house.login(LoginKind::Desk, "two")).expect_err("it is Nora's").to_string();
    assert!(said.contains("came to the centre with another login"), "{said}");
    // A login is one data folder's.
    let said = both_ways(&second, &supervisor).expect_err("it is Nora's").to_string();
    assert!(said.contains("came to the centre with another login") || said.contains("another data folder"), "{said}");
}

#[test]
fn only_an_administrator_publishes_people_and_from_one_folder_only() {
    let house = House::new();
    house.publish();
    let with = |store: &Store, url: &str, instead| {
        let mut centre = Centre::connect(url, PATIENCE).expect("connects");
        publish(store, &mut centre, &[], instead).map_err(|error| error.to_string())
    };
    let supervisor = house.login(LoginKind::Supervisor, "sue");
    let (_second, second) = desk();
    for url in [&supervisor, &house.place.url()] {
        let said = with(&second, url, false).expect_err("may not");
        assert!(said.contains("with an administrator's login"), "{said}");
    }
    let (_third, third) = desk();
    let bob = house.login(LoginKind::Administrator, "bob");
    third.add_person(&Actor::Owner, &new("Tess", &[Role::Author], &["South"]), at(0)).expect("is added");
    let said = with(&third, &bob, false).expect_err("they are kept elsewhere");
    assert!(said.contains("are kept in another data folder"), "{said}");
    let (_folder, store) = desk();
    both_ways(&store, &house.place.url()).expect("is exchanged");
    with(&third, &bob, true).expect("takes over");
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert!(roll(&store).contains(&"Tess|author|South".to_owned()), "{:?}", roll(&store));
    assert!(roll(&store).contains(&"Nora||".to_owned()), "who is on no list any more may nothing: {:?}", roll(&store));
    let said = with(&house.store, &house.url, false).expect_err("not any more");
    assert!(said.contains("are kept in another data folder"), "{said}");
}

#[test]
fn a_desks_login_publishes_nothing_and_reads_no_table() {
    let house = House::new();
    house.publish();
    let (_folder, store) = desk();
    let url = house.place.url();
    both_ways(&store, &url).expect("is exchanged");
    let (site, own) = (house.store.site(), store.site());
    for table in ["house", "seat", "news", "entry", "entry_words", "site_person"] {
        for statement in [format!("SELECT * FROM steadyline.{table}"), format!("DELETE FROM steadyline.{table}")] {
            let said = run_sql(&url, &[&statement]).expect_err(&statement);
            assert!(said.contains("permission denied"), "{statement}: {said}");
        }
    }
    for call in [
        format!("SELECT steadyline.publish('{own}', 'person', '{{}}', '{{}}', true)"),
        format!("SELECT steadyline.publish('{own}', 'assignment', '{{}}', '{{}}', false)"),
        format!("SELECT steadyline.take_back('{own}', '{{}}')"),
        format!("SELECT steadyline.keep_people('{own}', true)"),
        format!("SELECT steadyline.sit('{own}')"),
        format!("SELECT steadyline.give_texts('{own}', '{{}}', '{{}}')"),
        format!("SELECT steadyline.give_files('{own}', 'v', '{{}}', '{{}}')"),
        "SELECT steadyline.next_place()".to_owned(),
        "SELECT steadyline.limit_desk('x', NULL)".to_owned(),
        "SELECT steadyline.own_site('x')".to_owned(),
    ] {
        let said = run_sql(&url, &[&call]).expect_err(&call);
        assert!(said.contains("permission denied"), "{call}: {said}");
    }
    for call in [
        format!("SELECT steadyline.news_of('{site}')"),
        format!("SELECT steadyline.news_after('{site}', 0, 10)"),
        format!("SELECT steadyline.published_files('{site}', 'v')"),
        format!("SELECT steadyline.published_texts('{site}', 'v', '{{}}')"),
        format!("SELECT steadyline.trail_of('{site}')"),
        format!("SELECT steadyline.take_entries('{site}', '{{}}')"),
        format!("SELECT steadyline.tell_people('{site}', '{{}}', '{{}}')"),
        format!("SELECT steadyline.entries_after('{site}', 0, 10)"),
    ] {
        let said = run_sql(&url, &[&call]).expect_err(&call);
        assert!(said.contains("another desk"), "{call}: {said}");
    }
    // Nothing that proves who somebody is ever goes up.
    let everything = column(&house.place.admin(), "SELECT string_agg(body::text, ' ') FROM steadyline.news");
    assert!(everything[0].contains("Nora") && !everything[0].contains("argon2"), "{everything:?}");
    let supervisor = house.login(LoginKind::Supervisor, "sue");
    both_ways(&desk().1, &supervisor).expect("is bound to a folder");
    for call in [
        "INSERT INTO steadyline.news SELECT 'team', 'x', 'y', 1, NULL".to_owned(),
        "UPDATE steadyline.seat SET site = 'x'".to_owned(),
        format!("SELECT steadyline.keep_people('{own}', true)"),
        format!("SELECT steadyline.give_texts('{own}', '{{}}', '{{}}')"),
    ] {
        let said = run_sql(&supervisor, &[&call]).expect_err(&call);
        assert!(said.contains("permission denied"), "{call}: {said}");
    }
    let seat = column(&house.place.admin(), "SELECT site FROM steadyline.seat WHERE role LIKE '%supervisor%'");
    let said =
        run_sql(&supervisor, &[&format!("SELECT steadyline.publish('{}', 'person', '{{}}', '{{}}', true)", seat[0])]);
    assert!(said.expect_err("may not").contains("publishes no person"));
}

#[test]
fn another_centre_or_one_put_back_from_a_backup_is_read_from_the_start() {
    let house = House::new();
    house.publish();
    let (_folder, store) = desk();
    both_ways(&store, &house.place.url()).expect("is exchanged");
    // An old copy was put back: what was told since is told again, behind all that was told.
    house.place.change("DELETE FROM steadyline.news WHERE kind = 'person'; UPDATE steadyline.house SET last_place = 1");
    house.store.set_roles(&Actor::Owner, "Tess", &[Role::Author].into(), at(5)).expect("is set");
    assert_eq!(house.publish().0, 6);
    both_ways(&store, &house.place.url()).expect("is exchanged");
    assert!(roll(&store).contains(&"Tess|author|South".to_owned()));
    // A desk moves to another house.
    let other = House::new();
    other.store.set_roles(&Actor::Owner, "Tess", &[Role::Supervisor].into(), at(5)).expect("is set");
    other.publish();
    both_ways(&store, &other.place.url()).expect("is exchanged");
    assert!(roll(&store).contains(&"Tess|supervisor|South".to_owned()));
}

#[test]
fn what_makes_no_sense_is_told_and_holds_nothing_else_up() {
    let house = House::new();
    house.publish();
    house.place.change(
        "UPDATE steadyline.news SET body = '{\"name\": \"\", \"roles\": [], \"teams\": []}', place = steadyline.next_place() WHERE body ->> 'name' = 'Ada'; \
         UPDATE steadyline.news SET body = '[]', place = steadyline.next_place() WHERE body ->> 'name' = 'Sue'; \
         INSERT INTO steadyline.news VALUES ('weather', 'x', 'y', steadyline.next_place(), '{}')",
    );
    let (_folder, store) = desk();
    let done = both_ways(&store, &house.place.url()).expect("is exchanged");
    assert_eq!((done.news.people, done.news.problems.len()), (4, 2), "{:?}", done.news);
    assert!(done.news.problems[0].contains("it is empty"), "{:?}", done.news.problems);
    assert!(done.news.problems[1].contains("cannot be read"), "{:?}", done.news.problems);
    assert!(both_ways(&store, &house.place.url()).expect("again").news.problems.is_empty(), "it is told once");
}

fn run(folder: &Path, url: &str, args: &[&str]) -> (Option<i32>, String) {
    let mut command = crate::people::steadyline(folder);
    let out = command.args(args).env("STEADYLINE_CENTRE", url).output().expect("it runs");
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    (out.status.code(), text)
}

#[test]
fn the_commands_publish_and_fetch_also_beside_the_open_window() {
    let house = House::new();
    house.assign(&["Tess"], &[]);
    let (code, said) = run(house.folder.path(), "", &["centre", "publish", "--centre", &house.url]);
    assert_eq!((code, said.as_str()), (Some(0), "New or changed at the centre: 6 people, 1 assignment, 0 packs.\n"));
    let fresh = tempfile::tempdir().expect("a folder");
    let (code, said) = run(fresh.path(), &house.place.url(), &["sync"]);
    let expected = "0 attempts brought; the centre has 0 of this desk.\n6 people are new here, or changed.\n1 assignment is new here, or changed.\n";
    assert_eq!((code, said.as_str()), (Some(0), expected));
    let open = Store::open(fresh.path()).expect("as the window does");
    house.assign(&["Sam Hollis"], &[]);
    house.publish();
    let (code, said) = run(fresh.path(), &house.place.url(), &["sync"]);
    assert!(code == Some(0) && said.contains("1 assignment is new"), "{said}");
    assert_eq!(assigned(&open).len(), 2);
    let supervisor = house.login(LoginKind::Supervisor, "sue");
    let own = tempfile::tempdir().expect("a folder");
    run(own.path(), &supervisor, &["sync"]);
    assert_eq!(run(own.path(), &supervisor, &["sync"]), (Some(0), "Nothing is new.\n".to_owned()));
    let (code, said) = run(own.path(), &supervisor, &["centre", "publish"]);
    assert_eq!(code, Some(4), "{said}");
    let (code, said) = run(own.path(), &house.place.admin(), &["centre", "add", "supervisor", "x", "--team", "North"]);
    assert!(code == Some(2) && said.contains("Only desks are for teams"), "{said}");
}

#[test]
fn attempts_alone_go_up_as_before() {
    let house = House::new();
    let (_folder, store) = desk();
    attempt(&store, "third_call_blender.cold", 3, 1);
    assert_eq!(bring(&store, &house.place.url(), PATIENCE).expect("is brought").there, 1);
}
