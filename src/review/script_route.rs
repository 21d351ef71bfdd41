//! The courses of lines between boxes that lie in layers: straight through a layer, slanting only between two.

use super::script_graph::NodeBox;

/// A line turns this far outside a layer, and where it arrives so far that its arrow's head stands straight.
const CLEAR: f32 = 5.0;
const HEAD: f32 = 15.0;
/// Lines leave a box this far from its corners, and this far apart where there is room.
const CORNER: f32 = 16.0;
const APART: f32 = 15.0;

type Point = (f32, f32);

/// A layer: the boxes whose middles lie at one height.
struct Band {
    middle: f32,
    top: f32,
    bottom: f32,
}

/// Lays out the course of each line from the points between its ends, which lie in the layers that it passes.
pub(super) fn route(boxes: &[NodeBox], ends: &[(usize, usize)], between: &[Vec<Point>]) -> Vec<Vec<Point>> {
    let bands = bands(boxes);
    let ports = ports(boxes, ends, between);
    let mut ways = Vec::with_capacity(ends.len());
    for ((number, (from, to)), points) in ends.iter().enumerate().zip(between) {
        let down = middle(&boxes[*to]) >= middle(&boxes[*from]);
        let (out, into) = ports[number];
        let mut way = vec![(out, edge(&boxes[*from], down))];
        if let Some(band) = band_at(&bands, middle(&boxes[*from])) {
            way.push((out, if down { band.bottom + CLEAR } else { band.top - CLEAR }));
        }
        for (x, y) in points {
            match band_at(&bands, *y) {
                Some(band) if down => way.extend([(*x, band.top - CLEAR), (*x, band.bottom + CLEAR)]),
                Some(band) => way.extend([(*x, band.bottom + CLEAR), (*x, band.top - CLEAR)]),
                None => way.push((*x, *y)),
            }
        }
        if let Some(band) = band_at(&bands, middle(&boxes[*to])) {
            way.push((into, if down { band.top - HEAD } else { band.bottom + HEAD }));
        }
        way.push((into, edge(&boxes[*to], !down)));
        ways.push(way);
    }
    ways
}

fn middle(place: &NodeBox) -> f32 {
    place.y + place.height / 2.0
}

fn edge(place: &NodeBox, bottom: bool) -> f32 {
    if bottom { place.y + place.height } else { place.y }
}

fn bands(boxes: &[NodeBox]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for place in boxes {
        let (top, bottom) = (place.y, place.y + place.height);
        match bands.iter_mut().find(|band| (band.middle - middle(place)).abs() < 1.0) {
            Some(band) => (band.top, band.bottom) = (band.top.min(top), band.bottom.max(bottom)),
            None => bands.push(Band { middle: middle(place), top, bottom }),
        }
    }
    bands
}

fn band_at(bands: &[Band], y: f32) -> Option<&Band> {
    bands.iter().find(|band| (band.middle - y).abs() < 1.0)
}

/// By line, where along the side of a box it leaves and where it arrives.
fn ports(boxes: &[NodeBox], ends: &[(usize, usize)], between: &[Vec<Point>]) -> Vec<(f32, f32)> {
    let mut ports = vec![(0.0, 0.0); ends.len()];
    for (node, place) in boxes.iter().enumerate() {
        for bottom in [true, false] {
            let mut wishes: Vec<(f32, usize, bool)> = Vec::new();
            for (number, (from, to)) in ends.iter().enumerate() {
                let down = middle(&boxes[*to]) >= middle(&boxes[*from]);
                let far = |other: usize| boxes[other].x + boxes[other].width / 2.0;
                if *from == node && down == bottom {
                    let wish = between[number].first().map_or(far(*to), |point| point.0);
                    wishes.push((wish, number, true));
                }
                if *to == node && down != bottom {
                    let wish = between[number].last().map_or(far(*from), |point| point.0);
                    wishes.push((wish, number, false));
                }
            }
            wishes.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            let wanted: Vec<f32> = wishes.iter().map(|(wish, ..)| *wish).collect();
            for ((_, number, leaves), x) in wishes.iter().zip(spread(&wanted, place)) {
                if *leaves {
                    ports[*number].0 = x;
                } else {
                    ports[*number].1 = x;
                }
            }
        }
    }
    ports
}

/// Places along a side near those that are wished for, apart from each other. The wishes come in order.
fn spread(wanted: &[f32], place: &NodeBox) -> Vec<f32> {
    let (low, high) = (place.x + CORNER, place.x + place.width - CORNER);
    let gaps = u16::try_from(wanted.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let gap = APART.min((high - low) / f32::from(gaps.max(1)));
    let mut out: Vec<f32> = wanted.iter().map(|wish| wish.clamp(low, high)).collect();
    for at in 1..out.len() {
        out[at] = out[at].max(out[at - 1] + gap);
    }
    let mut most = high;
    for x in out.iter_mut().rev() {
        *x = x.min(most);
        most = *x - gap;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_past_a_box_does_not_cross_it() {
        let place = |x, y, width, height| NodeBox { x, y, width, height };
        // The second is tall and lies between the first and the point that the line passes.
        let boxes = [place(0.0, 40.0, 100.0, 20.0), place(120.0, 0.0, 100.0, 100.0), place(240.0, 200.0, 100.0, 40.0)];
        let ways = route(&boxes, &[(0, 2)], &[vec![(260.0, 150.0)]]);
        for pair in ways[0].windows(2) {
            for share in 0..=20_u8 {
                let share = f32::from(share) / 20.0;
                let (x, y) = (pair[0].0 + (pair[1].0 - pair[0].0) * share, pair[0].1 + (pair[1].1 - pair[0].1) * share);
                assert!(!((120.0..=220.0).contains(&x) && (0.0..=100.0).contains(&y)), "{:?}", ways[0]);
            }
        }
    }

    #[test]
    fn lines_leave_a_side_apart_and_inside_its_corners() {
        let place = NodeBox { x: 0.0, y: 0.0, width: 100.0, height: 20.0 };
        assert_eq!(spread(&[-50.0, 50.0, 51.0, 400.0], &place), [16.0, 50.0, 65.0, 84.0]);
        assert_eq!(spread(&[70.0, 71.0, 72.0], &place), [54.0, 69.0, 84.0]);
        assert!(spread(&[0.0; 40], &place).is_sorted());
    }
}
