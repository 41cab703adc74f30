//! Data said aloud, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use scrubline::{Patterns, Redactor, check};

fn masked(line: &str) -> String {
    Redactor::builtin().redact_str(line).into_owned()
}

#[test]
fn the_mask_goes_from_the_first_word_to_the_last() {
    for (line, expected) in [
        ("so it's uh, four one five five five five oh one three two, thanks", "so it's uh, [PHONE], thanks"),
        ("ring 303 five five five 0165 then", "ring [PHONE] then"),
        ("Rufen Sie 0664 794 fünf neun vier an", "Rufen Sie [PHONE] an"),
        ("it is kim at b t internet dot com, yes", "it is [EMAIL], yes"),
        ("c'est a l m a arobase sfr point fr voilà", "c'est [EMAIL] voilà"),
        ("escriba a m punto ruiz arroba correo punto es ya", "escriba a [EMAIL] ya"),
        ("it is j as in juliet, o, h, n at yahoo dot com", "it is [EMAIL]"),
        ("I am john smith all one word at gmail dot com", "I am [EMAIL]"),
        (
            "the IBAN is DE eighty-nine, thirty-seven oh four, double oh double four, oh five three two, oh one three oh, double oh",
            "the IBAN is [IBAN]",
        ),
        ("il numero è trecentoquarantasette dodici trentaquattro cinquecentosei ecco", "il numero è [PHONE] ecco"),
        ("my phone is four five five, sorry, four one five, five five five, oh one three two now", "my phone is [PHONE] now"),
    ] {
        assert_eq!(masked(line), expected);
    }
}

#[test]
fn a_number_of_another_language_beside_one_stays() {
    for line in [
        "I called once |oh seven seven double oh nine hundred one two three|",
        "call Otto |oh seven seven double oh nine hundred one two three|",
        "ask the elf |oh seven seven double oh nine hundred one two three|",
        "it is due |oh seven seven double oh nine hundred one two three|",
        "my number is |oh seven seven double oh nine hundred one two three| due tomorrow",
        "my number is |oh seven seven double oh nine hundred one two three|, once more",
        "meine Nummer sei |null eins sieben null drei zwei eins vier fünf sechs sieben|",
        // Two numbers, each in its language.
        "|four one five five five five oh one three two| or |cuatro uno cinco cinco cinco cinco cero uno tres dos|",
    ] {
        let parts: Vec<&str> = line.split('|').collect();
        let expected: String = parts.iter().enumerate().map(|(n, part)| if n % 2 == 1 { "[PHONE]" } else { *part }).collect();
        assert_eq!(masked(&parts.concat()), expected);
    }
}

#[test]
fn what_is_counted_or_belongs_to_something_else_stays() {
    for line in [
        "five six seven eight and one two three four and five six seven eight",
        "that is twenty one twenty two twenty three twenty four of them",
        "channels two four five seven nine eleven and thirteen",
        "order number four five six seven eight nine zero one two",
        "tickets at event in Philadelphia.Is that right?",
        "we sold three thousand four hundred and fifty six units in twenty twenty four",
        "meet me at the dot com office",
    ] {
        assert_eq!(masked(line), line);
    }
}

#[test]
fn explain_says_what_was_heard() {
    let line = b"call plus four four seven seven double oh nine hundred one two three";
    let heard: Vec<_> = Redactor::builtin().explain(line).into_iter().filter_map(|c| c.heard).collect();
    assert_eq!(heard.first().map(String::as_str), Some("+447700900123"));
}

#[test]
fn it_can_be_switched_off() {
    let silent = Redactor::builder().spoken(false).build().unwrap();
    assert!(silent.is_clean(b"call four one five five five five oh one three two"));
}

#[test]
fn pieces_of_a_long_line_are_heard_as_the_whole() {
    let parts = [
        "one ",
        "uh, ",
        "four one five five five five oh one three two ",
        "null eins siebzig dreiundzwanzig, ",
        "anna dot lee at gmail dot com ",
        "at ",
        "dot ",
        "2024 ",
        "arroba ",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "d e eight nine three seven zero four zero zero four four zero five three two zero one three zero zero zero ",
        "ät ",
        "o ",
    ];
    let mut state = 7u32;
    for round in 0..40 {
        let mut line = String::new();
        while line.len() < 6000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            line.push_str(parts[(state >> 16) as usize % parts.len()]);
        }
        let whole = Redactor::builtin().redact(line.as_bytes()).into_owned();
        let pieces = Redactor::builder().max_line_bytes(1).build().unwrap();
        let (mut stream, mut out) = (pieces.stream(), Vec::new());
        for chunk in line.as_bytes().chunks(1 + round * 13) {
            stream.push(chunk, &mut out);
        }
        stream.finish(&mut out);
        assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&whole), "round {round}");
    }
}

/// The least that a language needs.
struct Language {
    digits: &'static str,
    teens: &'static str,
    tens: &'static str,
    rules: &'static str,
    signs: &'static str,
    /// What is marked is found, the rest stays.
    found: &'static [&'static str],
    clean: &'static str,
}

impl Language {
    fn file(&self) -> String {
        let Language { digits, teens, tens, rules, signs, found, clean } = self;
        format!(
            "language = 'xx'\ntitle = 'X'\n[numbers]\ndigits = '{digits}'\nteens = '{teens}'\ntens = '{tens}'\n[rules]\n{rules}\n[signs]\n{signs}\n\
             [examples]\nfound = {found:?}\nclean = ['{clean}']\n"
        )
    }
}

/// Words for an `@` of all shapes, letters beyond Latin-1, other scripts.
const ADDED: &[Language] = &[
    Language {
        digits: "zero|jeden/jedna|dwa/dwie|trzy|cztery|pięć|sześć|siedem|osiem|dziewięć",
        teens: "dziesięć|jedenaście|dwanaście|trzynaście|czternaście|piętnaście|szesnaście|siedemnaście|osiemnaście|dziewiętnaście",
        tens: "dwadzieścia|trzydzieści|czterdzieści|pięćdziesiąt|sześćdziesiąt|siedemdziesiąt|osiemdziesiąt|dziewięćdziesiąt",
        rules: "",
        signs: "at = 'małpa'\ndot = 'kropka'\nplus = 'plus'",
        found: &[
            "napisz na «jan kropka kowalski małpa poczta kropka pl» dziękuję",
            "NAPISZ NA «JAN KROPKA KOWALSKI MAŁPA POCZTA KROPKA PL» DZIĘKUJĘ",
            "napisz na «jan kropka kowalski malpa poczta kropka pl» dziekuje",
            "mój numer to «plus cztery osiem pięć sześć siedem osiem dziewięć zero jeden dwa trzy» dziękuję",
            "Mój numer: «PLUS CZTERY OSIEM PIĘĆ SZEŚĆ SIEDEM OSIEM DZIEWIĘĆ ZERO JEDEN DWA TRZY»",
        ],
        clean: "to jest małpa w zoo, kropka, i pięć sześć siedem osób",
    },
    Language {
        digits: "ноль|один/одна|два/две|три|четыре|пять|шесть|семь|восемь|девять",
        teens: "десять|одиннадцать|двенадцать|тринадцать|четырнадцать|пятнадцать|шестнадцать|семнадцать|восемнадцать|девятнадцать",
        tens: "двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто",
        rules: "",
        signs: "at = 'собака'\ndot = 'точка'\nplus = 'плюс'",
        found: &[
            "пишите на «ivanov собака example точка ru» спасибо",
            "Мой номер «плюс семь девять один два три четыре пять шесть семь восемь девять», спасибо",
            "«Плюс Семь Девять Один Два Три Четыре Пять Шесть Семь Восемь Девять» мой номер",
        ],
        clean: "собака ждёт, точка, и пять шесть семь человек",
    },
    Language {
        digits: "sıfır|bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz",
        teens: "on|on bir|on iki|on üç|on dört|on beş|on altı|on yedi|on sekiz|on dokuz",
        tens: "yirmi|otuz|kırk|elli|altmış|yetmiş|seksen|doksan",
        rules: "",
        signs: "at = 'et'\ndot = 'nokta'\nplus = 'artı'",
        found: &[
            "adresim «ayse nokta yilmaz et ornek nokta com» tamam",
            "numaram «artı dokuz sıfır beş üç iki bir iki üç dört beş altı yedi» tamam",
        ],
        clean: "et aldım, nokta, ve beş altı yedi kişi geldi",
    },
    Language {
        digits: "noll|ett/en|två|tre|fyra|fem|sex|sju|åtta|nio",
        teens: "tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton",
        tens: "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio",
        rules: "",
        signs: "at = 'snabel-a'\ndot = 'punkt'\nplus = 'plus'",
        found: &[
            "skriv till «anna punkt berg snabel-a exempel punkt se» tack",
            "skriv till «anna punkt berg snabel a exempel punkt se» tack",
            "mitt nummer är «plus fyra sex sju noll ett sju fyra noll sex noll fem» tack",
        ],
        clean: "en elefant har en snabel, en punkt, och fem sex sju vänner",
    },
    Language {
        digits: "nulla|egy|kettő/két|három|négy|öt|hat|hét|nyolc|kilenc",
        teens: "tíz|tizenegy|tizenkettő|tizenhárom|tizennégy|tizenöt|tizenhat|tizenhét|tizennyolc|tizenkilenc",
        tens: "húsz/huszon|harminc|negyven|ötven|hatvan|hetven|nyolcvan|kilencven",
        rules: "joined = true",
        signs: "at = 'kukac'\ndot = 'pont'\nplus = 'plusz'",
        found: &[
            "a számom «plusz harminchat húsz három négy öt hatvanhét kilencvenkettő» köszönöm",
            "írjon ide: «nagy pont eszter kukac pelda pont hu» köszönöm",
        ],
        clean: "kukac van az almában, pont, és öt hat hét ember jött",
    },
];

#[test]
fn a_language_is_added_by_its_words() {
    let filler = "no more of it\n".repeat(300);
    for language in ADDED {
        let mut patterns = Patterns::builtin().clone();
        patterns.add(Patterns::parse("spoken/xx", &language.file()).unwrap()).unwrap();
        let redactor = Redactor::builder().patterns(patterns).build().unwrap();
        let failures: Vec<_> = check(&redactor).into_iter().filter(|f| f.pattern == "spoken/xx").collect();
        assert!(failures.is_empty(), "{failures:#?}");
        for line in language.found {
            // The same alone and in the middle of a block, wherever a page of the scan ends.
            let text = line.replace(['«', '»'], "");
            let alone = redactor.redact_str(&text).into_owned();
            assert_ne!(alone, text);
            for shift in 0..80 {
                let before = [".".repeat(shift).as_str(), "\n", &filler].concat();
                let block = [&*before, &text, "\n", &filler].concat();
                assert_eq!(redactor.redact_str(&block), [&*before, &alone, "\n", &filler].concat(), "{shift}");
            }
        }
    }
}

#[test]
fn the_language_in_the_documentation_is_one() {
    let text = include_str!("../patterns/README.md");
    let (_, rest) = text.split_once("## Spoken languages").unwrap();
    let (file, _) = rest.split_once("```toml").and_then(|(_, rest)| rest.split_once("```")).unwrap();
    let mut patterns = Patterns::builtin().clone();
    patterns.add(Patterns::parse("spoken/pl", file).unwrap()).unwrap();
    assert!(check(&Redactor::builder().patterns(patterns).build().unwrap()).is_empty());
}
