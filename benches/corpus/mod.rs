//! Four corpora, made the same way every time, and how many data they hold.
//!
//! - `transcript`: dialogue, a datum in one line of twenty
//! - `dense`: a data export, several data in every line
//! - `digits`: log lines full of timestamps, ids and addresses; nothing to find
//! - `jsonl`: the transcript as JSON objects with ids and timestamps

use scrubline::Redactor;

/// A corpus and the data that were put into it.
pub(crate) struct Corpus {
    pub(crate) name: &'static str,
    pub(crate) text: Vec<u8>,
    /// How many data it holds.
    pub(crate) data: usize,
}

impl Corpus {
    /// Counts what is found. The time of a filter that misses a datum counts for nothing, and neither does that of one that masks
    /// what is none: of a thousand lines, one at most.
    pub(crate) fn check(&self, redactor: &Redactor) -> usize {
        let found = redactor.find_iter(&self.text).count();
        let lines = self.text.split(|&byte| byte == b'\n').count();
        assert!((self.data..=self.data + lines / 1000).contains(&found), "{}: {found} findings of {} data", self.name, self.data);
        found
    }
}

/// Blocks of whole lines, each of about `bytes`.
pub(crate) fn blocks(text: &[u8], bytes: usize) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.len().min(bytes);
        let end = rest[..end].iter().rposition(|&byte| byte == b'\n').map_or(end, |place| place + 1);
        let (block, later) = rest.split_at(end);
        rest = later;
        (!block.is_empty()).then_some(block)
    })
}

/// All four, each of about `bytes`.
pub(crate) fn all(bytes: usize) -> Vec<Corpus> {
    vec![transcript(bytes), dense(bytes), digits(bytes), jsonl(bytes)]
}

pub(crate) fn transcript(bytes: usize) -> Corpus {
    let mut made = Maker::new(4711);
    made.fill(bytes, |made, text| {
        let (turn, data) = made.turn();
        text.extend_from_slice(turn.as_bytes());
        data
    })
    .named("transcript")
}

pub(crate) fn dense(bytes: usize) -> Corpus {
    let mut made = Maker::new(4712);
    made.fill(bytes, |made, text| {
        let number = 100_000 + made.below(900_000);
        let name = format!("{} {}", made.pick(FIRST), made.pick(LAST));
        let mut line = format!("{number};{name};{};{}", made.email(), made.phone());
        let mut data = 2;
        for kind in [Maker::iban, Maker::card] {
            if made.below(2) == 1 {
                line.push(';');
                line.push_str(&kind(made));
                data += 1;
            }
        }
        line.push_str(";note ");
        line.push_str(made.pick(&["vip", "call back", "overdue", "new"]));
        text.extend_from_slice(line.as_bytes());
        data
    })
    .named("dense")
}

pub(crate) fn digits(bytes: usize) -> Corpus {
    let mut made = Maker::new(4713);
    made.fill(bytes, |made, text| {
        let at = made.timestamp();
        let level = made.pick(&["INFO", "WARN", "DEBUG"]);
        let (a, b, c) = (made.next(), made.next(), made.next());
        let request = format!("{:08x}-{:04x}-4{:03x}-9{:03x}-{:012x}", a >> 32, a >> 16 & 0xFFFF, a & 0xFFF, b >> 52, c >> 16);
        let ip: Vec<String> = (0..4).map(|_| (1 + made.below(254)).to_string()).collect();
        let line = format!(
            "{at} {level} [{}] req={request} ip={}:{} status={} bytes={} dur={}.{:02}ms price={}.{:02} sku=A{} v={}.{}.{}",
            1 + made.below(64),
            ip.join("."),
            1024 + made.below(64_000),
            [200, 204, 301, 404, 500][made.below(5)],
            100 + made.below(99_900),
            made.below(90),
            made.below(100),
            1 + made.below(999),
            10 + made.below(90),
            1000 + made.below(9000),
            1 + made.below(9),
            made.below(31),
            made.below(10),
        );
        text.extend_from_slice(line.as_bytes());
        0
    })
    .named("digits")
}

pub(crate) fn jsonl(bytes: usize) -> Corpus {
    let (mut made, mut index) = (Maker::new(4711), 0);
    made.fill(bytes, |made, text| {
        let (turn, data) = made.turn();
        let (speaker, said) = turn.split_once(": ").expect("a turn has a speaker");
        let (conversation, place) = (index / 12, index % 12);
        index += 1;
        let line = format!(
            r#"{{"conv": "c{conversation:08}", "turn": {place}, "ts": "{}", "speaker": "{}", "text": "{said}"}}"#,
            made.timestamp(),
            speaker.to_lowercase(),
        );
        text.extend_from_slice(line.as_bytes());
        data
    })
    .named("jsonl")
}

const FIRST: &[&str] =
    &["anna", "ben", "carla", "david", "elena", "farid", "grace", "hugo", "ines", "jonas", "kim", "lena", "marco", "nora"];
const LAST: &[&str] =
    &["smith", "jones", "garcia", "mueller", "rossi", "novak", "silva", "dubois", "jansen", "khan", "olsen", "patel", "weber"];
const DOMAINS: &[&str] = &["example.com", "example.org", "mail.example.net", "corp.example.co.uk", "post.example.de", "inbox.example.io"];
const WORDS: &[&str] = &[
    "the",
    "a",
    "table",
    "for",
    "people",
    "at",
    "please",
    "book",
    "my",
    "flight",
    "to",
    "Berlin",
    "room",
    "with",
    "thanks",
    "yes",
    "no",
    "late",
    "could",
    "you",
    "check",
    "when",
    "it",
    "will",
    "arrive",
    "I",
    "would",
    "like",
    "of",
    "course",
    "that",
    "sounds",
    "great",
    "is",
    "there",
    "anything",
    "else",
    "restaurant",
    "in",
    "San",
    "Jose",
    "evening",
    "tomorrow",
    "how",
    "about",
    "and",
    "what",
    "time",
    "should",
    "we",
    "meet",
    "sure",
];
/// What is said with a number that is no datum.
const ASIDES: &[&str] = &["at 7:30 pm", "on March 3rd", "for 42.50", "about 118 of them", "at 2 o'clock", "in row 14"];
const TURNS: &[&str] = &[
    "Customer: Sure, it's {}.",
    "Agent: I have {} on file, is that right?",
    "Customer: please use {}, thanks",
    "Agent: We will note {} tomorrow.",
];

/// Makes text from a seed.
struct Maker {
    state: u64,
}

struct Made {
    text: Vec<u8>,
    data: usize,
}

impl Made {
    fn named(self, name: &'static str) -> Corpus {
        Corpus { name, text: self.text, data: self.data }
    }
}

impl Maker {
    fn new(seed: u64) -> Maker {
        Maker { state: seed }
    }

    fn fill(&mut self, bytes: usize, mut line: impl FnMut(&mut Maker, &mut Vec<u8>) -> usize) -> Made {
        let mut made = Made { text: Vec::with_capacity(bytes + 256), data: 0 };
        while made.text.len() < bytes {
            made.data += line(self, &mut made.text);
            made.text.push(b'\n');
        }
        made
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn timestamp(&mut self) -> String {
        let (month, day, hour) = (1 + self.below(9), 10 + self.below(19), 10 + self.below(14));
        format!("2026-0{month}-{day}T{hour}:{}:{}.{:03}Z", 10 + self.below(50), 10 + self.below(50), self.below(1000))
    }

    /// One line of dialogue, and how many data are in it.
    fn turn(&mut self) -> (String, usize) {
        if self.below(20) == 0 {
            let kind = [Maker::email, Maker::phone, Maker::iban, Maker::card][self.below(4)];
            let datum = kind(self);
            return (self.pick(TURNS).replace("{}", &datum), 1);
        }
        let mut turn = self.pick(&["Customer: ", "Agent: "]).to_owned();
        for place in 0..4 + self.below(14) {
            if place > 0 {
                turn.push(' ');
            }
            let word = if self.below(24) == 0 { self.pick(ASIDES) } else { self.pick(WORDS) };
            turn.push_str(word);
        }
        turn.push('.');
        (turn, 0)
    }

    fn email(&mut self) -> String {
        let (first, last) = (self.pick(FIRST), self.pick(LAST));
        let local = match self.below(4) {
            0 => format!("{first}.{last}"),
            1 => format!("{first}{}", self.below(1000)),
            2 => format!("{first}_{last}"),
            _ => format!("{}.{last}", first.to_uppercase()),
        };
        format!("{local}@{}", self.pick(DOMAINS))
    }

    /// Numbers of ranges set apart for fiction, where the country has some.
    fn phone(&mut self) -> String {
        match self.below(5) {
            0 => format!("+1 202-555-01{}", self.digits(2)),
            1 => format!("(212) 555-01{}", self.digits(2)),
            2 => format!("+44 20 7946 0{}", self.digits(3)),
            3 => format!("+49 30 23125 {}", self.digits(3)),
            _ => format!("+33 6 39 98 {} {}", self.digits(2), self.digits(2)),
        }
    }

    fn iban(&mut self) -> String {
        let (country, bank, count) = [("DE", "", 18), ("GB", "NWBK", 14), ("NL", "ABNA", 10), ("NO", "", 11)][self.below(4)];
        let bban = format!("{bank}{}", self.digits(count));
        let value = |text: &str| {
            text.bytes().fold(
                0u64,
                |rest, b| if b.is_ascii_digit() { rest * 10 + u64::from(b - b'0') } else { rest * 100 + u64::from(b - b'A') + 10 } % 97,
            )
        };
        let iban = format!("{country}{:02}{bban}", 98 - value(&format!("{bban}{country}00")));
        if self.below(4) == 0 { iban } else { grouped(&iban, " ") }
    }

    fn card(&mut self) -> String {
        let issuer = ["4", "51", "6011"][self.below(3)];
        let body = format!("{issuer}{}", self.digits(15 - issuer.len()));
        let sum: u32 = body.bytes().rev().enumerate().map(|(place, b)| luhn_digit(u32::from(b - b'0'), place)).sum();
        let card = format!("{body}{}", (10 - sum % 10) % 10);
        match self.below(3) {
            0 => card,
            1 => grouped(&card, "-"),
            _ => grouped(&card, " "),
        }
    }
}

fn luhn_digit(digit: u32, place: usize) -> u32 {
    match (place % 2, digit * 2) {
        (1, _) => digit,
        (_, double) => double - if double > 9 { 9 } else { 0 },
    }
}

fn grouped(text: &str, separator: &str) -> String {
    text.as_bytes()
        .chunks(4)
        .map(|group| std::str::from_utf8(group).expect("digits and letters are text"))
        .collect::<Vec<_>>()
        .join(separator)
}
