//! The words of a drill without a call, taken by typing: one action a line, with the seconds since the action before in
//! front of it if they are not five.

use jiff::civil::Date;

use super::command::{CommandError, seconds};
use crate::call::{Column, DrillAction, ListAction, TidyAction};
use crate::scenario::outgoing::Reason;
use crate::scenario::{DrillKind, did_you_mean};

/// What passes between two actions where no time is written.
const USUAL_MS: u64 = 5_000;

const LIST_WORDS: [&str; 10] = ["look", "dial", "hangup", "call", "outcome", "close", "later", "ask", "mend", "finish"];
const TIDY_WORDS: [&str; 8] = ["look", "type", "merge", "split", "ask", "misfiled", "settle", "finish"];

/// How a reason to close a row is written.
const REASONS: [(&str, Reason); 8] = [
    ("do not call", Reason::DoNotCall),
    ("number barred", Reason::NumberBarred),
    ("no consent", Reason::NoConsent),
    ("finished", Reason::Finished),
    ("attempts used", Reason::AttemptsUsed),
    ("duplicate", Reason::Duplicate),
    ("no number", Reason::NoNumber),
    ("note", Reason::Note),
];

/// Takes the seconds in front of a line, in milliseconds: `+12 settle 4`.
///
/// # Errors
/// When what stands after the `+` is no time.
pub fn drill_wait(line: &str) -> Result<(u64, &str), CommandError> {
    let Some(rest) = line.strip_prefix('+') else { return Ok((USUAL_MS, line)) };
    let (wait, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let ms = seconds(wait).ok_or_else(|| CommandError::Time(format!("+{wait}")))?;
    Ok((ms, rest.trim()))
}

/// Reads what is done in a drill, without its time.
///
/// # Errors
/// When the line is nothing that can be done in a drill of this kind.
pub fn parse_drill(line: &str, kind: DrillKind) -> Result<DrillAction, CommandError> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match kind {
        DrillKind::CallList => list_action(word, rest.trim()).map(DrillAction::List),
        DrillKind::Tidy => tidy_action(word, rest.trim()).map(DrillAction::Tidy),
    }
}

fn unknown(word: &str, known: &[&str]) -> CommandError {
    CommandError::Unknown { word: word.to_owned(), hint: did_you_mean(word, known.iter().copied()) }
}

/// The row that a line is about, and the rest.
fn row<'l>(word: &'static str, rest: &'l str) -> Result<(String, &'l str), CommandError> {
    let (row, more) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if row.is_empty() {
        return Err(CommandError::Incomplete(word, "the number of a row"));
    }
    Ok((row.to_owned(), more.trim()))
}

fn list_action(word: &str, rest: &str) -> Result<ListAction, CommandError> {
    Ok(match word {
        "look" => ListAction::Look(row("look", rest)?.0),
        "dial" => match row("dial", rest)? {
            (row, "") => ListAction::Dial { row, second: false },
            (row, "second") => ListAction::Dial { row, second: true },
            _ => {
                return Err(CommandError::Incomplete(
                    "dial",
                    "the number of a row, and \"second\" for its other number",
                ));
            }
        },
        "hangup" => ListAction::HangUp,
        "call" if rest.is_empty() => return Err(CommandError::Incomplete("call", "the ending of its script")),
        "call" => ListAction::CallOver(rest.to_owned()),
        "close" => {
            let (row, more) = row("close", rest)?;
            ListAction::Close { row, reason: reason(more)? }
        }
        "later" => {
            let (row, more) = row("later", rest)?;
            let (date, window) = due("later", more)?;
            ListAction::PutOff { row, date, window }
        }
        "ask" => ListAction::Ask(row("ask", rest)?.0),
        "mend" => {
            let (row, more) = row("mend", rest)?;
            let (column, value) = more.split_once(char::is_whitespace).unwrap_or((more, ""));
            let column = match column {
                "phone" => Column::Phone,
                "second" => Column::SecondPhone,
                "email" => Column::Email,
                _ => {
                    return Err(CommandError::Incomplete(
                        "mend",
                        "ROW, then phone, second or email, and what belongs there",
                    ));
                }
            };
            ListAction::Mend { row, column, value: value.trim().to_owned() }
        }
        "outcome" => {
            let (row, more) = row("outcome", rest)?;
            let (code, when) = more.split_once(char::is_whitespace).unwrap_or((more, ""));
            if code.is_empty() {
                return Err(CommandError::Incomplete("outcome", "ROW and the code of an outcome"));
            }
            let due = if when.trim().is_empty() { None } else { Some(due("outcome", when.trim())?) };
            ListAction::Outcome { row, code: code.to_owned(), due }
        }
        "finish" => ListAction::Finish,
        other => return Err(unknown(other, &LIST_WORDS)),
    })
}

fn reason(text: &str) -> Result<Reason, CommandError> {
    if text.is_empty() {
        let reasons =
            "why: do not call, number barred, no consent, finished, attempts used, duplicate, no number or note";
        return Err(CommandError::Incomplete("close", reasons));
    }
    let plain = text.replace(['_', '-'], " ");
    let known = REASONS.iter().find(|(words, _)| *words == plain);
    known.map(|(_, reason)| *reason).ok_or_else(|| {
        let words = REASONS.map(|(words, _)| words);
        CommandError::Unknown { word: text.to_owned(), hint: did_you_mean(&plain, words) }
    })
}

/// `2026-10-14 09-11`.
fn due(word: &'static str, text: &str) -> Result<(Date, String), CommandError> {
    let wrong = CommandError::Incomplete(word, "ROW, then a day such as 2026-10-14 and a window of the rules");
    let (date, window) = text.split_once(char::is_whitespace).ok_or_else(|| wrong.clone())?;
    Ok((date.parse().map_err(|_| wrong)?, window.trim().to_owned()))
}

fn tidy_action(word: &str, rest: &str) -> Result<TidyAction, CommandError> {
    Ok(match word {
        "look" => TidyAction::Look(row("look", rest)?.0),
        "type" => {
            let (row, more) = row("type", rest)?;
            let (column, value) = more.split_once('=').ok_or(CommandError::Incomplete("type", "ROW COLUMN = VALUE"))?;
            TidyAction::Type { row, column: column.trim().to_owned(), value: value.trim().to_owned() }
        }
        "merge" => {
            let (keep, more) = row("merge", rest)?;
            TidyAction::Merge { keep, rows: more.split_whitespace().map(str::to_owned).collect() }
        }
        "split" => TidyAction::Split(row("split", rest)?.0),
        "ask" => {
            let (row, more) = row("ask", rest)?;
            TidyAction::Ask { row, on: more != "no" }
        }
        "misfiled" => {
            let (row, more) = row("misfiled", rest)?;
            TidyAction::Misfiled { row, on: more != "no" }
        }
        "settle" => TidyAction::Settle(row("settle", rest)?.0),
        "finish" => TidyAction::Finish,
        other => return Err(unknown(other, &TIDY_WORDS)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_typed_and_says_what_is_missing() {
        assert_eq!(drill_wait("+12 settle 4"), Ok((12_000, "settle 4")));
        assert_eq!(drill_wait("settle 4"), Ok((5_000, "settle 4")));
        assert!(drill_wait("+soon settle 4").is_err());
        let close = parse_drill("close 8 do not call", DrillKind::CallList);
        assert_eq!(close, parse_drill("close 8 do_not_call", DrillKind::CallList));
        let said = |line: &str, kind| parse_drill(line, kind).expect_err("it means nothing").to_string();
        assert_eq!(said("dail 5", DrillKind::CallList), "\"dail\" is no command: did you mean \"dial\"?");
        assert_eq!(
            said("close 8 duplicat", DrillKind::CallList),
            "\"duplicat\" is no command: did you mean \"duplicate\"?"
        );
        assert_eq!(said("dial", DrillKind::CallList), "\"dial\" needs more: the number of a row");
        assert_eq!(said("type 3 phone 0770", DrillKind::Tidy), "\"type\" needs more: ROW COLUMN = VALUE");
        assert_eq!(said("dial 5", DrillKind::Tidy), "\"dial\" is no command");
    }
}
