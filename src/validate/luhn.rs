//! The Luhn check digit (ISO/IEC 7812-1, annex B).

use super::eight_values;

/// Whether ASCII `digits` end in their Luhn check digit. Bytes that are not digits make it false.
///
/// An empty slice and a single zero carry no information and are refused.
pub fn luhn(digits: &[u8]) -> bool {
    // Zeros before a number change nothing, so it may fill whole blocks from the right.
    let (head, blocks) = digits.as_rchunks::<8>();
    let mut first = [b'0'; 8];
    first[8 - head.len()..].copy_from_slice(head);
    let mut sum = 0u64;
    for block in [&first].into_iter().chain(blocks) {
        let Some(digits) = eight_values(*block) else { return false };
        // 255 blocks of nines stay far below u64::MAX, and longer input only wraps the sum, never panics.
        sum = sum.wrapping_add(luhn_sum(digits));
    }
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// The sum of eight digits of which every second one, from the first on, counts double. Each is a byte, the first one lowest.
fn luhn_sum(digits: u64) -> u64 {
    const FIRST: u64 = 0x00FF_00FF_00FF_00FF;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let doubled = digits & FIRST;
    // A doubled digit above nine counts as the sum of its two digits: nine less. Five and more carry into the highest bit.
    let above = (doubled + (0x7B * (FIRST & ONES))) >> 7 & ONES;
    let each = doubled * 2 - above * 9 + (digits & !FIRST);
    each.wrapping_mul(ONES) >> 56
}

#[cfg(test)]
mod tests {
    use super::luhn;

    #[test]
    fn accepts_published_numbers() {
        for number in ["4111111111111111", "378282246310005", "6011111111111117", "18"] {
            assert!(luhn(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn refuses_every_single_wrong_digit() {
        let right = b"4111111111111111";
        for place in 0..right.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = *right;
                wrong[place] = digit;
                assert_eq!(luhn(&wrong), wrong == *right);
            }
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for other in ["", "0", "4111 1111 1111 1111", "411111111111111a"] {
            assert!(!luhn(other.as_bytes()), "{other}");
        }
    }
}
