//! Drills without a call: which was chosen, the one being done, and its scorecard.
//!
//! Screens read [`Drilling`] and act through [`Driller`]; nothing else touches a drill. Each action goes to the store the
//! moment it is done. A call that somebody on a list takes is a call like any other; the list waits for its end.

use std::sync::Arc;
use std::time::Duration;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy::time::Real;

use super::stamp::{desk_name, fresh_seed};
use super::{Chosen, Judged, LOOK_AGAIN, Operator, Session, Sheet, now_text};
use crate::app::tempo::Tempo;
use crate::app::ui::prelude::{Notice, Tone};
use crate::app::worker::{Answer, Answered, Request};
use crate::app::{AppSystems, Screen};
use crate::call::{
    Action, DrillAction, DrillEvent, DrillHeader, DrillLine, DrillLog, DrillRun, DrillTaken, ListAction, ListRun,
    Millis, Mode, SavedRow, TidyRun, replay_drill, resume_drill_frozen, seed_reaching,
};
use crate::scenario::outgoing::Dialling;
use crate::scenario::{Answered as PickedUp, Drill, Pack, PackFiles, Scenario};
use crate::scoring::{Scorecard, score_drill};
use crate::store::{AttemptId, AttemptSummary};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Drilling>()
        .add_systems(Update, (take_answers, advance).chain().in_set(AppSystems::Advance))
        // The end of a call leads to its debrief; here it leads back to the list.
        .add_systems(Update, come_back.in_set(AppSystems::Act))
        .add_systems(OnExit(Screen::DrillDebrief), |mut drilling: ResMut<Drilling>| drilling.debrief = None);
}

/// A drill of a pack.
#[derive(Debug, Clone)]
pub struct ChosenDrill {
    pub pack: Arc<Pack>,
    pub drill: Drill,
}

/// What the app knows of drills without a call.
#[derive(Resource, Debug, Default)]
pub struct Drilling {
    pub chosen: Option<ChosenDrill>,
    pub live: Option<LiveDrill>,
    pub debrief: Option<DrillDebrief>,
    /// The attempt whose log was asked for, and whether it is to be gone on with.
    wanted: Option<(u64, bool)>,
    /// The number of the request that keeps the drill which has just ended.
    finishing: u64,
}

impl Drilling {
    /// Chooses a drill and opens its briefing.
    pub fn open(&mut self, pack: &Arc<Pack>, drill: Drill, next: &mut NextState<Screen>) {
        self.chosen = Some(ChosenDrill { pack: Arc::clone(pack), drill });
        next.set(Screen::DrillBriefing);
    }

    /// The list being worked through.
    #[must_use]
    pub fn list(&self) -> Option<&ListRun> {
        match &self.live.as_ref()?.run {
            DrillRun::List(run) => Some(run),
            DrillRun::Tidy(_) => None,
        }
    }

    /// The rows being put in order.
    #[must_use]
    pub fn tidy(&self) -> Option<&TidyRun> {
        match &self.live.as_ref()?.run {
            DrillRun::Tidy(run) => Some(run),
            DrillRun::List(_) => None,
        }
    }

    /// A drill has a clock too.
    pub(super) const fn tempo(&self) -> Tempo {
        if self.live.is_some() { Tempo::Every(LOOK_AGAIN) } else { Tempo::Calm }
    }
}

impl ChosenDrill {
    /// Its rules, if they are past their date today.
    #[must_use]
    pub fn past_rules(&self) -> Option<&Arc<Dialling>> {
        self.drill.past_rules(self.pack.day_of_rules(jiff::Zoned::now().date()))
    }

    /// Whether it may be begun in a mode: nobody is assessed by rules that are past their date.
    #[must_use]
    pub fn may_begin(&self, mode: Mode) -> bool {
        mode != Mode::Assessment || self.past_rules().is_none()
    }
}

/// The drill being done.
#[derive(Debug)]
pub struct LiveDrill {
    pub pack: Arc<Pack>,
    pub drill: Drill,
    pub run: DrillRun,
    pub events: Vec<DrillEvent>,
    log: DrillLog,
    token: u64,
    /// The drill's time when the app took it up, and the app's time then.
    taken_up: (Millis, Duration),
    on_call: Option<OnCall>,
}

/// A call that somebody on the list has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnCall {
    /// The desk was asked for.
    Asked,
    /// It is there.
    Begun,
}

impl LiveDrill {
    fn now(&self, time: &Time<Real>) -> Millis {
        let (from, began) = self.taken_up;
        let passed = time.elapsed().saturating_sub(began);
        from.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)).max(self.run.now())
    }

    /// The screen that it is done on.
    #[must_use]
    pub const fn screen(&self) -> Screen {
        match self.run {
            DrillRun::List(_) => Screen::CallList,
            DrillRun::Tidy(_) => Screen::Tidy,
        }
    }

    /// The scenario of the call that whoever is on the line would take; none where the list alone is the drill.
    #[must_use]
    pub fn script(&self) -> Option<(usize, &Arc<Scenario>)> {
        let (DrillRun::List(run), Drill::List(campaign)) = (&self.run, &self.drill) else { return None };
        let (row, Some(PickedUp::Person)) = run.on_line()? else { return None };
        let script = campaign.source.purposes.get(&campaign.rows[row].purpose)?.script.as_ref()?;
        Some((row, self.pack.scenario(script)?))
    }
}

/// A drill that was done, with its scorecard.
#[derive(Debug)]
pub struct DrillDebrief {
    pub pack: Arc<Pack>,
    pub drill: Drill,
    pub run: DrillRun,
    pub events: Vec<DrillEvent>,
    pub card: Scorecard,
    pub log: DrillLog,
    /// Its key in the store, once it is kept.
    pub id: Option<AttemptId>,
    /// The screen to go back to.
    pub from: Screen,
    pub judged: Judged,
}

impl DrillDebrief {
    /// The card that holds.
    #[must_use]
    pub fn holds(&self) -> &Scorecard {
        self.judged.holds(&self.card)
    }

    #[must_use]
    pub fn sheet(&self) -> Sheet<'_> {
        self.judged.sheet(self.id.as_ref(), &self.card)
    }
}

/// What screens do with a drill and the store.
#[derive(SystemParam)]
pub struct Driller<'w> {
    pub operator: Operator<'w>,
    pub drilling: ResMut<'w, Drilling>,
    next: ResMut<'w, NextState<Screen>>,
}

impl Driller<'_> {
    /// Begins the chosen drill, if it may be begun in this mode.
    pub fn start(&mut self) {
        let Some(chosen) = self.drilling.chosen.clone() else { return };
        let session = &mut self.operator.session;
        if !chosen.may_begin(session.mode) {
            return;
        }
        let taken = DrillTaken {
            seed: fresh_seed(),
            mode: session.mode,
            desk: desk_name(),
            person: session.who.clone(),
            started_at: now_text(),
        };
        session.tokens += 1;
        let token = session.tokens;
        let ChosenDrill { pack, drill } = chosen;
        let header = DrillHeader::new(&pack, &drill, taken);
        let run = DrillRun::new(&pack, &drill, header.seed, header.mode);
        self.operator.worker.ask(Request::BeginDrill {
            token,
            header: Box::new(header.clone()),
            title: drill.title().to_owned(),
            files: Arc::clone(&pack.files),
        });
        let log = DrillLog { header, lines: Vec::new(), cut_off: false };
        self.take_up(LiveDrill {
            pack,
            drill,
            run,
            events: Vec::new(),
            log,
            token,
            taken_up: (Millis(0), self.operator.time.elapsed()),
            on_call: None,
        });
    }

    fn take_up(&mut self, live: LiveDrill) {
        self.next.set(live.screen());
        self.drilling.live = Some(live);
    }

    /// Does something in the drill, now, and gives what came of it.
    pub fn act(&mut self, action: DrillAction) -> Vec<DrillEvent> {
        let Some(live) = self.drilling.live.as_mut() else { return Vec::new() };
        let at = live.now(&self.operator.time);
        let events = live.run.act(at, &action);
        let line = DrillLine { at, action };
        let (token, seq) = (live.token, live.log.lines.len());
        self.operator.worker.ask(Request::AppendDrill { token, seq, line: line.clone() });
        live.log.lines.push(line);
        live.events.extend(events.iter().cloned());
        if live.run.is_over() {
            self.finish();
        }
        events
    }

    /// Scores the drill that is over, keeps it, and opens its debrief.
    fn finish(&mut self) {
        let Some(live) = self.drilling.live.take() else { return };
        let debrief = debrief_of(live.pack, live.drill, (live.run, live.events), live.log, Screen::Home);
        let card = Box::new(debrief.card.clone());
        let finish = Request::Finish { token: live.token, card, finished_at: now_text(), practice: Vec::new() };
        self.drilling.finishing = self.operator.worker.ask(finish);
        self.drilling.debrief = Some(debrief);
        self.next.set(Screen::DrillDebrief);
    }

    /// Leaves the drill as it stands: it is kept as interrupted.
    pub fn leave(&mut self) {
        self.drilling.live = None;
        self.next.set(Screen::Home);
    }

    /// Goes on with an interrupted attempt, at a call or a drill.
    pub fn resume(&mut self, attempt: &AttemptSummary) {
        if attempt.kind.is_call() {
            return self.operator.resume(attempt);
        }
        self.drilling.wanted = Some((self.operator.worker.ask(Request::Log(attempt.id.clone())), true));
    }

    /// Opens the debrief of a kept attempt, at a call or a drill.
    pub fn open_debrief(&mut self, attempt: &AttemptSummary) {
        if attempt.kind.is_call() {
            return self.operator.open_debrief(&attempt.id, Screen::Attempts);
        }
        self.drilling.wanted = Some((self.operator.worker.ask(Request::Log(attempt.id.clone())), false));
    }

    /// Takes the call of whoever is on the line: the desk opens with it.
    pub fn take_call(&mut self) {
        let Some(live) = self.drilling.live.as_mut() else { return };
        let Some((row, scenario)) = live.script().map(|(row, scenario)| (row, Arc::clone(scenario))) else { return };
        let Drill::List(campaign) = &live.drill else { return };
        let session = &mut self.operator.session;
        session.mode = live.run.mode();
        session.reaches = Some(campaign.rows[row].person.clone()).filter(|person| !person.is_empty());
        session.chosen = Some(Chosen { pack: Arc::clone(&live.pack), scenario, twin: false });
        live.on_call = Some(OnCall::Asked);
        self.operator.start_call();
    }

    fn take_log(
        &mut self,
        (id, log): (&AttemptId, &DrillLog),
        frozen: Option<&PackFiles>,
        resume: bool,
    ) -> Result<(), String> {
        let setup = resume_drill_frozen(&self.operator.library.packs, &log.header, frozen);
        let setup = setup.map_err(|error| error.to_string())?;
        let (run, events) = replay_drill(&setup, log);
        let (pack, drill) = (setup.pack, setup.drill);
        if !resume {
            let debrief = debrief_of(pack, drill, (run, events), log.clone(), Screen::Attempts);
            self.drilling.debrief = Some(DrillDebrief { id: Some(id.clone()), ..debrief });
            self.next.set(Screen::DrillDebrief);
            return Ok(());
        }
        let session = &mut self.operator.session;
        session.tokens += 1;
        let token = session.tokens;
        session.who.clone_from(&log.header.person);
        session.mode = log.header.mode;
        self.operator.worker.ask(Request::GoOn { token, id: id.clone() });
        self.drilling.chosen = Some(ChosenDrill { pack: Arc::clone(&pack), drill: drill.clone() });
        let taken_up = (run.now(), self.operator.time.elapsed());
        self.take_up(LiveDrill { pack, drill, run, events, log: log.clone(), token, taken_up, on_call: None });
        Ok(())
    }
}

/// Scores a drill for its debrief.
fn debrief_of(
    pack: Arc<Pack>,
    drill: Drill,
    (run, events): (DrillRun, Vec<DrillEvent>),
    log: DrillLog,
    from: Screen,
) -> DrillDebrief {
    let card = score_drill(&run, &pack.rubrics[drill.rubric()]);
    DrillDebrief { pack, drill, run, events, card, log, id: None, from, judged: Judged::default() }
}

impl Operator<'_> {
    /// The seed of a call that is about to ring: one with which it reaches whom it is to reach, where it can.
    pub(super) fn seed_for(&mut self, chosen: &Chosen, practice: &[SavedRow]) -> u64 {
        let seed = fresh_seed();
        let Some(person) = self.session.reaches.take() else { return seed };
        let base = self.library.base(&chosen.pack);
        seed_reaching(&chosen.pack, &base, &chosen.scenario, practice, (&person, seed)).unwrap_or(seed)
    }
}

/// Time passes in the drill; the list dials by itself, and somebody picks up.
fn advance(mut drilling: ResMut<Drilling>, time: Res<Time<Real>>) {
    let Some(live) = drilling.bypass_change_detection().live.as_mut() else { return };
    let now = live.now(&time);
    let events = live.run.advance(now);
    if !events.is_empty() {
        live.events.extend(events);
        drilling.set_changed();
    }
}

/// The call that somebody on the list took is over, or was left: back to the list.
fn come_back(mut driller: Driller) {
    let on_call = |drilling: &Drilling| drilling.live.as_ref().and_then(|live| live.on_call);
    match (on_call(&driller.drilling), driller.operator.session.live.is_some()) {
        (Some(OnCall::Asked), true) => {
            if let Some(live) = driller.drilling.live.as_mut() {
                live.on_call = Some(OnCall::Begun);
            }
            // The list has rung the number already.
            return driller.operator.act(Action::Answer);
        }
        (Some(OnCall::Begun), false) => {}
        _ => return,
    }
    let Session { debrief, .. } = &mut *driller.operator.session;
    let ending = debrief.take().and_then(|debrief| debrief.call.ending().map(|ending| ending.name.clone()));
    let action = ending.map_or(ListAction::HangUp, ListAction::CallOver);
    if let Some(live) = driller.drilling.live.as_mut() {
        live.on_call = None;
    }
    driller.act(DrillAction::List(action));
    driller.next.set(Screen::CallList);
}

fn take_answers(mut driller: Driller, mut answered: MessageReader<Answered>, mut notices: MessageWriter<Notice>) {
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::DrillLog { id, log, frozen } => {
                let wanted = driller.drilling.wanted.take_if(|(asked, _)| asked == number);
                let Some((_, resume)) = wanted else { continue };
                if let Err(message) = driller.take_log((id, log), frozen.as_deref(), resume) {
                    notices.write(Notice::new(Tone::Bad, message));
                }
            }
            Answer::Finished { id } if driller.drilling.finishing == *number => {
                if let Some(debrief) = driller.drilling.debrief.as_mut() {
                    debrief.id = Some(id.clone());
                }
            }
            _ => {}
        }
    }
}
