//! Where figures come from: a data folder, or the centre that many desks bring their attempts to. Both are asked alike.
//!
//! Everything here is read out of summaries, and answers as fast for a million attempts as for a thousand. It blocks, so a window
//! asks from a thread of its own.

use super::archive::{Archive, ArchiveError};
use super::figures::{Case, Health, HeatMap, Overridden, TeamFigures, summed};
#[cfg(feature = "centre")]
use crate::store::centre::{Centre, CentreError};
use crate::store::{Actor, Choice, Right, Store, StoreError, may, outcome};

/// A data folder or a centre.
#[derive(Debug)]
pub enum Source {
    Desk(Box<Archive>),
    #[cfg(feature = "centre")]
    Centre(Box<Centre>),
}

/// How far the work that figures need once has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    pub done: usize,
    pub of: usize,
}

impl Source {
    /// Sums up what was kept before there were summaries, and plays calls again of which nothing was kept. It takes long once, after
    /// an update, and nothing is lost when it is broken off. One that cannot be played again is handed to `lost` and counts
    /// nowhere. The centre's summaries are made by `centre check`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn catch_up(
        &mut self,
        mut told: impl FnMut(Made),
        mut lost: impl FnMut(&ArchiveError),
    ) -> Result<(), ArchiveError> {
        #[cfg_attr(
            not(feature = "centre"),
            expect(irrefutable_let_patterns, reason = "without a centre there is a desk")
        )]
        let Self::Desk(archive) = self else { return Ok(()) };
        let folder = archive.folder.clone();
        let tell = |error: StoreError| ArchiveError::new(&folder, &error);
        let (stale, unread) =
            (archive.store.figures_to_make().map_err(tell)?, archive.store.unread_calls().map_err(tell)?);
        if stale == 0 && unread.is_empty() {
            return Ok(());
        }
        let writer = Store::open_beside(&folder).map_err(tell)?;
        let of = stale + unread.len();
        let mut done = 0;
        loop {
            let some = writer.make_figures().map_err(tell)?;
            if some == 0 {
                break;
            }
            done += some;
            told(Made { done, of });
        }
        for id in unread {
            match archive.play(&id) {
                Ok((call, events, card)) => {
                    writer.keep_outcome(&id, &outcome(&call, &events, &card)).map_err(tell)?;
                }
                Err(error) if error.damaged => lost(&error),
                Err(error) => return Err(error),
            }
            done += 1;
            told(Made { done, of });
        }
        Ok(())
    }

    /// Everybody who has a call and whom whoever asks may see, in the order of their names.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn people(&mut self) -> Result<Vec<String>, ArchiveError> {
        match self {
            Self::Desk(archive) => {
                let tell = |error: StoreError| ArchiveError::new(&archive.folder, &error);
                let mut people = archive.store.callers().map_err(tell)?;
                if archive.actor == Actor::Owner {
                    return Ok(people);
                }
                let everyone = archive.store.everyone().map_err(tell)?;
                let seen: std::collections::BTreeSet<&str> = everyone
                    .iter()
                    .filter(|other| may(&archive.actor, Right::See(other)).is_ok())
                    .map(|other| other.name.as_str())
                    .collect();
                people.retain(|person| seen.contains(person.as_str()));
                Ok(people)
            }
            #[cfg(feature = "centre")]
            Self::Centre(centre) => centre.callers().map_err(|error| at_centre(&error)),
        }
    }

    /// Every scenario that was called, with its title.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn scenarios(&mut self) -> Result<Vec<(String, String)>, ArchiveError> {
        match self {
            Self::Desk(archive) => {
                archive.store.called_scenarios().map_err(|error| ArchiveError::new(&archive.folder, &error))
            }
            #[cfg(feature = "centre")]
            Self::Centre(centre) => centre.called_scenarios().map_err(|error| at_centre(&error)),
        }
    }

    /// The people that a choice is about: those it names and that may be seen, or everybody.
    fn chosen(&mut self, choice: &Choice) -> Result<(Vec<String>, Choice), ArchiveError> {
        if let (Some(people), true) = (&choice.people, self.sees_all()) {
            return Ok((people.clone(), choice.clone()));
        }
        let all_seen = self.sees_all();
        let seen = self.people()?;
        let (people, limited) = match &choice.people {
            Some(wanted) => {
                let people: Vec<String> = wanted.iter().filter(|person| seen.contains(person)).cloned().collect();
                (people.clone(), Some(people))
            }
            None if all_seen => (seen, None),
            None => (seen.clone(), Some(seen)),
        };
        Ok((people, Choice { people: limited, ..choice.clone() }))
    }

    fn sees_all(&self) -> bool {
        match self {
            Self::Desk(archive) => archive.actor == Actor::Owner,
            #[cfg(feature = "centre")]
            Self::Centre(_) => true,
        }
    }
}

#[cfg(feature = "centre")]
fn at_centre(error: &CentreError) -> ArchiveError {
    ArchiveError::told(error.to_string(), false)
}

/// The figures of a team, of a time or of all.
///
/// # Errors
/// When the store does not answer.
pub fn team_figures(source: &mut Source, choice: &Choice) -> Result<TeamFigures, ArchiveError> {
    let (people, choice) = source.chosen(choice)?;
    let (sums, overridden) = match source {
        Source::Desk(archive) => {
            let sums = archive.store.team_sums(&choice);
            (sums.map_err(|error| ArchiveError::new(&archive.folder, &error))?, overridden(archive, &choice)?)
        }
        #[cfg(feature = "centre")]
        Source::Centre(centre) => {
            (centre.team_sums(&choice).map_err(|error| at_centre(&error))?, overridden_there(centre, &choice)?)
        }
    };
    Ok(summed::team_of(&people, &sums, overridden))
}

/// People × criteria alone, over all time: faster than all figures of a team.
///
/// # Errors
/// When the store does not answer.
pub fn heat_map(source: &mut Source, choice: &Choice) -> Result<HeatMap, ArchiveError> {
    // Everybody who has a call has sums: then they need not be asked for twice.
    let everybody = choice.people.is_none() && source.sees_all();
    let (people, choice) = if everybody { (Vec::new(), choice.clone()) } else { source.chosen(choice)? };
    let (sums, words) = match source {
        Source::Desk(archive) => {
            archive.store.heat_sums(&choice).map_err(|error| ArchiveError::new(&archive.folder, &error))?
        }
        #[cfg(feature = "centre")]
        Source::Centre(centre) => centre.heat_sums(&choice).map_err(|error| at_centre(&error))?,
    };
    let people = if everybody { sums.iter().map(|sum| sum.person.clone()).collect() } else { people };
    Ok(summed::heat_of(&people, &sums, &words))
}

/// The health of a scenario, over everybody or these people, of a time or of all. It names nobody.
///
/// # Errors
/// When the store does not answer.
pub fn health(source: &mut Source, scenario: &str, choice: &Choice) -> Result<Health, ArchiveError> {
    let sums = match source {
        Source::Desk(archive) => {
            archive.store.scenario_sums(scenario, choice).map_err(|error| ArchiveError::new(&archive.folder, &error))?
        }
        #[cfg(feature = "centre")]
        Source::Centre(centre) => centre.scenario_sums(scenario, choice).map_err(|error| at_centre(&error))?,
    };
    Ok(summed::health_of(scenario, &sums))
}

/// What was overridden in calls of these people, in order of time.
fn overridden(archive: &Archive, choice: &Choice) -> Result<Vec<Overridden>, ArchiveError> {
    let ids = archive.store.overridden_calls(choice).map_err(|error| ArchiveError::new(&archive.folder, &error))?;
    Ok(in_order(archive.kept(&ids)?))
}

/// The same over all desks.
#[cfg(feature = "centre")]
fn overridden_there(centre: &mut Centre, choice: &Choice) -> Result<Vec<Overridden>, ArchiveError> {
    let calls = centre.overridden_calls(choice).map_err(|error| at_centre(&error))?;
    let judged = |one: crate::store::centre::Overruled| {
        let case = Case::kept(one.attempt, &one.kept.text())?;
        Some(case.judged(&one.overrides, |id| one.names.get(id).cloned()))
    };
    Ok(in_order(calls.into_iter().filter_map(judged)))
}

fn in_order(cases: impl IntoIterator<Item = Case>) -> Vec<Overridden> {
    let mut found: Vec<Overridden> = cases.into_iter().flat_map(|case| case.overridden).collect();
    found.sort_by(|one, other| (&one.started_at, &one.attempt).cmp(&(&other.started_at, &other.attempt)));
    found
}
