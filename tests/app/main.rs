//! Tests of the app without a window: the kit, and later every screen.

mod assigning;
mod author;
mod blind;
mod captions;
mod debrief;
mod desk;
mod drills;
mod entry;
mod gallery;
mod harness;
mod hear;
mod home;
mod judging;
mod keys;
mod kit;
mod language;
mod lesson;
mod linked;
mod microphone;
mod mixed;
mod on_the_line;
#[path = "../model/postgres.rs"]
#[expect(dead_code, reason = "the model's tests ask it for more")]
mod postgres;
mod replay;
mod reviewing;
mod rewound;
mod screens_round;
mod spectrum;
mod team;
mod twins;
