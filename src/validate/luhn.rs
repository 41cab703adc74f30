//! The Luhn check digit (ISO/IEC 7812-1, annex B).

/// Whether ASCII `digits` end in their Luhn check digit. Bytes that are not digits make it false.
///
/// An empty slice and a single zero carry no information and are refused.
pub fn luhn(digits: &[u8]) -> bool {
    // A doubled digit above nine counts as the sum of its two digits.
    const DOUBLED: [u8; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let mut sum = 0u32;
    // Two digits at once, the doubled one first; the first digit stands for itself where their number is odd.
    let (first, pairs) = digits.split_at(digits.len() % 2);
    for &[doubled, single] in pairs.as_chunks::<2>().0 {
        let (doubled, single) = (doubled.wrapping_sub(b'0'), single.wrapping_sub(b'0'));
        if doubled > 9 || single > 9 {
            return false;
        }
        // 255 digits of 9 stay far below u32::MAX, and longer input only wraps the sum, never panics.
        sum = sum.wrapping_add(u32::from(DOUBLED[usize::from(doubled)]) + u32::from(single));
    }
    let first = first.first().map_or(0, |byte| byte.wrapping_sub(b'0'));
    digits.len() > 1 && first <= 9 && sum.wrapping_add(u32::from(first)).is_multiple_of(10)
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
