"""Hooks of a client: what a program is told of its calls while they are made.

What they are given holds no ids, queries, headers, bodies or credentials.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from attrs import Attribute, field, frozen

from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value
from esignkit.types import Outcome

__all__ = [
    "CallEnded",
    "CallInfo",
    "CallObservation",
    "CallObserver",
    "Hooks",
    "RequestEnded",
    "RequestStarted",
    "RetryPlanned",
    "check_observers",
]


@with_suggestions
@frozen(eq=False, repr=False)
class CallInfo(Value):
    """A call, as it may be told."""

    operation: str
    """Name of the call, such as `packages.create`."""
    service: str
    """The service that is called: `Constellation1`, `Ignisign` or `eSignLive`."""
    method: str
    """HTTP method."""
    path: str
    """Path template, such as `/packages/{packageId}`; `/…` for a raw call."""
    server: str
    """Host of the server."""
    port: int
    """Port of the server."""


@with_suggestions
@frozen(eq=False, repr=False)
class RequestStarted(Value):
    """A request is about to be sent."""

    call: CallInfo
    """The call that it belongs to."""
    attempt: int
    """Number of the try, from 1."""


@with_suggestions
@frozen(eq=False, repr=False)
class RequestEnded(Value):
    """A response has come, or none will."""

    call: CallInfo
    """The call that it belongs to."""
    attempt: int
    """Number of the try, from 1."""
    status: int | None
    """HTTP status of the response; None when none came."""
    elapsed: float
    """Seconds from sending to the last byte; for a download, to the first byte of its body."""
    request_id: str | None
    """The server's id of the exchange, when it sent one."""


@with_suggestions
@frozen(eq=False, repr=False)
class RetryPlanned(Value):
    """A try has failed, and another one follows."""

    call: CallInfo
    """The call that it belongs to."""
    attempt: int
    """Number of the try that failed, from 1."""
    status: int | None
    """HTTP status of its response; None when none came."""
    delay: float
    """Seconds until the next try."""
    new_token: bool
    """Whether the next try is made because the server wants a new token; it does not count as one."""


@frozen(eq=False, repr=False)
class CallEnded(Value):
    """A call has its result or its error."""

    call: CallInfo
    attempts: int
    elapsed: float
    error: BaseException | None
    """What it is raised with; None when it has a result."""
    outcome: Outcome | None
    """What is known of its effect; None of a read whose response is lost: it has none."""


class CallObservation(Protocol):
    """Is told of one call."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Headers that the requests of the call carry in addition."""
        ...

    def request_started(self, event: RequestStarted, /) -> None:
        """Note that a request is about to be sent."""
        ...

    def request_ended(self, event: RequestEnded, /) -> None:
        """Note a response, or that none will come."""
        ...

    def retry_planned(self, event: RetryPlanned, /) -> None:
        """Note that another try follows."""
        ...

    def call_ended(self, event: CallEnded, /) -> None:
        """Note that the call has its result or its error."""
        ...


class CallObserver(Protocol):
    """Is told of the calls of a client: `Hooks`, or `esignkit.otel.OpenTelemetry`."""

    def call_started(self, call: CallInfo, /) -> CallObservation:
        """Note a call, and return what is told of its course."""
        ...


def _check_hook(instance: object, attribute: Attribute[Any], value: Any) -> None:
    del instance
    name = attribute.name
    if value is None:
        return
    if not callable(value):
        msg = f"{name} takes a function, not {type(value).__name__}"
        raise TypeError(msg)
    if inspect.iscoroutinefunction(value) or inspect.iscoroutinefunction(getattr(value, "__call__", None)):  # noqa: B004 - an object whose __call__ is async
        msg = f"{name} is a coroutine function, and hooks are plain functions, on async clients too"
        raise TypeError(msg)


@with_suggestions
@frozen(eq=False, repr=False, kw_only=True)
class Hooks(Value):
    """Functions of yours that a client calls while it makes its calls: `ESignLive(…, hooks=Hooks(on_retry=…))`.

    They run between the steps of a call, on async clients in its event loop, and should be quick. One that raises is
    logged as a warning, and the call goes on. They are told of every request, log-ins of the client included.

    Example:
        Hooks(on_retry=lambda retry: print(retry.call.operation, "is tried again in", retry.delay, "s"))
    """

    on_request: Callable[[RequestStarted], object] | None = field(default=None, validator=_check_hook)
    """Called before each request."""
    on_response: Callable[[RequestEnded], object] | None = field(default=None, validator=_check_hook)
    """Called after each request, with the status of the response, or None when none came."""
    on_retry: Callable[[RetryPlanned], object] | None = field(default=None, validator=_check_hook)
    """Called when a try has failed and another one follows."""

    def call_started(self, call: CallInfo, /) -> CallObservation:
        """Return what is told of a call's course; the client does this.

        Args:
            call: The call.
        """
        del call
        return _HookedCall(self)


@frozen(eq=False)
class _HookedCall:
    """Passes what is told of a call to the hooks."""

    hooks: Hooks

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        return ()

    def request_started(self, event: RequestStarted, /) -> None:
        if self.hooks.on_request is not None:
            self.hooks.on_request(event)

    def request_ended(self, event: RequestEnded, /) -> None:
        if self.hooks.on_response is not None:
            self.hooks.on_response(event)

    def retry_planned(self, event: RetryPlanned, /) -> None:
        if self.hooks.on_retry is not None:
            self.hooks.on_retry(event)

    def call_ended(self, event: CallEnded, /) -> None:
        """Say nothing: the caller has the result."""


def check_observers(hooks: CallObserver | Sequence[CallObserver] | None) -> tuple[CallObserver, ...]:
    """Return what a client was given as `hooks`, as a tuple.

    Raises:
        TypeError: One of them is neither `Hooks` nor an observer such as `OpenTelemetry`.
    """
    if hooks is None:
        return ()
    several = isinstance(hooks, list | tuple)
    observers = tuple(cast("Sequence[CallObserver]", hooks)) if several else (cast("CallObserver", hooks),)
    for one in observers:
        if not callable(getattr(one, "call_started", None)) or isinstance(one, type):
            what = one.__name__ if isinstance(one, type) else type(one).__name__
            msg = f"hooks= takes Hooks(on_request=…, on_response=…, on_retry=…) or OpenTelemetry(), not {what}"
            raise TypeError(msg)
    return observers
