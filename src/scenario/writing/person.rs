//! Names of people: order of the parts, titles, patronymics.

use super::Writing;

impl Writing {
    /// Whether a name is written right: in any order that people write the parts in, with or without a title.
    pub(super) fn same_person(&self, written: &str, truth: &str) -> bool {
        // A number is nobody's name.
        if written.contains(|c: char| c.is_ascii_digit()) && !truth.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let parts = self.name_parts(truth);
        let orders = orders(&self.with_shorter_patronymics(&parts));
        self.foldings(written).iter().any(|written| {
            let mine = self.without_titles(tokens(written), &parts);
            !mine.is_empty() && orders.iter().any(|order| self.is_way_of(&mine, order))
        })
    }

    fn name_parts(&self, name: &str) -> Vec<String> {
        tokens(&self.fold(name)).into_iter().map(str::to_owned).collect()
    }

    fn without_titles(&self, mine: Vec<&str>, truth: &[String]) -> String {
        let is_title = |part: &str| self.titles.contains(part) && !truth.iter().any(|other| other == part);
        mine.into_iter().filter(|part| !is_title(part)).collect::<Vec<_>>().join(" ")
    }

    /// The parts, the parts without a patronymic, and the parts with its first letter.
    fn with_shorter_patronymics(&self, parts: &[String]) -> Vec<Vec<String>> {
        let mut out = vec![parts.to_vec()];
        let is_patronymic = |part: &String| self.patronymics.iter().any(|ending| part.ends_with(ending.as_str()));
        if parts.len() < 3 {
            return out;
        }
        // A surname may end like a patronymic. It stands first or last, so the one in the middle is asked first.
        let found = (1..parts.len() - 1).chain([parts.len() - 1]).find(|at| is_patronymic(&parts[*at]));
        if let Some(at) = found {
            let mut short = parts.to_vec();
            short[at] = parts[at].chars().take(1).collect();
            out.push(short);
            let mut without = parts.to_vec();
            without.remove(at);
            out.push(without);
        }
        out
    }
}

/// Words of a folded name: commas and full stops part them.
fn tokens(folded: &str) -> Vec<&str> {
    folded.split([' ', ',', '.']).filter(|part| !part.is_empty()).collect()
}

/// Each list of parts with its last ones first, one after another: "Katherine Wray", "Wray Katherine".
fn orders(lists: &[Vec<String>]) -> Vec<String> {
    let turned = |parts: &Vec<String>| {
        let count = parts.len().max(1);
        (0..count)
            .map(|turn| parts.iter().cycle().skip(turn).take(parts.len()).cloned().collect::<Vec<_>>().join(" "))
            .collect::<Vec<String>>()
    };
    lists.iter().flat_map(turned).collect()
}
