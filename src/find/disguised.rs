//! Whether what stands beside digits may be in disguise. May be wrong, never misses.

/// What the bytes are that a disguise begins with.
pub(super) const MARK: u8 = 1;
/// What the `#` is that may be inside one.
const INSIDE: u8 = 2;

const DISGUISES: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0x80;
    while byte < 256 {
        all[byte] = MARK;
        byte += 1;
    }
    (all[b'%' as usize], all[b'&' as usize], all[b'\\' as usize], all[b'#' as usize]) = (MARK, MARK, MARK, INSIDE);
    all
};

/// How near a digit a disguise is looked for.
const NEAR: usize = 4;

/// What the bytes near a digit are, together.
#[inline]
pub(super) fn disguises(near: &[u8]) -> u8 {
    near.iter().fold(0, |all, &b| all | DISGUISES[usize::from(b)])
}

/// Whether what stands at `start` or right before it may be in disguise.
#[inline]
pub(super) fn is_disguised_before(raw: &[u8], start: usize) -> bool {
    let near = raw[..start].last_chunk::<NEAR>().map_or_else(|| disguises(&raw[..start]), |near| disguises(near));
    raw[start] >= 0x80 || near != 0
}

#[inline]
pub(super) fn is_disguised_after(raw: &[u8], end: usize) -> bool {
    let near = raw[end..].first_chunk::<NEAR>().map_or_else(|| disguises(&raw[end..]), |near| disguises(near));
    near & MARK != 0
}
