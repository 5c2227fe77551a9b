//! Chinese full-text search on SQLite's plain tokenizer: every Han character is a word of its own, and a mark stands where
//! punctuation parts two phrases.
//!
//! One- and two-character queries find, nothing matches across punctuation, Latin words and numbers match whole or by their beginning.
//! The trigram tokenizer of SQLite finds nothing below three characters, which is most Chinese words.

/// Stands where punctuation was, so that a phrase does not match across it. No text contains it by itself.
const MARK: &str = "zqzmarkzqz";

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF | 0x3007)
}

/// The text as it is put into the index.
pub fn to_index(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut marked = true;
    let mut in_word = false;
    for c in text.chars() {
        if is_han(c) {
            out.push(' ');
            out.push(c);
            (in_word, marked) = (false, false);
        } else if c.is_alphanumeric() {
            if !in_word {
                out.push(' ');
            }
            out.extend(c.to_lowercase());
            (in_word, marked) = (true, false);
        } else {
            in_word = false;
            // A space between two Latin words parts nothing; anything else does.
            if !c.is_whitespace() && !marked {
                out.push(' ');
                out.push_str(MARK);
                marked = true;
            }
        }
    }
    out.trim_start().to_owned()
}

/// A query in the language of FTS5; none when there is nothing to search for. Words apart must all be found.
pub fn to_query(text: &str) -> Option<String> {
    let mut phrases = Vec::new();
    for part in text
        .split(|c: char| !is_han(c) && !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        let words = to_index(part);
        // The last Latin word may go on: people type the beginning of a code.
        let open = part.chars().next_back().is_some_and(|c| !is_han(c));
        phrases.push(format!("\"{words}\"{}", if open { "*" } else { "" }));
    }
    (!phrases.is_empty()).then(|| phrases.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_are_words_of_their_own_and_punctuation_parts() {
        assert_eq!(
            to_index("钢筋，C30混凝土"),
            format!("钢 筋 {MARK} c30 混 凝 土")
        );
        assert_eq!(to_query("混凝土").as_deref(), Some("\"混 凝 土\""));
        assert_eq!(to_query(" C3 ").as_deref(), Some("\"c3\"*"));
        assert_eq!(to_query("，。"), None);
    }

    #[test]
    fn a_query_never_breaks_out_of_its_quotes() {
        assert_eq!(
            to_query("\" OR 1=1 --").as_deref(),
            Some("\"or\"* AND \"1\"* AND \"1\"*")
        );
    }
}
