//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod authoring;
mod banks;
mod bots;
mod calls;
mod disk;
mod frozen;
mod invalid;
mod logs;
mod mistakes;
mod records;
mod rewind;
mod rules;
mod store;
mod templates;
mod terminal;
mod translations;
mod twin_counts;
mod twins;
mod walks;
mod ways;
mod words;
mod work;
mod world;
