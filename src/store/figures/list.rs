//! The attempts list a page at a time, filtered and sorted, and how many there are in all. The text of each question is the same for
//! both databases.

use super::base::{Base, Value, places};
use super::keep::{CALL, CallLine, call_line};
use crate::scenario::ScoreNumber;
use crate::store::{AttemptId, SortBy};

/// Which attempts a list shows, and in which order. Empty texts do not filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFilter {
    /// Found in a person's name or a title, in capitals or not.
    pub text: String,
    /// These people alone: a team.
    pub people: Option<Vec<String>>,
    /// The scenario or drill by its id.
    pub scenario: String,
    /// The language in which the call was played, as a tag; `de` finds `de-AT` too.
    pub language: String,
    /// From and until, both included, in microseconds since 1970.
    pub from: Option<i64>,
    pub until: Option<i64>,
    /// Only those in which this number is below its pass mark, as it holds with overrides.
    pub below: Option<ScoreNumber>,
    /// Only those with critical errors, as they hold with overrides.
    pub critical: bool,
    /// Only finished ones that nobody but their trainee has said anything about.
    pub unreviewed: bool,
    /// Only those with an appeal that waits for its ruling.
    pub appealed: bool,
    /// Only interrupted ones.
    pub interrupted: bool,
    pub sort: SortBy,
    pub ascending: bool,
    /// So many lines.
    pub limit: u32,
    /// The page after this attempt, in this order; none for the first.
    pub after: Option<AttemptId>,
}

impl Default for ListFilter {
    fn default() -> Self {
        Self {
            text: String::new(),
            people: None,
            scenario: String::new(),
            language: String::new(),
            from: None,
            until: None,
            below: None,
            critical: false,
            unreviewed: false,
            appealed: false,
            interrupted: false,
            sort: SortBy::Started,
            ascending: false,
            limit: 100,
            after: None,
        }
    }
}

/// The column that a list is sorted by.
const fn column(sort: SortBy) -> &'static str {
    match sort {
        SortBy::Started => "placed",
        SortBy::Person => "person",
        SortBy::Title => "title",
        SortBy::Length => "length_ms",
        SortBy::Records => "records",
        SortBy::Routing => "routing",
        SortBy::Composure => "composure",
        SortBy::Procedure => "procedure",
        SortBy::Critical => "critical",
        SortBy::Passed => "passed",
    }
}

/// A question in the making.
#[derive(Clone)]
struct Question {
    holds: Vec<String>,
    with: Vec<Value>,
}

impl Question {
    /// The place of a value that is asked with.
    fn put(&mut self, value: impl Into<Value>) -> String {
        self.with.push(value.into());
        format!("${}", self.with.len())
    }

    fn one_of(&mut self, column: &str, values: &[String]) -> String {
        if values.is_empty() {
            return "1 = 0".to_owned();
        }
        let sql = format!("{column} IN ({})", places(self.with.len() + 1, values.len()));
        self.with.extend(values.iter().map(Value::from));
        sql
    }

    fn count(&self) -> String {
        format!("SELECT COUNT(*) FROM figure_call{}", self.sql())
    }

    fn sql(&self) -> String {
        if self.holds.is_empty() { String::new() } else { format!(" WHERE {}", self.holds.join(" AND ")) }
    }
}

/// The different texts of a column that an index begins with, one after another: there are few of them.
pub async fn distinct(base: &mut Base<'_>, column: &str) -> Result<Vec<String>, sqlx::Error> {
    let sql = format!(
        "WITH RECURSIVE known (one) AS (SELECT MIN({column}) FROM figure_call UNION ALL \
         SELECT (SELECT MIN({column}) FROM figure_call WHERE {column} > known.one) FROM known WHERE known.one IS NOT NULL) \
         SELECT one FROM known WHERE one IS NOT NULL"
    );
    base.rows(&sql, Vec::new()).await?.iter().map(|line| line.text(0)).collect()
}

impl ListFilter {
    /// What must hold of an attempt. What partial indexes are made of stands there as it stands in them.
    async fn question(&self, base: &mut Base<'_>) -> Result<Question, sqlx::Error> {
        let mut asked = Question { holds: Vec::new(), with: Vec::new() };
        if let Some(people) = &self.people {
            let holds = asked.one_of("person", people);
            asked.holds.push(holds);
        }
        if !self.scenario.is_empty() {
            let place = asked.put(&self.scenario);
            asked.holds.push(format!("scenario = {place}"));
        }
        if !self.language.is_empty() {
            let wanted = self.language.to_lowercase();
            let fits = |tag: &String| {
                let tag = tag.to_lowercase();
                tag == wanted || tag.starts_with(&format!("{wanted}-"))
            };
            let known = distinct(base, "language").await?;
            let tags: Vec<String> = known.iter().filter(|tag| fits(tag)).cloned().collect();
            // Where all calls are in that language nothing is to be filtered.
            if tags.len() < known.len() || tags.is_empty() {
                let holds = asked.one_of("language", &tags);
                asked.holds.push(holds);
            }
        }
        if !self.text.is_empty() {
            let wanted = self.text.to_lowercase();
            let fits = |text: &String| text.to_lowercase().contains(&wanted);
            let people: Vec<String> = distinct(base, "person").await?.into_iter().filter(fits).collect();
            let titles: Vec<String> = distinct(base, "title").await?.into_iter().filter(fits).collect();
            let holds = format!("({} OR {})", asked.one_of("person", &people), asked.one_of("title", &titles));
            asked.holds.push(holds);
        }
        for (edge, sign) in [(self.from, ">="), (self.until, "<=")] {
            if let Some(edge) = edge {
                let place = asked.put(edge);
                asked.holds.push(format!("placed {sign} {place}"));
            }
        }
        asked.holds.extend(self.marks().into_iter().map(str::to_owned));
        Ok(asked)
    }

    fn marks(&self) -> Vec<&'static str> {
        let mut marks = Vec::new();
        marks.extend(self.below.map(|number| match number {
            ScoreNumber::Records => "below_records = 1",
            ScoreNumber::Routing => "below_routing = 1",
            ScoreNumber::Composure => "below_composure = 1",
            ScoreNumber::Procedure => "below_procedure = 1",
        }));
        marks.extend(self.critical.then_some("critical <> 0"));
        marks.extend(self.unreviewed.then_some("reviewed = 0 AND finished = 1"));
        marks.extend(self.appealed.then_some("appealed > 0"));
        marks.extend(self.interrupted.then_some("finished = 0"));
        marks
    }

    /// Adds what must hold of lines behind another one: the column that is sorted by, then time, then the key.
    fn behind(&self, asked: &mut Question, last: &CallLine) {
        let sign = if self.ascending { '>' } else { '<' };
        let (placed, attempt) = (asked.put(last.placed), asked.put(&last.attempt));
        if self.sort == SortBy::Started {
            asked.holds.push(format!("(placed, attempt) {sign} ({placed}, {attempt})"));
            return;
        }
        let number = |at: usize| last.numbers[at].unwrap_or(-1);
        let value: Value = match self.sort {
            SortBy::Started | SortBy::Person => (&last.person).into(),
            SortBy::Title => (&last.title).into(),
            SortBy::Length => last.length_ms.unwrap_or(-1).into(),
            SortBy::Records => number(0).into(),
            SortBy::Routing => number(1).into(),
            SortBy::Composure => number(2).into(),
            SortBy::Procedure => number(3).into(),
            SortBy::Critical => last.critical.into(),
            SortBy::Passed => last.passed.map_or(-1, i64::from).into(),
        };
        let (column, value) = (column(self.sort), asked.put(value));
        asked.holds.push(format!("({column}, placed, attempt) {sign} ({value}, {placed}, {attempt})"));
    }

    /// The question for a page, out of that for all.
    async fn page_question(&self, base: &mut Base<'_>, all: &Question) -> Result<Question, sqlx::Error> {
        let mut asked = all.clone();
        if let Some(after) = &self.after {
            let sql = format!("SELECT {} FROM figure_call WHERE attempt = $1", CALL.join(", "));
            match base.row(&sql, vec![(&after.0).into()]).await? {
                Some(line) => self.behind(&mut asked, &call_line(&line)?),
                // It was erased meanwhile: nothing comes after it.
                None => asked.holds.push("1 = 0".to_owned()),
            }
        }
        Ok(asked)
    }

    fn page_sql(&self, asked: &Question) -> String {
        let way = if self.ascending { "ASC" } else { "DESC" };
        let first = match self.sort {
            SortBy::Started => String::new(),
            other => format!("{} {way}, ", column(other)),
        };
        let (columns, wanted, limit) = (CALL.join(", "), asked.sql(), self.limit);
        let order = format!("ORDER BY {first}placed {way}, attempt {way}");
        // The keys are found first, where it can be in an index alone: a team has many lines, and a page shows few.
        format!(
            "SELECT {columns} FROM figure_call WHERE attempt IN \
             (SELECT attempt FROM figure_call{wanted} {order} LIMIT {limit}) {order} LIMIT {limit}"
        )
    }
}

/// The lines of a page, and how many attempts there are of which the filter holds, on all pages together.
pub async fn page(base: &mut Base<'_>, filter: &ListFilter) -> Result<(Vec<CallLine>, i64), sqlx::Error> {
    let all = filter.question(base).await?;
    let asked = filter.page_question(base, &all).await?;
    let sql = filter.page_sql(&asked);
    let lines = base.rows(&sql, asked.with).await?.iter().map(call_line).collect::<Result<_, _>>()?;
    let count = base.row(&all.count(), all.with).await?.map_or(Ok(0), |line| line.int(0))?;
    Ok((lines, count))
}

/// How the database finds a page and counts, in its own words.
pub async fn plans(base: &mut Base<'_>, filter: &ListFilter) -> Result<Vec<String>, sqlx::Error> {
    let all = filter.question(base).await?;
    let asked = filter.page_question(base, &all).await?;
    let page = filter.page_sql(&asked);
    let mut told = explain(base, &page, asked.with).await?;
    told.extend(explain(base, &all.count(), all.with).await?);
    Ok(told)
}

/// How the database answers a question.
pub async fn explain(base: &mut Base<'_>, sql: &str, with: Vec<Value>) -> Result<Vec<String>, sqlx::Error> {
    let (sql, at) = match base {
        Base::Desk(_) => (format!("EXPLAIN QUERY PLAN {sql}"), 3),
        #[cfg(feature = "centre")]
        Base::Centre(_) => (format!("EXPLAIN {sql}"), 0),
    };
    base.rows(&sql, with).await?.iter().map(|line| line.text(at)).collect()
}
