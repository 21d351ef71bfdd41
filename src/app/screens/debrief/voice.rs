//! What the trainee's voice said about the call, where a microphone listened. It stands beside the score.

use bevy::prelude::*;

use crate::app::microphone::{Listening, trouble_key};
use crate::app::screens::page::Painter;
use crate::app::session::{Debriefing, Session, Words};
use crate::app::ui::prelude::*;
use crate::app::worker::{Answer, Answered, Request, Worker};
use crate::app::{AppSystems, Screen};
use crate::call::Millis;
use crate::voice::listen::{NEEDED, Spoken, VoiceEvidence, voice_evidence};

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Asked>()
        .add_systems(OnEnter(Screen::Debrief), ask)
        .add_systems(Update, show.in_set(AppSystems::Show).run_if(in_state(Screen::Debrief)));
}

/// Where it stands.
#[derive(Component, Debug, Clone, Copy, Default)]
pub(super) struct VoicePlace;

/// The number of the request; none once it is shown, or where there is nothing to ask for.
#[derive(Resource, Debug, Default)]
struct Asked {
    number: Option<u64>,
    found: Option<Spoken>,
}

/// The call that was just taken is known; one opened later is in the store.
fn ask(session: Res<Session>, listening: Res<Listening>, worker: Option<ResMut<Worker>>, mut asked: ResMut<Asked>) {
    *asked = Asked::default();
    let Some(debrief) = session.debrief.as_ref().filter(|debrief| !debrief.of_author) else { return };
    let last = listening.last.as_ref().filter(|(began, _)| *began == debrief.started_at);
    match (last, &debrief.id, worker) {
        (Some((_, spoken)), ..) => asked.found = Some(spoken.clone()),
        (None, Some(id), Some(mut worker)) => asked.number = Some(worker.ask(Request::Spoken(id.clone()))),
        _ => {}
    }
}

fn show(
    mut answered: MessageReader<Answered>,
    session: Res<Session>,
    places: Query<Entity, With<VoicePlace>>,
    mut asked: ResMut<Asked>,
    mut painter: Painter,
) {
    for Answered { number, answer } in answered.read() {
        if let Answer::Spoken { body: Some(body), .. } = answer
            && asked.number == Some(*number)
        {
            asked.found = serde_json::from_str(body).ok();
        }
    }
    let (Some(debrief), Ok(place)) = (&session.debrief, places.single()) else { return };
    if let Some(spoken) = asked.found.take() {
        let card: Box<dyn Scene> = Box::new(card_of(debrief, &spoken, &painter.words));
        painter.fill(place, vec![card]);
    }
}

fn card_of(debrief: &Debriefing, spoken: &Spoken, words: &Words) -> impl Scene + use<> {
    let evidence = voice_evidence(&debrief.events, spoken);
    let since = debrief.call.answered_at().unwrap_or_default();
    let lines: Vec<_> =
        lines(&evidence, spoken, since, words).into_iter().map(|line| text(line, Type::Body, Token::Ink)).collect();
    bsn! {
        card()
        Children [
            heading(words.get("voice-title")),
            {lines},
            text(words.get("voice-beside"), Type::Small, Token::Ink3),
        ]
    }
}

fn lines(evidence: &VoiceEvidence, spoken: &Spoken, since: Millis, words: &Words) -> Vec<String> {
    let clock = |at: u64| Millis(Millis(at).since(since)).clock();
    let mut out: Vec<String> = spoken.troubles.iter().map(|trouble| words.get(trouble_key(*trouble))).collect();
    out.extend(spoken.gone_at_ms.map(|at| words.with("voice-gone", &[("time", &clock(at))])));
    if evidence.heard == 0 {
        out.push(words.get("voice-none"));
        return out;
    }
    let counts = [("heard", evidence.heard.to_string()), ("answers", evidence.answers.to_string())];
    out.push(words.with("voice-heard", &[("heard", &counts[0].1), ("answers", &counts[1].1)]));
    if evidence.echo {
        out.push(words.get("voice-echo"));
    } else {
        let times: Vec<String> = evidence.talk_overs.iter().map(|at| clock(at.0)).collect();
        let count = times.len().to_string();
        out.push(words.with("voice-over", &[("count", &count), ("times", &times.join(", "))]));
    }
    let silence = |(at, ms): &(Millis, u64)| {
        words.with("voice-silence", &[("time", &clock(at.0)), ("seconds", &(ms / 1000).to_string())])
    };
    let times: Vec<String> = evidence.silences.iter().map(silence).collect();
    let count = times.len().to_string();
    out.push(words.with("voice-silences", &[("count", &count), ("times", &times.join(", "))]));
    out.extend(pace(evidence, words));
    out.push(loudness(evidence, words));
    out
}

fn pace(evidence: &VoiceEvidence, words: &Words) -> Option<String> {
    let calm = evidence.pace.calm?.to_string();
    Some(match evidence.pace.hostile.filter(|_| evidence.pace.change().is_some()) {
        Some(hostile) => words.with("voice-pace", &[("calm", &calm), ("hostile", &hostile.to_string())]),
        None => words.with("voice-pace-calm", &[("calm", &calm)]),
    })
}

fn loudness(evidence: &VoiceEvidence, words: &Words) -> String {
    let of = &evidence.loudness;
    let Some(change) = of.change() else {
        let (needed, calm, hostile) = (NEEDED.to_string(), of.calm_count.to_string(), of.hostile_count.to_string());
        return words.with("voice-few", &[("needed", &needed), ("calm", &calm), ("hostile", &hostile)]);
    };
    let key = if change < 0 { "voice-softer" } else { "voice-louder" };
    words.with(key, &[("change", &format!("{}.{}", change.abs() / 10, change.abs() % 10))])
}
