//! How wide a text is in Noto Sans, well enough to lay things out without the font.

/// Width of a text in pixels at a size in pixels, a little more rather than less.
#[must_use]
pub fn text_width(text: &str, size: f32) -> f32 {
    text.chars().map(letter).sum::<f32>() * size
}

/// Advance of a letter as a share of the type size: Noto Sans for Latin, safe figures for other scripts.
fn letter(sign: char) -> f32 {
    match sign {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | 'I' => 0.29,
        ' ' | '(' | ')' | '[' | ']' | '-' | '·' | '/' | 'f' | 't' | 'r' => 0.40,
        'm' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.95,
        'w' | 'N' | 'O' | 'Q' | 'G' | 'H' | 'D' | 'U' | '&' | '+' | '<' | '>' | '=' | '−' => 0.78,
        'A'..='Z' => 0.65,
        '0'..='9' | 'a'..='z' => 0.60,
        // Marks that stand over or under another letter.
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}' => 0.0,
        '\u{1100}'.. => 1.05,
        _ => 0.72,
    }
}

/// As much of a text as fits, with an ellipsis where something was left out.
#[must_use]
pub fn fitted(text: &str, size: f32, width: f32) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text_width(&text, size) <= width {
        return text;
    }
    let room = width - text_width("…", size);
    let mut used = 0.0;
    let mut out = String::new();
    for sign in text.chars() {
        used += letter(sign) * size;
        if used > room {
            break;
        }
        out.push(sign);
    }
    format!("{}…", out.trim_end())
}

/// A text inside SVG: signs that mean something there are written otherwise, those that XML does not allow are left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => {}
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fitted_is_no_wider_than_its_room() {
        for text in [
            "",
            "short",
            "a rather long line that does not fit",
            "Wwwwwwwwwwwwwwwwwwwwwwwwww",
            "ночь ночь ночь ночь ночь",
            "長い長い長い長い長い名前",
        ] {
            for width in [20.0, 60.0, 120.0, 400.0] {
                let out = fitted(text, 12.0, width);
                assert!(text_width(&out, 12.0) <= width, "{out}");
                assert!(out == text || out.ends_with('…'), "{out}");
            }
        }
    }

    #[test]
    fn signs_of_xml_are_written_otherwise() {
        assert_eq!(escaped("a<b> & \"c\"\u{1}\n"), "a&lt;b&gt; &amp; &quot;c&quot; ");
    }
}
