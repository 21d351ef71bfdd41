//! A transcript as plain text, `Caller: …` and `Operator: …`, into turns. It is read as people write it down: other
//! labels, times before or after them, lines that are wrapped, empty lines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

/// The largest transcript that is read, in bytes: some ten hours of talk.
pub const MAX_TRANSCRIPT: usize = 512 * 1024;
/// A longest label has so many words: "Customer service agent".
const WORDS_OF_A_LABEL: usize = 4;

const CALLERS: [&str; 10] =
    ["caller", "customer", "client", "consumer", "guest", "patient", "respondent", "subscriber", "member", "user"];
const OPERATORS: [&str; 14] = [
    "operator",
    "agent",
    "advisor",
    "adviser",
    "representative",
    "rep",
    "assistant",
    "support",
    "clerk",
    "employee",
    "colleague",
    "interviewer",
    "csr",
    "staff",
];
/// What only the one who works there says.
const AT_WORK: [&str; 10] = [
    "how can i help",
    "how may i help",
    "thank you for calling",
    "thanks for calling",
    "thank you for ringing",
    "you're through to",
    "order number",
    "put you through",
    "anything else",
    "i'll check that",
];

/// What is wrong with a transcript as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptError {
    #[error("the file is larger than {} KB: cut out the one call", MAX_TRANSCRIPT / 1024)]
    Huge,
    #[error("the file is not UTF-8 text: save it as plain text")]
    NotText,
    #[error("the file is empty")]
    Empty,
    #[error("no line begins with who is speaking, as \"Caller: …\" and \"Operator: …\"")]
    NoLabels,
    #[error("only \"{0}\" speaks: a call needs a caller and an operator")]
    OneSpeaker(String),
    #[error("nobody is labelled \"{0}\"; there are: {1}")]
    NoSuchLabel(String, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Caller,
    Operator,
    /// Somebody else: a colleague, a machine.
    Other,
}

/// What one person says until another does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub by: By,
    pub label: String,
    pub text: String,
}

/// `[00:12]`, `(0:00:12)`, `12:03:44 -`, `10:02 AM`.
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\[(<]?\s*\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\s*(?:[AaPp][Mm])?\s*[\])>]?\s*[-–—]?\s*").ok()
});
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\**\s*([\p{L}][\p{L}\p{N}'’.\- ]{0,38}?)\s*\**\s*(?:[\[(<]\s*\d{1,2}:\d{2}(?::\d{2})?\s*[\])>])?\s*\**\s*[:>]\s*\**\s*(.*)$")
        .ok()
});

/// Reads a transcript. `operator` names the label of the one who works there, where it cannot be told.
///
/// # Errors
/// When it is no transcript of two people.
pub fn turns(bytes: &[u8], operator: Option<&str>) -> Result<Vec<Turn>, TranscriptError> {
    if bytes.len() > MAX_TRANSCRIPT {
        return Err(TranscriptError::Huge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| TranscriptError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(TranscriptError::Empty);
    }
    let labels = labels(&text);
    let mut said: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = untimed(line);
        if line.is_empty() {
            continue;
        }
        match labelled(line).filter(|(label, _)| labels.contains_key(&label.to_lowercase())) {
            Some((label, rest)) => match said.last_mut().filter(|(last, _)| last.eq_ignore_ascii_case(label)) {
                Some((_, so_far)) => join(so_far, rest),
                None => said.push((label.to_owned(), rest.to_owned())),
            },
            // A line without a label goes on with the one before; what stands before the first is a heading.
            None => {
                if let Some((_, so_far)) = said.last_mut() {
                    join(so_far, line);
                }
            }
        }
    }
    said.retain(|(_, text)| !text.trim().is_empty());
    let roles = roles(&said, operator)?;
    let by = |label: &str| roles.get(&label.to_lowercase()).copied().unwrap_or(By::Other);
    Ok(said.into_iter().map(|(label, text)| Turn { by: by(&label), label, text: text.trim().to_owned() }).collect())
}

fn join(so_far: &mut String, more: &str) {
    if !so_far.is_empty() && !more.is_empty() {
        so_far.push(' ');
    }
    so_far.push_str(more.trim());
}

fn untimed(line: &str) -> &str {
    let line = line.trim();
    let end = TIME.as_ref().and_then(|time| time.find(line)).map_or(0, |found| found.end());
    line[end..].trim()
}

/// The label of a line and what follows it.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let found = LABEL.as_ref()?.captures(line)?;
    let (label, rest) = (found.get(1)?.as_str().trim(), found.get(2)?.as_str());
    let fits = label.split_whitespace().count() <= WORDS_OF_A_LABEL && label.starts_with(char::is_alphabetic);
    fits.then_some((label, rest))
}

/// Labels that are meant as such: words of the trade, or what stands before a colon more than once and begins with a
/// capital.
fn labels(text: &str) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (label, _) in text.lines().filter_map(|line| labelled(untimed(line))) {
        if role(label).is_some() || label.chars().next().is_some_and(char::is_uppercase) {
            *found.entry(label.to_lowercase()).or_insert(0) += 1;
        }
    }
    let once = found.values().all(|count| *count == 1) && found.len() == 2;
    found.retain(|label, count| *count > 1 || role(label).is_some() || once);
    found
}

/// Whether a label is a person's name rather than a word of the trade.
pub(super) fn is_name(label: &str) -> bool {
    let low = label.to_lowercase();
    role(label).is_none()
        && label.chars().next().is_some_and(char::is_uppercase)
        && !["voice", "speaker", "a", "b", "q", "ivr", "system", "machine"]
            .iter()
            .any(|word| low.starts_with(word) && low.len() <= word.len() + 2)
}

fn role(label: &str) -> Option<By> {
    let label = label.to_lowercase();
    let words: Vec<&str> = label.split(|sign: char| !sign.is_alphanumeric()).collect();
    let is = |known: &[&str]| known.iter().any(|word| words.contains(word));
    // "Customer service agent" works there.
    if is(&OPERATORS) {
        Some(By::Operator)
    } else if is(&CALLERS) {
        Some(By::Caller)
    } else {
        None
    }
}

fn roles(said: &[(String, String)], operator: Option<&str>) -> Result<BTreeMap<String, By>, TranscriptError> {
    let mut talk: Vec<(String, usize, bool)> = Vec::new();
    for (label, text) in said {
        let low = label.to_lowercase();
        let at_work = AT_WORK.iter().any(|phrase| text.to_lowercase().replace('’', "'").contains(phrase));
        match talk.iter_mut().find(|(own, ..)| *own == low) {
            Some((_, count, works)) => (*count, *works) = (*count + 1, *works || at_work),
            None => talk.push((low, 1, at_work)),
        }
    }
    match talk.as_slice() {
        [] => return Err(TranscriptError::NoLabels),
        [(only, ..)] => return Err(TranscriptError::OneSpeaker(only.clone())),
        _ => {}
    }
    let all = || talk.iter().map(|(label, ..)| label.clone()).collect::<Vec<_>>().join(", ");
    let own = match operator.map(str::to_lowercase) {
        Some(named) if !talk.iter().any(|(label, ..)| *label == named) => {
            return Err(TranscriptError::NoSuchLabel(named, all()));
        }
        Some(named) => named,
        None => {
            let known = talk.iter().find(|(label, ..)| role(label) == Some(By::Operator));
            let works = talk.iter().find(|(label, _, works)| *works && role(label) != Some(By::Caller));
            let other = talk.iter().find(|(label, ..)| role(label) != Some(By::Caller));
            // Whoever picks up speaks first.
            known.or(works).or(other).or(talk.first()).map(|(label, ..)| label.clone()).unwrap_or_default()
        }
    };
    let others = || talk.iter().filter(|(label, ..)| *label != own);
    let caller = others().find(|(label, ..)| role(label) == Some(By::Caller));
    let caller = caller.or_else(|| others().max_by_key(|(_, count, _)| *count)).map(|(label, ..)| label.clone());
    let mut roles = BTreeMap::from([(own, By::Operator)]);
    if let Some(caller) = caller {
        roles.insert(caller, By::Caller);
    }
    Ok(roles)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Vec<(By, String)> {
        turns(text.as_bytes(), None).expect("it is read").into_iter().map(|turn| (turn.by, turn.text)).collect()
    }

    #[test]
    fn labels_times_wraps_and_empty_lines_are_read_as_people_write_them() {
        let wanted = vec![
            (By::Operator, "Good morning, how can I help?".to_owned()),
            (By::Caller, "My parcel: where is it? I rang at 10:30.".to_owned()),
            (By::Operator, "Let me look.".to_owned()),
        ];
        for text in [
            "Operator: Good morning, how can I help?\nCaller: My parcel: where is it? I rang at 10:30.\nOperator: Let me look.",
            "\u{feff}Agent: Good morning, how can I help?\r\n\r\nCustomer: My parcel: where is it?\r\n  I rang at 10:30.\r\nAgent: Let me look.\r\n",
            "Call of 3 May\n\n[00:01] Sam: Good morning, how can I help?\n[00:04] Mrs Wray: My parcel: where is it?\n[00:06] Mrs Wray: I rang at 10:30.\n[00:09] Sam: Let me look.\n[00:12] Mrs Wray:",
            "Sam (00:01): Good morning,\nhow can I help?\nJo (00:03): My parcel: where is it? I rang at 10:30.\nSam (00:09): Let me look.\nJo (00:10):",
            "00:00:01 - **Customer Service Agent**: Good morning, how can I help?\n00:00:05 - **Client**: My parcel: where is it? I rang at 10:30.\n00:00:09 - **Customer Service Agent**: Let me look.",
        ] {
            assert_eq!(short(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_call_of_two_people_is_refused() {
        let error = |bytes: &[u8]| turns(bytes, None).expect_err("it is refused");
        assert_eq!(error(b" \n\n"), TranscriptError::Empty);
        assert_eq!(error(b"Once upon a time there was a call.\nIt was long."), TranscriptError::NoLabels);
        assert_eq!(error(b"Caller: Hello?\nCaller: Hello?"), TranscriptError::OneSpeaker("caller".to_owned()));
        assert_eq!(error(&[0xff, 0xfe, 0x41, 0x00]), TranscriptError::NotText);
        assert_eq!(error(&vec![b'a'; MAX_TRANSCRIPT + 1]), TranscriptError::Huge);
        let named = turns(b"A: Hello.\nB: Hi.\nA: Yes.\nB: No.", Some("C")).expect_err("nobody is called so");
        assert_eq!(named, TranscriptError::NoSuchLabel("c".to_owned(), "a, b".to_owned()));
    }

    #[test]
    fn who_works_there_can_be_named() {
        let turns = turns(b"A: Hello.\nB: Hi.\nA: Yes.\nB: No.", Some("b")).expect("it is read");
        assert_eq!(turns[0].by, By::Caller);
    }
}
