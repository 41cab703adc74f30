//! The Luhn check digit (ISO/IEC 7812-1, annex B).

/// Whether ASCII `digits` end in their Luhn check digit. Bytes that are not digits make it false.
///
/// An empty slice and a single zero carry no information and are refused.
pub fn luhn(digits: &[u8]) -> bool {
    // A doubled digit above nine counts as the sum of its two digits.
    const DOUBLED: [u8; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let mut sum = 0u32;
    for (place, &byte) in digits.iter().rev().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return false;
        }
        // 255 digits of 9 stay far below u32::MAX, and longer input only wraps the sum, never panics.
        let weighed = if place % 2 == 1 { DOUBLED[digit as usize] } else { digit };
        sum = sum.wrapping_add(u32::from(weighed));
    }
    digits.len() > 1 && sum.is_multiple_of(10)
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
