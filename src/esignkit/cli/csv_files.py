"""CSV files: which encoding and which separator they have, and their records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self, TextIO

from attrs import frozen

from esignkit.cli.results import CommandError
from esignkit.cli.words import file_content

__all__ = ["CsvFile"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 64 * 1024
_SAID = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_LONGEST_CELL = 1024 * 1024


@frozen
class CsvFile:
    """A CSV file, and how it is read."""

    path: Path
    """The file."""
    encoding: str
    """Its encoding."""
    separator: str
    """What stands between two cells."""
    has_separator_line: bool
    """Whether its first line is `sep=;`, which Excel does not count as a row."""
    note: str = ""
    """What had to be guessed, as a sentence."""

    @classmethod
    def open(cls, path: Path, encoding: str | None = None) -> Self:
        """Find out how a file is to be read.

        Args:
            path: The file.
            encoding: Its encoding; found out when not given.

        Raises:
            CommandError: It cannot be read.
        """
        note = ""
        if encoding is None:
            encoding, is_certain = _encoding_of(path)
            if not is_certain:
                note = (
                    f"{path} does not say its encoding and is not UTF-8; it was read as {encoding}. Look at letters "
                    "with accents; --encoding gives another one."
                )
        sample = _sample(path, encoding)
        if "\0" in sample:
            msg = f"{path} is no text; save it as CSV, or as .xlsx."
            raise CommandError(msg)
        line = _SAID.match(sample)
        if line is not None and line.end() == len(sample.splitlines(keepends=True)[0]):
            return cls(path, encoding, line[1], True, note)
        return cls(path, encoding, _separator_of(sample), False, note)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Read the records, each with the number of its row as Excel shows it.

        Raises:
            CommandError: The file cannot be read to its end.
        """
        number = 0
        csv.field_size_limit(_LONGEST_CELL)
        try:
            with _open(self.path, self.encoding) as file:
                if self.has_separator_line:
                    file.readline()
                for record in _reader(file, self.separator):
                    number += 1
                    yield number, record
        except csv.Error as error:
            msg = (
                f"{self.path}: row {number + 1} cannot be read, nor what follows it: {error}. A quotation mark that "
                "opens a cell closes it as well, and one within it is written twice."
            )
            raise CommandError(msg) from None
        except UnicodeError:
            raise CommandError(_not_in(self.path, self.encoding)) from None


def _reader(file: Iterable[str], separator: str) -> Iterator[list[str]]:
    """Return a reader that complains of a quotation mark that is never closed: it would swallow all that follows."""
    return csv.reader(file, delimiter=separator, skipinitialspace=True, strict=True)


def _open(path: Path, encoding: str) -> TextIO:
    """Open a file behind the mark of UTF-8, which a file may have whatever the rest of it is written in."""
    file = path.open("rb")
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    try:
        return io.TextIOWrapper(file, encoding, newline="")
    except LookupError:
        file.close()
        raise


def _not_in(path: Path, encoding: str) -> str:
    """Say where a file is not written in an encoding, and in which one it can be read."""
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    name = encoding.removesuffix("-sig")
    try:
        content.decode(name)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(name, "ignore")
        line = len(re.findall("\r\n|\r|\n", before)) + 1
        where = f"line {line} holds the byte 0x{content[error.start]:02X}"
    except UnicodeError:
        where = "it does not begin as such a file does"
    else:
        where = "it was changed meanwhile"
    if b"\0" in content:
        return f"{path} is not written in {encoding}: {where}. Save it anew as UTF-8."
    fits = next(one for one in ("utf-8", "cp1252", "latin-1") if _is_written_in(path, one))
    return f"{path} is not written in {encoding}: {where}. It can be read with --encoding {fits}; check accents."


# Encoding ------------------------------------------------------------------------------------------------------------
def _encoding_of(path: Path) -> tuple[str, bool]:
    """Return the encoding of a file, and whether that is certain."""
    beginning = file_content(path, 4096)
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return name, True
    for name, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
        if zeros and zeros.count(0) > len(zeros) / 2:
            return name, True
    if _is_written_in(path, "utf-8"):
        return "utf-8", True
    return ("cp1252" if _is_written_in(path, "cp1252") else "latin-1"), False


def _is_written_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
                file.seek(0)
            while block := file.read(_SAMPLE):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _sample(path: Path, encoding: str) -> str:
    try:
        with _open(path, encoding) as file:
            return file.read(_SAMPLE)
    except UnicodeError:
        raise CommandError(_not_in(path, encoding)) from None
    except LookupError:
        msg = f"--encoding {encoding!r} is not known; give one such as utf-8, utf-16 or cp1252."
        raise CommandError(msg) from None


# Separator -----------------------------------------------------------------------------------------------------------
def _separator_of(sample: str) -> str:
    """Return the separator by which most records have as many cells as there are headings."""
    return max(_SEPARATORS, key=lambda separator: _fitness(sample, separator))


def _fitness(sample: str, separator: str) -> tuple[float, int]:
    records = [record for record in _records_of(sample, separator) if any(record)]
    if not records or len(records[0]) < 2:
        return 0.0, 0
    width = len(records[0])
    rows = records[1:]
    fitting = sum(1 < len(row) <= width or (len(row) > width and not any(row[width:])) for row in rows)
    return (fitting / len(rows) if rows else 1.0), width


def _records_of(sample: str, separator: str) -> list[list[str]]:
    """Return the records of a sample; the last one may be cut off, and is not among them."""
    records = list(_until_error(sample, separator))
    return records[:-1] if len(sample) >= _SAMPLE else records


def _until_error(sample: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from _reader(io.StringIO(sample, newline=""), separator)
    except csv.Error:
        return
