//! The top-level domains, as a hash table that is asked without allocating.

use super::script::char_at;
use crate::find::masks::first_bytes;

/// The longest label of a domain name, in octets (RFC 1035, section 2.3.4). An internationalised one is shorter still once encoded, but
/// counts here as it stands in the text.
pub(super) const MAX_LABEL: usize = 63;

/// The longest label that is looked up as a number.
const WORD: usize = 8;

/// A set of lower-case labels, as two hash tables with open addressing: a lookup is one hash and, as a rule, one comparison.
pub(super) struct Tlds {
    /// The short labels of ASCII, as [`word`] makes them. A power of two long, and never more than half full; a word of 0 is free.
    short: Vec<u64>,
    /// All others, end to end.
    names: Vec<u8>,
    /// Where label `i` ends in `names`; it starts where the one before ends. Entry 0 is 0, so that a slot of 0 is free.
    ends: Vec<u32>,
    /// Numbers of these labels, as long and as full as above.
    slots: Vec<u16>,
    longest: usize,
}

impl Tlds {
    pub(super) fn new<'t>(labels: impl Iterator<Item = &'t str>) -> Tlds {
        let mut tlds = Tlds { short: Vec::new(), names: Vec::new(), ends: vec![0], slots: Vec::new(), longest: 0 };
        let mut words = Vec::new();
        for label in labels.filter(|label| label.len() <= MAX_LABEL).take(usize::from(u16::MAX)) {
            tlds.longest = tlds.longest.max(label.len());
            if let Some(word) = word(label.as_bytes(), label.len()) {
                words.push(word);
                continue;
            }
            tlds.names.extend_from_slice(label.as_bytes());
            tlds.ends.push(u32::try_from(tlds.names.len()).expect("65,535 labels of 63 octets fit"));
        }
        tlds.short = vec![0; (2 * words.len() + 2).next_power_of_two()];
        for word in words {
            let slot = tlds.slot_of(word);
            tlds.short[slot] = word;
        }
        tlds.slots = vec![0; (2 * tlds.ends.len()).next_power_of_two()];
        for number in 1..tlds.ends.len() {
            let mut slot = tlds.first_slot(tlds.name(number));
            while tlds.slots[slot] != 0 {
                slot = tlds.next_slot(slot);
            }
            tlds.slots[slot] = u16::try_from(number).expect("no more were taken");
        }
        tlds
    }

    /// Whether `label` is a top-level domain, in whatever case. A-labels (`xn--`, RFC 5890) all count: the list has their Unicode forms.
    pub(super) fn contains(&self, label: &[u8]) -> bool {
        self.begins(label, label.len())
    }

    /// Whether the label that is the first `length` octets of `text` is a top-level domain.
    pub(super) fn begins(&self, text: &[u8], length: usize) -> bool {
        word(text, length).is_some_and(|word| self.has_word(word)) || self.contains_long(&text[..length])
    }

    /// As `contains`, for what is not in the table as it stands.
    fn contains_long(&self, label: &[u8]) -> bool {
        if label.len() > 4 && label[..4].eq_ignore_ascii_case(b"xn--") {
            return label.len() <= MAX_LABEL
                && label.last() != Some(&b'-')
                && label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        }
        if label.len() > self.longest || label.len() <= WORD && label.is_ascii() {
            return false;
        }
        let mut folded = [0; MAX_LABEL];
        let Some(folded) = fold(label, &mut folded) else {
            return false;
        };
        // Some letters beyond ASCII have a small form in it: the Kelvin sign.
        if let Some(word) = word(folded, folded.len()) {
            return self.has_word(word);
        }
        let mut slot = self.first_slot(folded);
        while self.slots[slot] != 0 {
            if self.name(usize::from(self.slots[slot])) == folded {
                return true;
            }
            slot = self.next_slot(slot);
        }
        false
    }

    fn name(&self, number: usize) -> &[u8] {
        &self.names[self.ends[number - 1] as usize..self.ends[number] as usize]
    }

    fn has_word(&self, word: u64) -> bool {
        self.short[self.slot_of(word)] == word
    }

    /// Where the word is, or may be put.
    fn slot_of(&self, word: u64) -> usize {
        // Fibonacci hashing: the upper bits of the product depend on all of the word.
        let mut slot = (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (self.short.len().leading_zeros() + 1)) as usize;
        while self.short[slot] != word && self.short[slot] != 0 {
            slot = (slot + 1) & (self.short.len() - 1);
        }
        slot
    }

    fn first_slot(&self, label: &[u8]) -> usize {
        // FNV-1a: labels are a few bytes long, which it beats the standard hasher at. The list is ours, so nobody can choose collisions.
        let hash = label.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        (hash ^ (hash >> 32)) as usize & (self.slots.len() - 1)
    }

    fn next_slot(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

/// The first `length` bytes of a text, a label of one to [`WORD`], all ASCII, as one number that does not depend on its case.
fn word(text: &[u8], length: usize) -> Option<u64> {
    if length == 0 || length > WORD {
        return None;
    }
    let used = u64::MAX >> (8 * (WORD - length));
    let word = u64::from_le_bytes(first_bytes(text)) & used;
    // Digits and hyphens have this bit, letters have it in lower case, and an underscore becomes a byte that no label has.
    (word & 0x8080_8080_8080_8080 == 0).then_some(word | (0x2020_2020_2020_2020 & used))
}

/// `label` in lower case. Nothing when it is not UTF-8, or grows past `room`.
fn fold<'r>(label: &[u8], room: &'r mut [u8; MAX_LABEL]) -> Option<&'r [u8]> {
    let mut length = 0;
    let mut at = 0;
    while at < label.len() {
        if label[at].is_ascii() {
            *room.get_mut(length)? = label[at].to_ascii_lowercase();
            (at, length) = (at + 1, length + 1);
        } else {
            let c = char_at(label, at)?;
            at += c.len_utf8();
            for lower in c.to_lowercase() {
                length += lower.encode_utf8(room.get_mut(length..length + 4)?).len();
            }
        }
    }
    Some(&room[..length])
}

#[cfg(test)]
mod tests {
    use super::Tlds;

    #[test]
    fn finds_what_is_in_it_in_any_case() {
        let tlds = Tlds::new("com org kids ninja рф vermögensberater 中国 भारत".split_whitespace());
        for label in ["com", "COM", "oRg", "рф", "РФ", "VERMÖGENSBERATER", "中国", "भारत", "NinjA", "\u{212A}ids", "xn--p1ai", "XN--FIQS8S"]
        {
            assert!(tlds.contains(label.as_bytes()), "{label}");
        }
        for label in ["", "co", "comm", "com_", "ki_s", "kidsninja", "р", "中", "xn--", "xn--a-", "xn--ä"] {
            assert!(!tlds.contains(label.as_bytes()), "{label}");
        }
        assert!(!tlds.contains(b"\xFFcom"));
        assert!(!tlds.contains(&"ö".repeat(40).into_bytes()));
        assert!(tlds.begins(b"community", 3));
    }

    #[test]
    fn an_empty_list_has_none() {
        assert!(!Tlds::new(std::iter::empty()).contains(b"com"));
        assert!(!Tlds::new(std::iter::empty()).contains(b""));
    }
}
