//! Words for the full-text search: Chinese by single characters, Latin and digits by whole words.
//!
//! A database's tokenizer takes a run of Han characters for one word, so the tokens are made here and the same ones serve
//! every database. A sentinel stands for punctuation: without it a phrase would match across a comma.

/// Stands between words that were apart in the text.
const SENTINEL: &str = "zqz";

/// What one query word asks for: these tokens in this order, the last one perhaps only begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Tokens in order.
    pub tokens: Vec<String>,
    /// The last token may continue (Latin and digits: `C3` finds `C30`).
    pub prefix: bool,
}

fn is_single(c: char) -> bool {
    matches!(c as u32,
        0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

/// Full-width Latin and digits (`Ｃ３０`) are the same letters.
fn narrow(c: char) -> char {
    match c as u32 {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut gap = false;
    for c in text.chars().map(narrow) {
        let single = is_single(c);
        if !single && !c.is_alphanumeric() {
            if !run.is_empty() {
                out.push(std::mem::take(&mut run));
            }
            gap = true;
            continue;
        }
        if gap && !out.is_empty() {
            out.push(SENTINEL.to_owned());
        }
        gap = false;
        if single {
            if !run.is_empty() {
                out.push(std::mem::take(&mut run));
            }
            out.push(c.to_string());
        } else {
            run.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
    }
    if !run.is_empty() {
        out.push(run);
    }
    out
}

/// The text as it goes into the index: `钢筋,C30` is `钢 筋 zqz c30`.
pub fn to_index(text: &str) -> String {
    tokens(text).join(" ")
}

/// The phrases of a query, one for each word; each must be found.
pub fn phrases(query: &str) -> Vec<Phrase> {
    query
        .split_whitespace()
        .map(tokens)
        .filter(|tokens| !tokens.is_empty())
        .map(|tokens| {
            let prefix = tokens
                .last()
                .and_then(|last| last.chars().next())
                .is_some_and(|c| !is_single(c));
            Phrase { tokens, prefix }
        })
        .collect()
}

/// The query in the syntax of SQLite's FTS5; `None` when there is nothing to look for.
pub fn to_query(query: &str) -> Option<String> {
    let words: Vec<String> = phrases(query)
        .into_iter()
        .map(|phrase| {
            let star = if phrase.prefix { "*" } else { "" };
            format!("\"{}\"{star}", phrase.tokens.join(" "))
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}

/// Whether a text that [`to_index`] made has every phrase: what the database does, for stores without one.
pub(crate) fn has_all(indexed: &str, phrases: &[Phrase]) -> bool {
    let tokens: Vec<&str> = indexed.split(' ').collect();
    phrases.iter().all(|phrase| {
        let (last, before) = match phrase.tokens.split_last() {
            Some(parts) => parts,
            None => return true,
        };
        tokens.windows(phrase.tokens.len()).any(|window| {
            window.iter().zip(before).all(|(have, want)| have == want)
                && window.last().is_some_and(|have| {
                    *have == last || (phrase.prefix && have.starts_with(last.as_str()))
                })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_are_single_tokens_and_punctuation_keeps_them_apart() {
        assert_eq!(to_index("钢筋,C30"), "钢 筋 zqz c30");
        assert_eq!(to_index("，钢筋Ｃ３０。"), "钢 筋 c30");
        assert_eq!(
            to_query("混凝土 c3").as_deref(),
            Some("\"混 凝 土\" AND \"c3\"*")
        );
        assert_eq!(to_query(" ，\" "), None);
    }

    #[test]
    fn a_phrase_matches_inside_a_run_but_not_across_punctuation() {
        let text = to_index("现场钢筋，水泥渗漏 DN100");
        for (query, found) in [
            ("钢筋", true),
            ("渗", true),
            ("筋水", false),
            ("渗漏 钢", true),
            ("dn1", true),
            ("n100", false),
            ("钢筋 木", false),
        ] {
            assert_eq!(has_all(&text, &phrases(query)), found, "{query}");
        }
    }
}
