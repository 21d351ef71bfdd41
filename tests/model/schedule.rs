//! Reports that are made by the clock: beside a desk at which calls are taken, and without harm when something is wrong.

use std::fs;

use steadyline::store::Store;

use crate::people::steadyline;
use crate::seals::attempt;

#[test]
fn a_report_is_made_beside_the_open_window_and_one_that_fails_leaves_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let page = out.path().join("sam.html").display().to_string();
    let report = |args: &[&str]| {
        let mut command = steadyline(folder.path());
        let done = command.arg("report").args(args).output().expect("it runs");
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    assert_eq!(report(&["person", "Sam", "--out", &page]).0, Some(4), "there is nothing yet");
    let open = Store::open(folder.path()).expect("as the window does");
    attempt(&open, "third_call_blender.perfect", usize::MAX, 1);
    std::thread::scope(|scope| {
        let calls = scope.spawn(|| {
            for day in 2..=6 {
                attempt(&open, "third_call_blender.cold", 6, day);
            }
        });
        let mut turns = 0;
        while turns == 0 || !calls.is_finished() {
            assert_eq!(report(&["person", "Sam Hollis", "--out", &page]), (Some(0), String::new()));
            let text = fs::read_to_string(&page).expect("is there");
            assert!(text.starts_with("<!DOCTYPE html>") && text.trim_end().ends_with("</html>"));
            turns += 1;
        }
    });
    let last = fs::read_to_string(&page).expect("is there");
    let (code, said) = report(&["person", "Nobody", "--out", &page]);
    assert!(code == Some(2) && said.contains("Nobody"), "{said}");
    let nowhere = out.path().join("no/such/page.html").display().to_string();
    assert_eq!(report(&["person", "Sam Hollis", "--out", &nowhere]).0, Some(4));
    assert_eq!(fs::read_to_string(&page).expect("is there"), last);
    assert_eq!(fs::read_dir(out.path()).expect("a folder").count(), 1, "no half of a file is left");
}
