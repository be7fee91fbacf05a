"""Checks all rows before the first is sent, and looks up which of them were sent before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from attrs import define, evolve, field

from esignkit.agreements import Agreement, Support, capability
from esignkit.cli.batches import Batch, RowProblem, Sending
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.pages import missing_pages
from esignkit.cli.results import CommandError
from esignkit.cli.run_commands import agreement_in, runs_command
from esignkit.cli.service_settings import SERVICES
from esignkit.cli.wording import in_options
from esignkit.core.plan_parsing import from_json_without_files
from esignkit.durable import RunState
from esignkit.durable.differences import list_differences
from esignkit.durable.keys import check_key
from esignkit.errors import ConfigurationError, PlanError

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.core.flow import Flow
    from esignkit.durable import Journal, RunInfo

__all__ = ["BatchCheck"]

_WAS_SENT = "Put it back; what was sent can be called off, and a row with a new key is sent anew"
MOST_PROBLEMS = 1000
"""Problems that are kept to be shown; the others are counted."""


@define
class BatchCheck:
    """Checks the rows of a batch, and knows them by their keys afterwards."""

    batch: Batch
    """The template and the spreadsheet."""
    agreements: Agreements
    """Where they are to be sent."""
    journal: Journal | None
    """What was sent before; None for a dry run without one."""
    where: str | None
    """The journal, as it was typed."""
    rows: dict[str, int] = field(factory=dict[str, int])
    """The number of each row, by its key."""
    problems: list[RowProblem] = field(factory=list[RowProblem])
    """What is wrong; at most a thousand."""
    problem_count: int = 0
    """How much is wrong."""
    states: Counter[RunState] = field(factory=Counter[RunState])
    """How many rows were begun before, by how they stand."""
    done: set[str] = field(factory=set[str])
    """The keys of the rows that are sent."""
    without_files: set[str] = field(factory=set[str])
    """Those of them whose files are not there any more."""
    first: Agreement | None = None
    """The agreement of the first row."""
    _expiries: dict[str, Agreement] = field(factory=dict[str, Agreement], repr=False)
    _general: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)

    def run(self, on_row: Callable[[int], object]) -> None:
        """Check all rows.

        Args:
            on_row: Called with the number of rows that were checked.

        Raises:
            CommandError: The spreadsheet cannot be read to its end.
        """
        for problem in self.batch.problems():
            self._add(problem)
        if self.problem_count:  # every row would be wrong
            return
        for count, sending in enumerate(self.batch.sendings(), 1):
            for problem in self._problems(sending):
                self._add(problem)
            on_row(count)
        if not self.rows and not self.problem_count:
            reason = f"{self.batch.table.path} has no rows below its headings"
            self._add(RowProblem(row=None, columns=(), path="rows", reason=reason))

    def _add(self, problem: RowProblem) -> None:
        if problem.row is None:  # it is the template's, and the same in every row
            if (problem.path, problem.reason) in self._general:
                return
            self._general.add((problem.path, problem.reason))
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def _problems(self, sending: Sending) -> Iterator[RowProblem]:
        if sending.key:
            first = self.rows.setdefault(sending.key, sending.row)
            if first != sending.row:
                yield self._twice(sending, first)
        run = None
        try:
            run = self._run_of(sending)
        except ConfigurationError as error:
            yield self.batch.problem(sending.row, sending.filled, "key", str(error))
        if run is not None:
            self.states[run.state] += 1
        if run is not None and run.state is RunState.DONE:
            self.done.add(sending.key)
            if sending.problems:
                self.without_files.add(sending.key)
        else:
            yield from sending.problems
        is_new = run is None or _is_free(run)
        if run is not None and not is_new and (sending.is_right or sending.key in self.done):
            yield from self._changes(sending, run)
        elif is_new and sending.agreement is not None and not sending.wrong_files:
            yield from self._unsendable(sending, sending.agreement)
            self.first = self.first or sending.agreement

    def _run_of(self, sending: Sending) -> RunInfo | None:
        """Return what the journal has of a row.

        Raises:
            ConfigurationError: Its key cannot be one.
        """
        if sending.key:
            check_key(sending.key)
        return self.journal.get(sending.key) if self.journal is not None and sending.is_known else None

    def _twice(self, sending: Sending, first: int) -> RowProblem:
        if self.batch.has_keys:
            reason = f"row {first} has the same key, {sending.key!r}; each row has a key of its own"
            return self.batch.problem(sending.row, sending.filled, "key", reason)
        reason = (
            f"it is the same as row {first}, and would be sent twice; take one out, or give the template a key that "
            "tells them apart, such as key = '{number}'"
        )
        return RowProblem(row=sending.row, columns=(), path="rows", reason=reason)

    def _unsendable(self, sending: Sending, agreement: Agreement) -> Iterator[RowProblem]:
        """Yield what the service cannot do, and what is wrong with an agreement."""
        problems = self.agreements.check(agreement, allow_loss=self._allow_loss)
        problems += missing_pages(agreement, lambda number: self.batch.page_count(agreement, number))
        title = SERVICES[self.agreements.service].title
        wrong = {column for problem in sending.problems for column in problem.columns}
        for problem in problems:
            nearest = f"; nearest: {problem.nearest}" if problem.nearest else ""
            reason = in_options(f"{problem.reason.removeprefix(f'{title}: ')}{nearest}")
            feature = problem.feature
            lost = feature is not None and capability(self.agreements.service, feature).support is Support.NO
            told = self.batch.problem(sending.row, sending.filled, problem.path, reason, feature, lost=lost)
            if not wrong.intersection(told.columns):  # what comes of a wrong cell is told once
                yield told

    @property
    def _allow_loss(self) -> list[str]:
        return cast("list[str]", self.batch.template.members.get("allow_loss", []))

    # What was sent before --------------------------------------------------------------------------------------------
    def _changes(self, sending: Sending, run: RunInfo) -> Iterator[RowProblem]:
        """Yield what differs from what was begun for a row; sending it would be another agreement."""
        if run.service != self.agreements.service:
            reason = f"the journal has it as sent with {SERVICES[run.service].title}; use a journal of its own"
            yield RowProblem(row=sending.row, columns=(), path="key", reason=reason)
            return
        try:
            begun = agreement_in(from_json_without_files(run.plan))
        except PlanError as error:
            reason = f"what the journal has of it cannot be read: {error}"
            yield RowProblem(row=sending.row, columns=(), path="key", reason=reason)
            return
        if sending.expires_later and begun is not None:
            self._expiries[sending.key] = begun
        old, new = run.plan, cast("Any", self.plan_of(sending, without_files=sending.key in self.without_files))
        if sending.key in self.without_files and begun is not None:
            old = cast("Any", self._plan(_without_files(begun))).to_json()
        elif new.digest == run.digest:
            return
        differences = list_differences(old, new.to_json())
        if not differences and sending.key in self.without_files:
            return
        what = "; ".join(map(_member, differences)) or "the content of a file"
        is_done = run.state is RunState.DONE
        advice = _WAS_SENT if is_done else f"Put it back, or let the row be sent as it is now: {self._forget(run.key)}"
        reason = f"it has changed since it was {'sent' if is_done else 'begun'}: {what}. {advice}"
        yield RowProblem(row=sending.row, columns=(), path="key", reason=reason)

    def _forget(self, key: str) -> str:
        return f"`{runs_command('forget', key, self.where)}`, once you know what it has made"

    def maybe_edited(self) -> int:
        """Return how many rows were sent, in part or whole, that the spreadsheet does not have any more.

        Where rows are known by their cells, an edited row is a new one, and the old one is missing.
        """
        if self.journal is None or self.batch.has_keys or len(self.rows) == self.states.total():
            return 0
        total = sum(self.journal.counts().values())
        if total <= self.states.total():  # nothing else was sent
            return 0
        missing = (run for run in self.journal.runs(limit=total) if run.key not in self.rows)
        return sum(run.key.startswith(self.batch.key_prefix) and not _is_free(run) for run in missing)

    def plan_of(self, sending: Sending, *, without_files: bool = False) -> Flow[Any]:
        """Return the plan that sends a row's agreement.

        Args:
            sending: What the row asks for; its agreement is there.
            without_files: Whether nothing stands in the place of its files, for a comparison.
        """
        begun = self._expiries.get(sending.key)
        if begun is not None:
            sending = self.batch.with_expiry(sending, begun)
        agreement = sending.agreement
        assert agreement is not None  # noqa: S101 - rows with problems are not sent
        return self._plan(_without_files(agreement) if without_files else agreement)

    def _plan(self, agreement: Agreement) -> Flow[Any]:
        return self.agreements.plan.send(agreement, allow_loss=self._allow_loss)

    def plans(self) -> Iterator[tuple[str, Flow[Any]]]:
        """Yield the plan of each row with its key, one after the other; those are left out that have no files."""
        for sending in self.batch.sendings():
            if sending.key in self.without_files:
                continue
            if not sending.is_right or self.rows.get(sending.key) != sending.row:
                msg = f"Row {sending.row} is another one than a moment ago; a file was changed. Type the same again."
                raise CommandError(msg, ExitCode.FAILED)
            yield sending.key, self.plan_of(sending)


def _is_free(run: RunInfo) -> bool:
    """Whether a row may be another one than that of a run: it has made nothing, and its key is bound to nothing."""
    return run.made_nothing and run.state is not RunState.DONE


def _member(difference: str) -> str:
    """Return a difference between two plans by the member of the agreement alone."""
    return difference.removeprefix("agreement.")


def _without_files(agreement: Agreement) -> Agreement:
    return evolve(agreement, documents=[evolve(one, file=b"") for one in agreement.documents])
