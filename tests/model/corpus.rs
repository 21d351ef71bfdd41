//! Scenarios broken by the thousand: whatever is deleted, doubled, renamed, swapped or cut off, the author is told of it at
//! the right line, at once, and nothing falls over. The breaking is seeded, so that it is the same every time.

use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;
use std::time::{Duration, Instant};

use steadyline::scenario::{Diagnostic, PackFiles, Severity, SourceFile, kept, scenario};

use crate::world::{TAMBLEWICK, root};

/// A word, text, number or sign of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Text,
    Number,
    Open,
    Close,
    Comma,
    Colon,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    at: Range<usize>,
}

/// A scenario that is sound, cut into tokens.
struct Sound {
    name: String,
    text: String,
    tokens: Vec<Token>,
}

impl Sound {
    fn new(path: &str) -> Self {
        let text = std::fs::read_to_string(root().join(path)).expect("the scenario can be read");
        let name = path.rsplit('/').next().expect("a name").to_owned();
        Self { tokens: tokens(&text), name, text }
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    fn token(&self, number: usize) -> &str {
        self.text.get(self.tokens[number].at.clone()).unwrap_or("")
    }

    fn is(&self, number: usize, kind: Kind) -> bool {
        self.tokens.get(number).is_some_and(|token| token.kind == kind)
    }

    /// The lines of the bracket that a token stands in, or of the bracket around that of which it is a part.
    fn around(&self, number: usize) -> RangeInclusive<usize> {
        let is_bracket = matches!(self.tokens[number].kind, Kind::Open | Kind::Close);
        let mut open = Vec::new();
        let mut pairs = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            match token.kind {
                Kind::Open => open.push(at),
                Kind::Close => pairs.push((open.pop().expect("a sound file"), at)),
                _ => {}
            }
        }
        let holds = |(from, to): &&(usize, usize)| {
            if is_bracket { *from < number && number < *to } else { *from <= number && number <= *to }
        };
        let smallest = pairs.iter().filter(holds).min_by_key(|(from, to)| to - from);
        let (from, to) = smallest.copied().unwrap_or((0, self.tokens.len() - 1));
        self.line(self.tokens[from].at.start)..=self.line(self.tokens[to].at.start)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let kind = match bytes[at] {
            b'/' => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                continue;
            }
            b'"' => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
                Kind::Text
            }
            b'(' | b'[' | b'{' => Kind::Open,
            b')' | b']' | b'}' => Kind::Close,
            b',' => Kind::Comma,
            b':' => Kind::Colon,
            byte if byte.is_ascii_alphabetic() => Kind::Word,
            byte if byte.is_ascii_digit() || byte == b'-' => Kind::Number,
            _ => {
                at += 1;
                continue;
            }
        };
        match kind {
            Kind::Word | Kind::Number => {
                at += 1;
                while bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' {
                    at += 1;
                }
            }
            Kind::Text => {}
            _ => at += 1,
        }
        out.push(Token { kind, at: start..at });
    }
    out
}

/// What has to be told of a broken scenario.
#[derive(Debug, Clone)]
enum Wanted {
    /// An error that begins in one of these lines.
    ErrorIn(RangeInclusive<usize>),
    /// If there is an error, one that begins in one of these lines.
    ErrorsIn(RangeInclusive<usize>),
}

/// A way to break a scenario at a token: the broken text and what has to be told, if the token can be broken so.
type Break = fn(&Sound, usize) -> Option<(String, Wanted)>;

const BREAKS: [(&str, Break); 16] = [
    ("cut at a token", cut),
    ("cut inside a token", cut_inside),
    ("bracket deleted", delete_bracket),
    ("bracket doubled", double_bracket),
    ("bracket of another kind", change_bracket),
    ("comma or colon deleted", delete_sign),
    ("comma or colon doubled", double_sign),
    ("first quotation mark deleted", delete_first_mark),
    ("last quotation mark deleted", delete_last_mark),
    ("curly quotation marks", curl_marks),
    ("word misspelt", misspell_word),
    ("name misspelt", misspell_name),
    ("number for a text", number_for_text),
    ("line doubled", double_line),
    ("tokens swapped", swap),
    ("stray character", stray),
];

fn replaced(sound: &Sound, at: Range<usize>, with: &str) -> String {
    let mut text = sound.text.clone();
    text.replace_range(at, with);
    text
}

fn cut(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let at = sound.tokens[number].at.start;
    Some((sound.text[..at].to_owned(), Wanted::ErrorIn(1..=sound.line(at))))
}

fn cut_inside(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let at = &sound.tokens[number].at;
    let middle = sound.text.floor_char_boundary(at.start + at.len() / 2);
    (at.len() > 1).then(|| (sound.text[..middle].to_owned(), Wanted::ErrorIn(1..=sound.line(middle))))
}

fn delete_bracket(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    matches!(token.kind, Kind::Open | Kind::Close)
        .then(|| (replaced(sound, token.at.clone(), " "), Wanted::ErrorIn(sound.around(number))))
}

fn double_bracket(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let twice = sound.token(number).repeat(2);
    // A bracket that closes too early makes all that follows wrong, and it may take a while until that shows.
    let last = sound.line(sound.text.len());
    let lines = match token.kind {
        Kind::Open => sound.around(number),
        Kind::Close => *sound.around(number).start()..=last,
        _ => return None,
    };
    Some((replaced(sound, token.at.clone(), &twice), Wanted::ErrorIn(lines)))
}

fn change_bracket(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let with = match sound.token(number) {
        "(" => "[",
        "[" => "{",
        "{" => "(",
        ")" => "]",
        "]" => "}",
        "}" => ")",
        _ => return None,
    };
    Some((replaced(sound, sound.tokens[number].at.clone(), with), Wanted::ErrorIn(sound.around(number))))
}

fn delete_sign(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let matters = token.kind == Kind::Colon || token.kind == Kind::Comma && !sound.is(number + 1, Kind::Close);
    let next = sound.tokens.get(number + 1).filter(|_| matters)?;
    let lines = sound.line(token.at.start)..=sound.line(next.at.start);
    Some((replaced(sound, token.at.clone(), " "), Wanted::ErrorIn(lines)))
}

fn double_sign(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let next = sound.tokens.get(number + 1)?;
    let lines = sound.line(token.at.start)..=sound.line(next.at.start);
    matches!(token.kind, Kind::Comma | Kind::Colon)
        .then(|| (replaced(sound, token.at.clone(), &sound.token(number).repeat(2)), Wanted::ErrorIn(lines)))
}

fn delete_first_mark(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let line = sound.line(token.at.start);
    (token.kind == Kind::Text)
        .then(|| (replaced(sound, token.at.start..token.at.start + 1, ""), Wanted::ErrorIn(line..=line)))
}

fn delete_last_mark(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let line = sound.line(token.at.start);
    (token.kind == Kind::Text)
        .then(|| (replaced(sound, token.at.end - 1..token.at.end, ""), Wanted::ErrorIn(line..=line)))
}

fn curl_marks(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let line = sound.line(token.at.start);
    let inside = sound.token(number).trim_matches('"');
    (token.kind == Kind::Text)
        .then(|| (replaced(sound, token.at.clone(), &format!("“{inside}”")), Wanted::ErrorIn(line..=line)))
}

fn misspell_word(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let line = sound.line(token.at.start);
    (token.kind == Kind::Word).then(|| (replaced(sound, token.at.end..token.at.end, "x"), Wanted::ErrorIn(line..=line)))
}

fn misspell_name(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let field = number.checked_sub(2).filter(|_| sound.is(number - 1, Kind::Colon)).map(|field| sound.token(field))?;
    let names =
        ["then", "start", "temperament", "rubric", "line", "wrong_route", "blind", "consult", "table", "to", "by"];
    let line = sound.line(token.at.start);
    (token.kind == Kind::Text && names.contains(&field))
        .then(|| (replaced(sound, token.at.end - 1..token.at.end - 1, "x"), Wanted::ErrorIn(line..=line)))
}

fn number_for_text(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let token = &sound.tokens[number];
    let line = sound.line(token.at.start);
    (token.kind == Kind::Text).then(|| (replaced(sound, token.at.clone(), "7"), Wanted::ErrorIn(line..=line)))
}

fn double_line(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let start = sound.tokens[number].at.start;
    let from = sound.text[..start].rfind('\n')? + 1;
    let to = start + sound.text[start..].find('\n')?;
    let is_first = sound.text[from..start].trim().is_empty();
    let line = &sound.text[from..to];
    let count = |signs: &[char]| line.matches(signs).count();
    let is_whole = line.trim_end().ends_with(',') && count(&['(', '[', '{']) == count(&[')', ']', '}']);
    let is_named = sound.is(number + 1, Kind::Colon);
    let number = sound.line(start);
    (is_first && is_whole && is_named)
        .then(|| (replaced(sound, to..to, &format!("\n{line}")), Wanted::ErrorIn(number..=number + 1)))
}

fn swap(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let (first, second) = (sound.tokens[number].at.clone(), sound.tokens.get(number + 1)?.at.clone());
    let between = &sound.text[first.end..second.start];
    let swapped = format!("{}{between}{}", sound.token(number + 1), sound.token(number));
    let (one, other) = (sound.around(number), sound.around(number + 1));
    let lines = *one.start().min(other.start())..=*one.end().max(other.end());
    Some((replaced(sound, first.start..second.end, &swapped), Wanted::ErrorsIn(lines)))
}

fn stray(sound: &Sound, number: usize) -> Option<(String, Wanted)> {
    let sign = ["@", "\u{a0}", ";", "\u{200b}", "=", "\\", "“", "'"][number % 8];
    let at = sound.tokens[number].at.start;
    let line = sound.line(at);
    let before = number.checked_sub(1).map_or(1, |before| sound.line(sound.tokens[before].at.end));
    Some((replaced(sound, at..at, sign), Wanted::ErrorIn(before..=line)))
}

/// A generator that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

fn check(name: &str, text: String) -> (Vec<Diagnostic>, Duration) {
    let file = Arc::new(SourceFile { name: name.to_owned(), text });
    let begun = Instant::now();
    let found = scenario(name, &file, &TAMBLEWICK.0).1;
    (found, begun.elapsed())
}

/// Why what was told is not what was wanted.
fn missed(found: &[Diagnostic], wanted: &Wanted) -> Option<String> {
    let errors: Vec<&Diagnostic> = found.iter().filter(|problem| problem.severity == Severity::Error).collect();
    let within = |lines: &RangeInclusive<usize>| {
        errors.iter().any(|problem| problem.place().is_some_and(|(line, _)| lines.contains(&line)))
    };
    let is_met = match wanted {
        Wanted::ErrorIn(lines) => within(lines),
        Wanted::ErrorsIn(lines) => errors.is_empty() || within(lines),
    };
    let told: Vec<String> = errors.iter().map(|problem| problem.short()).collect();
    (!is_met).then(|| told.join("\n      "))
}

/// Breaks a file in each way at so many tokens, or at all of them.
fn break_all(
    sound: &Sound,
    at_most: usize,
    check: impl Fn(&str, String) -> (Vec<Diagnostic>, Duration),
) -> (usize, String) {
    let (mut broken, mut failed) = (0, String::new());
    for (way, (what, breaks)) in BREAKS.iter().enumerate() {
        let mut dice = Dice(u64::try_from(way).expect("small") + 1);
        let mut numbers: Vec<usize> = (0..sound.tokens.len()).collect();
        // A sample without order: the first so many of a shuffled list that can be broken.
        for last in (1..numbers.len()).rev() {
            numbers.swap(last, dice.below(last + 1));
        }
        let cases = numbers.into_iter().filter_map(|number| Some((number, breaks(sound, number)?))).take(at_most);
        for (number, (text, wanted)) in cases {
            broken += 1;
            let (found, took) = check(&sound.name, text);
            let at = &sound.tokens[number];
            let place = format!("{} {what} at line {} {:?}", sound.name, sound.line(at.at.start), sound.token(number));
            if let Some(told) = missed(&found, &wanted) {
                let _ = writeln!(failed, "  {place}: wanted {wanted:?}, told\n      {told}");
            }
            if took > Duration::from_secs(10) {
                let _ = writeln!(failed, "  {place}: took {took:?}");
            }
            for problem in &found {
                assert!(!problem.render(false).is_empty(), "{place}");
            }
        }
    }
    (broken, failed)
}

#[test]
fn small_scenarios_broken_everywhere_are_told_at_the_right_line() {
    let mut all = 0;
    let mut failed = String::new();
    for path in ["tests/fixtures/valid/minimal.ron", "tests/fixtures/valid/outbound.ron"] {
        let (broken, wrong) = break_all(&Sound::new(path), usize::MAX, check);
        all += broken;
        failed.push_str(&wrong);
    }
    assert!(failed.is_empty(), "{} of {all} are told wrongly:\n{failed}", failed.matches(": wanted").count());
    assert!(all > 3_000, "only {all} scenarios were broken");
}

#[test]
fn bundled_scenarios_broken_here_and_there_are_told_at_the_right_line() {
    let mut all = 0;
    let mut failed = String::new();
    for scenario in &TAMBLEWICK.0.scenarios {
        let (broken, wrong) =
            break_all(&Sound::new(&format!("scenarios/tamblewick/calls/{}.ron", scenario.id)), 10, check);
        all += broken;
        failed.push_str(&wrong);
    }
    assert!(failed.is_empty(), "{} of {all} are told wrongly:\n{failed}", failed.matches(": wanted").count());
    assert!(all >= 200, "only {all} scenarios were broken");
}

#[test]
fn the_files_of_a_pack_broken_here_and_there_are_told_at_the_right_line() {
    let mut own = PackFiles { id: "tamblewick".to_owned(), ..PackFiles::default() };
    let files = TAMBLEWICK.0.files.without_calls();
    own.files.extend(files.map(|(path, file)| (path.clone(), Arc::clone(file))));
    let mut all = 0;
    let mut failed = String::new();
    // A table takes nearly any text in a cell; lists have tests of their own.
    for path in own.files.keys().filter(|path| path.ends_with(".ron")) {
        let broken = |name: &str, text: String| {
            let mut files = own.clone();
            files.files.insert(path.clone(), Arc::new(SourceFile { name: name.to_owned(), text }));
            let begun = Instant::now();
            let mut found = kept(files).found;
            found.retain(|problem| problem.file.name == name);
            (found, begun.elapsed())
        };
        let (broken, wrong) = break_all(&Sound::new(&format!("scenarios/tamblewick/{path}")), 2, broken);
        all += broken;
        failed.push_str(&wrong);
    }
    assert!(failed.is_empty(), "{} of {all} are told wrongly:\n{failed}", failed.matches(": wanted").count());
    assert!(all >= 200, "only {all} files were broken");
}

#[test]
fn a_large_file_with_thousands_of_errors_is_told_in_time() {
    let minimal =
        std::fs::read_to_string(root().join("tests/fixtures/valid/minimal.ron")).expect("the scenario can be read");
    let beats = |beat: &str| {
        let many: String = (0..8_000).map(|number| format!("        \"b{number}\": {beat},\n")).collect();
        minimal.replacen("    beats: {\n", &format!("    beats: {{\n{many}"), 1)
    };
    let cases = [
        ("names", beats("(says: [\"{nobody} and {nothing}\"], then: \"nowhere\")")),
        ("fields", beats("(sayz: [\"a\"], then: \"opening\")")),
        ("commas", beats("(says: [\"a\" \"b\"] then: \"opening\")")),
        ("marks", beats("(says: [“a”], then: \"opening\")")),
        ("brackets", "[".repeat(500_000)),
        ("hidden brackets", format!("/* \" */ {}", "(".repeat(500_000))),
        ("closing brackets", "]".repeat(500_000)),
        ("quotation marks", "\"\n".repeat(200_000)),
        ("one line", format!("(format: 1, title: \"{}\"", "x ".repeat(500_000))),
        ("unseen", "\u{a0}".repeat(200_000)),
    ];
    for (what, text) in cases {
        let (found, took) = check(what, text);
        assert!(found.iter().any(|problem| problem.severity == Severity::Error), "{what}");
        assert!(took < Duration::from_secs(30), "{what} took {took:?}");
        // As many again may come of the names in what could be mended.
        assert!(found.len() <= 402, "{what}: {} problems", found.len());
    }
}

#[test]
fn bytes_that_are_no_text_are_told_at_their_line() {
    let home = crate::invalid::pack_with(&[root().join("tests/fixtures/valid/minimal.ron")]);
    let file = home.path().join("tamblewick/calls/minimal.ron");
    let sound = std::fs::read(&file).expect("the scenario can be read");
    let mut dice = Dice(7);
    for _ in 0..40 {
        let at = dice.below(sound.len());
        let mut broken = sound.clone();
        broken[at] = 0x80 + u8::try_from(dice.below(0x80)).expect("a byte");
        std::fs::write(&file, &broken).expect("is written");
        let loaded = steadyline::scenario::checked(home.path()).expect("the folder can be read");
        let line = sound[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let told: Vec<_> =
            loaded.found.iter().map(|problem| (problem.code, problem.place().map(|(line, _)| line))).collect();
        assert_eq!(told, [("SL009", Some(line))]);
    }
}
