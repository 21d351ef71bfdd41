//! Which drills train which duty: the README's table is what the files say, and files from before duties are still read.

use assert_cmd::Command;
use steadyline::scenario::{Duty, PackFiles, kept};

use crate::world::{TAMBLEWICK, root};

const BEGIN: &str = "<!-- duties begin -->\n";
const END: &str = "<!-- duties end -->";

fn duties(option: &[&str]) -> String {
    let done =
        Command::cargo_bin("steadyline").expect("the program is there").arg("duties").args(option).assert().code(0);
    String::from_utf8_lossy(&done.get_output().stdout).into_owned()
}

/// After a change: `UPDATE_DUTIES=1 cargo test --no-default-features --test model duties`.
#[test]
fn the_table_of_duties_in_the_readme_is_what_the_files_say() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README can be read");
    let (before, rest) = readme.split_once(BEGIN).expect("the table's place begins");
    let (table, after) = rest.split_once(END).expect("the table's place ends");
    let now = duties(&["--markdown"]);
    if std::env::var_os("UPDATE_DUTIES").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{now}{END}{after}")).expect("the README can be written");
    }
    assert_eq!(table, now, "run with UPDATE_DUTIES=1 and read the difference");
}

#[test]
fn every_duty_is_told_with_its_drills() {
    let text = duties(&[]);
    for duty in Duty::ALL {
        assert!(text.contains(&format!("({})", duty.id())), "{} is not in\n{text}", duty.id());
    }
    let json: serde_json::Value = serde_json::from_str(&duties(&["--json"])).expect("it is JSON");
    let all = json["duties"].as_array().expect("a list");
    assert_eq!(all.len(), Duty::ALL.len());
    let of = |duty: &str| {
        let found = all.iter().find(|entry| entry["duty"] == duty).expect("it is in the list");
        found["drills"].as_array().expect("a list").clone()
    };
    let list = of("CallList");
    assert!(list.iter().any(|drill| drill["id"] == "before_you_dial" && drill["main"] == true), "{list:?}");
    let complaints = of("Complaint");
    assert!(
        complaints.iter().any(|drill| drill["id"] == "fifty_not_forty" && drill["main"] == false),
        "{complaints:?}"
    );
}

#[test]
fn files_that_were_kept_before_there_were_duties_are_read() {
    let strip =
        |text: &str| text.lines().filter(|line| !line.starts_with("    duties: [")).collect::<Vec<_>>().join("\n");
    let texts = TAMBLEWICK.0.files.files.iter().map(|(path, file)| (path.clone(), strip(&file.text)));
    let old = kept(PackFiles::of_texts("tamblewick", texts));
    let told = old.found.iter().filter(|problem| problem.code == "SL160").count();
    assert!(told >= TAMBLEWICK.0.scenarios.len(), "{told} were told");
    assert_eq!(old.packs[0].scenarios.len(), TAMBLEWICK.0.scenarios.len());
}
