"""A template and a spreadsheet: one agreement for each row, and what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

from attrs import define, evolve, field, frozen

from esignkit.agreements import Agreement, Feature
from esignkit.cli.descriptions import Description
from esignkit.cli.pages import page_count
from esignkit.cli.placeholders import Placeholder
from esignkit.cli.results import CommandError
from esignkit.cli.spreadsheets import Row, Spreadsheet
from esignkit.cli.templates import Filled, Template, placeholders_of
from esignkit.cli.words import check_pdfs
from esignkit.names.near_names import did_you_mean

__all__ = ["Batch", "RowProblem", "Sending"]

_LONGEST_NAME = 100


@frozen(kw_only=True)
class RowProblem:
    """Something that is wrong with a row, or with the template."""

    row: int | None
    """The row's number as Excel shows it; None for what is wrong with every row."""
    columns: Sequence[str]
    """The columns that it comes from, as they are written."""
    path: str
    """The member of the template, such as `parties[0].email`."""
    reason: str
    """What is wrong."""
    feature: Feature | None = None
    """What the service cannot do, which `allow_loss` takes; None where something is wrong."""
    can_be_lost: bool = False
    """Whether the template may say that it is left out."""
    file: str = ""
    """The file that is wrong itself, whatever the rows hold, such as the template."""

    def __str__(self) -> str:
        """Say it in one line."""
        where = self.file or ("every row" if self.row is None else f"row {self.row}")
        columns = f", column {', '.join(map(repr, self.columns))}" if self.columns else f", {self.path}"
        return f"{where}{columns}: {self.reason}"


@frozen(kw_only=True)
class Sending:
    """What one row asks to be sent."""

    row: int
    """The row's number."""
    key: str
    """Its key in the journal."""
    agreement: Agreement | None
    """The agreement, as far as there is one where something is wrong."""
    problems: Sequence[RowProblem]
    """What is wrong with the row itself, whatever the service."""
    wrong_files: int
    """How many of them say that a file cannot be sent, which does not matter for what was sent before."""
    expires_later: bool
    """Whether the moment at which it expires counts from now, as `30d` does."""
    filled: Filled = field(repr=False)
    """The template's members for the row."""

    @property
    def is_right(self) -> bool:
        """Whether there is an agreement that can be sent."""
        return self.agreement is not None and not self.problems

    @property
    def is_known(self) -> bool:
        """Whether it can be looked up what became of the row: it has an agreement, if perhaps without its files."""
        return self.agreement is not None and len(self.problems) == self.wrong_files


@define(kw_only=True)
class Batch:
    """A template, and the spreadsheet that it is filled from."""

    template: Template
    """The template."""
    table: Spreadsheet
    """The spreadsheet."""
    now: datetime
    """The time from which `30d` counts, in UTC: one for all rows."""
    _files: dict[Path, str] = field(factory=dict[Path, str], init=False, repr=False)
    _pages: dict[Path, int | None] = field(factory=dict[Path, "int | None"], init=False, repr=False)

    def problems(self) -> Iterator[RowProblem]:
        """Yield the columns that the template names and the spreadsheet does not have once."""
        names = self.table.names
        several = set(self.table.duplicates)
        for column, written in {one.column: one.written for one in self.template.placeholders}.items():
            if column not in names:
                hint = did_you_mean(column, names) or f"the columns are {', '.join(map(repr, names.values()))}"
                reason = f"{self.template.path} names the column {written!r}, and {self.table.path} has none; {hint}"
                yield RowProblem(row=None, columns=(), path="columns", reason=reason)
            elif names[column] in several:
                reason = f"{self.table.path} has the column {written!r} several times; give each a name of its own"
                yield RowProblem(row=None, columns=(), path="columns", reason=reason)

    def sendings(self) -> Iterator[Sending]:
        """Yield what each row asks to be sent, one after the other."""
        return map(self.sending, self.table.rows())

    def sending(self, row: Row) -> Sending:
        """Return what a row asks to be sent.

        Args:
            row: The row.
        """
        filled = self.template.fill(row)
        wrong_files: list[tuple[str, str]] = []

        def file_of(path: str, file: str) -> str:
            target, reason = self._file(filled, path, file)
            if reason:
                wrong_files.append((f"{path}.file", reason))
            return target

        description = Description(file_of, self.now)
        agreement = description.agreement(filled.members)
        problems = [
            RowProblem(row=row.number, columns=(self._written(cell),), path="", reason=reason)
            for cell, reason in filled.wrong_cells
        ]
        wrong = {cell.column for cell, _ in filled.wrong_cells}
        problems += [self._of_template(filled, path, reason) for path, reason in description.unknown]
        problems += self._told(row, filled, description.problems, wrong)
        files = self._told(row, filled, wrong_files, wrong)
        problems += files
        if row.beyond:
            reason = f"{row.beyond!r} stands beyond the last column; a cell with a separator in it stands in quotes"
            problems.append(RowProblem(row=row.number, columns=(), path="columns", reason=reason))
        key, wrong_key = self._key(row, filled)
        return Sending(
            row=row.number,
            key=key,
            agreement=agreement if len(files) == len(wrong_files) else None,
            problems=[*problems, *wrong_key],
            wrong_files=len(files),
            expires_later=description.expires_later,
            filled=filled,
        )

    def problem(
        self, row: int, filled: Filled, path: str, reason: str, feature: Feature | None = None, *, lost: bool = False
    ) -> RowProblem:
        """Return a problem of a member of a row's agreement, with the columns that it comes from.

        Args:
            row: The row's number.
            filled: The template's members for the row.
            path: The member.
            reason: What is wrong.
            feature: What the service cannot do.
            lost: Whether it may be left out.
        """
        places = self._placeholders(filled, path)
        return RowProblem(
            row=row if places else None,
            columns=list(dict.fromkeys(map(self._written, places))),
            path=filled.in_template(path),
            reason=reason,
            feature=feature,
            can_be_lost=lost,
        )

    def _told(
        self, row: Row, filled: Filled, reasons_by_path: Sequence[tuple[str, str]], wrong: set[str]
    ) -> list[RowProblem]:
        """Return what is wrong with members, without what comes of a cell that is wrong: that is told once."""
        return [
            self.problem(row.number, filled, path, reason)
            for path, reason in reasons_by_path
            if not wrong.intersection(place.column for place in self._placeholders(filled, path))
        ]

    def _of_template(self, filled: Filled, path: str, reason: str) -> RowProblem:
        """Return a mistake of the template, which is the same whatever stands in the rows."""
        name = str(self.template.path)
        return RowProblem(row=None, columns=(), path=filled.in_template(path), reason=reason, file=name)

    def _placeholders(self, filled: Filled, path: str) -> list[Placeholder]:
        return list(placeholders_of(self.template.node_at(filled.in_template(path))))

    def _written(self, place: Placeholder) -> str:
        return self.table.names.get(place.column, place.written)

    # Keys ------------------------------------------------------------------------------------------------------------
    @property
    def has_keys(self) -> bool:
        """Whether the template says what each row is known by."""
        return bool(self.template.members.get("key"))

    @property
    def key_prefix(self) -> str:
        """What the keys begin with that are made of the rows' cells."""
        return f"{self.table.path.name[-_LONGEST_NAME:]}/"

    def _key(self, row: Row, filled: Filled) -> tuple[str, list[RowProblem]]:
        """Return the key of a row: the template's, or one made of the cells that the template names."""
        if not self.has_keys:
            columns = sorted({one.column for one in self.template.placeholders})
            cells = repr([(column, row.cells.get(column, "")) for column in columns])
            return f"{self.key_prefix}{hashlib.sha256(cells.encode()).hexdigest()[:16]}", []
        key = filled.members["key"]
        if not self._placeholders(filled, "key"):
            reason = "it names no column, and each row has a key of its own; write key = '{number}', for instance"
        elif not isinstance(key, str) or not key:
            reason = "it is empty, and each row has a key of its own"
        else:
            return key, []
        return "", [self.problem(row.number, filled, "key", reason)]

    # Files -----------------------------------------------------------------------------------------------------------
    def _file(self, filled: Filled, path: str, file: str) -> tuple[str, str]:
        """Return where a document's file is, and why it cannot be sent: it is not there, or no PDF.

        One that a row names lies beside the spreadsheet, any other one beside the template.
        """
        if not file:
            return "", ""
        beside = self.table.path if self._placeholders(filled, f"{path}.file") else self.template.path
        target = beside.parent / Path(file).expanduser()
        if target not in self._files:
            try:
                check_pdfs([target])
                self._files[target] = ""
            except CommandError as error:
                self._files[target] = error.message.rstrip(".")
        return str(target), self._files[target]

    def page_count(self, agreement: Agreement, number: int) -> int | None:
        """Return the number of pages of a document, by its number from 1; None where it is not known."""
        path = Path(cast("str", agreement.documents[number - 1].file))
        if path not in self._pages:
            self._pages[path] = page_count(path)
        return self._pages[path]

    def with_expiry(self, sending: Sending, begun: Agreement) -> Sending:
        """Return what a row asks for with the moment of expiry that it had when it was begun, where it counts from now.

        Args:
            sending: What the row asks to be sent.
            begun: What was begun for it.
        """
        if sending.agreement is None or not sending.expires_later:
            return sending
        return evolve(sending, agreement=evolve(sending.agreement, expires_at=begun.expires_at))
