//! The order of the stages, and the only threads.

mod ordered;

pub use ordered::{End, Workers};
