//! Figures of the team: a thread reads the attempts while the window goes on, and hands over what the screens show.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use bevy::prelude::*;

use super::AppSystems;
use super::Screen;
use super::entry::Entry;
use super::house::waker;
use super::session::Session;
use super::session::{DataFolder, Library};
use super::tempo::Settling;
use crate::review::figures::{Health, TeamFigures};
use crate::review::source::{health, team_figures};
use crate::review::{Archive, ArchiveError, Made, Source};
use crate::scenario::Pack;
use crate::store::{Actor, Choice, Store};

pub(super) fn plugin(app: &mut App) {
    let (told, news) = channel();
    app.insert_resource(Team {
        state: TeamState::Unread,
        team: None,
        teams: Vec::new(),
        made: None,
        asked: 0,
        told,
        news: Mutex::new(news),
    })
    .add_systems(OnEnter(Screen::Team), read)
    .add_systems(Update, take.in_set(AppSystems::Advance));
}

/// Everything that is drawn from the attempts of a data folder.
#[derive(Debug)]
pub struct Figures {
    /// Teams of which somebody may be seen.
    pub teams: Vec<String>,
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
type News = (u64, Told);

enum Told {
    /// What figures need once is being made.
    Making(Made),
    Read(Result<Box<Figures>, String>),
}

/// The team's figures, as far as they are known.
#[derive(Resource, Debug)]
pub struct Team {
    pub state: TeamState,
    /// The team that is looked at; none is everybody who may be seen.
    pub team: Option<String>,
    /// What can be looked at.
    pub teams: Vec<String>,
    /// How far the work is that figures need once, while it lasts.
    pub made: Option<Made>,
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

/// Reads everything anew, for the team that is looked at.
pub fn read(world: &mut World) {
    let (folder, packs) = (world.resource::<DataFolder>().0.clone(), world.resource::<Library>().packs.clone());
    let named = world.resource::<Entry>().roles_kept.then(|| world.resource::<Session>().who.clone());
    let wake = waker(world);
    let mut team = world.resource_mut::<Team>();
    team.asked += 1;
    let known = match std::mem::take(&mut team.state) {
        TeamState::Read(figures) => Some(figures),
        TeamState::Reading(figures) => figures,
        TeamState::Unread | TeamState::Failed(_) => None,
    };
    team.state = TeamState::Reading(known);
    let (told, number, wanted) = (team.told.clone(), team.asked, team.team.clone());
    let spawned = thread::Builder::new().name("steadyline-team".to_owned()).spawn(move || {
        // A window that is closing wants no news.
        let tell = |news: Told| {
            told.send((number, news)).unwrap_or(());
            wake();
        };
        let figures = figures((folder, packs), named.as_deref(), wanted.as_deref(), |made| tell(Told::Making(made)));
        tell(Told::Read(figures.map(Box::new).map_err(|error| error.to_string())));
    });
    if let Err(error) = spawned {
        team.state = TeamState::Failed(error.to_string());
    }
}

fn figures(
    (folder, packs): (PathBuf, Vec<Arc<Pack>>),
    named: Option<&str>,
    wanted: Option<&str>,
    told: impl FnMut(Made),
) -> Result<Figures, ArchiveError> {
    let tell = |error| ArchiveError::new(&folder, &error);
    let store = Store::open_to_read(&folder).map_err(tell)?;
    let actor = named.map_or(Ok(Actor::Owner), |name| store.actor(name)).map_err(tell)?;
    let seen = store.team_people(&actor, "").map_err(tell)?;
    let mut teams = store.teams().map_err(tell)?;
    teams.retain(|team| team.people.iter().any(|person| seen.contains(person)));
    let wanted = wanted.and_then(|wanted| teams.iter().find(|team| team.name == wanted));
    let choice = Choice { people: wanted.map(|team| team.people.clone()), ..Choice::default() };
    let teams = teams.iter().map(|team| team.name.clone()).collect();
    let archive = Archive::unread(&folder, store, actor, packs);
    let mut source = Source::Desk(Box::new(archive));
    let mut lost = Vec::new();
    source.catch_up(told, |error| lost.push(error.to_string()))?;
    let team = team_figures(&mut source, &choice)?;
    // How a drill works is seen over everybody, and names nobody.
    let of_all = Choice::default();
    let health: Result<Vec<Health>, ArchiveError> =
        source.scenarios()?.iter().map(|(id, _)| health(&mut source, id, &of_all)).collect();
    let mut health = health?;
    health.sort_by_key(|of| std::cmp::Reverse(flags(of)));
    Ok(Figures { teams, team, health, lost })
}

/// How many flags a scenario has.
#[must_use]
pub fn flags(of: &Health) -> usize {
    of.decisions.iter().chain(&of.fields).map(|item| item.flags.len()).sum()
}

fn take(mut team: ResMut<Team>, mut settling: ResMut<Settling>) {
    let news: Vec<_> = team.news.lock().map(|news| news.try_iter().collect()).unwrap_or_default();
    let asked = team.asked;
    for (_, told) in news.into_iter().filter(|(number, _)| *number == asked) {
        match told {
            Told::Making(made) => team.made = Some(made),
            Told::Read(Ok(figures)) => {
                team.made = None;
                team.teams.clone_from(&figures.teams);
                team.state = TeamState::Read(figures);
            }
            Told::Read(Err(message)) => team.state = TeamState::Failed(message),
        }
        settling.request();
    }
}
