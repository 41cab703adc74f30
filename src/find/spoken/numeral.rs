//! The words of a run become digits and letters, by the rules of its language.

use std::ops::Range;

use super::{
    lexicon::{Language, Lexicon, Sense},
    run::Token,
};

/// Ways of reading what may be read in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// "nine hundred ten" is 910, not 900 10.
    pub(super) join_hundreds: bool,
    /// "forty two" is 40 2, not 42.
    pub(super) split_tens: bool,
    /// What a repair takes back: as many pieces as are said again, or all before it.
    pub(super) restart: bool,
}

impl Way {
    /// The usual one first.
    pub(super) const ALL: [Way; 5] = {
        let usual = Way { join_hundreds: false, split_tens: false, restart: false };
        [
            usual,
            Way { join_hundreds: true, ..usual },
            Way { split_tens: true, ..usual },
            Way { restart: true, ..usual },
            Way { restart: true, join_hundreds: true, ..usual },
        ]
    };

    /// Whether it may give something else than the ways before it, where so much was met that is read in two.
    pub(super) fn is_of_use(self, open: Open) -> bool {
        (open.hundreds || !self.join_hundreds) && (open.tens || !self.split_tens) && (open.repair || !self.restart)
    }
}

/// What was met that may be read in two ways.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    hundreds: bool,
    tens: bool,
    repair: bool,
}

impl std::ops::BitOrAssign for Open {
    fn bitor_assign(&mut self, other: Open) {
        self.hundreds |= other.hundreds;
        self.tens |= other.tens;
        self.repair |= other.repair;
    }
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Digits,
    /// A letter that is nothing else.
    Letter,
    /// A letter that may as well be a word of the language: "a", "y".
    Soft,
    Plus,
}

/// One number or letter of a run.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// Its characters in the text of the reading.
    pub(super) text: Range<usize>,
    /// The tokens it was said in.
    pub(super) tokens: Range<usize>,
    pub(super) pause: bool,
    /// Whether a thousand is in it.
    pub(super) large: bool,
    /// The `o` that is a zero or a letter.
    pub(super) is_o: bool,
}

/// A run as it may be read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) text: Vec<u8>,
    pub(super) pieces: Vec<Piece>,
    pub(super) open: Open,
    /// Whether an amount is in it.
    pub(super) amount: bool,
}

/// The language in which most of a run is said.
pub(super) fn language(lexicon: &Lexicon, tokens: &[Token<'_>]) -> Language {
    let mut counts = [0u16; 64];
    for token in tokens {
        let mut seen = 0u64;
        let senses = token.entry.iter().flat_map(|e| e.senses.iter()).filter(|(_, s)| s.is_of_run()).map(|(l, _)| *l);
        for language in senses.chain(token.joined.map(|(l, _)| l)).filter(|l| *l < 64) {
            if seen & 1 << language == 0 {
                seen |= 1 << language;
                counts[usize::from(language)] += if token.is_datum() { 4 } else { 1 };
            }
        }
    }
    let languages = lexicon.rules.len().min(64);
    (0..languages).rev().max_by_key(|&l| counts[l]).unwrap_or(0) as Language
}

/// The tokens but for a number of other languages at either end, beside one of this: "it is due oh seven", "sei null eins".
pub(super) fn without_strangers(tokens: &[Token<'_>], language: Language) -> Range<usize> {
    let is_stranger = |at: usize| {
        let says = |sense: Sense| sense.is_numeral() || matches!(sense, Sense::Letter(_));
        let entry = tokens[at].entry.filter(|_| tokens[at].letter.is_none());
        entry.is_some_and(|e| e.has(|s| matches!(s, Sense::Number(_))) && !e.senses.iter().any(|(l, s)| *l == language && says(*s)))
    };
    let stands_out = |at: usize, next: Option<usize>| is_stranger(at) && next.is_some_and(|next| !is_stranger(next));
    // "me" and "is" are countries of IBANs as well.
    let mut data = (0..tokens.len()).filter(|&at| tokens[at].is_datum() && !tokens[at].pair);
    let (first, second) = (data.next(), data.next());
    let (last, before) = (data.next_back(), data.next_back());
    let start = first.filter(|&at| stands_out(at, second)).map_or(0, |at| at + 1);
    let end = last.filter(|&at| stands_out(at, before)).unwrap_or(tokens.len());
    start..end
}

/// Reads tokens in one way.
pub(super) fn read(lexicon: &Lexicon, source: &[u8], tokens: &[Token<'_>], language: Language, way: Way) -> Reading {
    let values = tokens.iter().map(|token| value(token, language)).collect();
    let mut reader = Reader { lexicon, source, tokens, values, language, way, out: Reading::default(), repair: None };
    reader.read();
    reader.out
}

fn value(token: &Token<'_>, language: Language) -> Option<u32> {
    if let Some((_, value)) = token.joined {
        return Some(value);
    }
    let number = |s: Sense| matches!(s, Sense::Number(_));
    let entry = token.entry?;
    // A letter is a number only in its own language: "o" is an article in others.
    let sense = match token.letter {
        Some(_) => entry.senses.iter().find(|(l, s)| *l == language && number(*s)).map(|(_, s)| *s),
        None => entry.sense(language, number),
    };
    if let Some(Sense::Number(n)) = sense { Some(u32::from(n)) } else { None }
}

struct Reader<'a, 'l> {
    lexicon: &'l Lexicon,
    source: &'a [u8],
    tokens: &'a [Token<'l>],
    /// The number that each token says.
    values: Vec<Option<u32>>,
    language: Language,
    way: Way,
    out: Reading,
    /// Number of pieces when something was taken back.
    repair: Option<usize>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let (mut at, mut pause) = (0, false);
        while at < self.tokens.len() {
            let token = self.tokens[at];
            pause |= token.pause;
            let said = self.out.pieces.len();
            let next = self.piece(at);
            if let Some(next) = next {
                if let Some(piece) = self.out.pieces.get_mut(said) {
                    piece.pause = pause;
                    self.mend(said, pause);
                }
                (at, pause) = (next, false);
                continue;
            }
            if token.entry.is_some_and(|e| e.has(|s| s == Sense::Repair)) && said > 0 {
                self.repair = Some(said);
                self.out.open.repair = true;
            }
            at += 1;
        }
    }

    /// Takes back what was said before a repair, once it is clear how much is said again.
    fn mend(&mut self, said: usize, pause: bool) {
        let Some(repair) = self.repair else { return };
        if self.way.restart {
            self.remove(0..repair);
            self.repair = None;
        } else if said > repair && pause {
            // The pause ends what is said again.
            self.take_back(repair, said);
        }
    }

    /// Removes as many pieces before `repair` as there are from there to `end`.
    fn take_back(&mut self, repair: usize, end: usize) {
        let count = (end - repair).min(repair);
        self.remove(repair - count..repair);
        self.repair = None;
    }

    /// Pieces keep their place in the run, so that the mask covers them; their text goes.
    fn remove(&mut self, pieces: Range<usize>) {
        for piece in &mut self.out.pieces[pieces] {
            piece.text = piece.text.start..piece.text.start;
        }
    }

    fn number(&self, at: usize) -> Option<u32> {
        *self.values.get(at)?
    }

    fn is(&self, at: usize, sense: Sense) -> bool {
        self.tokens.get(at).is_some_and(|t| t.entry.is_some_and(|e| e.has(|s| s == sense)))
    }

    /// Whether a token joins the one before it with the one behind it.
    fn is_and(&self, at: usize) -> bool {
        self.is(at, Sense::And) && self.follows(at) && self.follows(at + 1)
    }

    /// Whether nothing is between a token and the one before it.
    fn follows(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| !t.pause)
    }

    /// Reads one piece at a token; returns where the next begins.
    fn piece(&mut self, at: usize) -> Option<usize> {
        let token = self.tokens[at];
        if token.digits {
            let source = self.source;
            return Some(self.put(&source[token.start..token.end], Kind::Digits, at..at + 1));
        }
        if token.pair {
            let letters: Vec<u8> = self.source[token.start..token.end].to_ascii_uppercase();
            self.put(&letters[..1], Kind::Letter, at..at + 1);
            return Some(self.put(&letters[1..], Kind::Letter, at..at + 1));
        }
        if let Some(Sense::Repeat(count)) = token.sense(self.language, |s| matches!(s, Sense::Repeat(_)))
            && let Some(end) = self.repeated(at, at + 1, usize::from(count))
        {
            return Some(end);
        }
        if token.sense(self.language, |s| s == Sense::Plus).is_some() {
            return Some(self.put(b"", Kind::Plus, at..at + 1));
        }
        if let Some(n @ 2..=9) = self.number(at) {
            if self.is(at + 1, Sense::Times) && self.number(at + 2).is_some_and(|d| d < 10) {
                return self.repeated(at, at + 2, n as usize);
            }
            if n < 5 && self.is(at + 1, Sense::Zeros) {
                return Some(self.put(&vec![b'0'; n as usize], Kind::Digits, at..at + 2));
            }
        }
        if let Some((value, end, large)) = self.thousands(at) {
            let next = self.put_number(value, at..end);
            if let Some(last) = self.out.pieces.last_mut() {
                last.large = large;
                last.is_o = token.letter == Some(b'O');
            }
            return Some(next);
        }
        if token.entry.is_some_and(|e| e.has(|s| s == Sense::Amount)) {
            self.out.amount = true;
            return None;
        }
        let letter = token.letter.or(match token.sense(self.language, |s| matches!(s, Sense::Letter(_))) {
            Some(Sense::Letter(letter)) => Some(letter),
            _ => None,
        })?;
        let is_word = token.entry.is_some_and(|e| e.has(|s| matches!(s, Sense::And | Sense::Filler | Sense::Lead)));
        let mut end = at + 1;
        while self.tokens.get(end).is_some_and(|t| {
            t.example || (t.entry.is_some_and(|e| e.has(|s| s == Sense::Like)) && self.tokens.get(end + 1).is_some_and(|t| t.example))
        }) {
            end += 1;
        }
        Some(self.put(&[letter], if is_word { Kind::Soft } else { Kind::Letter }, at..end))
    }

    /// What is said at `at`, `count` times.
    fn repeated(&mut self, first: usize, at: usize, count: usize) -> Option<usize> {
        if let Some(value) = self.number(at).filter(|n| *n < 100) {
            let text = value.to_string().repeat(count);
            return Some(self.put(text.as_bytes(), Kind::Digits, first..at + 1));
        }
        let letter = self.tokens.get(at)?.letter?;
        Some(self.put(&vec![letter; count], Kind::Letter, first..at + 1))
    }

    fn put(&mut self, text: &[u8], kind: Kind, tokens: Range<usize>) -> usize {
        let start = self.out.text.len();
        self.out.text.extend_from_slice(text);
        let end = tokens.end;
        self.out.pieces.push(Piece { kind, text: start..start + text.len(), tokens, pause: false, large: false, is_o: false });
        end
    }

    fn put_number(&mut self, value: u32, tokens: Range<usize>) -> usize {
        let (mut digits, mut first, mut rest) = ([b'0'; 10], 9, value);
        while rest > 9 {
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
            first -= 1;
        }
        digits[first] = b'0' + rest as u8;
        self.put(&digits[first..], Kind::Digits, tokens)
    }

    /// A number below a hundred.
    fn small(&mut self, at: usize) -> Option<(u32, usize)> {
        let rules = self.lexicon.rules[usize::from(self.language)];
        let first = self.number(at)?;
        // Four twenties.
        let (mut value, mut end) = (first, at + 1);
        if rules.vigesimal && first == 4 && self.number(at + 1) == Some(20) && self.follows(at + 1) {
            self.out.open.tens |= !self.tokens[at + 1].hyphen;
            if self.way.split_tens && !self.tokens[at + 1].hyphen {
                return Some((4, at + 1));
            }
            (value, end) = (80, at + 2);
        }
        if rules.units_first
            && (1..10).contains(&value)
            && self.is_and(at + 1)
            && let Some(tens @ 20..=90) = self.number(at + 2).filter(|n| n % 10 == 0)
        {
            return Some((tens + value, at + 3));
        }
        if !(20..=90).contains(&value) || value % 10 != 0 || rules.units_first {
            return Some((value, end));
        }
        let has_and = self.is_and(end);
        let next = if has_and { end + 1 } else { end };
        if rules.and_in_tens && !has_and || !self.follows(next) {
            return Some((value, end));
        }
        let most = if rules.vigesimal && matches!(value, 60 | 80) { 19 } else { 9 };
        if let Some(units) = self.number(next).filter(|n| (1..=most).contains(n)) {
            // "two hundred and five" has it, too; between tens and units English has none.
            if !has_and || rules.and_in_tens || rules.vigesimal {
                self.out.open.tens |= !self.tokens[next].hyphen && !has_and;
                if self.way.split_tens && !self.tokens[next].hyphen && !has_and {
                    return Some((value, end));
                }
                (value, end) = (value + units, next + 1);
            }
        }
        Some((value, end))
    }

    /// A number below a thousand, or hundreds of more: "eighteen hundred".
    fn hundreds(&mut self, at: usize) -> Option<(u32, usize)> {
        let (mut value, mut end) = match self.small(at) {
            Some(found) => found,
            None if self.is(at, Sense::Hundred) => (1, at),
            None => return None,
        };
        let counted = value < 100 && self.is(end, Sense::Hundred) && (end == at || self.follows(end));
        if counted {
            (value, end) = (value * 100, end + 1);
        } else if !(100..1000).contains(&value) || value % 100 != 0 {
            return Some((value, end));
        }
        // "nine hundred and one", "nine hundred one".
        let has_and = self.is_and(end);
        let next = if has_and { end + 1 } else { end };
        if self.follows(next) {
            let open = self.out.open;
            if let Some((rest, after)) = self.small(next).filter(|(rest, _)| (1..100).contains(rest)) {
                self.out.open.hundreds = true;
                let usual = has_and || self.lexicon.rules[usize::from(self.language)].hundreds_open;
                if usual != self.way.join_hundreds {
                    return Some((value + rest, after));
                }
            } else {
                self.out.open = open;
            }
        }
        Some((value, end))
    }

    /// Any number, and whether it has a thousand.
    fn thousands(&mut self, at: usize) -> Option<(u32, usize, bool)> {
        let (value, end) = match self.hundreds(at) {
            Some(found) => found,
            None if self.is(at, Sense::Thousand) => (1, at),
            None => return None,
        };
        if !(self.is(end, Sense::Thousand) && (end == at || self.follows(end)) && value < 1000) {
            return Some((value, end, value >= 1000));
        }
        let (value, end) = (value * 1000, end + 1);
        if self.follows(end) {
            let next = if self.is(end, Sense::And) { end + 1 } else { end };
            if let Some((rest, after)) = self.hundreds(next).filter(|(rest, _)| *rest < 1000 && *rest > 0) {
                self.out.open.hundreds = true;
                if self.lexicon.rules[usize::from(self.language)].hundreds_open != self.way.join_hundreds {
                    return Some((value + rest, after, true));
                }
            }
        }
        Some((value, end, true))
    }
}
