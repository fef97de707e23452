//! Formats that are not read, and the way to one that is.

use std::path::Path;

use crate::error::{Error, Place};
use crate::text::named::Named;

/// A format that is not read.
#[derive(Clone, Copy, Debug)]
pub struct UnreadFormat {
    /// Its id in lists.
    pub id: &'static str,
    /// What a file of it is: "a PDF".
    pub name: &'static str,
    /// File extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// The bytes that its files have at an offset.
    magic: &'static [(usize, &'static [u8])],
    /// What to do instead.
    pub help: &'static str,
}

const IN_WORD: &str = "open it in Word or LibreOffice and save it as .docx";
const IN_CALIBRE: &str = "make an EPUB of it, as with Calibre: ebook-convert BOOK.mobi BOOK.epub; it has to be free of copy protection";
const AS_SUBTITLES: &str =
    "save it as .srt, .vtt or .ass in a subtitle editor, such as Subtitle Edit or Aegisub";
const NO_TEXT: &str = "give the text itself; `duizhao formats` lists what can be read";
const AS_PICTURES: &str = "these are pictures of pages or subtitles: have a program for text recognition make a .txt, .docx or .srt of them";

/// Every format that is known and not read.
pub const UNREAD: &[UnreadFormat] = &[
    UnreadFormat {
        id: "pdf",
        name: "a PDF",
        extensions: &["pdf"],
        magic: &[(0, b"%PDF-")],
        help: "a PDF has lines and no paragraphs: ask for the document that it was made from (.docx, .epub), or open it in Word and save it as .docx, or make text of it: pdftotext -layout FILE.pdf FILE.txt",
    },
    UnreadFormat {
        id: "doc",
        name: "an old Word document, or one with a password",
        extensions: &["doc", "dot", "wps"],
        magic: &[(0, b"\xD0\xCF\x11\xE0")],
        help: "open it in Word or LibreOffice and save it as .docx, without a password",
    },
    UnreadFormat {
        id: "rtf",
        name: "a rich text (RTF)",
        extensions: &["rtf"],
        magic: &[(0, b"{\\rtf")],
        help: IN_WORD,
    },
    UnreadFormat {
        id: "odt",
        name: "an OpenDocument text",
        extensions: &["odt", "ott", "fodt"],
        magic: &[(38, b"application/vnd.oasis.opendocument")],
        help: IN_WORD,
    },
    UnreadFormat {
        id: "pages",
        name: "a document of Pages",
        extensions: &["pages"],
        magic: &[],
        help: "open it in Pages and export it as Word (.docx) or EPUB",
    },
    UnreadFormat {
        id: "mobi",
        name: "a Kindle book",
        extensions: &["mobi", "azw", "azw3", "kfx", "prc"],
        magic: &[(60, b"BOOKMOBI"), (60, b"TEXtREAd")],
        help: IN_CALIBRE,
    },
    UnreadFormat {
        id: "fb2",
        name: "a FictionBook",
        extensions: &["fb2", "fbz"],
        magic: &[],
        help: IN_CALIBRE,
    },
    UnreadFormat {
        id: "chm",
        name: "a help file (CHM)",
        extensions: &["chm"],
        magic: &[(0, b"ITSF")],
        help: "unpack its pages, as with 7-Zip, and give the .html files",
    },
    UnreadFormat {
        id: "djvu",
        name: "a scanned book (DjVu, CAJ)",
        extensions: &["djvu", "djv", "caj", "kdh"],
        magic: &[(0, b"AT&TFORM")],
        help: AS_PICTURES,
    },
    UnreadFormat {
        id: "ttml",
        name: "subtitles in XML (TTML)",
        extensions: &["ttml", "dfxp", "itt"],
        magic: &[],
        help: AS_SUBTITLES,
    },
    UnreadFormat {
        id: "idx",
        name: "subtitles as pictures",
        extensions: &["idx", "sup"],
        magic: &[(0, b"PG\x00\x00")],
        help: AS_PICTURES,
    },
    UnreadFormat {
        id: "office",
        name: "a spreadsheet or a presentation",
        extensions: &["xls", "xlsx", "ods", "ppt", "pptx", "odp", "key", "numbers"],
        magic: &[],
        help: "copy its text into a document and save that as .docx; a glossary may be an .xlsx",
    },
    UnreadFormat {
        id: "zip",
        name: "a ZIP archive (DOCX, EPUB...)",
        extensions: &["zip"],
        magic: &[(0, b"PK\x03\x04")],
        help: "a book or Word document without its ending is named by --from epub or --from docx; another archive has to be unpacked",
    },
    UnreadFormat {
        id: "packed",
        name: "a packed file",
        extensions: &["gz", "xz", "7z", "rar", "bz2", "zst"],
        magic: &[
            (0, b"\x1F\x8B"),
            (0, b"7z\xBC\xAF"),
            (0, b"Rar!"),
            (0, b"\xFD7zXZ"),
        ],
        help: "unpack it",
    },
    UnreadFormat {
        id: "image",
        name: "an image",
        extensions: &["png", "jpg", "jpeg", "gif", "webp", "tif", "tiff"],
        magic: &[
            (0, b"\x89PNG"),
            (0, b"\xFF\xD8\xFF"),
            (0, b"GIF8"),
            (8, b"WEBP"),
        ],
        help: NO_TEXT,
    },
    UnreadFormat {
        id: "program",
        name: "a program",
        extensions: &["exe", "dll", "so"],
        magic: &[(0, b"\x7FELF"), (0, b"MZ\x90\x00")],
        help: NO_TEXT,
    },
    UnreadFormat {
        id: "database",
        name: "a database",
        extensions: &["sqlite", "db"],
        magic: &[(0, b"SQLite format 3")],
        help: NO_TEXT,
    },
];

impl Named for UnreadFormat {
    const KIND: &'static str = "format that is not read";

    fn table() -> &'static [UnreadFormat] {
        UNREAD
    }

    fn id(&self) -> &'static str {
        self.id
    }

    fn extensions(&self) -> &[&'static str] {
        self.extensions
    }
}

impl UnreadFormat {
    /// The one whose files begin like these bytes.
    #[must_use]
    pub(super) fn by_magic(bytes: &[u8]) -> Option<&'static UnreadFormat> {
        UNREAD.iter().find(|format| {
            // A text may say the same further on, but it has no NUL.
            let fits = |&(at, magic): &(usize, &[u8])| {
                let here = bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
                here && (at == 0 || bytes[..at].contains(&0))
            };
            format.magic.iter().any(fits)
        })
    }

    /// The error that a file of it gives.
    pub(super) fn refused(&self, path: &Path) -> Error {
        Error::input(
            Place::file(path),
            format!("this is {}, which is not read", self.name),
            self.help,
        )
    }
}
