//! Calibration: agreement figures against published worked examples, and the report from a file of ratings.

use std::path::Path;

use assert_cmd::Command;
use steadyline::review::figures::calibration::{Kappa, Rating, calibration, cohen, fleiss};

fn near(found: Option<f64>, expected: f64, within: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() <= within), "{found:?}, not {expected}");
}

#[test]
fn cohens_kappa_is_that_of_its_paper() {
    // Cohen 1960 (doi 10.1177/001316446002000104), table 2: 200 cases, agreement 0.70, by chance 0.41.
    let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
    let mut pairs = Vec::new();
    for (one, row) in table.iter().enumerate() {
        for (other, count) in row.iter().enumerate() {
            let pair = (u32::try_from(one).expect("small"), u32::try_from(other).expect("small"));
            pairs.extend(std::iter::repeat_n(pair, *count));
        }
    }
    assert_eq!(pairs.len(), 200);
    near(cohen(&pairs), (0.70 - 0.41) / (1.0 - 0.41), 1e-9);
    assert_eq!(cohen(&[]), None);
    assert_eq!(cohen(&[(1, 1), (1, 1)]), None, "chance alone explains it");
    near(cohen(&[(0, 1), (1, 0)]), -1.0, 1e-9);
}

#[test]
fn fleiss_kappa_is_that_of_the_worked_example() {
    // The example of the encyclopaedia's article "Fleiss' kappa": ten subjects, fourteen raters, five categories; 0.210.
    let counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ];
    let counts: Vec<Vec<usize>> = counts.iter().map(|row| row.to_vec()).collect();
    near(fleiss(&counts), 0.210, 5e-4);
    assert_eq!(fleiss(&[vec![2, 0], vec![1, 2]]), None, "differently many raters");
    assert_eq!(fleiss(&[vec![3, 0], vec![3, 0]]), None, "chance alone explains it");
}

fn rating(attempt: &str, rater: &str, month: &str, score: u32) -> Rating {
    let text = str::to_owned;
    Rating {
        attempt: text(attempt),
        criterion: text("tone"),
        rater: text(rater),
        month: text(month),
        score,
        program: None,
    }
}

#[test]
fn drift_is_against_the_others_on_the_same_call() {
    let ratings = [
        rating("a", "Ann", "2026-01", 100),
        rating("a", "Ben", "2026-01", 80),
        rating("a", "Cleo", "2026-01", 60),
        // A hard call: all give little, and nobody is severe for it.
        rating("b", "Ann", "2026-02", 20),
        rating("b", "Ben", "2026-02", 20),
        rating("b", "Cleo", "2026-02", 20),
        // Rated by one alone: it says nothing of agreement.
        rating("c", "Ann", "2026-02", 0),
    ];
    let found = calibration(&ratings);
    let of = |name: &str| found.raters.iter().find(|one| one.rater == name).expect("a rater");
    // Ann gave 100 where the others' mean is 70; Cleo 60 where it is 90.
    assert_eq!(of("Ann").months, [("2026-01".to_owned(), 30.0, 1), ("2026-02".to_owned(), 0.0, 1)]);
    assert_eq!(of("Ann").all, (15.0, 2));
    assert_eq!(of("Cleo").all, (-15.0, 2));
    let tone = &found.criteria[0];
    assert_eq!((tone.cases, tone.raters, tone.agreed.part, tone.agreed.of), (2, 3, 3, 6));
    assert!(matches!(tone.kappa, Some(Kappa::Fleiss(_))));
    assert_eq!(found.disagreements.len(), 1);
    assert_eq!((found.disagreements[0].spread, found.disagreements[0].attempt.as_str()), (40, "a"));
}

#[test]
fn a_single_rater_has_nobody_to_agree_with() {
    let found = calibration(&[rating("a", "Ann", "2026-01", 100)]);
    assert!(found.criteria.is_empty() && found.raters.is_empty() && found.disagreements.is_empty());
}

fn report(file: &Path) -> Command {
    let mut command = Command::cargo_bin("steadyline").expect("the program is built");
    command.args(["report", "calibration"]).arg(file);
    command
}

#[test]
fn ratings_of_a_file_become_a_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ratings.csv");
    let text = "attempt,criterion,rater,month,score\na,tone,Ann,2026-01,yes\na,tone,Ben,2026-01,no\nb,tone,Ann,2026-01,100\nb,tone,Ben,2026-01,100\n";
    std::fs::write(&file, text).expect("is written");
    let done = report(&file).assert().success();
    crate::reports::check_page(&String::from_utf8_lossy(&done.get_output().stdout), "ratings.csv");
    let done = report(&file).arg("--json").assert().success();
    let figures: serde_json::Value = serde_json::from_slice(&done.get_output().stdout).expect("JSON");
    assert_eq!(figures["criteria"][0]["agreed"], serde_json::json!({ "part": 1, "of": 2 }));
    // Observed 0.5; by chance Ann always yes, Ben half: 0.5. So nothing beyond chance.
    assert_eq!(figures["criteria"][0]["kappa"]["cohen"], 0.0);
    for (row, told) in [
        ("a,tone,Ann,2026-01,maybe", "row 2, column “score”"),
        ("a,tone,Ann,2026-01,101", "row 2, column “score”"),
        ("a,tone,Ann,January,yes", "row 2, column “month”"),
        ("a,tone,,2026-01,yes", "row 2 says nothing in the column “rater”"),
        ("a,tone,Ann,2026-01,yes\na,tone,Ann,2026-02,no", "row 3: the same rater"),
    ] {
        std::fs::write(&file, format!("attempt,criterion,rater,month,score\n{row}\n")).expect("is written");
        let done = report(&file).assert().code(3);
        let error = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(error.contains(told), "{error}");
    }
    report(&folder.path().join("none.csv")).assert().code(4);
}
