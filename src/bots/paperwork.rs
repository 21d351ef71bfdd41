//! The paperwork of a call at one moment: what an operator without fault would type and save now, and how the call would be
//! wrapped up. For authors, who want to see what the script does once the records are there.

use super::clerk::{Clerk, Due};
use super::plan::Plan;
use crate::call::{Action, Call};

/// No desk has more to do at once.
const MOST: usize = 400;

/// The actions that save every expected record as far as its facts have been said, in order.
#[must_use]
pub fn paperwork(call: &Call) -> Vec<Action> {
    let mut call = call.clone();
    let plan = Plan::new(&call.setup().pack, &call.setup().scenario);
    let mut clerk = Clerk::new(&plan, &call, None);
    let mut done = Vec::new();
    while done.len() < MOST
        && let Some(mut task) = clerk.next(&call, Due::Now)
    {
        // The clerk has just come to this desk, and would make a row again that is there already.
        if let Action::Create { table } = &task.action
            && let Some(id) = call.setup().pack.table_index(table).and_then(|number| call.new_row(number))
            && plan.rows.iter().filter(|row| row.table_name == *table && row.fact.is_none()).count() == 1
        {
            task.action = Action::Open { table: table.clone(), id: id.to_owned() };
        }
        let events = call.apply(call.now(), &task.action);
        clerk.done(&task, &events);
        clerk.adopt(&task, &call);
        clerk.wake(&events);
        done.push(task.action);
    }
    done
}

/// How the scenario expects the call to be wrapped up, as it stands.
#[must_use]
pub fn right_wrap_up(call: &Call) -> Action {
    let (code, ticks) = code_and_ticks(call);
    Action::WrapUp { code: code.unwrap_or_default(), ticks, note: String::new() }
}

/// The expected code, or any where none is expected, and the boxes to be ticked.
pub(super) fn code_and_ticks(call: &Call) -> (Option<String>, Vec<String>) {
    let setup = call.setup();
    let expect = &setup.scenario.source.expect;
    let right = expect.codes.iter().find(|entry| call.all_hold(&entry.conditions));
    let code = right.and_then(|entry| entry.codes.first()).or_else(|| setup.pack.source.dispositions.keys().next());
    let ticks = expect.ticks.iter().filter(|entry| call.all_hold(&entry.conditions));
    (code.cloned(), ticks.map(|entry| entry.tick.clone()).collect())
}
