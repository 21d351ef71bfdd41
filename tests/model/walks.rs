//! Every walkthrough that ships plays as it is written, and its scorecard is kept whole.

use std::fmt::Write as _;

use steadyline::scoring::Scorecard;
use steadyline::text::Texts;

use crate::world::{packs, walk, walks};

fn names() -> Vec<String> {
    walks().iter().map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

#[test]
fn every_walkthrough_plays_as_written() {
    let mut failed = String::new();
    for name in names() {
        for failure in walk(&name).failed {
            let _ = writeln!(failed, "{name}: {failure}");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn every_scenario_has_a_perfect_walkthrough_and_two_failures() {
    let names = names();
    for scenario in packs().into_iter().flat_map(|(pack, _)| &pack.scenarios) {
        let own = |name: &&String| name.starts_with(&format!("{}.", scenario.id));
        assert!(names.contains(&format!("{}.perfect", scenario.id)), "{} has no perfect walkthrough", scenario.id);
        assert!(names.iter().filter(own).count() >= 3, "{} has fewer than three walkthroughs", scenario.id);
    }
}

#[test]
fn a_walkthrough_with_a_wrong_expectation_fails() {
    use steadyline::bots::{parse_walk, run_walk};
    let (pack, base) = &*crate::world::TAMBLEWICK;
    let text = "2 answer\n+1 greet\nexpect beat nowhere\nscore records 101\n";
    let report = run_walk(pack, base, &pack.scenarios[0], &parse_walk(text).expect("parses"));
    let lines: Vec<usize> = report.failed.iter().map(|failure| failure.line).collect();
    assert_eq!(lines, [3, 4]);
}

#[test]
fn scorecards_stay_as_they_are() {
    for name in names() {
        insta::assert_snapshot!(name.clone(), card_text(&walk(&name).card));
    }
}

pub fn card_text(card: &Scorecard) -> String {
    let texts = Texts::english();
    let mut out = String::new();
    let _ = writeln!(out, "ending {:?} after {}", card.ending, card.length.clock());
    for number in &card.numbers {
        let _ = writeln!(out, "{:?} {:?} of pass {}", number.number, number.score, number.pass);
    }
    for error in &card.critical {
        let _ = writeln!(out, "critical {:?} {} {}", error.kind, error.at.clock(), error.what);
    }
    for row in &card.rows {
        for field in &row.fields {
            let _ = writeln!(
                out,
                "{}.{} {} | {} | {}",
                row.table,
                field.field,
                field.class.name(),
                field.saved,
                field.truth
            );
        }
    }
    for criterion in &card.criteria {
        let _ = writeln!(out, "{:?} {} {}/{}", criterion.number, criterion.id, criterion.earned, criterion.possible);
        for moment in &criterion.evidence {
            let _ = writeln!(out, "    {} {}", moment.at.clock(), texts.finding(&moment.finding));
        }
    }
    out
}
