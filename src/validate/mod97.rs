//! The check digits of an IBAN (ISO 13616-1, which takes them from ISO/IEC 7064, MOD 97-10).

/// Whether `iban`, country code first and without separators, leaves 1 when divided by 97.
///
/// Letters count in either case. Any other byte, or fewer than five characters, makes it false.
pub fn mod97(iban: &[u8]) -> bool {
    let Some((head, bban)) = iban.split_at_checked(4) else {
        return false;
    };
    let mut rest = 0;
    let (blocks, tail) = bban.as_chunks::<8>();
    for block in blocks {
        rest = match eight_digits(*block) {
            Some(number) => (rest * 100_000_000 + number) % 97,
            None => match append(rest, block) {
                Some(rest) => rest,
                None => return false,
            },
        };
    }
    !bban.is_empty() && append(rest, tail).and_then(|rest| append(rest, head)) == Some(1)
}

/// The rest after at most eight more characters: below 97 and with two digits each, all stays below 2^64.
fn append(mut rest: u64, characters: &[u8]) -> Option<u64> {
    for &byte in characters {
        let value = VALUES[usize::from(byte)];
        if value == NO_VALUE {
            return None;
        }
        rest = rest * if value < 10 { 10 } else { 100 } + u64::from(value);
    }
    Some(rest % 97)
}

/// The number that eight ASCII digits spell, all at once: pairs, then fours, then eight.
fn eight_digits(bytes: [u8; 8]) -> Option<u64> {
    let digits = u64::from_le_bytes(bytes) ^ 0x3030_3030_3030_3030;
    // No lane may be above nine: adding 0x76 would carry into its highest bit.
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    Some((fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF)
}

const NO_VALUE: u8 = u8::MAX;

/// What a character stands for: a letter for two digits, A for 10 to Z for 35.
const VALUES: [u8; 256] = {
    let mut values = [NO_VALUE; 256];
    let mut byte = 0;
    while byte < 128 {
        if let Some(value) = (byte as u8 as char).to_digit(36) {
            values[byte] = value as u8;
        }
        byte += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::{eight_digits, mod97};

    #[test]
    fn accepts_registry_examples_in_either_case() {
        for iban in ["DE89370400440532013000", "gb29nwbk60161331926819", "MT84MALT011000012345MTLCAST001S"] {
            assert!(mod97(iban.as_bytes()), "{iban}");
        }
    }

    #[test]
    fn refuses_every_single_wrong_digit() {
        let right = b"DE89370400440532013000";
        for place in 2..right.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = *right;
                wrong[place] = digit;
                assert_eq!(mod97(&wrong), wrong == *right);
            }
        }
    }

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

    #[test]
    fn refuses_what_is_no_iban() {
        for other in ["", "DE89", "DE89 3704", "DE89-3704"] {
            assert!(!mod97(other.as_bytes()), "{other}");
        }
    }
}
