//! Near-duplicate stories: which documents are one story, what each is to it, and which one stands for it.

mod member;

pub use member::{Group, Member, Permille, Role};
