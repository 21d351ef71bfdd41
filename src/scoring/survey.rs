//! Surveys: whether questions were read as they stand, and asked on without a hint of an answer.

use similar::{ChangeTag, TextDiff};

use super::criteria::Judge;
use super::verdict::Verdict;
use crate::scenario::{Act, Template};

impl Judge<'_> {
    /// Share of the questions asked that were read word for word. A question that is asked again counts again.
    pub(super) fn verbatim(&self) -> Verdict {
        let setup = self.call.setup();
        let (mut right, mut all, mut evidence) = (0, 0, Vec::new());
        for line in self.story.own_lines() {
            let asks = self.story.reply_source(line).and_then(|reply| reply.asks.as_ref());
            let Some(question) = asks.and_then(|name| setup.scenario.source.questions.get(name)) else { continue };
            let Ok(text) = Template::parse(&question.text) else { continue };
            let text = text.fill(|slot| setup.spoken(slot));
            all += 1;
            let Some(difference) = difference(&text, &line.text) else {
                right += 1;
                continue;
            };
            let mut moment = self.said(line, "not-verbatim");
            moment.finding = moment.finding.with("difference", difference);
            moment.better = Some(text);
            evidence.push(moment);
        }
        Verdict::share(right, all, evidence)
    }

    pub(super) fn neutral_probes(&self) -> Verdict {
        let is = |act: Act| self.story.own_lines().filter(move |line| self.story.acts(line).contains(&act));
        let leading: Vec<_> = is(Act::LeadingProbe).map(|line| self.said(line, "leading-probe")).collect();
        let neutral = is(Act::NeutralProbe).count();
        Verdict::share(neutral, neutral + leading.len(), leading)
    }
}

/// How a line differs from a question in its words: what was left out behind a minus, what was put in behind a plus. None
/// where the words are the same; marks and capitals are not heard.
fn difference(question: &str, said: &str) -> Option<String> {
    let heard = |word: &str| -> String {
        word.chars().filter(|c| c.is_alphanumeric() || *c == '\'').flat_map(char::to_lowercase).collect()
    };
    let own: Vec<&str> = question.split_whitespace().collect();
    let others: Vec<&str> = said.split_whitespace().collect();
    let (own_heard, others_heard): (Vec<String>, Vec<String>) =
        (own.iter().copied().map(heard).collect(), others.iter().copied().map(heard).collect());
    if own_heard == others_heard {
        return None;
    }
    let slices = |words: &'_ [String]| -> Vec<String> { words.to_vec() };
    let (old, new) = (slices(&own_heard), slices(&others_heard));
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
    let mut told: Vec<(ChangeTag, String)> = Vec::new();
    for change in TextDiff::from_slices(&old, &new).iter_all_changes() {
        let word = match change.tag() {
            ChangeTag::Insert => change.new_index().and_then(|at| others.get(at)),
            ChangeTag::Equal | ChangeTag::Delete => change.old_index().and_then(|at| own.get(at)),
        };
        let word = word.copied().unwrap_or_default();
        // Neighbours that were changed alike are one change to the eye.
        match told.last_mut().filter(|(tag, _)| *tag == change.tag()) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(word);
            }
            None => told.push((change.tag(), word.to_owned())),
        }
    }
    let shown = told.into_iter().map(|(tag, text)| match tag {
        ChangeTag::Equal => text,
        ChangeTag::Delete => format!("[−{text}]"),
        ChangeTag::Insert => format!("[+{text}]"),
    });
    Some(shown.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn marks_and_capitals_are_not_heard() {
        assert_eq!(difference("How likely are you, from 0 to 10?", "how likely are you from 0 to 10"), None);
    }

    #[test]
    fn what_was_left_out_and_put_in_is_shown() {
        let told = difference("How satisfied or dissatisfied were you?", "How satisfied were you then?");
        assert_eq!(told.as_deref(), Some("How satisfied [−or dissatisfied] were you? [+then?]"));
    }
}
