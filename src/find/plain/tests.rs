use super::{Bare, Plain, changes, may_change};

/// Whether anything in a window is in disguise, at a glance and on a close look.
fn needs_reading(window: &[u8]) -> bool {
    let [seems, is] = [may_change, changes].map(|begins| !Bare::default().holds(window, 0..window.len(), begins));
    assert!(seems || !is, "{}", shown(window));
    is
}

/// What is written, what it says, and what the disguise is. The values are invented or reserved for documentation.
const DISGUISED: &[(&str, &str)] = &[
    // Decimal digits of other scripts.
    ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹", "0123456789 0123456789"),
    ("०१२३४५६७८९ ০১২৩৪৫৬৭৮৯ ੦੯ ૦૯ ௦௯ ౦౯ ೦೯ ൦൯", "0123456789 0123456789 09 09 09 09 09 09"),
    ("๐๙ ໐໙ ༠༩ ၀၉ ០៩ ᠐᠙", "09 09 09 09 09 09"),
    ("𝟎𝟗 𝟘𝟡 𝟢𝟫 𝟬𝟵 𝟶𝟿 🯰🯹", "09 09 09 09 09 09"),
    ("x² H₂O ①", "x² H₂O ①"),
    // Full-width, small and mathematical forms.
    ("＋４９（０）３０－１２３／４．５", "+49(0)30-123/4.5"),
    ("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "anna@example.org"),
    ("anna﹫example﹒org ﹢49﹣30 ﹙0﹚", "anna@example.org +49-30 (0)"),
    ("𝐚𝑛𝒏𝕒@𝖊𝗑𝚊mple.ℴ𝓇ℊ 𝐀𝑍", "anna@example.org AZ"),
    // Spaces; a tab stays a tab.
    ("4\u{A0}1\u{1680}1\u{2000}1\u{2007}1\u{200A}1\u{202F}1\u{205F}1\u{3000}1\t1", "4 1 1 1 1 1 1 1 1\t1"),
    ("a\u{2028}b\u{2029}c", "a\nb\nc"),
    // Dashes, dots, slashes, plus signs, brackets.
    ("1‐2‑3‒4–5—6―7−8⁃9﹘0﹣1－2", "1-2-3-4-5-6-7-8-9-0-1-2"),
    ("03ー1234ｰ5678 ０３ー１ コーヒー 3ーa", "03-1234-5678 03-1 コーヒー 3ーa"),
    ("6445·6192•5856‧7095・1∙2⋅3 a·b", "6445.6192.5856.7095.1.2.3 a.b"),
    ("· 1 •anna 東京・大阪 5·", "· 1 •anna 東京・大阪 5·"),
    ("030⁄123∕45／6", "030/123/45/6"),
    ("➕49 ＋49 ﹢49", "+49 +49 +49"),
    ("（030）❨030❩〔03〕【at】", "(030)(030)(03)@"),
    ("١٢٫٥ ١٬٢٣٤", "12.5 1,234"),
    // The ideographic full stop.
    ("anna@example。org anna@mail。例え｡jp", "anna@example.org anna@mail.例え.jp"),
    ("anna@example.org。電話は0312345678。anna@example.org。", "anna@example.org。電話は0312345678。anna@example.org。"),
    ("です。anna@例え。03", "です。anna@例え。03"),
    // Dropped.
    ("6445\u{200B}6192\u{2060}58\u{FEFF}56\u{AD}70\u{34F}9\u{61C}5\u{180E}1", "64456192585670951"),
    ("\u{202D}+52 200 170 3146\u{202C}\u{2066}x\u{2069}", "+52 200 170 3146x"),
    ("1\u{FE0F}\u{20E3}2\u{FE0F}\u{20E3}\u{E0031}\u{E007F}3", "123"),
    // Entities.
    ("anna&#64;example&#46;org", "anna@example.org"),
    ("anna&#x40;example&#X2e;org", "anna@example.org"),
    ("anna&#0000064example.org &#x0040.", "anna@example.org @."),
    ("&#65297;&#xFF12;&#1635;&#x1D7D2;", "1234"),
    ("&plus;49&nbsp;30&NBSP;1&nbsp2&ensp;3&thinsp;4&ndash;5&mdash;6&minus;7&hyphen;8", "+49 30 1 2 3 4-5-6-7-8"),
    ("anna&commat;example&period;org&sol;&lowbar;&lpar;0&rpar;", "anna@example.org/_(0)"),
    ("1&shy;2&zwnj;3&zwj;4&middot;5 &lt;a&gt;&quot;&apos;&num;&colon;&comma;&semi;", "1234.5 <a>\"'#:,;"),
    ("a&Tab;b&NewLine;c&#10;d", "a\tb\nc\nd"),
    ("T&eacute;l M&Ouml;belhaus stra&szlig;e &Scaron;", "Tél MÖbelhaus straße Š"),
    ("1&#150;2&#8211;3", "1-2-3"),
    ("anna&amp;#64;example&amp;commat;", "anna@example@"),
    ("AT&T; R&D &#; &#x; &#12345678; &#0; &#55357; &nothing; a&b", "AT&T; R&D &#; &#x; &#12345678; &#0; &#55357; &nothing; a&b"),
    // Percent-encoding.
    ("anna%40example%2Eorg", "anna@example.org"),
    ("%2B49%2030%C2%A0%28%30%29%2D1%2F2%3A%2e", "+49 30 (0)-1/2:."),
    ("%EF%BC%91%D9%A2%A03%A0", "12 3 "),
    ("%61%6E%6E%61%40%65x.org %31%32", "anna@ex.org 12"),
    ("anna%2540example.org %252B49%2520", "anna@example.org +49 "),
    ("anna%u0040example.org", "anna@example.org"),
    (
        "50% of, 100%25, 3817763251% by 3817763251%by 10%de 5%ab 7%FF 95%30",
        "50% of, 100%25, 3817763251% by 3817763251%by 10%de 5%ab 7%FF 95%30",
    ),
    ("a%00b%1Bc%7F a%0Ab%0Dc%09d", "a%00b%1Bc%7F a\nb\rc\td"),
    // Backslashes.
    (r"anna\u0040example\x2eorg \u{40} \x{2B} \U00000040", "anna@example.org @ + @"),
    (r"\ud835\udfd2\uD835\uDFCF \ud835 \udfd2", r"41 \ud835 \udfd2"),
    (r"\u00a0\u202f1\u20132 \xc2\xa0 \xa0 \xe9", "  1-2     é"),
    (r"hi\nanna@example.org\r\n\tx", "hi\nanna@example.org\r\n\tx"),
    (r"anna\@example\.org \+49 \(030\) 1\-2 a\_b \/ \", r#"anna@example.org +49 (030) 1-2 a_b / \"#),
    (r#"{\"to\":\"anna@example.org\"}"#, r#"{"to":"anna@example.org"}"#),
    (r"anna\\u0040example.org \\\\u0040 a\\nb", "anna@example.org @ a\nb"),
    (r"\d \u12 \u{} \u{1234567} \x4 \u0000 \x1b \U00110000", r"\d \u12 \u{} \u{1234567} \x4 \u0000 \x1b \U00110000"),
    (r"C:\new\tel\4155550123 then\tgo c:\x40", "C:\\new\\tel\\4155550123 then\tgo c:\\x40"),
    (r#""C:\\new\\x","a\nb""#, "\"C:\\new\\x\",\"a\nb\""),
    (r"note:\nanna", "note:\nanna"),
    // Quoted-printable, where it is certain.
    ("+49=C2=A030=E2=80=93123 iban=3DDE89 +49=A030", "+49 30-123 iban=DE89 +49 30"),
    ("x=40 y=2E z=20 a=c2=a0 n=1234 k==", "x=40 y=2E z=20 a=c2=a0 n=1234 k=="),
    // Words in brackets.
    ("anna(at)example(dot)org anna [at] example [dot] org", "anna@example.org anna@example.org"),
    ("anna {AT} example {DOT} org anna<at>example<dot>org", "anna@example.org anna@example.org"),
    ("anna (@) example (.) org anna[@]example[.]org", "anna@example.org anna@example.org"),
    ("anna ( at ) example ( punkt ) de anna(ÄT)x(ПУНКТ)y", "anna@example.de anna@x(ПУНКТ)y"),
    ("ana (arroba) x (punto) es ana (arroba) x (ponto) pt", "ana@x.es ana@x.pt"),
    ("anna(chiocciola)x(punto)it anne(arobase)x(point)fr ola(małpa)x(kropka)pl", "anna@x.it anne@x.fr ola@x.pl"),
    ("анна (СОБАКА) пример (точка) рф", "анна@пример.рф"),
    ("anna（at）example（dot）org anna&#91;at&#93;x\\[dot\\]org", "anna@example.org anna@x.org"),
    ("anna(a)firma.fi but (a) one, 5(a) two", "anna@firma.fi but (a) one, 5(a) two"),
    (
        "(415) 555-0123 [at) (at] (at least) (see below) <a>x</a><point> ()",
        "(415) 555-0123 [at) (at] (at least) (see below) <a>x</a><point> ()",
    ),
    ("anna      (at)      x", "anna   @   x"),
    ("anna_at_x -at- AT anna at x dot org", "anna_at_x -at- AT anna at x dot org"),
    // Left alone.
    ("jürgen@möbelhaus.de анна@почта.рф 電話 cafe\u{301}", "jürgen@möbelhaus.de анна@почта.рф 電話 cafe\u{301}"),
];

fn read(window: &[u8]) -> Plain {
    let mut plain = Plain::default();
    plain.read(window);
    plain
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Plain {
    /// Whether the text differs from the window: every replacement is shorter than what it replaces.
    fn is_disguised(&self) -> bool {
        self.text().len() < self.window_bytes
    }
}

#[test]
fn undoes_each_disguise() {
    for (raw, says) in DISGUISED {
        let plain = read(raw.as_bytes());
        assert_eq!(shown(plain.text()), *says, "{raw}");
        assert_eq!(plain.is_disguised(), raw != says, "{raw}");
        assert!(raw == says || needs_reading(raw.as_bytes()), "{raw}");
    }
}

#[test]
fn leads_back_from_every_range() {
    for (raw, _) in DISGUISED {
        let plain = read(raw.as_bytes());
        holds(raw.as_bytes(), &plain);
        // Text inside a longer line has the same origins, moved.
        let longer = format!("x {raw} y");
        let moved = read(longer.as_bytes());
        if moved.text().len() == plain.text().len() + 4 {
            for place in 0..plain.text().len() {
                let span = plain.span(place..place + 1);
                assert_eq!(moved.span(place + 2..place + 3), span.start + 2..span.end + 2, "{raw}");
            }
        }
    }
}

#[test]
fn a_span_ends_with_the_last_character_and_covers_what_was_dropped_inside() {
    let raw = "\u{200B}6\u{200B}4\u{FEFF} a&#64;b".as_bytes();
    let plain = read(raw);
    assert_eq!(plain.text(), b"64 a@b");
    assert_eq!(plain.span(0..1), 3..4);
    assert_eq!(plain.span(0..2), 3..8);
    assert_eq!(plain.span(1..2), 7..8);
    assert_eq!(plain.span(2..3), 11..12);
    assert_eq!(plain.span(3..6), 12..19);
    assert_eq!(plain.span(4..5), 13..18);
    assert_eq!(plain.span(5..5), 18..18);
    assert_eq!(plain.span(6..6), raw.len()..raw.len());
    // Places of the window, before, inside and behind a disguise.
    for (at, index) in [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (13, 4), (14, 5), (18, 5), (19, 6)] {
        assert_eq!(plain.index_of(at), index, "{at}");
    }
}

#[test]
fn spans_of_nested_disguises_reach_to_their_ends() {
    for raw in ["a %252540 b", "a &amp;#xFF20; b", r"a \\uFF20 b", "a %EF%BC%A0 b", "a \\u0026#64; b"] {
        let plain = read(raw.as_bytes());
        assert_eq!(plain.text(), b"a @ b", "{raw}");
        assert_eq!(plain.span(2..3), 2..raw.len() - 2, "{raw}");
    }
    // The spaces around a word in brackets go with it.
    let plain = read(b"an (at) %78");
    assert_eq!((plain.text(), plain.span(2..3), plain.span(3..4)), (&b"an@x"[..], 2..8, 8..11));
    // Bytes of one character stand for all of it.
    let plain = read(b"%C3%A9");
    assert_eq!((plain.text(), plain.span(0..1), plain.span(1..2)), ("é".as_bytes(), 0..6, 0..6));
}

#[test]
fn is_reused() {
    let mut plain = Plain::default();
    for (raw, says) in DISGUISED {
        plain.read(raw.as_bytes());
        assert_eq!(shown(plain.text()), *says);
    }
    plain.read(b"");
    assert_eq!((plain.text(), plain.span(0..0), plain.index_of(0), plain.is_disguised()), (&b""[..], 0..0, 0, false));
}

#[test]
fn debug_shows_no_text() {
    let shown = format!("{:?}", read("４111".as_bytes()));
    assert_eq!(shown, "Plain { window_bytes: 6, text_bytes: 4 }");
}

#[test]
fn common_text_needs_no_reading() {
    let text = "2024-05-01 12:00 INFO call (415) 555-0123, pay 50% & more; a=1&b=2 f(x) {\"k\": [1, 2]} <b>x</b> a|b";
    assert!(!needs_reading(text.as_bytes()));
    assert!(!needs_reading(text.repeat(9).as_bytes()));
    // Wherever it is, also at the end of a vector block.
    for place in 0..200 {
        for disguise in ["&#64;", "%40", "\\u0040", "[at]", "=3D", "\u{A0}"] {
            let text = format!("{}{disguise}{}", "x".repeat(place), "y".repeat(199 - place));
            assert!(needs_reading(text.as_bytes()), "{text}");
        }
    }
}

#[test]
fn cut_disguises_do_no_harm() {
    for (raw, _) in DISGUISED {
        let raw = raw.as_bytes();
        for cut in 0..=raw.len() {
            for window in [&raw[..cut], &raw[cut..]] {
                holds(window, &read(window));
            }
        }
    }
}

#[test]
fn any_bytes_keep_the_laws() {
    const PIECES: &[&str] = &[
        "&",
        "#",
        "6",
        "4",
        ";",
        "x",
        "40",
        "%",
        "%25",
        "%C2",
        "%A0",
        "\\",
        "\\u",
        "00",
        "{",
        "}",
        "\\x",
        "\\n",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        "at",
        "dot",
        " ",
        "  ",
        "@",
        ".",
        "a",
        "９",
        "＠",
        "\u{A0}",
        "\u{200B}",
        "。",
        "ー",
        "・",
        "·",
        "–",
        "é",
        "語",
        "\u{1D7CE}",
        "\u{1F600}",
        "&amp;",
        "=",
        "=C2",
        "=A0",
        "&nbsp",
        "C:\\",
        "(at)",
        "[.]",
        "собака",
        "\\ud835",
        "\\udfd2",
        "\t",
        "\"",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut plain = Plain::default();
    for _ in 0..20_000 {
        let mut window = Vec::new();
        for _ in 0..random(40) {
            match random(12) {
                0 => window.push(random(256) as u8),
                _ => window.extend_from_slice(PIECES[random(PIECES.len())].as_bytes()),
            }
        }
        let (start, end) = (random(4).min(window.len()), window.len() - random(4).min(window.len()));
        let window = &window[start.min(end)..end];
        plain.read(window);
        holds(window, &plain);
    }
}

#[test]
fn what_is_bare_is_so_from_wherever_it_is_asked_for() {
    let text = "call (415) 555-0123, pay 50% & more; a=x&b f(x) <b>x</b> a|b anna@example.org, x=y; <zoe@example.org> ok".as_bytes();
    for step in 1..20 {
        let mut bare = Bare::default();
        for start in (0..text.len()).step_by(step) {
            for end in start..text.len() {
                let whole = (start..end).all(|at| !may_change(text, at));
                assert_eq!(bare.holds(text, start..end, may_change), whole, "{}", shown(&text[start..end]));
            }
        }
    }
}

#[test]
fn letters_digits_and_spaces_are_themselves() {
    let text: Vec<u8> = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9').chain(*b" \t.,;:!?+-*/#'\"@^_`|~$").collect();
    for start in 0..text.len() {
        let plain = read(&text[start..]);
        assert_eq!(plain.text(), &text[start..]);
        assert!(!plain.is_disguised() && !needs_reading(&text[start..]));
    }
}

/// The laws of a reading, whatever the window.
fn holds(window: &[u8], plain: &Plain) {
    let text = plain.text();
    assert!(text.len() <= window.len());
    assert_eq!(plain.is_disguised(), text != window);
    assert!(needs_reading(window) || text == window, "{}", shown(window));
    let spans: Vec<_> = (0..text.len()).map(|place| plain.span(place..place + 1)).collect();
    for (place, span) in spans.iter().enumerate() {
        assert!(span.start < span.end && span.end <= window.len());
        assert!(plain.index_of(span.start) <= place && plain.span(plain.index_of(span.start)..place + 1) == *span);
    }
    for pair in spans.windows(2) {
        // Bytes of one character have one origin; otherwise origins follow each other.
        assert!(pair[0] == pair[1] || pair[0].end <= pair[1].start, "{}", shown(window));
    }
    if !text.is_empty() {
        assert_eq!(plain.span(0..text.len()), spans[0].start..spans[text.len() - 1].end);
    }
    for start in 0..text.len() {
        for end in start + 1..=text.len().min(start + 40) {
            assert_eq!(plain.span(start..end), spans[start].start..spans[end - 1].end);
        }
    }
    assert_eq!(plain.index_of(window.len()), text.len());
}
