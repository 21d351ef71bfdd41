//! What is said and decided about attempts, as screens ask for it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Answer, Keeper};
use crate::call::Millis;
use crate::scoring::Scorecard;
use crate::store::{Actor, AttemptId, Decision, Judgement, NewComment, PersonId, Right, Store, StoreError, may};

/// What was said and decided about an attempt, and what whoever reads it may add.
#[derive(Debug, Clone, Default)]
pub struct Held {
    pub judgement: Judgement,
    /// Who is meant by the keys in it. Whoever was erased has no name.
    pub names: BTreeMap<PersonId, String>,
    pub may_comment: bool,
    /// Override a criterion, rule on an appeal, sign off.
    pub may_judge: bool,
    pub may_appeal: bool,
    /// Put it up to be scored blind.
    pub may_put_up: bool,
}

/// Something to say or decide about an attempt.
#[derive(Debug)]
pub struct Judging {
    pub id: AttemptId,
    /// The machine's card.
    pub card: Scorecard,
    pub said: Said,
}

/// What is said or decided. Points are in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Comment {
        moment: Option<Millis>,
        private: bool,
        text: String,
    },
    SignOff,
    /// To be scored blind by others.
    PutUp,
    Override {
        criterion: String,
        earned: u64,
        reason: String,
    },
    Withdraw {
        criterion: String,
        reason: String,
    },
    Appeal {
        criterion: String,
        reason: String,
    },
    /// Upheld with so many points, or not.
    Rule {
        criterion: String,
        upheld: Option<u64>,
        reason: String,
    },
}

impl Keeper {
    pub(super) fn judgement(&mut self, id: AttemptId) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let own = self.own_name().to_owned();
        let held = Box::new(held(self.open()?, &actor, &own, &id)?);
        Ok(Answer::Judgement { id, held })
    }

    /// Does it, and answers with what holds then.
    pub(super) fn judge(&mut self, judging: Judging) -> Result<Answer, StoreError> {
        let done = self.say(judging);
        self.or_refused(done)
    }

    fn say(&mut self, judging: Judging) -> Result<Answer, StoreError> {
        let actor = self.actor()?;
        let store = self.open()?;
        let (now, Judging { id, card, said }) = (Timestamp::now(), judging);
        let decision = |criterion: &str, reason: &str, act: &dyn Fn(&Decision<'_>) -> Result<(), StoreError>| {
            act(&Decision { attempt: &id, card: &card, criterion, reason })
        };
        match &said {
            Said::Comment { moment, private, text } => {
                let comment = NewComment { moment: *moment, private: *private, text };
                store.comment(&actor, &id, &comment, now)?;
            }
            Said::SignOff => store.sign_off(&actor, &id, now)?,
            Said::PutUp => store.put_up(&actor, &id, now)?,
            Said::Override { criterion, earned, reason } => {
                decision(criterion, reason, &|made| store.override_criterion(&actor, made, *earned, now))?;
            }
            Said::Withdraw { criterion, reason } => {
                decision(criterion, reason, &|made| store.withdraw_override(&actor, made, now))?;
            }
            Said::Appeal { criterion, reason } => {
                decision(criterion, reason, &|made| store.appeal(&actor, made, now).map(drop))?;
            }
            Said::Rule { criterion, upheld, reason } => {
                decision(criterion, reason, &|made| store.rule_on_appeal(&actor, made, *upheld, now))?;
            }
        }
        self.judgement(id)
    }
}

fn held(store: &Store, actor: &Actor, own: &str, id: &AttemptId) -> Result<Held, StoreError> {
    let judgement = store.judgement(actor, id)?;
    let names = store.names()?;
    let of = store.whose(id)?;
    let (may_comment, may_judge, may_appeal) = match actor {
        // On a machine of one's own nobody overrides their own score, and there is nobody to appeal to.
        Actor::Owner => (true, of.name != own, false),
        Actor::Person(_) => {
            let has = |right| may(actor, right).is_ok();
            (has(Right::Comment(&of)), has(Right::Judge(&of)), has(Right::Appeal(&of)))
        }
    };
    let is_named = matches!(actor, Actor::Person(_));
    let may_put_up = is_named && may_judge && judgement.blind.put_up.is_none() && store.kind(id)?.is_call();
    Ok(Held { judgement, names, may_comment, may_judge, may_appeal, may_put_up })
}
