//! The conversation in Yarn.

use yarnspinner::compiler::{Compiler, File};
use yarnspinner::runtime::{
    Dialogue, DialogueEvent, Language, MemoryVariableStorage, StringTableTextProvider, TextProvider,
};

use crate::script::Layout;
use crate::{Engine, script};

struct Yarn(Dialogue);

pub fn load(layout: Layout) -> Box<dyn Engine> {
    let file = File { file_name: "fifty.yarn".to_owned(), source: script::yarn(layout) };
    let compiled = Compiler::new().add_file(file).compile().expect("it compiles");
    let mut texts = StringTableTextProvider::new();
    texts.extend_base_language(compiled.string_table.into_iter().map(|(id, info)| (id, info.text)));
    texts.set_language(Some(Language::from("en-GB")));
    let mut dialogue = Dialogue::new(Box::new(MemoryVariableStorage::new()), Box::new(texts));
    dialogue.add_program(compiled.program.expect("there is a program"));
    Box::new(Yarn(dialogue))
}

impl Engine for Yarn {
    fn play(&mut self, picks: &[usize], heard: &mut dyn FnMut(&str)) {
        self.0.set_node("b0").expect("there is such a node");
        let mut picks = picks.iter();
        while self.0.can_continue() {
            for event in self.0.continue_().expect("goes on") {
                match event {
                    DialogueEvent::Line(line) => heard(&line.text),
                    DialogueEvent::Options(options) => {
                        let option = &options[*picks.next().expect("there is a pick for each beat")];
                        heard(&option.line.text);
                        self.0.set_selected_option(option.id).expect("there is such an option");
                    }
                    _ => {}
                }
            }
        }
    }
}
