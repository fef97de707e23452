//! Images as drawings in a line (DrawingML).

use std::collections::HashMap;

use super::sheet::Room;
use super::xml::escape;
use crate::edition::Picture;
use crate::edition::picture::{GIF, JPEG, PNG};
use crate::edition::slots::{Counted, Slot};

/// The names that drawings are written with, as attributes of the root of a part.
pub(super) const NAMESPACES: &str = "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
    xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
    xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

/// A pixel of an image that says nothing else, and a twentieth of a point, in English Metric Units.
const PIXEL: usize = 9525;
const TWENTIETH: usize = 635;
/// The size in pixels of an image that does not tell its own.
const UNKNOWN: (u32, u32) = (480, 360);

/// The images that a text shows, each once, and how often it draws one.
#[derive(Debug, Default)]
pub(super) struct Drawings {
    pictures: Vec<Picture>,
    /// The number of an image here, by its number in the edition.
    numbers: HashMap<usize, usize>,
    drawn: usize,
}

impl Drawings {
    /// The run with an image, by its number in the edition; `None` where it is of a kind that Word does not show.
    pub(super) fn draw(
        &mut self,
        (number, picture): (usize, &Picture),
        words: &str,
        room: Room,
    ) -> Option<String> {
        if !is_shown(picture) {
            return None;
        }
        let next = self.pictures.len();
        let here = *self.numbers.entry(number).or_insert(next);
        if here == next {
            self.pictures.push(picture.clone());
        }
        self.drawn += 1;
        let id = Slot::Number(Counted::Drawing, self.drawn).to_string();
        let relation = Slot::Picture(here).to_string();
        Some(drawing((&relation, &id), picture, words, room))
    }

    /// The images by their numbers, and how many drawings there are.
    pub(super) fn into_pictures(self) -> (Vec<Picture>, usize) {
        (self.pictures, self.drawn)
    }
}

/// Whether Word shows an image.
pub(super) fn is_shown(picture: &Picture) -> bool {
    [PNG, JPEG, GIF].contains(&picture.kind)
}

/// A run with an image: by its relation and the id of the drawing, with what is said where it is not seen.
pub(super) fn drawing(
    (relation, id): (&str, &str),
    picture: &Picture,
    words: &str,
    room: Room,
) -> String {
    let (width, height) = extent(picture.size.unwrap_or(UNKNOWN), room);
    let words = escape(&words.replace(['\n', '\t'], " "));
    let name = escape(&format!("{}.{}", picture.stem, picture.kind.extension));
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{id}\" name=\"{name}\" descr=\"{words}\"/>\
         <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
         <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"{name}\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"{relation}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>\
         </a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

/// The size of a drawing in English Metric Units: its own at 96 pixels an inch, or as large as there is room for.
fn extent((width, height): (u32, u32), room: Room) -> (usize, usize) {
    let own = |pixels: u32| pixels.max(1) as usize * PIXEL;
    let (width, height) = (own(width), own(height));
    let most = |room: usize| (room * TWENTIETH).max(PIXEL);
    // Products of lengths, so that no ratio is rounded.
    let scale = |length: usize, of: usize, to: usize| {
        let scaled = (length as u128 * to as u128) / (of as u128).max(1);
        usize::try_from(scaled).unwrap_or(length).max(1)
    };
    let (mut wide, mut high) = (width, height);
    if wide > most(room.width) {
        wide = most(room.width);
        high = scale(height, width, wide);
    }
    if high > most(room.height) {
        high = most(room.height);
        wide = scale(width, height, high);
    }
    (wide, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_keep_their_shape_within_the_room() {
        let room = Room {
            width: 7200,
            height: 1440,
        };
        let inch = 914_400;
        assert_eq!(extent((96, 48), room), (inch, inch / 2));
        assert_eq!(extent((4800, 96), room), (5 * inch, inch / 10));
        assert_eq!(extent((960, 960), room), (inch, inch));
        let (wide, high) = extent((u32::MAX, 1), room);
        assert_eq!((wide, high), (5 * inch, 1));
    }
}
