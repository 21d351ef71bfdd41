//! Many desks, one database: what is finished comes to the centre once, in order, whatever happens on the way.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use steadyline::call::LogHeader;
use steadyline::scenario::{PackFiles, SourceFile};
use steadyline::store::centre::{Centre, CentreError, LoginKind, Synced, Verdict, sync};
use steadyline::store::seal::{DeskKey, Outcome, SealedLog, Sealing};
use steadyline::store::{NewAttempt, Store};
use tempfile::TempDir;

use crate::postgres::{SERVER, Way, column, proxy, run_sql};
use crate::seals::attempt;
use crate::world::{TAMBLEWICK, copy, walk};

/// Long, for a machine that has much else to do: only what hangs takes it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// As if nothing had been brought. The desk's row comes first: a connection that was given up here may still be taken from there,
/// and holds it as long.
const EMPTY: &str = "UPDATE steadyline.desk SET last_number = 0, last_place = NULL; DELETE FROM steadyline.attempt; \
                     DELETE FROM steadyline.pack_file; DELETE FROM steadyline.pack_text";

/// A centre with one desk that has a login, and the desk's data folder.
pub struct Place {
    pub database: String,
    login: String,
    pub desk: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let database = SERVER.database();
        let place = Self { login: String::new(), desk: tempfile::tempdir().expect("a folder"), database };
        let mut centre = Centre::connect(&place.admin(), PATIENCE).expect("connects");
        centre.init().expect("is made");
        centre.init().expect("twice is as good as once");
        centre.close();
        Self { login: place.login(LoginKind::Desk, "one"), ..place }
    }

    pub fn admin(&self) -> String {
        SERVER.url("admin:secret", &self.database)
    }

    /// Roles are the whole server's, so each database's logins have names of their own.
    pub fn login(&self, kind: LoginKind, name: &str) -> String {
        let mut centre = Centre::connect(&self.admin(), PATIENCE).expect("connects");
        let login = centre.add(kind, &format!("{}_{name}", self.database)).expect("a login");
        format!("{}:{}", login.role, login.password)
    }

    pub fn url(&self) -> String {
        SERVER.url(&self.login, &self.database)
    }

    /// To the server by a way that does something to what passes.
    fn by(&self, way: Way) -> (String, Arc<std::sync::atomic::AtomicUsize>) {
        let (port, passed) = proxy(SERVER.port, way);
        let url = format!("postgres://{}@127.0.0.1:{port}/{}?sslmode=disable", self.login, self.database);
        (url, passed)
    }

    /// Without encryption, which takes longer than most questions.
    fn open(&self, login: &str) -> String {
        format!("{}?sslmode=disable", SERVER.url(login, &self.database))
    }

    pub fn ask(&self, query: &str) -> Vec<String> {
        column(&self.open("admin:secret"), query)
    }

    pub fn change(&self, statement: &str) {
        run_sql(&self.open("admin:secret"), &[statement]).expect(statement);
    }

    /// The centre has a desk's attempts up to a number, each once, and knows it.
    pub fn is_whole(&self) -> i64 {
        let found = self.ask(
            "SELECT concat_ws('|', COALESCE((SELECT string_agg(number::text, ' ' ORDER BY number) FROM steadyline.attempt), ''), \
             (SELECT count(*) FROM steadyline.sealed), COALESCE((SELECT last_number FROM steadyline.desk), 0))",
        );
        let known: i64 = found[0].rsplit('|').next().and_then(|known| known.parse().ok()).expect("a number");
        let numbers: Vec<String> = (1..=known).map(|number| number.to_string()).collect();
        assert_eq!(found, [format!("{}|{known}|{known}", numbers.join(" "))]);
        known
    }
}

pub fn bring(store: &Store, url: &str, patience: Duration) -> Result<Synced, CentreError> {
    let mut centre = Centre::connect(url, patience)?;
    let done = sync(store, &mut centre, |_| {})?;
    centre.close();
    Ok(done)
}

/// A desk with finished attempts at a pack of a few bytes, so that little passes.
fn small(folder: &Path, count: u32) -> Store {
    let store = Store::open(folder).expect("opens");
    let report = walk("third_call_blender.cold");
    let files = PackFiles::of_texts("tamblewick", [("pack.ron".to_owned(), "()".to_owned())]);
    for day in 1..=count {
        let header = LogHeader::new(&report.setup, "desk", format!("2026-01-{day:02}T08:00:00Z"));
        let lines = &report.log[..3];
        let id = store.begin(&NewAttempt { header: &header, title: "Parcel", files: &files, lines }).expect("begins");
        store.finish(&id, &report.card, &format!("2026-01-{day:02}T08:10:00Z"), &[]).expect("is finished");
    }
    store
}

#[test]
fn attempts_come_once_and_in_order_with_the_files_they_were_made_with() {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    let ids = [1, 2, 3].map(|day| attempt(&store, "third_call_blender.cold", 9, day));
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("is brought"), Synced { brought: 3, there: 3 });
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("again"), Synced { brought: 0, there: 3 });
    let fourth = attempt(&store, "third_call_blender.perfect", usize::MAX, 4);
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("the rest"), Synced { brought: 1, there: 4 });
    assert_eq!(place.is_whole(), 4);
    let there = place.ask("SELECT id FROM steadyline.attempt ORDER BY placed_at");
    let here: Vec<String> = ids.into_iter().chain([fourth]).map(|id| id.0).collect();
    assert_eq!(there, here);
    let listed = place.ask("SELECT concat_ws('|', kind, person, pack, scenario, mode, composure, passed) FROM steadyline.attempt WHERE number = 4");
    assert_eq!(listed, ["call|Sam Hollis|tamblewick|third_call_blender|practice|100|t"]);
    assert_eq!(place.ask("SELECT count(*) FROM steadyline.pack_file"), [TAMBLEWICK.0.files.files.len().to_string()]);
    let parts = place.ask("SELECT count(*) FROM pg_inherits WHERE inhparent = 'steadyline.attempt'::regclass");
    assert_eq!(parts, ["8"]);
    let mut centre = Centre::connect(&place.admin(), PATIENCE).expect("connects");
    let mut verdicts = Vec::new();
    centre
        .check(&[Arc::clone(&TAMBLEWICK.0)], false, |one| verdicts.push((one.number, one.verdict, one.faults.clone())))
        .expect("is checked");
    assert_eq!(verdicts, [1, 2, 3, 4].map(|number| (number, Verdict::Sound, vec![])));
    centre.check(&[], false, |_| panic!("nothing is left to be looked at")).expect("an answer");
}

#[test]
fn a_connection_that_ends_at_any_byte_loses_nothing_and_doubles_nothing() {
    let place = Place::new();
    let store = small(place.desk.path(), 5);
    let (url, passed) = place.by(Way::Cut(usize::MAX));
    assert_eq!(bring(&store, &url, PATIENCE).expect("is brought").there, 5);
    let all = passed.load(Ordering::SeqCst);
    let (mut broken, mut kept) = (0, 0);
    // Every byte takes too long, so this is a sample: each of the first, then forty strides, and every eighth of the last,
    // where the centre has taken all and only its answer is on the way.
    let (first, last) = (16, all - 96);
    let places = (0..first).chain((first..last).step_by(all / 40)).chain((last..all + 8).step_by(8));
    let mut cut = |limit: usize| {
        place.change(EMPTY);
        let (url, _) = place.by(Way::Cut(limit));
        let first = bring(&store, &url, PATIENCE);
        broken += i32::from(first.is_err());
        // The server may still be at it when the desk has already lost sight of it.
        let second = bring(&store, &place.open(&place.login), PATIENCE).expect("the rest comes");
        assert_eq!((second.there, place.is_whole()), (5, 5), "cut after {limit} of {all} bytes");
        first.is_err() && second.brought == 0
    };
    for limit in places {
        kept += i32::from(cut(limit));
    }
    // What a connection takes differs by some bytes from time to time, so that the moment may lie between two strides.
    let mut closer = (last..all + 64).rev().step_by(3);
    while kept == 0 {
        let Some(limit) = closer.next() else { break };
        kept += i32::from(cut(limit));
    }
    assert!(broken > 50, "{broken} of the connections broke");
    assert!(kept > 0, "no connection broke after the centre had taken all, so that was not tried");
}

#[test]
fn a_way_that_stammers_or_dawdles_brings_the_same() {
    let place = Place::new();
    let store = small(place.desk.path(), 5);
    for limit in [900, 1500, 2500, 5000] {
        place.change(EMPTY);
        let (url, _) = place.by(Way::Repeat(limit));
        drop(bring(&store, &url, Duration::from_secs(3)));
        assert_eq!(bring(&store, &place.url(), PATIENCE).expect("the rest comes").there, 5);
        assert_eq!(place.is_whole(), 5);
    }
    place.change(EMPTY);
    let (url, _) = place.by(Way::Delay(Duration::from_millis(40)));
    assert_eq!(bring(&store, &url, PATIENCE).expect("it only takes longer").brought, 5);
}

#[test]
fn several_at_once_bring_each_attempt_once() {
    let place = Place::new();
    drop(small(place.desk.path(), 30));
    let others: Vec<(TempDir, String)> = (0..4)
        .map(|number| {
            let folder = tempfile::tempdir().expect("a folder");
            drop(small(folder.path(), 20));
            (folder, SERVER.url(&place.login(LoginKind::Desk, &format!("other{number}")), &place.database))
        })
        .collect();
    let url = place.url();
    std::thread::scope(|scope| {
        let own = (0..4).map(|_| (place.desk.path(), url.as_str()));
        for (folder, url) in own.chain(others.iter().map(|(folder, url)| (folder.path(), url.as_str()))) {
            scope.spawn(move || {
                let store = Store::open_to_read(folder).expect("opens");
                bring(&store, url, PATIENCE).expect("is brought")
            });
        }
    });
    let counts =
        place.ask("SELECT count(*) || ' up to ' || max(number) FROM steadyline.attempt GROUP BY site ORDER BY 1");
    assert_eq!(counts, ["20 up to 20", "20 up to 20", "20 up to 20", "20 up to 20", "30 up to 30"]);
}

#[test]
fn a_desk_can_add_its_own_and_read_nothing_of_others() {
    let place = Place::new();
    let store = small(place.desk.path(), 1);
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    let other = tempfile::tempdir().expect("a folder");
    let other_store = small(other.path(), 1);
    let other_login = place.login(LoginKind::Desk, "two");
    let other_url = SERVER.url(&other_login, &place.database);
    bring(&other_store, &other_url, PATIENCE).expect("is brought");
    let site = store.site().to_owned();
    for table in [
        "attempt",
        "sealed",
        "desk",
        "enrolment",
        "pack_text",
        "pack_file",
        "known_pack",
        "attempt_0",
        "_sqlx_migrations",
    ] {
        for statement in [
            format!("SELECT * FROM steadyline.{table}"),
            format!("DELETE FROM steadyline.{table}"),
            format!("INSERT INTO steadyline.{table} SELECT"),
        ] {
            let said = run_sql(&other_url, &[&statement]).expect_err(&statement);
            assert!(said.contains("permission denied"), "{statement}: {said}");
        }
    }
    for call in [
        format!("SELECT steadyline.hello('{site}', 'x', now())"),
        format!("SELECT steadyline.take('{site}', '{{}}', '{{}}', '{{}}')"),
        format!("SELECT steadyline.missing_texts('{site}', ARRAY['x'])"),
        format!("SELECT steadyline.take_texts('{site}', ARRAY['x'], ARRAY['y'])"),
        format!("SELECT steadyline.take_files('{site}', 'v', ARRAY['x'], ARRAY['y'])"),
    ] {
        let said = run_sql(&other_url, &[&call]).expect_err(&call);
        assert!(said.contains("another desk"), "{call}: {said}");
    }
    for call in [
        "SELECT steadyline.own_desk('x')",
        "SELECT steadyline.enrol('desk', 'x', 'y')",
        "CREATE TABLE steadyline.x ()",
        "SET ROLE steadyline_administrator",
    ] {
        let said = run_sql(&other_url, &[call]).expect_err(call);
        assert!(said.contains("permission denied"), "{call}: {said}");
    }
    // A trick that functions with their owner's rights are open to when their path is not fixed.
    let trick = "CREATE TEMP TABLE enrolment (role text, name text, site text, takes_key boolean)";
    let insert = format!("INSERT INTO enrolment VALUES (session_user, 'x', '{site}', true)");
    let take = format!("SELECT steadyline.missing_texts('{site}', ARRAY['x'])");
    let said = run_sql(&other_url, &[trick, &insert, &take]).expect_err("the real table is asked");
    assert!(said.contains("another desk"), "{said}");
}

#[test]
fn a_supervisor_reads_and_an_administrator_writes_verdicts_alone() {
    let place = Place::new();
    bring(&small(place.desk.path(), 2), &place.url(), PATIENCE).expect("is brought");
    let supervisor = SERVER.url(&place.login(LoginKind::Supervisor, "sue"), &place.database);
    assert_eq!(column(&supervisor, "SELECT count(*) FROM steadyline.attempt"), ["2"]);
    let administrator = SERVER.url(&place.login(LoginKind::Administrator, "ada"), &place.database);
    for (who, statement, may) in [
        (&supervisor, "UPDATE steadyline.attempt SET verdict = 'sound'", false),
        (&supervisor, "DELETE FROM steadyline.attempt", false),
        (&administrator, "UPDATE steadyline.attempt SET verdict = 'sound'", true),
        (&administrator, "UPDATE steadyline.attempt SET records = 100", false),
        (&administrator, "UPDATE steadyline.sealed SET seal = ''", false),
    ] {
        assert_eq!(run_sql(who, &[statement]).is_ok(), may, "{statement}");
    }
}

#[test]
fn the_centre_marks_what_was_changed_and_what_was_made_by_other_rules() {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    for day in 1..=5 {
        attempt(&store, "third_call_blender.cold", 12, day);
    }
    // By a pack in which another scenario differs: the call is the same, and the files are not the administrator's.
    let report = walk("third_call_blender.cold");
    let mut files: PackFiles = (*TAMBLEWICK.0.files).clone();
    let path = "calls/when_is_my_money.ron";
    let old = &files.files[path];
    let new = SourceFile { name: old.name.clone(), text: format!("{}\n", old.text) };
    files.files.insert(path.to_owned(), Arc::new(new));
    let header = LogHeader::new(&report.setup, "desk", "2026-01-06T08:00:00Z".to_owned());
    for (title, card) in [("Parcel", &report.card), ("Flattered", &walk("third_call_blender.perfect").card)] {
        let id =
            store.begin(&NewAttempt { header: &header, title, files: &files, lines: &report.log }).expect("begins");
        store.finish(&id, card, "2026-01-06T08:10:00Z", &[]).expect("is finished");
    }
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    place.change("UPDATE steadyline.attempt SET records = 99 WHERE number = 2");
    place.change("UPDATE steadyline.sealed SET lines = replace(lines, '\"at\":', '\"at\":1') WHERE id = (SELECT id FROM steadyline.attempt WHERE number = 3)");
    place.change("DELETE FROM steadyline.attempt WHERE number = 4");
    let administrator = SERVER.url(&place.login(LoginKind::Administrator, "ada"), &place.database);
    let mut centre = Centre::connect(&administrator, PATIENCE).expect("connects");
    let mut found = Vec::new();
    centre.check(&[Arc::clone(&TAMBLEWICK.0)], false, |one| found.push((one.number, one.verdict))).expect("is checked");
    let expected = [
        (1, Verdict::Sound),
        (2, Verdict::Tampered),
        (3, Verdict::Tampered),
        (5, Verdict::Tampered),
        (6, Verdict::OtherRules),
        (7, Verdict::OtherScore),
    ];
    assert_eq!(found, expected);
    let said = place.ask("SELECT faults[1] FROM steadyline.attempt WHERE verdict <> 'sound' ORDER BY number");
    assert!(said[0].contains("stands as 99 in the list"), "{said:?}");
    assert_eq!(said[1], "line 2 is not as it was written");
    assert!(said[2].contains("attempts were taken out or put in"), "{said:?}");
    assert!(said[4].contains("when the log is played again"), "{said:?}");
}

#[test]
fn a_desk_whose_clock_runs_wrong_does_not_change_the_order() {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    let ids: Vec<String> = [20, 3, 11].map(|day| attempt(&store, "third_call_blender.cold", 3, day).0).into();
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    assert_eq!(place.ask("SELECT id FROM steadyline.attempt ORDER BY placed_at"), ids, "as they were finished there");
    // A desk an hour ahead, another two hours behind: what they finished stands by the centre's clock.
    for (name, off, ago) in [("ahead", "+ interval '1 hour'", 10), ("behind", "- interval '2 hours'", 5)] {
        let folder = tempfile::tempdir().expect("a folder");
        let key = DeskKey::of(folder.path()).expect("a key");
        let url = SERVER.url(&place.login(LoginKind::Desk, name), &place.database);
        let clock = format!("(now() {off})");
        let ended = column(&url, &format!("SELECT {clock} - interval '{ago} minutes'"));
        let of = Sealing {
            site: name.to_owned(),
            attempt: name.to_owned(),
            number: 1,
            before: String::new(),
            title: String::new(),
            files: None,
            finished_at: ended[0].clone(),
            outcome: Outcome::default(),
        };
        let header = r#"{"person":"Sam","pack":"p","scenario":"s","mode":"practice","started_at":"x"}"#;
        let sealed = SealedLog::seal(vec![header.to_owned()], of, &key);
        let hello = format!("SELECT steadyline.hello('{name}', '{}', {clock})", key.public());
        let take =
            format!("SELECT steadyline.take('{name}', ARRAY['{header}'], ARRAY[''], ARRAY['{}'])", sealed.seal.text());
        run_sql(&url, &[&hello, &take]).expect("is taken");
    }
    // A little more than the minutes that were said: the question comes later.
    let stands = place.ask(
        "SELECT site || ' ' || (now() - placed_at BETWEEN ago * interval '1 minute' AND (ago + 4) * interval '1 minute') \
         FROM steadyline.attempt JOIN (VALUES ('ahead', 10), ('behind', 5)) AS said (site, ago) USING (site) ORDER BY placed_at",
    );
    assert_eq!(stands, ["ahead true", "behind true"]);
}

#[test]
fn trouble_is_told_in_plain_words_and_changes_nothing() {
    let place = Place::new();
    let store = small(place.desk.path(), 2);
    let told = |url: &str, patience| bring(&store, url, patience).expect_err("there is trouble").to_string();
    // The first port is nobody's: a free one could be somebody's by now.
    let said = told("postgres://x@127.0.0.1:1/centre", PATIENCE);
    assert!(said.starts_with("the centre at 127.0.0.1/centre cannot be reached"), "{said}");
    let began = Instant::now();
    for limit in [0, 1800] {
        let said = told(&place.by(Way::Stall(limit)).0, Duration::from_secs(1));
        assert!(said.contains("has not answered for 1 s"), "{said}");
    }
    assert!(began.elapsed() < PATIENCE, "it was given up, and not waited for");
    let said = told(&SERVER.url("steadyline_desk_nobody:x", &place.database), PATIENCE);
    assert!(said.contains("does not know this login or its password"), "{said}");
    let said = told(&SERVER.url(&place.login, &SERVER.database()), PATIENCE);
    assert!(said.contains("is no centre of Steadyline"), "{said}");
    assert!(told("nonsense", PATIENCE).contains("no address of a centre"));
    let full = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$; \
                CREATE TRIGGER refuse BEFORE INSERT ON steadyline.sealed FOR EACH ROW EXECUTE FUNCTION refuse()";
    place.change(full);
    assert!(told(&place.url(), PATIENCE).contains("is full; its administrator has to make room"));
    assert_eq!(place.is_whole(), 0, "what could not be taken whole was not taken");
    place.change("DROP TRIGGER refuse ON steadyline.sealed");
    let role = place.login.split(':').next().expect("a name");
    place.change(&format!("ALTER ROLE {role} CONNECTION LIMIT 0"));
    assert!(told(&place.url(), PATIENCE).contains("too many desks at a time"));
    place.change(&format!("ALTER ROLE {role} CONNECTION LIMIT -1"));
    place.change("INSERT INTO steadyline._sqlx_migrations SELECT 9999, description, now(), true, checksum, 1 FROM steadyline._sqlx_migrations LIMIT 1");
    assert!(told(&place.url(), PATIENCE).contains("is of a newer Steadyline, and was left as it is"));
    let mut centre = Centre::connect(&place.admin(), PATIENCE).expect("connects");
    let said = centre.init().expect_err("it is newer").to_string();
    assert!(said.contains("is of a newer Steadyline"), "{said}");
    assert_eq!(place.ask("SELECT count(*) FROM steadyline.desk WHERE last_number > 0"), ["0"]);
    place.change("DELETE FROM steadyline._sqlx_migrations WHERE version = 9999");
    assert_eq!(bring(&store, &place.url(), PATIENCE).expect("all is well again").there, 2);
}

#[test]
fn two_desks_under_one_name_are_told_apart() {
    let place = Place::new();
    let store = small(place.desk.path(), 3);
    bring(&store, &place.url(), PATIENCE).expect("is brought");
    let other = tempfile::tempdir().expect("a folder");
    let said = bring(&small(other.path(), 1), &place.url(), PATIENCE).expect_err("it is another's login").to_string();
    assert!(said.contains("belongs to another desk"), "{said}");
    let copied = tempfile::tempdir().expect("a folder");
    // While it is open and rests: what is being closed changes its files for a moment longer.
    copy(place.desk.path(), copied.path());
    drop(store);
    // Both go on by themselves.
    let store = small(place.desk.path(), 1);
    bring(&store, &place.url(), PATIENCE).expect("the first goes on");
    for count in [0, 1, 2] {
        let second = small(copied.path(), count);
        let said = bring(&second, &place.url(), PATIENCE).expect_err("it is a copy").to_string();
        assert!(said.contains("the data folder was copied"), "{said}");
    }
    assert_eq!(place.is_whole(), 4);
    drop(store);
    std::fs::remove_file(place.desk.path().join("desk.key")).expect("is lost");
    let store = small(place.desk.path(), 1);
    let said = bring(&store, &place.url(), PATIENCE).expect_err("the key is new").to_string();
    assert!(said.contains("is not the one that the centre knows"), "{said}");
    let again = place.login(LoginKind::Desk, "one");
    let url = SERVER.url(&again, &place.database);
    assert_eq!(bring(&store, &url, PATIENCE).expect("the administrator has accepted it").there, 5);
}

#[test]
fn the_way_is_encrypted_and_the_server_has_to_be_the_right_one() {
    let place = Place::new();
    let centre = |more: &str| Centre::connect(&format!("{}?{more}", place.url()), PATIENCE);
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assert_eq!(column(&place.url(), encrypted), ["true"], "whenever the server can");
    let certificate = SERVER.certificate().display().to_string();
    let good = centre(&format!("sslmode=verify-full&sslrootcert={certificate}"));
    assert!(good.is_ok_and(|centre| centre.private));
    let said = centre("sslmode=verify-full").expect_err("nobody vouches for it").to_string();
    assert!(said.contains("cannot be made safe") || said.contains("cannot be reached"), "{said}");
}

#[test]
fn the_commands_bring_and_check() {
    let place = Place::new();
    let store = Store::open(place.desk.path()).expect("opens");
    attempt(&store, "third_call_blender.perfect", usize::MAX, 1);
    drop(store);
    let run = |url: &str, args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("steadyline").expect("it is built");
        let command = command.args(["--data", &place.desk.path().display().to_string()]).args(args);
        let out = command.env("STEADYLINE_CENTRE", url).output().expect("it runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code(), text)
    };
    let (code, said) = run("", &["sync"]);
    assert_eq!(code, Some(2), "{said}");
    assert_eq!(
        run(&place.url(), &["sync"]),
        (Some(0), "1 attempt brought; the centre has 1 of this desk.\n".to_owned())
    );
    let (code, said) = run(&place.url(), &["sync", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let counts = [&told["at_the_centre"], &told["brought"]].map(serde_json::Value::as_i64);
    assert_eq!((code, counts, told["complete"].as_bool()), (Some(0), [Some(1), Some(0)], Some(true)), "{said}");
    let (code, said) = run(&place.url(), &["centre", "check"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("may not do that at the centre"), "{said}");
    assert_eq!(run(&place.admin(), &["centre", "check"]), (Some(0), "1 of 1 attempts are sound.\n".to_owned()));
    place.change("UPDATE steadyline.attempt SET composure = 1");
    let (code, said) = run(&place.admin(), &["centre", "check", "--again"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("number 1, Sam Hollis: changed after it was finished"), "{said}");
    let (code, said) = run(&place.admin(), &["centre", "add", "desk", "No Name"]);
    assert_eq!(code, Some(2), "{said}");
}
