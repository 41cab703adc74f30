//! Checks over plain bytes, by the names that pattern files use.

mod luhn;
mod mod97;
pub mod phone;

pub use luhn::luhn;
pub use mod97::mod97;

/// A check that a pattern file names.
#[derive(Clone, Copy)]
pub struct Validator {
    name: &'static str,
    check: fn(&[u8]) -> bool,
}

impl Validator {
    /// Its name in pattern files.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether the letters and digits of a candidate pass; everything between them is left out first by the caller.
    pub fn check(self, alphanumeric: &[u8]) -> bool {
        (self.check)(alphanumeric)
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A new check is one function and one row here.
const TABLE: &[Validator] = &[Validator { name: "luhn", check: luhn }, Validator { name: "mod97", check: mod97 }];

/// The validator of this name.
pub fn by_name(name: &str) -> Option<Validator> {
    TABLE.iter().copied().find(|v| v.name == name)
}

/// The names of all validators.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|v| v.name)
}

/// What eight ASCII digits stand for, each in a byte, the first one lowest; none where one is no digit.
fn eight_values(bytes: [u8; 8]) -> Option<u64> {
    let digits = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    // No lane may be above nine: adding 0x76 would carry into its highest bit.
    let are_digits = (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0;
    are_digits.then_some(digits)
}

/// The number that eight ASCII digits spell, all at once: pairs, then fours, then eight.
pub(crate) fn eight_digits(bytes: [u8; 8]) -> Option<u64> {
    let digits = eight_values(bytes)?;
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::eight_digits;

    #[test]
    fn eight_digits_are_read_at_once() {
        for number in [0, 1, 12_345_678, 99_999_999, 90_000_001] {
            let text = format!("{number:08}");
            assert_eq!(eight_digits(text.as_bytes().try_into().unwrap()), Some(number));
        }
        for byte in (0..=255).filter(|b: &u8| !b.is_ascii_digit()) {
            for place in 0..8 {
                let mut text = *b"12345679";
                text[place] = byte;
                assert_eq!(eight_digits(text), None);
            }
        }
    }
}
