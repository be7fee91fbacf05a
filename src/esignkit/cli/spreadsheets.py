"""Reads tables as people have them: CSV of any kind, and workbooks of Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os import stat_result
from pathlib import Path

from attrs import field, frozen

from esignkit.cli.csv_files import CsvFile
from esignkit.cli.results import CommandError
from esignkit.cli.words import file_content
from esignkit.cli.workbooks import Workbook

__all__ = ["Row", "Spreadsheet", "heading", "open_spreadsheet"]

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_INVISIBLE = "\u200b\u2060\ufeff"


def heading(text: str) -> str:
    """Return the name of a column as it is compared: without blanks around it, and in lower case."""
    return " ".join(_clean(text).split()).casefold()


def _clean(text: str) -> str:
    """Return a cell without blanks around it, those included that nobody sees."""
    return text.strip().strip(_INVISIBLE).strip()


@frozen
class Row:
    """One row."""

    number: int
    """Its number as Excel shows it."""
    cells: Mapping[str, str]
    """The cells, by the column's `heading`."""
    beyond: str = ""
    """The first cell that stands beyond the last heading; it may be one that a separator has moved."""


@frozen(kw_only=True)
class Spreadsheet:
    """A table, whose rows can be read several times."""

    path: Path
    """The file."""
    source: CsvFile | Workbook
    """What gives its records."""
    columns: Sequence[str]
    """The headings as they are written; empty for a column without one."""
    header_row: int
    """Number of the row with the headings."""
    note: str = ""
    """What had to be guessed, as a sentence."""
    state: tuple[int, int] = field(repr=False)
    """Size and time of the last change, when it was opened."""

    @property
    def names(self) -> Mapping[str, str]:
        """The headings as they are written, by how they are compared."""
        names: dict[str, str] = {}
        for column in self.columns:
            if column:
                names.setdefault(heading(column), column)
        return names

    @property
    def duplicates(self) -> list[str]:
        """The headings that several columns have."""
        names = [heading(column) for column in self.columns if column]
        return [self.names[name] for name in dict.fromkeys(names) if names.count(name) > 1]

    def rows(self) -> Iterator[Row]:
        """Read the rows below the headings, one after the other; blank ones are left out.

        Raises:
            CommandError: The file cannot be read to its end, or is not the one that was opened.
        """
        if _state(self.path.stat()) != self.state:
            msg = f"{self.path} was changed meanwhile; nothing more was sent. Type the same command again."
            raise CommandError(msg)
        names = [heading(column) for column in self.columns]
        for number, record in self.source.records():
            if number <= self.header_row:
                continue
            cells = [_clean(cell) for cell in record]
            if any(cells):
                beyond = next((cell for cell in cells[len(names) :] if cell), "")
                cells += [""] * (len(names) - len(cells))
                yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name}, beyond)


def open_spreadsheet(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Spreadsheet:
    """Open a table.

    Args:
        path: A CSV file or a workbook; what it is is seen from its content.
        sheet: Name of the sheet of a workbook; the first one that is shown when not given.
        encoding: Encoding of a CSV file; found out when not given.

    Raises:
        CommandError: It cannot be read, or has no headings.
    """
    beginning = file_content(path, 4)
    if beginning == _OLD_EXCEL:
        msg = f"{path} is an old Excel file (.xls) or has a password; save it as .xlsx without one, or as CSV."
        raise CommandError(msg)
    if beginning == _ZIP:
        source: CsvFile | Workbook = Workbook.open(path, sheet)
    elif sheet is not None:
        msg = f"--sheet {sheet!r}: {path} is no Excel workbook, and has no sheets."
        raise CommandError(msg)
    else:
        source = CsvFile.open(path, encoding)
    state = _state(path.stat())
    for number, record in source.records():
        columns = [" ".join(_clean(cell).split()) for cell in record]
        while columns and not columns[-1]:  # as a separator at the end of the line makes them
            columns.pop()
        if columns:
            return Spreadsheet(
                path=path, source=source, columns=columns, header_row=number, note=source.note, state=state
            )
    msg = f"{path} is empty; its first row has the names of the columns."
    raise CommandError(msg)


def _state(status: stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
