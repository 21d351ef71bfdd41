//! What stands on the virtual screen: its server keeps the pixels in a file, in the layout of `xwd`.

use bevy::asset::RenderAssetUsages;
use bevy::image::Image;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};

use crate::keys::picture_path;

/// Words of the header: where the pixels begin, and how they lie.
const HEADER_SIZE: usize = 0;
const WIDTH: usize = 4;
const HEIGHT: usize = 5;
const BITS_PER_PIXEL: usize = 11;
const BYTES_PER_LINE: usize = 12;
const COLOURS: usize = 19;

/// The size of the program's window, which lies in the corner of a screen without a window manager.
const WINDOW: (usize, usize) = (1280, 800);

/// Takes a picture of the window. Without the file of a screen there is none, and the log says so.
pub fn picture(name: &str) {
    let Some(file) = std::env::var_os("STEADYLINE_TEST_SCREEN") else {
        println!("no picture {name}: STEADYLINE_TEST_SCREEN names no screen file");
        return;
    };
    let bytes = std::fs::read(file).expect("the screen file is there");
    let word = |at: usize| {
        let bytes: [u8; 4] = bytes[at * 4..at * 4 + 4].try_into().expect("four bytes");
        u32::from_be_bytes(bytes) as usize
    };
    assert_eq!(word(BITS_PER_PIXEL), 32, "the screen has 24 bits of colour in 32");
    let (width, height) = (word(WIDTH).min(WINDOW.0), word(HEIGHT).min(WINDOW.1));
    let begin = word(HEADER_SIZE) + word(COLOURS) * 12;
    let mut pixels = Vec::with_capacity(width * height * 4);
    for row in 0..height {
        let line = begin + row * word(BYTES_PER_LINE);
        for pixel in bytes[line..line + width * 4].chunks_exact(4) {
            pixels.extend([pixel[2], pixel[1], pixel[0], 255]);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a screen is small")]
    let size = Extent3d { width: width as u32, height: height as u32, depth_or_array_layers: 1 };
    let format = TextureFormat::Rgba8UnormSrgb;
    let image = Image::new(size, TextureDimension::D2, pixels, format, RenderAssetUsages::MAIN_WORLD);
    image.try_into_dynamic().expect("a picture").save(picture_path(name)).expect("the picture is written");
}
