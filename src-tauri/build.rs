//! Lists the window's own commands, so that they stand under the same permissions as a plugin's, and lets tauri do the rest.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "call_raw"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    tauri_build::try_build(attributes).expect("tauri.conf.json and capabilities/ are valid");
}
