//! The room of `write`, still empty.
