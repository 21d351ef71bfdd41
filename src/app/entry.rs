//! Who has sat down: signing in, with a passphrase where the installation asks for one, and the lock of a desk that nobody
//! uses. What somebody may see and do is decided by the store; screens ask here what they need not offer.

use bevy::input::keyboard::KeyboardInput;
use bevy::input::mouse::{MouseButtonInput, MouseMotion, MouseWheel};
use bevy::prelude::*;
use jiff::Timestamp;

use super::session::Session;
use super::tempo::Settling;
use super::worker::{Answer, Answered, Passphrase, Request, Rights, Signing, Worker};
use super::{AppSystems, Dialog, Screen};
use crate::store::{IdleLock, SignInRule};

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(Entry::new())
        .add_systems(OnEnter(Screen::SignIn), get_up)
        .add_systems(OnEnter(Dialog::Locked), lock_store)
        // Before a screen that is entered asks for anything.
        .add_systems(PreUpdate, tell_who.run_if(resource_exists::<Worker>))
        .add_systems(OnExit(Screen::SignIn), tell_who.run_if(resource_exists::<Worker>))
        .add_systems(Update, (take, watch_idleness).chain().in_set(AppSystems::Advance));
}

/// What is known of whoever sits at the desk.
#[derive(Resource, Debug)]
pub struct Entry {
    /// What this installation asks for; none before the store is open.
    pub rule: Option<SignInRule>,
    /// People have roles here, so that not everybody may see and do everything.
    pub roles_kept: bool,
    pub rights: Rights,
    /// The desk's, while somebody has signed in with a passphrase.
    pub lock: IdleLock,
    /// Why the last passphrase did not open anything.
    pub refused: Option<String>,
    asked: u64,
    /// Whom the store was told of.
    told: String,
}

impl Entry {
    fn new() -> Self {
        Self {
            rule: None,
            roles_kept: false,
            rights: Rights::default(),
            lock: IdleLock::new(None, Timestamp::now()),
            refused: None,
            asked: 0,
            told: String::new(),
        }
    }

    /// Whether a passphrase is asked for here.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.rule.is_some_and(|rule| rule.passphrase)
    }

    /// Tries a passphrase.
    pub fn try_passphrase(&mut self, worker: &mut Worker, name: &str, passphrase: &str) {
        let (name, passphrase) = (name.to_owned(), Passphrase(passphrase.to_owned()));
        self.refused = None;
        self.asked = worker.ask(Request::Sign(Signing::With { name, passphrase }));
    }

    /// Whether a passphrase is being looked at.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.asked > 0
    }
}

/// Whoever chooses anew who practises has got up.
fn get_up(mut entry: ResMut<Entry>, worker: Option<ResMut<Worker>>) {
    entry.told.clear();
    entry.rights = Rights::default();
    entry.refused = None;
    entry.lock = IdleLock::new(None, Timestamp::now());
    if let Some(mut worker) = worker {
        worker.ask(Request::Sign(Signing::Out));
    }
}

fn lock_store(mut entry: ResMut<Entry>, worker: Option<ResMut<Worker>>) {
    entry.refused = None;
    if let Some(mut worker) = worker {
        worker.ask(Request::Sign(Signing::Lock));
    }
}

fn take(
    mut answered: MessageReader<Answered>,
    mut entry: ResMut<Entry>,
    mut session: ResMut<Session>,
    (screen, mut next): (Res<State<Screen>>, ResMut<NextState<Screen>>),
    (dialog, mut next_dialog): (Res<State<Dialog>>, ResMut<NextState<Dialog>>),
    mut settling: ResMut<Settling>,
) {
    for Answered { number, answer } in answered.read() {
        match answer {
            Answer::Opened { rule, roles_kept, .. } => {
                entry.rule = Some(*rule);
                entry.roles_kept = *roles_kept;
                // Somebody was quicker than the store.
                if rule.passphrase && !session.who.is_empty() {
                    session.who.clear();
                    next.set(Screen::SignIn);
                }
            }
            Answer::Signed { name, rights } => {
                entry.rights = *rights;
                if *number == entry.asked {
                    entry.asked = 0;
                    entry.told.clone_from(name);
                    let limit = entry.rule.and_then(|rule| rule.idle_limit());
                    entry.lock = IdleLock::new(limit, Timestamp::now());
                    session.who.clone_from(name);
                    if *screen.get() == Screen::SignIn {
                        next.set(Screen::Home);
                    }
                    if *dialog.get() == Dialog::Locked {
                        next_dialog.set(Dialog::None);
                    }
                }
                settling.request();
            }
            Answer::Refused(why) if *number == entry.asked => {
                entry.asked = 0;
                entry.refused = Some(why.clone());
                settling.request();
            }
            _ => {}
        }
    }
}

/// Where nothing is asked for, whoever sits down is believed: also who goes on with a call of somebody else.
fn tell_who(session: Res<Session>, mut entry: ResMut<Entry>, mut worker: ResMut<Worker>) {
    if session.who != entry.told && !session.who.is_empty() && !entry.asks() {
        entry.told.clone_from(&session.who);
        worker.ask(Request::Sign(Signing::In(session.who.clone())));
    }
}

/// What hands do.
type Hands<'w, 's> = (
    MessageReader<'w, 's, KeyboardInput>,
    MessageReader<'w, 's, MouseButtonInput>,
    MessageReader<'w, 's, MouseMotion>,
    MessageReader<'w, 's, MouseWheel>,
);

fn watch_idleness(
    (mut keys, mut buttons, mut motions, mut wheel): Hands,
    session: Res<Session>,
    mut entry: ResMut<Entry>,
    (dialog, mut next): (Res<State<Dialog>>, ResMut<NextState<Dialog>>),
) {
    let touched = keys.read().count() + buttons.read().count() + motions.read().count() + wheel.read().count() > 0;
    if session.who.is_empty() {
        return;
    }
    let now = Timestamp::now();
    let lock = &mut entry.bypass_change_detection().lock;
    let locked = lock.is_locked(now) || (touched && lock.touch(now));
    // Whatever else opens on top: a desk that is locked stays so.
    if locked && *dialog.get() != Dialog::Locked {
        next.set(Dialog::Locked);
    }
}
