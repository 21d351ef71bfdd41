//! The desk for a blind trainee: what the screen reader reads, in which order, and what it hears by itself.

use std::time::Duration;

use steadyline::text::Texts;

use crate::Played;
use crate::keys::press;
use crate::program::Program;
use crate::reader::Reader;

/// Its caller is in the practice database, with namesakes.
const CALL: &str = "When is my money coming";

pub fn scene() -> Played {
    let words = Texts::english();
    let reader = Reader::start();
    let data = tempfile::tempdir().expect("a folder for the attempts");
    let program = Program::start(&reader, data.path(), &[]);
    let has = |tree: &[String], node: &str| {
        assert!(tree.iter().any(|line| line == node), "\"{node}\" is not read in:\n{}", tree.join("\n"))
    };
    let entry = |key: &str| format!("entry | {}", words.get(key));
    let button = |key: &str| format!("push button | {}", words.get(key));

    let tree = reader.wait_for("sign-in", |tree| tree.contains(&entry("sign-in-name")));
    has(&tree, &format!("label | {}", words.get("sign-in-greeting")));
    has(&tree, &button("action-sign-in-go-on"));
    assert!(reader.focus().starts_with(&entry("sign-in-name")), "typing begins in the name: {}", reader.focus());
    Program::sign_in(&reader, "Amina Otieno");
    let focus = reader.focus();
    assert!(focus.starts_with("list item | "), "home begins in the list of calls, not at {focus}");
    Program::ring(&reader, CALL);

    let tree = reader.tree();
    println!("--- the desk while it rings, as it is read ---\n{}\n---", tree.join("\n"));
    has(&tree, &format!("label | {}", words.get("desk-turn-ringing")));
    has(&tree, &button("action-desk-answer"));
    for key in ["desk-search", "desk-knowledge", "desk-notes"] {
        has(&tree, &entry(key));
    }
    has(&tree, &format!("list box | {}", words.get("desk-knowledge")));
    has(&tree, &format!("label | {}", words.get("desk-no-form")));
    let place = |node: &str| tree.iter().position(|line| line == node);
    assert!(
        place(&button("action-desk-answer")) < place(&entry("desk-search")),
        "the phone is read before the records"
    );
    assert!(
        place(&entry("desk-search")) < place(&entry("desk-knowledge")),
        "the records are read before the knowledge"
    );
    for key in ["action-desk-hold", "action-desk-end", "action-desk-reply-1"] {
        assert!(!tree.contains(&button(key)), "what is not shown is not read: {key}");
    }

    follow_the_focus(&reader, &words);
    hear_the_call(&reader, &words);
    let tree = reader.tree();
    for key in ["action-desk-mute", "action-desk-hold", "action-desk-transfer", "action-desk-end"] {
        has(&tree, &button(key));
    }
    read_a_record(&reader, &words);
    Program::picture("21_spoken_desk");
    program.said();
    program.kill();
    Ok(())
}

/// Tab moves from control to control, each with a role and a name, and none twice in a row.
fn follow_the_focus(reader: &Reader, words: &Texts) {
    let mut passed = Vec::new();
    for _ in 0..6 {
        press(&["Tab"]);
        passed.push(reader.focus());
    }
    println!("--- Tab leads to ---\n{}\n---", passed.join("\n"));
    assert!(passed.windows(2).all(|pair| pair[0] != pair[1]), "{passed:?}");
    for focus in &passed {
        let name = focus.split(" | ").nth(1).unwrap_or_default();
        assert!(!name.is_empty(), "a control without a name has the focus: {passed:?}");
    }
    let answer = format!("push button | {}", words.get("action-desk-answer"));
    assert!(passed.contains(&answer), "Tab leads to the phone: {passed:?}");
}

/// Lines are announced when they are over, and stay readable.
fn hear_the_call(reader: &Reader, words: &Texts) {
    press(&["alt+a"]);
    reader.wait_for("the turn", |tree| tree.iter().any(|line| line.contains(&words.get("desk-turn-greet"))));
    press(&["alt+g"]);
    let you = reader.wait_to_hear(&format!("{}: ", words.get("who-you")), Duration::from_secs(60));
    let caller = reader.wait_to_hear(&format!("{}: ", words.get("who-caller")), Duration::from_secs(60));
    println!("announced: {you}\nannounced: {caller}");
    let tree = reader.tree();
    assert!(tree.contains(&format!("paragraph | {caller}")), "a caption stays readable:\n{}", tree.join("\n"));
}

/// The arrow leads into the results, which are read one by one; the record's fields have their labels and values.
fn read_a_record(reader: &Reader, words: &Texts) {
    press(&["ctrl+f"]);
    crate::keys::type_text("Owen");
    let results = format!("list box | {}", words.get("desk-results"));
    reader.wait_for("results", |tree| {
        let at = tree.iter().position(|line| *line == results);
        at.is_some_and(|at| tree.get(at + 1).is_some_and(|next| next.starts_with("list item")))
    });
    press(&["Down"]);
    let first = reader.focus();
    press(&["Down"]);
    let second = reader.focus();
    println!("results: {first} / {second}");
    assert!(first.starts_with("list item | ") && second.starts_with("list item | "), "{first} / {second}");
    assert_ne!(first, second, "the arrow leads on");
    press(&["Return"]);
    let fields =
        |tree: &[String]| tree.iter().filter(|line| line.starts_with("entry | ") && line.contains(" = ")).count();
    let tree = reader.wait_for("the record", |tree| fields(tree) >= 3);
    assert!(tree.iter().any(|line| line.starts_with("label | ") && line.contains("as it was found")), "{tree:?}");
    println!(
        "--- the record ---\n{}\n---",
        tree.iter().filter(|line| line.starts_with("entry")).cloned().collect::<Vec<_>>().join("\n")
    );
}
