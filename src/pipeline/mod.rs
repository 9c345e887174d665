//! The room of `pipeline`, still empty.
