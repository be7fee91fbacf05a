"""Tables as people have them: encodings, separators, quotation marks, blank rows, workbooks."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.cli import workbooks
from esignkit.cli.results import CommandError
from esignkit.cli.spreadsheets import heading, open_spreadsheet
from esignkit.cli.workbooks import cell_text
from esignkit.extras import MissingExtraError

PLAIN = "name,email\nAda,ada@x.com\nŁucja,l@x.com\n"
WANTED = {2: ("Ada", "ada@x.com"), 3: ("Łucja", "l@x.com")}
ACCENTS = "Name;E-Mail\r\nJosé Núñez;j@x.com\r\n“Zoë” €;z@x.com\r\n"
QUOTED = {2: ("José Núñez", "j@x.com"), 3: ("“Zoë” €", "z@x.com")}

ODD: dict[str, tuple[bytes, dict[int, tuple[str, str]]]] = {
    "plain": (PLAIN.encode(), WANTED),
    "mark": (PLAIN.encode("utf-8-sig"), WANTED),
    "UTF-16": (PLAIN.encode("utf-16"), WANTED),
    "UTF-16, big end first": (b"\xfe\xff" + PLAIN.encode("utf-16-be"), WANTED),
    "UTF-16 without a mark": (PLAIN.encode("utf-16-le"), WANTED),
    "UTF-16 without a mark, big end first": (PLAIN.encode("utf-16-be"), WANTED),
    "UTF-32": (PLAIN.encode("utf-32"), WANTED),
    "semicolons": (PLAIN.replace(",", ";").encode(), WANTED),
    "tabs": (PLAIN.replace(",", "\t").encode("utf-16"), WANTED),
    "bars": (PLAIN.replace(",", "|").encode(), WANTED),
    "cp1252": (ACCENTS.encode("cp1252"), QUOTED),
    "Latin-1": ("name;email\nJosé \x81;j@x.com\n".encode("latin-1"), {2: ("José \x81", "j@x.com")}),
    "Windows lines": (PLAIN.replace("\n", "\r\n").encode(), WANTED),
    "lines of an old Mac": (PLAIN.replace("\n", "\r").encode(), WANTED),
    "no end of line": (PLAIN.strip().encode(), WANTED),
    "Excel says the separator": (b"sep=;\r\nname;email\r\nByron, Ada;a@x.com\r\n", {2: ("Byron, Ada", "a@x.com")}),
    "and says it quoted": (b'"sep=|"\nname|email\na;b|a@x.com\n', {2: ("a;b", "a@x.com")}),
    "blank rows": (
        b"\n,,\nname,email\n\n   ,\nAda,ada@x.com\n,,,\nBob,bob@x.com\n\n",
        {6: ("Ada", "ada@x.com"), 8: ("Bob", "bob@x.com")},
    ),
    "line breaks in quotes": (
        b'name,email,address\n"Ada","ada@x.com","1 Mill Lane\nOxford"\nBob,bob@x.com,"2 Mill\r\nLane"\n',
        {2: ("Ada", "ada@x.com"), 3: ("Bob", "bob@x.com")},
    ),
    "separators in quotes": (
        b'name;email;note\n"A;B";a@x.com;"1,2,3"\nC;c@x.com;4,5\n',
        {2: ("A;B", "a@x.com"), 3: ("C", "c@x.com")},
    ),
    "commas in cells": (
        b"name;email\nByron, Ada;a@x.com\nBabbage, Bob;b@x.com\n",
        {2: ("Byron, Ada", "a@x.com"), 3: ("Babbage, Bob", "b@x.com")},
    ),
    "a comma in a heading": (b"last, first;email\nx;y\n", {2: ("", "y")}),
    "separators at the end": (
        b"name;email;;\nAda;a@x.com;;\nBob;b@x.com\n",
        {2: ("Ada", "a@x.com"), 3: ("Bob", "b@x.com")},
    ),
    "short rows": (b"name,email,a,b\nAda,a@x.com\nBob\n", {2: ("Ada", "a@x.com"), 3: ("Bob", "")}),
    "headings with blanks and capitals": (
        b" NAME ,\xc2\xa0E-Mail\xc2\xa0, eMail\n Ada\xc2\xa0,x, ada@x.com \n",
        {2: ("Ada", "ada@x.com")},
    ),
    "blanks before a quotation mark": (b'name, email\n"Byron, Ada", "a@x.com"\n', {2: ("Byron, Ada", "a@x.com")}),
    "doubled quotation marks": (
        b'name,email\n"Ada ""Countess"" Byron",a@x.com\n',
        {2: ('Ada "Countess" Byron', "a@x.com")},
    ),
    "blanks that nobody sees": ("name,email\nAda\u200b,\ufeffa@x.com\u200b \n".encode(), {2: ("Ada", "a@x.com")}),
    "headings alone": (b"name,email\n", {}),
}


def read(path, content: bytes | None = None, **options: str) -> dict[int, tuple[str, str]]:
    if content is not None:
        path.write_bytes(content)
    table = open_spreadsheet(path, **options)
    rows = list(table.rows())
    assert rows == list(table.rows())  # it is read twice
    email = "email" if "email" in table.names else "e-mail"
    return {row.number: (row.cells.get("name", ""), row.cells[email]) for row in rows}


@pytest.mark.parametrize("name", ODD)
def test_odd_files(name, tmp_path):
    content, rows = ODD[name]
    assert read(tmp_path / "people.csv", content) == rows


def test_what_was_guessed_is_said(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(ACCENTS.encode("cp1252"))
    assert "was read as cp1252" in open_spreadsheet(path).note
    assert open_spreadsheet(path, encoding="cp1252").note == ""
    path.write_bytes(PLAIN.encode())
    assert open_spreadsheet(path).note == ""


REFUSED = {
    "nothing": (b"", "is empty"),
    "blank lines": (b"\n\n,,\n", "is empty"),
    "a quotation mark that is never closed": (
        b'name,email\nAda,a@x.com\n"Bob,b@x.com\nCyd,c@x.com\n',
        "row 3 cannot be read",
    ),
    "text after a quotation mark": (b'name,email\n"Ada" Byron,a@x.com\n', "row 2 cannot be read"),
    "an old workbook": (b"\xd0\xcf\x11\xe0 and so on", "old Excel file"),
    "a zip that is no workbook": (b"PK\x03\x04 and so on", "no Excel workbook"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "is no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_files(name, tmp_path):
    path = tmp_path / "people.csv"
    content, words = REFUSED[name]
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        list(open_spreadsheet(path).rows())


def test_options_that_do_not_fit(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(ACCENTS.encode("cp1252"))
    for options, words in (
        ({"encoding": "utf-8"}, "not written in utf-8"),
        ({"encoding": "klingon"}, "'klingon' is not known"),
        ({"sheet": "People"}, "has no sheets"),
    ):
        with pytest.raises(CommandError, match=words):
            open_spreadsheet(path, **options)
    with pytest.raises(CommandError, match="No such file"):
        open_spreadsheet(tmp_path / "missing.csv")


MARKED = codecs.BOM_UTF8 + ACCENTS.encode("cp1252")
NOT_WRITTEN_IN = {
    "a mark of UTF-8 above cp1252": (MARKED, {}, "not written in utf-8: line 2 holds the byte 0xE9. It can be read with --encoding cp1252"),
    "and the same said": (MARKED, {"encoding": "utf-8-sig"}, "not written in utf-8-sig: line 2 holds the byte 0xE9"),
    "not cp1252": (b"name;email\n\x81;a@x.com\n", {"encoding": "cp1252"}, "line 2 holds the byte 0x81. It can be read with --encoding latin-1"),
    "not ASCII": (PLAIN.encode(), {"encoding": "ascii"}, "line 3 holds the byte 0xC5. It can be read with --encoding utf-8"),
    "half of UTF-16": (PLAIN.encode("utf-16")[:-1], {}, "not written in utf-16: line 3 holds .* Save it anew as UTF-8"),
    "no mark of UTF-32": (b"name;email\n" * 2, {"encoding": "utf-32"}, "not written in utf-32: .* --encoding utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_WRITTEN_IN)
def test_what_an_encoding_does_not_fit_is_told_by_line_and_byte(name, tmp_path):
    content, options, words = NOT_WRITTEN_IN[name]
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        list(open_spreadsheet(path, **options).rows())


def test_a_mark_of_utf_8_is_left_out_whatever_encoding_is_said(tmp_path):
    path = tmp_path / "people.csv"
    assert read(path, MARKED, encoding="cp1252") == QUOTED
    quoted = codecs.BOM_UTF8 + b'"name","email"\nAda,a@x.com\n'
    assert read(path, quoted, encoding="utf-8") == {2: ("Ada", "a@x.com")}


def test_a_file_that_changes_meanwhile(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(PLAIN.encode())
    table = open_spreadsheet(path)
    path.write_bytes(PLAIN.encode() + b"Bob,bob@x.com\n")
    with pytest.raises(CommandError, match="was changed meanwhile"):
        list(table.rows())


def test_cells_beyond_the_headings_and_headings_that_come_twice(tmp_path):
    path = tmp_path / "people.csv"
    path.write_bytes(b"name,email,Name,\nByron, Ada,a@x.com,\nBob,b@x.com,,,x\n")
    table = open_spreadsheet(path)
    assert (table.duplicates, list(table.names)) == (["name"], ["name", "email"])
    assert [row.beyond for row in table.rows()] == ["", "x"]


# Workbooks -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Hidden"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("People")
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = "Name ", "E-Mail", "Number", "Until"
    sheet["A4"], sheet["B4"], sheet["C4"], sheet["D4"] = "Ada", "a@x.com", 17.0, datetime(2026, 12, 31)
    sheet["A6"], sheet["B6"], sheet["C6"], sheet["D6"] = "Bob", "b@x.com", 42, "=A1"
    sheet["C6"].number_format = "00000"
    book.create_sheet("Other").append(["name", "email"])
    path = tmp_path / "people.xlsx"
    book.save(path)
    return path


def test_workbooks(workbook, monkeypatch):
    assert read(workbook) == {4: ("Ada", "a@x.com"), 6: ("Bob", "b@x.com")}
    rows = [row.cells for row in open_spreadsheet(workbook).rows()]
    assert [(row["number"], row["until"]) for row in rows] == [("17", "2026-12-31"), ("00042", "")]
    assert read(workbook, sheet="Other") == {}
    with pytest.raises(CommandError, match="has no such sheet; it has 'Hidden', 'People', 'Other'"):
        open_spreadsheet(workbook, sheet="people")
    monkeypatch.setattr(workbooks, "is_installed", lambda name: False)
    with pytest.raises(MissingExtraError, match=r"extra `xlsx`.*pip install 'openpyxl"):
        open_spreadsheet(workbook)


def test_a_formula_counts_as_the_value_that_was_saved(workbook, tmp_path):
    saved = tmp_path / "saved.xlsx"
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content, count = re.subn(rb"<f>A1</f><v ?(?:/>|></v>)", b"<f>A1</f><v>18</v>", content)
                content, wrong = re.subn(rb'<dimension ref="A2:D6"', b'<dimension ref="A1"', content)  # as some say
                assert (count, wrong) == (1, 1)
            new.writestr(name, content)
    assert [row.cells["until"] for row in open_spreadsheet(saved).rows()] == ["2026-12-31", "18"]


CELLS = [
    (None, "", ""),
    (True, "", "TRUE"),
    (17, "General", "17"),
    (17.0, "General", "17"),
    (7, "000", "007"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "100000000000000000000"),
    (datetime(2026, 12, 31), "", "2026-12-31"),
    (datetime(2026, 12, 31, 18, 30), "", "2026-12-31T18:30:00"),
    (date(2026, 12, 31), "", "2026-12-31"),
    (time(18, 30), "", "18:30:00"),
    ("017", "@", "017"),
]


def test_cells_of_workbooks():
    assert [cell_text(value, shape) for value, shape, _ in CELLS] == [text for _, _, text in CELLS]


# Round trip ----------------------------------------------------------------------------------------------------------
CELL = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=12)
TABLES = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))


@given(
    rows=TABLES,
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    end=st.sampled_from(["\n", "\r\n"]),
    says=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_written_is_read(tmp_path_factory, rows, separator, encoding, end, says, quoting):
    width = max(map(len, rows), default=2)
    text = io.StringIO(newline="")
    if says:
        text.write(f"sep={separator}{end}")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow([f"column {number}" for number in range(width)])
    writer.writerows(rows)
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    if not says:  # what it is guessed from may mislead in such small tables; there are tests of their own
        return
    wanted = {
        number: [cell.strip().strip("\u200b\u2060\ufeff").strip() for cell in row] for number, row in enumerate(rows, 2)
    }
    read = {
        row.number: [row.cells[heading(f"column {n}")] for n in range(width)] for row in open_spreadsheet(path).rows()
    }
    assert read == {number: cells for number, cells in wanted.items() if any(cells)}
