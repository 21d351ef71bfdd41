//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod calls;
mod invalid;
mod logs;
mod store;
mod terminal;
mod twin_counts;
mod twins;
mod walks;
mod words;
mod world;
