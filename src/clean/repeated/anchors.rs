//! Sampled passages of a text: what two copies of a story share, however they are cut.
//!
//! A window of 32 bytes slides over letters and digits; windows are chosen by their own hash, so that a
//! passage has the same anchors wherever it stands (Manber 1994). No words are found, which makes this cost
//! a few per cent of a sketch, and the same for every script.

/// Bytes of letters and digits in a window: five or six words, ten Chinese characters.
const WINDOW: usize = 32;

/// One window in so many is an anchor.
const SAMPLE: u64 = 32;

/// The smallest are anchors whatever they are, so that short texts have some.
const SMALLEST: usize = 6;

/// More than these, the smallest, are not kept: a long text is known by a part of it.
const MOST: usize = 128;

/// Base of the rolling hash, odd (Knuth's multiplicative constant).
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The anchors of some lines, sorted, each once.
pub(super) fn anchors<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u32> {
    let mut sampled: Vec<u64> = Vec::new();
    let mut smallest: Vec<u64> = Vec::new();
    for line in lines {
        slide(line, |hash| {
            if hash % SAMPLE == 0 {
                sampled.push(hash);
            } else if smallest.len() < SMALLEST || smallest.last().is_some_and(|&last| hash < last) {
                keep_small(&mut smallest, hash);
            }
        });
    }
    sampled.extend(smallest);
    sampled.sort_unstable();
    sampled.dedup();
    sampled.truncate(MOST);
    let mut anchors: Vec<u32> = sampled.into_iter().map(|hash| (hash >> 16) as u32).collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

fn keep_small(smallest: &mut Vec<u64>, hash: u64) {
    let at = smallest.partition_point(|&other| other < hash);
    if smallest.get(at) != Some(&hash) {
        smallest.insert(at, hash);
        smallest.truncate(SMALLEST);
    }
}

/// Calls `each` with the hash of every window of a line.
fn slide(line: &str, mut each: impl FnMut(u64)) {
    const OUT: u64 = power(WINDOW);
    let mut window = [0u8; WINDOW];
    let mut seen = 0;
    let mut hash = 0u64;
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        // General Punctuation, U+2000 to U+207F, is E2 80 xx and E2 81 xx: copies differ in their quotes.
        if byte == 0xe2 && matches!(bytes.get(at + 1), Some(0x80 | 0x81)) {
            at += 3;
            continue;
        }
        at += 1;
        if !(byte.is_ascii_alphanumeric() || byte >= 0x80) {
            continue;
        }
        let byte = byte.to_ascii_lowercase();
        let gone = std::mem::replace(&mut window[seen % WINDOW], byte);
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1).wrapping_sub(if seen >= WINDOW {
            (u64::from(gone) + 1).wrapping_mul(OUT)
        } else {
            0
        });
        seen += 1;
        if seen >= WINDOW {
            each(mix(hash));
        }
    }
}

const fn power(exponent: usize) -> u64 {
    let mut power = 1u64;
    let mut at = 0;
    while at < exponent {
        power = power.wrapping_mul(BASE);
        at += 1;
    }
    power
}

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): the low bits of a polynomial hash say little.
const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(seed: u64, sentences: u64) -> Vec<String> {
        let word = |n: u64| format!("w{:x}", mix(n + seed * 1_000_003) % 4096);
        (0..sentences)
            .map(|s| (0..16).map(|n| word(s * 16 + n)).collect::<Vec<_>>().join(" ") + ".")
            .collect()
    }

    fn of(lines: &[String]) -> Vec<u32> {
        anchors(lines.iter().map(String::as_str))
    }

    #[test]
    fn a_cut_copy_keeps_the_anchors_of_what_is_left() {
        let whole = story(1, 40);
        let all = of(&whole);
        let cut = of(&whole[..15]);
        let shared = cut.iter().filter(|anchor| all.binary_search(anchor).is_ok()).count();
        assert!(all.len() > 40 && cut.len() > 15, "{} {}", all.len(), cut.len());
        assert!(shared * 10 >= cut.len() * 6, "{shared} of {}", cut.len());
        let other = of(&story(2, 40));
        assert!(other.iter().all(|anchor| all.binary_search(anchor).is_err()));
    }

    #[test]
    fn punctuation_and_case_do_not_count_and_no_long_line_is_without_anchors() {
        let one = ["The ferry will leave the harbour at seven in the morning.".to_owned()];
        let two = ["THE FERRY will leave — the harbour, at seven, in the morning".to_owned()];
        assert_eq!(of(&one), of(&two));
        assert!(!of(&one).is_empty());
        assert!(of(&["short".to_owned()]).is_empty());
    }
}
