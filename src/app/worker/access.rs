//! Who sits at the desk, as the store knows them, and what they may see.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use super::{Answer, Keeper, Request};
use crate::store::{
    Actor, AttemptFilter, AttemptId, AttemptSummary, ListFilter, PeopleError, PersonId, Right, Role, SignInRule,
    Someone, Store, StoreError, may,
};

/// What was typed as a passphrase. It is written nowhere, logs included.
#[derive(Clone, Default)]
pub struct Passphrase(pub String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Passphrase")
    }
}

/// Sitting down and getting up.
#[derive(Debug)]
pub enum Signing {
    /// Where nothing is asked for: a name is enough.
    In(String),
    /// Where a passphrase is asked for, also to come back to a desk that was locked.
    With { name: String, passphrase: Passphrase },
    /// Nobody sits there any more.
    Out,
    /// Nobody may see anything until the same person is back. What is being done goes on being written.
    Lock,
}

/// What somebody may do on screens that are not for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// Review, judge and assign for others.
    pub supervises: bool,
    /// See how scenarios work.
    pub figures: bool,
}

/// What a list of attempts can be narrowed down by: whom and what there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    pub people: Vec<String>,
    /// Teams with those of their people who may be seen.
    pub teams: Vec<(String, Vec<String>)>,
    /// Ids with titles.
    pub scenarios: Vec<(String, String)>,
    /// Tags.
    pub languages: Vec<String>,
}

/// Who has sat down, and whether it is known that it is they.
#[derive(Debug, Default)]
pub(super) struct Who {
    name: String,
    proven: bool,
    rule: SignInRule,
    /// Somebody is there for more than practising: then rights are kept, with a passphrase or without one.
    roles_kept: bool,
}

impl Who {
    pub(super) fn begin(&mut self, rule: SignInRule, store: &Store) -> Result<(), StoreError> {
        self.rule = rule;
        self.proven = !rule.passphrase;
        self.roles_kept = rule.passphrase
            || store.roll()?.iter().any(|person| person.roles.iter().any(|role| *role != Role::Trainee));
        Ok(())
    }

    /// Whoever acts. On a machine of one's own that is its owner, who may do everything.
    fn actor(&self, store: &Store) -> Result<Actor, StoreError> {
        if !self.roles_kept {
            return Ok(Actor::Owner);
        }
        if self.name.is_empty() {
            return Err(PeopleError::SignInFirst.into());
        }
        match store.actor(&self.name) {
            // Whoever is new is known with their first attempt, and is a trainee until then.
            Err(StoreError::People(PeopleError::NoPerson(name))) if !self.rule.passphrase => {
                let (roles, teams) = (BTreeSet::from([Role::Trainee]), BTreeSet::new());
                Ok(Actor::Person(Someone { id: PersonId(String::new()), name, roles, teams, teams_kept: true }))
            }
            found => found,
        }
    }
}

impl Rights {
    fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Owner => Self { supervises: true, figures: true },
            Actor::Person(me) => Self {
                supervises: me.roles.contains(&Role::Supervisor) || me.roles.contains(&Role::Administrator),
                figures: may(actor, Right::ScenarioFigures).is_ok(),
            },
        }
    }
}

impl Keeper {
    /// Nobody reads or writes anything of people's before it is known who sits there. What a call that goes on writes is written.
    pub(super) fn open_for(&mut self, request: &Request) -> Result<(), StoreError> {
        let free = matches!(
            request,
            Request::People
                | Request::Sign(_)
                | Request::Settings(_)
                | Request::SetSetting(..)
                | Request::Append { .. }
                | Request::AppendDrill { .. }
                | Request::Finish { .. }
                | Request::KeepOutcome { .. }
                | Request::KeepSpoken { .. }
        );
        if free {
            return Ok(());
        }
        self.open()?;
        if self.who.proven { Ok(()) } else { Err(PeopleError::SignInFirst.into()) }
    }

    /// Names to choose from. Where passphrases are asked for, nobody needs to know who else is there.
    pub(super) fn known_people(&mut self) -> Result<Vec<String>, StoreError> {
        let people = self.open()?.people()?;
        Ok(if self.who.rule.passphrase { Vec::new() } else { people })
    }

    pub(super) fn sign(&mut self, signing: Signing) -> Result<Answer, StoreError> {
        let asks = self.who.rule.passphrase;
        match signing {
            Signing::Out => {
                self.who.name.clear();
                self.who.proven = !asks;
                Ok(Answer::Done)
            }
            Signing::Lock => {
                self.who.proven = !asks;
                Ok(Answer::Done)
            }
            Signing::In(name) => {
                self.open()?;
                // Only a passphrase opens what asks for one.
                if self.who.rule.passphrase {
                    return Ok(Answer::Done);
                }
                self.who.name = name;
                self.signed()
            }
            Signing::With { name, passphrase } => {
                let done = self.prove(&name, &passphrase);
                self.or_refused(done)
            }
        }
    }

    fn prove(&mut self, name: &str, passphrase: &Passphrase) -> Result<Answer, StoreError> {
        let actor = self.open()?.sign_in(name, &passphrase.0, Timestamp::now())?;
        self.who.proven = true;
        self.who.name = match actor {
            Actor::Person(someone) => someone.name,
            Actor::Owner => name.to_owned(),
        };
        self.signed()
    }

    fn signed(&mut self) -> Result<Answer, StoreError> {
        let rights = Rights::of(&self.actor()?);
        Ok(Answer::Signed { name: self.who.name.clone(), rights })
    }

    /// Whoever signed in proves once more that it is they.
    pub(super) fn renew(&mut self, old: &Passphrase, new: &Passphrase) -> Result<Answer, StoreError> {
        let done = self.prove_and_renew(old, new);
        self.or_refused(done)
    }

    fn prove_and_renew(&mut self, old: &Passphrase, new: &Passphrase) -> Result<Answer, StoreError> {
        let (name, now) = (self.who.name.clone(), Timestamp::now());
        let store = self.open()?;
        let actor = store.sign_in(&name, &old.0, now)?;
        store.renew_passphrase(&actor, &new.0, now)?;
        Ok(Answer::Done)
    }

    pub(super) fn actor(&mut self) -> Result<Actor, StoreError> {
        self.open()?;
        match &self.store {
            Some(store) => self.who.actor(store),
            None => Err(PeopleError::SignInFirst.into()),
        }
    }

    /// The store, to read of an attempt that whoever sits there may see.
    pub(super) fn seen(&mut self, id: &AttemptId) -> Result<&Store, StoreError> {
        let actor = self.actor()?;
        let store = self.open()?;
        if actor != Actor::Owner {
            store.may_see(&actor, id)?;
        }
        Ok(store)
    }

    /// The attempts that whoever sits there may see.
    pub(super) fn attempts(&mut self, filter: &AttemptFilter) -> Result<Vec<AttemptSummary>, StoreError> {
        let actor = self.actor()?;
        let own = self.who.name.clone();
        let store = self.open()?;
        let mut attempts = store.attempts(filter)?;
        if actor != Actor::Owner {
            let seen: BTreeSet<String> = store
                .everyone()?
                .into_iter()
                .filter_map(|other| may(&actor, Right::See(&other)).is_ok().then_some(other.name))
                .collect();
            attempts.retain(|attempt| attempt.person == own || seen.contains(&attempt.person));
        }
        Ok(attempts)
    }

    pub(super) fn page(&mut self, filter: &ListFilter) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        Ok(Answer::Page(Box::new(self.open()?.page(&actor, filter)?)))
    }

    pub(super) fn narrowing(&mut self) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let store = self.open()?;
        let everyone = store.everyone()?;
        let visible = everyone.iter().filter(|other| may(&actor, Right::See(other)).is_ok());
        let visible: BTreeSet<&str> = visible.map(|other| other.name.as_str()).collect();
        let mut people = store.callers()?;
        people.retain(|name| actor == Actor::Owner || visible.contains(name.as_str()));
        let mut teams = Vec::new();
        for team in store.teams()? {
            let seen: Vec<String> = team.people.into_iter().filter(|name| visible.contains(name.as_str())).collect();
            if !seen.is_empty() {
                teams.push((team.name, seen));
            }
        }
        let mut languages = store.called_languages()?;
        languages.retain(|tag| !tag.is_empty());
        let narrowing = Narrowing { people, teams, scenarios: store.called_scenarios()?, languages };
        Ok(Answer::Narrowing(Box::new(narrowing)))
    }

    /// Whether what people may do is kept at all.
    pub(super) const fn keeps_rights(&self) -> bool {
        self.who.roles_kept
    }

    /// The name of whoever sits there.
    pub(super) fn own_name(&self) -> &str {
        &self.who.name
    }

    /// The log of a call or of a drill, with the files of its day.
    pub(super) fn log(&mut self, id: AttemptId) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let store = self.seen(&id)?;
        let frozen = store.frozen(&id)?.map(Box::new);
        if !store.kind(&id)?.is_call() {
            return Ok(Answer::DrillLog { log: Box::new(store.drill_log(&id)?), frozen, id });
        }
        let mut log = Box::new(store.log(&id)?);
        // Whoever has another name now is called by it; what was sealed keeps the old one.
        log.header.person = store.whose(&id)?.name;
        let first = log.header.rewound.as_ref().map(|rewound| AttemptId(rewound.of.clone()));
        let first = first.and_then(|first| store.log(&first).ok().map(|log| Box::new((first, log))));
        let blind = store.waits_for(&actor, &id)?;
        Ok(Answer::Log { id, log, frozen, first, blind })
    }
}
