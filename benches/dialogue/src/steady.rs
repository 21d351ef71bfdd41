//! The conversation as a call: patience, silence, flags and the event log are all at work.

use std::sync::Arc;

use steadyline::call::{Action, Base, Call, CallOptions, Glimpse, Happened, Phase, Setup, Speaker};
use steadyline::scenario::{PackFiles, bundled, kept};

use crate::{Engine, script};

struct Steady {
    setup: Arc<Setup>,
    replies: Vec<Action>,
}

pub fn load() -> Box<dyn Engine> {
    let bundled = bundled();
    let retailer = bundled.packs.iter().find(|pack| pack.id == "tamblewick").expect("the bundled pack is sound");
    let own = retailer.files.without_calls();
    let texts = own.map(|(path, file)| (path.clone(), file.text.clone()));
    let loaded = kept(PackFiles::of_texts("tamblewick", texts.chain([("calls/fifty.ron".to_owned(), script::ron())])));
    let found: Vec<String> = loaded.found.iter().map(|problem| problem.short()).collect();
    assert_eq!(loaded.errors(), 0, "{found:#?}");
    let pack = loaded.packs.iter().find(|pack| pack.id == "tamblewick").expect("the retailer ships");
    let base = Arc::new(Base::lay_out(pack));
    let scenario = pack.scenario("fifty").expect("it is sound");
    let setup = Arc::new(Setup::new(pack, &base, scenario, CallOptions::default()));
    let replies = (0..script::REPLIES).map(|number| Action::Reply(format!("r{number}"))).collect();
    Box::new(Steady { setup, replies })
}

impl Engine for Steady {
    fn play(&mut self, picks: &[usize], heard: &mut dyn FnMut(&str)) {
        let (mut call, _rings) = Call::new(Arc::clone(&self.setup));
        let mut hear = |happened: Happened<'_>| {
            for glimpse in happened {
                match glimpse {
                    Glimpse::LineStarted { by: Speaker::Caller, text, .. } => heard(text),
                    Glimpse::ReplyGiven { text, .. } => heard(text),
                    _ => {}
                }
            }
        };
        let mut act = |call: &mut Call, action: &Action| {
            hear(call.step(call.now().plus(1_000), action));
            hear(call.listen());
        };
        act(&mut call, &Action::Answer);
        act(&mut call, &Action::Move { kind: steadyline::scenario::MoveKind::Greet, about: Vec::new() });
        for pick in picks {
            act(&mut call, &self.replies[*pick]);
        }
        assert_eq!(call.phase(), Phase::WrapUp);
    }
}
