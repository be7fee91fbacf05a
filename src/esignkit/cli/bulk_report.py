"""What became of the rows: counted, listed where something is to be done, and written to a file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from attrs import define, field, frozen

from esignkit.agreements import SendInterruptedError, SentAgreement
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.failures import sentence
from esignkit.cli.results import CommandError
from esignkit.cli.run_commands import runs_command
from esignkit.durable import BulkState, PlanChangedError
from esignkit.durable.bulk_report import not_a_formula
from esignkit.errors import AuthenticationError, PermissionDeniedError

if TYPE_CHECKING:
    from esignkit.cli.batch_checks import BatchCheck
    from esignkit.durable import BulkResult
    from esignkit.types import JSON

__all__ = ["ReportFile", "Results", "RowResult"]

MOST_LISTED = 100
"""Rows that are listed which are not done; the others are counted."""
NOT_ENDED = "not ended"
"""Stands in the report for a row of which it is not known how it ends: none was begun, or it was broken off."""
_HEADINGS = ("row", "key", "state", "agreement_id", "why")


@frozen(kw_only=True)
class RowResult:
    """What became of one row."""

    row: int
    """Its number; 0 for what concerns all rows."""
    key: str
    """Its key in the journal."""
    state: str
    """How it ended: `done`, `refused`, `unknown`, `stopped` or `busy`."""
    agreement_id: str = ""
    """The service's id, once it is sent."""
    message: str = ""
    """Why it is not done."""

    def json(self) -> JSON:
        """Return it for programs."""
        return {"row": self.row, "key": self.key, "state": self.state, "message": self.message or None}


@define(kw_only=True)
class Results:
    """What became of the rows so far."""

    rows: Mapping[str, int]
    """The rows' numbers, by their keys."""
    before: Collection[str] = ()
    """The keys of the rows that were sent before."""
    sent_now: int = 0
    """How many are sent that were not before."""
    counts: Counter[BulkState] = field(factory=Counter[BulkState])
    """How many ended how."""
    not_done: list[RowResult] = field(factory=list[RowResult])
    """Those that are not done; at most a hundred."""
    left_out: int = 0
    """How many more are not done."""
    stuck: int = 0
    """How many ended one after the other in a way that concerns all rows: no connection, wrong credentials, or a
    journal of another account."""
    is_interrupted: bool = False
    """Whether it was broken off with Ctrl-C."""

    def add(self, result: BulkResult[Any]) -> RowResult:
        """Note what became of a row, and return it."""
        error = result.error
        cause = error.cause if isinstance(error, SendInterruptedError) else error
        value: object = result.value
        row = RowResult(
            row=self.rows[result.key],
            key=result.key,
            state=result.state.value,
            agreement_id=value.id if isinstance(value, SentAgreement) else "",
            message=_why(result, cause),
        )
        self.counts[result.state] += 1
        self.stuck = self.stuck + 1 if result.state is BulkState.STOPPED or _concerns_all(error) else 0
        if result.state is BulkState.DONE:
            self.sent_now += result.key not in self.before
        else:
            if len(self.not_done) < MOST_LISTED:
                self.not_done.append(row)
            else:
                self.left_out += 1
        return row

    @property
    def listed(self) -> list[RowResult]:
        """Those that are not done, in the order of the rows."""
        return sorted(self.not_done, key=lambda one: one.row)

    @property
    def count(self) -> int:
        """How many have ended."""
        return self.counts.total()

    def summary(self) -> str:
        """Return how many ended how, in a few words."""
        return ", ".join(f"{self.counts[state]:,} {state.value}" for state in BulkState if self.counts[state])

    def code(self, total: int) -> ExitCode:
        """Return the exit status: where it is not known whether a row was sent, that comes first.

        Args:
            total: The number of rows.
        """
        if self.counts[BulkState.UNKNOWN]:
            return ExitCode.OUTCOME_UNKNOWN
        if self.is_interrupted:
            return ExitCode.INTERRUPTED
        if self.counts[BulkState.REFUSED]:
            return ExitCode.REFUSED
        return ExitCode.DONE if self.counts[BulkState.DONE] == total else ExitCode.FAILED

    def advice(self, journal: str, total: int) -> list[str]:
        """Return what to do next, as sentences with commands that can be pasted; empty when all is done.

        Args:
            journal: The journal, as it was typed.
            total: The number of rows.
        """
        sentences: list[str] = []
        if self.is_interrupted:
            sentences.append(f"Interrupted: {total - self.count:,} rows have not ended.")
        if self.counts[BulkState.UNKNOWN]:
            key = next((one.key for one in self.listed if one.state == BulkState.UNKNOWN.value), "KEY")
            count = self.counts[BulkState.UNKNOWN]
            sentences += [
                f"It is not known whether {count:,} were sent.",
                f"`{runs_command('show', key, journal)}` says where to look; then",
                f"`{runs_command('resolve', key, journal, '--done', 'ID')}` says that it was done, or",
                f"`{runs_command('resolve', key, journal, '--again')}` that it was not, and is to be sent.",
            ]
        if self.counts[BulkState.REFUSED]:
            key = next((one.key for one in self.listed if one.state == BulkState.REFUSED.value), "KEY")
            sentences.append(f"Mend what was refused; `{runs_command('show', key, journal)}` says what can be done.")
        if self.count < total or self.counts[BulkState.STOPPED] or self.counts[BulkState.BUSY] or sentences:
            sentences.append("The same command goes on; what is done is not sent again.")
        return sentences


def _why(result: BulkResult[Any], cause: BaseException | None) -> str:
    if result.state is BulkState.UNKNOWN:  # the error is long, and `runs show` has it
        return f"nobody can tell whether {result.call or 'a call'} was carried out"
    return sentence(cause).rstrip(".") if isinstance(cause, Exception) else ""


def _concerns_all(error: BaseException | None) -> bool:
    cause = error.cause if isinstance(error, SendInterruptedError) else error
    return isinstance(cause, AuthenticationError | PermissionDeniedError | PlanChangedError)


@define
class ReportFile:
    """A CSV file with a line for each row: written as they end, and put in the order of the rows in the end."""

    path: Path | None
    """The file, which is replaced; None for none."""
    rows: Mapping[str, int]
    """The rows' numbers, by their keys."""
    _lines: dict[int, Sequence[object]] = field(factory=dict[int, Sequence[object]], init=False, repr=False)
    _file: TextIO | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        if self.path is not None:
            try:  # Excel asks for the mark; a service may say what UTF-8 cannot
                self._file = self.path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            except OSError as error:
                msg = f"--report {self.path} cannot be written: {error.strerror or error}."
                raise CommandError(msg) from None
            csv.writer(self._file).writerow(_HEADINGS)
        return self

    def write(self, result: RowResult) -> None:
        """Write what became of a row."""
        if self._file is not None:
            line = _line(result)
            self._lines[result.row] = line
            csv.writer(self._file).writerow(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        with self._file as file:
            for key, row in self.rows.items():
                self._lines.setdefault(row, _line(RowResult(row=row, key=key, state=NOT_ENDED)))
            file.seek(0)
            file.truncate()
            writer = csv.writer(file)
            writer.writerow(_HEADINGS)
            writer.writerows(line for _, line in sorted(self._lines.items()))


def _line(result: RowResult) -> Sequence[object]:
    cells = (result.key, result.state, result.agreement_id, result.message)
    return result.row or "", *map(not_a_formula, cells)


def write_refusal(path: Path | None, check: BatchCheck, reason: str = "") -> list[str]:
    """Write a report of rows of which none was sent now, so that an older one is not taken for it.

    Args:
        path: The report; None for none.
        check: What was checked, and what was found.
        reason: What is wrong with all of them, beside what was found with each.

    Returns:
        Why it cannot be written, as a line; none where it was.
    """
    keys = {row: key for key, row in check.rows.items()}
    reasons: dict[int, list[str]] = {}
    for problem in check.problems:
        reasons.setdefault(problem.row or 0, []).append(str(problem))
    if reason:
        reasons[0] = [reason]
    try:
        with ReportFile(path, check.rows) as report:
            for row, whys in reasons.items():
                state = BulkState.REFUSED.value
                report.write(RowResult(row=row, key=keys.get(row, ""), state=state, message="; ".join(whys)))
            for key in check.done:
                if check.rows[key] not in reasons:
                    report.write(RowResult(row=check.rows[key], key=key, state=BulkState.DONE.value))
    except CommandError as error:
        return [f"  {error.message}"]
    return []
