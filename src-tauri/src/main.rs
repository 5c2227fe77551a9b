//! The program on a desk: everything is in `lib.rs`, which phones start too.

// No console beside the window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    handheld_check_lib::run();
}
