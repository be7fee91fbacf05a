"""Keeping credentials out of what people see: tracebacks lose our own frames, the caller's stay."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar, cast
from urllib.parse import quote

from esignkit.core.spelling import misspelt
from esignkit.types import JSON

__all__ = ["conceal", "guard", "prune"]

P = ParamSpec("P")
T = TypeVar("T")

_OURS = ("esignkit", "httpx", "httpcore", "h11", "anyio", "ssl", "socket")
_SHOWN = ("esignkit.sandbox", "esignkit.demo", "esignkit.cli")
_TRANSPORT = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11"})


def _ours(frame: types.FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    if name.startswith(_SHOWN):  # programs of their own, that use the SDK as anybody does
        return False
    return any(name == own or name.startswith((own + ".", own + "2")) for own in _OURS)


def _of_transport(error: BaseException | None) -> bool:
    return error is not None and type(error).__module__.partition(".")[0] in _TRANSPORT


def prune(error: BaseException) -> BaseException:
    """Drop the frames of our own machinery, whose locals hold headers and bodies, from an exception and its causes.

    Flows and callbacks that the caller wrote keep their frames. The HTTP library's exceptions are unchained: they
    hold the request, and the request holds the credential.
    """
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _without_ours(one.__traceback__)
        if _of_transport(one.__cause__):
            one.__cause__ = None
        if _of_transport(one.__context__):
            one.__context__ = None
        todo += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            todo += list(cast("BaseExceptionGroup[BaseException]", one).exceptions)
    return error


def _without_ours(tb: types.TracebackType | None) -> types.TracebackType | None:
    frames: list[types.TracebackType] = []
    while tb is not None:
        if not _ours(tb.tb_frame):
            frames.append(tb)
        tb = tb.tb_next
    kept: types.TracebackType | None = None
    for one in reversed(frames):
        kept = types.TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept


def guard(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a function whose arguments are credentials, so that a traceback through it does not show them."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            wrong = misspelt(function, kwargs) if isinstance(error, TypeError) else None
            prune(error)
            del args, kwargs  # this frame stays in the traceback
            if wrong is not None:
                raise wrong from None
            raise

    return guarded


def conceal(value: JSON, secrets: Iterable[str]) -> JSON:
    """Return text or JSON in which credentials that a server sent back are replaced.

    Args:
        value: Text, or a JSON value whose texts are looked at.
        secrets: The credentials that went out.
    """
    hidden = [form for secret in secrets if secret for form in {secret, quote(secret, safe="")}]
    return _conceal(value, hidden) if hidden else value


def _conceal(value: JSON, hidden: list[str]) -> JSON:
    if isinstance(value, str):
        for form in hidden:
            value = value.replace(form, "…")
        return value
    if isinstance(value, list):
        return [_conceal(item, hidden) for item in value]
    if isinstance(value, dict):
        return {str(_conceal(name, hidden)): _conceal(item, hidden) for name, item in value.items()}
    return value
