"""The report of a bulk run: counts, keys, rows and CSV that no spreadsheet program takes for formulas."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path

import pytest

from esignkit.durable.bulk_report import BulkReport, BulkResult, BulkState
from esignkit.errors import NotSentError, ValidationError


def report_of(*results: BulkResult[object]) -> BulkReport:
    report = BulkReport()
    for result in results:
        report.add(result)
    return report


REPORT = report_of(
    BulkResult(key="a", state=BulkState.DONE, value=1),
    BulkResult(key="b", state=BulkState.REFUSED, error=ValidationError("no e-mail"), call="packages.create"),
    BulkResult(key="c", state=BulkState.UNKNOWN, error=NotSentError("lost"), call="documents.create"),
    BulkResult(key="d", state=BulkState.DONE),
    BulkResult(key="e", state=BulkState.STOPPED),
)


def test_it_counts_and_names_keys() -> None:
    counts = {"done": 2, "refused": 1, "unknown": 1, "stopped": 1, "busy": 0}
    assert {state.value: count for state, count in REPORT.counts.items()} == counts
    assert REPORT.keys(BulkState.DONE) == ["a", "d"]
    assert REPORT.keys(BulkState.UNKNOWN) == ["c"]
    assert (len(REPORT), REPORT.all_done) == (5, False)
    assert str(REPORT) == "2 done, 1 refused, 1 unknown, 1 stopped"
    assert repr(REPORT) == "<BulkReport: 2 done, 1 refused, 1 unknown, 1 stopped>"
    assert str(BulkReport()) == "nothing was to be done"
    assert report_of(BulkResult(key="a", state=BulkState.DONE)).all_done


def test_each_state_but_done_says_what_to_do() -> None:
    said = {state: BulkResult(key="k", state=state, call="packages.send").what_to_do for state in BulkState}
    assert not said.pop(BulkState.DONE)
    assert all(len(one) > 20 for one in said.values())
    assert "packages.send" in said[BulkState.UNKNOWN]
    assert "resolve" in said[BulkState.UNKNOWN]


def test_the_rows_are_data_frames() -> None:
    rows = REPORT.to_rows()
    assert rows[0] == {"key": "a", "state": "done", "id": "", "call": "", "error": "", "what_to_do": ""}
    assert rows[1]["error"] == "ValidationError: no e-mail"
    for library in ("pandas", "polars"):
        frames = pytest.importorskip(library, reason=f"{library} is not installed")
        assert list(frames.DataFrame(rows)["state"]) == ["done", "refused", "unknown", "done", "stopped"]


@pytest.mark.parametrize("bom", [False, True])
def test_the_csv_can_be_read_again(tmp_path: Path, bom: bool) -> None:
    REPORT.to_csv(tmp_path / "report.csv", bom=bom)
    content = (tmp_path / "report.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == bom
    assert list(csv.DictReader(content.decode("utf-8-sig").splitlines())) == REPORT.to_rows()


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(tmp_path: Path, cell: str) -> None:
    report_of(BulkResult(key=cell, state=BulkState.DONE)).to_csv(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as file:
        assert [row["key"] for row in csv.DictReader(file)] == [f"'{cell}"]


def test_half_a_surrogate_pair_does_not_break_the_file(tmp_path: Path) -> None:
    report_of(BulkResult(key="\ud83d", state=BulkState.DONE)).to_csv(tmp_path / "report.csv")
    assert "\\ud83d" in (tmp_path / "report.csv").read_text()


def test_no_data_frame_library_is_imported() -> None:
    source = Path(importlib.import_module(BulkReport.__module__).__file__ or "").read_text()
    assert "import pandas" not in source
    assert "import polars" not in source
