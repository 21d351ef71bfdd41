//! The power goes in the middle of a call: the attempt is there, interrupted, and goes on where it stood.

use std::time::Duration;

use steadyline::text::Texts;

use crate::Played;
use crate::keys::{pause, press, send_key};
use crate::program::{Program, attempts, log, played, said_whole, timed, wait_for_action};
use crate::reader::Reader;

pub fn scene() -> Played {
    let words = Texts::english();
    let reader = Reader::start();
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let program = Program::start(&reader, data.path(), &[]);
    Program::sign_in(&reader, "Amina Otieno");
    Program::ring(&reader, "When is my money coming");
    press(&["alt+a", "alt+g"]);
    reader.wait_to_hear(&format!("{}: ", words.get("who-caller")), Duration::from_secs(40));
    press(&["alt+1"]);
    let reached = wait_for_action(data.path(), "reply");
    pause(1_500);
    Program::picture("22_before_the_cut");
    program.said();
    program.kill();

    let [attempt] = &attempts(data.path())[..] else { panic!("one attempt is kept") };
    assert!(attempt.interrupted(), "{attempt:#?}");
    assert_eq!(attempt.reached_ms, i64::try_from(reached).ok());
    let (_, before) = played(&log(data.path()));
    let transcript = said_whole(&before);
    assert_eq!(transcript.len(), 2, "the greeting and the caller's answer were said: {transcript:?}");

    let program = Program::start(&reader, data.path(), &[]);
    Program::sign_in(&reader, "Amina Otieno");
    let interrupted = format!("list box | {}", words.get("home-interrupted"));
    let tree = reader.wait_for("the interrupted call", |tree| tree.contains(&interrupted));
    let row = tree.iter().find(|line| line.contains("interrupted after")).expect("it says how far it got");
    println!("home says: {row}");
    let seconds = reached / 1000;
    assert!(row.contains(&format!("{} s", seconds % 60)), "{row}: {seconds} s");
    Program::picture("23_interrupted");

    send_key("alt+r");
    let ((), until_read) = timed(|| {
        reader.wait_for("the desk", |tree| tree.iter().any(|line| line == "push button | Greet"));
    });
    let tree = reader.tree();
    for line in &transcript {
        let there = tree.iter().any(|node| node.starts_with("paragraph | ") && node.ends_with(line.as_str()));
        assert!(there, "\"{line}\" is not in the transcript:\n{}", tree.join("\n"));
    }
    Program::picture("24_resumed");
    let (muted, until_muted) = timed(|| {
        send_key("alt+m");
        wait_for_action(data.path(), "mute")
    });
    let most = reached + u64::try_from((until_read + until_muted).as_millis()).unwrap_or(u64::MAX) + 500;
    println!(
        "cut at {reached} ms, resumed, muted at {muted} ms; the desk was read {} ms after the key",
        until_read.as_millis()
    );
    assert!((reached..=most).contains(&muted), "the call went on at {reached} ms, and was muted at {muted} ms");
    let whole = log(data.path());
    let at = whole.lines.iter().position(|line| line.at.0 == reached).expect("the line before the cut is there");
    assert_eq!(at + 2, whole.lines.len(), "the new line follows the last one before the cut");
    let (_, after) = played(&whole);
    assert_eq!(said_whole(&after)[..2], transcript[..], "what was said before is the same");
    program.said();
    program.kill();
    Ok(())
}
