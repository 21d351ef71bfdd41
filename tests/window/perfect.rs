//! A perfect call by keyboard: the steps of the walkthrough that ships beside the scenario, each done with the keys that a
//! trainee has for it, at the pace that is written there.

use steadyline::bots::{Command, Pace, Step, parse_step};
use steadyline::call::{Call, Phase};
use steadyline::scenario::{FieldKind, MoveKind, Template};

use crate::driver::Driver;

/// What a walkthrough says about itself and its end.
const NO_STEPS: [&str; 7] = ["seed", "name", "mode", "ending", "score", "critical", "field"];

/// Takes the call that rings as a walkthrough does, to the end of its wrap-up, with pictures whose names begin alike.
pub fn take(driver: &Driver, walk: &str, pictures: &'static str) {
    let mut hands = Hands::new(driver, pictures);
    for line in walk.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let word = line.split_whitespace().next().unwrap_or_default();
        if let Some(seen) = line.strip_prefix("expect ") {
            hands.see(seen);
        } else if !NO_STEPS.contains(&word) {
            let step = parse_step(line).expect("the walkthrough is sound");
            hands.wait(step.pace);
            hands.act(&step);
        }
    }
}

/// A trainee's hands on the keyboard.
pub struct Hands<'a> {
    driver: &'a Driver,
    seen_speaking: bool,
    prefix: &'static str,
    pictures: Vec<&'static str>,
}

impl<'a> Hands<'a> {
    pub const fn new(driver: &'a Driver, pictures: &'static str) -> Self {
        Self { driver, seen_speaking: false, prefix: pictures, pictures: Vec::new() }
    }

    fn see(&mut self, what: &str) {
        self.let_others_speak();
        let now = self.driver.call(|call| {
            let beat = call.beat().map_or("", |beat| beat.name.as_str());
            [format!("beat {beat}"), format!("phase {}", if call.phase() == Phase::WrapUp { "wrapup" } else { "" })]
        });
        let seen = what.starts_with("patience") || now.iter().any(|now| now == what);
        assert!(seen, "expected {what}, saw {now:?}");
    }

    pub fn picture(&mut self, name: &'static str) {
        if !self.pictures.contains(&name) {
            self.pictures.push(name);
            self.driver.picture(&format!("{}_{name}", self.prefix));
        }
    }

    fn wait(&mut self, pace: Pace) {
        match pace {
            Pace::At(at) => self.driver.spend(at.since(self.driver.call(Call::now))),
            Pace::After(ms) => self.driver.spend(ms),
            Pace::OnTurn => self.wait_for_turn(),
        }
    }

    /// Until the others have spoken, and a second to think.
    pub fn wait_for_turn(&mut self) {
        self.let_others_speak();
        self.driver.spend(1_000);
    }

    fn let_others_speak(&mut self) {
        loop {
            let ms = self.driver.call(|call| {
                let over = matches!(call.phase(), Phase::Ringing | Phase::WrapUp | Phase::Done);
                let speaking = call.speaking().map(|(.., ends)| ends);
                let waits = over || (speaking.is_none() && !call.others_are_next());
                (!waits).then(|| speaking.or_else(|| call.wakes_at())).flatten().map(|at| at.since(call.now()))
            });
            let Some(mut ms) = ms else { break };
            if !self.seen_speaking && ms > 3_000 && self.driver.call(|call| call.beat().is_some()) {
                self.seen_speaking = true;
                self.driver.spend(2_000);
                self.picture("caller_speaks");
                ms -= 2_000;
            }
            self.driver.spend(ms.max(1));
        }
    }

    fn act(&mut self, step: &Step) {
        match &step.command {
            Command::Answer => self.driver.press(&["alt+a"]),
            Command::Move(MoveKind::Greet, _) => self.driver.press(&["alt+g"]),
            Command::Say(name) => self.say(name),
            Command::Search(text) => {
                self.find("ctrl+f", text);
                self.picture("a_search");
            }
            Command::Open(_, id) => {
                self.find("ctrl+f", id);
                self.driver.press(&["Return"]);
                self.picture("b_record");
            }
            Command::Find(text) => self.find("ctrl+k", text),
            Command::Article(id) => {
                self.find("ctrl+k", id);
                self.driver.press(&["Return"]);
                self.picture("c_article");
            }
            Command::New(table) => self.new_record(table),
            Command::Type(field, value) => self.fill(field, value),
            Command::Save => self.save(),
            Command::Wrap { code, ticks, note } => self.wrap_up(code, ticks, note),
            other => panic!("there are no keys here for {other:?}"),
        }
    }

    /// What a walkthrough writes, in the signs that every keyboard has.
    fn filled(&self, text: &str) -> String {
        let template = Template::parse(text).expect("the walkthrough is sound");
        let text = self.driver.call(move |call| template.fill(|slot| call.setup().canonical(slot)));
        text.chars().filter(char::is_ascii).collect()
    }

    fn say(&mut self, name: &str) {
        let wanted = name.to_owned();
        let at = self.driver.call(move |call| call.replies().iter().position(|reply| reply.name == wanted));
        let at = at.unwrap_or_else(|| panic!("the reply {name} is not open"));
        if name == "exactly that" {
            // The dialog asks before a call is cut, and its safe answer goes back.
            self.driver.press(&["alt+e"]);
            self.picture("e_end");
            self.driver.press(&["s"]);
        }
        self.driver.press(&[&format!("alt+{}", at + 1)]);
    }

    fn find(&self, field: &str, text: &str) {
        let text = self.filled(text);
        self.driver.press(&[field, "ctrl+a"]);
        self.driver.type_text(&text);
    }

    pub fn new_record(&self, table: &str) {
        let wanted = table.to_owned();
        let at = self.driver.call(move |call| {
            call.setup().pack.tables.iter().filter(|table| table.source.create).position(|table| table.name == wanted)
        });
        let at = at.unwrap_or_else(|| panic!("there is no button for a new row of {table}"));
        self.driver.press(&[&format!("ctrl+{}", at + 1)]);
    }

    pub fn fill(&self, field: &str, value: &str) {
        let (wanted, value) = (field.to_owned(), self.filled(value));
        let here = self.driver.focus().map(|(_, name)| name).unwrap_or_default();
        let (label, kind, behind) = self.driver.call(move |call| {
            let form = call.front().expect("a form is open");
            let fields = &call.setup().pack.tables[form.table].source.fields;
            let at = fields.values().position(|field| here.starts_with(&field.label));
            let wanted = fields.keys().position(|name| *name == wanted).expect("the field is there");
            let field = fields.values().nth(wanted).expect("the field is there");
            (field.label.clone(), field.kind.clone(), at.is_some_and(|at| at > wanted))
        });
        self.driver.walk_to_field(if behind { "shift+Tab" } else { "Tab" }, &label);
        if let FieldKind::Choice(options) = kind {
            let at = options.iter().position(|option| *option == value).expect("the choice is offered");
            self.driver.press(&["Return", "Home"]);
            // The first of the list empties the field.
            (0..=at).for_each(|_| self.driver.press(&["Down"]));
            self.driver.press(&["Return"]);
        } else {
            self.driver.press(&["ctrl+a"]);
            self.driver.type_text(&value);
        }
        let wanted = field.to_owned();
        let typed = self.driver.call(move |call| {
            let form = call.front().expect("a form is open");
            let at = call.setup().pack.tables[form.table].field_index(&wanted).expect("the field is there");
            form.values[at].clone()
        });
        assert_eq!(typed, value, "typed into {field}");
    }

    pub fn save(&mut self) {
        self.picture("d_form");
        self.driver.press(&["ctrl+s"]);
        let unsaved = self.driver.call(|call| call.front().is_some_and(steadyline::call::Form::is_unsaved));
        assert!(!unsaved, "the form was not saved");
    }

    pub fn wrap_up(&mut self, code: &str, ticks: &[String], note: &str) {
        self.driver.wait_for(steadyline::app::Screen::WrapUp);
        self.driver.type_text(code);
        self.driver.press(&["Return"]);
        for tick in ticks {
            let wanted = tick.clone();
            let label = self.driver.call(move |call| call.setup().pack.source.ticks[wanted.as_str()].clone());
            self.driver.walk_until("Tab", &label, |_, name| name == label);
            self.driver.press(&["space"]);
        }
        self.driver.walk_to_field("Tab", "Note for");
        self.driver.type_text(&self.filled(note));
        self.picture("f_wrap_up");
        self.driver.press(&["alt+f"]);
        // The call counts the wrap-up's last moment with the next step of its clock.
        self.driver.spend(100);
    }
}
