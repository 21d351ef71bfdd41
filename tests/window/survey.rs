//! A survey by keyboard, of whoever picks up: at each turn the good line, and at the end the codes that are right for what this
//! person answered. Who it is hangs on the seed, so that no walkthrough fits.

use steadyline::app::session::Session;
use steadyline::call::Phase;
use steadyline::scenario::{Mark, Target};
use steadyline::scoring::score;

use crate::driver::Driver;
use crate::perfect::Hands;

/// Takes the survey that is ready to be dialled, to the end of its wrap-up.
pub fn take(driver: &Driver, pictures: &'static str) {
    let mut hands = Hands::new(driver, pictures);
    driver.spend(3_000);
    driver.press(&["alt+a"]);
    let mut written = false;
    for turn in 0..60 {
        hands.wait_for_turn();
        if driver.call(|call| call.phase() == Phase::WrapUp) {
            hands.wrap_up("OCO", &[], "QS-10 complete.");
            return;
        }
        let good = driver.call(|call| {
            let replies = call.replies();
            let at = replies.iter().position(|reply| reply.source.mark == Mark::Good)?;
            Some((at, matches!(replies[at].then, Target::Ending(_))))
        });
        let (at, ends) = good.expect("there is a good line to say");
        if turn == 6 {
            hands.picture("question");
        }
        if ends && !written {
            written = true;
            write_down(driver, &mut hands, "survey_answers");
            hands.picture("answers");
            hands.save();
            write_down(driver, &mut hands, "attempts");
            hands.save();
        }
        driver.press(&[&format!("alt+{}", at + 1)]);
    }
    panic!("the survey does not end");
}

/// A new row of a table, with what is right in each field.
fn write_down(driver: &Driver, hands: &mut Hands<'_>, table: &str) {
    hands.new_record(table);
    let wanted = table.to_owned();
    let fields: Vec<(String, String)> = driver.look(move |world| {
        let live = world.resource::<Session>().live.as_ref().expect("a call is being taken");
        let card = score(&live.call, &live.events);
        let row = card.rows.into_iter().find(|row| row.table == wanted).expect("the row is expected");
        row.fields.into_iter().map(|field| (field.field, field.truth)).collect()
    });
    for (field, truth) in fields {
        hands.fill(&field, &truth);
    }
}
