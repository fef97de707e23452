"""Changes a sheet as a colleague would, with the program of each format's own library: colleague.py FILE."""

import datetime
import sys

path = sys.argv[1]
EDITED = "The tide went out before dawn."
EMPTIED, DELETED, MERGED = "夜里下过雨。", "海鸥在桥上。", "第一个人点灯。"
MERGED_ZH = "第一个人点灯。第二个人关门。"
MERGED_EN = "The first man lit the lamp, and the second shut the door."
QUOTED = "He said, “Stay here.”"
NOTE = "See the map."
COMMENT = "Is this the old pier?"
TRANSLATED = "No one answered."


def word():
    import copy

    import docx

    document = docx.Document(path)
    table = document.tables[0]
    rows = {row.cells[1].text: row for row in table.rows[1:]}
    rows["潮水退了。"].cells[2].text = EDITED
    rows["码头很旧。"].cells[2].paragraphs[0]
    document.add_comment(rows["码头很旧。"].cells[2].paragraphs[0].runs, text=COMMENT, author="Ann Bell", initials="AB")
    rows["风很大。"].cells[3].text = "approved"
    rows[EMPTIED].cells[2].text = ""
    rows[MERGED].cells[1].text = MERGED_ZH
    rows[MERGED].cells[2].text = MERGED_EN
    for gone in ["第二个人关门。", DELETED]:
        table._tbl.remove(rows[gone]._tr)
    rows["他说：“留在这里。”"].cells[2].text = QUOTED
    rows["山那边有城。"].cells[4].text = NOTE
    rows["没有人回答。"].cells[2].text = TRANSLATED
    # A change that Word records.
    paragraph = rows["船还没有回来。"].cells[2].paragraphs[0]
    run = paragraph.runs[0]
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    deleted = paragraph._p.makeelement(w + "del", {w + "id": "901", w + "author": "Bo Chen", w + "date": "2026-03-02T08:00:00Z"})
    inserted = paragraph._p.makeelement(w + "ins", {w + "id": "902", w + "author": "Bo Chen", w + "date": "2026-03-02T08:00:00Z"})
    new = copy.deepcopy(run._r)
    paragraph._p.replace(run._r, deleted)
    deleted.append(run._r)
    for text in run._r.iter(w + "t"):
        text.tag = w + "delText"
    for text in new.iter(w + "t"):
        text.text = "The boats are still out."
    deleted.addnext(inserted)
    inserted.append(new)
    # Sorted otherwise.
    body = [row._tr for row in table.rows[1:]]
    for row in reversed(body):
        table._tbl.remove(row)
        table._tbl.append(row)
    document.core_properties.last_modified_by = "Ann Bell"
    document.core_properties.modified = datetime.datetime(2026, 3, 2, 9, 0, 0)
    document.save(path)


def excel():
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.load_workbook(path)
    page = book.active
    head = [cell.value for cell in page[1]]
    zh, en, status, note = (head.index(name) + 1 for name in ["Chinese 原文", "English 译文", "Status 状态", "Note 备注"])
    rows = {page.cell(at, zh).value: at for at in range(2, page.max_row + 1)}
    page.cell(rows["潮水退了。"], en).value = EDITED
    page.cell(rows["码头很旧。"], en).comment = Comment(COMMENT, "Ann Bell")
    page.cell(rows["风很大。"], status).value = "approved"
    page.cell(rows[EMPTIED], en).value = None
    page.cell(rows[MERGED], en).value = MERGED_EN
    page.merge_cells(start_row=rows[MERGED], end_row=rows[MERGED] + 1, start_column=en, end_column=en)
    page.cell(rows["他说：“留在这里。”"], en).value = QUOTED
    page.cell(rows["山那边有城。"], note).value = NOTE
    page.cell(rows["没有人回答。"], en).value = TRANSLATED
    page.cell(rows["船还没有回来。"], en).value = '=HYPERLINK("http://example.org","boats")'
    page.delete_rows(rows[DELETED])
    book.properties.lastModifiedBy = "Ann Bell"
    book.save(path)


def csv_table():
    import csv

    with open(path, encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    zh, en, status, note = (head.index(name) for name in ["Chinese 原文", "English 译文", "Status 状态", "Note 备注"])
    comments = head.index("Comments 批注")
    by = {row[zh]: row for row in rows}
    by["潮水退了。"][en] = EDITED
    by["码头很旧。"][comments] = COMMENT
    by["风很大。"][status] = "approved"
    by[EMPTIED][en] = ""
    by[MERGED][zh], by[MERGED][en] = MERGED_ZH, MERGED_EN
    by["他说：“留在这里。”"][en] = QUOTED
    by["山那边有城。"][note] = NOTE
    by["没有人回答。"][en] = TRANSLATED
    rows = [row for row in rows if row[zh] not in ("第二个人关门。", DELETED)]
    rows.sort(key=lambda row: row[en])
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def catalogue():
    import polib

    catalogue = polib.pofile(path)
    entries = {entry.msgid: entry for entry in catalogue}
    entries["潮水退了。"].msgstr = EDITED
    entries["码头很旧。"].tcomment = COMMENT
    entries["风很大。"].flags.append("fuzzy")
    entries[EMPTIED].msgstr = ""
    entries[MERGED].msgid = MERGED_ZH
    entries[MERGED].msgstr = MERGED_EN
    for gone in ["第二个人关门。", DELETED]:
        catalogue.remove(entries[gone])
    entries["他说：“留在这里。”"].msgstr = QUOTED
    entries["没有人回答。"].msgstr = TRANSLATED
    catalogue.metadata["Last-Translator"] = "Ann Bell <ann@example.org>"
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.save(path)


{"docx": word, "xlsx": excel, "csv": csv_table, "po": catalogue}[path.rsplit(".", 1)[-1]]()
