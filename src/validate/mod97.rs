//! The check digits of an IBAN (ISO 13616-1, which takes them from ISO/IEC 7064, MOD 97-10).

use super::eight_digits;

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
    let mut are_known = true;
    for &byte in characters {
        let value = VALUES[usize::from(byte)];
        are_known &= value != NO_VALUE;
        rest = rest * if value < 10 { 10 } else { 100 } + u64::from(value);
    }
    are_known.then_some(rest % 97)
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
    use super::mod97;

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
    fn refuses_what_is_no_iban() {
        for other in ["", "DE89", "DE89 3704", "DE89-3704"] {
            assert!(!mod97(other.as_bytes()), "{other}");
        }
    }
}
