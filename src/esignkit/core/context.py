"""What a client brings to its calls, and what it hears of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from attrs import define, field, frozen

from esignkit.core.auth.base import Auth
from esignkit.core.provider import Provider
from esignkit.core.retry import Budget, RetryPolicy
from esignkit.core.value import Shown, Value
from esignkit.types import CallOptions

__all__ = ["Context", "ResponseInfo"]


@frozen(eq=False, repr=False)
class ResponseInfo(Value):
    """What is known of one exchange beside its result."""

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


@define(eq=False, repr=False)
class Context(Shown):
    """What a client brings to its calls. The clocks and jitter are given, so tests can hold them still."""

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
    """Gives the id that a write bears where the service keeps one; None when calls go out as they were said."""
    until: float = math.inf
    """Instant by which each call must be done, whatever its own time-out is."""
