//! The exact value of the `simhash` crate, counted faster.

use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher;

use super::counters::Counters;

/// What `simhash::simhash(text)` of the `simhash` crate 0.3 returns: SipHash-2-4 with keys 0, 0 over each
/// white-space token and a 0xff byte, every token weighing one.
pub fn simhash64_crate(text: &str) -> u64 {
    let mut counters = Counters::<1>::new();
    for token in text.split_whitespace() {
        let mut hasher = SipHasher::new();
        token.hash(&mut hasher);
        counters.add([hasher.finish()], 0);
    }
    let [bits] = counters.bits();
    bits
}

/// The same value by the `simhash` crate itself: what ours is measured and tested against.
pub fn baseline(text: &str) -> u64 {
    simhash::simhash(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values_of_the_crate_come_out() {
        assert_eq!(simhash64_crate("The cat sat on the mat"), 2_595_200_813_813_010_837);
        assert_eq!(simhash64_crate(""), 0);
    }

    proptest! {
        #[test]
        fn ours_is_the_crate_s_value(text in "([a-zA-Zé中]{1,3}[ \\n\u{a0}\u{3000}.]{1,2}){0,300}") {
            prop_assert_eq!(simhash64_crate(&text), baseline(&text));
        }
    }
}
