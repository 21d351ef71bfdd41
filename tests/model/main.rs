//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
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
mod terminal;
mod twin_counts;
mod twins;
mod voice;
mod walks;
mod ways;
mod words;
mod work;
mod world;
