//! How an edition is printed: the size of its pages, their margins, and the fonts.

use serde::Deserialize;

/// How an edition is printed, and shown where a font is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Print {
    /// The size of a page.
    pub page: PageSize,
    /// The margins of a page.
    pub margins: Margins,
    /// The font of the Chinese; where none is set, the first of the usual ones that the system has.
    pub chinese_font: Option<String>,
    /// The font of the English, likewise.
    pub english_font: Option<String>,
}

/// The size of a page in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct PageSize {
    /// The width in millimetres.
    pub width: f32,
    /// The height in millimetres.
    pub height: f32,
}

/// The sizes that have a name, in millimetres.
const SIZES: [(&str, f32, f32); 6] = [
    ("a4", 210.0, 297.0),
    ("a5", 148.0, 210.0),
    ("b5", 176.0, 250.0),
    ("letter", 215.9, 279.4),
    ("6x9in", 152.4, 228.6),
    ("16k", 185.0, 260.0),
];

impl Default for PageSize {
    fn default() -> PageSize {
        PageSize {
            width: 210.0,
            height: 297.0,
        }
    }
}

impl TryFrom<String> for PageSize {
    type Error = String;

    fn try_from(written: String) -> Result<PageSize, String> {
        let name = written.trim().to_lowercase();
        if let Some(&(_, width, height)) = SIZES.iter().find(|(known, ..)| *known == name) {
            return Ok(PageSize { width, height });
        }
        let size = name.split_once(['x', '×']).and_then(|(width, height)| {
            Some(PageSize {
                width: millimetres(width)?,
                height: millimetres(height)?,
            })
        });
        size.filter(|size| {
            (70.0..=2000.0).contains(&size.width) && (70.0..=2000.0).contains(&size.height)
        })
        .ok_or_else(|| {
            let names: Vec<&str> = SIZES.iter().map(|(name, ..)| *name).collect();
            format!(
                "\"{written}\" is no size of a page: it is one of {}, or a width and a height like \"170mm x 240mm\"",
                names.join(", ")
            )
        })
    }
}

/// The margins of a page in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Margins {
    /// The margin at the top.
    pub top: f32,
    /// The one at the outer edge of a page of a book; the right one of pages that are all alike.
    pub outer: f32,
    /// The one at the bottom.
    pub bottom: f32,
    /// The one at the inner edge; the left one of pages that are all alike.
    pub inner: f32,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins {
            top: 20.0,
            outer: 18.0,
            bottom: 20.0,
            inner: 18.0,
        }
    }
}

impl TryFrom<String> for Margins {
    type Error = String;

    fn try_from(written: String) -> Result<Margins, String> {
        let lengths: Option<Vec<f32>> = written.split_whitespace().map(millimetres).collect();
        let margins = lengths.and_then(|lengths| match *lengths.as_slice() {
            [all] => Some((all, all, all, all)),
            [high, side] => Some((high, side, high, side)),
            [top, outer, bottom, inner] => Some((top, outer, bottom, inner)),
            _ => None,
        });
        match margins {
            Some((top, outer, bottom, inner))
                if [top, outer, bottom, inner]
                    .iter()
                    .all(|margin| (0.0..=100.0).contains(margin)) =>
            {
                Ok(Margins {
                    top,
                    outer,
                    bottom,
                    inner,
                })
            }
            _ => Err(format!(
                "\"{written}\" are no margins: they are one, two (top and bottom, sides) or four lengths (top, outer, bottom, inner) of 0 to 100 mm like \"20mm 15mm\""
            )),
        }
    }
}

/// A length as `20mm`, `2cm` or `0.8in`.
fn millimetres(written: &str) -> Option<f32> {
    let written = written.trim();
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4)];
    let (number, unit) = units
        .iter()
        .find_map(|(unit, length)| Some((written.strip_suffix(unit)?, length)))?;
    let number: f32 = number.trim().parse().ok()?;
    number.is_finite().then_some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_margins() {
        let size = |written: &str| PageSize::try_from(written.to_owned());
        assert_eq!(size("A4").unwrap(), PageSize::default());
        assert_eq!(size("6x9in").unwrap().width, 152.4);
        assert_eq!(size("17cm x 240 mm").unwrap().width, 170.0);
        for wrong in ["", "a9", "1mm x 2mm", "10 x 20", "NaNmm x 200mm"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        let margins = |written: &str| Margins::try_from(written.to_owned());
        assert_eq!(margins("2cm").unwrap().inner, 20.0);
        assert_eq!(margins("20mm 15mm").unwrap().outer, 15.0);
        assert_eq!(margins("1mm 2mm 3mm 4mm").unwrap().inner, 4.0);
        for wrong in ["", "20", "1mm 2mm 3mm", "300mm"] {
            assert!(margins(wrong).is_err(), "{wrong}");
        }
    }
}
