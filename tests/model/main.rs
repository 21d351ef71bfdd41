//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod bots;
mod calls;
mod disk;
mod explore;
mod frozen;
mod graph;
mod invalid;
mod logs;
mod mistakes;
mod read_through;
mod records;
mod rewind;
mod rules;
mod store;
mod terminal;
mod twin_counts;
mod twins;
mod walks;
mod ways;
mod words;
mod work;
mod world;
