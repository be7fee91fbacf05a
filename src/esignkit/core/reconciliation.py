"""`find_out()`: lookups of the result of a call whose response was lost, as values.

A question looks at what the call was to make or change, compares it with what the call sent, and judges by that. What
proves that it is the call's own: an id of the call that the service keeps, an id or reference that the caller gave, or
what a service takes once, such as a user's name. Where the same thing could be another call's, or differs from what was
sent, the verdict is `UNKNOWN`, with the candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pkgutil import resolve_name
from typing import Any, Protocol

from attrs import evolve, field, frozen

from esignkit.core.comparing import Sent, shown
from esignkit.core.flow import Flow, Steps, now, sleep
from esignkit.core.operation import Dated, Operation, Repeat
from esignkit.core.paging import Cursor, Paging
from esignkit.core.time_window import TimeWindow, after, before, during
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

_MOST_READ = 10
"""How many rows that do not show a mark are read whole to look for it."""

NOTHING_SENT = Sent()


class Question(Protocol):
    """A look at the service that tells whether a call was carried out."""

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once.

        Args:
            sent: When the call was under way.
        """
        ...


@frozen
class FindOut:
    """The flow behind `OutcomeUnknownError.find_out()`: looks until it is done, or the time to settle is over.

    Attributes:
        operation: Name of the call.
        sent: When it was under way.
        question: What to ask; None when the service has nothing to ask.
        repeatable: Whether the call may be repeated whatever became of it.
        settle: Seconds after which what is not there yet is taken not to come any more.
        request_id: The id of its own that the call bore, where the service keeps one.
    """

    operation: str = ""
    sent: TimeWindow = field(factory=TimeWindow)
    question: Question | None = field(default=None, repr=False)
    repeatable: bool = False
    settle: float = 10.0
    request_id: str | None = None

    def settling(self, seconds: float) -> FindOut:
        """Return the flow that waits so long for what the call made to show."""
        return evolve(self, settle=seconds)

    def __iter__(self) -> Steps[Finding]:
        """Start looking.

        Raises:
            ConfigurationError: There is something to ask, and the client is one of another service; nothing was sent.
        """
        if self.question is None:
            return Finding(Verdict.UNKNOWN, self._nothing_to_ask())
        end, pause = (yield from now()) + self.settle, 1.0
        while True:
            finding = yield from self.question.look(self.sent)
            left = end - (yield from now())
            if finding.verdict is Verdict.DONE or left <= 0:
                return finding
            yield from sleep(min(pause, left))
            pause *= 2

    def _nothing_to_ask(self) -> str:
        if self.repeatable:
            return f"{self.operation} may simply be repeated: doing it twice is the same as doing it once"
        return f"the service shows nothing that would tell whether {self.operation or 'the call'} was carried out"


# Questions ------------------------------------------------------------------------------------------------------------
@frozen
class ByStatus:
    """Judge by the status of what the call was to move.

    Attributes:
        read: Reads it.
        done: Statuses that it can only be in after the call, or that the call was to lead to.
        undone: Statuses that say that the call did not get there.
        sent: What else the call sent; empty when it moved the object and no more.
    """

    read: Flow[Any]
    done: frozenset[object]
    undone: frozenset[object]
    sent: Sent = NOTHING_SENT

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError as gone:
            return Finding(Verdict.UNKNOWN, f"it was not found: {gone}")
        status = getattr(found, "status", None)
        text = f"its status is {getattr(status, 'name', status)}"
        if status in self.undone:
            return Finding(Verdict.NOT_DONE, text, found)
        differs = self.sent.differs(found)
        if status in self.done and not differs:
            return Finding(Verdict.DONE, text, found)
        return _unknown(f"{text}{_but(differs)}", [(getattr(found, "id", None), found, differs)])


@frozen
class ByReading:
    """Judge by whether something is there that the service takes once, and that is as it was sent.

    If it was there before, the call was refused and its refusal lost: then, too, there is nothing to repeat.

    Attributes:
        read: Reads it.
        name: Names its id.
        sent: What the call sent.
    """

    read: Flow[Any]
    name: Callable[[Any], str | None]
    sent: Sent

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError:
            return Finding(Verdict.NOT_DONE, "it is not there")
        there, differs = "it is there, and the service takes it once", self.sent.differs(found)
        if differs:
            return _unknown(f"{there}{_but(differs)}", [(self.name(found), found, differs)])
        return Finding(Verdict.DONE, there, found, self.name(found))


@frozen
class ByParts:
    """Judge by what is inside something: the documents of a package, the signers of a session.

    Attributes:
        read: Reads the whole.
        parts: Gives what is inside.
        key: Names a part, from its JSON: by what it cannot be mistaken for another.
        sent: What the call was to put there.
        own: Whether the keys are ids that the call chose, so that what bears them is what it made.
    """

    read: Flow[Any]
    parts: Callable[[Any], Iterable[object]]
    key: Callable[[JSON], str | None]
    sent: tuple[Sent, ...]
    own: bool

    def look(self, sent: TimeWindow) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError as gone:
            return Finding(Verdict.UNKNOWN, f"what it was to be added to was not found: {gone}")
        try:
            parts = [(self._named(shown(part)), part) for part in self.parts(found)]
        except MissingMemberError as missing:
            return Finding(Verdict.UNKNOWN, str(missing), found)
        twins = [[part for name, part in parts if name == self._named(one.members)] for one in self.sent]
        if not any(twins):
            return Finding(Verdict.NOT_DONE, "it is not there", found)
        rows = [
            (self.key(shown(part)), part, one.differs(part))
            for one, alike in zip(self.sent, twins, strict=True)
            for part in alike
        ]
        if self.own and all(len(alike) == 1 for alike in twins) and not any(differs for *_, differs in rows):
            single = rows[0][0] if len(rows) == 1 else None
            return Finding(Verdict.DONE, "it is there, under the id that the call gave it", found, single)
        return _unknown("something of that name is there, which may have been there before", rows, found)

    def _named(self, part: JSON) -> object:
        name = self.key(part)
        return name if self.own else _plain(name)


@frozen
class BySearch:
    """Judge by a list: the one row that bears the call's own mark, and is as the call sent it, is what the call made.

    Where other calls may bear the mark too (a reference of the caller's that was given twice), a row must also have
    been made while the call was under way; the service's clock is told from its answer, so that a wrong clock here does
    not matter. Without a mark, a row can only be a candidate.

    Attributes:
        rows: The lists to search; together they show all that the call may have made.
        fits: Members of a row and what they must be, where the row does not show the mark, or others may bear it.
        id: The member that is a row's id.
        sent: What the call sent.
        read: Reads a row whole, from its id; None where a row is all there is to see.
        mark: What the call bears and the service keeps.
        marked: Tells a row's mark; None when the row has none, or does not show it.
        unique: Whether no other call bears the mark.
        copied: Whether what is copied from a row later bears its mark, too.
        created: The member that says when a row was made; empty where none does.
        newest_first: Whether the lists begin with what was made last: they are walked no further than to what was
            made before the call.
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
        found, skew, gap = yield from self._walk(sent.since)
        fitting = [row for row in found if self._fits(row)]
        ours = [row for row in found if self._is_ours(row)]  # whatever it is called by now
        if not self.unique:
            ours = [row for row in ours if not before(self._made(row), sent.since, skew)]
            # of the same reference, and called otherwise: what was renamed was made meanwhile
            ours = [r for r in ours if self._fits(r)] or [r for r in ours if during(self._made(r), sent, skew)]
        if self.copied:
            ours = [row for row in ours if not after(self._made(row), sent, skew)] or ours
        if not ours:
            # what bears another mark is another call's; what shows none may be anybody's
            fitting = [row for row in fitting if self.mark is None or self._mark(row) is None]
            fitting = [row for row in fitting if not before(self._made(row), sent.since, skew)]
            if self.mark is not None and 0 < len(fitting) <= _MOST_READ:
                fitting = yield from self._read_all(fitting)
                ours = [row for row in fitting if self._is_ours(row)]
        rows: list[tuple[Any, object, tuple[str, ...]]] = [
            (getattr(row, self.id, None), row, self.sent.differs(row)) for row in ours or fitting
        ]
        if not rows:
            what = "nothing that fits was made since the call began" if self.created else "nothing that fits is there"
            return Finding(Verdict.UNKNOWN, gap) if gap else Finding(Verdict.NOT_DONE, what)
        if len(rows) > 1:
            return _unknown(f"{len(rows)} objects fit, and nothing tells which of them the call made", rows)
        if not ours:
            return _unknown("one object fits, and nothing proves that this call made it", rows)
        if not self.unique and (gap or not during(self._made(ours[0]), sent, skew)):
            return _unknown("one object fits, and it may have been made before the call or after it", rows)
        if self.copied and after(self._made(ours[0]), sent, skew):
            return _unknown("one object bears the call's id, and it was made after the call: it is a copy", rows)
        return (yield from self._compared(rows[0]))

    def _compared(self, row: tuple[str, object, tuple[str, ...]]) -> Steps[Finding]:
        """Read the one row that bears the call's mark whole, and compare it with what was sent."""
        name, whole, differs = row
        if self.read is not None:
            try:
                whole = yield from self.read(name)
            except NotFoundError as gone:
                return _unknown(f"one object bears the call's id or reference, but was not found: {gone}", [row])
            differs = self.sent.differs(whole)
        if differs:
            return _unknown(f"it bears the call's id or reference{_but(differs)}", [(name, whole, differs)])
        reason = "exactly one object bears the call's id or reference, and it is as it was sent"
        return Finding(Verdict.DONE, reason, whole, name)

    def _read_all(self, rows: list[object]) -> Steps[list[object]]:
        """Read rows that show no mark, for a list may leave it out; what bears another mark then is left out."""
        if self.read is None:
            return rows
        whole: list[object] = []
        for row in rows:
            try:
                whole.append((yield from self.read(getattr(row, self.id))))
            except (NotFoundError, MissingMemberError):
                whole.append(row)
        return [row for row in whole if self._mark(row) in (None, self.mark)]

    def _walk(self, since: datetime) -> Steps[tuple[list[object], float | None, str]]:
        """Walk all lists to their ends.

        Returns:
            The rows, each once; how far the service's clock is ahead in seconds, as far as it tells; and what keeps
            the lists from being all that there is: empty when nothing does.
        """
        found: dict[object, object] = {}
        skew, gap = None, ""
        for paging in self.rows:
            cursor, seen, total = Cursor(paging), set[object](), None
            while cursor.next is not None:
                try:
                    page, apart = yield from Dated(cursor.next)
                    page = cursor.take(page)
                except DecodeError as error:
                    gap = f"the list cannot be walked to its end: {error}"
                    break
                skew = apart if skew is None else skew
                total = page.total if page.total is not None else total
                for row in page.items:
                    seen.add(getattr(row, self.id, None))
                    found[getattr(row, self.id, None)] = row
                if self.newest_first and self._past(page.items, since, skew):
                    total = None
                    break
            if total is not None and len(seen) < total:
                gap = gap or f"the list showed {len(seen)} of {total} rows, and it is not among them"
        return list(found.values()), skew, gap

    def _past(self, rows: list[object], since: datetime, skew: float | None) -> bool:
        """Whether a page goes back to before the call; one that is not in order says nothing."""
        made = [self._made(row) for row in rows]
        dates = [date for date in made if date is not None]
        in_order = len(dates) == len(made) and dates == sorted(dates, reverse=True)
        return bool(dates) and in_order and before(dates[-1], since, skew)

    def _fits(self, row: object) -> bool:
        return all(_plain(getattr(row, name, None)) == _plain(value) for name, value in self.fits)

    def _made(self, row: object) -> datetime | None:
        made = getattr(row, self.created, None) if self.created else None
        return made if isinstance(made, datetime) and made.tzinfo is not None else None

    def _is_ours(self, row: object) -> bool:
        return self.mark is not None and self._mark(row) == self.mark

    def _mark(self, row: object) -> str | None:
        return None if self.marked is None else self.marked(row)


def _unknown(reason: str, rows: Iterable[tuple[str | None, object, tuple[str, ...]]], found: object = None) -> Finding:
    return Finding(Verdict.UNKNOWN, reason, found, candidates=tuple(Candidate(*row) for row in rows))


def _but(differs: tuple[str, ...]) -> str:
    return f", but it differs from what the call sent in {', '.join(differs)}" if differs else ""


def _plain(value: object) -> object:
    """Spell a name or an address as no service would tell it from another: lists may not keep its case and blanks."""
    return value.strip().casefold() if isinstance(value, str) else value


def question_of(operation: Operation[Any], request_id: str | None = None) -> Question | None:
    """Return what to ask the service to find out whether a write was carried out; None when nothing would tell.

    Args:
        operation: The write, as it was sent. The function that its `if_lost` names is given it and the id.
        request_id: The id that was put into it.
    """
    if operation.if_lost is None or operation.if_lost.ask is None:
        return None
    ask: Callable[[Operation[Any], str | None], Question | None] = resolve_name(operation.if_lost.ask)
    return ask(operation, request_id)


def find_out(operation: Operation[Any], since: float, until: float, request_id: str | None = None) -> FindOut:
    """Return the flow that finds out what became of a call.

    Args:
        operation: The call.
        since: When it was first sent: seconds since 1970, by this machine's clock.
        until: When it was given up.
        request_id: The id that was put into it.
    """
    sent = TimeWindow(datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
    question = question_of(operation, request_id)
    return FindOut(operation.name, sent, question, operation.repeat is not Repeat.NEVER, request_id=request_id)
