//! Scripts drawn: as SVG with the place of each box, or as a Mermaid flowchart.

pub use super::mermaid::script_mermaid;
pub use super::palette::{Ground, coloured};
pub use super::script_graph::{GraphWords, NodeBox, Overlay, ScriptDrawing, draw_script};
