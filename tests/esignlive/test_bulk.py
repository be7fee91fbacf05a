"""The CSV file of a bulk send: read, written from rows, looked at; and its errors as a table."""

from __future__ import annotations

import csv
import io
import pickle
from pathlib import Path
from typing import Any

import pytest

from esignkit.esignlive import BulkSendErrors, BulkSendFailed
from esignkit.esignlive.bulk import MOST_BYTES, check_csv, write_csv
from tests.esignlive import samples
from tests.esignlive.helper import PEOPLE, packages, run, sent_by
from tests.multipart import parts_of
from tests.support import Record, reply
from tests.tables import in_one_test

ADA = {"FIRST_NAME": "Ada", "LAST_NAME": "Byron", "EMAIL": "ada@example.com"}
BOB = {"FIRST_NAME": 'B"ob', "LAST_NAME": "Zoë,\nJr", "EMAIL": "bob@example.com"}


def file_of(source: Any) -> bytes:
    return parts_of(sent_by(packages.bulk_send("t", source)))[1].content


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_a_file_goes_out_byte_for_byte(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_bytes(PEOPLE)
    for source in (path, str(path), PEOPLE, bytearray(PEOPLE), io.BytesIO(PEOPLE), ("p.csv", PEOPLE), ("p.csv", path)):
        assert file_of(source) == PEOPLE
    with path.open("rb") as opened:
        assert file_of(opened) == PEOPLE


def test_rows_of_one_role():
    rows = [{"tenant": "", **ADA, "unit": 7, "note": None}, {"note": "x", "unit": "8", **BOB, "tenant": ""}]
    assert read(file_of(rows)) == [
        ["tenant", "FIRST_NAME", "LAST_NAME", "EMAIL", "unit", "note"],
        ["", "Ada", "Byron", "ada@example.com", "7", ""],
        ["", 'B"ob', "Zoë,\nJr", "bob@example.com", "8", "x"],
    ]


def test_rows_of_several_roles():
    rows = ({"tenant": person, "owner": {**BOB, "AUTH_TYPE": "SMS"}} for person in (ADA, BOB))
    header, first, second = read(file_of(rows))
    assert header == ["tenant", *ADA, "owner", *BOB, "AUTH_TYPE"]
    assert first == ["", *ADA.values(), "", *BOB.values(), "SMS"]
    assert second[:4] == ["", *BOB.values()]


def test_boxes_are_ticked_as_the_service_ticks_them():
    header, *rows = read(file_of([{"tenant": {**ADA, "pet": pet}} for pet in (True, False, None, "X")]))
    assert [row[header.index("pet")] for row in rows] == ["X", "", "", "X"]


@in_one_test(
    "rows, kind, words",
    [
        ([], ValueError, "no rows"),
        ([{"tenant": "", **ADA}, {"tenant": "", **ADA, "more": "x"}], ValueError, "row 2 has other columns.*more"),
        ([{"tenant": ADA, "unit": "7"}], TypeError, "mixes"),
        ([["a", "b"]], TypeError, "row 1 is list"),
        ([ADA], ValueError, r"begins with 'FIRST_NAME'.*\{'tenant': \{'FIRST_NAME'"),
        ({"tenant": ADA}, TypeError, r"a list of rows, also for a single one"),
        ([{"tenant": {"first_name": "Ada", "Last_Name": "B"}}], ValueError, "no column FIRST_NAME, but first_name"),
        ([{"tenant": {"FIRST NAME": "Ada"}}], ValueError, "no column FIRST_NAME; "),
    ],
)
def test_rows_that_cannot_be_right(rows, kind, words):
    record = Record()
    with pytest.raises(kind, match=words):
        run(packages.bulk_send("t", rows), record=record)
    assert not record.sent


@in_one_test(
    "content, words",
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n", "no row below"),
        (b"tenant,FIRST_NAME,LAST_NAME\r\n,a,b\r\n", "no column EMAIL"),
        (b"tenant;FIRST_NAME;LAST_NAME;EMAIL\r\n;a;b;c\r\n", "semicolons"),
        (b"tenant\tFIRST_NAME\tLAST_NAME\tEMAIL\r\n\ta\tb\tc\r\n", "tabs"),
        (b"t,FIRST_NAME,LAST_NAME,EMAIL,o,FIRST_NAME,EMAIL\r\n,a,b,c,,a,c\r\n", "1 columns LAST_NAME for 2"),
        (b"tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n,a,b,c\r\na,b,c\r\n", "line 3 .* 3 cells, and the header has 4"),
        (b"tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n,a,b,c,d\r\n", "line 2 .* 5 cells"),
        (b',FIRST_NAME,LAST_NAME,EMAIL\r\n,"a,b,c\r\n', "cannot be read|begins with"),
        ("tenant,FIRST_NAME,LAST_NAME,EMAIL\r\n,Zoë,b,c\r\n".encode("latin-1"), "not UTF-8"),
        (b"a" * (MOST_BYTES + 1), "longer than the 8 MB"),
    ],
)
def test_a_file_that_cannot_be_right_is_not_sent(content, words):
    record = Record()
    with pytest.raises(ValueError, match=words):
        run(packages.bulk_send("t", content), record=record)
    assert not record.sent


def test_blank_lines_and_a_byte_order_mark_are_no_fault():
    check_csv(b"\xef\xbb\xbf" + PEOPLE + b"\r\n")
    check_csv(write_csv([{"tenant": ADA}]))


def test_the_look_at_the_file_can_be_left_out_but_not_its_length():
    odd = b"placeholder;FIRST\r\n"
    assert parts_of(sent_by(packages.bulk_send("t", odd, check=False)))[1].content == odd
    with pytest.raises(ValueError, match="longer"):
        run(packages.bulk_send("t", b"a" * (MOST_BYTES + 1), check=False))


def test_the_plan_is_a_value_and_reads_the_file_when_it_runs(tmp_path: Path):
    path = tmp_path / "people.csv"
    plan = pickle.loads(pickle.dumps(packages.bulk_send("t", str(path), name="n")))
    with pytest.raises(FileNotFoundError):
        run(plan)
    path.write_bytes(PEOPLE)
    for _ in range(2):
        assert run(plan, reply(200, {"id": "b"}))[0] == "b"


# Errors as a table ---------------------------------------------------------------------------------------------------
def failed() -> BulkSendFailed:
    rows = [
        samples.ROW_ERROR,
        {"messageKey": "<b>&", "rowNumber": "7", "columnName": "unit\n\x1b[31m", "roleName": None},
    ]
    with pytest.raises(BulkSendFailed) as caught:
        run(packages.bulk_send("t", PEOPLE), reply(400, rows, {"content-type": "text/html"}))
    return caught.value


def test_rows_show_themselves_as_a_table_in_a_terminal():
    rows = failed().rows
    assert isinstance(rows, BulkSendErrors)
    assert repr(rows).splitlines() == [
        "row  column      role      what is wrong",
        "3    EMAIL       Customer  error.bulk.email",
        "7    unit��[31m            <b>&",
    ]
    assert len(rows) == 2
    assert rows[0].row_number == 3


def test_rows_show_themselves_as_a_table_in_a_notebook():
    shown = failed().rows._repr_html_()
    assert shown.count("<tr>") == 3
    assert "<td>&lt;b&gt;&amp;</td>" in shown
    assert "\x1b" not in shown


def test_the_table_survives_pickle():
    error = pickle.loads(pickle.dumps(failed()))
    assert repr(error.rows) == repr(failed().rows)
