//! Pages for a browser: HTML from values, and answers to requests; no socket and no file here.

pub mod bench;
pub mod chart;
pub mod family;
pub mod look;
pub mod report;
pub mod tune;
