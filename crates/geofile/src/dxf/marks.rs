//! Characters that a line of a DXF cannot hold: `\U+4E00` for a character, `^J` for a control character. Leaves lines to `pairs`.

/// Text as it is meant.
pub(crate) fn unmark(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut buffer = [0; 2];
    while let Some(first) = rest.chars().next() {
        let code = rest.strip_prefix("\\U+").and_then(|tail| tail.get(..4));
        if let Some(unit) = code.and_then(|hex| u16::from_str_radix(hex, 16).ok()) {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        let after = rest.strip_prefix('^').and_then(|tail| tail.chars().next());
        match after {
            Some(' ') => units.push(u16::from(b'^')),
            Some(control @ '@'..='_') => units.push(control as u16 - 0x40),
            _ => {
                units.extend_from_slice(first.encode_utf16(&mut buffer));
                rest = &rest[first.len_utf8()..];
                continue;
            }
        }
        rest = &rest[2..];
    }
    // A lone half of a pair becomes the sign that a name is refused for.
    String::from_utf16_lossy(&units)
}

/// Text as a line of an R12 drawing in code page 936.
pub(crate) fn mark(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '^' => out.extend(b"^ "),
            c if (c as u32) < 0x20 => out.extend([b'^', c as u8 + 0x40]),
            // What would be read as a mark is marked itself.
            '\\' => out.extend(b"\\U+005C"),
            c if c.is_ascii() => out.push(c as u8),
            c => {
                let mut buffer = [0; 4];
                let (bytes, _, lost) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
                if !lost && bytes.len() == 2 {
                    out.extend_from_slice(&bytes);
                } else {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        out.extend(format!("\\U+{unit:04X}").bytes());
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in [
            "界址点1",
            "a^b\\c",
            "\\U+4E00",
            "line\nbreak\ttab",
            "📍é €",
            "",
            "^J",
            "囍\u{20000}",
        ] {
            let bytes = mark(text);
            let (line, _, lost) = encoding_rs::GB18030.decode(&bytes);
            assert!(!lost);
            assert_eq!(unmark(&line), text);
        }
    }

    #[test]
    fn half_a_mark_is_text() {
        for text in ["\\U+", "\\U+4E", "\\U+4E界", "^", "^界", "\\"] {
            assert_eq!(unmark(text), text);
        }
    }
}
