"""Makes documents with python-docx, in the folder that is named: what other programs write."""

import io
import struct
import sys
import zlib

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.shared import RGBColor

folder = sys.argv[1]


def picture():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    )


made = docx.Document()
made.core_properties.title = "灯与海"
made.add_heading("灯塔", 0)
made.add_heading("第一章", 1)
paragraph = made.add_paragraph("海上有灯，")
paragraph.add_run("灯亮了").bold = True
run = paragraph.add_run("，船来了。")
run.italic = True
run.font.color.rgb = RGBColor(255, 0, 0)
paragraph.add_run().add_picture(picture())
paragraph.add_run("没有人 & 没有船 <说话>。")
paragraph.add_run().add_break(WD_BREAK.LINE)
paragraph.add_run("\t天亮了。")
made.add_comment(paragraph.runs[0], text="谁写的？", author="a")
for style in ["List Bullet", "List Number", "Quote"]:
    made.add_paragraph("风停了。雨也停了。", style=style)
table = made.add_table(rows=2, cols=3)
table.cell(0, 0).merge(table.cell(0, 1)).text = "甲。"
table.cell(1, 2).text = "乙。"
table.cell(1, 0).add_table(rows=1, cols=1).cell(0, 0).text = "丙。"
section = made.add_section(WD_SECTION.NEW_PAGE)
section.header.is_linked_to_previous = False
section.header.paragraphs[0].text = "灯与海"
section.footer.is_linked_to_previous = False
section.footer.paragraphs[0].text = "第一页"
made.add_paragraph("")
made.add_paragraph("　　完。")
made.save(f"{folder}/odd.docx")

bare = docx.Document()
bare.save(f"{folder}/bare.docx")
