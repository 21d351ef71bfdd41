//! The bots of one scenario: the expert learns it by trial, and the others are the expert with a flaw.

use std::cmp::Reverse;
use std::sync::Arc;

use super::dice::Dice;
use super::manner::{Bot, Manner};
use super::plan::Plan;
use super::play::{Played, Player};
use super::survey::NUMBERS;
use super::talk::{Choice, Policy, Spot};
use crate::call::{Base, Call, CallOptions, Setup};
use crate::scenario::{Mark, Pack, Scenario, ScoreNumber};
use crate::scoring::Scorecard;

/// Calls that are tried out at most for one seed.
const TRIALS: usize = 400;
/// Where no single change helps, so many are made at once and the search goes on from there.
const KICK: usize = 2;
/// After so many lessons without one perfect call, more trying is of no use: the scenario cannot be won.
const PATIENCE: u64 = 2;
/// The seeds that the expert learns on.
const LESSONS: u64 = 12;
/// What bots say in a greeting.
const OPERATOR: &str = "Robin";

/// All bots of one scenario.
#[derive(Debug)]
pub struct Cast {
    plan: Plan,
    base: Arc<Base>,
    policies: Vec<Policy>,
    /// No lesson came out without a loss, so single calls are not improved on either.
    hopeless: bool,
}

impl Cast {
    /// Learns a scenario. The same scenario always teaches the same.
    #[must_use]
    pub fn train(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>) -> Self {
        let plan = Plan::new(pack, scenario);
        let policies = vec![Policy::default()];
        let mut cast = Self { plan, base: Arc::clone(base), policies, hopeless: false };
        let mut won = false;
        for seed in 1..=LESSONS {
            let setup = cast.setup(seed);
            let (policy, played) = cast.policy(&setup);
            won |= value(&played.card) == PERFECT;
            if !cast.policies.contains(&policy) {
                cast.learn(policy, seed);
            }
            if !won && seed >= PATIENCE {
                cast.hopeless = true;
                break;
            }
        }
        cast
    }

    /// Bots that learn no more than each call teaches them: for one call of a scenario, as well taken as can be.
    #[must_use]
    pub fn for_one(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>) -> Self {
        Self { hopeless: false, ..Self::untrained(pack, base, scenario) }
    }

    /// Bots that have learnt nothing: for what only needs calls to be set up.
    #[must_use]
    pub fn untrained(pack: &Arc<Pack>, base: &Arc<Base>, scenario: &Arc<Scenario>) -> Self {
        let plan = Plan::new(pack, scenario);
        Self { plan, base: Arc::clone(base), policies: vec![Policy::default()], hopeless: true }
    }

    /// Keeps what was learnt, in place of all that came before if it serves there too.
    fn learn(&mut self, policy: Policy, seed: u64) {
        let serves = (1..seed).all(|earlier| {
            let setup = self.setup(earlier);
            value(&self.play_as(Bot::Expert, &setup, &policy, (u32::MAX, 0)).card) == PERFECT
        });
        if serves {
            self.policies.clear();
        }
        self.policies.push(policy);
    }

    /// A call that is about to be offered to a bot.
    #[must_use]
    pub fn setup(&self, seed: u64) -> Arc<Setup> {
        self.setup_of(seed, false)
    }

    /// The same, with the calm twin if wanted.
    pub(super) fn setup_of(&self, seed: u64, twin: bool) -> Arc<Setup> {
        let options = CallOptions { seed, twin, operator: OPERATOR.to_owned(), ..CallOptions::default() };
        Arc::new(Setup::new(&self.plan.pack, &self.base, &self.plan.scenario, options))
    }

    /// A call as this bot takes it.
    #[must_use]
    pub fn play(&self, bot: Bot, seed: u64) -> Played {
        self.play_dose(bot, seed, u32::MAX)
    }

    /// The expert's call as it is shown to people: with the replies that the script calls good wherever that costs nothing. The
    /// expert itself goes by scores alone, and a score cannot tell a kind detour from the straight way.
    #[must_use]
    pub fn show(&self, seed: u64) -> Played {
        let setup = self.setup(seed);
        let (mut policy, mut played) = self.policy(&setup);
        while let Some(better) = self.polish(&setup, &policy, &played) {
            (policy, played) = better;
        }
        played
    }

    /// The same call with one reply more that is good, and nothing lost by it.
    fn polish(&self, setup: &Arc<Setup>, policy: &Policy, played: &Played) -> Option<(Policy, Played)> {
        let now = (value(&played.card), Reverse(self.not_good(played).count()));
        for spot in self.not_good(played) {
            let replies = self.plan.scenario.beats[spot.beat].replies.iter().enumerate();
            for (number, _) in replies.filter(|(_, reply)| reply.source.mark == Mark::Good) {
                let mut other = policy.clone();
                other.0.insert(spot, Choice::Reply(number));
                let tried = self.follow(setup, &other);
                if (value(&tried.card), Reverse(self.not_good(&tried).count())) > now {
                    return Some((other, tried));
                }
            }
        }
        None
    }

    /// Where something was said that is not marked as good.
    fn not_good<'a>(&'a self, played: &'a Played) -> impl Iterator<Item = Spot> + 'a {
        let chosen = played.decisions.iter().map(|decision| (decision.spot, decision.chosen));
        let said = chosen.filter_map(|(spot, chosen)| match chosen {
            Choice::Reply(number) => Some((spot, self.plan.scenario.beats[spot.beat].replies.get(number)?)),
            _ => None,
        });
        said.filter(|(_, reply)| reply.source.mark != Mark::Good).map(|(spot, _)| spot)
    }

    /// A call with at most so many flawed acts.
    #[must_use]
    pub fn play_dose(&self, bot: Bot, seed: u64, dose: u32) -> Played {
        self.take(bot, &self.setup(seed), dose)
    }

    /// A call of this scenario that was set up elsewhere, with at most so many flawed acts.
    #[must_use]
    pub fn take(&self, bot: Bot, setup: &Arc<Setup>, dose: u32) -> Played {
        if bot == Bot::Random {
            return super::random::play(&self.plan, setup);
        }
        let (policy, expert) = self.policy(setup);
        match bot {
            Bot::Expert => expert,
            _ => self.play_as(bot, setup, &policy, (dose, expert.decisions.len())),
        }
    }

    /// The call of this seed as every bot takes it, in the order of [`Bot::ALL`].
    #[must_use]
    pub fn crew(&self, seed: u64) -> Vec<Played> {
        let setup = self.setup(seed);
        let (policy, expert) = self.policy(&setup);
        let turns = expert.decisions.len();
        let mut crew = vec![expert];
        for bot in Bot::ALL.into_iter().skip(1) {
            crew.push(match bot {
                Bot::Random => super::random::play(&self.plan, &setup),
                _ => self.play_as(bot, &setup, &policy, (u32::MAX, turns)),
            });
        }
        crew
    }

    /// The scenario that these bots know.
    #[must_use]
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.plan.scenario
    }

    /// A call in which these choices are made where they come up; all else is done as the expert does it, the desk too.
    pub(super) fn follow(&self, setup: &Arc<Setup>, policy: &Policy) -> Played {
        self.play_as(Bot::Expert, setup, policy, (u32::MAX, 0))
    }

    fn play_as(&self, bot: Bot, setup: &Arc<Setup>, policy: &Policy, (dose, turns): (u32, usize)) -> Played {
        let manner = Manner::new(bot, setup.seed, dose, turns);
        Player::new(&self.plan, policy, manner, Call::new(Arc::clone(setup))).play()
    }

    /// The expert's ways for one call, and the call.
    fn policy(&self, setup: &Arc<Setup>) -> (Policy, Played) {
        let mut best: Option<(Policy, Played)> = None;
        for policy in &self.policies {
            let played = self.play_as(Bot::Expert, setup, policy, (u32::MAX, 0));
            let worth = value(&played.card);
            let better = best.as_ref().is_none_or(|(_, other)| worth > value(&other.card));
            if better {
                best = Some((policy.clone(), played));
            }
            if worth == PERFECT {
                break;
            }
        }
        let (policy, played) = best.unwrap_or_else(|| {
            let policy = Policy::default();
            let played = self.play_as(Bot::Expert, setup, &policy, (u32::MAX, 0));
            (policy, played)
        });
        if self.hopeless || value(&played.card) == PERFECT {
            return (policy, played);
        }
        self.improve(setup, policy, played)
    }

    /// Changes one decision after the other for the better until nothing is lost. Where nothing helps, a few are changed at
    /// random and the search goes on from there; the best of all is kept.
    fn improve(&self, setup: &Arc<Setup>, policy: Policy, played: Played) -> (Policy, Played) {
        let mut dice = Dice::new(setup.seed, "kick");
        let mut trials = 0;
        let mut best = (policy, played);
        let mut from = best.0.clone();
        loop {
            let climbed = self.climb(setup, from, &mut trials);
            if value(&climbed.1.card) > value(&best.1.card) {
                best = climbed;
            }
            if trials >= TRIALS || value(&best.1.card) == PERFECT {
                return best;
            }
            from = best.0.clone();
            let neighbours = neighbours(&best.1);
            for _ in 0..KICK {
                from.0.extend(dice.one(&neighbours).copied());
            }
        }
    }

    /// The best that single changes lead to, each the best of its round.
    fn climb(&self, setup: &Arc<Setup>, policy: Policy, trials: &mut usize) -> (Policy, Played) {
        *trials += 1;
        let played = self.play_as(Bot::Expert, setup, &policy, (u32::MAX, 0));
        let mut at = (policy, played);
        loop {
            let now = value(&at.1.card);
            let mut found: Option<(Policy, Played)> = None;
            for (spot, choice) in neighbours(&at.1) {
                if now == PERFECT || *trials >= TRIALS {
                    return found.unwrap_or(at);
                }
                *trials += 1;
                let mut other = at.0.clone();
                other.0.insert(spot, choice);
                let tried = self.play_as(Bot::Expert, setup, &other, (u32::MAX, 0));
                let worth = value(&tried.card);
                if worth > now && found.as_ref().is_none_or(|(_, best)| worth > value(&best.card)) {
                    found = Some((other, tried));
                }
            }
            match found {
                Some(better) => at = better,
                None => return at,
            }
        }
    }
}

/// Every other choice at every turn that was taken.
fn neighbours(played: &Played) -> Vec<(Spot, Choice)> {
    let turns = played.decisions.iter().flat_map(|decision| {
        let others = decision.options.iter().filter(|(choice, _)| *choice != decision.chosen);
        others.map(|(choice, _)| (decision.spot, *choice))
    });
    turns.collect()
}

/// Nothing lost in any number, and no critical error.
const PERFECT: i64 = 400_000;

/// What the expert is after: the four numbers in thousandths, less a critical error's weight of half a number.
fn value(card: &Scorecard) -> i64 {
    let share = |number: ScoreNumber| {
        let own = || card.criteria.iter().filter(|criterion| criterion.number == number);
        let possible: u64 = own().map(|criterion| criterion.possible).sum();
        let earned: u64 = own().map(|criterion| criterion.earned).sum();
        (earned * 100_000).checked_div(possible).map_or(100_000, |share| i64::try_from(share).unwrap_or(0))
    };
    let total: i64 = NUMBERS.into_iter().map(share).sum();
    total - 50_000 * i64::try_from(card.critical.len()).unwrap_or(0)
}
