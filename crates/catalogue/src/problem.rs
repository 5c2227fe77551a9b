//! What is wrong with a catalogue, in a form that tells its editor what to do.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueProblem {
    /// File within the catalogue, with forward slashes.
    pub file: String,
    /// Where in the file, such as `matter[P3-04].department`.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for CatalogueProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: {}; {}",
            self.file, self.key, self.message, self.remedy
        )
    }
}

/// Everything that is wrong with a catalogue; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueErrors(pub Vec<CatalogueProblem>);

impl fmt::Display for CatalogueErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogueErrors {}

/// Gathers problems while files are read and checked.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<CatalogueProblem>);

impl Problems {
    pub(crate) fn add(
        &mut self,
        file: &str,
        key: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(CatalogueProblem {
            file: file.to_owned(),
            key: key.into(),
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    pub(crate) fn into_result(mut self) -> Result<(), CatalogueErrors> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0
            .sort_by(|a, b| (&a.file, &a.key).cmp(&(&b.file, &b.key)));
        Err(CatalogueErrors(self.0))
    }
}

/// Returns a remedy that names the known word closest to a misspelt one.
pub(crate) fn did_you_mean<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> String {
    let closest = known
        .map(|word| (distance(given, word), word))
        .min()
        .filter(|(distance, word)| *distance <= 2.max(word.chars().count() / 3));
    match closest {
        Some((_, word)) => format!("did you mean {word:?}?"),
        None => "use a key that exists, or add it".to_owned(),
    }
}

/// Levenshtein distance, case apart.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cb, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            let cost = diagonal + usize::from(ca != *cb);
            left = cost.min(above + 1).min(left + 1);
            *cell = left;
            diagonal = above;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_answered_with_the_closest_one() {
        let known = || ["P1-01", "special_project", "civil_building"].into_iter();
        assert_eq!(
            did_you_mean("special_projct", known()),
            "did you mean \"special_project\"?"
        );
        assert_eq!(
            did_you_mean("zzz", known()),
            "use a key that exists, or add it"
        );
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
