"""Shared by both runners: the context of a client's calls, waits, and the end of a flow."""

from __future__ import annotations

import sys
import time
import types
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from esignkit.core.context import Context
from esignkit.core.flow import SendFailed
from esignkit.core.settings import Settings
from esignkit.errors import ConfigurationError
from esignkit.runners.connections import Connections
from esignkit.runners.time_limit import LONGEST

if TYPE_CHECKING:
    from esignkit.core.hooks import CallObserver

__all__ = ["BaseRunner", "end_flow", "is_coroutine_function", "make_context", "observers_of", "time_left", "too_late"]

N = TypeVar("N", bound=Connections[Any, Any])

_FUNCTIONS = types.FunctionType, types.MethodType, partial
"""Kinds of callables that have no `__call__` of their own."""


def _jitter() -> float:
    """Return a random number from 0 to 1."""
    import random  # only a retry needs it

    return random.random()  # noqa: S311 - it spreads retries, and protects nothing


def make_context(settings: Settings, observers: Sequence[CallObserver] = ()) -> Context:
    """Return the context of a client's calls, on the real clocks."""
    return Context(
        provider=settings.provider,
        auth=settings.auth,
        now=time.monotonic,
        wall_clock=time.time,
        jitter=_jitter,
        values=settings.values,
        retry=settings.retry,
        timeout=settings.timeout,
        new_request_id=settings.new_request_id,
        observers=observers,
        base_url=settings.base_url,
    )


def observers_of(hooks: CallObserver | Sequence[CallObserver] | None) -> Sequence[CallObserver]:
    """Return who is told of a client's calls."""
    if hooks is None:
        return ()
    from esignkit.core.hooks import check_observers  # most clients have none

    return check_observers(hooks)


class BaseRunner(Generic[N]):
    """Base of the sync and the async runner."""

    mode: ClassVar[str]

    def __init__(self, connections: N, context: Context) -> None:
        self.connections = connections
        self.context = context

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {self.connections.base.host}>"

    def check_open(self) -> None:
        """Refuse calls on a closed client.

        Raises:
            ConfigurationError: The client is closed.
        """
        if self.connections.pool.closed:
            msg = "this client is closed; make a new one, or keep it open for as long as it is used"
            raise ConfigurationError(msg)


def is_coroutine_function(fn: Callable[[], Any]) -> bool:
    """Whether calling it gives a coroutine."""
    import inspect  # few calls call functions of the caller's

    inner: Any = cast("partial[Any]", fn).func if type(fn) is partial else fn
    plain = inner.__func__ if type(inner) is types.MethodType else inner
    if type(plain) is types.FunctionType and not plain.__dict__:  # no mark of `inspect.markcoroutinefunction`
        return bool(plain.__code__.co_flags & inspect.CO_COROUTINE)
    if inspect.iscoroutinefunction(fn):
        return True
    return not isinstance(fn, _FUNCTIONS) and inspect.iscoroutinefunction(getattr(fn, "__call__", None))  # noqa: B004 - an object whose __call__ is async


def time_left(deadline: float) -> float:
    """Return the seconds until a deadline; 0 when it has passed."""
    return min(max(0.0, deadline - time.monotonic()), LONGEST)


def too_late(meanwhile: str) -> SendFailed:
    """Return the error of a call whose deadline passed before it was sent."""
    return SendFailed(f"the deadline passed while {meanwhile}", sent=False, timed_out=True)


def end_flow(steps: Generator[Any, Any, Any]) -> None:
    """Close a flow. A flow must not yield while it is closed; a cancellation or Ctrl-C takes precedence."""
    active = sys.exc_info()[1]
    note = "a flow yielded an effect while it was being closed; do that under `except Exception` instead"
    try:
        steps.close()
    except RuntimeError:
        if active is not None:
            active.add_note(note)
            return
    else:
        return
    raise RuntimeError(note)
