//! A published template version is never edited: its digest stands in a list that only grows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// Digests of published files; a change of a published template fails here, a new version is added.
const PUBLISHED: &str = include_str!("published.txt");

#[test]
fn published_template_versions_are_never_edited() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/templates");
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path())
            .unwrap()
            .replace("\r\n", "\n");
        let digest = hex::encode(Sha256::digest(text.as_bytes()));
        found.insert(entry.file_name().into_string().unwrap(), digest);
    }
    let published: BTreeMap<String, String> = PUBLISHED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (digest, file) = line.split_once("  ").expect("two columns");
            (file.to_owned(), digest.to_owned())
        })
        .collect();
    for (file, digest) in &published {
        assert_eq!(
            found.get(file),
            Some(digest),
            "{file} is published: put it back, and make the change in a new version"
        );
    }
    for (file, digest) in &found {
        assert!(
            published.contains_key(file),
            "publish it by adding the line\n{digest}  {file}"
        );
    }
}
