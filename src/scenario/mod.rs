//! What a senior writes: packs and scenarios in RON, read, checked with places and hints, and made ready to be played.
//!
//! The front door is [`bundled`], [`folder`] and [`kept`], which give checked [`Pack`]s and every [`Diagnostic`] found. Past this
//! door nothing is validated again. The room knows nothing of calls, scores, stores or screens.

mod bank;
mod check;
mod check_beat;
mod check_draft;
mod check_facts;
mod check_flow;
mod check_lines;
mod check_lookup;
mod check_mood;
mod check_names;
mod check_pack;
mod check_refused;
mod check_rows;
mod check_rubric;
mod check_survey;
mod check_text;
mod check_told;
mod check_twin;
mod check_ways;
mod checker;
mod codes;
mod condition;
mod diagnostic;
mod disk;
mod drill;
mod explain;
pub mod expression;
pub mod facts;
mod graph;
mod lexical;
mod load;
mod locate;
mod model;
mod named;
pub mod outgoing;
mod pack_files;
mod quick;
mod read;
mod shared;
mod source;
mod syntax;
mod table;
mod template;
mod tidy;
pub mod translation;
pub mod writing;

pub use check_draft::FILL_IN;
pub use check_lines::LINE_FITS;
pub use codes::{Code, code, codes};
pub use diagnostic::{Diagnostic, Severity, SourceFile, did_you_mean};
pub use drill::{Drill, DrillKind};
pub use graph::{BeatNode, EndingNode, NodeKind, ReplyRow, ScriptEdge, ScriptGraph, ScriptNode, Trigger, Why, Worth};
pub use load::{LoadError, Loaded, bundled, checked, folder, folder_of_one, kept, pack_of, rubric, scenario};
pub use model::*;
pub use named::{Named, Ordered};
pub use pack_files::PackFiles;
pub use shared::Shared;
pub use source::*;
pub use template::{Piece, Template};
pub use tidy::{Tidy, TidyRow};
pub use writing::{SaidSource, Writing, WritingSource};
