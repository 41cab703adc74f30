//! Data said aloud, end to end.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use scrubline::Redactor;

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
