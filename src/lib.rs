//! Steadyline: a desktop simulator in which a call-centre operator practises on scripted callers.

#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod scenario;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod call;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod scoring;
#[deny(clippy::disallowed_methods, clippy::iter_over_hash_type)]
pub mod bots;
pub mod cli;
pub mod store;
pub mod text;
