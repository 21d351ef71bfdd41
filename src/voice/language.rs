//! What a language needs to be spoken: the data of `assets/voice`, and phrases with its plural forms.

use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberType};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::Deserialize;
use unic_langid::LanguageIdentifier;

use crate::scenario::{VoiceAge, VoiceKind};

const ANY: &str = include_str!("../../assets/voice/any.ron");

/// Languages with their data and phrases. Any other language is left to the engine as it is written.
const BUNDLED: [(&str, &str, &str); 6] = [
    ("en", include_str!("../../assets/voice/en.ron"), include_str!("../../assets/voice/en.ftl")),
    ("de", include_str!("../../assets/voice/de.ron"), include_str!("../../assets/voice/de.ftl")),
    ("ru", include_str!("../../assets/voice/ru.ron"), include_str!("../../assets/voice/ru.ftl")),
    ("tr", include_str!("../../assets/voice/tr.ron"), include_str!("../../assets/voice/tr.ftl")),
    ("hi", include_str!("../../assets/voice/hi.ron"), include_str!("../../assets/voice/hi.ftl")),
    ("sw", include_str!("../../assets/voice/sw.ron"), include_str!("../../assets/voice/sw.ftl")),
];

/// A voice of the speech engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EngineVoice {
    pub kind: VoiceKind,
    pub age: VoiceAge,
    /// What eSpeak NG calls it.
    pub variant: String,
    /// Usual pitch, 0 to 99.
    pub pitch: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnySource {
    voices: Vec<EngineVoice>,
    operator: EngineVoice,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LanguageSource {
    espeak: String,
    letters: BTreeMap<String, String>,
    digits: BTreeMap<String, String>,
    at: String,
    dot: String,
    hyphen: String,
    plus: String,
    /// Groups of a phone of up to three digits are numbers.
    numbers_in_phones: bool,
    /// `3.5.` is no day here but the end of a sentence.
    decimal_point: bool,
    months: Vec<String>,
    /// The days of a month, where they are no plain numbers.
    days: Vec<String>,
    /// What is added to a day after these words; after all others, what stands under no word.
    day_endings: BTreeMap<String, String>,
    /// What a thousand years are called where the rest of a year is said as a day is, such as 2026.
    thousands: BTreeMap<String, String>,
    /// What may stand after a year, and after a time of day; what may stand before one.
    year_words: Vec<String>,
    hour_words: Vec<String>,
    before_hours: Vec<String>,
    money: BTreeMap<String, String>,
}

/// One language.
pub(super) struct Language {
    /// As the pack names it, `en-GB`.
    pub locale: String,
    /// What eSpeak NG calls it.
    pub espeak: String,
    pub voices: Vec<EngineVoice>,
    pub operator: EngineVoice,
    source: LanguageSource,
    phrases: FluentBundle<FluentResource>,
}

impl fmt::Debug for Language {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.debug_struct("Language").field("locale", &self.locale).finish_non_exhaustive()
    }
}

impl Language {
    /// The language of a locale such as `en-GB`.
    pub fn of(locale: &str) -> Self {
        let id: LanguageIdentifier = locale.parse().unwrap_or_default();
        let found = BUNDLED.iter().find(|(name, ..)| *name == id.language.as_str());
        let source: LanguageSource =
            found.map(|(_, data, _)| ron::from_str(data).unwrap_or_default()).unwrap_or_default();
        let mut phrases = FluentBundle::new_concurrent(vec![id.clone()]);
        phrases.set_use_isolating(false);
        let resource = found.and_then(|(.., text)| FluentResource::try_new((*text).to_owned()).ok());
        if let Some(resource) = resource {
            // The tests hold that no key stands twice.
            let _ = phrases.add_resource(resource);
        }
        let plain = EngineVoice { kind: VoiceKind::High, age: VoiceAge::Middle, variant: String::new(), pitch: 50 };
        let any: AnySource =
            ron::from_str(ANY).unwrap_or_else(|_| AnySource { voices: vec![plain.clone()], operator: plain });
        let espeak = if source.espeak.is_empty() { id.language.as_str().to_owned() } else { source.espeak.clone() };
        Self { locale: locale.to_owned(), espeak, voices: any.voices, operator: any.operator, source, phrases }
    }

    /// The name of a letter in a code, where it is not simply the letter.
    pub fn letter(&self, letter: char) -> String {
        let upper: String = letter.to_uppercase().collect();
        self.source.letters.get(&upper).cloned().unwrap_or(upper)
    }

    pub fn digit(&self, digit: char) -> String {
        self.source.digits.get(digit.to_string().as_str()).cloned().unwrap_or_else(|| digit.to_string())
    }

    /// The name of a hyphen where a name is spelled; empty where the language has none.
    pub fn hyphen(&self) -> &str {
        &self.source.hyphen
    }

    /// What stands for the signs of an address of electronic mail; none where the language has no words for them.
    pub fn mail_sign(&self, sign: char) -> Option<&str> {
        let word = match sign {
            '@' => &self.source.at,
            '.' => &self.source.dot,
            _ => return None,
        };
        (!word.is_empty()).then_some(word)
    }

    /// The month that a text begins with.
    pub fn month<'t>(&self, text: &'t str) -> Option<&'t str> {
        let name = self.source.months.iter().find(|month| text.starts_with(month.as_str()))?;
        text.get(..name.len())
    }

    /// The name of a month, 1 to 12; none where the language has no names for them here.
    pub fn month_name(&self, number: u32) -> Option<&str> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.source.months.get(at).map(String::as_str)
    }

    /// A day as it is said, with its month and perhaps its year, after what was said before it.
    pub fn date(&self, day: u32, month: &str, year: Option<&str>, before: &str) -> Option<String> {
        let ordinal = FluentNumberOptions { r#type: FluentNumberType::Ordinal, ..FluentNumberOptions::default() };
        let mut args = FluentArgs::new();
        args.set("ordinal", FluentValue::Number(FluentNumber::new(f64::from(day), ordinal)));
        args.set("day", day.to_string());
        args.set("named", self.day(day, before));
        args.set("month", month.to_owned());
        args.set("year", year.map_or_else(|| "none".to_owned(), |year| self.year(year)));
        self.phrase("date", &args)
    }

    fn day(&self, day: u32, before: &str) -> String {
        let at = usize::try_from(day).unwrap_or(0).wrapping_sub(1);
        let Some(name) = self.source.days.get(at) else { return day.to_string() };
        let endings = &self.source.day_endings;
        let ending = endings.get(&last_word(before)).or_else(|| endings.get(""));
        format!("{name}{}", ending.map_or("", String::as_str))
    }

    /// 2026 in Russian is a thousand with a twenty-sixth.
    fn year(&self, year: &str) -> String {
        let named = year.split_at_checked(2).and_then(|(thousands, rest)| {
            let at = rest.parse::<usize>().ok()?.checked_sub(1)?;
            Some(format!("{} {}", self.source.thousands.get(thousands)?, self.source.days.get(at)?))
        });
        named.unwrap_or_else(|| year.to_owned())
    }

    /// A time of day as it is said, after what was said before it.
    pub fn time(&self, hours: u32, minutes: u32, before: &str) -> Option<String> {
        let mut args = FluentArgs::new();
        args.set("hours", hours);
        args.set("minutes", minutes);
        // The hours of East Africa begin at sunrise.
        args.set("since_six", (hours + 5) % 12 + 1);
        let named = self.source.before_hours.contains(&last_word(before));
        args.set("named", if named { "yes" } else { "no" });
        self.phrase("time", &args)
    }

    /// What follows a year, without a word that only says that it is one.
    pub fn without_year_word<'t>(&self, text: &'t str) -> &'t str {
        without(&self.source.year_words, text)
    }

    pub fn without_hour_word<'t>(&self, text: &'t str) -> &'t str {
        without(&self.source.hour_words, text)
    }

    /// What `+` before a phone is called; empty where the language has no word here.
    pub fn plus(&self) -> &str {
        &self.source.plus
    }

    pub fn has_decimal_point(&self) -> bool {
        self.source.decimal_point
    }

    pub fn numbers_in_phones(&self) -> bool {
        self.source.numbers_in_phones
    }

    /// The sign of money that a text begins with.
    pub fn money_sign<'s>(&'s self, text: &str) -> Option<&'s str> {
        self.source.money.keys().find(|sign| text.starts_with(sign.as_str())).map(String::as_str)
    }

    /// A sum as it is said.
    pub fn money(&self, sign: &str, units: u32, cents: u32) -> Option<String> {
        let mut args = FluentArgs::new();
        args.set("units", units);
        args.set("cents", cents);
        self.phrase(self.source.money.get(sign)?, &args)
    }

    /// What is told to who waits in a queue for so many minutes.
    pub fn queue(&self, department: &str, minutes: u32) -> Option<String> {
        let mut args = FluentArgs::new();
        args.set("department", department.to_owned());
        args.set("minutes", minutes);
        self.phrase("queue", &args)
    }

    fn phrase(&self, key: &str, args: &FluentArgs) -> Option<String> {
        let pattern = self.phrases.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let said = self.phrases.format_pattern(pattern, Some(args), &mut errors).into_owned();
        errors.is_empty().then_some(said)
    }
}

/// The last word of a text, small.
fn last_word(text: &str) -> String {
    text.split_whitespace().next_back().unwrap_or_default().to_lowercase()
}

fn without<'t>(words: &[String], text: &'t str) -> &'t str {
    let rest = |word: &String| text.strip_prefix(' ')?.strip_prefix(word.as_str());
    words.iter().find_map(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_language_can_be_read_and_says_its_money() {
        ron::from_str::<AnySource>(ANY).expect("the voices are read");
        for (name, data, _) in BUNDLED {
            ron::from_str::<LanguageSource>(data).unwrap_or_else(|error| panic!("{name}: {error}"));
            let language = Language::of(name);
            let source = &language.source;
            assert_eq!(source.months.len(), 12, "{name}");
            assert!([0, 31].contains(&source.days.len()), "{name}");
            for day in 1..=31 {
                for year in [None, Some("2026"), Some("1999")] {
                    let said =
                        language.date(day, &source.months[0], year, "").unwrap_or_else(|| panic!("{name}: {day}"));
                    assert!(!said.contains("none") && said.contains(&source.months[0]), "{name}: {said}");
                }
            }
            for (hours, minutes) in [(0, 0), (1, 1), (13, 15), (21, 30), (23, 59)] {
                assert!(language.time(hours, minutes, "").is_some_and(|said| !said.is_empty()), "{name}: {hours}");
            }
            for minutes in [0, 1, 4] {
                let said = language.queue("Claims", minutes).unwrap_or_else(|| panic!("{name}: the queue"));
                assert!(said.contains("Claims") && (minutes < 4 || said.contains('4')), "{name}: {said}");
            }
            for sign in language.source.money.keys() {
                for (units, cents) in [(0, 50), (1, 0), (64, 0), (64, 50), (22, 5)] {
                    let said = language.money(sign, units, cents).unwrap_or_else(|| panic!("{name}: {sign}{units}"));
                    assert!(said.contains(&units.max(cents.min(1)).to_string()) || units == 0, "{name}: {said}");
                }
            }
        }
    }
}
