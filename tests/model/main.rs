//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod authoring;
mod banks;
mod bots;
mod call_lists;
mod calls;
mod captions;
#[cfg(feature = "centre")]
mod centre;
mod checker;
mod cookbook;
mod corpus;
mod disk;
mod drills;
mod duties;
mod explore;
mod frozen;
mod graph;
mod invalid;
mod lessons;
mod listen;
mod logs;
mod mistakes;
#[cfg(feature = "centre")]
mod postgres;
mod read_through;
mod records;
mod reference;
mod rewind;
mod rules;
mod seals;
mod staged;
mod store;
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
