//! The room of `read`, still empty.
