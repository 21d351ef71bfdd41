//! Scripts as graphs: what is in them, and that drawings are sound whatever stands in a script.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use assert_cmd::Command;
use steadyline::review::graph::{
    GraphWords, Ground, NodeBox, Overlay, ScriptDrawing, coloured, draw_script, script_mermaid,
};
use steadyline::scenario::{Pack, ScriptGraph, folder};

use crate::invalid::pack_with;
use crate::world::{TAMBLEWICK, root};

fn words() -> GraphWords {
    let word = |text: &str| text.to_owned();
    GraphWords {
        zero: word("runs out"),
        cut: word("cuts in"),
        transfer: word("transfer to"),
        wrong_transfer: word("transfer elsewhere"),
        hang_up: word("hangs up"),
        silence: word("silence"),
        interrupted: word("talked over"),
        after_hold: word("after hold"),
        warm: word("warm"),
        blind: word("blind"),
        stays: word("stays"),
        returns: word("goes back"),
        time: word("time"),
        tells: word("tells"),
        right: word("right"),
        second_best: word("second best"),
        wrong: word("ending"),
        dead: word("never reached"),
    }
}

/// The graph of a scenario that is no part of the pack.
fn graph_of(name: &str, text: &str) -> ScriptGraph {
    let home = pack_with(&[]);
    fs::write(home.path().join(format!("tamblewick/calls/{name}.ron")), text).expect("it can be written");
    let loaded = folder(home.path()).expect("the folder can be read");
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    let pack: &Arc<Pack> = &loaded.packs[0];
    let scenario = pack.scenario(name).unwrap_or_else(|| panic!("{found:#?}"));
    ScriptGraph::new(pack, scenario)
}

fn fixture(name: &str) -> (PathBuf, String) {
    let file = root().join(format!("tests/fixtures/valid/{name}.ron"));
    let text = fs::read_to_string(&file).expect("the file is there");
    (file, text)
}

/// A script of so many beats, each with three replies, with names that make trouble.
fn long_script(beats: usize) -> String {
    let (_, text) = fixture("minimal");
    let name = |number: usize| match number {
        0 => "opening".to_owned(),
        3 => "a <tag> & 'quoted' [name] `x` #1; | end".to_owned(),
        5 => "averyveryveryverylongnamewithoutasinglespacethatfitsintonobox".to_owned(),
        number => format!("beat {number}"),
    };
    let mut script = String::from("    beats: {\n");
    for number in 0..beats {
        let to = |step: usize| if number + step < beats { name(number + step) } else { "thanks".to_owned() };
        let back = name(number.saturating_sub(4));
        let _ = write!(
            script,
            r#"        "{}": (says: ["Line <b> & \"q\" of {number}, {{order.id}}."], replies: {{
                "on": (say: "On.", mark: Good, tone: Warm, acts: [Own], then: "{}", sets: ["looked"]),
                "over": (say: "Over.", mark: Bad, tone: Neutral, acts: [Blame], then: "{}"),
                "back": (say: "Back.", mark: Tempting, tone: Neutral, then: "{back}"),
            }}),
"#,
            name(number),
            to(1),
            to(3)
        );
    }
    script.push_str("    },\n");
    let (head, rest) = text.split_once("    beats: {").expect("it has beats");
    let tail = &rest[rest.find("    endings: {").expect("it has endings")..];
    format!("{head}{script}{tail}")
}

fn draw(graph: &ScriptGraph, overlay: &Overlay) -> ScriptDrawing {
    draw_script(graph, overlay, &words())
}

/// Tags are closed in order, and no sign of XML stands where a text is.
fn check_xml(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        assert!(!text.contains('>'), "{text}");
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)), "{text}");
        }
        let end = rest.find('>').expect("a tag is closed");
        let tag = &rest[at + 1..end];
        assert!(tag.matches('"').count().is_multiple_of(2) && !tag.contains('&'), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?}");
}

fn check_drawing(graph: &ScriptGraph, drawing: &ScriptDrawing) {
    check_xml(&drawing.svg);
    assert!(!coloured(&drawing.svg, Ground::Light).contains("var("), "a colour has no value");
    let apart = |one: &NodeBox, other: &NodeBox| {
        one.x + one.width <= other.x
            || other.x + other.width <= one.x
            || one.y + one.height <= other.y
            || other.y + other.height <= one.y
    };
    for (number, (name, place)) in drawing.boxes.iter().enumerate() {
        assert!(place.x >= 0.0 && place.y >= 0.0, "{name}");
        assert!(place.x + place.width <= drawing.width && place.y + place.height <= drawing.height, "{name}");
        for (other, beside) in &drawing.boxes[number + 1..] {
            assert!(apart(place, beside), "{name} lies on {other}");
        }
    }
    let named = graph.nodes.iter().filter(|node| !node.name.is_empty()).count();
    assert_eq!(drawing.boxes.len(), named);
}

#[test]
fn the_structure_of_a_script_is_whole() {
    for name in ["minimal", "outbound"] {
        let graph = graph_of(name, &fixture(name).1);
        insta::assert_snapshot!(format!("graph_{name}"), script_mermaid(&graph, &Overlay::default(), &words()));
    }
    let (pack, _) = &*TAMBLEWICK;
    let graph = ScriptGraph::new(pack, pack.scenario("third_call_blender").expect("it ships"));
    insta::assert_snapshot!("graph_third_call_blender", script_mermaid(&graph, &Overlay::default(), &words()));
}

#[test]
fn every_bundled_script_is_drawn_and_always_alike() {
    let (pack, _) = &*TAMBLEWICK;
    for scenario in &pack.scenarios {
        let graph = ScriptGraph::new(pack, scenario);
        let drawing = draw(&graph, &Overlay::default());
        check_drawing(&graph, &drawing);
        assert_eq!(drawing.svg, draw(&graph, &Overlay::default()).svg, "{}", scenario.id);
    }
}

#[test]
fn sixty_beats_with_troublesome_names_are_drawn() {
    let graph = graph_of("sixty", &long_script(60));
    assert_eq!(graph.nodes.iter().filter(|node| !node.name.is_empty()).count(), 64);
    let drawing = draw(&graph, &Overlay::default());
    check_drawing(&graph, &drawing);
    let mermaid = script_mermaid(&graph, &Overlay::default(), &words());
    let troubled = mermaid.lines().find(|line| line.trim_start().starts_with("n3[")).expect("there is such a node");
    assert!(troubled.contains("a #60;tag#62; #38; 'quoted' #91;name#93; #96;x#96; #35;1#59; #124; end"), "{troubled}");
}

#[test]
fn dead_parts_and_traffic_are_shown() {
    let graph = graph_of("minimal", &fixture("minimal").1);
    let plain = draw(&graph, &Overlay::default()).svg;
    assert!(
        !plain.contains("line-through") && !plain.contains("never reached") && !plain.contains("stroke-width=\"8.0\"")
    );
    let dead = ["beats/opening/replies/wait", "endings/gives up"].map(str::to_owned);
    let traffic = BTreeMap::from([(("opening".to_owned(), "thanks".to_owned()), 9)]);
    let overlay = Overlay { dead: BTreeSet::from(dead), traffic };
    let shown = draw(&graph, &overlay);
    assert!(shown.svg.contains("line-through") && shown.svg.contains("never reached"), "{}", shown.svg);
    assert!(shown.svg.contains("stroke-width=\"8.0\""), "the busiest line is the widest: {}", shown.svg);
    let mermaid = script_mermaid(&graph, &overlay, &words());
    assert!(mermaid.contains(":::dead") && mermaid.contains("stroke-width:8.0px"), "{mermaid}");
}

#[test]
fn graph_writes_what_the_name_of_its_file_says() {
    let steadyline = || Command::cargo_bin("steadyline").expect("the program is built");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("call.mmd");
    steadyline().args(["graph", "when is my", "--states", "100", "-o"]).arg(&file).assert().code(0);
    assert!(fs::read_to_string(&file).expect("it is written").starts_with("flowchart TD\n"));
    let said = steadyline().args(["graph", "when is my", "--states", "100", "--dark"]).assert().code(0);
    let svg = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    check_xml(&svg);
    assert!(svg.contains("#0F161E") && !svg.contains("var("), "the ground is dark");
    steadyline().args(["graph", "no such call"]).assert().code(2);
    steadyline().args(["graph", "when is my", "--states", "100", "-o", "/nowhere/at/all.svg"]).assert().code(4);
}
