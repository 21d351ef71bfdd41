//! What an operator is there for, and what a drill trains.

use serde::{Deserialize, Serialize};

/// A duty of an operator. The list is closed: home screens, tables and lessons go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Duty {
    /// Incoming: advise on every question that somebody rings with, also on one that nobody at the desk can answer.
    Advise,
    /// Incoming: of several answers that are all true, find the one that fits this caller.
    BestSolution,
    /// Incoming: full and correct information on company, services and promotions; articles out of date are a trap.
    Inform,
    /// Incoming: place an order.
    Order,
    /// Incoming: take a complaint.
    Complaint,
    /// Incoming: technical support of a line.
    LineSupport,
    /// Incoming: the question that comes back again and again.
    RepeatedQuestion,
    /// Incoming: the caller who is rude from the first word.
    RudeCaller,
    /// Incoming: what was learned in the call goes into the common database.
    CommonBase,
    /// Outgoing: work a call list, by hand or with the dialler.
    CallList,
    /// Outgoing: build the database with new numbers.
    NewNumbers,
    /// Outgoing: tell the existing base news and changed terms.
    News,
    /// Outgoing: ask the questions of a survey.
    Survey,
    /// Outgoing: win customers.
    WinCustomers,
    /// Outgoing: keep the base and put it in order.
    Tidy,
}

impl Duty {
    /// All duties, incoming first, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::Advise,
        Self::BestSolution,
        Self::Inform,
        Self::Order,
        Self::Complaint,
        Self::LineSupport,
        Self::RepeatedQuestion,
        Self::RudeCaller,
        Self::CommonBase,
        Self::CallList,
        Self::NewNumbers,
        Self::News,
        Self::Survey,
        Self::WinCustomers,
        Self::Tidy,
    ];

    /// Its name in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Advise => "Advise",
            Self::BestSolution => "BestSolution",
            Self::Inform => "Inform",
            Self::Order => "Order",
            Self::Complaint => "Complaint",
            Self::LineSupport => "LineSupport",
            Self::RepeatedQuestion => "RepeatedQuestion",
            Self::RudeCaller => "RudeCaller",
            Self::CommonBase => "CommonBase",
            Self::CallList => "CallList",
            Self::NewNumbers => "NewNumbers",
            Self::News => "News",
            Self::Survey => "Survey",
            Self::WinCustomers => "WinCustomers",
            Self::Tidy => "Tidy",
        }
    }

    /// Its name in the interface's language files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Advise => "advise",
            Self::BestSolution => "best-solution",
            Self::Inform => "inform",
            Self::Order => "order",
            Self::Complaint => "complaint",
            Self::LineSupport => "line-support",
            Self::RepeatedQuestion => "repeated-question",
            Self::RudeCaller => "rude-caller",
            Self::CommonBase => "common-base",
            Self::CallList => "call-list",
            Self::NewNumbers => "new-numbers",
            Self::News => "news",
            Self::Survey => "survey",
            Self::WinCustomers => "win-customers",
            Self::Tidy => "tidy",
        }
    }

    /// Whether the operator rings, or works for those who do.
    #[must_use]
    pub const fn is_outgoing(self) -> bool {
        matches!(self, Self::CallList | Self::NewNumbers | Self::News | Self::Survey | Self::WinCustomers | Self::Tidy)
    }
}
