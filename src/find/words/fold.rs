//! Turns up to [`WORD_REACH`] bytes of a line into the form in which words are compared: lower case, without accents, with
//! one space for each run of spaces and joints (`_`, `-`, camelCase), and with the way back to the offsets.

/// How far from a candidate a word may be, in bytes.
pub(crate) const WORD_REACH: usize = 96;

/// Room for a folded text: a camelCase joint adds a byte at most for each two, and readers look eight bytes ahead.
const ROOM: usize = 256;
const _: () = assert!(WORD_REACH * 3 / 2 + 8 < ROOM);

/// Base letters of U+00C0 to U+024F and of U+1E00 to U+1EFF, `.` where there is none.
/// From the canonical decompositions and lower cases of Unicode 14.0 (UnicodeData.txt); letters with a stroke, ligatures
/// and the like, which do not decompose, by hand.
const LATIN: &[u8; 400] = b"aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggggggg\
hhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz..b......\
......ee................oo.............uu............................aaiioouuuuuuuuuueaaaaaa..ggkkoo\
oo..j...gg..nnaaaaooaaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";
const VIETNAMESE: &[u8; 256] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssss\
ssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy....s.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeee\
iiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// What a folded byte belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// Spaces, punctuation, symbols.
    #[default]
    Gap,
    Digit,
    /// A letter of a script that does not set words apart: Han, Hiragana, Thai, Lao, Khmer, Burmese.
    Free,
    /// A character that is left out: zero width, combining, diacritic.
    Dropped,
    /// A letter of a script that sets words apart.
    Letter,
    /// The same, in Arabic or Hebrew, where short words lean on the next one ("and", "the", "in").
    Clitic,
    /// Hangul: words are set apart, but particles follow without a space.
    Hangul,
}

/// By number.
const KINDS: [Kind; 8] = [Kind::Gap, Kind::Digit, Kind::Free, Kind::Dropped, Kind::Letter, Kind::Clitic, Kind::Hangul, Kind::Gap];

/// Bits of a byte: its kind, in which one bit says that the script sets words apart.
const KIND: u8 = 7;
const SPACED: u8 = 4;
/// A word could begin or end in front of this byte.
const EDGE: u8 = 8;
/// The byte is the second or a later one of its character.
const INSIDE: u8 = 16;

/// Bits of an ASCII character besides its kind, in the table below.
const LOWER: u8 = 8;
const UPPER: u8 = 16;
const STOP: u8 = 32;

/// The fold of each ASCII character, with its kind and the bits above.
const ASCII: [(u8, u8); 128] = {
    let mut table = [(0, Kind::Gap as u8); 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' => (byte, Kind::Letter as u8 | LOWER),
            b'A'..=b'Z' => (byte | 0x20, Kind::Letter as u8 | UPPER),
            b'0'..=b'9' => (byte, Kind::Digit as u8),
            b' ' | b'_' | b'-' | b'\t' => (b' ', Kind::Gap as u8),
            b'.' => (byte, Kind::Gap as u8 | STOP),
            _ => (byte, Kind::Gap as u8),
        };
        byte += 1;
    }
    table
};

/// Folded text.
pub(super) struct Folded {
    text: [u8; ROOM],
    marks: [u8; ROOM],
    at: [u8; ROOM],
    len: usize,
    /// The source goes on after its end.
    is_cut: bool,
}

impl Folded {
    pub(super) fn new() -> Folded {
        Folded { text: [0; ROOM], marks: [0; ROOM], at: [0; ROOM], len: 0, is_cut: false }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text[..self.len]
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The eight bytes at `i`, zeros after the end.
    #[inline]
    pub(super) fn eight(&self, i: usize) -> u64 {
        self.text.get(i..i + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
    }

    pub(super) fn kind(&self, i: usize) -> Kind {
        KINDS[usize::from(self.marks[usize::from(i as u8)] & KIND)]
    }

    /// The two bytes at `i`.
    #[inline]
    pub(super) fn pair(&self, i: usize) -> usize {
        let i = i as u8;
        usize::from(self.text[usize::from(i)]) | usize::from(self.text[usize::from(i.wrapping_add(1))]) << 8
    }

    /// Whether a character begins at `i`, and is no space.
    #[inline]
    pub(super) fn is_start(&self, i: usize) -> bool {
        let i = usize::from(i as u8);
        self.marks[i] & INSIDE == 0 && self.text[i] != b' '
    }

    /// Where byte `i` came from, in bytes; for `len`, the length of the source.
    pub(super) fn source(&self, i: usize) -> usize {
        usize::from(self.at[i])
    }

    /// Whether a word could begin or end between bytes `i - 1` and `i`. No place inside a character is an edge.
    #[inline]
    pub(super) fn is_edge(&self, i: usize) -> bool {
        i >= self.len || self.marks[usize::from(i as u8)] & EDGE != 0
    }

    /// Whether a word could end at `i`. The end of a text that was cut off is no end.
    #[inline]
    pub(super) fn is_end(&self, i: usize) -> bool {
        if i == self.len { !self.is_cut } else { self.is_edge(i) }
    }

    /// The kind of the last character.
    pub(super) fn last(&self) -> Kind {
        self.len.checked_sub(1).map_or(Kind::Gap, |last| self.kind(last))
    }

    /// Appends the first byte of a character.
    #[inline]
    fn push(&mut self, byte: u8, kind: u8, at: usize) {
        // The last place of `marks` is never written, so the first byte has an edge in front.
        let before = self.marks[usize::from((self.len as u8).wrapping_sub(1))];
        let edge = (!(before & kind) & SPACED) * (EDGE / SPACED);
        self.append(byte, kind | edge, at);
    }

    #[inline]
    fn append(&mut self, byte: u8, marks: u8, at: usize) {
        // Eight bits index arrays of this size without a check.
        let len = usize::from(self.len as u8);
        self.text[len] = byte;
        self.marks[len] = marks;
        self.at[len] = at as u8;
        self.len += 1;
    }

    fn push_all(&mut self, bytes: &[u8], kind: Kind, at: usize) {
        self.push(bytes[0], kind as u8, at);
        for &byte in &bytes[1..] {
            self.append(byte, kind as u8 | INSIDE, at);
        }
    }
}

/// The folds of characters of two bytes, made once.
#[derive(Debug)]
pub(super) struct Folds {
    /// Low eleven bits the folded code point, high bits the kind.
    pub(super) two: [u16; 0x800],
}

impl Folds {
    pub(super) fn new() -> Folds {
        let mut two = [0; 0x800];
        for (code, fold) in (0..0x800u32).zip(two.iter_mut()) {
            let (folded, kind) = two_bytes(code);
            *fold = folded | (kind as u16) << 11;
        }
        Folds { two }
    }

    /// Folds at most [`WORD_REACH`] bytes; `is_cut` says that the line goes on after them. Bytes that are no UTF-8 are gaps.
    pub(super) fn fold(&self, source: &[u8], is_cut: bool) -> Folded {
        let mut folded = Folded::new();
        self.fold_into(source, &mut folded);
        folded.is_cut = is_cut;
        folded
    }

    /// Folds into a text that was used before.
    pub(super) fn fold_into(&self, source: &[u8], folded: &mut Folded) {
        folded.len = 0;
        let source = &source[..source.len().min(WORD_REACH)];
        let mut i = 0;
        let mut lower = false; // the last byte was an ASCII lower-case letter
        while let Some(&byte) = source.get(i) {
            let Some(&(fold, marks)) = ASCII.get(usize::from(byte)) else {
                i += self.wide(folded, source, i);
                lower = false;
                continue;
            };
            if marks & (UPPER | STOP) != 0 {
                // "Kd.-Nr.", "p.iva": a full stop between letters joins them.
                let is_joint = marks & STOP != 0 && source.get(i + 1).is_some_and(|&next| next == b'-' || next >= b'A');
                if is_joint || lower && marks & UPPER != 0 {
                    space(folded, i);
                }
                if is_joint {
                    (lower, i) = (false, i + 1);
                    continue;
                }
            }
            let double = fold == b' ' && folded.len > 0 && folded.text[usize::from((folded.len as u8).wrapping_sub(1))] == b' ';
            folded.push(fold, marks & KIND, i);
            folded.len -= usize::from(double); // one space for a run
            lower = marks & LOWER != 0;
            i += 1;
        }
        let len = folded.len;
        folded.at[len] = source.len() as u8;
        folded.text[len..len + 8].fill(0);
    }

    /// Folds the character at `i`, which is not ASCII, and returns its width.
    fn wide(&self, folded: &mut Folded, source: &[u8], i: usize) -> usize {
        let low = |k: usize| source.get(i + k).filter(|&&byte| byte & 0xC0 == 0x80).map(|&byte| u32::from(byte & 0x3F));
        let lead = u32::from(source[i]);
        match (lead, low(1), low(2), low(3)) {
            (0xC2..=0xDF, Some(a), ..) => {
                let fold = self.two[((lead & 0x1F) << 6 | a) as usize];
                put(folded, u32::from(fold & 0x7FF), KINDS[usize::from(fold >> 11)], i);
                2
            }
            (0xE0..=0xEF, Some(a), Some(b), _) => {
                let (code, kind) = three_bytes((lead & 0xF) << 12 | a << 6 | b);
                if kind == Kind::Gap && code == u32::from(b' ') {
                    space(folded, i);
                } else if code < 0x80 {
                    put(folded, code, kind, i);
                } else if kind != Kind::Dropped {
                    folded.push_all(&source[i..i + 3], kind, i);
                }
                3
            }
            (0xF0..=0xF4, Some(_), Some(_), Some(_)) => {
                folded.push_all(&source[i..i + 4], Kind::Gap, i);
                4
            }
            _ => {
                folded.push(0xFF, Kind::Gap as u8, i);
                1
            }
        }
    }
}

fn space(folded: &mut Folded, at: usize) {
    if folded.len == 0 || folded.text[folded.len - 1] != b' ' {
        folded.push(b' ', Kind::Gap as u8, at);
    }
}

/// Appends a code point below U+0800.
fn put(folded: &mut Folded, code: u32, kind: Kind, at: usize) {
    match (kind, code) {
        (Kind::Dropped, _) => {}
        (_, 0x20) => space(folded, at),
        (_, 0..0x80) => folded.push(code as u8, kind as u8, at),
        _ => folded.push_all(&[0xC0 | (code >> 6) as u8, 0x80 | (code & 0x3F) as u8], kind, at),
    }
}

/// A letter as words are compared: lower case, without its accent. Nothing for what is none, beyond ASCII.
pub(crate) fn fold_letter(letter: char) -> Option<char> {
    let (code, kind) = match u32::from(letter) {
        code @ 0x80..0x800 => {
            let (code, kind) = two_bytes(code);
            (u32::from(code), kind)
        }
        code @ 0x800..0x1_0000 => three_bytes(code),
        _ => return Some(letter.to_ascii_lowercase()),
    };
    char::from_u32(code).filter(|_| !matches!(kind, Kind::Gap | Kind::Digit | Kind::Dropped))
}

/// Fold and kind of a code point below U+0800.
fn two_bytes(code: u32) -> (u16, Kind) {
    let keep = code as u16;
    let lower = || char::from_u32(code).and_then(|letter| letter.to_lowercase().next()).map_or(code, u32::from);
    match code {
        0xA0 => (0x20, Kind::Gap),
        0xAD => (0, Kind::Dropped),
        0xAA => (u16::from(b'a'), Kind::Letter), // ª and º, as in "n.º"
        0xBA => (u16::from(b'o'), Kind::Letter),
        0..0xC0 | 0xD7 | 0xF7 => (keep, Kind::Gap),
        0xC0..0x250 => match LATIN[code as usize - 0xC0] {
            b'.' => (keep, Kind::Letter),
            base => (u16::from(base), Kind::Letter),
        },
        0x300..0x370 | 0x483..0x48A | 0x591..0x5BE | 0x5C1..0x5C3 | 0x610..0x61B | 0x640 | 0x64B..0x660 | 0x670 => (0, Kind::Dropped),
        0x386 | 0x3AC => (0x3B1, Kind::Letter),
        0x388 | 0x3AD => (0x3B5, Kind::Letter),
        0x389 | 0x3AE => (0x3B7, Kind::Letter),
        0x38A | 0x390 | 0x3AA | 0x3AF | 0x3CA => (0x3B9, Kind::Letter),
        0x38C | 0x3CC => (0x3BF, Kind::Letter),
        0x38E | 0x3AB | 0x3B0 | 0x3CB | 0x3CD => (0x3C5, Kind::Letter),
        0x38F | 0x3CE => (0x3C9, Kind::Letter),
        0x3C2 => (0x3C3, Kind::Letter),
        0x401 | 0x451 => (0x435, Kind::Letter), // ё is commonly written е
        0x5D0..0x5EB => (keep, Kind::Clitic),
        0x622 | 0x623 | 0x625 | 0x671 => (0x627, Kind::Clitic), // forms of alef
        0x629 => (0x647, Kind::Clitic),                         // teh marbuta as heh
        0x649 | 0x6CC => (0x64A, Kind::Clitic),                 // alef maksura and Persian yeh as yeh
        0x6A9 => (0x643, Kind::Clitic),                         // Persian kaf
        0x660..0x66A => (keep - 0x660 + 0x30, Kind::Digit),
        0x6F0..0x6FA => (keep - 0x6F0 + 0x30, Kind::Digit),
        0x620..0x64B | 0x66E..0x6D4 => (keep, Kind::Clitic),
        0x5BE..0x620 | 0x66A..0x66E | 0x6D4..0x700 | 0x37E | 0x387 => (keep, Kind::Gap),
        _ => (lower() as u16 & 0x7FF, Kind::Letter),
    }
}

/// Fold and kind of a code point of three bytes; above ASCII the code point is only a sign that it stays as it is.
fn three_bytes(code: u32) -> (u32, Kind) {
    match code {
        0x0964 | 0x0965 | 0x0E3F => (code, Kind::Gap),
        0x0E00..0x0F00 | 0x1000..0x10A0 | 0x1780..0x1800 => (code, Kind::Free),
        // Katakana words end where another script begins.
        0x30A1..0x30FB | 0x30FC..0x3100 | 0x0800..0x1E00 | 0x1F00..0x2000 | 0xA640..0xAC00 => (code, Kind::Letter),
        0x30FB => (0x20, Kind::Gap),
        0x1E00..0x1F00 => match VIETNAMESE[code as usize - 0x1E00] {
            b'.' => (code, Kind::Letter),
            base => (u32::from(base), Kind::Letter),
        },
        0x200B..0x2010 | 0x202A..0x202F | 0x2060..0x2070 | 0xFE00..0xFE10 | 0xFEFF => (0, Kind::Dropped),
        0x2000..0x200B | 0x2010 | 0x2011 | 0x202F | 0x205F | 0x3000 => (0x20, Kind::Gap),
        0x2019 => (u32::from(b'\''), Kind::Gap),
        0x3005..0x3008 | 0x3040..0x3100 | 0x3400..0xA000 | 0xF900..0xFB00 | 0xFF66..0xFFA0 => (code, Kind::Free),
        0xAC00..0xD7A4 => (code, Kind::Hangul),
        0xFF10..0xFF1A => (code - 0xFEE0, Kind::Digit),
        0xFF21..0xFF3B => (code - 0xFEE0 + 0x20, Kind::Letter),
        0xFF41..0xFF5B => (code - 0xFEE0, Kind::Letter),
        0xFF0D | 0xFF3F => (0x20, Kind::Gap),
        0xFF01..0xFF5F => (code - 0xFEE0, Kind::Gap),
        _ => (code, Kind::Gap),
    }
}

#[cfg(test)]
mod tests {
    use super::{Folds, Kind};

    fn fold(text: &str) -> String {
        String::from_utf8(Folds::new().fold(text.as_bytes(), false).text().to_vec()).unwrap()
    }

    #[test]
    fn case_accents_and_joints_go() {
        for (text, folded) in [
            ("Téléphone Nº", "telephone no"),
            ("orderNumber order_number  ORDER-NUMBER", "order number order number order number"),
            ("ΤΗΛΈΦΩΝΟ τηλέφωνο", "τηλεφωνο τηλεφωνο"),
            ("НОМЕР Заказа Ёлка", "номер заказа елка"),
            ("Số điện thoại", "so dien thoai"),
            ("Tel\u{301}e\u{200b}fon", "telefon"),
            ("ＴＥＬ：０３", "tel:03"),
            ("الأرقام ۱۲", "الارقام 12"),
            ("łódź ß", "lodz s"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn edges_follow_the_script() {
        let folds = Folds::new();
        let edges = |text: &str| {
            let folded = folds.fold(text.as_bytes(), false);
            (0..folded.len()).filter(|&i| folded.kind(i) != Kind::Gap && folded.is_edge(i)).map(|i| folded.source(i)).collect::<Vec<_>>()
        };
        assert_eq!(edges("ab cd"), [0, 3]);
        assert_eq!(edges("a1"), [0, 1]);
        assert_eq!(edges("тел"), [0]);
        assert_eq!(edges("电话tel"), [0, 3, 6]);
        assert_eq!(edges("번호"), [0]);
    }

    #[test]
    fn broken_characters_are_gaps() {
        let folded = Folds::new().fold(b"\x83\xb5tel\xd0", false);
        assert_eq!(folded.text(), b"\xff\xfftel\xff");
        assert_eq!(folded.source(folded.len()), 6);
    }
}
