//! People: who may do what, how they sign in, and a table of them that is taken in whole or not at all.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use jiff::{SignedDuration, Timestamp};
use steadyline::store::{
    Actor, ImportFault, NameFault, NewPerson, PeopleError, Person, Right, Role, SignInRule, Store, StoreError, may,
    read_people,
};

const PHRASE: &str = "correct horse battery";

/// A moment of the tests' own, so many seconds on.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).expect("a time")
}

pub fn steadyline(data: &Path) -> Command {
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    command.arg("--data").arg(data);
    command
}

pub fn new(name: &str, roles: &[Role], teams: &[&str]) -> NewPerson {
    NewPerson {
        name: name.to_owned(),
        roles: roles.iter().copied().collect(),
        teams: teams.iter().map(|team| (*team).to_owned()).collect(),
    }
}

/// Two teams, with somebody of each kind.
pub fn house(store: &Store) {
    for person in [
        new("Ada", &[Role::Administrator], &[]),
        new("Nora", &[Role::Supervisor], &["North"]),
        new("Sue", &[Role::Supervisor], &["South"]),
        new("Will", &[Role::Author], &["North"]),
        new("Sam Hollis", &[], &["North"]),
        new("Tess", &[], &["South"]),
    ] {
        store.add_person(&Actor::Owner, &person, at(0)).expect("is added");
    }
}

fn person(store: &Store, name: &str) -> Person {
    store.roll().expect("people").into_iter().find(|person| person.name == name).expect("they are there")
}

#[test]
fn each_role_may_what_it_is_there_for_and_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let (sam, tess, nora) = ("Sam Hollis", "Tess", "Nora");
    let allowed = |who: &str, about: &str| -> String {
        let (actor, other) = (store.actor(who).expect("is there"), store.someone(about).expect("is there"));
        let rights = [
            ('s', Right::See(&other)),
            ('c', Right::Comment(&other)),
            ('j', Right::Judge(&other)),
            ('a', Right::Appeal(&other)),
            ('g', Right::Assign(&other)),
            ('f', Right::ScenarioFigures),
            ('p', Right::People),
            ('r', Right::Rules),
            ('t', Right::Audit),
            ('w', Right::Passphrase(&other)),
            ('x', Right::Export(&other)),
            ('e', Right::Erase(&other)),
        ];
        rights.into_iter().filter(|(_, right)| may(&actor, *right).is_ok()).map(|(letter, _)| letter).collect()
    };
    assert_eq!(allowed(sam, sam), "scax", "a trainee sees, comments on and may contest what is their own");
    assert_eq!(allowed(sam, tess), "", "and of nobody else");
    assert_eq!(allowed(nora, sam), "scjgf");
    assert_eq!(allowed(nora, tess), "f", "another team is not theirs");
    assert_eq!(allowed(nora, nora), "scafx", "nobody judges themselves");
    assert_eq!(allowed("Will", sam), "f", "an author sees scenarios, and nobody's attempts");
    assert_eq!(allowed("Ada", tess), "sgfprtwxe", "an administrator judges nobody");
    let refused = may(&store.actor(sam).expect("is there"), Right::Judge(&store.someone(tess).expect("is there")));
    let told = refused.expect_err("may not").to_string();
    assert!(told.contains("Sam Hollis may not judge the attempts of Tess") && told.contains("supervisor"), "{told}");
}

#[test]
fn a_supervisor_has_everybody_where_no_teams_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    for person in [new("Nora", &[Role::Supervisor], &[]), new("Tess", &[], &[])] {
        store.add_person(&Actor::Owner, &person, at(0)).expect("is added");
    }
    let judges = || {
        let (nora, tess) = (store.actor("Nora").expect("is there"), store.someone("Tess").expect("is there"));
        may(&nora, Right::Judge(&tess)).is_ok()
    };
    assert!(judges());
    store.join_team(&Actor::Owner, "Tess", "South", at(1)).expect("joins");
    assert!(!judges());
    store.leave_team(&Actor::Owner, "Tess", "South", at(2)).expect("leaves");
    assert!(judges() && store.teams().expect("teams").is_empty(), "a team without people is gone");
}

#[test]
fn people_are_changed_by_administrators_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    for who in ["Sam Hollis", "Nora", "Will"] {
        let actor = store.actor(who).expect("is there");
        let all: BTreeSet<Role> = Role::ALL.into();
        let refused = [
            store.add_person(&actor, &new("New", &[], &[]), at(1)).map(drop),
            store.set_roles(&actor, who, &all, at(1)),
            store.join_team(&actor, who, "South", at(1)),
            store.leave_team(&actor, who, "North", at(1)),
            store.import_people(&actor, &[new("New", &[], &[])], at(1)).map(drop),
            store.set_sign_in_rule(&actor, SignInRule::default(), at(1)),
            store.set_passphrase(&actor, "Tess", PHRASE, at(1)),
        ];
        for (number, done) in refused.into_iter().enumerate() {
            assert!(matches!(done, Err(StoreError::People(PeopleError::Refused(_)))), "{who}, {number}: {done:?}");
        }
    }
    assert_eq!(store.roll().expect("people").len(), 6, "nothing was changed");
    let ada = store.actor("Ada").expect("is there");
    store.set_roles(&ada, "Tess", &[Role::Author].into(), at(2)).expect("is set");
    assert_eq!(person(&store, "Tess").roles, [Role::Trainee, Role::Author].into());
    let known = store.add_person(&ada, &new(" Tess ", &[], &[]), at(2)).expect_err("is there");
    assert!(known.to_string().contains("tell the two apart"), "{known}");
    for (name, why) in [("", NameFault::Empty), ("–", NameFault::Reserved), ("A\u{202e}b", NameFault::Invisible)] {
        let error = store.add_person(&ada, &new(name, &[], &[]), at(2)).expect_err("is no name");
        assert!(matches!(error, StoreError::People(PeopleError::Name { why: found, .. }) if found == why), "{name:?}");
    }
}

#[test]
fn wrong_passphrases_slow_the_next_one_down_also_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || Store::open(folder.path()).expect("opens");
    {
        let store = open();
        house(&store);
        for who in ["Ada", "Tess"] {
            store.set_passphrase(&Actor::Owner, who, PHRASE, at(0)).expect("is set");
        }
        let rule = SignInRule { passphrase: true, ..SignInRule::default() };
        store.set_sign_in_rule(&Actor::Owner, rule, at(0)).expect("is set");
        for second in 0..4 {
            let wrong = store.sign_in("Tess", "something else entirely", at(second));
            // The third wrong one makes the fourth wait.
            let expected = if second < 3 { "the passphrase is wrong" } else { "too many wrong passphrases" };
            assert!(wrong.is_err_and(|error| error.to_string().contains(expected)), "{second}");
        }
    }
    let store = open();
    let soon = store.sign_in("Tess", PHRASE, at(4)).expect_err("it is too soon, even for the right one");
    assert!(matches!(soon, StoreError::People(PeopleError::Wait(3))), "{soon}");
    assert_eq!(store.sign_in_wait("Tess", at(4)).expect("answers"), Some(SignedDuration::from_secs(3)));
    assert!(store.sign_in("Ada", PHRASE, at(4)).is_ok(), "others do not wait");
    assert!(store.sign_in("Tess", "wrong again, sorry", at(7)).is_err());
    assert_eq!(store.sign_in_wait("Tess", at(7)).expect("answers"), Some(SignedDuration::from_secs(10)), "it grows");
    assert!(store.sign_in("Tess", PHRASE, at(17)).is_ok());
    assert_eq!(store.sign_in_wait("Tess", at(17)).expect("answers"), None, "the right one clears it");
}

#[test]
fn a_passphrase_is_kept_as_argon2id_with_a_salt_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let store = Store::open(folder.path()).expect("opens");
        house(&store);
        for who in ["Ada", "Tess"] {
            // Typed with one sign for ü here, and with two below.
            store.set_passphrase(&Actor::Owner, who, "gr\u{fc}ne Bananen fliegen", at(0)).expect("is set");
        }
        for (phrase, why) in [("short", "at least 12"), (&"x".repeat(1001) as &str, "at most")] {
            let error = store.set_passphrase(&Actor::Owner, "Tess", phrase, at(0)).expect_err("is none");
            assert!(error.to_string().contains(why), "{error}");
        }
        let long = new("Bartholomew Fitz", &[], &[]);
        store.add_person(&Actor::Owner, &long, at(0)).expect("is added");
        let own = store.set_passphrase(&Actor::Owner, "Bartholomew Fitz", "bartholomew fitz", at(0));
        assert!(matches!(own, Err(StoreError::People(PeopleError::OwnName))));
        let rule = SignInRule { passphrase: true, lock_after_min: 5 };
        store.set_sign_in_rule(&Actor::Owner, rule, at(0)).expect("is set");
        assert_eq!(store.sign_in_rule().expect("a rule").idle_limit(), Some(SignedDuration::from_mins(5)));
        assert!(store.sign_in("Tess", "gru\u{308}ne Bananen fliegen", at(1)).is_ok());
        assert!(store.sign_in("Will", "", at(1)).is_err_and(|error| error.to_string().contains("no passphrase yet")));
    }
    let bytes = std::fs::read(folder.path().join("steadyline.db")).expect("the database");
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("Bananen"), "the passphrase stands nowhere");
    let kept: BTreeSet<&str> =
        text.match_indices("$argon2id$v=19$m=19456,t=2,p=1$").map(|(at, _)| &text[at..at + 53]).collect();
    assert_eq!(kept.len(), 2, "two people with one passphrase have two salts: {kept:?}");
}

#[test]
fn somebody_is_left_who_can_change_things() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    house(&store);
    let rule = SignInRule { passphrase: true, ..SignInRule::default() };
    let last = |done: Result<(), StoreError>| matches!(done, Err(StoreError::People(PeopleError::LastAdministrator)));
    assert!(last(store.set_sign_in_rule(&Actor::Owner, rule, at(0))), "no administrator could sign in");
    assert!(!store.sign_in_rule().expect("a rule").passphrase, "nothing was changed");
    store.set_passphrase(&Actor::Owner, "Ada", PHRASE, at(0)).expect("is set");
    store.set_sign_in_rule(&Actor::Owner, rule, at(0)).expect("is set");
    let ada = store.sign_in("Ada", PHRASE, at(1)).expect("signs in");
    assert!(last(store.set_roles(&ada, "Ada", &BTreeSet::new(), at(1))));
    assert!(person(&store, "Ada").roles.contains(&Role::Administrator));
}

#[test]
fn a_table_of_people_is_read_as_spreadsheets_write_it() {
    let plain = read_people(b"name,roles,teams\nAnn Lee,supervisor|Author,North\n\"Ray, Bob\",,North; South\n")
        .expect("is sound");
    assert_eq!(plain[0], new("Ann Lee", &[Role::Supervisor, Role::Author], &["North"]));
    assert_eq!(plain[1], new("Ray, Bob", &[], &["North", "South"]));
    let german = read_people("\u{feff}Name;Team\r\nAnn Lee;North|South\r\n".as_bytes()).expect("is sound");
    assert_eq!(german, [new("Ann Lee", &[], &["North", "South"])]);
}

#[test]
fn every_problem_of_a_table_is_told_with_its_row_and_column() {
    let check = |table: &[u8], expected: &[(u64, &str, ImportFault)]| {
        let found = read_people(table).expect_err("there are problems");
        let found: Vec<_> = found.into_iter().map(|problem| (problem.row, problem.column, problem.fault)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(row, column, fault)| (*row, (*column).to_owned(), fault.clone())).collect();
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(table));
    };
    check(
        b"name,roles,teams\nAnn,boss,North\n,author,North\n\nBob,author\nAnn,,\nCy,,,x\n",
        &[
            (2, "roles", ImportFault::NoSuchRole("boss".to_owned())),
            (3, "name", ImportFault::Name(NameFault::Empty)),
            (5, "teams", ImportFault::Cells { found: 2, wanted: 3 }),
            (6, "name", ImportFault::Twice(2)),
            (7, "4", ImportFault::Cells { found: 4, wanted: 3 }),
        ],
    );
    check(
        b"person,rank,person\nAnn,1,2\n",
        &[(1, "rank", ImportFault::NoSuchColumn), (1, "person", ImportFault::TwiceColumn)],
    );
    check(b"team\nNorth\n", &[(1, "name", ImportFault::MissingColumn)]);
    check(b"name\n", &[(1, "name", ImportFault::Empty)]);
    check(b"", &[(1, "name", ImportFault::MissingColumn)]);
    check(b"name\nAnn\nB\xf6b\n", &[(3, "name", ImportFault::NotUtf8)]);
    check(
        b"name,teams\nAnn,\"North\nBob,South\n",
        &[(2, "name", ImportFault::Broken("a quotation mark is not closed".to_owned()))],
    );
    let many = format!("name\n{}", (0..20_001).map(|number| format!("P{number}\n")).collect::<String>());
    check(many.as_bytes(), &[(20_002, "name", ImportFault::TooManyRows)]);
}

#[test]
fn a_table_with_a_mistake_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("people.csv");
    std::fs::write(&file, "name,roles\nAnn,author\nBob,boss\n").expect("is written");
    let import = || {
        let mut command = steadyline(folder.path());
        command.args(["people", "import"]).arg(&file);
        command.assert()
    };
    let failed = import().code(3);
    let told = String::from_utf8_lossy(&failed.get_output().stderr).into_owned();
    assert!(
        told.contains("row 3, column “roles”: there is no role “boss”") && told.contains("Nothing was taken in"),
        "{told}"
    );
    std::fs::write(&file, "name,roles\nAnn,author\nBob,\n").expect("is written");
    let done = import().success();
    assert_eq!(String::from_utf8_lossy(&done.get_output().stdout), "2 added, 0 changed, 0 as they were.\n");
    std::fs::write(&file, "name,roles,teams\nAnn,supervisor,North\nBob,,\nCy,,\n").expect("is written");
    let again = import().success();
    assert_eq!(String::from_utf8_lossy(&again.get_output().stdout), "1 added, 1 changed, 1 as they were.\n");
    let store = Store::open(folder.path()).expect("opens");
    assert_eq!(person(&store, "Ann").roles, [Role::Trainee, Role::Author, Role::Supervisor].into());
    assert_eq!(person(&store, "Ann").teams, ["North".to_owned()].into());
}

#[test]
fn where_passphrases_are_asked_for_the_terminal_asks_who_gives_a_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str], typed: &str| {
        let mut command = steadyline(folder.path());
        command.args(args).write_stdin(typed.to_owned());
        command.assert()
    };
    let err = |done: &assert_cmd::assert::Assert| String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    run(&["people", "add", "Ada", "--role", "administrator"], "").success();
    run(&["people", "add", "Tess"], "").success();
    run(&["people", "passphrase", "Ada"], "correct horse battery\n").success();
    run(&["people", "passphrase", "Tess"], "purple monkey dishwasher\n").success();
    run(&["people", "sign-in", "passphrase", "--lock-after", "5"], "").success();
    let nobody = run(&["people", "add", "Eve"], "").code(2);
    assert!(err(&nobody).contains("--as NAME"), "{}", err(&nobody));
    let trainee = run(&["people", "add", "Eve", "--as", "Tess"], "purple monkey dishwasher\n").code(2);
    assert!(err(&trainee).contains("Tess may not change people"), "{}", err(&trainee));
    let wrong = run(&["people", "add", "Eve", "--as", "Ada"], "purple monkey dishwasher\n").code(2);
    assert!(err(&wrong).contains("the passphrase is wrong"), "{}", err(&wrong));
    run(&["people", "--as", "Ada", "add", "Eve"], "correct horse battery\n").success();
    // One's own, with the old one; nobody else's.
    run(&["people", "passphrase", "Tess"], "purple monkey dishwasher\nanother set of words\n").success();
    run(&["people", "passphrase", "Eve", "--as", "Tess"], "another set of words\nstolen set of words\n").code(2);
    run(&["people", "passphrase", "Eve", "--as", "Ada"], "correct horse battery\na first passphrase\n").success();
    // What can only be read is asked for as well: also while another program holds the folder.
    let _held = Store::open(folder.path()).expect("opens");
    run(&["export"], "").code(2);
    let seen = run(&["people", "list", "--as", "Tess"], "another set of words\n").success();
    let seen = String::from_utf8_lossy(&seen.get_output().stdout).into_owned();
    assert!(seen.contains("Tess") && !seen.contains("Ada"), "{seen}");
}
