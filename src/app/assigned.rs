//! What is to be practised: by whoever sits at the desk, and for supervisors by everybody whom they may see.

use bevy::prelude::*;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::session::{Session, Words};
use super::tempo::Settling;
use super::worker::{Answer, Answered, Offered, Request, Worker};
use super::{AppSystems, Screen};
use crate::call::Mode;
use crate::store::{Assigned, AssignedFilter};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<ToDo>()
        .add_systems(OnEnter(Screen::Home), ask_mine)
        .add_systems(OnEnter(Screen::Briefing), ask_mine)
        .add_systems(OnEnter(Screen::DrillBriefing), ask_mine)
        .add_systems(OnEnter(Screen::Team), ask_all)
        .add_systems(Update, (ask_again, take).chain().in_set(AppSystems::Advance));
}

/// What was assigned, as far as it is known.
#[derive(Resource, Debug, Default)]
pub struct ToDo {
    /// To whoever sits at the desk.
    pub mine: Vec<Assigned>,
    /// To everybody whom they may see.
    pub all: Vec<Assigned>,
    /// To whom they may assign something.
    pub offered: Offered,
    asked_mine: u64,
    asked_all: u64,
    asked_offered: u64,
}

impl ToDo {
    /// What is not done yet.
    pub fn open(&self) -> impl Iterator<Item = &Assigned> {
        self.mine.iter().filter(|one| !one.done)
    }

    /// Whether somebody has allowed so many attempts at it in this mode, and they were all taken.
    #[must_use]
    pub fn is_used_up(&self, pack: &str, scenario: &str, mode: Mode) -> bool {
        self.mine.iter().any(|one| one.mode == mode.key() && one.barred(pack, scenario).is_some())
    }

    /// Asks anew for what is assigned to somebody.
    pub fn ask_mine(&mut self, worker: &mut Worker, who: &str) {
        let filter = AssignedFilter { person: who.to_owned(), ..AssignedFilter::default() };
        self.asked_mine = worker.ask(Request::Assigned(filter));
    }

    /// Asks for all of it anew.
    pub fn ask_all(&mut self, worker: &mut Worker) {
        self.asked_all = worker.ask(Request::Assigned(AssignedFilter::default()));
        self.asked_offered = worker.ask(Request::Offered);
    }
}

/// By when, in words; an assignment without a day has none.
#[must_use]
pub fn due(words: &Words, one: &Assigned) -> String {
    let day = |due: Timestamp| words.day(due.to_zoned(TimeZone::system()).date());
    one.due.map_or_else(|| words.get("assign-no-day"), |due| words.with("assign-due", &[("day", &day(due))]))
}

fn ask_mine(session: Res<Session>, worker: Option<ResMut<Worker>>, mut todo: ResMut<ToDo>) {
    if let Some(mut worker) = worker.filter(|_| !session.who.is_empty()) {
        todo.ask_mine(&mut worker, &session.who);
    }
}

fn ask_all(worker: Option<ResMut<Worker>>, mut todo: ResMut<ToDo>) {
    if let Some(mut worker) = worker {
        todo.ask_all(&mut worker);
    }
}

/// What was asked before the store was open had nobody to ask.
fn ask_again(
    mut answered: MessageReader<Answered>,
    screen: Res<State<Screen>>,
    session: Res<Session>,
    worker: Option<ResMut<Worker>>,
    todo: ResMut<ToDo>,
) {
    let opened = answered.read().any(|answered| matches!(answered.answer, Answer::Opened { .. }));
    if opened && *screen.get() == Screen::Home {
        ask_mine(session, worker, todo);
    }
}

fn take(mut answered: MessageReader<Answered>, mut todo: ResMut<ToDo>, mut settling: ResMut<Settling>) {
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::Assigned(found) if *number == todo.asked_mine => todo.mine.clone_from(found),
            Answer::Assigned(found) if *number == todo.asked_all => todo.all.clone_from(found),
            Answer::Offered(offered) if *number == todo.asked_offered => todo.offered.clone_from(offered),
            _ => continue,
        }
        settling.request();
    }
}
