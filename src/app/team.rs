//! Figures of the team: a thread reads the attempts while the window goes on, and hands over what the screens show.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bevy::prelude::*;

use super::AppSystems;
use super::Screen;
use super::house::waker;
use super::session::{DataFolder, Library};
use super::tempo::Settling;
use crate::review::figures::{Case, Health, TeamFigures, health, team_figures};
use crate::review::{Archive, ArchiveError};
use crate::scenario::Pack;
use crate::store::{Actor, Store};

pub(super) fn plugin(app: &mut App) {
    let (told, news) = channel();
    app.insert_resource(Team { state: TeamState::Unread, asked: 0, told, news: Mutex::new(news) })
        .add_systems(OnEnter(Screen::Team), read)
        .add_systems(Update, take.in_set(AppSystems::Advance));
}

/// Everything that is drawn from the attempts of a data folder.
#[derive(Debug)]
pub struct Figures {
    pub team: TeamFigures,
    /// Of each scenario that was taken, those with flags first.
    pub health: Vec<Health>,
    /// Calls that could not be read, each with the reason.
    pub lost: Vec<String>,
}

#[derive(Debug, Default)]
pub enum TeamState {
    #[default]
    Unread,
    /// What was read before stays in view meanwhile.
    Reading(Option<Box<Figures>>),
    Read(Box<Figures>),
    Failed(String),
}

/// The number of a reading, and what came of it.
type News = (u64, Result<Box<Figures>, String>);

/// The team's figures, as far as they are known.
#[derive(Resource, Debug)]
pub struct Team {
    pub state: TeamState,
    asked: u64,
    told: Sender<News>,
    news: Mutex<Receiver<News>>,
}

impl Team {
    /// What is known now.
    #[must_use]
    pub fn figures(&self) -> Option<&Figures> {
        match &self.state {
            TeamState::Read(figures) | TeamState::Reading(Some(figures)) => Some(figures),
            TeamState::Unread | TeamState::Reading(None) | TeamState::Failed(_) => None,
        }
    }
}

fn read(world: &mut World) {
    let (folder, packs) = (world.resource::<DataFolder>().0.clone(), world.resource::<Library>().packs.clone());
    let wake = waker(world);
    let mut team = world.resource_mut::<Team>();
    team.asked += 1;
    let known = match std::mem::take(&mut team.state) {
        TeamState::Read(figures) => Some(figures),
        TeamState::Reading(figures) => figures,
        TeamState::Unread | TeamState::Failed(_) => None,
    };
    team.state = TeamState::Reading(known);
    let (told, number) = (team.told.clone(), team.asked);
    let spawned = thread::Builder::new().name("steadyline-team".to_owned()).spawn(move || {
        let figures = figures(folder, packs).map(Box::new).map_err(|error| error.to_string());
        // A window that is closing wants no news.
        told.send((number, figures)).unwrap_or(());
        wake();
    });
    if let Err(error) = spawned {
        team.state = TeamState::Failed(error.to_string());
    }
}

fn figures(folder: PathBuf, packs: Vec<Arc<Pack>>) -> Result<Figures, ArchiveError> {
    let store = Store::open_to_read(&folder).map_err(|error| ArchiveError::new(&folder, &error))?;
    let mut archive = Archive::new(&folder, store, Actor::Owner, packs)?;
    let mut lost = Vec::new();
    let cases = archive.cases(|_| true, |error| lost.push(error.to_string()))?;
    let team = team_figures(&archive.people(), &cases);
    let mut health: Vec<Health> = team.scenarios.iter().map(|(id, _)| health_of(id, &archive, &cases)).collect();
    health.sort_by_key(|of| std::cmp::Reverse(flags(of)));
    Ok(Figures { team, health, lost })
}

fn health_of(scenario: &str, archive: &Archive, cases: &[Case]) -> Health {
    let own: Vec<Case> = cases.iter().filter(|case| case.attempt.scenario == scenario).cloned().collect();
    health(scenario, &archive.all, &own)
}

/// How many flags a scenario has.
#[must_use]
pub fn flags(of: &Health) -> usize {
    of.decisions.iter().chain(&of.fields).map(|item| item.flags.len()).sum()
}

fn take(mut team: ResMut<Team>, mut settling: ResMut<Settling>) {
    let news: Vec<_> = team.news.lock().map(|news| news.try_iter().collect()).unwrap_or_default();
    for (number, figures) in news {
        if number == team.asked {
            team.state = match figures {
                Ok(figures) => TeamState::Read(figures),
                Err(message) => TeamState::Failed(message),
            };
            settling.request();
        }
    }
}
