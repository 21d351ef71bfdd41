//! Earlier attempts of the same person at the same scenario: the number of this attempt, and last time's numbers.

use bevy::prelude::*;
use jiff::Timestamp;

use super::head::{self, About};
use super::numbers::{PassLine, by_machine, pass_line};
use crate::app::screens::page::store_opened;
use crate::app::session::{Debriefing, Session, Words};
use crate::app::tempo::Settling;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::store::{AttemptFilter, AttemptSummary};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>().add_systems(OnEnter(Screen::Debrief), ask).add_systems(
        Update,
        (ask.run_if(store_opened), take).chain().in_set(AppSystems::Show).run_if(in_state(Screen::Debrief)),
    );
}

/// The number of the request for earlier attempts.
#[derive(Resource, Debug, Default)]
struct Asked(u64);

fn ask(session: Res<Session>, worker: Option<ResMut<Worker>>, mut asked: ResMut<Asked>) {
    let (Some(debrief), Some(mut worker)) = (&session.debrief, worker) else { return };
    // A rewound run, like that of an author, is no attempt: it has no number, and the run to compare it with is its first one.
    if debrief.is_rewound() || debrief.of_author {
        return;
    }
    let scenario = debrief.call.setup().scenario.id.clone();
    asked.0 = worker.ask(Request::Attempts(AttemptFilter { person: debrief.person.clone(), scenario, ..default() }));
}

/// The texts that earlier attempts add to.
type LateLines<'w, 's> =
    Query<'w, 's, (&'static mut Text, Option<&'static PassLine>), Or<(With<About>, With<PassLine>)>>;

fn take(
    mut answered: MessageReader<Answered>,
    asked: Res<Asked>,
    words: Res<Words>,
    mut session: ResMut<Session>,
    mut lines: LateLines,
    mut settling: ResMut<Settling>,
) {
    for Answered { number, answer } in answered.read() {
        let (Answer::Attempts(attempts), Some(debrief)) = (answer, &mut session.debrief) else { continue };
        if *number != asked.0 {
            continue;
        }
        let earlier = earlier(attempts, debrief);
        debrief.before = earlier.last().map(|latest| (*latest).clone());
        for (mut text, line) in &mut lines {
            let Some(PassLine(at)) = line else {
                text.0 = head::about(debrief, &words, Some(earlier.len() + 1));
                continue;
            };
            if let Some(result) = debrief.holds().numbers.get(*at) {
                let line = pass_line(result, &words, debrief.before.as_ref());
                text.0 = by_machine(line, debrief.card.numbers.get(*at), result, &words);
            }
        }
        settling.request();
    }
}

/// Finished attempts with the same caller that began before this one, the latest last.
fn earlier<'a>(attempts: &'a [AttemptSummary], debrief: &Debriefing) -> Vec<&'a AttemptSummary> {
    let time = |text: &str| text.parse::<Timestamp>().ok();
    let own = time(&debrief.started_at);
    let twin = debrief.call.setup().twin;
    let is_alike = |attempt: &AttemptSummary| !attempt.interrupted() && attempt.twin == twin;
    let mut earlier: Vec<_> = attempts.iter().filter(|one| is_alike(one) && time(&one.started_at) < own).collect();
    earlier.sort_by_key(|attempt| time(&attempt.started_at));
    earlier
}
