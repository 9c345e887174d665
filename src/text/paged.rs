//! What is asked of every character, found out once.

use std::sync::OnceLock;

/// Characters of a page.
const PAGE: usize = 256;
/// Pages up to U+10FFFF.
const PAGES: usize = 0x11_0000 / PAGE;

/// A property of characters as a table of pages, each made when a character of it is first met: a text has few
/// scripts. Tables of Unicode are made to be small and are searched for each question; measuring the lines of
/// pages asks six of each character, and took half the time again.
pub struct Paged<T: 'static> {
    of: fn(char) -> T,
    pages: [OnceLock<Box<[T; PAGE]>>; PAGES],
}

impl<T: Copy> Paged<T> {
    /// A property that `of` finds out; it must always say the same.
    pub const fn new(of: fn(char) -> T) -> Paged<T> {
        Paged { of, pages: [const { OnceLock::new() }; PAGES] }
    }

    /// That of a character.
    #[inline]
    pub fn get(&self, c: char) -> T {
        let (page, place) = (c as usize / PAGE, c as usize % PAGE);
        self.pages[page].get_or_init(|| self.page(page))[place]
    }

    /// Surrogates are no characters; what is said of them is not asked for.
    #[cold]
    fn page(&self, page: usize) -> Box<[T; PAGE]> {
        let first = (page * PAGE) as u32;
        let character = |at: usize| char::from_u32(first + at as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        Box::new(std::array::from_fn(|at| (self.of)(character(at))))
    }
}

impl<T> std::fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Paged")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_own() {
        static SELF: Paged<char> = Paged::new(|c| c);
        assert!(('\0'..=char::MAX).all(|c| SELF.get(c) == c));
    }
}
