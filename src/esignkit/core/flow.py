"""Flows: generators that yield effects and are sent their results."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast

from esignkit.core.json_text import loads
from esignkit.core.sinks import Sink
from esignkit.core.suggestions import with_suggestions
from esignkit.core.upload import Upload
from esignkit.core.value_objects import Shown, Value, define, field, frozen
from esignkit.types import JSON, Progress

__all__ = [
    "Call",
    "ClientValue",
    "Effect",
    "FileSegment",
    "Flow",
    "Locked",
    "Now",
    "Payload",
    "Prepare",
    "Primitive",
    "Response",
    "Saved",
    "Segment",
    "Send",
    "SendFailed",
    "Sleep",
    "Steps",
    "Within",
    "client_value",
    "now",
    "sleep",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


# The wire, as core sees it -------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class FileSegment(Value):
    """A piece of a body that is read from a file while it is sent.

    `form` says how: `raw`, `base64` (a JSON string without its quotes) or `integers` (a JSON array without brackets).
    """

    upload: Upload
    form: str = "raw"


Segment: TypeAlias = bytes | FileSegment


class Payload(Protocol):
    """A body that a runner has prepared. Its length is known when the lengths of its files are."""

    @property
    def size(self) -> int | None:
        """Length in bytes; None when it is not known before it is sent."""
        ...

    @property
    def replayable(self) -> bool:
        """Whether it can be sent again with the same bytes."""
        ...


@define(eq=False, repr=False)
class Response(Shown):
    """A response: status, headers (lower-case names) and body."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(default=b"", repr=False)
    saved: Saved | None = None
    stream: object = field(default=None, repr=False)
    _json: JSON = field(default=None, repr=False, init=False)
    _parsed: bool = field(default=False, repr=False, init=False)

    def json(self) -> JSON:
        """Return the body as JSON, whatever its content type says.

        Raises:
            ValueError: It is not JSON.
        """
        if not self._parsed:
            self._json = loads(self.content)
            self._parsed = True
        return self._json

    @property
    def request_id(self) -> str | None:
        """The server's id for this exchange; None when it sent none."""
        headers = self.headers
        return headers.get("x-request-id") or headers.get("request-id") or headers.get("x-correlation-id")


@with_suggestions
@frozen(eq=False, repr=False)
class Saved(Value):
    """A download that is complete and saved."""

    size: int
    """Bytes that were written."""
    filename: str | None = None
    """Name that the server suggests, made safe for any file system; None when it suggests none."""
    content_type: str | None = None
    """MIME type that the server gave."""
    path: str | None = None
    """Where the file was written; None when it went to a file of the caller's."""

    def _repr_html_(self) -> str:
        from esignkit.display import saved_html

        return saved_html(self)


class SendFailed(Exception):
    """What a runner throws into a flow when an exchange failed: the only transport error that flows see.

    Attributes:
        sent: Whether any of the request may have reached the server.
        fatal: Whether another try cannot help (a certificate was refused).
        timed_out: Whether the deadline passed.
        status: The status, when the head of a response had arrived.
    """

    def __init__(
        self, text: str, *, sent: bool, fatal: bool = False, timed_out: bool = False, status: int | None = None
    ) -> None:
        super().__init__(text)
        self.sent = sent
        self.fatal = fatal
        self.timed_out = timed_out
        self.status = status


# Effects -------------------------------------------------------------------------------------------------------------
class Effect:
    """What a flow may yield. Its runner carries it out and sends the result back."""

    __slots__ = ()


@frozen(eq=False, repr=False)
class Send(Shown, Effect):
    """One exchange on the wire.

    `deadline` is an instant of the runner's monotonic clock; `per_byte` adds seconds to it for each byte of a
    download whose length the server announces. `idle_limit` is how many seconds may pass without a byte in either
    direction, however far away the deadline is.
    """

    method: str
    target: bytes = field(repr=False)
    headers: list[tuple[bytes, bytes]] = field(repr=False)
    body: bytes | Payload = field(repr=False)
    sink: Sink
    deadline: float
    at_root: bool | str = False
    per_byte: float = 0.0
    idle_limit: float = math.inf


@frozen(eq=False, repr=False)
class Prepare(Shown, Effect):
    """Prepare a body of segments: look at the files and find their lengths."""

    segments: tuple[Segment, ...] = field(repr=False)
    progress: Progress | None = field(default=None, repr=False)


@frozen(eq=False, repr=False)
class Sleep(Value, Effect):
    """Wait."""

    seconds: float


@frozen(eq=False, repr=False)
class Locked(Shown, Effect, Generic[T]):
    """Run a flow while holding the lock `key`; scoped, so that nothing is ever yielded in `finally`."""

    key: object
    flow: Flow[T]
    deadline: float


@frozen(eq=False, repr=False)
class Call(Shown, Effect, Generic[T]):
    """Call a function of the caller's. It may block; on an async client it may be a coroutine function.

    An async client gives it up at `deadline`; a sync client cannot. One that only `reads` changes nothing, whatever
    becomes of it: a run in a journal that has called nothing else has made nothing.
    """

    fn: Callable[[], T | Awaitable[T]] = field(repr=False)
    deadline: float | None = None
    reads: bool = False


@frozen(eq=False, repr=False)
class Now(Value, Effect):
    """Ask for the time of the monotonic clock. `interpret` carries it out; runners do not see it."""


@frozen(eq=False, repr=False)
class Within(Shown, Effect, Generic[T]):
    """Carry a flow out; each of its calls ends at `deadline`, an instant of the monotonic clock, at the latest.

    The calls' own time-outs may end them earlier. `interpret` carries it out; runners do not see it.
    """

    flow: Flow[T]
    deadline: float

    def __iter__(self) -> Generator[Effect, Any, T]:
        """Carry it out: `result = yield from Within(flow, deadline)`."""
        return cast("T", (yield self))


@frozen(eq=False, repr=False)
class ClientValue(Value, Effect):
    """Ask for a value of the client, such as the application id. `interpret` carries it out; runners do not see it."""

    name: str


Primitive: TypeAlias = "Send | Prepare | Sleep | Locked[Any] | Call[Any]"
"""The effects that runners carry out; `interpret` carries out all others."""
Steps: TypeAlias = Generator[Effect, Any, T]
"""Annotation of a flow of several steps that ends in a `T`."""


class Flow(Protocol[T_co]):
    """Anything a client can run: an operation, a list, a generator of steps."""

    def __iter__(self) -> Generator[Effect, Any, T_co]:
        """Start the flow."""
        ...


def sleep(seconds: float) -> Steps[None]:
    """Wait inside a flow: write `yield from` before it.

    Args:
        seconds: How long.
    """
    yield Sleep(seconds)


def now() -> Steps[float]:
    """Return the time of the monotonic clock, in seconds, inside a flow: write `yield from` before it."""
    instant: float = yield Now()
    return instant


def client_value(name: str) -> Steps[str | None]:
    """Return a value of the client, or None, inside a flow: write `yield from` before it."""
    value: str | None = yield ClientValue(name)
    return value
