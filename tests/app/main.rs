//! Tests of the app without a window: the kit, and later every screen.

mod author;
mod debrief;
mod desk;
mod gallery;
mod harness;
mod hear;
mod keys;
mod kit;
mod language;
mod rewound;
mod screens_round;
mod twins;
