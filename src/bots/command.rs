//! The words of a call taken by typing: one action a line, with an optional time before it.

use crate::call::{Action, Call, Millis};
use crate::scenario::{How, MoveKind, Template, did_you_mean};

/// When an action is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Milliseconds since the call was offered.
    At(Millis),
    /// Milliseconds after the action before.
    After(u64),
    /// As soon as the others have finished speaking, plus a second to think.
    OnTurn,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Answer,
    Say(String),
    Move(MoveKind, Vec<String>),
    Hold,
    Resume,
    Mute,
    Unmute,
    Transfer(How, String),
    Join,
    Back,
    End,
    Search(String),
    Open(String, String),
    New(String),
    Type(String, String),
    Save,
    Discard,
    Find(String),
    Article(String),
    Note(String),
    Wrap {
        code: String,
        ticks: Vec<String>,
        note: String,
    },
    /// Lets the others finish, or time pass.
    Wait,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub pace: Pace,
    pub command: Command,
}

/// Why a line means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    #[error("\"{word}\" is no command{}", hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default())]
    Unknown { word: String, hint: Option<String> },
    #[error("\"{0}\" needs more: {1}")]
    Incomplete(&'static str, &'static str),
    #[error("\"{0}\" is no time: write seconds, 12.5, or +2 after the action before, or ~ for your turn")]
    Time(String),
    #[error("no form is open to type in or save")]
    NoForm,
}

const WORDS: [&str; 37] = [
    "answer",
    "say",
    "greet",
    "repeat",
    "spell",
    "readback",
    "lookup",
    "askhold",
    "thanks",
    "acknowledge",
    "apologise",
    "verify",
    "warn",
    "offer",
    "further",
    "close",
    "hold",
    "resume",
    "mute",
    "unmute",
    "transfer",
    "join",
    "back",
    "end",
    "search",
    "open",
    "new",
    "type",
    "save",
    "discard",
    "find",
    "article",
    "note",
    "wrap",
    "wait",
    "help",
    "quit",
];

/// Reads one line.
///
/// # Errors
/// When the line is no command.
pub fn parse_step(line: &str) -> Result<Step, CommandError> {
    let line = line.trim();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    // A number alone is no time for nothing, but the reply of that number.
    if rest.is_empty() && !line.is_empty() && line.chars().all(|sign| sign.is_ascii_digit()) {
        return Ok(Step { pace: Pace::OnTurn, command: Command::Say(line.to_owned()) });
    }
    let (pace, body) = match pace(first)? {
        Some(pace) => (pace, rest.trim()),
        None => (Pace::OnTurn, line),
    };
    Ok(Step { pace, command: parse_command(body)? })
}

fn pace(word: &str) -> Result<Option<Pace>, CommandError> {
    let wrong = || CommandError::Time(word.to_owned());
    if word == "~" {
        return Ok(Some(Pace::OnTurn));
    }
    if let Some(after) = word.strip_prefix('+') {
        return seconds(after).map(|ms| Some(Pace::After(ms))).ok_or_else(wrong);
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return seconds(word).map(|ms| Some(Pace::At(Millis(ms)))).ok_or_else(wrong);
    }
    Ok(None)
}

/// `12.5` in milliseconds.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let ms: u64 = if part.is_empty() { 0 } else { format!("{part:0<3}").parse().ok()? };
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(ms)
}

fn parse_command(body: &str) -> Result<Command, CommandError> {
    let (word, rest) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
    let rest = rest.trim();
    let named = || rest.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let one = |word: &'static str, what: &'static str| {
        if rest.is_empty() { Err(CommandError::Incomplete(word, what)) } else { Ok(rest.to_owned()) }
    };
    if let Some(kind) = move_kind(word) {
        return Ok(Command::Move(kind, named()));
    }
    Ok(match word {
        "answer" => Command::Answer,
        "say" => Command::Say(one("say", "the name of a reply")?),
        "hold" => Command::Hold,
        "resume" => Command::Resume,
        "mute" => Command::Mute,
        "unmute" => Command::Unmute,
        "transfer" => transfer(rest)?,
        "join" => Command::Join,
        "back" => Command::Back,
        "end" => Command::End,
        "search" => Command::Search(rest.to_owned()),
        "open" => {
            let (table, id) =
                rest.split_once(char::is_whitespace).ok_or(CommandError::Incomplete("open", "a table and a number"))?;
            Command::Open(table.to_owned(), id.trim().to_owned())
        }
        "new" => Command::New(one("new", "the table")?),
        "type" => {
            let (field, value) = rest.split_once('=').ok_or(CommandError::Incomplete("type", "FIELD = VALUE"))?;
            Command::Type(field.trim().to_owned(), value.trim().to_owned())
        }
        "save" => Command::Save,
        "discard" => Command::Discard,
        "find" => Command::Find(rest.to_owned()),
        "article" => Command::Article(one("article", "its number")?),
        "note" => Command::Note(rest.to_owned()),
        "wrap" => wrap(rest)?,
        "wait" => Command::Wait,
        other => {
            return Err(CommandError::Unknown { word: other.to_owned(), hint: did_you_mean(other, WORDS) });
        }
    })
}

fn move_kind(word: &str) -> Option<MoveKind> {
    Some(match word {
        "greet" => MoveKind::Greet,
        "repeat" => MoveKind::AskRepeat,
        "spell" => MoveKind::AskSpell,
        "readback" => MoveKind::ReadBack,
        "lookup" => MoveKind::AnnounceLookup,
        "askhold" => MoveKind::AskHold,
        "thanks" => MoveKind::ReturnThanks,
        "acknowledge" => MoveKind::Acknowledge,
        "apologise" => MoveKind::Apologise,
        "verify" => MoveKind::Verify,
        "warn" => MoveKind::WarnAbuse,
        "offer" => MoveKind::OfferTransfer,
        "further" => MoveKind::FurtherHelp,
        "close" => MoveKind::Close,
        _ => return None,
    })
}

fn transfer(rest: &str) -> Result<Command, CommandError> {
    let wrong = CommandError::Incomplete("transfer", "warm or blind, and a department");
    let Some((how, to)) = rest.split_once(char::is_whitespace) else { return Err(wrong) };
    let how = match how {
        "warm" => How::Warm,
        "blind" => How::Blind,
        _ => return Err(wrong),
    };
    Ok(Command::Transfer(how, to.trim().to_owned()))
}

/// `LT3`, `LT3 warning_given,support_need`, `LT3 : note`, `LT3 support_need : note`.
fn wrap(rest: &str) -> Result<Command, CommandError> {
    let (head, note) = rest.split_once(':').unwrap_or((rest, ""));
    let mut words = head.split_whitespace();
    let code = words.next().ok_or(CommandError::Incomplete("wrap", "a disposition code"))?.to_owned();
    let ticks = words.flat_map(|word| word.split(',')).map(str::trim).filter(|tick| !tick.is_empty());
    Ok(Command::Wrap { code, ticks: ticks.map(str::to_owned).collect(), note: note.trim().to_owned() })
}

/// The action that a command means in a call, with placeholders filled; none for waiting.
///
/// # Errors
/// When it needs an open form and there is none.
pub fn perform(command: &Command, call: &Call) -> Result<Option<Action>, CommandError> {
    let filled = |text: &str| match Template::parse(text) {
        Ok(template) => template.fill(|slot| match slot.strip_prefix("new.") {
            Some(table) => {
                let number = call.setup().pack.table_index(table);
                number.and_then(|number| call.new_row(number)).unwrap_or_default().to_owned()
            }
            None => call.setup().canonical(slot),
        }),
        Err(_) => text.to_owned(),
    };
    let front = || call.front().map(|form| form.number).ok_or(CommandError::NoForm);
    Ok(Some(match command {
        Command::Answer => Action::Answer,
        Command::Say(name) => Action::Reply(by_number(call, name).unwrap_or_else(|| name.clone())),
        Command::Move(kind, about) => Action::Move { kind: *kind, about: about.clone() },
        Command::Hold => Action::Hold,
        Command::Resume => Action::Resume,
        Command::Mute => Action::Mute,
        Command::Unmute => Action::Unmute,
        Command::Transfer(how, to) => Action::Transfer { to: to.clone(), how: *how },
        Command::Join => Action::Join,
        Command::Back => Action::Back,
        Command::End => Action::End,
        Command::Search(text) => Action::Search(filled(text)),
        Command::Open(table, id) => Action::Open { table: table.clone(), id: filled(id) },
        Command::New(table) => Action::Create { table: table.clone() },
        Command::Type(field, value) => Action::Type { form: front()?, field: field.clone(), value: filled(value) },
        Command::Save => Action::Save(front()?),
        Command::Discard => Action::Discard(front()?),
        Command::Find(text) => Action::Find(filled(text)),
        Command::Article(id) => Action::Article(id.clone()),
        Command::Note(text) => Action::Note(filled(text)),
        Command::Wrap { code, ticks, note } => {
            Action::WrapUp { code: code.clone(), ticks: ticks.clone(), note: filled(note) }
        }
        Command::Wait => return Ok(None),
    }))
}

/// `say 2` means the second of the replies that are shown.
fn by_number(call: &Call, text: &str) -> Option<String> {
    let number = text.parse::<usize>().ok()?.checked_sub(1)?;
    call.replies().get(number).map(|reply| reply.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_times_and_commands() {
        let step = parse_step("12.5 say own it").expect("parses");
        assert_eq!(step, Step { pace: Pace::At(Millis(12_500)), command: Command::Say("own it".to_owned()) });
        assert_eq!(parse_step("+2 greet").map(|step| step.pace), Ok(Pace::After(2000)));
        assert_eq!(parse_step("save").map(|step| step.pace), Ok(Pace::OnTurn));
        assert_eq!(parse_step("2"), parse_step("~ say 2"));
        let wrapped = parse_step("wrap LT3 support_need, warning_given : said so").map(|step| step.command);
        let ticks = vec!["support_need".to_owned(), "warning_given".to_owned()];
        assert_eq!(wrapped, Ok(Command::Wrap { code: "LT3".to_owned(), ticks, note: "said so".to_owned() }));
    }

    #[test]
    fn suggests_the_nearest_command() {
        let error = parse_step("greeet").expect_err("no such word");
        assert_eq!(error.to_string(), "\"greeet\" is no command: did you mean \"greet\"?");
    }
}
