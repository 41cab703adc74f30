//! The Luhn check digit (ISO/IEC 7812-1, annex B).

use super::eight_values;

/// Whether ASCII `digits` end in their Luhn check digit. Bytes that are not digits make it false.
///
/// An empty slice and a single zero carry no information and are refused.
pub fn luhn(digits: &[u8]) -> bool {
    let (head, blocks) = digits.as_rchunks::<8>();
    let mut sum = 0u64;
    if !head.is_empty() {
        let Some(head) = short_values(digits, head.len()) else { return false };
        sum = luhn_sum(head);
    }
    for block in blocks {
        let Some(digits) = eight_values(*block) else { return false };
        // 255 blocks of nines stay far below u64::MAX, and longer input only wraps the sum, never panics.
        sum = sum.wrapping_add(luhn_sum(digits));
    }
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// The first `count` digits as [`eight_values`], seven at most, with zeros before them: those change no sum.
fn short_values(digits: &[u8], count: usize) -> Option<u64> {
    let first = match digits.first_chunk() {
        Some(eight) => *eight,
        None => std::array::from_fn(|place| digits.get(place).copied().unwrap_or(b'0')),
    };
    eight_values(first).map(|values| values << (8 * (8 - count)))
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
