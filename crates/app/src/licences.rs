//! Licences of what is inside, for the about screen; the list is made by `cargo xtask licences`.

use handheld_contract::views::session::LicenceRow;

/// Name, version and SPDX expression of every third-party part, by name.
pub fn licences() -> Vec<LicenceRow> {
    // The list is part of the program and a test reads it.
    serde_json::from_str(include_str!("../licences.json")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_licences_is_there_and_whole() {
        let rows = licences();
        assert!(rows.len() > 100, "{}", rows.len());
        for part in ["automerge", "tauri", "rusqlite", "svelte"] {
            assert!(
                rows.iter().any(|row| row.name.starts_with(part)),
                "{part} is not named"
            );
        }
        assert!(rows.iter().all(|row| !row.licence.is_empty()));
    }
}
