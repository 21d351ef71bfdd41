//! Where the boxes and lines of a script lie: layered, so that a call runs from top to bottom.

use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, layout};

use super::lettering::text_width;
use super::script_graph::{Artist, NodeBox, SMALL};
use super::script_route::route;

/// Space round everything, in pixels.
const MARGIN: f32 = 24.0;

pub(super) struct Placed {
    pub width: f32,
    pub height: f32,
    pub boxes: Vec<NodeBox>,
    pub ways: Vec<Course>,
}

/// The points of an edge, and the middle of its label.
pub(super) struct Course {
    pub points: Vec<(f32, f32)>,
    pub label: (f32, f32),
}

impl Artist<'_> {
    pub fn place(&self) -> Placed {
        let mut layers: Graph<NodeLabel, EdgeLabel> =
            Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
        for number in 0..self.graph.nodes.len() {
            let (width, height) = self.size(number);
            let label = NodeLabel { width: f64::from(width), height: f64::from(height), ..NodeLabel::default() };
            layers.set_node(number.to_string(), Some(label));
        }
        for edge in &self.graph.edges {
            let text = self.edge_text(edge);
            let width = if text.is_empty() { 0.0 } else { text_width(&text, SMALL) + 10.0 };
            let height = if text.is_empty() { 0.0 } else { 16.0 };
            // The script's own way is kept straight; what comes from anywhere gives way.
            let weight = if self.is_trigger(edge.from) { 1 } else { 3 };
            let label = EdgeLabel {
                width: f64::from(width),
                height,
                weight,
                labelpos: LabelPos::Center,
                ..EdgeLabel::default()
            };
            layers.set_edge(edge.from.to_string(), edge.to.to_string(), Some(label), None);
        }
        let options = LayoutOptions { nodesep: 26.0, edgesep: 16.0, ranksep: 56.0, ..LayoutOptions::default() };
        layout(&mut layers, Some(options));
        self.read(&layers)
    }

    /// Takes the places over, moved so that everything lies inside the drawing.
    fn read(&self, layers: &Graph<NodeLabel, EdgeLabel>) -> Placed {
        let number = |value: Option<f64>| value.unwrap_or(0.0) as f32;
        let mut boxes: Vec<NodeBox> = Vec::new();
        for at in 0..self.graph.nodes.len() {
            let (width, height) = self.size(at);
            let middle = layers.node(&at.to_string()).map_or((0.0, 0.0), |node| (number(node.x), number(node.y)));
            boxes.push(NodeBox { x: middle.0 - width / 2.0, y: middle.1 - height / 2.0, width, height });
        }
        let mut between = Vec::new();
        let mut labels = Vec::new();
        for edge in &self.graph.edges {
            let found = layers.edge(&edge.from.to_string(), &edge.to.to_string(), None);
            let points = found.map_or(&[][..], |label| &label.points);
            // The first and the last lie on the boxes.
            let inner = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
            between.push(inner.iter().map(|point| (point.x as f32, point.y as f32)).collect::<Vec<_>>());
            labels.push(found.map_or((0.0, 0.0), |label| (number(label.x), number(label.y))));
        }
        let ends: Vec<(usize, usize)> = self.graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        let ways = route(&boxes, &ends, &between).into_iter().zip(labels);
        let mut ways: Vec<Course> = ways.map(|(points, label)| Course { points, label }).collect();
        let points = ways.iter().flat_map(|way| way.points.iter().copied());
        let corners =
            boxes.iter().flat_map(|place| [(place.x, place.y), (place.x + place.width, place.y + place.height)]);
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in points.chain(corners) {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let (dx, dy) = (MARGIN - low.0, MARGIN - low.1);
        for place in &mut boxes {
            (place.x, place.y) = (place.x + dx, place.y + dy);
        }
        for way in &mut ways {
            way.points.iter_mut().for_each(|point| *point = (point.0 + dx, point.1 + dy));
            way.label = (way.label.0 + dx, way.label.1 + dy);
        }
        Placed { width: high.0 - low.0 + MARGIN * 2.0, height: high.1 - low.1 + MARGIN * 2.0, boxes, ways }
    }
}
