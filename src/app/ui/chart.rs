//! Charts: an SVG drawn into an image of exactly the size that its node has on the screen.
//!
//! The same SVG stands in the HTML reports. Colours in it are written `var(--accent)`, as in `tokens.css`;
//! a browser knows them from the style sheet, here they are filled in from the theme.

use std::sync::{Arc, LazyLock};

use accesskit::Role;
use bevy::asset::RenderAssetUsages;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy::ui::UiSystems;
use resvg::tiny_skia::{Pixmap, Transform as SvgTransform};
use resvg::usvg::{self, Tree, fontdb};

use super::font::{FAMILY, FILES};
use super::speech::spoken;
use super::tokens::Theme;
use crate::review::palette::filled;

/// The widest or highest image that is drawn, in pixels.
const MAX_SIDE: f32 = 4096.0;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(PostUpdate, draw.in_set(UiSystems::PostLayout));
}

/// A chart. Change the component and it is drawn anew.
#[derive(SceneComponent, Debug, Clone, Default)]
#[scene(ChartProps)]
pub struct Chart {
    /// The drawing, as SVG.
    pub svg: String,
}

/// How a [`Chart`] is made.
#[derive(Debug, Clone, Default)]
pub struct ChartProps {
    /// What it shows in words, for who cannot see it.
    pub label: String,
    /// The drawing, as SVG.
    pub svg: String,
}

#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
struct DrawnSize(UVec2);

impl Chart {
    fn scene(props: ChartProps) -> impl Scene {
        let aspect = aspect_ratio(&props.svg);
        bsn! {
            Chart { svg: {props.svg} }
            DrawnSize
            spoken(Role::Image, props.label)
            Node { width: percent(100), aspect_ratio: {aspect}, flex_shrink: 0.0 }
        }
    }
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The text is not the SVG that the renderer knows.
    #[error("chart is not valid SVG: {0}")]
    Svg(#[from] usvg::Error),
    /// The image would have no pixels.
    #[error("chart has no size")]
    Size,
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in FILES {
        fonts.load_font_data(file.to_vec());
    }
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

fn parse(svg: &str) -> Result<Tree, ChartError> {
    let options = usvg::Options { fontdb: FONTS.clone(), font_family: FAMILY.to_owned(), ..default() };
    Ok(Tree::from_str(svg, &options)?)
}

fn aspect_ratio(svg: &str) -> Option<f32> {
    let size = parse(&with_colors(svg, Theme::default())).ok()?.size();
    Some(size.width() / size.height())
}

/// Names the font of every run of Devanagari, and isolates the run: the renderer shapes a whole line by the script
/// that it starts with, which would leave vowel signs on the wrong side of their letter.
fn with_fonts(svg: &str) -> String {
    const OPEN: &str = "<tspan font-family=\"Noto Sans Devanagari\">\u{2066}";
    const CLOSE: &str = "\u{2069}</tspan>";
    let mut out = String::with_capacity(svg.len());
    let (mut in_tag, mut in_run) = (false, false);
    for letter in svg.chars() {
        // Joiners belong to the run that they stand in.
        let devanagari = ('\u{900}'..='\u{97F}').contains(&letter);
        let belongs = devanagari || (in_run && matches!(letter, '\u{200C}' | '\u{200D}'));
        if belongs && !in_run && !in_tag {
            out.push_str(OPEN);
            in_run = true;
        } else if !belongs && in_run {
            out.push_str(CLOSE);
            in_run = false;
        }
        in_tag = letter == '<' || (in_tag && letter != '>');
        out.push(letter);
    }
    out
}

/// Fills in the theme's colours for `var(--name)`.
fn with_colors(svg: &str, theme: Theme) -> String {
    filled(svg, |colour| theme.of(colour))
}

/// Draws an SVG into an image of a size in pixels, whole and centred.
///
/// # Errors
/// When the SVG cannot be read, or the size is empty.
pub fn rasterise(svg: &str, theme: Theme, size: UVec2) -> Result<Image, ChartError> {
    let tree = parse(&with_fonts(&with_colors(svg, theme)))?;
    let mut pixmap = Pixmap::new(size.x, size.y).ok_or(ChartError::Size)?;
    let (width, height) = (size.x as f32, size.y as f32);
    let scale = (width / tree.size().width()).min(height / tree.size().height());
    let left = (width - tree.size().width() * scale) / 2.0;
    let top = (height - tree.size().height() * scale) / 2.0;
    let place = SvgTransform::from_scale(scale, scale).post_translate(left, top);
    resvg::render(&tree, place, &mut pixmap.as_mut());
    let pixels = pixmap
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let plain = pixel.demultiply();
            [plain.red(), plain.green(), plain.blue(), plain.alpha()]
        })
        .collect();
    let extent = Extent3d { width: size.x, height: size.y, depth_or_array_layers: 1 };
    Ok(Image::new(extent, TextureDimension::D2, pixels, TextureFormat::Rgba8UnormSrgb, RenderAssetUsages::all()))
}

fn draw(
    theme: Res<Theme>,
    mut charts: Query<(Entity, Ref<Chart>, &ComputedNode, &mut DrawnSize)>,
    mut images: ResMut<Assets<Image>>,
    mut commands: Commands,
) -> Result {
    for (entity, chart, node, mut drawn) in &mut charts {
        let size = node.size().round().min(Vec2::splat(MAX_SIDE)).as_uvec2();
        if size.min_element() == 0 || (drawn.0 == size && !chart.is_changed() && !theme.is_changed()) {
            continue;
        }
        drawn.0 = size;
        let image = images.add(rasterise(&chart.svg, *theme, size)?);
        commands.entity(entity).insert(ImageNode::new(image));
    }
    Ok(())
}
