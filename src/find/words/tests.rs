use super::{Said, Topic, WORD_REACH, Word, Words, rank, table};
use crate::{
    pattern::{Files, Patterns, WordFile},
    random::Random,
};
use std::{collections::BTreeMap, ops::Deref};

fn shipped() -> Files<WordFile> {
    Patterns::builtin().words().clone()
}

#[test]
fn the_lists_of_the_program_are_those_of_its_files() {
    let mut words = Words::new(shipped());
    let fixed = format!("{:?}", words.lists());
    words.files.are_shipped = false;
    assert_eq!(fixed, format!("{:?}", words.lists()));
}

/// What is said about the part of `line` between « and ».
fn weigh(words: &Words, topic: Topic, line: &str) -> Said {
    let (before, rest) = line.split_once('«').unwrap();
    let (_, after) = rest.split_once('»').unwrap();
    words.weigh(topic, before.as_bytes(), after.as_bytes())
}

/// The stronger side: +1 for, -1 against, 0 for silence.
fn verdict(said: &Said) -> i32 {
    match (&said.supports, &said.opposes) {
        (Some(supports), Some(opposes)) => {
            if rank(supports) < rank(opposes) {
                1
            } else {
                -1
            }
        }
        (supports, opposes) => i32::from(supports.is_some()) - i32::from(opposes.is_some()),
    }
}

fn told(words: &Words, said: &Said) -> String {
    let name = |word: &Option<Word>| word.map(|word| (words.name(&word), word.adjacent, word.distance));
    format!("for {:?}, against {:?}", name(&said.supports), name(&said.opposes))
}

#[test]
fn every_language_speaks() {
    let words = Words::new(shipped());
    let text = include_str!("../../../tests/data/words.toml");
    let languages: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text).unwrap();
    for file in shipped().iter() {
        assert!(languages.contains_key(&file.language), "no sentences in {}", file.language);
    }
    let mut wrong = Vec::new();
    for (language, lists) in &languages {
        for (list, topic, expected, least) in
            [("phone", Topic::Phone, 1, 2), ("other", Topic::Phone, -1, 2), ("card", Topic::Card, 1, 1), ("iban", Topic::Iban, 1, 1)]
        {
            let lines = lists.get(list).map(Vec::as_slice).unwrap_or_default();
            assert!(lines.len() >= least, "{language}: too few sentences for {list}");
            for line in lines {
                let said = weigh(&words, topic, line);
                if verdict(&said) != expected {
                    wrong.push(format!("{language}: {list}: {line}: {}", told(&words, &said)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_word_is_torn_between_languages() {
    let words = Words::new(shipped());
    let entries: Vec<_> = table::entries(words.files.iter().map(Deref::deref)).collect();
    let names = |places: Vec<u32>| places.into_iter().map(|place| entries[place as usize].2).collect::<Vec<_>>();
    assert_eq!(names(words.lists().table.torn()), [""; 0]);
    assert_eq!(names(words.lists().table.loose()), [""; 0]);
}

fn phone(words: &Words, line: &str) -> i32 {
    verdict(&weigh(words, Topic::Phone, line))
}

#[test]
fn words_have_edges() {
    let words = Words::new(shipped());
    for (line, expected) in [
        ("border «4155552671»", 0),     // "order" inside a word
        ("hotel «4155552671»", 0),      // "tel" at its end
        ("recall «4155552671»", 0),     // "call" at its end
        ("オンライン «4155552671»", 0), // a Katakana word inside another
        ("Tel«0612345678»", 1),         // the candidate itself is an edge
        ("(Tél.«0612345678»", 1),
        ("{\"orderNumber\":«4155552671»", -1),
        ("ORDER_NUMBER=«4155552671»", -1),
        ("workPhoneNumber: «4155552671»", 1),
        ("Bestellnummern «030123456»", -1), // `*` at both ends
        ("вашНомер «4951234567»", 0),       // only ASCII has camelCase
    ] {
        assert_eq!(phone(&words, line), expected, "{line}");
    }
}

#[test]
fn the_longest_word_wins() {
    let words = Words::new(shipped());
    for (line, entry) in [
        ("order number «4155552671»", "order number*"),
        ("Telefonrechnung «30887766»", "telefonrechnung*"),
        ("library card «4155552671»", "library card*"),
        ("Fahrzeugscheinnummer «30887766»", "*nummer"),
    ] {
        let said = weigh(&words, if entry.contains("card") { Topic::Card } else { Topic::Phone }, line);
        assert_eq!(said.supports, None, "{line}");
        assert_eq!(said.opposes.map(|word| words.name(&word).1), Some(entry), "{line}");
    }
}

#[test]
fn other_numbers_keep_their_words() {
    let words = Words::new(shipped());
    for (line, expected) in [
        ("order 4711 for «202.555.0143»", 0),
        ("call me, order 5566 from «202.555.0143»", 0),
        ("«202.555.0143», order 5566778", 0),
        ("{\"to\":\"«2025550143»\",\"order\":\"A-1\"}", 0),
        ("«2025550143». The order is late", 0),
        ("4111111111111111 is my card number, «2025550143»", 0),
        ("line 3: call «2025550143»", 1),
        ("phone2: «2025550143»", 1),
        ("betala 120.50 kr till «0701740605»", 0),
        ("betala «0701740605» kr", -1),
        ("SSN «759545123», tel. +1 617 887 2349", -1),
    ] {
        assert_eq!(phone(&words, line), expected, "{line}");
    }
}

#[test]
fn numbers_take_their_meaning_from_their_neighbours() {
    let words = Words::new(shipped());
    for (line, expected) in [
        ("their number is «20 7946 0958»", 1),
        ("the customer's number is «20 7946 0958»", 1),
        ("the customer is on «20 7946 0958»", 0),
        ("customer number «20 7946 0958»", -1),
        ("número de cliente «612345678»", -1),
        ("número: «612345678»", 1),
        ("no. «612345678»", 0),
    ] {
        assert_eq!(phone(&words, line), expected, "{line}");
    }
}

#[test]
fn distance_and_adjacency_are_told() {
    let words = Words::new(shipped());
    let word = |line| weigh(&words, Topic::Phone, line).supports.unwrap();
    let (near, far) = (word("my phone number is «4155552671»"), word("the phone I bought was «4155552671»"));
    assert!(near.adjacent && !near.after && near.distance == 4, "{near:?}");
    assert!(!far.adjacent && far.distance == 14, "{far:?}");
    let after = word("«4155552671» is my phone");
    assert!(after.adjacent && after.after && after.distance == 7, "{after:?}");
}

#[test]
fn a_reach_may_begin_and_end_anywhere() {
    let words = Words::new(shipped());
    let line = "ё".repeat(60) + " телефон ";
    let whole = words.weigh(Topic::Phone, line.as_bytes(), b"");
    assert!(whole.supports.is_some_and(|word| word.adjacent));
    for cut in 0..line.len() {
        assert_eq!(words.weigh(Topic::Phone, &line.as_bytes()[cut..], b"").supports.is_some(), cut <= 121, "{cut}");
    }
    // Cut off by the reach, "recall" must not read as "call", nor "telling" as "tel".
    let before = format!("call{}", " -".repeat((WORD_REACH - 4) / 2));
    assert_eq!(words.weigh(Topic::Phone, before.as_bytes(), b"").supports, None);
    let after = format!("{} teltel", " -".repeat((WORD_REACH - 4) / 2));
    assert_eq!(words.weigh(Topic::Phone, b"", after.as_bytes()).supports, None);
}

#[test]
fn any_bytes_are_weighed() {
    let words = Words::new(shipped());
    let mut state = 7u32;
    for _ in 0..2000 {
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let bytes: Vec<u8> =
            (0..200).map(|_| if byte() < 128 { byte() } else { b"aBtelno #\xd0\xd1\xe3"[usize::from(byte()) % 12] }).collect();
        words.weigh(Topic::Phone, &bytes, &bytes);
    }
}

#[test]
fn a_word_that_touches_is_never_missed() {
    let words = Words::new(shipped());
    let mut touching = 0;
    for file in shipped().iter() {
        let lists =
            [&file.phone.supports, &file.phone.opposes, &file.card.supports, &file.iban.opposes, &file.other.words, &file.number.words];
        for entry in lists.iter().flat_map(|list| list.split('|')) {
            let word = entry.trim().trim_start_matches('!').replace('*', "mm");
            for (before, after) in [("", ""), (" ", "."), (": ", " "), ("2: ", ", "), (" is ", " the "), ("-", " (")] {
                for (left, right) in
                    [(format!("my {word}{before}"), String::new()), (String::new(), format!("{after}{} now", word.to_uppercase()))]
                {
                    let (left, right) = (left.as_bytes(), right.as_bytes());
                    let hearing = words.hear(Topic::Phone, left, right);
                    let said = words.weigh(Topic::Phone, left, right);
                    let adjacent = |word: Option<Word>| word.is_some_and(|word| word.adjacent);
                    if said.supports.is_some() {
                        assert!(words.may_support(left, right), "{entry}: {left:?} {right:?}");
                    }
                    if adjacent(said.supports) {
                        assert!(words.may_be_labelled(left, right) && hearing.is_supported_closely(), "{entry}: {left:?} {right:?}");
                    }
                    if adjacent(said.supports) || adjacent(said.opposes) {
                        assert_eq!(hearing.closely(), Some(&said), "{entry}: {left:?} {right:?}");
                        touching += 1;
                    }
                }
            }
        }
    }
    assert!(touching > 50_000, "{touching}");
}

#[test]
fn most_words_touch_nothing() {
    let words = Words::new(shipped());
    for (left, right) in [("bytes=", " dur="), ("", ";Anna"), ("sku: ", ""), ("tel? ", "! fax")] {
        assert!(!words.may_be_labelled(left.as_bytes(), right.as_bytes()), "{left} {right}");
    }
    assert!(words.may_be_labelled(b"tel.: ", b"") && words.may_be_labelled(b"", b" is my number"));
}

#[test]
fn a_word_that_speaks_right_beside_is_never_missed() {
    let words = Words::new(shipped());
    let files = shipped();
    let entries: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let (phone, card, other) = (&file.phone, &file.card, &file.other);
            let lists = [&phone.supports, &phone.opposes, &card.supports, &card.opposes, &file.iban.supports, &other.words, &other.named];
            let lists = lists.into_iter().chain([&other.units, &file.number.words, &file.number.marks, &file.link.words]);
            lists.flat_map(|list| list.split('|')).map(|entry| entry.trim().trim_start_matches('!').replace('*', "")).collect::<Vec<_>>()
        })
        .collect();
    let english = files.iter().find(|file| file.language == "en").map(|file| file.link.words.split('|').map(str::trim).collect());
    let (links, seams): (Vec<&str>, _) =
        (english.unwrap(), [" ", " ", " ", "  ", ", ", ": ", "-", "_", "/", ". ", "'", "2 ", "; ", " é ", " # ", "\n"]);
    let mut random = Random(5);
    let (mut opposed, mut labelled, mut silent) = (0, 0, 0);
    for round in 0..60_000 {
        let mut text = |first: bool| {
            let mut parts = Vec::new();
            for n in 0..random.below(6) {
                let word = match random.below(8) {
                    0 => "Weber".to_owned(),
                    1 => "number".to_owned(),
                    2 | 3 => links[random.below(links.len())].to_owned(),
                    4 => entries[random.below(entries.len())].to_uppercase(),
                    _ => entries[random.below(entries.len())].clone(),
                };
                parts.push(if n == 0 && first { String::new() } else { seams[random.below(seams.len())].to_owned() });
                parts.push(word);
            }
            parts.push(if first { seams[random.below(seams.len())].to_owned() } else { String::new() });
            parts.concat()
        };
        let (left, right) = (text(true), text(false));
        let (before, after) = (left.rsplit('\n').next().unwrap(), right.split('\n').next().unwrap());
        let topic = if round % 2 == 0 { Topic::Card } else { Topic::Phone };
        let said = words.weigh(topic, before.as_bytes(), after.as_bytes());
        let reach = |text: &str| text.len().saturating_sub(WORD_REACH);
        let (cut, may_cut) = (reach(&left), right.len().min(WORD_REACH));
        let may = words.may_oppose(topic, &left.as_bytes()[cut..], &right.as_bytes()[..may_cut]);
        let is_opposed = said.opposes.is_some_and(|word| word.adjacent);
        assert!(may || !is_opposed, "{topic:?} {before:?} {after:?}: {}", told(&words, &said));
        if topic == Topic::Phone && said.supports.is_some_and(|word| word.adjacent) {
            let may = words.may_be_labelled(&left.as_bytes()[cut..], &right.as_bytes()[..may_cut]);
            assert!(may, "{before:?} {after:?}: {}", told(&words, &said));
            labelled += 1;
        }
        opposed += usize::from(is_opposed);
        silent += usize::from(!may);
    }
    assert!(opposed > 10_000 && labelled > 5_000 && silent > 10_000, "{opposed} {labelled} {silent}");
}

#[test]
fn what_people_say_before_a_number_is_passed_over() {
    let words = Words::new(shipped());
    let may = |topic, left: &str, right: &str| words.may_oppose(topic, left.as_bytes(), right.as_bytes());
    for left in ["Customer: my credit card number is ", "Customer: it's ", "Agent: I will charge ", "Visa: ", "please use this one, "] {
        assert!(!may(Topic::Card, left, ""), "{left}");
    }
    for left in ["Customer: my number is ", "you can reach me at ", "We will call ", "Telefon: ", "the office is on "] {
        assert!(!may(Topic::Phone, left, " tomorrow at noon"), "{left}");
    }
    for left in [
        "order number ",
        "my customer number is ",
        "number of the customer: ",
        "library card ",
        "ISBN ",
        "num/frequent flyer ",
        "member id is ",
    ] {
        assert!(may(Topic::Card, left, ""), "{left}");
    }
    for (left, right) in [("the house is located at ", " Main Street"), ("it costs ", " all in all"), ("they have ", "")] {
        assert!(!words.may_be_labelled(left.as_bytes(), right.as_bytes()), "{left} {right}");
    }
    for right in [" is my order", " is the customer number", " is the frequent flyer number", " euros", " tickets"] {
        assert!(may(Topic::Phone, "", right), "{right}");
    }
}

#[test]
fn a_word_within_reach_is_never_missed() {
    let words = Words::new(shipped());
    let parts = [
        "tel",
        "Tel.",
        "myPhone",
        "phone",
        "number",
        "call me",
        "zapytac",
        "Haustelefon",
        "xTelefonnummer",
        "teléfono",
        "номер",
        "on",
        "price",
        "=",
        " ",
        "  ",
        ", ",
        ". ",
        "; ",
        "\n",
        "_",
        "-",
        "7",
        " 12 ",
        "3 a",
        "\u{200b}",
        "é",
        "aVery longOne",
        "mobil",
    ];
    let (mut state, mut supported, mut silent) = (7u32, 0, 0);
    let mut below = |end: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % end
    };
    for _ in 0..20_000 {
        let mut text = |count: usize| (0..count).map(|_| parts[below(parts.len())]).collect::<Vec<_>>().concat();
        let (left, right) = (text(30), text(30));
        // The line: the finder knows where it begins and ends, and the quick look sees it for itself.
        let (before, after) = (left.rsplit('\n').next().unwrap(), right.split('\n').next().unwrap());
        if before.ends_with(|c: char| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let said = words.weigh(Topic::Phone, before.as_bytes(), after.as_bytes());
        let (before_all, after_all) = (left.as_bytes(), right.as_bytes());
        let reach = (&before_all[before_all.len().saturating_sub(WORD_REACH)..], &after_all[..after_all.len().min(WORD_REACH)]);
        let may = words.may_support(reach.0, reach.1);
        assert!(may || said.supports.is_none(), "{before:?} {after:?}");
        supported += usize::from(said.supports.is_some());
        silent += usize::from(!may);
    }
    assert!(supported > 5_000 && silent > 300, "{supported} {silent}");
}
