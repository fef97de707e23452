//! The page of the document: its size, its margins, and the room that they leave. Lengths are in twentieths of a
//! point, as the format has them.

use crate::edition::Print;

/// A twentieth of a point, in millimetres.
const TWENTIETH: f32 = 25.4 / 1440.0;
/// The least room for text, in millimetres; margins that leave less are made smaller.
const LEAST_ROOM: f32 = 40.0;

/// The page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    width: usize,
    height: usize,
    top: usize,
    right: usize,
    bottom: usize,
    left: usize,
    /// Whether the inner margin of a page differs from the outer one.
    pub(super) is_mirrored: bool,
}

/// The room that something may take, in twentieths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Sheet {
    /// The page of these settings.
    pub(super) fn of(print: &Print) -> Sheet {
        let (page, margins) = (print.page, print.margins);
        let fit = |size: f32, one: f32, other: f32| {
            let most = (size - LEAST_ROOM).max(0.0);
            let share = most / (one + other).max(most).max(1.0);
            (twentieths(one * share), twentieths(other * share))
        };
        let (top, bottom) = fit(page.height, margins.top, margins.bottom);
        let (left, right) = fit(page.width, margins.inner, margins.outer);
        Sheet {
            width: twentieths(page.width),
            height: twentieths(page.height),
            top,
            right,
            bottom,
            left,
            is_mirrored: left.abs_diff(right) > 1,
        }
    }

    /// The room for text on a page.
    pub(super) fn text(&self) -> Room {
        Room {
            width: self.width.saturating_sub(self.left + self.right),
            height: self.height.saturating_sub(self.top + self.bottom),
        }
    }

    /// The width of one of two columns.
    pub(super) fn column(&self) -> usize {
        self.text().width / 2
    }

    /// The properties of the section, with the references to its headers and footers before.
    pub(super) fn section(&self, references: &str) -> String {
        // Header and footer stand in the middle of their margins.
        format!(
            "<w:sectPr>{references}<w:pgSz w:w=\"{}\" w:h=\"{}\"/>\
             <w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"{}\" w:footer=\"{}\" w:gutter=\"0\"/>\
             <w:titlePg/></w:sectPr>",
            self.width,
            self.height,
            self.top,
            self.right,
            self.bottom,
            self.left,
            self.top / 2,
            self.bottom / 2,
        )
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of pages are at most two metres, and none is negative"
)]
fn twentieths(millimetres: f32) -> usize {
    (millimetres.max(0.0) / TWENTIETH).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Margins, PageSize};

    #[test]
    fn margins_leave_room() {
        let a4 = Sheet::of(&Print::default());
        assert_eq!((a4.width, a4.height), (11906, 16838));
        assert_eq!(a4.text().width, 11906 - 2 * 1020);
        assert!(!a4.is_mirrored);
        let narrow = Sheet::of(&Print {
            page: PageSize {
                width: 70.0,
                height: 70.0,
            },
            margins: Margins {
                top: 100.0,
                outer: 20.0,
                bottom: 0.0,
                inner: 100.0,
            },
            ..Print::default()
        });
        assert!(narrow.is_mirrored);
        for room in [narrow.text().width, narrow.text().height] {
            assert!(room.abs_diff(2268) < 3, "{room}");
        }
    }
}
