"""`find_out()`: lookups of the result of a call whose response was lost, as values.

A question reads what the call was to create or change, compares it with what the call sent, and gives a verdict. The
object is the call's own when it has an id that the SDK or the caller put into the call, or a name that the service
accepts only once, such as a user name. When the object may come from another call, or differs from what was sent, the
verdict is `UNKNOWN`, with the candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pkgutil import resolve_name
from typing import Any, Protocol

from attrs import evolve, field, frozen

from esignkit.core.comparing import Sent, comparable, difference_text, folded
from esignkit.core.flow import Flow, Steps, now, sleep
from esignkit.core.operation import Dated, Operation, Repeat
from esignkit.core.paging import Cursor, Paging
from esignkit.core.time_window import LONG_AGO, TimeWindow, after, before, during, reach_past
from esignkit.errors import DecodeError, MissingMemberError, NotFoundError
from esignkit.types import JSON, Candidate, Finding, Verdict

__all__ = [
    "NOTHING_SENT",
    "ByParts",
    "ByReading",
    "BySearch",
    "ByStatus",
    "FindOut",
    "Question",
    "find_out",
    "question_of",
]

_MAX_FULL_READS = 10
"""Rows at most that are read in full because the list does not show their mark."""

SETTLE = 10.0
"""Seconds within which what a call made is taken to appear, unless a caller says otherwise."""

NOTHING_SENT = Sent()


class Question(Protocol):
    """A lookup at the service that tells whether a call was carried out."""

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once.

        Args:
            sent: When the call was being made.
        """
        ...


@frozen
class FindOut:
    """The flow behind `OutcomeUnknownError.find_out()`: looks until the verdict is `DONE` or the time is up.

    Attributes:
        operation: Name of the call.
        sent: When it was being made.
        question: The lookup; None when the service offers none.
        repeatable: Whether the call may be repeated whether or not it was carried out.
        settle: Seconds to wait for the result of the call to appear.
        request_id: The id that the SDK put into the call; None when the service stores none.
    """

    operation: str = ""
    sent: TimeWindow = field(factory=TimeWindow)
    question: Question | None = field(default=None, repr=False)
    repeatable: bool = False
    settle: float = SETTLE
    request_id: str | None = None

    def settling(self, seconds: float) -> FindOut:
        """Return the flow with another time to wait for the result of the call to appear."""
        return evolve(self, settle=seconds)

    def __iter__(self) -> Steps[Finding]:
        """Start looking.

        Raises:
            ConfigurationError: The client belongs to another service; nothing was sent.
        """
        if self.question is None:
            return Finding(Verdict.UNKNOWN, self._nothing_to_ask())
        end, pause = (yield from now()) + self.settle, 1.0
        while True:
            finding = yield from self.question.look(self.sent)
            remaining = end - (yield from now())
            if finding.verdict is Verdict.DONE or remaining <= 0:
                return finding
            yield from sleep(min(pause, remaining))
            pause *= 2

    def _nothing_to_ask(self) -> str:
        if self.repeatable:
            return f"{self.operation} may simply be repeated: doing it twice is the same as doing it once"
        return f"the service shows nothing that would tell whether {self.operation or 'the call'} was carried out"


# Questions ------------------------------------------------------------------------------------------------------------
@frozen
class ByStatus:
    """Decide by the status of the object that the call was to move to another status.

    Attributes:
        read: Reads the object.
        done: Statuses that show that the call was carried out.
        undone: Statuses that show that it was not.
        sent: What else the call sent; empty when it only changed the status.
    """

    read: Flow[Any]
    done: frozenset[object]
    undone: frozenset[object]
    sent: Sent = NOTHING_SENT

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            current = yield from self.read
        except NotFoundError as error:
            return Finding(Verdict.UNKNOWN, f"it was not found: {error}")
        status = getattr(current, "status", None)
        text = f"its status is {getattr(status, 'name', status)}"
        if status in self.undone:
            return Finding(Verdict.NOT_DONE, text, current)
        differing = self.sent.differences(current)
        if status in self.done and not differing:
            return Finding(Verdict.DONE, text, current)
        return _unknown(f"{text}{difference_text(differing)}", [(getattr(current, "id", None), current, differing)])


@frozen
class ByReading:
    """Decide by whether an object exists that the service accepts only once, and that is as it was sent.

    If the object existed before the call, the service refused the call, and there is nothing to repeat either.

    Attributes:
        read: Reads the object.
        name: Returns the object's id.
        sent: What the call sent.
    """

    read: Flow[Any]
    name: Callable[[Any], str | None]
    sent: Sent

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            current = yield from self.read
        except NotFoundError:
            return Finding(Verdict.NOT_DONE, "it is not there")
        reason, differing = "it is there, and the service takes it once", self.sent.differences(current)
        if differing:
            return _unknown(f"{reason}{difference_text(differing)}", [(self.name(current), current, differing)])
        return Finding(Verdict.DONE, reason, current, self.name(current))


@frozen
class ByParts:
    """Decide by the parts of an object: the documents of a package, the signers of a session.

    Attributes:
        read: Reads the object.
        parts: Returns its parts.
        key: Returns what identifies a part, from its JSON.
        sent: The parts that the call was to add.
        own: Whether the keys are ids that the call chose, so that a part with such a key comes from this call.
    """

    read: Flow[Any]
    parts: Callable[[Any], Iterable[object]]
    key: Callable[[JSON], str | None]
    sent: tuple[Sent, ...]
    own: bool

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            whole = yield from self.read
        except NotFoundError as error:
            return Finding(Verdict.UNKNOWN, f"what it was to be added to was not found: {error}")
        try:
            parts = [(self._name_of(comparable(part)), part) for part in self.parts(whole)]
        except MissingMemberError as error:
            return Finding(Verdict.UNKNOWN, str(error), whole)
        matches = [
            [part for name, part in parts if name == self._name_of(sent_part.members)] for sent_part in self.sent
        ]
        if not any(matches):
            return Finding(Verdict.NOT_DONE, "it is not there", whole)
        rows = [
            (self.key(comparable(part)), part, sent_part.differences(part))
            for sent_part, same_name in zip(self.sent, matches, strict=True)
            for part in same_name
        ]
        one_each = all(len(same_name) == 1 for same_name in matches)
        if self.own and one_each and not any(differing for *_, differing in rows):
            single = rows[0][0] if len(rows) == 1 else None
            return Finding(Verdict.DONE, "it is there, under the id that the call gave it", whole, single)
        return _unknown("something of that name is there, which may have been there before", rows, whole)

    def _name_of(self, part: JSON) -> object:
        name = self.key(part)
        return name if self.own else folded(name)


@frozen
class BySearch:
    """Decide by lists: the call created the one row that has the call's mark and is as it was sent.

    The mark is an id or reference that the call sent and the service stores. When other calls may have sent the same
    mark (a reference that the caller used twice), the row must also have been created during the call, by the clock
    of the service as its `Date` headers show it. Without a mark, a row can only be a candidate.

    Attributes:
        rows: The lists to search. Together they hold everything that the call may have created.
        fits: Members of a row and their values, for rows that do not show the mark or may share it.
        id: The member with a row's id.
        sent: What the call sent.
        read: Reads a row in full, by its id; None when the row is all there is.
        mark: The call's mark.
        marked: Returns a row's mark; None when the row has none or does not show it.
        unique: Whether no other call has the same mark.
        copied: Whether a later copy of a row has the same mark.
        created: The member with a row's creation date; empty when there is none.
        newest_first: Whether the lists are sorted by creation date, the latest first. They are then read only as far
            as the first row that is older than the call.
    """

    rows: tuple[Paging[Any], ...]
    fits: tuple[tuple[str, str | None], ...] = field(repr=False)
    id: str
    sent: Sent = NOTHING_SENT
    read: Callable[[str], Flow[Any]] | None = None
    mark: str | None = field(default=None, repr=False)
    marked: Callable[[Any], str | None] | None = None
    unique: bool = True
    copied: bool = False
    created: str = ""
    newest_first: bool = False

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        rows_kept, skew, gap = yield from self._walk(sent.since)
        fitting = [row for row in rows_kept if self._fits(row)]
        marked = [row for row in rows_kept if self._has_mark(row)]  # even if it was renamed since
        if not self.unique:
            marked = [row for row in marked if not before(self._created_at(row), sent.since, skew)]
            # same reference, other name: a row that was renamed counts when it was created during the call
            meanwhile = [row for row in marked if during(self._created_at(row), sent, skew)]
            marked = [row for row in marked if self._fits(row)] or meanwhile
        if self.copied:
            marked = [row for row in marked if not after(self._created_at(row), sent, skew)] or marked
        if not marked:
            # a row with another mark comes from another call; one that shows no mark may come from any
            fitting = [row for row in fitting if self.mark is None or self._mark_of(row) is None]
            fitting = [row for row in fitting if not before(self._created_at(row), sent.since, skew)]
            if self.mark is not None and 0 < len(fitting) <= _MAX_FULL_READS:
                fitting = yield from self._read_all(fitting)
                marked = [row for row in fitting if self._has_mark(row)]
        rows: list[tuple[Any, object, tuple[str, ...]]] = [
            (getattr(row, self.id, None), row, self.sent.differences(row)) for row in marked or fitting
        ]
        if not rows:
            reason = "nothing that fits was made since the call began" if self.created else "nothing that fits is there"
            return Finding(Verdict.UNKNOWN, gap) if gap else Finding(Verdict.NOT_DONE, reason)
        if len(rows) > 1:
            return _unknown(f"{len(rows)} objects fit, and nothing tells which of them the call made", rows)
        if not marked:
            return _unknown("one object fits, and nothing proves that this call made it", rows)
        if not self.unique and (gap or not during(self._created_at(marked[0]), sent, skew)):
            return _unknown("one object fits, and it may have been made before the call or after it", rows)
        if self.copied and after(self._created_at(marked[0]), sent, skew):
            return _unknown("one object bears the call's id, and it was made after the call: it is a copy", rows)
        return (yield from self._compared(rows[0]))

    def _compared(self, row: tuple[str, object, tuple[str, ...]]) -> Steps[Finding]:
        """Read the one row that has the call's mark in full, and compare it with what was sent."""
        row_id, full, differing = row
        if self.read is not None:
            try:
                full = yield from self.read(row_id)
            except NotFoundError as error:
                return _unknown(f"one object bears the call's id or reference, but was not found: {error}", [row])
            differing = self.sent.differences(full)
        if differing:
            return _unknown(
                f"it bears the call's id or reference{difference_text(differing)}", [(row_id, full, differing)]
            )
        reason = "exactly one object bears the call's id or reference, and it is as it was sent"
        return Finding(Verdict.DONE, reason, full, row_id)

    def _read_all(self, rows: list[object]) -> Steps[list[object]]:
        """Read rows that show no mark in full, for the list may leave it out; return those without another mark."""
        if self.read is None:
            return rows
        full_rows: list[object] = []
        for row in rows:
            try:
                full_rows.append((yield from self.read(getattr(row, self.id))))
            except (NotFoundError, MissingMemberError):
                full_rows.append(row)
        return [row for row in full_rows if self._mark_of(row) in (None, self.mark)]

    def _walk(self, since: datetime) -> Steps[tuple[list[object], float | None, str]]:
        """Read all lists to their ends. However long they are, memory holds the ids of their rows, and what may count.

        Returns:
            The rows that fit or have the mark, each once; how many seconds the service's clock is ahead, if known; and
            why the lists may be incomplete, empty when they are complete.
        """
        found_rows: dict[object, object] = {}
        skew, gap = None, ""
        for paging in self.rows:
            cursor, seen, total = Cursor(paging), set[object](), None
            while cursor.next is not None:
                try:
                    page, page_skew = yield from Dated(cursor.next)
                    page = cursor.take(page)
                except DecodeError as error:
                    gap = f"the list cannot be walked to its end: {error}"
                    break
                skew = page_skew if skew is None else skew
                if total is None or not self.newest_first:  # what is made meanwhile comes first: it is not missing
                    total = page.total if page.total is not None else total
                for row in page.items:
                    row_id: object = getattr(row, self.id, None)
                    seen.add(row_id)
                    if self._fits(row) or self._has_mark(row):
                        found_rows[row_id] = row
                    else:
                        found_rows.pop(row_id, None)  # it was changed while the lists were walked
                if self.newest_first and reach_past(map(self._created_at, page.items), since, skew):
                    total = None
                    break
            if total is not None and len(seen) < total:
                gap = gap or f"the list showed {len(seen)} of {total} rows, and it is not among them"
        return list(found_rows.values()), skew, gap

    def _fits(self, row: object) -> bool:
        return all(folded(getattr(row, name, None)) == folded(value) for name, value in self.fits)

    def _created_at(self, row: object) -> datetime | None:
        created = getattr(row, self.created, None) if self.created else None
        return created if isinstance(created, datetime) and created.tzinfo is not None else None

    def _has_mark(self, row: object) -> bool:
        return self.mark is not None and self._mark_of(row) == self.mark

    def _mark_of(self, row: object) -> str | None:
        return None if self.marked is None else self.marked(row)


def _unknown(reason: str, rows: Iterable[tuple[str | None, object, tuple[str, ...]]], value: object = None) -> Finding:
    return Finding(Verdict.UNKNOWN, reason, value, candidates=tuple(Candidate(*row) for row in rows))


def question_of(operation: Operation[Any], request_id: str | None = None) -> Question | None:
    """Return the lookup that tells whether a write was carried out; None when there is none.

    Args:
        operation: The write, as it was sent. It is passed to the function that its `if_lost` names, with the id.
        request_id: The id that was put into it.
    """
    if operation.if_lost is None or operation.if_lost.ask is None:
        return None
    ask: Callable[[Operation[Any], str | None], Question | None] = resolve_name(operation.if_lost.ask)
    return ask(operation, request_id)


def find_out(
    operation: Operation[Any],
    since: float | None,
    until: float,
    request_id: str | None = None,
    *,
    settle: float = SETTLE,
) -> FindOut:
    """Return the flow that finds out whether a call was carried out.

    Args:
        operation: The call.
        since: When it was first sent: seconds since 1970, by this machine's clock; None when that is not known.
        until: When it was given up.
        request_id: The id that was put into it.
        settle: Seconds within which the result of the call appears.
    """
    begin = LONG_AGO if since is None else datetime.fromtimestamp(since, UTC)
    sent = TimeWindow(begin, datetime.fromtimestamp(until, UTC), settle)
    question = question_of(operation, request_id)
    return FindOut(operation.name, sent, question, operation.repeat is not Repeat.NEVER, settle, request_id)
