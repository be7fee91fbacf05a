"""What a client provides for its calls, and what it learns of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from esignkit.core.auth.base import Auth
from esignkit.core.json_text import loads
from esignkit.core.provider import Provider
from esignkit.core.retry import Budget, RetryPolicy
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Shown, Value, define, field, frozen
from esignkit.types import JSON, CallOptions

if TYPE_CHECKING:
    from esignkit.core.hooks import CallObserver

__all__ = ["Context", "ResponseInfo"]


@with_suggestions
@frozen(eq=False, repr=False)
class ResponseInfo(Value):
    """What is known of one exchange, apart from its result."""

    operation: str
    """Name of the call, such as `packages.create`."""
    status: int
    """HTTP status of the response."""
    headers: Mapping[str, str]
    """Headers of the response, by lower-case name; cookies are left out."""
    request_id: str | None
    """The server's id of the exchange, when it sent one."""
    attempt: int
    """Number of the try, from 1."""
    elapsed: float
    """Seconds from sending to the last byte."""
    content: bytes = field(default=b"", eq=False, repr=False)
    """The response's body as it came, decompressed, for what no model holds.

    `repr` does not show it: it may hold credentials and personal data. It is empty for calls that the client's
    credentials do not go with, such as its log-ins, and for downloads that are saved or streamed. It is no copy, and
    lives as long as this object.
    """

    @property
    def text(self) -> str:
        """The body as text, in UTF-8."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> JSON:
        """Return the body as JSON.

        Raises:
            ValueError: It is not JSON.
        """
        return loads(self.content)


@define(eq=False, repr=False)
class Context(Shown):
    """What a client provides for its calls. Clocks and jitter are arguments, so that tests can control them."""

    provider: Provider
    auth: Auth | None
    now: Callable[[], float]
    wall_clock: Callable[[], float]
    jitter: Callable[[], float]
    values: Mapping[str, str | None] = field(factory=dict[str, "str | None"])
    retry: RetryPolicy = field(factory=RetryPolicy)
    timeout: float = 60.0
    budget: Budget = field(factory=Budget)
    observe: Callable[[ResponseInfo], None] | None = None
    options: CallOptions | None = None
    new_request_id: Callable[[], str] | None = None
    """Makes the id that is put into writes, for services that store one; None to put none."""
    observers: Sequence[CallObserver] = ()
    """Are told of each call."""
    base_url: str = ""
    """The server's address."""
    known_headers: dict[tuple[str, str | None], list[tuple[bytes, bytes]]] = field(
        factory=dict[tuple[str, "str | None"], "list[tuple[bytes, bytes]]"], init=False, repr=False
    )
    """Headers of calls that have none of their own, checked and encoded, by what they accept and what they send."""
    until: float = math.inf
    """When each call must be done at the latest, on the clock of `now`, whatever its own time-out is."""
