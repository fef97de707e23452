"""Makes books with ebooklib, in the folder that is named: what other programs write."""

import sys
from ebooklib import epub

folder = sys.argv[1]


def book(name, **options):
    made = epub.EpubBook()
    made.set_identifier(name)
    made.set_title("灯与海")
    made.set_language("zh")
    made.add_author("海生")
    css = epub.EpubItem("css", "style/a.css", "text/css", b"p { margin: 0 }")
    made.add_item(css)
    chapters = []
    for n in range(1, 4):
        chapter = epub.EpubHtml(title=f"第{n}章", file_name=f"章{n}.xhtml", lang="zh")
        chapter.content = (
            f"<html><head></head><body><h1>第{n}章</h1><p>海上有灯，<b>灯亮了</b>。</p>"
            "<p><ruby>海<rt>hai</rt></ruby>很大。<br/>船很小。</p><pre>月落\n潮平\n灯</pre></body></html>"
        )
        chapter.add_item(css)
        made.add_item(chapter)
        chapters.append(chapter)
    picture = epub.EpubItem("svg", "cover.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><text>A</text></svg>")
    made.add_item(picture)
    made.toc = (epub.Link(chapters[0].file_name, "开篇", "one"), (epub.Section("下部"), chapters[1:]))
    made.add_item(epub.EpubNcx())
    made.add_item(epub.EpubNav())
    made.spine = options.pop("spine", ["nav"]) + chapters
    made.direction = options.pop("direction", None)
    epub.write_epub(f"{folder}/{name}.epub", made, options)


book("plain")
book("without-nav-in-spine", spine=[])
book("from-right-to-left", direction="rtl")
