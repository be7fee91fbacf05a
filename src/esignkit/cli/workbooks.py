"""Workbooks of Excel (.xlsx): the cells of one sheet, as text."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast
from zipfile import BadZipFile

from attrs import frozen

from esignkit.cli.results import CommandError
from esignkit.extras import is_installed, missing_extra

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as Book

__all__ = ["Workbook", "cell_text"]

_ZEROS = re.compile(r"0{2,}")


@frozen
class Workbook:
    """A workbook, and the sheet that is read."""

    path: Path
    """The file."""
    sheet: str
    """Name of the sheet."""
    note: str = ""
    """What had to be guessed, as a sentence."""

    @classmethod
    def open(cls, path: Path, sheet: str | None = None) -> Self:
        """Find a sheet.

        Args:
            path: The file.
            sheet: Name of the sheet; the first one that is shown when not given.

        Raises:
            CommandError: It is no workbook, or has no such sheet.
            MissingExtraError: openpyxl is not installed.
        """
        if not is_installed("openpyxl"):
            raise missing_extra(f"Reading {path.name}, a workbook of Excel,", "xlsx", "openpyxl")
        with _opened(path) as book:
            names = [one.title for one in book.worksheets]
            shown = [one.title for one in book.worksheets if one.sheet_state == "visible"] or names
        if sheet is not None and sheet not in names:
            msg = f"--sheet {sheet!r}: {path} has no such sheet; it has {', '.join(map(repr, names))}."
            raise CommandError(msg)
        if not shown:
            msg = f"{path} has no sheet with cells."
            raise CommandError(msg)
        return cls(path, sheet or shown[0])

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Read the rows, each with its number. Of a formula this is the value that was last saved."""
        with _opened(self.path) as book:
            sheet = cast("Any", book[self.sheet])  # its stubs take each for a sheet that is not read only
            sheet.reset_dimensions()  # some programs write wrong ones, and rows would be missing
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [cell_text(cell.value, getattr(cell, "number_format", "")) for cell in cells]


@contextmanager
def _opened(path: Path) -> Generator[Book]:
    """Open a workbook; its rows are read when they are asked for, never all at once.

    Raises:
        CommandError: It is none.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
            msg = f"{path} is no Excel workbook that can be read; save it as .xlsx or CSV."
            raise CommandError(msg) from None
        try:
            yield book
        finally:
            book.close()


def cell_text(value: object, number_format: str = "") -> str:
    """Return what a cell holds, as text.

    Args:
        value: The value: a number that is a whole one has no decimals, a day is written as `2026-12-31`.
        number_format: The cell's format; one of zeros, such as `00000`, keeps the zeros in front of a number.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return str(value).zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else str(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)
