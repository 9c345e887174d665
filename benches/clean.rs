//! Throughput of cleaning on named inputs.

fn main() {
    divan::main();
}
