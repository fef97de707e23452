//! The images of a book's texts while it is bound: each is kept once, whichever texts show it, in the file in
//! which texts wait.

use std::collections::{HashMap, HashSet};
use std::io;

use crate::edition::book::{Spool, Spooled};
use crate::edition::picture::Picture;
use crate::text::digest::sha256;

/// The folder of the images of a site.
const FOLDER: &str = "images";

/// The images of a book.
#[derive(Debug, Default)]
pub(super) struct Gallery {
    known: HashMap<[u8; 32], usize>,
    /// Each image as a `data:` address, with the extension of its file.
    kept: Vec<(Spooled, &'static str)>,
    /// The images of each text by their numbers there, with the stems of their names.
    of_text: Vec<Vec<(usize, String)>>,
}

impl Gallery {
    /// Takes the images of a text.
    ///
    /// # Errors
    /// The error of the file in which they wait.
    pub(super) fn add(
        &mut self,
        text: usize,
        pictures: &[Picture],
        spool: &mut Spool,
    ) -> io::Result<()> {
        let mut of_text = Vec::with_capacity(pictures.len());
        for picture in pictures {
            let digest = sha256(&picture.bytes);
            let number = match self.known.get(&digest) {
                Some(&number) => number,
                None => {
                    let kept = spool.put(&picture.address())?;
                    self.kept.push((kept, picture.kind.extension));
                    self.known.insert(digest, self.kept.len() - 1);
                    self.kept.len() - 1
                }
            };
            of_text.push((number, picture.stem.clone()));
        }
        if self.of_text.len() <= text {
            self.of_text.resize_with(text + 1, Vec::new);
        }
        self.of_text[text] = of_text;
        Ok(())
    }

    /// The paths of the images below the folder of the edition, by their numbers. They depend on the order of the
    /// texts and not on that in which they came.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut paths = vec![String::new(); self.kept.len()];
        let mut taken = HashSet::new();
        for (number, stem) in self.of_text.iter().flatten() {
            if !paths[*number].is_empty() {
                continue;
            }
            let extension = self.kept[*number].1;
            let plain = format!("{stem}.{extension}");
            let more = (2..).map(|count| format!("{stem}-{count}.{extension}"));
            let name = std::iter::once(plain)
                .chain(more)
                .find(|name| taken.insert(name.to_lowercase()));
            paths[*number] = format!("{FOLDER}/{}", name.unwrap_or_default());
        }
        paths
    }

    /// The number in the book of an image of a text.
    pub(super) fn number(&self, text: usize, picture: usize) -> Option<usize> {
        let of_text = self.of_text.get(text)?;
        of_text.get(picture).map(|(number, _)| *number)
    }

    /// An image as a `data:` address.
    ///
    /// # Errors
    /// The error of the file in which it waits.
    pub(super) fn address(&self, number: usize, spool: &mut Spool) -> io::Result<String> {
        spool.get(self.kept[number].0)
    }

    /// An image.
    ///
    /// # Errors
    /// The error of the file in which it waits.
    pub(super) fn picture(&self, number: usize, spool: &mut Spool) -> io::Result<Picture> {
        let address = self.address(number, spool)?;
        Picture::of_address(&address).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_kept_once_under_names_of_their_own() {
        let gif = |width: u8, name: &str| {
            Picture::new([b"GIF89a".as_slice(), &[width, 0, 1, 0]].concat(), name).unwrap()
        };
        let mut names = Vec::new();
        for order in [[0, 1], [1, 0]] {
            let (mut gallery, mut spool) = (Gallery::default(), Spool::new());
            let texts = [
                vec![gif(1, "a.gif"), gif(2, "b.gif")],
                vec![gif(3, "A.gif"), gif(2, "c.gif")],
            ];
            for text in order {
                gallery.add(text, &texts[text], &mut spool).unwrap();
            }
            assert_eq!(gallery.kept.len(), 3);
            let paths = gallery.paths();
            let of = |text, picture| paths[gallery.number(text, picture).unwrap()].clone();
            names.push([of(0, 0), of(0, 1), of(1, 0), of(1, 1)]);
            let back = gallery.number(1, 0).unwrap();
            assert_eq!(
                gallery.picture(back, &mut spool).unwrap().bytes,
                texts[1][0].bytes
            );
        }
        assert_eq!(
            names[0],
            [
                "images/a.gif",
                "images/b.gif",
                "images/A-2.gif",
                "images/b.gif"
            ]
        );
        assert_eq!(names[0], names[1]);
    }
}
