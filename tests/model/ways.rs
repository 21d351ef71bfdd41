//! Ways of writing a value right, and ways of getting it wrong, made from a seed. Nothing here asks the comparer.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use steadyline::scenario::FieldKind;
use unicode_normalization::UnicodeNormalization as _;

pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(end).expect("small")).expect("small")
    }

    pub fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).expect("a digit"))).collect()
    }
}

pub const LOCALES: [&str; 6] = ["en-GB", "en-US", "ru-RU", "tr-TR", "hi-IN", "de-DE"];

/// The kinds, leaving out lists and references, which need a pack.
pub fn kinds() -> Vec<FieldKind> {
    vec![
        FieldKind::Name,
        FieldKind::Phone,
        FieldKind::Address,
        FieldKind::Date,
        FieldKind::Money,
        FieldKind::Number,
        FieldKind::Code,
        FieldKind::Reference("orders".to_owned()),
        FieldKind::Choice(["late over 14 days", "damaged", "refund and compensation"].map(str::to_owned).to_vec()),
        FieldKind::Note,
    ]
}

pub fn currency(locale: &str) -> &'static str {
    match &locale[..2] {
        "en" => "£",
        "ru" => "₽",
        "tr" => "₺",
        "hi" => "₹",
        _ => "€",
    }
}

// ---- Truths, as a pack's database would keep them.

pub fn truth(dice: &mut Dice, locale: &str, kind: &FieldKind) -> String {
    match kind {
        FieldKind::Name => person(dice, locale),
        FieldKind::Phone => phone(dice, locale),
        FieldKind::Address => address(dice, locale),
        FieldKind::Date => format!("2026-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
        FieldKind::Money => format!("{}.{:02}", 10 + dice.below(3000), dice.below(100)),
        FieldKind::Number => (11 + dice.below(4000)).to_string(),
        FieldKind::Code if dice.once_in(4) => {
            format!("{}-{}@postbox.example", dice.one(&["jo", "una"]), dice.digits(2))
        }
        FieldKind::Code => format!("{}-{}{}", dice.one(&["E", "K", "TX", "OB"]), 1 + dice.below(9), dice.digits(4)),
        FieldKind::Reference(_) => format!("TW{}{}", 1 + dice.below(9), dice.digits(6)),
        FieldKind::Choice(list) => list[dice.below(list.len())].clone(),
        FieldKind::Note => "Happy birthday, Anne-Marie, still dancing. Love from all of us!".to_owned(),
    }
}

fn given(locale: &str) -> &'static [&'static str] {
    match &locale[..2] {
        "ru" => &["Пётр", "Анна", "Алёна", "Иван", "Мария", "Андрей"],
        "tr" => &["Işıl", "İbrahim", "Çağla", "Özgür", "Şule", "William"],
        "hi" => &["फ़रज़ाना", "राजेश", "प्रिया", "आँचल", "दीपिका"],
        "de" => &["Jürgen", "Björn", "Käthe", "Anneliese", "Heinz-Günther"],
        _ => &["Siobhán", "Zoë", "Renée", "François", "Anne-Marie", "Łukasz", "Søren", "Katherine", "Kwame", "Işıl"],
    }
}

fn surnames(locale: &str) -> &'static [&'static str] {
    match &locale[..2] {
        "ru" => &["Семёнов", "Королёва", "Чайковский", "Мельник", "Осипова"],
        "tr" => &["Yıldız", "Şahin", "Öztürk", "Kılıç", "Aydın"],
        "hi" => &["मिश्रा", "शर्मा", "पाँडे", "खान", "चौधरी"],
        "de" => &["Müller", "Weiß", "Groß", "Schröder", "Hofmann"],
        _ => &["O'Reilly", "McAllister", "Mensah-Hall", "Wójcik", "Núñez", "Shackleton", "D'Arcy", "Weiß", "Pryce"],
    }
}

fn person(dice: &mut Dice, locale: &str) -> String {
    let (first, last) = (dice.one(given(locale)), dice.one(surnames(locale)));
    if locale.starts_with("ru") && !dice.once_in(3) {
        let middle = dice.one(&["Петрович", "Ильич", "Сергеевна", "Никитична"]);
        return format!("{first} {middle} {last}");
    }
    format!("{first} {last}")
}

fn phone(dice: &mut Dice, locale: &str) -> String {
    match locale {
        "en-GB" if dice.once_in(2) => format!("07700 900{}", dice.digits(3)),
        "en-GB" => format!("01632 960{}", dice.digits(3)),
        "en-US" => format!("(212) 555-01{}", dice.digits(2)),
        "ru-RU" => format!("8 (495) {}{}-{}-{}", 2 + dice.below(7), dice.digits(2), dice.digits(2), dice.digits(2)),
        "tr-TR" => format!("0212 555 {} {}", dice.digits(2), dice.digits(2)),
        "hi-IN" => format!("098{} {}", dice.digits(3), dice.digits(5)),
        _ => format!("030 23125{}", dice.digits(3)),
    }
}

const STREETS: [(&str, &[&str]); 5] = [
    ("Needle Street", &["Needle St", "Needle St.", "needle str"]),
    ("Ashlar Road", &["Ashlar Rd", "ASHLAR RD."]),
    ("Furlong Avenue", &["Furlong Ave", "Furlong Av."]),
    ("Cobbler's Yard", &["Cobblers Yard", "Cobbler’s Yd"]),
    ("Saint Agnes Lane", &["St Agnes Ln", "St. Agnes Lane"]),
];

fn address(dice: &mut Dice, locale: &str) -> String {
    let house = 10 + dice.below(88);
    match &locale[..2] {
        "ru" => format!("г. Тверь, ул. Садовая, д. {house}, кв. {}", 10 + dice.below(80)),
        "tr" => format!("Çiçek Sokak No {house}, Kadıköy, 34710"),
        "hi" => format!("{house} गांधी मार्ग, जयपुर, 302001"),
        "de" => format!("Lange Straße {house}, 10115 Altmühl"),
        _ => {
            let flat = if dice.once_in(3) { "Flat 2, " } else { "" };
            let letters = dice.one(&["TB", "HJ", "WX"]);
            let street = STREETS[dice.below(STREETS.len())].0;
            format!(
                "{flat}{house} {street}, {}, QA{} 7{letters}",
                dice.one(&["Alderwick", "Dunfield Cross"]),
                1 + dice.below(9)
            )
        }
    }
}

// ---- Ways of writing them.

/// The value in some way that a person may write it. Several habits may come together.
pub fn way(dice: &mut Dice, locale: &str, kind: &FieldKind, value: &str) -> String {
    let written = match kind {
        FieldKind::Name => name_way(dice, locale, value),
        FieldKind::Phone => phone_way(dice, locale, value),
        FieldKind::Address => address_way(dice, locale, value),
        FieldKind::Date => date_way(dice, locale, value),
        FieldKind::Money => money_way(dice, locale, value),
        FieldKind::Number => number_way(dice, locale, value),
        FieldKind::Code | FieldKind::Reference(_) => code_way(dice, value),
        FieldKind::Choice(_) => {
            if dice.once_in(2) {
                value.to_uppercase()
            } else {
                value.replace(' ', "  ")
            }
        }
        FieldKind::Note => note_way(dice, value),
    };
    let written = if dice.once_in(4) { written.nfd().collect() } else { written };
    if dice.once_in(4) { format!(" {written}  ") } else { written }
}

fn upper(locale: &str, text: &str) -> String {
    if !locale.starts_with("tr") {
        return text.to_uppercase();
    }
    text.split(' ')
        .map(|word| {
            // A foreign name keeps its own capitals.
            if word == "William" {
                "WILLIAM".to_owned()
            } else {
                word.replace('i', "İ").replace('ı', "I").to_uppercase()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn name_way(dice: &mut Dice, locale: &str, name: &str) -> String {
    let mut parts: Vec<String> = name.split(' ').map(str::to_owned).collect();
    if parts.len() == 3 {
        match dice.below(3) {
            0 => drop(parts.remove(1)),
            1 => parts[1] = format!("{}.", parts[1].chars().next().expect("a letter")),
            _ => {}
        }
    }
    let last = parts.pop().expect("a surname");
    let first = parts.join(" ");
    let mut written = match dice.below(4) {
        0 => format!("{last}, {first}"),
        1 => format!("{last} {first}"),
        _ => format!("{first} {last}"),
    };
    written = match dice.below(6) {
        0 => written.replace('\'', "’").replace('-', "‑"),
        1 => written.replace('\'', "").replace('-', " "),
        2 => written.replace('\'', "ʼ").replace('-', "–"),
        _ => written,
    };
    written = match (&locale[..2], dice.below(3)) {
        ("en", 0) => unmarked(&written),
        ("ru", 0) => written.replace('ё', "е"),
        ("hi", 0) => written.nfd().filter(|c| *c != '\u{93c}').collect::<String>().replace('ँ', "ं"),
        ("de", 0) => written.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss"),
        _ => written,
    };
    written = match dice.below(5) {
        0 => upper(locale, &written),
        1 if !locale.starts_with("tr") => written.to_lowercase(),
        2 => written.replace(' ', "\u{a0} "),
        _ => written,
    };
    match (&locale[..2], dice.below(6)) {
        ("en", 0) => format!("{} {written}", dice.one(&["Mrs", "Dr.", "MR", "ms"])),
        ("tr", 0) => format!("Sayın {written}"),
        ("hi", 0) => format!("श्रीमती {written}"),
        ("de", 0) => format!("Frau {written}"),
        _ => written,
    }
}

fn unmarked(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    plain.replace('ł', "l").replace('Ł', "L").replace('ø', "o").replace('ß', "ss").replace('ı', "i")
}

fn phone_way(dice: &mut Dice, locale: &str, phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let (code, trunk) = match locale {
        "en-GB" => ("44", 1),
        "en-US" => ("1", 0),
        "ru-RU" => ("7", 1),
        "tr-TR" => ("90", 1),
        "hi-IN" => ("91", 1),
        _ => ("49", 1),
    };
    let own = &digits[trunk..];
    let written = match dice.below(6) {
        0 => format!("+{code} {own}"),
        1 => format!("+{code}{own}"),
        2 if matches!(locale, "en-GB" | "de-DE" | "tr-TR" | "hi-IN") => format!("00{code} {own}"),
        3 if locale == "en-GB" => format!("+44 (0){own}"),
        4 => digits.clone(),
        _ => phone.to_owned(),
    };
    let written = match dice.below(5) {
        0 => written.replace(' ', "-"),
        1 => written.replace(' ', "").replace('-', "."),
        2 => written.replace(' ', "\u{a0}"),
        // Groups of another size.
        3 => written
            .chars()
            .enumerate()
            .flat_map(|(at, c)| (at % 4 == 3).then_some(' ').into_iter().chain([c]))
            .collect(),
        _ => written,
    };
    if locale == "hi-IN" && dice.once_in(2) {
        return written.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x966 + d)).unwrap_or(c)).collect();
    }
    written
}

fn address_way(dice: &mut Dice, locale: &str, address: &str) -> String {
    let mut written = address.to_owned();
    match &locale[..2] {
        "en" => {
            for (street, short) in STREETS {
                if dice.once_in(2) {
                    written = written.replace(street, dice.one(short));
                }
            }
            if dice.once_in(3) {
                written = written.replace("Flat", dice.one(&["Apt", "apartment", "Apt."]));
            } else if dice.once_in(4) && !written.starts_with("Flat") {
                written = format!("No. {written}");
            }
            if let Some((rest, code)) = written.clone().rsplit_once(", ") {
                written = match dice.below(4) {
                    0 => format!("{rest}, {}", code.replace(' ', "")),
                    1 => format!("{rest} {}", code.to_lowercase()),
                    2 => rest.rsplit_once(", ").map_or(written, |(street, town)| format!("{street}, {code}, {town}")),
                    _ => written,
                };
            }
        }
        "ru" => {
            written = match dice.below(3) {
                0 => written.replace("г. ", "").replace("ул.", "улица").replace("д.", "дом").replace("кв.", "квартира"),
                1 => written.replace("г. ", "город ").replace("д. ", "").replace("кв. ", ""),
                _ => written,
            };
        }
        "tr" => written = written.replace("Sokak No", dice.one(&["Sk. No:", "Sok. Numara", "Sokağı"])).replace(':', ""),
        "de" => written = written.replace("Straße", dice.one(&["Str.", "Strasse", "STRASSE", "straße"])),
        _ => written = written.replace("मार्ग", dice.one(&["मार्ग", "मा."])),
    }
    match dice.below(4) {
        0 => written.replace(", ", "\n"),
        1 => written.replace(", ", ",  "),
        2 => written.replace(',', ""),
        _ => written,
    }
}

/// Months as they stand in a date and shortened, by language.
const MONTHS: [(&str, &str); 5] = [
    (
        "ru",
        "января янв февраля фев марта мар апреля апр мая мая июня июн июля июл августа авг сентября сент октября окт \
         ноября ноя декабря дек",
    ),
    (
        "tr",
        "Ocak Oca Şubat Şub Mart Mar Nisan Nis Mayıs May Haziran Haz Temmuz Tem Ağustos Ağu Eylül Eyl Ekim Eki Kasım Kas \
         Aralık Ara",
    ),
    (
        "hi",
        "जनवरी जन फ़रवरी फरवरी मार्च मार्च अप्रैल अप्रैल मई मई जून जून जुलाई जुल अगस्त अगस्त सितंबर सितम्बर अक्टूबर अक्तूबर \
         नवंबर नवम्बर दिसंबर दिसम्बर",
    ),
    (
        "de",
        "Januar Jan Februar Feb März Mär April Apr Mai Mai Juni Jun Juli Jul August Aug September Sept Oktober Okt \
         November Nov Dezember Dez",
    ),
    (
        "en",
        "January Jan February Feb March Mar April Apr May May June Jun July Jul August Aug September Sept October Oct \
         November Nov December Dec",
    ),
];

fn month_name(locale: &str, month: i8, short: usize) -> &'static str {
    let names = MONTHS.iter().find(|(language, _)| locale.starts_with(language)).expect("a language").1;
    let place = usize::try_from(month - 1).expect("a month") * 2 + short;
    names.split_whitespace().nth(place).expect("a month")
}

fn weekday(locale: &str, day: jiff::civil::Date) -> &'static str {
    let at = usize::try_from(day.weekday().to_monday_zero_offset()).expect("0 to 6");
    match &locale[..2] {
        "ru" => ["пн", "вторник", "ср", "четверг", "пт", "суббота", "вс"][at],
        "tr" => ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"][at],
        "hi" => ["सोमवार", "मंगल", "बुधवार", "गुरुवार", "शुक्र", "शनिवार", "रविवार"][at],
        "de" => ["Mo", "Dienstag", "Mi", "Donnerstag", "Fr", "Samstag", "So"][at],
        _ => ["Monday", "Tue", "Weds", "Thursday", "Fri", "Saturday", "sun"][at],
    }
}

fn date_way(dice: &mut Dice, locale: &str, date: &str) -> String {
    let day: jiff::civil::Date = date.parse().expect("a date");
    let (d, m, y) = (day.day(), day.month(), day.year());
    let short = dice.below(2);
    let name = month_name(locale, m, short);
    let (first, second) = if locale == "en-US" { (m, d) } else { (d, m) };
    match dice.below(10) {
        0 => date.to_owned(),
        1 => format!("{first}/{second}/{y}"),
        2 => format!("{first:02}.{second:02}.{:02}", y % 100),
        3 => format!("{first:02}-{second:02}-{y}"),
        4 => format!("{d} {name} {y}"),
        5 => format!("{d} {name}"),
        6 => format!("{}, {d} {name} {y}", weekday(locale, day)),
        7 if locale.starts_with("en") => {
            let ending = match d {
                1 | 21 => "st",
                2 | 22 => "nd",
                3 | 23 => "rd",
                _ => "th",
            };
            format!("{name} {d}{ending}, {y}")
        }
        7 if locale.starts_with("ru") => format!("{d} {name} {y} г."),
        8 if locale.starts_with("en") => format!("{} {d} {name}", weekday(locale, day)),
        8 => upper(locale, &format!("{d} {name}")),
        _ => format!("{y}/{m:02}/{d:02}"),
    }
}

fn money_way(dice: &mut Dice, locale: &str, sum: &str) -> String {
    let (whole, pence) = sum.split_once('.').expect("two parts");
    let comma = !matches!(&locale[..2], "en" | "hi");
    let grouped = |sign: char| {
        if whole.len() < 4 {
            return whole.to_owned();
        }
        format!("{}{sign}{}", &whole[..whole.len() - 3], &whole[whole.len() - 3..])
    };
    let (group, point) = if comma { ('.', ',') } else { (',', '.') };
    let short = if pence == "00" { whole.to_owned() } else { sum.to_owned() };
    let written = match dice.below(7) {
        0 => short,
        1 => format!("{whole},{pence}"),
        2 => format!("{}{point}{pence}", grouped(group)),
        3 => format!("{}{point}{pence}", grouped(' ')),
        4 => format!("{}{point}{pence}", grouped('\u{a0}')),
        5 if pence.ends_with('0') => format!("{whole}{point}{}", &pence[..1]),
        _ => sum.to_owned(),
    };
    match dice.below(4) {
        0 => format!("{}{written}", currency(locale)),
        1 => format!("{written} {}", currency(locale)),
        2 => {
            let word = match &locale[..2] {
                "en" => "pounds",
                "ru" => "руб.",
                "tr" => "TL",
                "hi" => "रुपये",
                _ => "EUR",
            };
            format!("{written} {word}")
        }
        _ => written,
    }
}

fn number_way(dice: &mut Dice, locale: &str, number: &str) -> String {
    let grouped = |sign: &str| {
        let at = number.len().saturating_sub(3);
        if number.len() > 3 { format!("{}{sign}{}", &number[..at], &number[at..]) } else { number.to_owned() }
    };
    match dice.below(4) {
        0 => format!("0{number}"),
        1 => grouped(" "),
        2 => grouped(if matches!(&locale[..2], "en" | "hi") { "," } else { "." }),
        _ => number.to_owned(),
    }
}

fn code_way(dice: &mut Dice, code: &str) -> String {
    let email = code.contains('@');
    match dice.below(4) {
        0 => code.to_lowercase(),
        1 if !email => code.replace('-', ""),
        2 if !email => {
            code.chars().enumerate().flat_map(|(at, c)| (at == 2).then_some(' ').into_iter().chain([c])).collect()
        }
        3 if !email => code.replace('-', "–"),
        _ => code.to_uppercase(),
    }
}

fn note_way(dice: &mut Dice, note: &str) -> String {
    match dice.below(3) {
        0 => note.to_lowercase().replace(',', ""),
        1 => note.replace(". ", " – ").replace('!', "."),
        _ => note.replace(' ', "\n"),
    }
}
