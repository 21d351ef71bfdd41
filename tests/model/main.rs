//! The model from outside: what authors, logs and other programs see of it.

mod architecture;
mod calls;
mod disk;
mod invalid;
mod logs;
mod store;
mod terminal;
mod walks;
mod words;
mod world;
