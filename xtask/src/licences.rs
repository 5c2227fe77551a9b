//! `cargo xtask licences`: writes down the licences of every third-party part, for the about screen.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{node, shell};

/// Where the list stands, under the root.
pub(crate) const LIST: &str = "crates/app/licences.json";

/// Writes the list.
pub(crate) fn run(_: &[String]) -> Result<()> {
    node::install("ui")?;
    let text = shell::output(&mut shell::cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--locked",
    ]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        // What has a source is not ours.
        if package["source"].is_null() {
            continue;
        }
        let name = format!(
            "{} {}",
            text_of(package, "name"),
            text_of(package, "version")
        );
        let licence = match text_of(package, "license") {
            "" => "see its licence file",
            known => known,
        };
        parts.insert(name, licence.replace('/', " OR "));
    }
    let ui: Value = serde_json::from_str(&std::fs::read_to_string(
        shell::root().join("ui/package.json"),
    )?)?;
    for group in ["dependencies", "devDependencies"] {
        for name in ui[group].as_object().into_iter().flat_map(|o| o.keys()) {
            let path = shell::root()
                .join("ui/node_modules")
                .join(name)
                .join("package.json");
            let package = std::fs::read_to_string(&path)
                .with_context(|| format!("{name} is not installed in ui"))?;
            let package: Value = serde_json::from_str(&package)?;
            let named = format!("{name} {}", text_of(&package, "version"));
            parts.insert(named, text_of(&package, "license").to_owned());
        }
    }
    let rows: Vec<Value> = parts
        .into_iter()
        .map(|(name, licence)| json!({ "name": name, "licence": licence }))
        .collect();
    let lines: Vec<String> = rows.iter().map(|row| format!("  {row}")).collect();
    let path = shell::root().join(LIST);
    std::fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n")))?;
    println!("{} parts in {LIST}", lines.len());
    Ok(())
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_the_lock_file_stands_in_the_list_of_licences() -> Result<()> {
        let list = std::fs::read_to_string(shell::root().join(LIST))?;
        let lock: toml::Value =
            toml::from_str(&std::fs::read_to_string(shell::root().join("Cargo.lock"))?)?;
        let packages = lock["package"].as_array().cloned().unwrap_or_default();
        let missing: Vec<String> = packages
            .iter()
            .filter(|package| package.get("source").is_some())
            .map(|p| {
                format!(
                    "{} {}",
                    p["name"].as_str().unwrap_or(""),
                    p["version"].as_str().unwrap_or("")
                )
            })
            .filter(|name| !list.contains(&format!("\"{name}\"")))
            .collect();
        assert!(
            missing.is_empty(),
            "run `cargo xtask licences`: {missing:?}"
        );
        Ok(())
    }
}
