use jiff::civil::date;

use super::*;

fn of(locale: &str) -> Writing {
    let currency = if locale.starts_with("en") { "£" } else { "" };
    Writing::new(locale, currency, date(2026, 10, 13), None)
}

#[track_caller]
fn check(locale: &str, kind: FieldKind, truth: &str, right: &[&str], wrong: &[&str]) {
    let writing = of(locale);
    let missed: Vec<_> = right.iter().filter(|text| !writing.equal(&kind, text, truth)).collect();
    let passed: Vec<_> = wrong.iter().filter(|text| writing.equal(&kind, text, truth)).collect();
    assert!(missed.is_empty(), "ways of writing {truth} that were refused: {missed:?}");
    assert!(passed.is_empty(), "other than {truth}, and taken for it: {passed:?}");
}

#[test]
fn a_phone_is_the_same_in_national_and_international_writing() {
    let right =
        ["07700900312", "(07700) 900-312", "+44 7700 900312", "0044 7700 900312", "+44 (0)7700 900312", "447700900312"];
    check(
        "en-GB",
        FieldKind::Phone,
        "07700 900312",
        &right,
        &["07700 900313", "7700 900312", "+49 7700 900312", "0312"],
    );
    check("en-US", FieldKind::Phone, "(212) 555-0123", &["+1 212 555 0123", "1-212-555-0123"], &["212 555 0124"]);
    check("ru-RU", FieldKind::Phone, "8 (495) 123-45-67", &["+7 495 1234567", "(495) 123-45-67"], &["+7 495 1234568"]);
    check("hi-IN", FieldKind::Phone, "098765 43210", &["+91 98765 43210", "०९८७६५ ४३२१०"], &["+91 98765 43211"]);
}

#[test]
fn a_name_is_the_same_in_any_order_case_and_encoding() {
    check(
        "en-GB",
        FieldKind::Name,
        "Siobhán O'Reilly",
        &[
            "siobhán o’reilly",
            "Siobha\u{301}n O'Reilly",
            "O'Reilly, Siobhán",
            "Mrs Siobhan OReilly",
            "SIOBHAN O REILLY",
        ],
        &["Siobhan Reilly", "Siobhàn O'Reilly", "Siobhan", "Shivaun O'Reilly"],
    );
    check(
        "en-GB",
        FieldKind::Name,
        "Anne-Marie Pearce",
        &["Anne Marie Pearce", "Pearce, Anne‑Marie"],
        &["Annmarie Pearce", "Anne Pearce"],
    );
    check("en-GB", FieldKind::Name, "Jörg Weiß", &["Jorg Weiss", "Joerg Weiß", "JÖRG WEISS"], &["Jerg Weiss"]);
    check(
        "ru-RU",
        FieldKind::Name,
        "Пётр Ильич Семёнов",
        &["Семёнов Пётр Ильич", "Семенов Петр", "СЕМЁНОВ Пётр И.", "Петр Семенов"],
        &["Семёнов", "Пётр Иванович Семёнов", "Петр Симонов"],
    );
    check("tr-TR", FieldKind::Name, "Işıl Yıldız", &["IŞIL YILDIZ", "Yıldız, Işıl"], &["Isil Yildiz", "İşil Yıldız"]);
    check("tr-TR", FieldKind::Name, "William Şahin", &["WILLIAM ŞAHİN"], &["William Sahin"]);
    check("en-GB", FieldKind::Name, "Işıl Yıldız", &["Isil Yildiz", "ISIL YILDIZ"], &["Isal Yildiz"]);
    check("hi-IN", FieldKind::Name, "फ़रज़ाना मिश्रा", &["फरजाना मिश्रा", "मिश्रा, फ़रज़ाना"], &["फरजाना मिश्र"]);
    check("de-DE", FieldKind::Name, "Jürgen Müller", &["Juergen Mueller", "MÜLLER, JÜRGEN"], &["Jurgen Muller"]);
}

#[test]
fn an_address_is_the_same_with_abbreviations_and_line_breaks() {
    check(
        "en-GB",
        FieldKind::Address,
        "14 Cobbler's Yard, Dunfield Cross, QA4 7TB",
        &[
            "14 cobblers yd\nDunfield Cross\nQA47TB",
            "No. 14 Cobbler’s Yard Dunfield Cross qa4 7tb",
            "14, Cobbler's Yard, QA4 7TB, Dunfield Cross",
        ],
        &[
            "41 Cobbler's Yard, Dunfield Cross, QA4 7TB",
            "14 Cobbler's Yard, QA4 7TB",
            "14 Cobbler's Road, Dunfield Cross, QA4 7TB",
        ],
    );
    check(
        "en-GB",
        FieldKind::Address,
        "Flat 2, 9 Saint Agnes Street, Fenbury",
        &["Apt 2, 9 St. Agnes St, Fenbury"],
        &["Flat 2, 9 Saint Agnes Road, Fenbury"],
    );
    check(
        "en-GB",
        FieldKind::Address,
        "Flat 1, 4 Needle Street, 302001 Fenbury",
        &["Flat 1, 4 Needle St, 302 001 Fenbury"],
        &["Flat 14 Needle Street, 302001 Fenbury"],
    );
    check("en-GB", FieldKind::Address, "14a Needle Street", &["14 A Needle St"], &["14 Needle Street a1"]);
    check(
        "ru-RU",
        FieldKind::Address,
        "г. Тверь, ул. Садовая, д. 5, кв. 12",
        &["Тверь, улица Садовая, дом 5, квартира 12", "тверь садовая 5 12"],
        &["Тверь, ул. Садовая, д. 6, кв. 12"],
    );
}

#[test]
fn a_day_is_read_as_the_country_writes_it() {
    let right = [
        "13/10/2026",
        "13.10.26",
        "13 Oct 2026",
        "13 october",
        "Tue 13 October",
        "October 13th, 2026",
        "the 13th of October",
        "2026/10/13",
        "Tuesday, 13 Octob 2026",
        "13-10-2026",
        "13/10",
    ];
    check(
        "en-GB",
        FieldKind::Date,
        "2026-10-13",
        &right,
        &["10/13/2026", "Wed 13 October", "13 Oct 2025", "12 Oct", "tomorrow", "13"],
    );
    check("en-US", FieldKind::Date, "2026-10-13", &["10/13/2026", "Oct 13", "13 October"], &["10/12/2026"]);
    check("ru-RU", FieldKind::Date, "2026-10-13", &["13 октября 2026 г.", "вт, 13.10.2026", "13 окт"], &["13 ноября"]);
    check("tr-TR", FieldKind::Date, "2026-10-13", &["13 Ekim 2026 Salı", "13 EKİM"], &["13 Kasım"]);
    check("hi-IN", FieldKind::Date, "2026-10-13", &["13 अक्टूबर 2026", "१३/१०/२०२६"], &["13 नवंबर"]);
}

#[test]
fn a_sum_and_a_number_are_read_with_either_sign() {
    check(
        "en-GB",
        FieldKind::Money,
        "64.00",
        &["64", "£64", "64,00", "GBP 64.0", "64 pounds", "£ 64.00"],
        &["6400", "64.10", "-64", "a lot"],
    );
    check("en-GB", FieldKind::Money, "1064.00", &["1,064.00", "£1,064", "1 064,00", "1.064,00"], &["1.064", "106.40"]);
    check("de-DE", FieldKind::Money, "1064.00", &["1.064,00 EUR", "1.064", "1064,00"], &["1,064"]);
    check("hi-IN", FieldKind::Money, "123456.00", &["1,23,456.00", "१२३४५६"], &["12345.60"]);
    check("en-GB", FieldKind::Number, "1204", &["1,204", "1 204", "01204"], &["1205", "12.04"]);
}

#[test]
fn a_code_is_the_same_without_spaces_and_hyphens() {
    check(
        "en-GB",
        FieldKind::Code,
        "TW-1080447",
        &["tw1080447", "TW 108 0447", "tw–1080447"],
        &["TW108O447", "TW1080474"],
    );
    check(
        "en-GB",
        FieldKind::Code,
        "jo-fenn@postbox.example",
        &["Jo-Fenn@Postbox.example"],
        &["jofenn@postbox.example"],
    );
}

#[test]
fn a_note_mentions_a_value_however_it_is_written() {
    let writing = of("en-GB");
    let note = "Rang on 28/9 and Tue 6 October, told 50 back. Number +44 7700 900312, signatures wrong.";
    let holds = |kind: &FieldKind, value: &str| writing.mentions(Some(kind), note, value);
    assert!(holds(&FieldKind::Date, "2026-09-28") && holds(&FieldKind::Date, "2026-10-06"));
    assert!(holds(&FieldKind::Money, "50.00") && holds(&FieldKind::Phone, "07700 900312"));
    assert!(holds(&FieldKind::Note, "signature") && !holds(&FieldKind::Note, "5"));
    assert!(!holds(&FieldKind::Date, "2026-10-07") && !holds(&FieldKind::Money, "5.00"));
}

#[test]
fn a_pack_adds_words_of_its_own() {
    let own = ron::from_str::<WritingSource>("(format: 1, titles: [\"Guildmaster\"], address: [[\"wharf\", \"whf\"]])");
    let own = own.expect("it can be read");
    let writing = Writing::new("en-GB", "£", date(2026, 10, 13), Some(&own));
    assert!(writing.equal(&FieldKind::Name, "Guildmaster Jo Fenn", "Jo Fenn"));
    assert!(writing.equal(&FieldKind::Address, "3 Salt Whf", "3 Salt Wharf"));
    assert!(!of("en-GB").equal(&FieldKind::Address, "3 Salt Whf", "3 Salt Wharf"));
}
