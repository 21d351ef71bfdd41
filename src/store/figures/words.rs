//! Words of scenarios and rubrics, kept once for all calls. What a trainee typed or a caller said is no such word.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{Base, places};
use super::kept::{Body, Kept};

/// Longer words are cut: a database has its limits for what it finds by an index.
const LONGEST: usize = 600;

/// So many are asked for at once.
const BATCH: usize = 400;

/// Words by their numbers.
pub type Words = BTreeMap<i64, String>;

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

/// The numbers of words that are written with a call.
#[derive(Debug, Default)]
pub struct Numbers(BTreeMap<String, i64>);

impl Numbers {
    pub fn of(&self, word: &str) -> i64 {
        self.0.get(cut(word)).copied().unwrap_or(0)
    }

    /// Takes over the numbers of words that are known. New ones get numbers for the time being, beside all that are written.
    pub fn borrow<'w>(&mut self, needed: impl IntoIterator<Item = &'w str>, words: &mut Words) {
        if self.0.is_empty() {
            self.0.extend(words.iter().map(|(id, word)| (word.clone(), *id)));
        }
        for word in needed.into_iter().map(cut) {
            if !self.0.contains_key(word) {
                let id = words.first_key_value().map_or(0, |(first, _)| *first).min(0) - 1;
                self.0.insert(word.to_owned(), id);
                words.insert(id, word.to_owned());
            }
        }
    }

    /// Looks words up, and writes those that are new.
    pub async fn put(&mut self, base: &mut Base<'_>, words: impl IntoIterator<Item = &str>) -> Result<(), sqlx::Error> {
        let new: BTreeSet<&str> = words.into_iter().map(cut).filter(|word| !self.0.contains_key(*word)).collect();
        let new: Vec<&str> = new.into_iter().collect();
        for some in new.chunks(BATCH) {
            self.look_up(base, some).await?;
            for word in some {
                if !self.0.contains_key(*word) {
                    let sql = "INSERT INTO figure_word (id, word) SELECT COALESCE(MAX(id), 0) + 1, $1 FROM figure_word";
                    base.run(sql, vec![(*word).into()]).await?;
                }
            }
            self.look_up(base, some).await?;
        }
        Ok(())
    }

    async fn look_up(&mut self, base: &mut Base<'_>, words: &[&str]) -> Result<(), sqlx::Error> {
        let sql = format!("SELECT id, word FROM figure_word WHERE word IN ({})", places(1, words.len()));
        for line in base.rows(&sql, words.iter().map(|word| (*word).into()).collect()).await? {
            self.0.insert(line.text(1)?, line.int(0)?);
        }
        Ok(())
    }
}

/// All words.
pub async fn all(base: &mut Base<'_>) -> Result<Words, sqlx::Error> {
    let lines = base.rows("SELECT id, word FROM figure_word", Vec::new()).await?;
    lines.iter().map(|line| Ok((line.int(0)?, line.text(1)?))).collect()
}

/// Which words are wanted: of very many mentions, each once.
#[derive(Debug, Default)]
pub struct Wanted {
    /// By number: words are numbered from 1 on without gaps.
    seen: Vec<bool>,
    all: BTreeSet<i64>,
}

/// Larger numbers are remembered otherwise.
const DENSE: usize = 1 << 20;

impl Wanted {
    pub fn put(&mut self, id: i64) {
        let at = usize::try_from(id).unwrap_or(DENSE);
        if self.seen.get(at).copied().unwrap_or(false) {
            return;
        }
        self.all.insert(id);
        if at < DENSE {
            self.seen.resize(self.seen.len().max(at + 1), false);
            self.seen[at] = true;
        }
    }

    pub async fn look_up(&self, base: &mut Base<'_>) -> Result<Words, sqlx::Error> {
        some(base, &self.all).await
    }
}

/// These words.
async fn some(base: &mut Base<'_>, wanted: &BTreeSet<i64>) -> Result<Words, sqlx::Error> {
    let (mut words, wanted): (Words, Vec<i64>) = (Words::new(), wanted.iter().copied().collect());
    for some in wanted.chunks(BATCH) {
        let sql = format!("SELECT id, word FROM figure_word WHERE id IN ({})", places(1, some.len()));
        for line in base.rows(&sql, some.iter().map(|id| (*id).into()).collect()).await? {
            words.insert(line.int(0)?, line.text(1)?);
        }
    }
    Ok(words)
}

/// A call as the tables have it: with numbers in place of its words.
pub async fn packed(base: &mut Base<'_>, kept: &Kept, numbers: &mut Numbers) -> Result<String, sqlx::Error> {
    let mut body = kept.body();
    numbers.put(base, body.words.iter().map(String::as_str)).await?;
    body.ids = body.words.iter().map(|word| numbers.of(word)).collect();
    body.words.clear();
    Ok(body.text())
}

/// A call as it was kept, in whatever form; nothing where a later program wrote it.
pub async fn unpacked(base: &mut Base<'_>, text: &str, words: &mut Words) -> Result<Option<Kept>, sqlx::Error> {
    let Some(body) = Body::read(text).filter(|body| !body.ids.is_empty()) else { return Ok(Kept::read(text)) };
    let missing: BTreeSet<i64> = body.ids.iter().copied().filter(|id| !words.contains_key(id)).collect();
    words.extend(some(base, &missing).await?);
    Ok(body.kept(|place| words.get(body.ids.get(place)?).cloned()))
}
