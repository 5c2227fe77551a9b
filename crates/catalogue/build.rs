//! Makes a new file in `/catalogue` a reason to build again; changed files are noticed without it.

fn main() {
    println!("cargo:rerun-if-changed=../../catalogue");
}
