//! The conversation in ink.

use bladeink::story::Story;
use bladeink_compiler::Compiler;

use crate::script::Layout;
use crate::{Engine, script};

struct Ink(Story);

pub fn load(layout: Layout) -> Box<dyn Engine> {
    let compiled = Compiler::new().compile(&script::ink(layout)).expect("it compiles");
    Box::new(Ink(Story::new(&compiled).expect("it reads")))
}

impl Engine for Ink {
    fn play(&mut self, picks: &[usize], heard: &mut dyn FnMut(&str)) {
        self.0.reset_state().expect("begins anew");
        for pick in picks {
            while self.0.can_continue() {
                heard(&self.0.cont().expect("goes on"));
            }
            heard(&self.0.get_current_choices()[*pick].text);
            self.0.choose_choice_index(*pick).expect("there is such a choice");
        }
        while self.0.can_continue() {
            heard(&self.0.cont().expect("goes on"));
        }
    }
}
