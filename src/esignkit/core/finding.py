"""Finding out what became of a call whose answer was lost: questions to the service, as values.

A question looks at what the call was to make or change and judges by that. Ids and references of the caller's
own count as proof, so does a date of creation, and so does what a service takes once, such as a user's name; where the
same thing could have been there before the call, the verdict is `UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

from attrs import field, frozen

from esignkit.core.flow import Dated, Flow, Steps, now, sleep
from esignkit.core.operation import Json, Multipart, Operation, Repeat
from esignkit.core.paging import Cursor, Paging
from esignkit.errors import NotFoundError
from esignkit.types import Finding, Verdict

__all__ = ["ByNames", "ByReading", "BySearch", "ByStatus", "FindOut", "Question", "body_of", "said_of"]

_SLACK = timedelta(seconds=2)
"""`Date` headers are whole seconds, and so may be dates of creation."""
_UNKNOWN_SKEW = timedelta(minutes=5)
"""How far apart clocks may be when the service does not tell the time."""


class Question(Protocol):
    """A look at the service that tells whether a call was carried out."""

    def look(self, since: datetime) -> Steps[Finding]:
        """Look once.

        Args:
            since: When the call was first sent, by this machine's clock.
        """
        ...


@frozen
class FindOut:
    """The flow behind `OutcomeUnknownError.find_out()`: looks until it is done, or the time to settle is over.

    Attributes:
        operation: Name of the call.
        since: When it was first sent, by this machine's clock.
        question: What to ask; None when the service has nothing to ask.
        repeatable: Whether the call may be repeated whatever became of it.
        settle: Seconds after which what is not there yet is taken not to come any more.
    """

    operation: str = ""
    since: datetime = field(default=datetime.min.replace(tzinfo=UTC))
    question: Question | None = field(default=None, repr=False)
    repeatable: bool = False
    settle: float = 10.0

    def __iter__(self) -> Steps[Finding]:
        """Start looking.

        Raises:
            ConfigurationError: There is something to ask, and the client is one of another service; nothing was sent.
        """
        if self.question is None:
            return Finding(Verdict.UNKNOWN, self._nothing_to_ask())
        end, pause = (yield from now()) + self.settle, 1.0
        while True:
            finding = yield from self.question.look(self.since)
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
    """

    read: Flow[Any]
    done: frozenset[object]
    undone: frozenset[object]

    def look(self, since: datetime) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError as gone:
            return Finding(Verdict.UNKNOWN, f"it is not to be found: {gone}")
        status = found.status
        verdict = Verdict.DONE if status in self.done else Verdict.UNKNOWN
        if status in self.undone:
            verdict = Verdict.NOT_DONE
        return Finding(verdict, f"its status is {getattr(status, 'name', status)}", found)


@frozen
class ByReading:
    """Judge by whether something is there that the service takes once.

    If it was there before, the call was refused and its refusal lost: then, too, there is nothing to repeat.
    """

    read: Flow[Any]
    name: Callable[[Any], str | None]

    def look(self, since: datetime) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError:
            return Finding(Verdict.NOT_DONE, "it is not there")
        return Finding(Verdict.DONE, "it is there, and the service takes it once", found, self.name(found))


@frozen
class ByNames:
    """Judge by what is inside something: the documents of a package, the signers of a session.

    Attributes:
        read: Reads the whole.
        names: Names what is inside.
        wanted: What the call was to put there.
        own: Whether these are ids that the call chose, so that what bears them is what it made.
    """

    read: Flow[Any]
    names: Callable[[Any], Iterable[str | None]]
    wanted: frozenset[str] = field(repr=False)
    own: bool

    def look(self, since: datetime) -> Steps[Finding]:
        """Look once."""
        try:
            found = yield from self.read
        except NotFoundError as gone:
            return Finding(Verdict.UNKNOWN, f"what it was to go into is not to be found: {gone}")
        named = set(self.names(found))
        there = self.wanted & named
        alike = not self.own and {_plain(name) for name in self.wanted} & {_plain(name) for name in named}
        if not there and not alike:
            return Finding(Verdict.NOT_DONE, "it is not there", found)
        if self.own and there == self.wanted:
            single = next(iter(there)) if len(there) == 1 else None
            return Finding(Verdict.DONE, "it is there, under the id that the call gave it", found, single)
        return Finding(Verdict.UNKNOWN, "something of that name is there, which may have been there before", found)


@frozen
class BySearch:
    """Judge by a list: one thing that fits, made since the call was sent, is what the call made.

    The service's clock is told from its answer, so that a wrong clock here does not matter.

    Attributes:
        rows: The list to search.
        fits: Members of a row and what they must be.
        id: The member that is a row's id.
        created: The member that says when a row was made; empty where rows fit one call alone.
        most: How many rows the service finds at most; a list that is full may hide what is looked for.
    """

    rows: Paging[Any]
    fits: tuple[tuple[str, str | None], ...] = field(repr=False)
    id: str
    created: str = ""
    most: int | None = None

    def look(self, since: datetime) -> Steps[Finding]:
        """Look once."""
        rows: list[object] = []
        cursor, skew = Cursor(self.rows), None
        while cursor.next is not None:
            page, apart = yield from Dated(cursor.next)
            skew = apart if skew is None else skew
            rows += cursor.take(page).items
        fitting = [row for row in rows if all(getattr(row, name) == value for name, value in self.fits)]
        exact = bool(fitting)
        if not exact:
            fitting = [row for row in rows if all(_plain(getattr(row, n)) == _plain(v) for n, v in self.fits)]
        slack = _UNKNOWN_SKEW if skew is None else _SLACK
        begin = since + timedelta(seconds=skew or 0) - slack
        possible = [row for row in fitting if self._later(row, begin)]
        when = " that was made since" if self.created else ""
        if not possible:
            if self.most is not None and len(rows) >= self.most:
                return Finding(Verdict.UNKNOWN, f"the list is cut at {self.most} rows, and it is not among them")
            return Finding(Verdict.NOT_DONE, f"there is none{when}")
        sure = exact and (not self.created or (skew is not None and getattr(possible[0], self.created) is not None))
        if len(possible) == 1 and sure:
            row = possible[0]
            return Finding(Verdict.DONE, f"there is exactly one{when}", row, getattr(row, self.id))
        text = f"{len(possible)} fit, and which of them the call made is not to be told"
        return Finding(Verdict.UNKNOWN, text, possible)

    def _later(self, row: object, begin: datetime) -> bool:
        made = getattr(row, self.created) if self.created else None
        return not isinstance(made, datetime) or made.tzinfo is None or made >= begin


def _plain(value: object) -> object:
    """Spell a name or an address as no service would tell it from another: lists may not keep its case and blanks."""
    return value.strip().casefold() if isinstance(value, str) else value


def said_of(operation: Operation[Any]) -> Mapping[str, object]:
    """Return the members of a call's body; none when it is no JSON object."""
    said = body_of(operation)
    return cast("Mapping[str, object]", said) if isinstance(said, Mapping) else {}


def body_of(operation: Operation[Any]) -> object:
    """Return what a call says: its JSON body, or the JSON part that goes with its files."""
    body = operation.body
    if isinstance(body, Multipart):
        return next((part.content.value for part in body.parts if isinstance(part.content, Json)), None)
    return body.value if isinstance(body, Json) else None


def find_out(operation: Operation[Any], question: Question | None, since: float) -> FindOut:
    """Return the flow that finds out what became of a call.

    Args:
        operation: The call.
        question: What its provider would ask.
        since: When it was first sent: seconds since 1970, by this machine's clock.
    """
    moment = datetime.fromtimestamp(since, UTC)
    return FindOut(operation.name, moment, question, operation.repeat is not Repeat.NEVER)
