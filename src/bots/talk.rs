//! What a bot may say at its turn, and what each is worth before anything is tried.

use std::collections::BTreeMap;

use super::plan::{Content, Plan, ReplyPlan};
use crate::call::{Action, Call, EventKind, Form, Phase};
use crate::scenario::{Act, Condition, Direction, How, MoveKind, Target};

/// Something to do with the voice or the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    /// A reply of the beat, by its number in the script.
    Reply(usize),
    Move(MoveKind),
    /// Announces a transfer to one of the plan's departments, …
    Offer(usize),
    /// … and rings it.
    Transfer(usize),
    Join,
    Back,
    End,
}

/// Where a decision is taken: beat, how often it was entered, how often something was said in it since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub beat: usize,
    pub visit: u32,
    pub nth: u32,
}

/// What to do where; elsewhere the worth of things decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Policy(pub BTreeMap<Spot, Choice>);

/// What a decision was taken from.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub spot: Spot,
    pub options: Vec<(Choice, i32)>,
    pub chosen: Choice,
}

impl Plan {
    /// What can be done at this turn in a beat, with its worth.
    pub fn options(&self, call: &Call, spot: Spot) -> Vec<(Choice, i32)> {
        let beat = &self.scenario.beats[spot.beat];
        let wanted = self.scenario.source.expect.verify;
        let unproved = call.proofs_given() < wanted;
        let mut out = Vec::with_capacity(beat.replies.len() + 6);
        for (number, reply) in beat.replies.iter().enumerate() {
            if !call.all_hold(&reply.source.needs) {
                continue;
            }
            let early = if reply.source.reveals && unproved { -400 } else { 0 };
            out.push((Choice::Reply(number), self.replies[spot.beat][number].worth + early));
        }
        if call.phase() == Phase::Consulting {
            out.push((Choice::Join, -150));
            out.push((Choice::Back, -250));
            return out;
        }
        self.moves(call, spot, unproved, &mut out);
        out
    }

    fn moves(&self, call: &Call, spot: Spot, unproved: bool, out: &mut Vec<(Choice, i32)>) {
        let beat = &self.scenario.beats[spot.beat];
        let speechless = out.is_empty();
        // The same move again and again leads nowhere.
        let tired = -40 * i32::try_from(spot.nth).unwrap_or(i32::MAX / 64).min(20);
        let first = spot == Spot { beat: self.scenario.start, visit: 1, nth: 0 };
        if first && self.scenario.source.direction == Direction::Outbound {
            out.push((Choice::Move(MoveKind::Greet), -15));
        }
        if unproved && !self.scenario.source.proofs.is_empty() {
            out.push((Choice::Move(MoveKind::Verify), -20 + tired));
        }
        if spot.nth < 3 && self.to_read_back(call).is_some() {
            out.push((Choice::Move(MoveKind::ReadBack), -25 + tired));
        }
        if spot.nth == 0 {
            out.push((Choice::Move(MoveKind::Acknowledge), -70));
        }
        for (number, _) in self.departments.iter().enumerate() {
            if call.holds(&Condition::TransferTold) {
                out.push((Choice::Transfer(number), -120 + tired));
            } else {
                out.push((Choice::Offer(number), -120 + tired));
            }
        }
        if self.further_help && spot.nth == 0 && self.may_end_unasked(spot.beat) {
            out.push((Choice::Move(MoveKind::FurtherHelp), -30));
        }
        if speechless {
            let leads_on = beat.then.is_some();
            let ends = if leads_on { -400 } else { -90 };
            if leads_on {
                // Its line was talked over: heard to the end it leads on.
                out.push((Choice::Move(MoveKind::AskRepeat), -40));
            }
            out.push((Choice::Move(MoveKind::FurtherHelp), -80 + tired));
            out.push((Choice::Move(MoveKind::Close), -85 + tired));
            out.push((Choice::End, ends));
        }
    }

    /// Whether a reply ends the call and none of the beat asks whether there is anything else.
    fn may_end_unasked(&self, beat: usize) -> bool {
        let replies = &self.scenario.beats[beat].replies;
        replies.iter().any(|reply| matches!(reply.then, Target::Ending(_)))
            && !replies.iter().any(|reply| reply.source.acts.contains(&Act::FurtherHelp))
    }

    /// The form in which something stands that has to be read back and is known.
    pub fn to_read_back(&self, call: &Call) -> Option<u32> {
        let wanted = &self.scenario.source.expect.read_back;
        if wanted.is_empty() {
            return None;
        }
        let stands = |form: &Form, slot: usize| {
            let before = form.id.as_ref().and_then(|id| call.setup().database.row(form.table, id));
            let saved_here = before.is_none_or(|row| row.values[slot] != form.values[slot]);
            form.typed.contains(&slot) || (form.id.is_some() && saved_here && !form.values[slot].is_empty())
        };
        let holds = |form: &&Form| {
            let rows = self.rows.iter().filter(|row| row.table == form.table);
            rows.flat_map(|row| &row.fields).any(|field| match &field.content {
                Content::Value(template, _) => {
                    template.slots().any(|slot| wanted.iter().any(|fact| fact == slot)) && stands(form, field.slot)
                }
                Content::Mentions(_) => false,
            })
        };
        call.forms().iter().find(holds).map(|form| form.number)
    }

    /// What is known of a reply beforehand.
    pub fn reply(&self, beat: usize, choice: Choice) -> Option<&ReplyPlan> {
        match choice {
            Choice::Reply(number) => self.replies[beat].get(number),
            _ => None,
        }
    }

    /// Whether a choice may take the call out of the operator's hands.
    pub fn parts(&self, beat: usize, choice: Choice) -> bool {
        match choice {
            Choice::Reply(number) => self.replies[beat][number].parts,
            Choice::Transfer(_) | Choice::End | Choice::Join => true,
            Choice::Move(kind) => {
                let counts_as = self.scenario.beats[beat].moves.get(&kind);
                counts_as.is_some_and(|number| self.replies[beat][*number].parts) || kind == MoveKind::Close
            }
            Choice::Offer(_) | Choice::Back => false,
        }
    }

    /// The action of a choice.
    pub fn action(&self, call: &Call, beat: usize, choice: Choice) -> Action {
        let to = |number: usize| self.departments.get(number).cloned().unwrap_or_default();
        match choice {
            Choice::Reply(number) => Action::Reply(self.scenario.beats[beat].replies[number].name.clone()),
            Choice::Move(kind) => Action::Move { kind, about: self.about(call, kind) },
            Choice::Offer(number) => Action::Move { kind: MoveKind::OfferTransfer, about: vec![to(number)] },
            Choice::Transfer(number) => Action::Transfer { to: to(number), how: How::Warm },
            Choice::Join => Action::Join,
            Choice::Back => Action::Back,
            Choice::End => Action::End,
        }
    }

    /// Asks for those proofs that were not given yet.
    fn about(&self, call: &Call, kind: MoveKind) -> Vec<String> {
        if kind != MoveKind::Verify {
            return Vec::new();
        }
        let proofs = &self.scenario.source.proofs;
        let missing = usize::try_from(self.scenario.source.expect.verify.saturating_sub(call.proofs_given()));
        let open = proofs.iter().filter(|proof| !call.told().contains_key(proof.as_str()));
        open.take(missing.unwrap_or(0).max(1)).cloned().collect()
    }
}

impl Policy {
    /// What is done here: as tried and found best, else what is worth most.
    pub fn choose(&self, spot: Spot, options: &[(Choice, i32)]) -> Choice {
        if let Some(choice) = self.0.get(&spot)
            && options.iter().any(|(option, _)| option == choice)
        {
            return *choice;
        }
        best(options.iter())
    }
}

/// What is worth most, the first of several; hanging up when there is nothing.
pub(super) fn best<'a>(options: impl Iterator<Item = &'a (Choice, i32)>) -> Choice {
    let mut best: Option<(Choice, i32)> = None;
    for (choice, worth) in options {
        if best.is_none_or(|(_, most)| *worth > most) {
            best = Some((*choice, *worth));
        }
    }
    best.map_or(Choice::End, |(choice, _)| choice)
}

/// Whether an event may change what can be said.
pub(super) const fn changes_turn(kind: &EventKind) -> bool {
    matches!(kind, EventKind::FormOpened { .. } | EventKind::RowSaved { .. } | EventKind::FormClosed { .. })
}
