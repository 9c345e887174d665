//! Throughput of fingerprints and grouping on named inputs.

fn main() {
    divan::main();
}
