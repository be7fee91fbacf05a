"""Telling the observers of a client of one call. What goes wrong in them is logged; the call goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from esignkit.core.hooks import (
    CallEnded,
    CallInfo,
    CallObservation,
    CallObserver,
    RequestEnded,
    RequestStarted,
    RetryPlanned,
)
from esignkit.core.logs import logger
from esignkit.core.operation import Operation, Repeat
from esignkit.core.options import check_extra_header
from esignkit.core.value_objects import define
from esignkit.errors import ESignError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.core.context import Context
    from esignkit.core.flow import Steps

__all__ = ["ObservedCall", "observed"]

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


def _isolated(otherwise: R, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what an observer's function returns; when it raises, say so in the log, and return `otherwise`."""
    try:
        return function(*args, **kwargs)
    except Exception:  # a program's own code must not change what becomes of a call
        logger.warning("a hook raised an error; the call goes on", exc_info=True)
        return otherwise


def _headers_of(observation: CallObservation) -> list[tuple[bytes, bytes]]:
    return [check_extra_header(name, value, "the headers of a hook") for name, value in observation.headers]


@define(eq=False, repr=False)
class ObservedCall:
    """One call, and those who are told of it."""

    call: CallInfo
    observations: Sequence[CallObservation]
    now: Callable[[], float]
    attempt: int = 0
    """Number of the try whose request was sent last; 0 before the first."""
    sent_at: float | None = None
    """When the request was sent whose end is still to be told; None where there is none."""

    def add_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        """Add the headers that the observers want to be sent to those of a request, which keeps its own."""
        names = {name.lower() for name, _ in headers}
        for one in self.observations:
            for name, value in _isolated([], _headers_of, one):
                if name not in names:
                    names.add(name)
                    headers.append((name, value))

    def request_started(self, attempt: int) -> None:
        """Tell that a request is about to be sent."""
        self.attempt, self.sent_at = attempt, self.now()
        self._tell(lambda one: one.request_started(RequestStarted(self.call, attempt)))

    def request_ended(self, status: int | None, elapsed: float, request_id: str | None) -> None:
        """Tell that a response has come; a status of None tells that none will."""
        if self.sent_at is None:  # no request was sent: signing in for it took too long
            return
        self.sent_at = None
        self._tell(lambda one: one.request_ended(RequestEnded(self.call, self.attempt, status, elapsed, request_id)))

    def retry_planned(self, status: int | None, delay: float, *, new_token: bool = False) -> None:
        """Tell that another try follows."""
        self._tell(lambda one: one.retry_planned(RetryPlanned(self.call, self.attempt, status, delay, new_token)))

    def ended(self, elapsed: float, error: BaseException | None, outcome: Outcome | None) -> None:
        """Tell that the call has its result or its error; who waits for a response is told that none will come."""
        if self.sent_at is not None:  # it was broken off
            self.request_ended(None, self.now() - self.sent_at, None)
        self._tell(lambda one: one.call_ended(CallEnded(self.call, self.attempt, elapsed, error, outcome)))

    def _tell(self, event: Callable[[CallObservation], None]) -> None:
        for one in self.observations:
            _isolated(None, event, one)


def observed(
    operation: Operation[T],
    context: Context,
    make: Callable[[Operation[T], Context, ObservedCall], Steps[T]],
) -> Steps[T]:
    """Carry a call out, and tell the client's observers how it begins and ends.

    Args:
        operation: The call.
        context: The client's settings; it has observers.
        make: Makes the exchange, which tells what happens in between.
    """
    watch = _begin(operation, context)
    start = context.now()
    try:
        result = yield from make(operation, context, watch)
    except BaseException as error:
        watch.ended(context.now() - start, error, _outcome(operation, error, sent=watch.attempt > 0))
        raise
    watch.ended(context.now() - start, None, Outcome.DONE)
    return result


def _begin(operation: Operation[Any], context: Context) -> ObservedCall:
    """Tell that a call begins."""
    server, port = _server_of(operation.at_root if isinstance(operation.at_root, str) else context.base_url)
    call = CallInfo(operation.name, context.provider.name, operation.method, operation.route, server, port)
    begun = [_isolated(None, _call_started, one, call) for one in context.observers]
    return ObservedCall(call, [one for one in begun if one is not None], context.now)


def _server_of(url: str) -> tuple[str, int]:
    """Return host and port of an address; no host and port 0 where it cannot be parsed: who connects says why."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        return "", 0


def _call_started(observer: CallObserver, call: CallInfo) -> CallObservation | None:
    return observer.call_started(call)


def _outcome(operation: Operation[Any], error: BaseException, *, sent: bool) -> Outcome | None:
    """Return what is known of a call that ended without a result; None of a read whose response is lost."""
    outcome = error.outcome if isinstance(error, ESignError) else Outcome.AMBIGUOUS if sent else Outcome.NOT_SENT
    return None if outcome is Outcome.AMBIGUOUS and operation.repeat is Repeat.READ else outcome
