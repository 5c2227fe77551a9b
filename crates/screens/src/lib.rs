//! The built screens (`ui/dist`), embedded so that the centre is one file; `build.rs` builds them.
//!
//! Looks files up by path and says what they are. Routing, headers and compression are the server's.

/// One file of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Path below the root, without a leading slash.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Strong entity tag, with its quotes: a digest of the bytes.
    pub etag: &'static str,
    /// Whether the name changes with the content, so that it may be cached for ever.
    pub forever: bool,
    /// The content.
    pub bytes: &'static [u8],
}

/// Every file, sorted by path.
pub const SCREENS: &[Screen] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at a path of a URL; `/` is `index.html`.
pub fn find(path: &str) -> Option<&'static Screen> {
    let path = path.trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let at = SCREENS
        .binary_search_by(|screen| screen.path.cmp(path))
        .ok()?;
    SCREENS.get(at)
}

/// The page that starts the screens, for every address that is not a file.
pub fn index() -> Option<&'static Screen> {
    find("index.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_index_page() {
        let index = index().unwrap();
        assert_eq!(find("/"), Some(index));
        assert_eq!(find("/index.html"), Some(index));
        assert_eq!(index.content_type, "text/html; charset=utf-8");
        assert!(!index.forever);
    }

    #[test]
    fn every_file_is_found_by_its_path_and_has_a_strong_tag() {
        for screen in SCREENS {
            assert_eq!(find(screen.path), Some(screen), "{}", screen.path);
            assert!(screen.etag.starts_with('"') && screen.etag.len() == 34);
        }
    }

    #[test]
    fn i21_a_path_that_climbs_out_finds_nothing() {
        for path in [
            "../Cargo.toml",
            "/..%2f",
            "assets/../index.html",
            "INDEX.HTML",
            "//",
        ] {
            assert!(find(path).is_none_or(|s| s.path == "index.html" && path == "//"));
        }
    }
}
