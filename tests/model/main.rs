//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod assigning;
mod authoring;
mod background;
mod banks;
mod blind;
mod bots;
mod calibration;
mod call_lists;
mod calls;
mod captions;
#[cfg(all(feature = "centre", unix))]
mod centre;
mod checker;
mod cookbook;
mod corpus;
mod disk;
mod doable;
mod down;
mod down_packs;
mod drill_walks;
mod drills;
mod duties;
#[cfg(all(feature = "centre", unix))]
mod erasure;
mod explore;
mod fetching;
mod frozen;
mod graph;
mod health;
mod invalid;
mod judging;
mod judging_apart;
mod laws;
mod lessons;
#[cfg(all(feature = "centre", unix))]
mod limits;
mod listen;
mod logs;
mod mistakes;
mod outcomes;
mod pages;
mod people;
mod personal;
#[cfg(all(feature = "centre", unix))]
mod postgres;
mod read_through;
mod records;
mod reference;
#[cfg(all(feature = "centre", unix))]
mod renaming;
mod reports;
mod rewind;
#[cfg(all(feature = "centre", unix))]
mod ruled_there;
mod rules;
mod schedule;
mod seals;
mod staged;
mod statements;
mod store;
mod summaries;
#[cfg(all(feature = "centre", unix))]
mod supervisors;
mod templates;
mod terminal;
mod tidying;
mod translations;
mod tutorial;
mod twin_counts;
mod twins;
mod voice;
mod walks;
mod ways;
mod words;
mod work;
mod world;
