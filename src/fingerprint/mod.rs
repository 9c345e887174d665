//! The room of `fingerprint`, still empty.
