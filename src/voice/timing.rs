//! When each word of a line is heard, so that captions keep step with it.
//!
//! eSpeak NG names no times at its command line, so they are measured: the line is spoken twice more, once with every other
//! word silent and once with the words between them silent, and what sounds in one and not in the other is a word. An
//! engine of the site may write the times itself. Where there is only a sound, as with a recording, its pauses are laid
//! against the marks of the text, and the time between two pauses is shared out by the length of the words.

use super::sound::Sound;

/// How the times of the words were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timing {
    /// They were not: the line is shown by its share of time.
    #[default]
    None,
    /// From the pauses, and the length of the words between them.
    Pauses,
    /// From the engine, word by word.
    Words,
}

/// A stretch of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub from_ms: u64,
    pub to_ms: u64,
    /// Whether words of even or of odd number sound in it, or [`EITHER`]; none where only pauses are known.
    pub parity: Option<usize>,
}

/// A word that the engine says whether or not it is to be silent, as it does after the end of a sentence.
const EITHER: usize = 2;
/// Windows of a sound that are listened to, in milliseconds.
const WINDOW_MS: u64 = 5;
/// Quieter than this is no sound: 40 dB below full scale.
const QUIET: f32 = 0.01;
/// What one of two sounds has to be above the other so that a word is its own.
const ABOVE: f32 = 4.0;
/// A stretch that is shorter belongs to its neighbours.
const LEAST_WORD_MS: u64 = 15;
/// The two overlap for so long where one word goes over into the next.
const OVERLAP_MS: u64 = 60;
/// A shorter silence is a stop within a word.
const PAUSE_MS: u64 = 130;
/// What it costs, in milliseconds, that a stretch begins with a word of the other kind.
const OTHER_PARITY: u64 = 200;
/// What it costs that a pause stands where the text has no mark.
const NO_MARK: u64 = 150;
/// More is no line.
const MOST: usize = 400;

/// Whether something is said for this part of a text.
pub(super) fn sounds(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// The words of a text as it is read aloud.
pub(super) fn words(read: &str) -> Vec<&str> {
    read.split_whitespace().filter(|token| sounds(token)).collect()
}

/// When each of the words begins, in milliseconds; none where stretches and words do not go together.
pub(super) fn begins(stretches: &[Stretch], words: &[&str]) -> Option<Vec<u64>> {
    let stretches = at_most(stretches, words.len());
    let (many, count) = (stretches.len(), words.len());
    if many == 0 || count == 0 || count > MOST {
        return None;
    }
    let weights: Vec<u64> = words.iter().map(|word| weight(word)).collect();
    let all: u64 = weights.iter().sum();
    let time: u64 = stretches.iter().map(length).sum();
    let cost = |stretch: usize, from: usize, to: usize| {
        let expected = weights[from..to].iter().sum::<u64>() * time / all.max(1);
        let other = stretches[stretch].parity.is_some_and(|parity| parity != EITHER && parity != from % 2);
        let unmarked = stretches[stretch].parity.is_none() && to < count && !ends_part(words[to - 1]);
        length(&stretches[stretch]).abs_diff(expected)
            + if other { OTHER_PARITY } else { 0 }
            + if unmarked { NO_MARK } else { 0 }
    };
    // The cheapest way to lay the first words on the first stretches, each of which has one at least.
    let mut best = vec![vec![None::<(u64, usize)>; count + 1]; many + 1];
    best[0][0] = Some((0, 0));
    for stretch in 0..many {
        for to in stretch + 1..=count - (many - stretch - 1) {
            best[stretch + 1][to] =
                (stretch..to).filter_map(|from| Some((best[stretch][from]?.0 + cost(stretch, from, to), from))).min();
        }
    }
    let mut out = vec![0; count];
    let mut to = count;
    for stretch in (0..many).rev() {
        let (_, from) = best[stretch + 1][to]?;
        let here = &weights[from..to];
        let sum = here.iter().sum::<u64>().max(1);
        let mut before = 0;
        for (at, weight) in (from..).zip(here) {
            out[at] = stretches[stretch].from_ms + length(&stretches[stretch]) * before / sum;
            before += weight;
        }
        to = from;
    }
    Some(out)
}

/// No more stretches than words: those of one kind with the least between them belong together, and what is shortest between
/// two of one kind is an echo of the word before.
fn at_most(stretches: &[Stretch], most: usize) -> Vec<Stretch> {
    let mut all = stretches.to_vec();
    while all.len() > most.max(1) {
        let alike = |one: &Stretch, other: &Stretch| {
            one.parity == other.parity || [one, other].iter().any(|either| either.parity == Some(EITHER))
        };
        let pairs = all.windows(2).enumerate().filter(|(_, pair)| alike(&pair[0], &pair[1]));
        let pair = pairs.min_by_key(|(_, pair)| pair[1].from_ms.saturating_sub(pair[0].to_ms)).map(|(at, _)| (at, 1));
        let threes = all.windows(3).enumerate().filter(|(_, three)| alike(&three[0], &three[2]));
        let three = || threes.min_by_key(|(_, three)| length(&three[1])).map(|(at, _)| (at, 2));
        let Some((at, more)) = pair.or_else(three) else {
            all.pop();
            continue;
        };
        all[at].to_ms = all[at + more].to_ms;
        if all[at].parity == Some(EITHER) {
            all[at].parity = all[at + more].parity;
        }
        all.drain(at + 1..=at + more);
    }
    all
}

const fn length(stretch: &Stretch) -> u64 {
    stretch.to_ms.saturating_sub(stretch.from_ms)
}

/// How long a word takes beside others: a digit is said by its name.
fn weight(word: &str) -> u64 {
    1 + word
        .chars()
        .filter(|one| one.is_alphanumeric())
        .map(|one| if one.is_ascii_digit() { 4 } else { 1 })
        .sum::<u64>()
}

fn ends_part(word: &str) -> bool {
    word.ends_with([',', ';', ':', '.', '!', '?', '…', '।'])
}

/// What sounds between the pauses of a sound.
pub(super) fn between_pauses(sound: &Sound) -> Vec<Stretch> {
    let levels = levels(sound);
    let most = levels.iter().fold(0.0_f32, |most, level| level.max(most));
    let loud = levels.iter().map(|level| (*level > QUIET.min(most / 10.0)).then_some(0));
    let mut found: Vec<Stretch> = Vec::new();
    for stretch in stretches(loud) {
        match found.last_mut() {
            Some(last) if stretch.from_ms < last.to_ms + PAUSE_MS => last.to_ms = stretch.to_ms,
            _ => found.push(Stretch { parity: None, ..stretch }),
        }
    }
    found
}

/// The words of even and of odd number, from a line of which each sound has only one kind, on the time of a sound that has
/// both and takes `ms`.
pub(super) fn of_two(even: &Sound, odd: &Sound, ms: u64) -> Vec<Stretch> {
    let (even, odd) = (levels(even), levels(odd));
    let heard = even.iter().zip(&odd).map(|(even, odd)| match (*even, *odd) {
        (even, odd) if even > QUIET && even > odd * ABOVE => Some(0),
        (even, odd) if odd > QUIET && odd > even * ABOVE => Some(1),
        (even, odd) if even > QUIET && odd > QUIET => Some(EITHER),
        _ => None,
    });
    let least = |stretch: &Stretch| if stretch.parity == Some(EITHER) { OVERLAP_MS } else { LEAST_WORD_MS };
    let mut found: Vec<Stretch> = Vec::new();
    for stretch in stretches(heard).into_iter().filter(|stretch| length(stretch) >= least(stretch)) {
        match found.last_mut() {
            Some(last) if last.parity == stretch.parity && stretch.from_ms < last.to_ms + PAUSE_MS => {
                last.to_ms = stretch.to_ms;
            }
            _ => found.push(stretch),
        }
    }
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return found };
    // Changing the volume costs the engine a few milliseconds each time.
    let (from, whole) = (first.from_ms, (last.to_ms - first.from_ms).max(1));
    let placed = |at: u64| (at - from) * ms / whole;
    let place =
        |stretch: &Stretch| Stretch { from_ms: placed(stretch.from_ms), to_ms: placed(stretch.to_ms), ..*stretch };
    found.iter().map(place).collect()
}

fn levels(sound: &Sound) -> Vec<f32> {
    let window = (u64::from(sound.rate) * WINDOW_MS / 1000).max(1);
    let window = usize::try_from(window).unwrap_or(1);
    sound.samples.chunks(window).map(|part| part.iter().fold(0.0_f32, |most, sample| sample.abs().max(most))).collect()
}

/// Windows of one kind in a row.
fn stretches(kinds: impl Iterator<Item = Option<usize>>) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (at, kind) in (0_u64..).zip(kinds) {
        let (from_ms, to_ms) = (at * WINDOW_MS, (at + 1) * WINDOW_MS);
        match found.last_mut() {
            _ if kind.is_none() => {}
            Some(last) if last.parity == kind && last.to_ms == from_ms => last.to_ms = to_ms,
            _ => found.push(Stretch { from_ms, to_ms, parity: kind }),
        }
    }
    found
}

/// What an engine of the site has written: a line for each word, with the seconds at which it begins and ends and the word,
/// parted by tabs or blanks, as programs for sound write their labels. Lines that are not so are left out.
pub(super) fn labels(text: &str) -> Vec<Stretch> {
    let ms = |seconds: &str| {
        let seconds: f64 = seconds.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to an hour")]
        (0.0..3_600.0).contains(&seconds).then(|| (seconds * 1000.0).round() as u64)
    };
    let label = |line: &str| {
        let mut parts = line.split_whitespace();
        let (from_ms, to_ms) = (ms(parts.next()?)?, ms(parts.next()?)?);
        let named = parts.next().is_some_and(sounds);
        (named && from_ms <= to_ms).then_some(Stretch { from_ms, to_ms, parity: None })
    };
    let found: Vec<Stretch> = text.lines().filter_map(label).take(MOST).collect();
    if found.is_sorted_by_key(|stretch| stretch.from_ms) { found } else { Vec::new() }
}

/// When each word begins, by the labels of an engine: one for each word, or else as stretches of sound.
pub(super) fn by_labels(labels: &[Stretch], words: &[&str]) -> Option<Vec<u64>> {
    if labels.len() == words.len() && !labels.is_empty() {
        return Some(labels.iter().map(|label| label.from_ms).collect());
    }
    begins(labels, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(from_ms: u64, to_ms: u64, parity: Option<usize>) -> Stretch {
        Stretch { from_ms, to_ms, parity }
    }

    #[test]
    fn words_are_laid_on_the_sounds_between_pauses_by_the_marks_of_the_text() {
        let words = words("Finally! This is the third time, … and nobody knows.");
        let found = begins(&[stretch(0, 500, None), stretch(900, 2_000, None), stretch(2_300, 3_100, None)], &words);
        let found = found.expect("they go together");
        assert_eq!(found.len(), 9);
        assert_eq!((found[0], found[1], found[6]), (0, 900, 2_300), "{found:?}");
        assert!(found.is_sorted(), "{found:?}");
        assert_eq!(begins(&[stretch(0, 1, None), stretch(2, 3, None)], &["one"]), Some(vec![0]), "a stop in a word");
        assert_eq!((begins(&[], &["one"]), begins(&[stretch(0, 1, None)], &[])), (None, None));
    }

    #[test]
    fn words_that_an_engine_runs_together_share_their_time() {
        // "on" and "the" are one to the engine, so that three words sound alike in a row.
        let words = ["ordered", "it", "on", "the", "Friday"];
        let sounds = [stretch(0, 300, Some(0)), stretch(300, 400, Some(1)), stretch(400, 900, Some(0))];
        let found = begins(&sounds, &words).expect("they go together");
        assert_eq!((found[0], found[1], found[2]), (0, 300, 400));
        assert!(found[3] > 400 && found[4] > found[3] && found[4] < 800, "{found:?}");
    }

    #[test]
    fn an_echo_is_no_word() {
        let sounds = [(0, 200, 0), (200, 300, 1), (300, 320, 0), (320, 600, 1), (600, 900, 0)];
        let sounds = sounds.map(|(from, to, parity)| stretch(from, to, Some(parity)));
        assert_eq!(begins(&sounds, &["one", "seven", "three"]), Some(vec![0, 200, 600]));
    }

    #[test]
    fn labels_of_an_engine_are_read_and_nonsense_is_not() {
        let found = labels("0.00\t0.42\tFinally!\n0.90 1.10 This\nnonsense\n1.2\t1.3\t…\n-1 2 no\n9e9 9e9 no\n");
        assert_eq!(found, [stretch(0, 420, None), stretch(900, 1_100, None)]);
        assert_eq!(labels("2 3 later\n0 1 earlier"), []);
        assert_eq!(by_labels(&found, &["Finally!", "This"]), Some(vec![0, 900]));
        assert_eq!(by_labels(&[], &["Finally!"]), None);
    }
}
