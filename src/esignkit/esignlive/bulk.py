"""The CSV file of a bulk send: written from rows, or checked before it is sent."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from esignkit.core.arguments import refuse_file
from esignkit.core.files import upload
from esignkit.core.flow import Response
from esignkit.core.operation import Json, Multipart, Part, Upload, encodable
from esignkit.core.provider import Problem
from esignkit.core.response_readers import json_or_none, key
from esignkit.core.value_objects import Value, evolve, frozen
from esignkit.esignlive.enums import MessageKey
from esignkit.esignlive.errors import BulkSendFailed
from esignkit.types import FileInput

__all__ = ["MOST_BYTES", "ReadBatch", "bulk_body", "bulk_file", "check_csv", "refuse_single_row", "write_csv"]

MOST_BYTES = 8 << 20
"""The service takes files of at most so many bytes."""

_FILES: tuple[type[object], ...] = (str, os.PathLike, bytes, bytearray, memoryview)

NEEDED = ("FIRST_NAME", "LAST_NAME", "EMAIL")
"""Columns that every role has."""


_SHOWN = 3
"""How many wrong rows an error names."""


@frozen(eq=False, repr=False)
class ReadBatch(Value):
    """Read the id of a batch. A list in its place names the wrong rows of the file, whatever the status."""

    def __call__(self, response: Response) -> str:
        """Read the response."""
        return key("id")(response)

    def refusal(self, response: Response) -> Problem | None:
        """Return what the service says of wrong rows; None when it says nothing of the kind."""
        rows = json_or_none(response)
        if not isinstance(rows, list):
            return None
        errors = [row for row in rows if isinstance(row, dict)]
        codes = [code for row in errors if isinstance(code := row.get("messageKey"), str) and code]
        texts = [f"row {e.get('rowNumber')}, column {e.get('columnName')}: {e.get('messageKey')}" for e in errors]
        rest = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
        return Problem(
            f"the CSV file was refused ({'; '.join(texts[:_SHOWN]) or 'no rows named'}{rest})",
            MessageKey(codes[0]) if codes else None,
            error=BulkSendFailed,
            details=rows,
            rejected=True,
        )


def bulk_body(file: Upload, name: str | None, description: str | None) -> Multipart:
    """Return the body of a bulk send: what the packages are called, and the CSV file."""
    members = {"name": name, "description": description}
    payload = Json({key: value for key, value in members.items() if value is not None}, ascii=True)
    return Multipart((Part("payload", payload), Part("file", file)))


def bulk_file(source: FileInput | Iterable[Mapping[str, object]], *, check: bool = True) -> Upload:
    """Read the file of a bulk send, or write it from rows.

    A runner calls this, because it reads a file. The whole file is taken into memory, where it is looked at: the
    service takes 8 MB at most.

    Raises:
        ValueError: It cannot be right.
    """
    if _is_file(source):
        file = upload(cast("FileInput", source))
        content = _content(file)
    else:
        rows = cast("Iterable[Mapping[str, object]]", source)
        file, content = upload(("rows.csv", b"")), write_csv(rows)
    if len(content) > MOST_BYTES:
        msg = f"the CSV file is longer than the {MOST_BYTES >> 20} MB that the service takes; send it in parts"
        raise ValueError(msg)
    if check:
        check_csv(content)
    name = file.name if file.name.lower().endswith(".csv") else f"{file.name}.csv"
    return evolve(file, name=name, content=content, content_type="text/csv")


def refuse_single_row(source: object) -> None:
    """Refuse one row in place of a list of rows.

    Raises:
        TypeError: It is one.
    """
    if isinstance(source, Mapping):
        msg = "csv= takes a file or a list of rows, also for a single one: [{…}]"
        raise TypeError(msg)


def _is_file(source: object) -> bool:
    """Whether this is a file and not rows; a tuple is a file when it begins with a name."""
    if isinstance(source, tuple):
        parts = cast("tuple[object, ...]", source)
        return len(parts) > 0 and isinstance(parts[0], str)
    return isinstance(source, _FILES) or callable(getattr(source, "read", None))


def _content(file: Upload) -> bytes:
    content = file.content
    if isinstance(content, bytes):
        return content
    if isinstance(content, os.PathLike):
        with Path(content).open("rb") as file_object:
            return file_object.read(MOST_BYTES + 1)
    return content.read(MOST_BYTES + 1)


def check_csv(content: bytes) -> None:
    """Look at the CSV file of a bulk send.

    The header has a block for each role: the role's name, then the role's columns; the cells below the name are empty.

    Raises:
        ValueError: It is not UTF-8, has no row, a header without the columns that every role has, or a row
            with more or fewer cells than the header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"the CSV file is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise ValueError(msg) from None
    rows = list(_rows(text))
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if not header:
        msg = "the CSV file is empty; its first line is role,FIRST_NAME,LAST_NAME,EMAIL"
        raise ValueError(msg)
    _check_header(header)
    if len(rows) == 1:
        msg = "the CSV file has a header and no row below it"
        raise ValueError(msg)
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            msg = f"line {line} of the CSV file has {len(cells)} cells, and the header has {len(header)}"
            raise ValueError(msg)


def _check_header(header: list[str]) -> None:
    """Look at the names of the columns.

    Raises:
        ValueError: A column that every role has is missing, or no role's name comes first.
    """
    blocks = header.count(NEEDED[0])
    for name in NEEDED:
        number = header.count(name)
        if not number:
            msg = f"the CSV file has no column {name}{_instead(header, name)}; every role has one"
            raise ValueError(msg)
        if number != blocks:
            msg = f"the CSV file has {number} columns {name} for {blocks} of {NEEDED[0]}; every role has one"
            raise ValueError(msg)
    if not header[0] or header[0] in NEEDED:
        msg = (
            f"the CSV file begins with {header[0]!r}, where the name of a role belongs: tenant,{','.join(NEEDED)}; as "
            f"rows, {{'tenant': {{'{NEEDED[0]}': …}}}}"
        )
        raise ValueError(msg)


def _instead(header: list[str], name: str) -> str:
    """Return what may have been meant in place of a missing column."""
    if len(header) == 1:
        for separator, word in ((";", "semicolons"), ("\t", "tabs")):
            if separator in header[0]:
                return f" (it is separated by {word}, and the service wants commas)"
    other_case = [column for column in header if column.casefold() == name.casefold()]
    return f", but {other_case[0]}: the names are in capitals" if other_case else ""


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if cells:  # a blank line is nobody
                yield reader.line_num, cells
    except csv.Error as error:
        msg = f"line {reader.line_num} of the CSV file cannot be read: {error}"
        raise ValueError(msg) from None


def write_csv(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Write rows as the CSV file of a bulk send.

    Args:
        rows: Mappings from column names to cells, all with the same names; or from role names to such mappings.
            True ticks a box (`X`); False and None leave the cell empty.

    Raises:
        ValueError: There is no row, or rows differ in their columns.
        TypeError: A row is not a mapping, mixes both forms, or has a file for a cell.
    """
    header: list[tuple[str, str]] = []
    lines: list[list[str]] = []
    for number, row in enumerate(rows, 1):
        cells = _cells(row, number)
        columns = list(cells)
        if not header:
            header = columns
        if set(columns) != set(header):
            differing = ", ".join(sorted(name for _, name in set(columns) ^ set(header)))
            msg = f"row {number} has other columns than the first one: {differing}"
            raise ValueError(msg)
        lines.append([cells[column] for column in header])
    if not lines:
        msg = "there are no rows to send"
        raise ValueError(msg)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([name for _, name in header])
    writer.writerows(lines)
    return buffer.getvalue().encode("utf-8")


def _cells(row: object, number: int) -> dict[tuple[str, str], str]:
    """Return a row by (role, column); a row without roles has the role ''."""
    if not isinstance(row, Mapping):
        msg = f"csv: row {number} is {type(row).__name__}, not a mapping from column names to cells"
        raise TypeError(msg)
    columns = cast("Mapping[str, object]", row)
    nested = [isinstance(value, Mapping) for value in columns.values()]
    if any(nested) and not all(nested):
        msg = f"row {number} mixes cells and roles; give one or the other"
        raise TypeError(msg)
    if not any(nested):
        return {("", name): _text(value, f"row {number}, {name}") for name, value in columns.items()}
    cells: dict[tuple[str, str], str] = {}
    for role, role_columns in columns.items():
        cells[role, role] = ""
        for name, value in cast("Mapping[str, object]", role_columns).items():
            cells[role, name] = _text(value, f"row {number}, {role}.{name}")
    return cells


def _text(value: object, where: str) -> str:
    """Write a cell; a box or button that is on has the value `X`, one that is off is empty."""
    if isinstance(value, bool):
        return "X" if value else ""
    refuse_file(where, value)
    return "" if value is None else encodable(where, str(value))
