//! The call once more, on the desk as it was: what was on the screen and typed at each moment, what was said, and the moments
//! of the debrief beside it.

use bevy::prelude::*;

use super::judgement::notes;
use super::{Reading, of_operator, words};
use crate::app::Screen;
use crate::app::actions::{ActionApp, ActionSpec, Chord};
use crate::app::session::{Debriefing, Operator, Remark, Words};
use crate::call::Millis;
use crate::review::{KeyMoment, MomentKind};

pub(super) const REPLAY: &str = "debrief.replay";

/// What led to a moment is seen before it.
const LEAD_MS: u64 = 5_000;

pub(super) fn plugin(app: &mut App) {
    app.add_action(ActionSpec::new(REPLAY, Screen::Debrief).key(Chord::Plain('v')).when(of_operator), replay);
}

/// From shortly before the chosen moment, or from the beginning.
fn replay(reading: Res<Reading>, texts: Res<Words>, mut operator: Operator) {
    let Some(debrief) = &operator.session.debrief else { return };
    let mut remarks: Vec<Remark> = reading.moments.iter().map(|moment| remark(moment, debrief, &texts)).collect();
    remarks.extend(notes(debrief.sheet(), &texts).into_iter().map(|(at, say)| Remark { at, say }));
    remarks.sort_by_key(|remark| remark.at);
    let from = reading.at.map_or(Millis::default(), |at| Millis(at.0.saturating_sub(LEAD_MS)));
    operator.show_again(remarks, from);
}

/// Each thing that the moment shows, with what would have been better.
fn remark(moment: &KeyMoment, debrief: &Debriefing, texts: &Words) -> Remark {
    let key = match moment.kind {
        MomentKind::Lost => "watch-lost",
        MomentKind::Earned => "watch-earned",
    };
    let said = moment.evidence.iter().flat_map(|evidence| {
        let found = words::finding(texts, debrief, &evidence.finding);
        let better = evidence.better.as_ref().map(|better| texts.with("debrief-better-line", &[("line", better)]));
        std::iter::once(texts.with(key, &[("found", &found)])).chain(better)
    });
    let mut lines: Vec<String> = said.collect();
    // One thing may count in several criteria.
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    Remark { at: moment.at, say: lines.join("\n") }
}
